//! Compounds of German, Dutch and Swedish: a long word with the shorter ones it consists of.
//!
//! A word is cut only where all its parts are known, which a list of our own says. It stays whole too;
//! its parts are further terms at its place.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use frostem::Stemmer;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use super::fold::{lower, strip_marks};

/// What `data/compounds.toml` says of a language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    /// Letters that may stand between two parts, separated by white space.
    links: String,
    /// Endings that the last part may have.
    endings: String,
    /// Words that look like compounds and are none.
    whole: String,
    /// The parts, in the forms in which they stand.
    parts: String,
}

/// The compounds of a language.
#[derive(Debug)]
pub(super) struct Compounds {
    links: Vec<String>,
    endings: Vec<String>,
    /// Words that are not cut.
    whole: FxHashSet<String>,
    /// Parts with their stems.
    parts: FxHashMap<String, String>,
    /// Longest part, in bytes.
    longest: usize,
}

/// A part of a compound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) stem: &'static str,
    /// Where it stands in the word.
    pub(super) range: Range<usize>,
}

/// Shortest word that is looked at, and longest, in bytes.
const SHORTEST: usize = 7;
const LONGEST: usize = 60;

/// Most parts of a word.
const MAX_PARTS: usize = 5;

static LISTS: LazyLock<HashMap<String, Compounds>> = LazyLock::new(|| {
    // The file is part of the program and a test reads it: it cannot fail to parse in service.
    let written: HashMap<String, Written> =
        toml::from_str(include_str!("../../data/compounds.toml")).unwrap_or_default();
    let lists = written.into_iter().filter_map(|(language, written)| {
        let compounds = Compounds::of(&language, &written)?;
        Some((language, compounds))
    });
    lists.collect()
});

/// The compounds of a language, if it has a list.
pub(super) fn compounds(language: &str) -> Option<&'static Compounds> {
    LISTS.get(language)
}

impl Compounds {
    fn of(language: &str, written: &Written) -> Option<Self> {
        let stemmer = Stemmer::try_from_name(language).ok()?;
        let list = |text: &str| -> Vec<String> {
            std::iter::once("")
                .chain(text.split_whitespace())
                .map(str::to_owned)
                .collect()
        };
        let parts = written.parts.split_whitespace().map(lower);
        let parts: FxHashMap<String, String> = parts
            .map(|part| {
                let stem = strip_marks(&stemmer.stem(&part));
                (part, stem)
            })
            .collect();
        Some(Self {
            links: list(&written.links),
            endings: list(&written.endings),
            whole: written.whole.split_whitespace().map(lower).collect(),
            longest: parts.keys().map(String::len).max().unwrap_or(0),
            parts,
        })
    }

    /// Whether a lower-case word is a compound.
    pub(super) fn are_in(&'static self, word: &str) -> bool {
        !self.split(word).is_empty()
    }

    /// The parts of a lower-case word; none if it is no compound.
    pub(super) fn split(&'static self, word: &str) -> Vec<Part> {
        let long = (SHORTEST..=LONGEST).contains(&word.len());
        let letters = word.chars().all(char::is_alphabetic);
        if !long || !letters || self.whole.contains(word) || self.last(word).is_some() {
            return Vec::new();
        }
        let mut parts = Vec::new();
        let mut failed = 0;
        if self.cut(word, 0, &mut parts, &mut failed) {
            return parts;
        }
        Vec::new()
    }

    /// Cuts what begins at `start` into parts, the longest first. `failed` holds the places from which
    /// there is no way to the end, so that none is tried twice.
    fn cut(
        &'static self,
        word: &str,
        start: usize,
        parts: &mut Vec<Part>,
        failed: &mut u64,
    ) -> bool {
        let rest = &word[start..];
        if let Some(stem) = self.last(rest).filter(|_| start > 0) {
            let range = start..word.len();
            parts.push(Part { stem, range });
            return true;
        }
        if *failed & 1 << start != 0 || parts.len() + 1 >= MAX_PARTS {
            return false;
        }
        for length in (1..=self.longest.min(rest.len())).rev() {
            let part = rest.get(..length);
            let Some(stem) = part.and_then(|part| self.parts.get(part)) else {
                continue;
            };
            let range = start..start + length;
            parts.push(Part { stem, range });
            for link in &self.links {
                let linked = rest[length..].starts_with(link.as_str());
                let next = start + length + link.len();
                if linked && next < word.len() && self.cut(word, next, parts, failed) {
                    return true;
                }
            }
            parts.pop();
        }
        *failed |= 1 << start;
        false
    }

    /// The stem of a word that is a part, perhaps with an ending.
    fn last(&'static self, word: &str) -> Option<&'static str> {
        self.endings.iter().find_map(|ending| {
            let part = word.strip_suffix(ending.as_str())?;
            self.parts.get(part).map(String::as_str)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(language: &str, word: &str) -> String {
        let list = compounds(language).unwrap();
        let parts = list.split(word).into_iter();
        parts
            .map(|part| &word[part.range])
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn the_data_file_is_valid() {
        let read: HashMap<String, Written> =
            toml::from_str(include_str!("../../data/compounds.toml")).unwrap();
        for (language, fewest) in [("de", 400), ("nl", 250), ("sv", 250)] {
            let parts: Vec<&str> = read[language].parts.split_whitespace().collect();
            assert!(parts.len() >= fewest, "{language}: {}", parts.len());
            for part in parts {
                assert!(part.chars().count() >= 3, "{language}: {part}");
                assert!(part.chars().all(char::is_lowercase), "{language}: {part}");
            }
        }
    }

    #[test]
    fn compounds_have_their_parts_and_other_words_have_none() {
        for (language, word, expected) in [
            ("de", "kopfschmerzen", "kopf schmerzen"),
            ("de", "atemnot", "atem not"),
            ("de", "lungenentzündung", "lungen entzündung"),
            ("de", "infektionskrankheiten", "infektion krankheiten"),
            ("de", "impfstoffe", "impf stoffe"),
            ("de", "atemschutzmasken", "atem schutz masken"),
            ("de", "krankenhausbehandlung", "kranken haus behandlung"),
            ("de", "behandlung", ""),
            ("de", "krankheiten", ""),
            ("de", "verhandlung", ""),
            ("de", "dexamethason", ""),
            ("de", "handlungen", ""),
            ("nl", "hoofdpijn", "hoofd pijn"),
            ("nl", "longontsteking", "long ontsteking"),
            ("nl", "ziekenhuisopname", "zieken huis opname"),
            ("nl", "behandeling", ""),
            ("sv", "huvudvärk", "huvud värk"),
            ("sv", "lunginflammation", "lung inflammation"),
            ("sv", "infektionssjukdomar", "infektion sjukdomar"),
            ("sv", "behandling", ""),
        ] {
            assert_eq!(parts(language, word), expected, "{language}: {word}");
        }
    }

    #[test]
    fn a_word_made_to_be_hard_to_cut_is_given_up_quickly() {
        let word = "not".repeat(19) + "x";
        assert_eq!(parts("de", &word), "");
    }
}
