//! Answers in which documents in the reader's languages come before all others.
//!
//! Each of the two is an answer in its own order; the second goes on where the first ends.

use std::time::Instant;

use super::answer::{FacetCounts, FacetValue, SearchAnswer};
use super::filter::Share;
use super::request::SearchRequest;
use crate::engine::Engine;
use crate::error::SearchError;

pub(super) fn search(
    engine: &Engine,
    request: &SearchRequest,
    began: Instant,
) -> Result<SearchAnswer, SearchError> {
    let (own, page) = super::found(engine, request, Share::Own, 0)?;
    let (offset, shown) = (own.offset, page.documents.len());
    if page.more {
        let (others, rest) = super::found(engine, request, Share::Others, usize::MAX)?;
        let mut answer = own.answer(engine, &page, began)?;
        let rest = others.answer(engine, &rest, began)?;
        count(&mut answer, rest);
        return Ok(answer);
    }
    let (others, mut rest) = super::found(engine, request, Share::Others, page.seen)?;
    let room = request.limit - shown;
    let more = rest.more || rest.documents.len() > room;
    rest.documents.truncate(room);
    let next = own.next_cursor(engine, more);
    let mut answer = own.answer(engine, &page, began)?;
    let mut rest = others.answer(engine, &rest, began)?;
    for (rank, mut hit) in (offset + shown + 1..).zip(rest.hits.drain(..)) {
        hit.rank = rank;
        answer.hits.push(hit);
    }
    count(&mut answer, rest);
    answer.next = next;
    Ok(answer)
}

/// Adds what another share of the answer found to the counts of the whole.
fn count(answer: &mut SearchAnswer, other: SearchAnswer) {
    answer.total.documents += other.total.documents;
    answer.total.exact &= other.total.exact;
    answer.micros = answer.micros.max(other.micros);
    for (leg, more) in answer.legs.iter_mut().zip(other.legs) {
        leg.micros += more.micros;
    }
    answer.add_limitations(other.partial);
    for (facet, more) in answer.facets.iter_mut().zip(other.facets) {
        add(facet, more.values);
    }
}

fn add(facet: &mut FacetCounts, more: Vec<FacetValue>) {
    for value in more {
        let mut known = facet.values.iter_mut();
        match known.find(|known| known.value == value.value) {
            Some(known) => known.documents += value.documents,
            None => facet.values.push(value),
        }
    }
    facet.values.sort_by(|a, b| {
        let by_count = b.documents.cmp(&a.documents);
        by_count.then_with(|| a.value.cmp(&b.value))
    });
}
