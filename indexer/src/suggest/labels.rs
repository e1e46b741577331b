//! The names of the vocabulary by their beginnings, and by those of their words.

use std::collections::BTreeMap;

use corpora::LabelSort;
use fst::{IntoStreamer, Map, Streamer};
use rustc_hash::FxHashMap;

use super::{after, katakana};
use crate::concepts::{Posting, Terminology};
use crate::spelling::syllables;

/// Names looked at for one beginning.
const MAX_NAMES: usize = 20_000;

/// Concepts under one name or word.
const MAX_CONCEPTS: usize = 64;

/// How a name was found; the first is best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Way {
    /// It is what was typed.
    Whole,
    /// It begins so.
    Beginning,
    /// One of its words begins so.
    Word,
    /// It is read so: in pinyin.
    Reading,
}

/// A table from texts to concepts.
#[derive(Debug, Default)]
struct Table {
    /// `first << 16 | number` of the places in `concepts`.
    keys: Map<Vec<u8>>,
    concepts: Vec<u32>,
}

/// The names of all concepts.
#[derive(Debug, Default)]
pub(crate) struct Labels {
    names: Table,
    words: Table,
    readings: Table,
}

type Gathered = BTreeMap<String, Vec<u32>>;

impl Table {
    fn of(gathered: &Gathered) -> Self {
        let mut concepts: Vec<u32> = Vec::new();
        let spans = gathered.iter().map(|(key, found)| {
            let first = concepts.len() as u64;
            concepts.extend(found);
            (key, (first << 16) | found.len() as u64)
        });
        // Keys of a sorted map are in order and differ: the table cannot fail.
        let keys = Map::from_iter(spans).unwrap_or_default();
        Self { keys, concepts }
    }

    /// Shows the concepts under each key that begins so, and whether it is the whole key.
    fn beginning(&self, text: &str, each: &mut dyn FnMut(u32, bool)) {
        let mut stream = self.keys.range().ge(text).lt(after(text)).into_stream();
        let mut names = 0;
        while let Some((key, span)) = stream.next().filter(|_| names < MAX_NAMES) {
            names += 1;
            let whole = key == text.as_bytes();
            let first = usize::try_from(span >> 16).unwrap_or(usize::MAX);
            let count = usize::try_from(span & 0xFFFF).unwrap_or(0);
            for &concept in self.concepts.iter().skip(first).take(count) {
                each(concept, whole);
            }
        }
    }
}

fn gather(table: &mut Gathered, key: &str, postings: &[Posting]) {
    if !table.contains_key(key) {
        table.insert(key.to_owned(), Vec::new());
    }
    let Some(concepts) = table.get_mut(key) else {
        return;
    };
    for posting in postings {
        if concepts.len() < MAX_CONCEPTS && !concepts.contains(&posting.concept) {
            concepts.push(posting.concept);
        }
    }
}

impl Labels {
    pub(crate) fn of(terminology: &Terminology) -> Self {
        let (mut names, mut words) = (Gathered::new(), Gathered::new());
        let mut readings = Gathered::new();
        let lexicon = &terminology.lexicon;
        lexicon.each_label(&mut |label, postings| {
            let mut shown = postings.to_vec();
            shown.retain(|posting| posting.sort != LabelSort::Misspelling);
            if shown.is_empty() {
                return;
            }
            let label = katakana(label);
            gather(&mut names, &label, &shown);
            for (at, _) in label.match_indices(' ') {
                gather(&mut words, &label[at + 1..], &shown);
            }
            shown.retain(|posting| matches!(lexicon.language(posting), None | Some("zh")));
            if let Some(read) = syllables(&label).filter(|_| !shown.is_empty()) {
                gather(&mut readings, &read.concat(), &shown);
                let initials = read.iter().filter_map(|syllable| syllable.get(..1));
                gather(&mut readings, &initials.collect::<String>(), &shown);
            }
        });
        Self {
            names: Table::of(&names),
            words: Table::of(&words),
            readings: Table::of(&readings),
        }
    }

    /// The concepts with a name that begins so, each with the best way to it.
    pub(super) fn beginning(&self, key: &str) -> FxHashMap<u32, Way> {
        let mut found: FxHashMap<u32, Way> = FxHashMap::default();
        let mut add = |concept, way: Way| {
            let known = found.entry(concept).or_insert(way);
            *known = way.min(*known);
        };
        self.names.beginning(key, &mut |concept, whole| {
            add(concept, if whole { Way::Whole } else { Way::Beginning });
        });
        self.words
            .beginning(key, &mut |concept, _| add(concept, Way::Word));
        if let Some(read) = as_pinyin(key) {
            self.readings
                .beginning(&read, &mut |concept, _| add(concept, Way::Reading));
        }
        found
    }
}

/// What was typed as pinyin, if it can be that: two Latin letters or more.
pub(super) fn as_pinyin(key: &str) -> Option<String> {
    let letters = key
        .chars()
        .all(|c| c.is_ascii_lowercase() || c == ' ' || c == '\'');
    let read: String = key.chars().filter(char::is_ascii_lowercase).collect();
    (letters && read.len() >= 2).then_some(read)
}
