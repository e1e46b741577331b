//! Answers grouped by language: the best of each, one language after the other.

use std::time::Instant;

use corpora::Language;

use super::answer::{LanguageGroup, Limitation, SearchAnswer};
use super::filter::Share;
use super::request::{Facet, SearchRequest};
use crate::engine::Engine;
use crate::error::SearchError;

/// Documents of one language.
const OF_EACH: usize = 3;

/// The reader's languages come first, then that of the best hit, and so on; each with at most
/// [`OF_EACH`] documents, `request.limit` in all. Such an answer has no next page: a filter by language
/// goes on within one.
pub(super) fn search(
    engine: &Engine,
    request: &SearchRequest,
    began: Instant,
) -> Result<SearchAnswer, SearchError> {
    let mut whole = request.clone();
    whole.cursor = None;
    if !whole.facets.contains(&Facet::Language) {
        whole.facets.push(Facet::Language);
    }
    let (run, page) = super::found(engine, &whole, Share::All, 0)?;
    let mut answer = run.answer(engine, &page, began)?;
    let languages = in_order(&answer, request);
    answer.hits.clear();
    answer.next = None;
    answer.facets.truncate(request.facets.len());
    // All languages together may take as long as the answer before.
    let until = Instant::now() + request.time_limit;
    for (language, documents) in languages {
        let room = request.limit - answer.hits.len();
        if room == 0 {
            break;
        }
        let time_limit = until.saturating_duration_since(Instant::now());
        if time_limit.is_zero() {
            answer.add_limitations([Limitation::TimeLimit]);
            break;
        }
        let mut of_one = SearchRequest {
            limit: room.min(OF_EACH),
            cursor: None,
            facets: Vec::new(),
            time_limit,
            ..request.clone()
        };
        of_one.filters.languages = vec![language.clone()];
        let (run, page) = super::found(engine, &of_one, Share::All, 0)?;
        let found = run.answer(engine, &page, began)?;
        answer.micros = found.micros;
        answer.add_limitations(found.partial);
        let first = answer.hits.len();
        for (rank, mut hit) in (first + 1..).zip(found.hits) {
            hit.rank = rank;
            answer.hits.push(hit);
        }
        answer.groups.push(LanguageGroup {
            language,
            documents,
            shown: answer.hits.len() - first,
        });
    }
    Ok(answer)
}

/// The languages of what was found, with the number of documents in each, in their order.
fn in_order(answer: &SearchAnswer, request: &SearchRequest) -> Vec<(Language, u64)> {
    let counted = answer.facets.iter().find(|facet| facet.facet == "language");
    let counted = counted.map_or(&[][..], |facet| &facet.values);
    let best = |language: &Language| {
        let mut hits = answer.hits.iter();
        hits.position(|hit| hit.document.language.primary() == language.primary())
    };
    let own = |language: &Language| {
        let mut reader = request.reader.iter();
        reader.position(|one| one.primary() == language.primary())
    };
    let mut languages: Vec<(Language, u64)> = counted
        .iter()
        .filter_map(|value| Some((Language::parse(&value.value).ok()?, value.documents)))
        .collect();
    // Counts come greatest first, and sorting keeps that order among languages without a hit so far.
    languages.sort_by_key(|(language, _)| {
        let last = |place: Option<usize>| place.unwrap_or(usize::MAX);
        (last(own(language)), last(best(language)))
    });
    languages
}
