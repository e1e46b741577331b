//! Words within a few letters of one, among the terms of the index and the words of the vocabulary.

use std::cell::Cell;
use std::sync::LazyLock;

use fst::{IntoStreamer, Map, Streamer};
use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder, SINK_STATE};
use rustc_hash::FxHashMap;
use tantivy::schema::IndexRecordOption;
use tantivy::termdict::TermStreamer;
use tantivy::{DocAddress, DocSet, TERMINATED, TantivyError, Term};

use super::cost::MAX_LETTERS;
use crate::engine::Snapshot;

/// Steps through the tables of terms before a word is given up, and terms taken from them.
const MAX_STEPS: u32 = 400_000;
const MAX_FOUND: usize = 512;

/// Passages looked at to see how a term is written.
const MAX_PASSAGES: usize = 3;

/// Tables for one slip and for two.
static BUILDERS: LazyLock<[LevenshteinAutomatonBuilder; 2]> =
    LazyLock::new(|| [1, 2].map(|slips| LevenshteinAutomatonBuilder::new(slips, true)));

/// Letters from which on a word may have a slip, and two.
const ONE_SLIP: usize = 4;
const TWO_SLIPS: usize = 8;

/// What is within reach of a word. It takes no more than [`MAX_STEPS`] steps.
pub(super) struct Near {
    dfa: DFA,
    left: Cell<u32>,
}

impl Near {
    /// None for a word too short to be sure of anything, or too long to be one.
    pub(super) fn of(word: &str) -> Option<Self> {
        let letters = word.chars().count();
        let slips = match letters {
            ..ONE_SLIP => return None,
            ONE_SLIP..TWO_SLIPS => 0,
            TWO_SLIPS..=MAX_LETTERS => 1,
            _ => return None,
        };
        Some(Self {
            dfa: BUILDERS.get(slips)?.build_dfa(word),
            left: Cell::new(MAX_STEPS),
        })
    }

    fn is_live(&self, state: u32) -> bool {
        let left = self.left.get();
        self.left.set(left.saturating_sub(1));
        left > 0 && state != SINK_STATE
    }
}

// The vocabulary's tables and those of the index come from two editions of one library.
macro_rules! automaton {
    ($library:ident) => {
        impl $library::Automaton for &Near {
            type State = u32;

            fn start(&self) -> u32 {
                self.dfa.initial_state()
            }

            fn is_match(&self, state: &u32) -> bool {
                matches!(self.dfa.distance(*state), Distance::Exact(_))
            }

            fn can_match(&self, state: &u32) -> bool {
                self.is_live(*state)
            }

            fn accept(&self, state: &u32, byte: u8) -> u32 {
                self.dfa.transition(*state, byte)
            }
        }
    };
}

automaton!(fst);
automaton!(tantivy_fst);

/// The values of the keys near a word.
pub(super) fn in_vocabulary(map: &Map<Vec<u8>>, word: &str) -> Vec<u64> {
    let mut found = Vec::new();
    let Some(near) = Near::of(word) else {
        return found;
    };
    let mut stream = map.search(&near).into_stream();
    while let Some((_, value)) = stream.next() {
        found.push(value);
        if found.len() >= MAX_FOUND {
            break;
        }
    }
    found
}

/// The terms of the index near a word that begin with the same letter, with the number of passages
/// that have each.
pub(super) fn in_index(
    snapshot: &Snapshot,
    word: &str,
) -> Result<FxHashMap<String, u64>, TantivyError> {
    let mut found = FxHashMap::default();
    let (Some(near), Some(first)) = (Near::of(word), word.chars().next()) else {
        return Ok(found);
    };
    let after = char::from_u32(first as u32 + 1).unwrap_or(char::MAX);
    for reader in snapshot.searcher.segment_readers() {
        for field in [snapshot.fields.exact, snapshot.fields.text] {
            let index = reader.inverted_index(field)?;
            let terms = index.terms().search(&near);
            let terms = terms.ge(first.to_string()).lt(after.to_string());
            add(&mut terms.into_stream()?, &mut found);
        }
    }
    Ok(found)
}

fn add(stream: &mut TermStreamer<'_, &Near>, found: &mut FxHashMap<String, u64>) {
    while stream.advance() {
        let Ok(term) = std::str::from_utf8(stream.key()) else {
            continue;
        };
        let passages = u64::from(stream.value().doc_freq);
        if let Some(known) = found.get_mut(term) {
            *known += passages;
        } else if found.len() < MAX_FOUND {
            found.insert(term.to_owned(), passages);
        }
    }
}

/// A few passages that have a term, as written or as their stem.
pub(super) fn places(snapshot: &Snapshot, term: &str) -> Result<Vec<DocAddress>, TantivyError> {
    let mut places = Vec::new();
    for (segment, reader) in (0..).zip(snapshot.searcher.segment_readers()) {
        for field in [snapshot.fields.exact, snapshot.fields.text] {
            let index = reader.inverted_index(field)?;
            let term = Term::from_field_text(field, term);
            let Some(mut postings) = index.read_postings(&term, IndexRecordOption::Basic)? else {
                continue;
            };
            let mut looked_at = 0;
            while postings.doc() != TERMINATED && looked_at < MAX_PASSAGES {
                let doc = postings.doc();
                if reader
                    .alive_bitset()
                    .is_none_or(|alive| alive.is_alive(doc))
                {
                    places.push(DocAddress::new(segment, doc));
                }
                looked_at += 1;
                postings.advance();
            }
            if places.len() >= MAX_PASSAGES {
                return Ok(places);
            }
        }
    }
    Ok(places)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(words: &[&str], word: &str) -> Vec<u64> {
        let map = Map::from_iter(words.iter().copied().zip(0..)).unwrap();
        in_vocabulary(&map, word)
    }

    #[test]
    fn one_slip_from_four_letters_and_two_from_eight() {
        let words = ["dexamethasone", "fever", "flu", "дексаметазон"];
        assert_eq!(near(&words, "fevre"), [1]);
        assert_eq!(near(&words, "fevar"), [1]);
        assert_eq!(near(&words, "fvar"), [0; 0]);
        assert_eq!(near(&words, "fl"), [0; 0]);
        assert_eq!(near(&words, "flo"), [0; 0]);
        assert_eq!(near(&words, "dexametasona"), [0]);
        assert_eq!(near(&words, "dxametasona"), [0; 0]);
        assert_eq!(near(&words, "дексометазан"), [3]);
        assert_eq!(near(&words, &"d".repeat(10_000)), [0; 0]);
    }

    #[test]
    fn steps_are_bounded() {
        let near = Near::of("dexamethasone").unwrap();
        near.left.set(3);
        let map = Map::from_iter([("dexamethasone", 0)]).unwrap();
        let mut stream = map.search(&near).into_stream();
        assert_eq!(stream.next(), None);
    }
}
