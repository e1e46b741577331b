//! Words of languages that separate them: their folded form and their stem.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use corpora::Language;
use frostem::Stemmer;
use rustc_hash::FxHashMap;

use super::fold;
use super::knowledge::knowledge;
use super::stop::stop_words;

/// Words of a language a thread remembers the forms of. Texts repeat their words: of a million
/// words of running text, 95 % are found among the last few thousand. At most about 12 MB a language.
const REMEMBERED: usize = 100_000;

/// Longer words are not worth remembering.
const MAX_REMEMBERED_BYTES: usize = 40;

/// The forms of a word.
#[derive(Debug, Clone)]
pub(super) struct Forms {
    /// As written, folded.
    pub(super) exact: String,
    /// Its stem.
    pub(super) main: String,
    /// Whether it is a stop word.
    pub(super) stop: bool,
}

type Memory = FxHashMap<String, Forms>;

thread_local! {
    static MEMORY: RefCell<HashMap<String, Memory>> = RefCell::new(HashMap::new());
}

/// The forms of the words of one text.
pub(super) struct Words<'l> {
    language: &'l str,
    rules: Rules<'l>,
    memory: Memory,
    /// Forms of the last word that was too long to remember.
    last: Option<Forms>,
}

struct Rules<'l> {
    language: &'l str,
    stemmer: Option<Stemmer>,
    elisions: &'static [String],
    stop_words: &'static HashSet<String>,
}

impl<'l> Words<'l> {
    pub(super) fn of(language: &'l Language) -> Self {
        let language = language.primary();
        // Snowball knows languages by their ISO codes; those it does not know stay as written.
        let stemmer = Stemmer::try_from_name(language).ok();
        let elisions = knowledge()
            .elisions
            .get(language)
            .map_or(&[][..], Vec::as_slice);
        let memory = MEMORY
            .with(|memory| memory.borrow_mut().remove(language))
            .unwrap_or_default();
        Self {
            language,
            rules: Rules {
                language,
                stemmer,
                elisions,
                stop_words: stop_words(language),
            },
            memory,
            last: None,
        }
    }

    /// Whether a folded word is a stop word of the language.
    pub(super) fn is_stop(&self, folded: &str) -> bool {
        self.rules.stop_words.contains(folded)
    }

    /// The forms of a word.
    pub(super) fn forms(&mut self, word: &str) -> &Forms {
        if word.len() > MAX_REMEMBERED_BYTES {
            return self.last.insert(self.rules.forms(word));
        }
        if !self.memory.contains_key(word) {
            if self.memory.len() >= REMEMBERED {
                self.memory.clear();
            }
            self.memory.insert(word.to_owned(), self.rules.forms(word));
        }
        &self.memory[word]
    }
}

impl Drop for Words<'_> {
    fn drop(&mut self) {
        let memory = std::mem::take(&mut self.memory);
        MEMORY.with(|all| all.borrow_mut().insert(self.language.to_owned(), memory));
    }
}

impl Rules<'_> {
    fn forms(&self, word: &str) -> Forms {
        let lower = self.lower(word);
        let word = self.without_elision(&lower);
        let exact = fold::strip_marks(without_possessive(word));
        let main = match &self.stemmer {
            Some(stemmer) => fold::strip_marks(&stemmer.stem(word)),
            None => exact.clone(),
        };
        // A stemmer may take everything: the word itself is better than nothing.
        let main = if main.is_empty() { exact.clone() } else { main };
        let stop = self.stop_words.contains(&exact);
        Forms { exact, main, stop }
    }

    fn lower(&self, word: &str) -> String {
        // Turkish has an i with and one without a dot, in both cases.
        if matches!(self.language, "tr" | "az") && word.contains(['I', 'İ']) {
            return fold::lower(&word.replace('I', "ı").replace('İ', "i"));
        }
        fold::lower(word)
    }

    fn without_elision<'w>(&self, word: &'w str) -> &'w str {
        let Some((head, rest)) = word.split_once(['\'', '’', 'ʼ']) else {
            return word;
        };
        let elided = self.elisions.iter().any(|elision| elision == head);
        if elided && !rest.is_empty() {
            rest
        } else {
            word
        }
    }
}

/// `patient's` is the patient, in any language that borrows it.
fn without_possessive(word: &str) -> &str {
    word.strip_suffix("'s")
        .or_else(|| word.strip_suffix("’s"))
        .unwrap_or(word)
}
