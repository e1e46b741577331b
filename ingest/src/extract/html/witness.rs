//! What other extractors take for the content, asked of each block of a page.

use std::collections::HashMap;

use super::block::Block;

/// Characters that are compared at once.
const SHINGLE: usize = 12;
/// Share, in percent, of the shingles of a block that an extractor must have.
const ENOUGH: usize = 60;
/// Characters around what was found in which a short block is looked for.
const NEAR: usize = 120;

/// The text an extractor made of a page.
#[derive(Debug)]
pub(super) struct Witness {
    /// Its characters without white space.
    text: Vec<char>,
    /// Where each run of [`SHINGLE`] characters is first, by its hash.
    shingles: HashMap<u64, usize>,
}

impl Witness {
    pub(super) fn new(text: &str) -> Self {
        let text = squeezed(text);
        let mut shingles = HashMap::with_capacity(text.len());
        for (at, hash) in hashes(&text).enumerate() {
            shingles.entry(hash).or_insert(at);
        }
        Self { text, shingles }
    }

    /// Whether the extractor has a long text.
    pub(super) fn holds(&self, text: &str) -> bool {
        self.place(&squeezed(text)).is_some()
    }

    /// For each block, whether the extractor has it. A long block is known by its runs of
    /// characters; a short one only counts beside one that is there.
    pub(super) fn has(&self, blocks: &[Block]) -> Vec<bool> {
        let words: Vec<Vec<char>> = blocks.iter().map(|block| squeezed(&block.words)).collect();
        let mut places: Vec<Option<(usize, usize)>> =
            words.iter().map(|words| self.place(words)).collect();
        let mut after = None;
        for (place, words) in places.iter_mut().zip(&words) {
            if place.is_none()
                && let Some(after) = after
            {
                *place = self.find(words, after, after + NEAR + words.len());
            }
            after = place.map(|(_, end)| end).or(after);
        }
        let mut before = None;
        for (place, words) in places.iter_mut().zip(&words).rev() {
            if place.is_none()
                && let Some(before) = before
            {
                let from = usize::saturating_sub(before, NEAR + words.len());
                *place = self.find(words, from, before);
            }
            before = place.map(|(start, _)| start).or(before);
        }
        places.iter().map(Option::is_some).collect()
    }

    /// Where a long block is.
    fn place(&self, words: &[char]) -> Option<(usize, usize)> {
        if words.len() < SHINGLE {
            return None;
        }
        let (mut first, mut hits, mut all) = (None, 0, 0);
        for (at, hash) in hashes(words).enumerate() {
            all += 1;
            if let Some(place) = self.shingles.get(&hash) {
                hits += 1;
                first = first.or(Some(place.saturating_sub(at)));
            }
        }
        let start = first.filter(|_| hits * 100 >= all * ENOUGH)?;
        Some((start, (start + words.len()).min(self.text.len())))
    }

    /// Where a short block is between two places.
    fn find(&self, words: &[char], from: usize, to: usize) -> Option<(usize, usize)> {
        if words.is_empty() || words.len() >= SHINGLE {
            return None;
        }
        let within = self.text.get(from..to.min(self.text.len()))?;
        let at = within.windows(words.len()).position(|w| w == words)?;
        Some((from + at, from + at + words.len()))
    }
}

fn squeezed(text: &str) -> Vec<char> {
    let is_sign = |c: &char| !c.is_whitespace() && !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}');
    text.chars().filter(is_sign).collect()
}

/// A hash of each run of [`SHINGLE`] characters (Rabin–Karp).
fn hashes(text: &[char]) -> impl Iterator<Item = u64> {
    const BASE: u64 = 0x0100_0000_01b3;
    let leaving = (1..SHINGLE).fold(1_u64, |power, _| power.wrapping_mul(BASE));
    let mut hash = 0_u64;
    (0..text.len()).filter_map(move |at| {
        if at >= SHINGLE {
            hash = hash.wrapping_sub(leaving.wrapping_mul(u64::from(text[at - SHINGLE])));
        }
        hash = hash.wrapping_mul(BASE).wrapping_add(u64::from(text[at]));
        (at + 1 >= SHINGLE).then_some(hash)
    })
}
