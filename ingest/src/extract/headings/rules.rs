//! The rules in `data/headings.toml`.

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rules {
    pub(super) max_width: usize,
    pub(super) max_caps_width: usize,
    pub(super) min_caps_letters: usize,
    pub(super) max_caps_digits: usize,
    pub(super) max_numbered_width: usize,
    pub(super) max_after_colon: usize,
    pub(super) sentence_ends: String,
    pub(super) bullets: String,
    pub(super) ranks: Ranks,
    pub(super) labels: BTreeMap<String, HashSet<String>>,
}

/// Rank of each form of heading.
#[derive(Debug, Default, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::extract) struct Ranks {
    pub(super) chinese_chapter: u32,
    pub(super) chinese_section: u32,
    pub(super) capitals: u32,
    pub(super) roman: u32,
    pub(super) chinese_numeral: u32,
    pub(super) number_1: u32,
    pub(super) chinese_bracket: u32,
    pub(super) number_2: u32,
    pub(super) number_3: u32,
    pub(super) label: u32,
    pub(in crate::extract) font_largest: u32,
    pub(in crate::extract) font_larger: u32,
    pub(in crate::extract) font_large: u32,
}

// A test makes sure that the bundled rules can be read.
pub(super) static RULES: LazyLock<Rules> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../data/headings.toml")).unwrap_or_default()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_rules_can_be_read() {
        toml::from_str::<Rules>(include_str!("../../../data/headings.toml")).unwrap();
    }
}
