//! `vaccin*`: all words that begin so, as one.

use std::collections::HashMap;

use tantivy::query::{
    Bm25StatisticsProvider, BoostQuery, DisjunctionMaxQuery, EnableScoring, Query, TermQuery,
    Weight,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

use crate::analysis::fold;
use crate::engine::Snapshot;
use crate::error::IndexError;

/// Most words that one beginning stands for: those of the most passages.
pub(super) const MAX_WORDS: usize = 50;

/// Most words of the dictionary that are looked at for each field in each part of the index.
const MAX_LOOKED_AT: usize = 5_000;

/// The words of the index that begin as was typed. In a passage they count as one word that stands in
/// as many passages as all of them: rare forms of a common word do not weigh more than the word.
#[derive(Debug, Clone)]
pub(super) struct Prefix {
    /// As typed, with a star.
    pub(super) typed: String,
    /// The words, of the most passages first.
    pub(super) words: Vec<String>,
    /// Whether there are more.
    pub(super) cut: bool,
    /// Passages that have any of them, counted once for each.
    pub(super) passages: u64,
    fields: Vec<Field>,
    pub(super) weight: f32,
}

impl Prefix {
    pub(super) fn of(
        snapshot: &Snapshot,
        typed: &str,
        fields: &[Field],
        weight: f32,
    ) -> Result<Self, IndexError> {
        let begins = fold(typed);
        let mut found: HashMap<String, u64> = HashMap::new();
        let mut cut = false;
        for reader in snapshot.searcher.segment_readers() {
            for &field in fields {
                let index = reader.inverted_index(field)?;
                let mut words = index
                    .terms()
                    .range()
                    .ge(begins.as_bytes())
                    .into_stream()
                    .map_err(tantivy::TantivyError::from)?;
                let mut looked_at = 0;
                while words.advance() && words.key().starts_with(begins.as_bytes()) {
                    looked_at += 1;
                    if looked_at > MAX_LOOKED_AT {
                        cut = true;
                        break;
                    }
                    let word = String::from_utf8_lossy(words.key()).into_owned();
                    *found.entry(word).or_default() += u64::from(words.value().doc_freq);
                }
            }
        }
        let mut found: Vec<(String, u64)> = found.into_iter().collect();
        found.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        cut |= found.len() > MAX_WORDS;
        found.truncate(MAX_WORDS);
        let passages = found.iter().map(|(_, passages)| passages).sum::<u64>();
        Ok(Self {
            typed: format!("{typed}*"),
            words: found.into_iter().map(|(word, _)| word).collect(),
            cut,
            passages: passages.min(snapshot.searcher.num_docs()),
            fields: fields.to_vec(),
            weight,
        })
    }

    fn any(&self) -> DisjunctionMaxQuery {
        let terms = self.fields.iter().flat_map(|field| {
            let term = |word: &String| Term::from_field_text(*field, word);
            self.words.iter().map(term)
        });
        let term = |term| -> Box<dyn Query> {
            Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
        };
        DisjunctionMaxQuery::new(terms.map(term).collect())
    }
}

impl Query for Prefix {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let query = BoostQuery::new(Box::new(self.any()), self.weight);
        match scoring {
            EnableScoring::Enabled { searcher, .. } => {
                let pooled = Pooled {
                    searcher,
                    passages: self.passages,
                };
                query.weight(EnableScoring::enabled_from_statistics_provider(
                    &pooled, searcher,
                ))
            }
            disabled @ EnableScoring::Disabled { .. } => query.weight(disabled),
        }
    }
}

/// Statistics in which every word is as frequent as all of them.
struct Pooled<'s> {
    searcher: &'s Searcher,
    passages: u64,
}

impl Bm25StatisticsProvider for Pooled<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        self.searcher.total_num_tokens(field)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        self.searcher.total_num_docs()
    }

    fn doc_freq(&self, _: &Term) -> tantivy::Result<u64> {
        Ok(self.passages)
    }
}
