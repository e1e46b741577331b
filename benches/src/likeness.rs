//! How much of a text another holds: its words, and its words in their order.

use std::collections::HashMap;
use std::hash::Hash;

use icu_normalizer::ComposingNormalizerBorrowed;

/// Shares of a reference found in a text, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Likeness {
    /// Of its words, or pairs of characters in Chinese, Japanese and Korean.
    pub words: f64,
    /// Of its runs of three words, or of three characters: the order of reading.
    pub order: f64,
}

impl Likeness {
    /// Compares a text with its reference. NFKC, small letters; marks and spaces do not count.
    #[must_use]
    pub fn of(reference: &str, text: &str) -> Self {
        let (reference, text) = (folded(reference), folded(text));
        let dense = reference.chars().filter(|c| is_dense(*c)).count();
        if dense * 20 > reference.chars().count() {
            let signs = |text: &str| -> Vec<char> {
                text.chars().filter(|c| c.is_alphanumeric()).collect()
            };
            let (reference, text) = (signs(&reference), signs(&text));
            return Self {
                words: recall(&reference, &text, 2),
                order: recall(&reference, &text, 3),
            };
        }
        let (reference, text) = (words(&reference), words(&text));
        Self {
            words: recall(&reference, &text, 1),
            order: recall(&reference, &text, 3),
        }
    }
}

fn folded(text: &str) -> String {
    let normalizer = ComposingNormalizerBorrowed::new_nfkc();
    normalizer.normalize(text).to_lowercase()
}

fn is_dense(c: char) -> bool {
    matches!(c as u32, 0x3040..=0x30ff | 0x3400..=0x9fff | 0xac00..=0xd7af)
}

fn words(text: &str) -> Vec<&str> {
    let parts = text.split(|c: char| !c.is_alphanumeric() && !is_mark(c));
    parts.filter(|word| !word.is_empty()).collect()
}

/// Signs that belong to the letter before, in the scripts of India and Southeast Asia and in Arabic.
fn is_mark(c: char) -> bool {
    matches!(c as u32, 0x300..=0x36f | 0x64b..=0x65f | 0x900..=0xdff | 0xe31..=0xe4e | 0x17b4..=0x17d3)
}

/// Share of the runs of `length` in the reference that are in the text, each as often as it is there.
fn recall<T: Hash + Eq>(reference: &[T], text: &[T], length: usize) -> f64 {
    let mut held: HashMap<&[T], usize> = HashMap::new();
    text.windows(length)
        .for_each(|run| *held.entry(run).or_default() += 1);
    let (mut found, mut all) = (0_u32, 0_u32);
    for run in reference.windows(length) {
        all += 1;
        if let Some(left) = held.get_mut(run).filter(|left| **left > 0) {
            *left -= 1;
            found += 1;
        }
    }
    f64::from(found) / f64::from(all.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_their_order_are_measured_in_every_script() {
        let of = |reference, text| {
            let Likeness { words, order } = Likeness::of(reference, text);
            (words, order)
        };
        assert_eq!(
            of("Fièvre et toux sèche", "fièvre ET toux\nsèche."),
            (1.0, 1.0)
        );
        assert_eq!(of("a b c d", "d c b a"), (1.0, 0.0));
        assert_eq!(of("a a b", "a b"), (2.0 / 3.0, 0.0));
        assert_eq!(of("严重 ﬁ 发热", "严重fi发热"), (1.0, 1.0));
        assert_eq!(of("발열과 기침", "발열과기침"), (1.0, 1.0));
        assert_eq!(of("สวัสดี ครับ ผม", "สวัสดี ครับ ผม"), (1.0, 1.0));
    }
}
