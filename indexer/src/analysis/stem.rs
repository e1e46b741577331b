//! Words of languages that separate them: their folded form and their stem.

use std::cell::RefCell;
use std::collections::HashSet;

use corpora::Language;
use frostem::Stemmer;

use super::fold;
use super::knowledge::knowledge;
use super::memory::{Forms, Memory};
use super::stop::stop_words;

/// Languages a thread remembers words of; with more, it begins anew.
const MAX_LANGUAGES: usize = 32;

thread_local! {
    static KNOWN: RefCell<Vec<Words>> = const { RefCell::new(Vec::new()) };
}

/// What is known of the words of a language.
pub(super) struct Words {
    rules: Rules,
    memory: Memory,
    /// Forms of the last word that was not remembered.
    last: OwnForms,
}

struct Rules {
    language: String,
    stemmer: Option<Stemmer>,
    elisions: &'static [String],
    stop_words: &'static HashSet<String>,
}

/// Forms that are not in the memory yet.
#[derive(Debug, Default)]
struct OwnForms {
    exact: String,
    main: String,
    stop: bool,
}

impl OwnForms {
    fn as_forms(&self) -> Forms<'_> {
        Forms {
            exact: &self.exact,
            main: &self.main,
            stop: self.stop,
        }
    }
}

/// Gives `work` the words of a language, with those this thread remembers.
pub(super) fn with_words<T>(language: &Language, work: impl FnOnce(&mut Words) -> T) -> T {
    let language = language.primary();
    // Taken out, not borrowed: `work` may come back here.
    let known = KNOWN.with_borrow_mut(|all| {
        let place = all.iter().position(|w| w.rules.language == language);
        place.map(|place| all.swap_remove(place))
    });
    let mut words = known.unwrap_or_else(|| Words::of(language));
    let result = work(&mut words);
    KNOWN.with_borrow_mut(|all| {
        if all.len() >= MAX_LANGUAGES {
            all.clear();
        }
        all.push(words);
    });
    result
}

impl Words {
    fn of(language: &str) -> Self {
        let elisions = knowledge().elisions.get(language);
        let rules = Rules {
            language: language.to_owned(),
            // Snowball knows languages by their ISO codes; those it does not know stay as written.
            stemmer: Stemmer::try_from_name(language).ok(),
            elisions: elisions.map_or(&[][..], Vec::as_slice),
            stop_words: stop_words(language),
        };
        Self {
            rules,
            memory: Memory::default(),
            last: OwnForms::default(),
        }
    }

    /// Whether a folded word is a stop word of the language.
    pub(super) fn is_stop(&self, folded: &str) -> bool {
        self.rules.stop_words.contains(folded)
    }

    /// The forms of a word.
    pub(super) fn forms<'f>(&'f mut self, word: &'f str) -> Forms<'f> {
        let Self {
            rules,
            memory,
            last,
        } = self;
        if let Some(place) = memory.find(word) {
            return memory.forms(place, word);
        }
        *last = rules.forms(word);
        memory.keep(word, last.as_forms());
        last.as_forms()
    }
}

impl Rules {
    fn forms(&self, word: &str) -> OwnForms {
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
        OwnForms { exact, main, stop }
    }

    fn lower(&self, word: &str) -> String {
        // Turkish has an i with and one without a dot, in both cases.
        if matches!(self.language.as_str(), "tr" | "az") && word.contains(['I', 'İ']) {
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
