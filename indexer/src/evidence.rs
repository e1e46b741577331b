//! How certain a document says its evidence is.
//!
//! Documents say it in their own words (`Document::evidence`). Only what is plain is read: where several levels are
//! stated that differ in kind, or a scale that means different things to different bodies, nothing is taken to be
//! stated.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::analysis::is_unspaced;

/// The certainty of evidence, in the levels of GRADE.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Certainty {
    /// Nothing is stated, or nothing plain.
    #[default]
    Unstated,
    High,
    Moderate,
    Low,
    VeryLow,
}

impl Certainty {
    pub(crate) const ALL: &'static [Self] = &[
        Self::Unstated,
        Self::High,
        Self::Moderate,
        Self::Low,
        Self::VeryLow,
    ];
}

impl std::fmt::Display for Certainty {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Unstated => "unstated",
            Self::High => "high",
            Self::Moderate => "moderate",
            Self::Low => "low",
            Self::VeryLow => "very-low",
        })
    }
}

/// The words of one language: `data/evidence.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    #[expect(dead_code, reason = "for who reads the file")]
    name: String,
    of: Vec<String>,
    high: Vec<String>,
    moderate: Vec<String>,
    low: Vec<String>,
    very_low: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Bundled {
    language: Vec<Words>,
}

#[expect(clippy::expect_used, reason = "a test reads the bundled file")]
static WORDS: LazyLock<Vec<Words>> = LazyLock::new(|| {
    let read: Result<Bundled, _> = toml::from_str(include_str!("../data/evidence.toml"));
    read.expect("bundled words").language
});

/// Most of a statement that is read, in bytes.
const MAX_BYTES: usize = 2_000;

/// The certainty that a statement plainly says.
pub(crate) fn certainty(stated: &str) -> Certainty {
    // Most documents state nothing, and each of their passages asks.
    if stated.trim().is_empty() {
        return Certainty::Unstated;
    }
    let text = &stated[..stated.floor_char_boundary(MAX_BYTES)];
    let text = text.to_lowercase();
    let mut found = Vec::new();
    for clause in text.split(is_end) {
        // Words of several languages may be the same: the one that says most is meant.
        let read = WORDS.iter().map(|words| words.levels(clause));
        found.extend(read.max_by_key(Vec::len).unwrap_or_default());
    }
    found.sort_unstable();
    found.dedup();
    match found[..] {
        [one] => one,
        // Of a range on one side of the middle, what is nearer to it.
        [Certainty::High, Certainty::Moderate] => Certainty::Moderate,
        [Certainty::Low, Certainty::VeryLow] => Certainty::Low,
        _ => Certainty::Unstated,
    }
}

fn is_end(c: char) -> bool {
    matches!(
        c,
        ';' | ',' | '.' | '(' | ')' | '；' | '，' | '。' | '、' | '（' | '）' | '،' | '؛'
    )
}

impl Words {
    /// The levels that a clause states.
    fn levels(&self, clause: &str) -> Vec<Certainty> {
        let Some(of) =
            (self.of.iter()).find_map(|of| places(clause, of).next().map(|at| at..at + of.len()))
        else {
            return Vec::new();
        };
        let levels = [
            (&self.very_low, Certainty::VeryLow),
            (&self.high, Certainty::High),
            (&self.moderate, Certainty::Moderate),
            (&self.low, Certainty::Low),
        ];
        let words = levels
            .into_iter()
            .flat_map(|(words, level)| words.iter().map(move |word| (word, level)));
        let mut words: Vec<(&String, Certainty)> = words.collect();
        // "very low" is not "low".
        words.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        let (mut taken, mut found) = (vec![of], Vec::new());
        for (word, level) in words {
            for at in places(clause, word) {
                let here = at..at + word.len();
                let free = |other: &std::ops::Range<usize>| {
                    here.end <= other.start || other.end <= here.start
                };
                if taken.iter().all(free) {
                    taken.push(here);
                    found.push(level);
                }
            }
        }
        found
    }
}

/// Where a word stands in a text: between letters of other words it does not, where words have spaces.
fn places<'t>(text: &'t str, word: &'t str) -> impl Iterator<Item = usize> + 't {
    let apart = !word.chars().any(is_unspaced);
    text.match_indices(word)
        .map(|(at, _)| at)
        .filter(move |at| {
            let before = text[..*at].chars().next_back();
            let after = text[at + word.len()..].chars().next();
            let is_letter =
                |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !is_unspaced(c));
            !apart || !(is_letter(before) || is_letter(after))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_plain_is_read_in_every_language() {
        use Certainty::{High, Low, Moderate, VeryLow};
        for (stated, expected) in [
            (
                "systematic review of randomised trials; high certainty for mortality",
                High,
            ),
            (
                "GRADE; conditional recommendations, very low certainty for the new regimens",
                VeryLow,
            ),
            (
                "GRADE; conditional recommendations of low or very low certainty",
                Low,
            ),
            ("Moderate- to high-certainty evidence", Moderate),
            ("Recomendación condicional, certeza baja", Low),
            ("qualidade da evidência muito baixa", VeryLow),
            ("niveau de preuve élevé", High),
            ("certezza moderata", Moderate),
            ("sehr niedrige Vertrauenswürdigkeit", VeryLow),
            ("качество доказательств: низкое", Low),
            ("证据质量：极低", VeryLow),
            ("高质量证据", High),
            ("エビデンスの確実性：非常に低い", VeryLow),
            ("근거 수준: 중등도", Moderate),
            ("درجة اليقين منخفضة جدا", VeryLow),
            ("kepastian bukti sedang", Moderate),
            ("kanıt kesinliği çok düşük", VeryLow),
            ("độ chắc chắn thấp", Low),
        ] {
            assert_eq!(certainty(stated), expected, "{stated}");
        }
    }

    #[test]
    fn what_is_not_plain_is_not_guessed() {
        for stated in [
            "",
            "A",
            "GRADE",
            "HICPAC categories IA, IB, IC, II",
            "randomised controlled trial of low dose against high dose",
            "highly certain",
            "systematic review; low to moderate certainty",
            "strong recommendation, moderate certainty (severe); conditional recommendation, low certainty (non-severe)",
            "循证指南；用GRADE评定证据质量和推荐强度",
            "وحدة العناية",
        ] {
            assert_eq!(certainty(stated), Certainty::Unstated, "{stated}");
        }
        let long = "é".repeat(100_000) + " high certainty";
        assert_eq!(certainty(&long), Certainty::Unstated);
    }
}
