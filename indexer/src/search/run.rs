//! One answer in the making: the state of the index it is given from, the plan, the page.

use std::sync::Arc;
use std::time::Instant;

use tantivy::query::Query;
use tantivy::schema::Value;
use tantivy::{TantivyDocument, TantivyError};

use super::answer::{Hit, HitPassage, Limitation, SearchAnswer, Total};
use super::collect::{Deadline, best_passages, weigh};
use super::cursor::Cursor;
use super::plan::Plan;
use super::rank::{Ranked, rank};
use super::request::{Limits, SearchRequest};
use super::{by_date, excerpt, filter, meaning, spelled, tally, why};
use crate::concepts::Terminology;
use crate::engine::{Engine, Snapshot};
use crate::error::SearchError;
use crate::schema::Entry;

/// Passages looked at for the first page; more are where they turn out to be few documents.
const WINDOW: usize = 200;

/// Passages of the window for each document wanted.
const WINDOW_PER_HIT: usize = 8;

/// Passages looked at in all: with 1,000 documents in reach, about ten of each.
const MAX_WINDOW: usize = 12_000;

/// Documents named under one of nearly the same text.
const MAX_ALIKE: usize = 5;

/// One answer in the making.
pub(super) struct Run<'r> {
    request: &'r SearchRequest,
    snapshot: Arc<Snapshot>,
    pub(super) plan: Plan,
    query: Box<dyn Query>,
    offset: usize,
    deadline: Deadline,
    partial: Vec<Limitation>,
    terminology: Arc<Terminology>,
}

/// The documents of a page.
pub(super) struct Page {
    documents: Vec<Ranked>,
    /// Documents seen in all, and whether there are no others.
    seen: usize,
    whole: bool,
    more: bool,
}

impl<'r> Run<'r> {
    pub(super) fn begin(
        engine: &Engine,
        request: &'r SearchRequest,
        began: Instant,
    ) -> Result<Self, SearchError> {
        let mut partial = Vec::new();
        let mut snapshot = engine.snapshot();
        let mut offset = 0;
        if let Some(text) = &request.cursor {
            let cursor = Cursor::decode(text, request)?;
            offset = cursor.offset;
            match engine.kept(&cursor.generation, cursor.sequence) {
                Some(kept) => snapshot = kept,
                None => partial.push(Limitation::SnapshotGone),
            }
        }
        if offset + request.limit > Limits::MAX_DEPTH {
            return Err(SearchError::TooDeep {
                most: Limits::MAX_DEPTH,
            });
        }
        let terminology = engine.terminology();
        let plan = spelled::plan(request, &snapshot, engine.identifier(), &terminology)?;
        partial.extend(plan.limitation);
        let query = filter::restrict(plan.query(), &request.filters, &snapshot.fields);
        let deadline = Deadline::new(began + request.time_limit);
        Ok(Self {
            request,
            snapshot,
            plan,
            query,
            offset,
            deadline,
            partial,
            terminology,
        })
    }

    /// Documents wanted up to the end of this page, and one more to know whether there is a next.
    fn wanted(&self) -> usize {
        self.offset + self.request.limit + 1
    }

    /// Looks at more and more passages until the page is certain: every document that scores at
    /// least as high as the lowest passage of the window is in its place.
    pub(super) fn by_relevance(&mut self) -> Result<Page, SearchError> {
        let weight = weigh(&self.snapshot, &*self.query)?;
        let mut size = WINDOW.max(self.wanted() * WINDOW_PER_HIT).min(MAX_WINDOW);
        loop {
            let window = best_passages(&self.snapshot, &*weight, size, &mut self.deadline)?;
            let mut documents = rank(
                &self.snapshot,
                &*self.query,
                &window.passages,
                &mut self.deadline,
            )?;
            let floor = window.passages.last().map_or(0.0, |lowest| lowest.score);
            let certain = documents
                .iter()
                .take_while(|document| document.score >= floor)
                .count();
            let enough =
                window.whole || certain >= self.wanted() || size >= MAX_WINDOW || window.cut;
            if !enough {
                size = (size * 4).min(MAX_WINDOW);
                continue;
            }
            if window.cut {
                self.limit(Limitation::TimeLimit);
            }
            let seen = documents.len();
            let more = seen >= self.wanted();
            documents.truncate(self.offset + self.request.limit);
            let documents = documents.split_off(self.offset.min(documents.len()));
            return Ok(Page {
                documents,
                seen,
                whole: window.whole,
                more,
            });
        }
    }

