//! A query's way through the index: understood, looked up, ranked, shown.

mod allowed;
mod answer;
mod begin;
mod both;
mod by_date;
mod by_language;
mod collect;
mod cursor;
mod demand;
mod excerpt;
mod filter;
mod fusion;
mod gathering;
mod hits;
mod identifiers;
mod languages;
mod legs;
mod meaning;
mod named;
mod nearest;
mod own_first;
mod passage_set;
mod phrase;
mod place;
mod plan;
mod prefix;
mod prior;
mod quotations;
mod rank;
mod request;
mod run;
mod similar;
mod spelled;
mod syntax;
mod tally;
mod tokens;
mod weights;
mod why;

use std::time::Instant;

pub use answer::{
    FacetCounts, FacetValue, Factor, Hit, HitDocument, HitPassage, LanguageGroup, Limitation,
    SearchAnswer, TermScore, Total, Understood, UnderstoodConcept, Why,
};
pub use legs::{Leg, LegRun, Legs, UnknownLeg, WhyNot};
pub use quotations::{Quotations, Quote};
pub use request::{ConceptUse, Facet, Filters, Languages, Limits, SearchRequest, Sort};
pub use similar::{Similar, SimilarRequest};
pub use syntax::{Note, NoteKind, PartKind, Syntax, UnderstoodPart, normalised_query};

pub(crate) use quotations::quotations;
pub(crate) use similar::similar;

pub use weights::RankingWeights;

pub(crate) use collect::alive;
use collect::column;
use filter::Share;
use run::{Page, Run};

use crate::engine::{Engine, Snapshot};
use crate::error::{IndexError, SearchError};

/// Answers a request.
pub(crate) fn search(
    engine: &Engine,
    request: &SearchRequest,
) -> Result<SearchAnswer, SearchError> {
    let began = Instant::now();
    check(request)?;
    match request.languages {
        Languages::OwnFirst if !request.reader.is_empty() => {
            own_first::search(engine, request, began)
        }
        Languages::Apart => by_language::search(engine, request, began),
        Languages::Together | Languages::OwnFirst => {
            let (run, page) = found(engine, request, Share::All, 0)?;
            run.answer(engine, &page, began)
        }
    }
}

/// The documents of a page of a share of the answer, and how they were found; `before` documents come
/// before that share.
fn found<'r>(
    engine: &Engine,
    request: &'r SearchRequest,
    share: Share,
    before: usize,
) -> Result<(Run<'r>, Page), SearchError> {
    let mut run = Run::begin(engine, request, share)?;
    run.offset = run.offset.saturating_sub(before);
    let page = run.page_of_documents()?;
    if let Some(mut other) = run.asking_for_less(engine, &page)? {
        other.offset = run.offset;
        let found = other.page_of_documents()?;
        if !found.is_empty() {
            return Ok((other, found));
        }
    }
    Ok((run, page))
}

/// Number of documents in a snapshot.
pub(crate) fn count_documents(snapshot: &Snapshot) -> Result<u64, IndexError> {
    let mut documents = 0;
    for reader in snapshot.searcher.segment_readers() {
        let numbers = column(reader, "document")?;
        let mut last = None;
        for doc in reader.doc_ids_alive() {
            let number = numbers.first(doc);
            documents += u64::from(number != last);
            last = number;
        }
    }
    Ok(documents)
}

fn check(request: &SearchRequest) -> Result<(), SearchError> {
    let found = request.text.chars().count();
    if found > Limits::MAX_QUERY_CHARS {
        return Err(SearchError::TooLong {
            found,
            allowed: Limits::MAX_QUERY_CHARS,
        });
    }
    let filters = &request.filters;
    let values = [
        filters.languages.len(),
        filters.kinds.len(),
        filters.publishers.len(),
        filters.sources.len(),
        filters.states.len(),
        filters.jurisdictions.len(),
        filters.concepts.len(),
        filters.drugs.len(),
        filters.symptoms.len(),
    ];
    let ranges = [
        ("limit", request.limit, 1, Limits::MAX_HITS),
        ("passages", request.passages, 1, Limits::MAX_PASSAGES),
        (
            "filter values",
            values.into_iter().max().unwrap_or(0),
            0,
            Limits::MAX_FILTER_VALUES,
        ),
    ];
    for (parameter, found, least, most) in ranges {
        if !(least..=most).contains(&found) {
            return Err(SearchError::OutOfRange {
                parameter,
                found,
                least,
                most,
            });
        }
    }
    Ok(())
}
