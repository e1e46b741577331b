//! Ways through the keys of a lexicon, and the hashes by which most words are passed over.

use std::hash::Hasher;

use fst::raw::Fst;
use rustc_hash::FxHasher;
use tantivy::directory::OwnedBytes;

use super::marked::{GAP, Mark, Unit};

/// A place among the keys.
#[derive(Clone, Copy)]
pub(super) struct Walk<'l> {
    fst: &'l Fst<OwnedBytes>,
    at: usize,
    value: u64,
}

impl std::fmt::Debug for Walk<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Walk")
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}

impl<'l> Walk<'l> {
    pub(super) fn root(fst: &'l Fst<OwnedBytes>) -> Self {
        Self {
            fst,
            at: fst.root().addr(),
            value: 0,
        }
    }

    /// Goes on through some bytes; none if no key has them here.
    pub(super) fn through(mut self, bytes: &[u8]) -> Option<Self> {
        for &byte in bytes {
            let node = self.fst.node(self.at);
            let transition = node.transition(node.find_input(byte)?);
            self.at = transition.addr;
            self.value += transition.out.value();
        }
        Some(self)
    }

    /// The value of the key that ends here.
    pub(super) fn value(self) -> Option<u64> {
        let node = self.fst.node(self.at);
        node.is_final()
            .then(|| self.value + node.final_output().value())
    }
}

/// Hash of what begins at a mark: the word, or two characters of text without spaces.
pub(super) fn first_hash(marks: &[Mark], exact: &str, at: usize) -> u64 {
    let Some(mark) = marks.get(at) else { return 0 };
    let (from, mut to) = mark.exact;
    if mark.unit != Unit::Word
        && let Some(next) = marks.get(at + 1)
        && next.unit != Unit::Word
        && next.exact.0 == to
    {
        to = next.exact.1;
    }
    first_part(&exact[from as usize..to as usize])
}

/// Hash of the stem at a mark.
pub(super) fn stem_hash(marks: &[Mark], stems: &str, at: usize) -> u64 {
    let Some(mark) = marks.get(at) else { return 0 };
    first_part(&stems[mark.stems.0 as usize..mark.stems.1 as usize])
}

/// Hash of a unit up to its first gap: `covid` of `covid 19`, which is one word or two.
fn first_part(unit: &str) -> u64 {
    let bytes = unit.as_bytes();
    let end = bytes.iter().position(|byte| *byte == GAP as u8);
    let mut hasher = FxHasher::default();
    hasher.write(&bytes[..end.unwrap_or(bytes.len())]);
    hasher.finish()
}
