//! The rules in `data/pdf.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rules {
    pub(super) gate: Gate,
    pub(super) running: Running,
    pub(super) fonts: Fonts,
    pub(super) paragraphs: Paragraphs,
    pub(super) hyphens: Hyphens,
    pub(super) table: Table,
    pub(super) title: Title,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Gate {
    pub(super) min_letters: usize,
    pub(super) min_letters_per_page: usize,
    pub(super) max_bad_percent: f64,
    pub(super) min_vowel_percent: usize,
    pub(super) min_words: usize,
    pub(super) min_word_length: f64,
    pub(super) max_mixed_percent: usize,
    pub(super) foreign_percent: usize,
    pub(super) silent_percent: usize,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Running {
    pub(super) lines: usize,
    pub(super) min_pages: usize,
    pub(super) min_percent: usize,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fonts {
    pub(super) heading_percent: f32,
    pub(super) max_heading: usize,
    pub(super) max_headings_percent: usize,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Paragraphs {
    pub(super) short_percent: usize,
    pub(super) min_line: usize,
    pub(super) gap_percent: f32,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Hyphens {
    pub(super) before: Vec<String>,
    pub(super) after: Vec<String>,
    pub(super) and: Vec<String>,
    pub(super) min_letters: usize,
    pub(super) min_count: u32,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Table {
    pub(super) bold: Vec<String>,
    pub(super) before_numbers: String,
    pub(super) units: Vec<String>,
    pub(super) no_number: Vec<String>,
    pub(super) sums: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Title {
    pub(super) bad_words: Vec<String>,
    pub(super) bad_ends: Vec<String>,
}

// A test makes sure that the bundled rules can be read.
pub(super) static RULES: LazyLock<Rules> =
    LazyLock::new(|| toml::from_str(include_str!("../../../data/pdf.toml")).unwrap_or_default());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_rules_can_be_read() {
        toml::from_str::<Rules>(include_str!("../../../data/pdf.toml")).unwrap();
    }
}
