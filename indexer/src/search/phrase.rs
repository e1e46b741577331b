//! Phrases: passages that have all their words, of which those are kept that have them in a row.
//!
//! The index keeps no places of words: that would make it larger by a third for what few queries ask.
//! The text of a passage is at hand, and looking through it tells more than places do: it is compared
//! as a reader sees it, in every script.

use std::borrow::Cow;

use corpora::Language;
use serde::Deserialize;
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, Value};
use tantivy::{DocAddress, TantivyDocument, Term};

use super::collect::{Deadline, best_passages, weigh};
use super::passage_set::PassageSet;
use crate::analysis::{Letters, Stream, Writing, visit};
use crate::engine::Snapshot;
use crate::error::IndexError;
use crate::schema::{Entry, Fields};

/// Most passages whose text is looked through for one phrase, the best first.
const MAX_READ: usize = 1_500;

/// Where a phrase is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In the text, the title and the headings.
    Passage,
    Title,
}

/// A phrase to be found.
#[derive(Debug)]
pub(super) struct Phrase {
    pub(super) letters: Letters,
    place: Place,
    candidates: Box<dyn Query>,
}

/// Passages with a phrase.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) passages: PassageSet,
    /// Whether there may be others.
    pub(super) cut: bool,
}

impl Phrase {
    /// A phrase, read in any of `languages`.
    pub(super) fn of(text: &str, place: Place, languages: &[Language], fields: &Fields) -> Self {
        let mut ways: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for language in languages {
            let words = words(text, language, place, fields);
            ways.extend(all(words.in_text).map(|way| (Occur::Should, way)));
            if place == Place::Passage {
                ways.extend(all(words.in_headings).map(|way| (Occur::Should, way)));
            }
        }
        Self {
            letters: Letters::of(text),
            place,
            candidates: Box::new(BooleanQuery::new(ways)),
        }
    }

    /// The passages that have it; `ranking` says which of many are looked through.
    pub(super) fn find(
        &self,
        snapshot: &Snapshot,
        ranking: Option<&dyn Query>,
        deadline: &mut Deadline,
    ) -> Result<Found, IndexError> {
        let ranking = ranking.map(|query| (Occur::Should, query.box_clone()));
        let must = (Occur::Must, self.candidates.box_clone());
        let query = BooleanQuery::new([must].into_iter().chain(ranking).collect());
        let weight = weigh(snapshot, &query)?;
        let window = best_passages(snapshot, &*weight, MAX_READ, deadline)?;
        // In the order in which they are stored: neighbours are unpacked together.
        let mut candidates: Vec<DocAddress> = window.passages.iter().map(|p| p.address).collect();
        candidates.sort_unstable();
        let mut passages = Vec::new();
        let mut cut = !window.whole;
        for address in candidates {
            if deadline.check() {
                cut = true;
                break;
            }
            if self.stands_in(snapshot, address)? {
                passages.push(address);
            }
        }
        Ok(Found {
            passages: PassageSet::of(snapshot, passages),
            cut,
        })
    }

    fn stands_in(&self, snapshot: &Snapshot, address: DocAddress) -> Result<bool, IndexError> {
        let kept: TantivyDocument = snapshot.searcher.doc(address)?;
        let bytes = kept
            .get_first(snapshot.fields.entry)
            .and_then(|value| value.as_bytes());
        let entry: Entry<'_> = serde_json::from_slice(bytes.unwrap_or_default())
            .map_err(|error| tantivy::TantivyError::InternalError(error.to_string()))?;
        let has = |text: &str| Letters::of(text).find(&self.letters).next().is_some();
        let titled = || {
            let titled = serde_json::from_str::<Titled<'_>>(entry.document.get());
            titled.is_ok_and(|document| has(&document.title))
        };
        Ok(match self.place {
            Place::Title => titled(),
            Place::Passage => has(&entry.text) || has(&entry.path.join("\n")) || titled(),
        })
    }
}

/// What of a document its passages are compared with.
#[derive(Debug, Deserialize)]
struct Titled<'e> {
    #[serde(borrow)]
    title: Cow<'e, str>,
}

/// A query for each word of a phrase.
#[derive(Default)]
struct Words {
    /// As the words stand in text and title.
    in_text: Vec<Box<dyn Query>>,
    /// As they stand in headings.
    in_headings: Vec<Box<dyn Query>>,
}

fn words(text: &str, language: &Language, place: Place, fields: &Fields) -> Words {
    let mut words = Words::default();
    let in_text = |stream: Stream| match (place, stream) {
        // A word that is its own stem is in the main stream alone.
        (Place::Passage, Stream::Exact) => vec![fields.exact, fields.text, fields.title],
        (Place::Passage, Stream::Main) => vec![fields.text, fields.title],
        (Place::Title, Stream::Exact) => vec![fields.exact, fields.title],
        (Place::Title, Stream::Main) => vec![fields.title],
    };
    let mut last = usize::MAX;
    visit(text, language, &mut |term| {
        let is_word = match (term.stream, term.writing) {
            // The second exact form at a place is that of a word and its number together.
            (Stream::Exact, Writing::Spaced) => last != term.position,
            (Stream::Exact, Writing::Pairs) | (Stream::Main, Writing::Syllables) => true,
            _ => false,
        };
        if is_word {
            words.in_text.push(any(&in_text(term.stream), term.text));
            last = term.position;
        }
        if term.stream == Stream::Main {
            words.in_headings.push(any(&[fields.headings], term.text));
        }
    });
    words
}

fn all(words: Vec<Box<dyn Query>>) -> Option<Box<dyn Query>> {
    let clauses: Vec<_> = words.into_iter().map(|word| (Occur::Must, word)).collect();
    (!clauses.is_empty()).then(|| Box::new(BooleanQuery::new(clauses)) as Box<dyn Query>)
}

/// A word in any of some fields.
pub(super) fn any(fields: &[Field], word: &str) -> Box<dyn Query> {
    let term = |field: &Field| -> (Occur, Box<dyn Query>) {
        let term = Term::from_field_text(*field, word);
        let query = TermQuery::new(term, IndexRecordOption::Basic);
        (Occur::Should, Box::new(query))
    };
    Box::new(BooleanQuery::new(fields.iter().map(term).collect()))
}
