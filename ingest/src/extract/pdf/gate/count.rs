//! What is counted of a reading.

use super::super::order::is_right_to_left;
use super::super::reading::Reading;

/// What was counted.
#[derive(Debug, Default)]
pub(super) struct Counted {
    pub(super) letters: usize,
    /// Characters that are no white space.
    pub(super) signs: usize,
    /// Signs without meaning.
    pub(super) bad: usize,
    pub(super) right_to_left: usize,
    /// Letters of scripts whose signs are joined or put around each other.
    pub(super) joined: usize,
    pub(super) latin_words: usize,
    pub(super) with_vowel: usize,
    /// Words of alphabets with capitals, and their letters.
    pub(super) words: usize,
    pub(super) cased: usize,
    /// Words of two letters and more, and those among them that mix alphabets.
    pub(super) all_words: usize,
    pub(super) mixed: usize,
}

impl Counted {
    pub(super) fn of(reading: &Reading) -> Self {
        let mut counted = Self::default();
        for line in reading.pages.iter().flat_map(|page| &page.lines) {
            for c in line.text.chars().filter(|c| !c.is_whitespace()) {
                counted.sign(c);
            }
            line.text
                .split(|c: char| !c.is_alphabetic())
                .filter(|word| !word.is_empty())
                .for_each(|word| counted.word(word));
        }
        counted
    }

    fn sign(&mut self, c: char) {
        self.signs += 1;
        self.letters += usize::from(c.is_alphabetic() && !is_private(c));
        self.bad += usize::from(c == '\u{fffd}' || is_private(c) || c.is_control());
        self.right_to_left += usize::from(is_right_to_left(c));
        self.joined += usize::from(is_joined(c));
    }

    fn word(&mut self, word: &str) {
        let letters = word.chars().count();
        if word.chars().all(|c| c.is_lowercase() || c.is_uppercase()) {
            self.words += 1;
            self.cased += letters;
        }
        if letters >= 2 {
            self.all_words += 1;
            let has = |is: fn(char) -> bool| usize::from(word.chars().any(is));
            self.mixed += usize::from(has(is_latin) + has(is_greek) + has(is_cyrillic) > 1);
        }
        if letters >= 3 && word.chars().all(is_latin) {
            self.latin_words += 1;
            self.with_vowel += usize::from(word.chars().any(is_vowel));
        }
    }
}

fn is_private(c: char) -> bool {
    matches!(c as u32, 0xe000..=0xf8ff | 0xf_0000..=0x10_ffff)
}

fn is_latin(c: char) -> bool {
    matches!(c as u32, 0x41..=0x5a | 0x61..=0x7a | 0xc0..=0x24f | 0x1e00..=0x1eff)
}

fn is_greek(c: char) -> bool {
    // Without the signs for measures, such as μ before a gram.
    matches!(c as u32, 0x370..=0x3ff | 0x1f00..=0x1fff) && c != 'μ'
}

fn is_cyrillic(c: char) -> bool {
    matches!(c as u32, 0x400..=0x52f)
}

/// Indic scripts, Thai, Lao, Tibetan, Myanmar, Khmer.
fn is_joined(c: char) -> bool {
    matches!(c as u32, 0x900..=0x109f | 0x1780..=0x17ff)
}

/// Plain vowels, and all letters with marks: nearly all of them are.
fn is_vowel(c: char) -> bool {
    matches!(c.to_ascii_lowercase(), 'a' | 'e' | 'i' | 'o' | 'u' | 'y') || !c.is_ascii()
}
