//! The data file of the analysis.

use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use super::fold::fold;

/// What `data/analysis.toml` says.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Knowledge {
    /// Elided words by language.
    pub(super) elisions: HashMap<String, Vec<String>>,
    /// Letter variants by script.
    letters: HashMap<String, HashMap<char, String>>,
    /// Words that are the same word.
    pub(super) same: FxHashMap<String, String>,
    /// Units with other ways of writing them.
    units: HashMap<String, Vec<String>>,
    /// Names of Greek letters.
    greek: FxHashMap<char, String>,
    /// Signs between groups of three digits, by language.
    grouping: HashMap<String, String>,
    marks: Marks,
    /// Words of questions that carry nothing, by language.
    pub(super) chatter: HashMap<String, Vec<String>>,
}

/// What is said of marks.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Marks {
    /// Languages whose marks tell words apart.
    keep: Vec<String>,
}

/// The file is part of the program and a test reads it: it cannot fail to parse in service.
static KNOWLEDGE: LazyLock<Knowledge> =
    LazyLock::new(|| toml::from_str(include_str!("../../data/analysis.toml")).unwrap_or_default());

static LETTERS: LazyLock<FxHashMap<char, String>> = LazyLock::new(|| {
    KNOWLEDGE
        .letters
        .values()
        .flatten()
        .map(|(found, kept)| (*found, kept.clone()))
        .collect()
});

/// Units by every way of writing them, folded.
static UNITS: LazyLock<FxHashMap<String, &'static str>> = LazyLock::new(|| {
    let mut units = FxHashMap::default();
    for (unit, others) in &KNOWLEDGE.units {
        units.insert(unit.clone(), unit.as_str());
        for other in others {
            units.insert(fold(other).into_owned(), unit.as_str());
        }
    }
    units
});

static GREEK_NAMES: LazyLock<FxHashSet<&'static str>> =
    LazyLock::new(|| KNOWLEDGE.greek.values().map(String::as_str).collect());

pub(super) fn knowledge() -> &'static Knowledge {
    &KNOWLEDGE
}

/// What is kept of a letter that is written in several ways.
pub(super) fn letter_variant(c: char) -> Option<&'static str> {
    LETTERS.get(&c).map(String::as_str)
}

/// The unit that a folded word is.
pub(super) fn unit(word: &str) -> Option<&'static str> {
    UNITS.get(word).copied()
}

/// Small Greek letters without marks.
const SMALL_GREEK: RangeInclusive<char> = 'α'..='ω';

/// The name of a small Greek letter without marks.
pub(super) fn greek_name(c: char) -> Option<&'static str> {
    // Nearly all letters that are asked for are of other scripts.
    if !SMALL_GREEK.contains(&c) {
        return None;
    }
    KNOWLEDGE.greek.get(&c).map(String::as_str)
}

/// Whether a folded word is the name of a Greek letter.
pub(super) fn is_greek_name(word: &str) -> bool {
    GREEK_NAMES.contains(word)
}

/// Signs that a language writes between groups of three digits.
pub(super) fn grouping(language: &str) -> &'static str {
    KNOWLEDGE.grouping.get(language).map_or(",", String::as_str)
}

/// Whether the marks of a language tell its words apart.
pub(crate) fn keeps_marks(language: &str) -> bool {
    KNOWLEDGE.marks.keep.iter().any(|kept| kept == language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_file_is_valid() {
        let read: Knowledge = toml::from_str(include_str!("../../data/analysis.toml")).unwrap();
        assert!(read.elisions["fr"].contains(&"qu".to_owned()));
        assert_eq!(letter_variant('ى'), Some("ي"));
        assert_eq!(read.same["mcg"], "ug");
        assert_eq!(unit("мг"), Some("mg"));
        assert!(read.greek.keys().all(|c| SMALL_GREEK.contains(c)));
        assert!(is_greek_name("beta") && keeps_marks("vi") && grouping("de").contains('.'));
    }
}
