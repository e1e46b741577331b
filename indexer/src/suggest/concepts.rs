//! Concepts that may be meant.

use std::cmp::Reverse;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use corpora::{Concept, Label, LabelSort, Language};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, TERMINATED, TantivyError, Term};

use super::labels::{Labels, Way, as_pinyin};
use super::{SuggestedConcept, katakana};
use crate::analysis::fold;
use crate::concepts::{Terminology, label_key};
use crate::engine::Snapshot;
use crate::error::IndexError;
use crate::spelling::syllables;

/// Passages gone through in one request to count documents. What is not counted yet is at the next.
const MAX_COUNTED: u64 = 200_000;

/// Stands for what is not counted yet.
const UNKNOWN: u64 = u64::MAX;

/// What was counted in a snapshot: by concept, the passages and the documents that name it.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    counted: OnceLock<Vec<[AtomicU64; 2]>>,
}

impl Counts {
    /// A count, if it was made; `passages` are counted by [0], documents by [1].
    fn cell(&self, concepts: usize, concept: u32, of: usize) -> Option<&AtomicU64> {
        let unknown = || [AtomicU64::new(UNKNOWN), AtomicU64::new(UNKNOWN)];
        let counted = self
            .counted
            .get_or_init(|| (0..concepts).map(|_| unknown()).collect());
        counted.get(concept as usize)?.get(of)
    }
}

/// The concepts with a name that begins so: what is named most comes first.
pub(super) fn concepts(
    snapshot: &Snapshot,
    terminology: &Terminology,
    text: &str,
    reader: &str,
    limit: usize,
) -> Result<Vec<SuggestedConcept>, IndexError> {
    let key = katakana(&label_key(text));
    if key.is_empty() {
        return Ok(Vec::new());
    }
    let labels = terminology.labels(|| Labels::of(terminology));
    let mut found = Vec::new();
    for (concept, way) in labels.beginning(&key) {
        let passages = passages(snapshot, terminology, concept)?;
        found.push((way, Reverse(passages), concept));
    }
    found.sort_unstable();
    let mut suggested = Vec::new();
    let mut counted = 0;
    for (way, Reverse(passages), number) in found.into_iter().take(limit) {
        let Some(concept) = terminology.lexicon.concept(number) else {
            continue;
        };
        let documents = documents(snapshot, terminology, number, passages, &mut counted)?;
        let name = concept.name(reader);
        suggested.push(SuggestedConcept {
            matched: matched(&concept, &key, way, reader)
                .unwrap_or(name)
                .to_owned(),
            name: name.to_owned(),
            class: concept.class,
            id: concept.id,
            documents,
        });
    }
    Ok(suggested)
}

/// The name that was found: of the reader's language if there is one.
fn matched<'c>(concept: &'c Concept, key: &str, way: Way, reader: &str) -> Option<&'c str> {
    let plain = |label: &Label| katakana(&fold(&label.text)).replace('-', " ");
    let typed = key.replace(' ', "");
    let read = as_pinyin(key).unwrap_or_default();
    let is_it = |label: &&Label| match way {
        Way::Whole => plain(label).replace(' ', "") == typed,
        Way::Beginning => plain(label).replace(' ', "").starts_with(&typed),
        Way::Word => plain(label).contains(&format!(" {key}")),
        Way::Reading => syllables(&label.text).is_some_and(|syllables| {
            let initials = syllables.iter().filter_map(|syllable| syllable.get(..1));
            syllables.concat().starts_with(&read) || initials.collect::<String>().starts_with(&read)
        }),
    };
    let shown = concept
        .labels
        .iter()
        .filter(|label| label.sort != LabelSort::Misspelling);
    let labels = || shown.clone().filter(is_it);
    let own = |label: &&Label| {
        let language = label.language.as_ref().map(Language::primary);
        language == Some(reader)
    };
    let label = labels().find(own).or_else(|| labels().next());
    label.map(|label| label.text.as_str())
}

fn passages(
    snapshot: &Snapshot,
    terminology: &Terminology,
    concept: u32,
) -> Result<u64, IndexError> {
    let cell = snapshot
        .counts
        .cell(terminology.lexicon.len() as usize, concept, 0);
    if let Some(known) = cell.map(|cell| cell.load(Ordering::Relaxed))
        && known != UNKNOWN
    {
        return Ok(known);
    }
    let term = Term::from_field_text(snapshot.fields.concept, terminology.id(concept));
    let passages = snapshot.searcher.doc_freq(&term)?;
    if let Some(cell) = cell {
        cell.store(passages, Ordering::Relaxed);
    }
    Ok(passages)
}

fn documents(
    snapshot: &Snapshot,
    terminology: &Terminology,
    concept: u32,
    passages: u64,
    counted: &mut u64,
) -> Result<Option<u64>, IndexError> {
    let cell = snapshot
        .counts
        .cell(terminology.lexicon.len() as usize, concept, 1);
    if let Some(known) = cell.map(|cell| cell.load(Ordering::Relaxed))
        && known != UNKNOWN
    {
        return Ok(Some(known));
    }
    if *counted >= MAX_COUNTED {
        return Ok(None);
    }
    *counted += passages;
    let term = Term::from_field_text(snapshot.fields.concept, terminology.id(concept));
    let mut documents = 0;
    for reader in snapshot.searcher.segment_readers() {
        let index = reader.inverted_index(snapshot.fields.concept)?;
        let postings = index.read_postings(&term, IndexRecordOption::Basic);
        let Some(mut postings) = postings.map_err(TantivyError::from)? else {
            continue;
        };
        let numbers = reader.fast_fields().u64("document")?;
        // The passages of a document stand together in one segment.
        let mut last = None;
        while postings.doc() != TERMINATED {
            let doc = postings.doc();
            if reader
                .alive_bitset()
                .is_none_or(|alive| alive.is_alive(doc))
            {
                let number = numbers.first(doc);
                documents += u64::from(number != last);
                last = number;
            }
            postings.advance();
        }
    }
    if let Some(cell) = cell {
        cell.store(documents, Ordering::Relaxed);
    }
    Ok(Some(documents))
}
