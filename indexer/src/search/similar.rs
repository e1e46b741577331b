//! Documents on the subject of a document: by what it names, and by the words that tell it from others.

use std::collections::HashMap;
use std::time::Duration;

use corpora::Language;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;
use tantivy::query::{BooleanQuery, ConstScoreQuery, Occur, Query, TermQuery};
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{DocAddress, TantivyDocument, Term};

use super::answer::{Hit, HitDocument};
use super::collect::passages_of;
use super::fusion::rarity;
use super::plan::{Plan, PlannedTerm};
use super::request::SearchRequest;
use super::run::Run;
use super::weights::SimilarWeights;
use crate::analysis::{Stream, visit};
use crate::concepts::{MarkedText, Terminology};
use crate::engine::{Engine, Snapshot};
use crate::error::{IndexError, SearchError};
use crate::schema::Entry;

/// What is asked.
#[derive(Debug, Clone)]
pub struct SimilarRequest {
    /// Number of the document.
    pub num: u64,
    /// Numbers of documents that are not wanted: its copies.
    pub without: Vec<u64>,
    /// Documents wanted, 1 to [`Limits::MAX_HITS`](super::Limits::MAX_HITS).
    pub limit: usize,
}

/// Documents on the subject of a document.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Similar {
    /// The most similar first; what no longer holds stands lower, as in a search.
    pub hits: Vec<Hit>,
    /// Ids of the concepts by which they were found, the most telling first.
    pub concepts: Vec<String>,
    /// Words by which they were found, as indexed, the most telling first.
    pub terms: Vec<String>,
}

/// Passages of the document that are read: what it is about stands at its beginning.
const MAX_PASSAGES: usize = 8;

/// Most words and concepts that are looked for.
const MAX_TERMS: usize = 25;
const MAX_CONCEPTS: usize = 12;

/// Most copies that are told from others.
const MAX_WITHOUT: usize = 32;

/// Documents looked at beyond those wanted, in place of copies of the document.
const SPARE: usize = 8;

/// Longest time it may take.
const TIME_LIMIT: Duration = Duration::from_millis(500);

/// Answers what documents are similar to one. Empty if it is not in the index, or says nothing.
pub(crate) fn similar(engine: &Engine, request: &SimilarRequest) -> Result<Similar, SearchError> {
    let (snapshot, terminology) = (engine.snapshot(), engine.terminology());
    let passages = passages_of(&snapshot, request.num, MAX_PASSAGES)?;
    let counts = Counts::of(&snapshot, &terminology, &passages)?;
    let concepts = counts.telling_concepts(&snapshot, &terminology)?;
    let terms = counts.telling_terms(&snapshot)?;
    let weights = engine.weights().similar;
    let plan = plan(&snapshot, &terminology, &concepts, &terms, weights);
    if plan.is_empty() {
        return Ok(Similar::default());
    }
    let query = without(&snapshot, plan.query(), request);
    let asked = SearchRequest {
        limit: request.limit + SPARE,
        passages: 1,
        time_limit: TIME_LIMIT,
        ..SearchRequest::new("")
    };
    let mut run = Run::planned(engine, &asked, plan, query);
    let mut page = run.by_relevance()?;
    page.leave_out_copies(request.num, counts.like);
    let mut hits = run.hits(&page)?;
    hits.truncate(request.limit);
    Ok(Similar {
        hits,
        concepts: concepts.into_iter().map(|(concept, _)| concept).collect(),
        terms: terms.into_iter().map(|(term, _)| term).collect(),
    })
}

/// The query, without the document and its copies.
fn without(snapshot: &Snapshot, query: Box<dyn Query>, request: &SimilarRequest) -> Box<dyn Query> {
    let copies = request.without.iter().take(MAX_WITHOUT);
    let not = copies.chain([&request.num]).map(|num| {
        let only = TermQuery::new(
            snapshot.fields.document_term(*num),
            IndexRecordOption::Basic,
        );
        let only: Box<dyn Query> = Box::new(ConstScoreQuery::new(Box::new(only), 0.0));
        (Occur::MustNot, only)
    });
    let clauses = [(Occur::Must, query)].into_iter().chain(not);
    Box::new(BooleanQuery::new(clauses.collect()))
}

/// How often a document says what.
#[derive(Debug, Default)]
struct Counts {
    terms: HashMap<String, u32>,
    concepts: FxHashMap<u32, u32>,
    /// The first document of nearly the same text.
    like: Option<u64>,
}

