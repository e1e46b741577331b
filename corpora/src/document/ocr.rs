//! What a machine read from pictures of pages.

use serde::{Deserialize, Serialize};

/// Pages of a document whose text is what optical character recognition made of their pictures. Letters
/// and numbers of it may be wrong, which a reader must be told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ocr {
    /// The pages that were read so, ascending.
    pub pages: Vec<u32>,
    /// Those among them that could hardly be read.
    #[serde(default)]
    pub doubtful: Vec<u32>,
    /// Pages with pictures that could not be read: their text is missing.
    #[serde(default)]
    pub unread: Vec<u32>,
    /// Mean confidence of what was read, in percent, as the recognition itself judges it.
    pub confidence: u8,
}

impl Ocr {
    /// Numbers of pages as they are shown: `1-4, 7`.
    #[must_use]
    pub fn ranges(pages: &[u32]) -> String {
        let runs = pages.chunk_by(|one, next| one + 1 == *next);
        let shown = runs.filter_map(|run| match (run.first()?, run.last()?) {
            (first, last) if first == last => Some(first.to_string()),
            (first, last) => Some(format!("{first}-{last}")),
        });
        shown.collect::<Vec<_>>().join(", ")
    }

    /// What there is to say of it in one line of English.
    #[must_use]
    pub fn told(&self) -> String {
        let mut told = format!(
            "pages read by optical character recognition: {} (confidence {} %)",
            Self::ranges(&self.pages),
            self.confidence
        );
        for (what, pages) in [
            ("hardly legible", &self.doubtful),
            ("not read", &self.unread),
        ] {
            if !pages.is_empty() {
                told.push_str(&format!("; {what}: {}", Self::ranges(pages)));
            }
        }
        told
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_in_a_row_are_shown_as_one_range() {
        assert_eq!(Ocr::ranges(&[]), "");
        assert_eq!(Ocr::ranges(&[3]), "3");
        assert_eq!(Ocr::ranges(&[1, 2, 3, 5, 7, 8]), "1-3, 5, 7-8");
    }

    #[test]
    fn what_is_doubtful_or_missing_is_told() {
        let ocr = Ocr {
            pages: vec![1, 2, 4],
            doubtful: vec![2],
            unread: vec![3],
            confidence: 91,
        };
        assert_eq!(
            ocr.told(),
            "pages read by optical character recognition: 1-2, 4 (confidence 91 %); hardly legible: 2; not read: 3"
        );
    }
}
