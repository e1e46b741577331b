//! The rules in `data/ocr.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rules {
    pub(super) page: Page,
    pub(super) confidence: Confidence,
    pub(super) rules: Ruled,
    pub(super) lines: Lines,
    pub(super) language: Language,
    /// Tag to code of tesseract and script.
    pub(super) tesseract: BTreeMap<String, (String, String)>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Page {
    pub(super) pixels: u32,
    pub(super) min_letters: usize,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Confidence {
    pub(super) min_page: f32,
    pub(super) good_page: f32,
    pub(super) min_line: f32,
    pub(super) max_left_out_percent: usize,
    pub(super) good_number: f32,
    pub(super) max_unsure_numbers_percent: usize,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ruled {
    pub(super) length: usize,
    pub(super) thickness: usize,
    pub(super) margin: usize,
    pub(super) each_way: usize,
    pub(super) beside: usize,
    pub(super) gap: usize,
    pub(super) covers_percent: usize,
    pub(super) band: usize,
    pub(super) dark: u8,
    pub(super) signs: String,
    pub(super) short: usize,
    pub(super) surer_by: f32,
    pub(super) surer_letters_percent: usize,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Lines {
    pub(super) dense_gap_percent: f32,
    pub(super) hangul_gap_percent: f32,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Language {
    pub(super) samples: usize,
    pub(super) most_at_once: usize,
    pub(super) letters: usize,
    pub(super) legible: f32,
    pub(super) enough: f64,
    pub(super) contradiction: f64,
    pub(super) beside: String,
}

// A test makes sure that the bundled rules can be read.
pub(super) static RULES: LazyLock<Rules> =
    LazyLock::new(|| toml::from_str(include_str!("../../../../data/ocr.toml")).unwrap_or_default());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_rules_can_be_read() {
        toml::from_str::<Rules>(include_str!("../../../../data/ocr.toml")).unwrap();
    }
}
