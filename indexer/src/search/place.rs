//! Documents that a librarian puts first or last.
//!
//! Placing changes the order and nothing else: no score, no filter. A pin has no effect on a document
//! that no longer stands, so that it never comes before one that does; it has again once the document
//! stands again.

use corpora::{Placement, PlacementEffect};
use tantivy::query::{BooleanQuery, ConstScoreQuery, Occur, Query, TermQuery};
use tantivy::schema::IndexRecordOption;

use super::collect::{Deadline, Scored, best_passages, weigh};
use super::filter;
use super::plan::Plan;
use super::rank::{Columns, Judge, Ranked, rank};
use super::request::{Limits, SearchRequest};
use crate::engine::Snapshot;
use crate::error::IndexError;

/// Documents in order, with those that were placed.
#[derive(Debug, Default)]
pub(super) struct Order {
    pub(super) documents: Vec<Ranked>,
    /// Documents that match, of which those put last may not be among the documents yet.
    pub(super) seen: usize,
    /// Numbers of those that a placement has moved.
    pub(super) placed: Vec<u64>,
}

/// Who places documents of an answer.
pub(super) struct Placing<'p> {
    pub(super) request: &'p SearchRequest,
    pub(super) snapshot: &'p Snapshot,
    pub(super) plan: &'p Plan,
    pub(super) judge: Judge<'p>,
    pub(super) deadline: &'p mut Deadline,
}

impl<'p> Placing<'p> {
    /// Puts documents first and last. `ended` says that no others follow the documents: only then is
    /// it known where last is.
    pub(super) fn place(
        &mut self,
        documents: Vec<Ranked>,
        ended: bool,
    ) -> Result<Order, IndexError> {
        if self.request.placements.is_empty() {
            return Ok(Order {
                seen: documents.len(),
                documents,
                placed: Vec::new(),
            });
        }
        let columns = Columns::open(self.snapshot)?;
        let mut first = Vec::new();
        for placement in self.wanted(PlacementEffect::Pin) {
            let of_it = |document: &&Ranked| document.num == placement.num;
            let pinned = match documents.iter().find(of_it) {
                Some(document) => Some(document.clone()),
                None => self.fetch(placement)?,
            };
            first.extend(pinned.filter(|document| !document.state.is_outdated()));
        }
        let mut placed: Vec<u64> = first.iter().map(|document| document.num).collect();
        let mut rest = documents;
        rest.retain(|document| !placed.contains(&document.num));
        for document in first.iter_mut().chain(&mut rest) {
            let is_placed = |copy: &Scored| placed.contains(&columns.read(*copy).0);
            document.alike.retain(|copy| !is_placed(copy));
        }
        let buried: Vec<u64> = self.wanted(PlacementEffect::Bury).map(|p| p.num).collect();
        let last = take_last(&mut rest, &buried, &columns);
        placed.extend(buried);
        let seen = first.len() + rest.len() + last.len();
        if ended {
            // However many match, what was put last can be paged to.
            rest.truncate(Limits::MAX_DEPTH.saturating_sub(first.len() + last.len()));
            rest.extend(last);
        }
        first.extend(rest);
        Ok(Order {
            documents: first,
            seen,
            placed,
        })
    }

    fn wanted(&self, effect: PlacementEffect) -> impl Iterator<Item = &'p Placement> + use<'p> {
        let placements = self.request.placements.iter();
        placements.filter(move |placement| placement.effect == effect)
    }

    /// A document that does not match, or is not among the best: a librarian knows that it answers.
    fn fetch(&mut self, placement: &Placement) -> Result<Option<Ranked>, IndexError> {
        let fields = &self.snapshot.fields;
        let only = TermQuery::new(
            fields.document_term(placement.num),
            IndexRecordOption::Basic,
        );
        let only: Box<dyn Query> = Box::new(ConstScoreQuery::new(Box::new(only), 0.0));
        let query: Box<dyn Query> = Box::new(BooleanQuery::new(vec![
            (Occur::Must, only),
            (Occur::Should, self.plan.query()),
        ]));
        let query = filter::restrict(query, &self.request.filters, fields);
        let weight = weigh(self.snapshot, &*query)?;
        let wanted = self.request.passages;
        let found = best_passages(self.snapshot, &*weight, wanted, self.deadline)?;
        let ranked = rank(
            self.snapshot,
            Some(&*query),
            &found.passages,
            self.judge,
            self.deadline,
        )?;
        Ok(ranked.into_iter().next())
    }
}

/// Takes out what is put last, and what stays below it because it is replaced by it.
fn take_last(documents: &mut Vec<Ranked>, buried: &[u64], columns: &Columns) -> Vec<Ranked> {
    let mut last: Vec<u64> = buried.to_vec();
    loop {
        let follows = |document: &Ranked| {
            let best = document.passages.first();
            let successor = best.and_then(|passage| columns.read(*passage).2);
            successor.is_some_and(|successor| last.contains(&successor))
        };
        let more = documents
            .iter()
            .filter(|d| !last.contains(&d.num) && follows(d));
        let more: Vec<u64> = more.map(|document| document.num).collect();
        if more.is_empty() {
            break;
        }
        last.extend(more);
    }
    let is_last = |document: &mut Ranked| last.contains(&document.num);
    let mut taken: Vec<Ranked> = documents.extract_if(.., is_last).collect();
    taken.sort_by_key(|document| last.iter().position(|num| *num == document.num));
    taken
}