    pub(super) fn by_date(&mut self) -> Result<Page, SearchError> {
        let weight = weigh(&self.snapshot, &*self.query)?;
        let keep = self.wanted();
        let (mut latest, whole) =
            by_date::latest(&self.snapshot, &*weight, keep, &mut self.deadline)?;
        if !whole {
            self.limit(Limitation::TimeLimit);
        }
        let (seen, more) = (latest.len(), latest.len() >= keep);
        latest.truncate(self.offset + self.request.limit);
        let documents = latest.split_off(self.offset.min(latest.len()));
        Ok(Page {
            documents,
            seen,
            whole: whole && !more,
            more,
        })
    }

    fn limit(&mut self, limitation: Limitation) {
        if !self.partial.contains(&limitation) {
            self.partial.push(limitation);
        }
    }

    pub(super) fn answer(
        mut self,
        engine: &Engine,
        page: &Page,
        began: Instant,
    ) -> Result<SearchAnswer, SearchError> {
        let mut hits = Vec::with_capacity(page.documents.len());
        for (rank, ranked) in (self.offset + 1..).zip(&page.documents) {
            hits.push(self.hit(rank, ranked)?);
        }
        let mut total = Total {
            documents: page.seen as u64,
            exact: page.whole,
        };
        let mut facets = Vec::new();
        if !self.request.facets.is_empty() {
            let weight = weigh(&self.snapshot, &*self.query)?;
            let tally = tally::tally(
                &self.snapshot,
                &*weight,
                &self.request.facets,
                &mut self.deadline,
            )?;
            total = Total {
                documents: tally.documents.max(total.documents),
                exact: !tally.cut,
            };
            facets = tally.facets;
            meaning::name_values(&self.terminology, self.request, &mut facets);
            if tally.cut {
                self.limit(Limitation::TimeLimit);
            }
        }
        let next = self.next_cursor(engine, page.more);
        Ok(SearchAnswer {
            hits,
            total,
            facets,
            understood: self.plan.understood,
            partial: self.partial,
            next,
            sequence: self.snapshot.sequence,
            micros: u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX),
        })
    }

    fn next_cursor(&self, engine: &Engine, more: bool) -> Option<String> {
        let offset = self.offset + self.request.limit;
        if !more || offset + self.request.limit > Limits::MAX_DEPTH {
            return None;
        }
        engine.keep(&self.snapshot);
        let (generation, sequence) = (self.snapshot.generation.clone(), self.snapshot.sequence);
        Some(
            Cursor {
                offset,
                generation,
                sequence,
            }
            .encode(self.request),
        )
    }

    fn hit(&self, rank: usize, ranked: &Ranked) -> Result<Hit, SearchError> {
        let mut passages = Vec::new();
        let mut document = None;
        for scored in ranked.passages.iter().take(self.request.passages) {
            let kept: TantivyDocument = self.snapshot.searcher.doc(scored.address)?;
            let entry = self.entry(&kept)?;
            let shown =
                excerpt::excerpt(&entry.text, &entry.language, &self.plan, &self.terminology);
            if document.is_none() {
                document = Some(serde_json::from_str(entry.document.get()).map_err(unreadable)?);
            }
            passages.push(HitPassage {
                ordinal: entry.ordinal,
                path: entry.path,
                page: entry.page,
                anchor: entry.anchor,
                language: entry.language,
                text: shown.text,
                highlights: shown.highlights,
                html: shown.html,
                score: scored.score,
            });
        }
        let why = if self.request.explain {
            Some(why::why(&self.snapshot, &self.plan, ranked)?)
        } else {
            None
        };
        let mut alike = Vec::new();
        for scored in ranked.alike.iter().take(MAX_ALIKE) {
            let kept: TantivyDocument = self.snapshot.searcher.doc(scored.address)?;
            let entry = self.entry(&kept)?;
            alike.push(serde_json::from_str(entry.document.get()).map_err(unreadable)?);
        }
        let lost = || TantivyError::InternalError("passage without entry".to_owned());
        Ok(Hit {
            rank,
            score: ranked.score,
            document: document.ok_or_else(lost)?,
            passages,
            alike,
            why,
        })
    }

    fn entry<'k>(&self, kept: &'k TantivyDocument) -> Result<Entry<'k>, TantivyError> {
        let bytes = kept
            .get_first(self.snapshot.fields.entry)
            .and_then(|value| value.as_bytes());
        serde_json::from_slice(bytes.unwrap_or_default()).map_err(unreadable)
    }
}

/// What the index keeps of a passage does not read back: its files are damaged.
#[allow(
    clippy::needless_pass_by_value,
    reason = "map_err gives the error away"
)]
fn unreadable(error: serde_json::Error) -> TantivyError {
    TantivyError::InternalError(error.to_string())
}