impl Counts {
    fn of(
        snapshot: &Snapshot,
        terminology: &Terminology,
        passages: &[DocAddress],
    ) -> Result<Self, IndexError> {
        let mut counts = Self::default();
        for (place, address) in passages.iter().enumerate() {
            let kept: TantivyDocument = snapshot.searcher.doc(*address)?;
            let bytes = kept
                .get_first(snapshot.fields.entry)
                .and_then(|value| value.as_bytes());
            let damaged =
                |error: serde_json::Error| tantivy::TantivyError::InternalError(error.to_string());
            let entry: Entry<'_> =
                serde_json::from_slice(bytes.unwrap_or_default()).map_err(damaged)?;
            if place == 0 {
                let head: HitDocument =
                    serde_json::from_str(entry.document.get()).map_err(damaged)?;
                counts.add(terminology, &head.title, &head.language);
                let reader = snapshot.searcher.segment_reader(address.segment_ord);
                let likes = super::collect::column(reader, "like")?;
                counts.like = likes.first(address.doc_id);
            }
            counts.add(terminology, &entry.text, &entry.language);
        }
        Ok(counts)
    }

    fn add(&mut self, terminology: &Terminology, text: &str, language: &Language) {
        let mut marked = MarkedText::default();
        visit(text, language, &mut |term| {
            marked.push(text, &term);
            let says_something = !term.stop
                && term.text.chars().nth(1).is_some()
                && term.text.chars().any(char::is_alphabetic);
            if term.stream == Stream::Main && says_something {
                *self.terms.entry(term.text.to_owned()).or_default() += 1;
            }
        });
        let reading = terminology.read(&marked, text, language.primary());
        let mut known = FxHashSet::default();
        reading.sure(&mut known);
        for (_, concept) in reading.meant(&known) {
            *self.concepts.entry(concept).or_default() += 1;
        }
    }

    /// The words that tell the document from others, with their share of the weight.
    fn telling_terms(&self, snapshot: &Snapshot) -> Result<Vec<(String, f32)>, IndexError> {
        let mut telling = Vec::with_capacity(self.terms.len());
        for (term, &count) in &self.terms {
            let found = Term::from_field_text(snapshot.fields.text, term);
            telling.push((term.clone(), value(snapshot, count, &found)?));
        }
        Ok(most_telling(telling, MAX_TERMS))
    }

    fn telling_concepts(
        &self,
        snapshot: &Snapshot,
        terminology: &Terminology,
    ) -> Result<Vec<(String, f32)>, IndexError> {
        let mut telling = Vec::with_capacity(self.concepts.len());
        for (&concept, &count) in &self.concepts {
            let id = terminology.id(concept);
            let found = Term::from_field_text(snapshot.fields.concept, id);
            telling.push((id.to_owned(), value(snapshot, count, &found)?));
        }
        Ok(most_telling(telling, MAX_CONCEPTS))
    }
}

/// What a term tells of a document: how often it says it, times how few others do (tf-idf).
#[expect(
    clippy::cast_precision_loss,
    reason = "how often a document says a word is a small number"
)]
fn value(snapshot: &Snapshot, count: u32, term: &Term) -> Result<f32, IndexError> {
    Ok((1.0 + (count as f32).ln()) * rarity(snapshot, term)?)
}

/// The most telling, with their value as a share of the highest.
fn most_telling(mut telling: Vec<(String, f32)>, most: usize) -> Vec<(String, f32)> {
    telling.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    telling.truncate(most);
    let highest = telling.first().map_or(1.0, |(_, value)| *value);
    let share = |(term, value): (String, f32)| (term, value / highest.max(f32::MIN_POSITIVE));
    telling.into_iter().map(share).collect()
}

fn plan(
    snapshot: &Snapshot,
    terminology: &Terminology,
    concepts: &[(String, f32)],
    terms: &[(String, f32)],
    weights: SimilarWeights,
) -> Plan {
    let fields = &snapshot.fields;
    let mut plan = Plan::default();
    let mut add = |field, field_name, text: &str, weight| {
        plan.terms.push(PlannedTerm {
            field,
            field_name,
            text: text.to_owned(),
            weight,
        });
    };
    for (term, share) in terms {
        add(fields.text, "text", term, weights.text * share);
        add(fields.title, "title", term, weights.title * share);
    }
    for (concept, share) in concepts {
        add(fields.concept, "concept", concept, weights.concept * share);
    }
    plan.main = terms.iter().map(|(term, _)| term.clone()).collect();
    let ids = concepts.iter().map(|(id, _)| id);
    plan.concepts = ids.filter_map(|id| terminology.lexicon.by_id(id)).collect();
    plan
}
