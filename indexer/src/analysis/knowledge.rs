//! The data file of the analysis.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// What `data/analysis.toml` says.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Knowledge {
    /// Elided words by language.
    pub(super) elisions: HashMap<String, Vec<String>>,
    /// Letter variants by script.
    letters: HashMap<String, HashMap<char, String>>,
    /// Words of questions that carry nothing, by language.
    pub(super) chatter: HashMap<String, Vec<String>>,
}

/// The file is part of the program and a test reads it: it cannot fail to parse in service.
static KNOWLEDGE: LazyLock<Knowledge> =
    LazyLock::new(|| toml::from_str(include_str!("../../data/analysis.toml")).unwrap_or_default());

static LETTERS: LazyLock<HashMap<char, String>> = LazyLock::new(|| {
    KNOWLEDGE
        .letters
        .values()
        .flatten()
        .map(|(found, kept)| (*found, kept.clone()))
        .collect()
});

pub(super) fn knowledge() -> &'static Knowledge {
    &KNOWLEDGE
}

/// What is kept of a letter that is written in several ways.
pub(super) fn letter_variant(c: char) -> Option<&'static str> {
    LETTERS.get(&c).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_file_is_valid() {
        let read: Knowledge = toml::from_str(include_str!("../../data/analysis.toml")).unwrap();
        assert!(read.elisions["fr"].contains(&"qu".to_owned()));
        assert_eq!(letter_variant('ى'), Some("ي"));
    }
}
