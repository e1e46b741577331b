//! Words of languages that separate them: their folded form and their stem.

use std::cell::RefCell;
use std::ops::Range;

use corpora::Language;
use frostem::Stemmer;
use rustc_hash::{FxHashMap, FxHashSet};

use super::affixes::{Affixes, affixes};
use super::compounds::{Compounds, Part, compounds};
use super::knowledge::{greek_name, is_greek_name, keeps_marks, knowledge};
use super::memory::{Forms, Memory};
use super::stop::stop_words;
use super::{fold, numbers};

/// Languages a thread remembers words of; with more, it begins anew.
const MAX_LANGUAGES: usize = 32;

/// Compounds a thread remembers the parts of, in each language; with more, it begins anew.
const MAX_COMPOUNDS: usize = 16_384;

/// Signs that are written for an apostrophe.
const APOSTROPHES: [char; 2] = ['’', 'ʼ'];

thread_local! {
    static KNOWN: RefCell<Vec<Words>> = const { RefCell::new(Vec::new()) };
}

/// What is known of the words of a language.
pub(super) struct Words {
    rules: Rules,
    memory: Memory,
    /// Forms of the last word that was not remembered.
    last: OwnForms,
    /// Parts of the compounds met lately.
    parts: FxHashMap<Box<str>, Vec<Part>>,
}

struct Rules {
    language: String,
    stemming: Stemming,
    compounds: Option<&'static Compounds>,
    /// Whether marks tell words apart.
    keeps_marks: bool,
    elisions: &'static [String],
    stop_words: &'static FxHashSet<String>,
}

/// How the words of a language lose their endings.
enum Stemming {
    /// With what comes off before.
    Snowball(Stemmer, Option<&'static Affixes>),
    Light(&'static Affixes),
    None,
}

impl Stemming {
    /// Snowball knows languages by their ISO codes; those that neither it nor our own lists know stay as
    /// written.
    fn of(language: &str) -> Self {
        match (Stemmer::try_from_name(language), affixes(language)) {
            (Ok(stemmer), affixes) => Self::Snowball(stemmer, affixes),
            (Err(_), Some(affixes)) => Self::Light(affixes),
            (Err(_), None) => Self::None,
        }
    }
}

/// Forms that are not in the memory yet.
#[derive(Debug, Default)]
struct OwnForms {
    exact: String,
    main: String,
    stop: bool,
    compound: bool,
}

impl OwnForms {
    fn as_forms(&self) -> Forms<'_> {
        Forms {
            exact: &self.exact,
            main: &self.main,
            stop: self.stop,
            compound: self.compound,
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
            stemming: Stemming::of(language),
            compounds: compounds(language),
            keeps_marks: keeps_marks(language),
            elisions: elisions.map_or(&[][..], Vec::as_slice),
            stop_words: stop_words(language),
        };
        Self {
            rules,
            memory: Memory::default(),
            last: OwnForms::default(),
            parts: FxHashMap::default(),
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
            ..
        } = self;
        if let Some(place) = memory.find(word) {
            return memory.forms(place, word);
        }
        *last = rules.forms(word);
        memory.keep(word, last.as_forms());
        last.as_forms()
    }
}

impl Words {
    pub(super) fn language(&self) -> &str {
        &self.rules.language
    }

    /// The parts of a compound: their stems with their places in the word.
    pub(super) fn parts(
        &mut self,
        word: &str,
    ) -> impl Iterator<Item = (&'static str, Range<usize>)> {
        if !self.parts.contains_key(word) {
            if self.parts.len() >= MAX_COMPOUNDS {
                self.parts.clear();
            }
            let parts = self.rules.parts(word);
            self.parts.insert(word.into(), parts);
        }
        let parts = self.parts.get(word).map_or(&[][..], Vec::as_slice);
        parts.iter().map(|part| (part.stem, part.range.clone()))
    }
}

impl Rules {
    fn forms(&self, word: &str) -> OwnForms {
        let lower = self.lower(word);
        let word = match lower.split_once('\'') {
            // Turkish sets endings off names with it.
            Some((name, _)) if self.is_turkic() && !name.is_empty() => name,
            _ => without_possessive(self.without_elision(&lower)),
        };
        let exact = self.exact(word);
        let main = self.main(word, &exact);
        OwnForms {
            stop: self.stop_words.contains(&exact),
            compound: self.compounds.is_some_and(|c| c.are_in(&lower)),
            exact,
            main,
        }
    }

    /// The folded form of a lower-case word.
    fn exact(&self, word: &str) -> String {
        if let Some(number) = numbers::plain_number(word, &self.language) {
            return fold::strip_marks(&number);
        }
        let exact = fold::strip_marks(word);
        if let Some(same) = knowledge().same.get(&exact) {
            return same.clone();
        }
        // Two Greek letters are words of Greek: its articles.
        let article = self.language == "el" && matches!(exact.as_str(), "ο" | "η");
        numbers::with_greek_names(&exact, !article).unwrap_or(exact)
    }

    /// The stem of a lower-case word. Numbers and names of Greek letters stay whole, and codes but for
    /// their plural.
    fn main(&self, word: &str, exact: &str) -> String {
        if exact.bytes().any(|byte| byte.is_ascii_digit()) {
            return numbers::singular(exact).to_owned();
        }
        if is_greek_name(exact) || is_renamed(word, exact) {
            return exact.to_owned();
        }
        let main = match &self.stemming {
            Stemming::Snowball(stemmer, None) => fold::strip_marks(&stemmer.stem(word)),
            Stemming::Snowball(stemmer, Some(affixes)) => {
                fold::strip_marks(&stemmer.stem(affixes.stem(word)))
            }
            Stemming::Light(affixes) => affixes.stem(exact).to_owned(),
            Stemming::None if self.keeps_marks => word.to_owned(),
            Stemming::None => exact.to_owned(),
        };
        // A stemmer may take everything: the word itself is better than nothing.
        if main.is_empty() {
            exact.to_owned()
        } else {
            main
        }
    }

    fn parts(&self, word: &str) -> Vec<Part> {
        let lower = self.lower(word);
        let mut parts = self.compounds.map_or_else(Vec::new, |c| c.split(&lower));
        if lower.len() != word.len() {
            // Folding moved the places: the whole word stands for them.
            parts.iter_mut().for_each(|part| part.range = 0..word.len());
        }
        parts
    }

    fn lower(&self, word: &str) -> String {
        if word.is_ascii() && !self.is_turkic() {
            return word.to_ascii_lowercase();
        }
        // Turkish has an i with and one without a dot, in both cases.
        let dotted = self.is_turkic() && word.contains(['I', 'İ']);
        let lower = match dotted {
            true => fold::lower(&word.replace('I', "ı").replace('İ', "i")),
            false => fold::lower(word),
        };
        match lower.contains(APOSTROPHES) {
            true => lower.replace(APOSTROPHES, "'"),
            false => lower,
        }
    }

    fn is_turkic(&self) -> bool {
        matches!(self.language.as_str(), "tr" | "az")
    }

    fn without_elision<'w>(&self, word: &'w str) -> &'w str {
        let Some((head, rest)) = word.split_once('\'') else {
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
    word.strip_suffix("'s").unwrap_or(word)
}

/// Whether the exact form of a word is another word: it has Greek letters by name, or is one of the
/// words that are the same.
fn is_renamed(word: &str, exact: &str) -> bool {
    let greek = || exact.is_ascii() && word.chars().any(|c| greek_name(c).is_some());
    greek() || knowledge().same.contains_key(word)
}
