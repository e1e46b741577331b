//! One answer in the making: the state of the index it is given from, the plan, the page.

use std::sync::Arc;
use std::time::Instant;

use corpora::Placement;
use tantivy::query::Query;
use tantivy::schema::Value;
use tantivy::{TantivyDocument, TantivyError};

use super::answer::{Hit, HitPassage, Limitation, SearchAnswer, Total};
use super::collect::{Deadline, best_passages, weigh};
use super::cursor::Cursor;
use super::demand::{self, Demands};
use super::place::{Order, Placing};
use super::plan::Plan;
use super::prior::Asker;
use super::rank::{Judge, Ranked, rank};
use super::request::{Limits, SearchRequest};
use super::syntax::{self, Known};
use super::weights::RankingWeights;
use super::{by_date, excerpt, filter, meaning, spelled, tally, why};
use crate::concepts::Terminology;
use crate::engine::{Engine, Snapshot};
use crate::error::{IndexError, SearchError};
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
    weights: Arc<RankingWeights>,
    asker: Asker,
}

/// The documents of a page.
pub(super) struct Page {
    documents: Vec<Ranked>,
    /// Documents seen in all, and whether there are no others.
    seen: usize,
    whole: bool,
    more: bool,
    /// Numbers of those that a librarian has placed.
    placed: Vec<u64>,
}

impl Page {
    /// Leaves out copies of a document; `like` is the first document of nearly its text.
    pub(super) fn leave_out_copies(&mut self, num: u64, like: Option<u64>) {
        let like = like.unwrap_or(num);
        let is_copy = |other: &Ranked| other.num == like || [num, like].contains(&other.like);
        self.documents.retain(|document| !is_copy(document));
    }
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
        let known = Known {
            snapshot: &snapshot,
            terminology: &terminology,
            reader: &request.reader,
        };
        let question = syntax::question(request, &known)?;
        let words = SearchRequest {
            // What is typed with signs is meant as it is typed.
            spelling: request.spelling && question.words == request.text,
            text: question.words.clone(),
            ..request.clone()
        };
        let weights = engine.weights();
        let identifier = engine.identifier();
        let mut plan = spelled::plan(&words, &snapshot, identifier, &terminology, &weights)?;
        demand::add_to(&mut plan, &question, &snapshot, &weights)?;
        partial.extend(plan.limitations());
        let query = filter::restrict(plan.query(), &request.filters, &snapshot.fields);
        let mut deadline = Deadline::new(began + request.time_limit);
        let mut demands = Demands {
            snapshot: &snapshot,
            plan: &plan,
            deadline: &mut deadline,
            cut: false,
        };
        let query = demands.restrict(query, &question)?;
        partial.extend(demands.cut.then_some(Limitation::PhraseLimit));
        Ok(Self {
            request,
            snapshot,
            query,
            offset,
            deadline,
            partial,
            terminology,
            asker: asker(request, &plan),
            weights,
            plan,
        })
    }

    /// One answer to what was planned elsewhere.
    pub(super) fn planned(
        engine: &Engine,
        request: &'r SearchRequest,
        plan: Plan,
        query: Box<dyn Query>,
    ) -> Self {
        Self {
            request,
            snapshot: engine.snapshot(),
            asker: asker(request, &plan),
            weights: engine.weights(),
            plan,
            query,
            offset: 0,
            deadline: Deadline::new(Instant::now() + request.time_limit),
            partial: Vec::new(),
            terminology: engine.terminology(),
        }
    }

    /// Documents wanted up to the end of this page, and one more to know whether there is a next.
    fn wanted(&self) -> usize {
        self.offset + self.request.limit + 1 + self.request.placements.len()
    }

    /// Looks at more and more passages until the page is certain: every document that scores at
    /// least as high as the lowest passage of the window is in its place.
    pub(super) fn by_relevance(&mut self) -> Result<Page, SearchError> {
        let weight = weigh(&self.snapshot, &*self.query)?;
        let mut size = WINDOW.max(self.wanted() * WINDOW_PER_HIT).min(MAX_WINDOW);
        loop {
            let window = best_passages(&self.snapshot, &*weight, size, &mut self.deadline)?;
            let documents = rank(
                &self.snapshot,
                &*self.query,
                &window.passages,
                Judge {
                    weights: &self.weights,
                    asker: &self.asker,
                },
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
            let ended = window.whole || window.cut || size >= MAX_WINDOW;
            let order = self.place(documents, ended)?;
            return Ok(self.page(order, window.whole));
        }
    }

    /// Puts documents where librarians want them.
    fn place(&mut self, documents: Vec<Ranked>, ended: bool) -> Result<Order, IndexError> {
        let mut placing = Placing {
            request: self.request,
            snapshot: &self.snapshot,
            plan: &self.plan,
            judge: Judge {
                weights: &self.weights,
                asker: &self.asker,
            },
            deadline: &mut self.deadline,
        };
        placing.place(documents, ended)
    }

    fn page(&self, order: Order, whole: bool) -> Page {
        let Order {
            mut documents,
            seen,
            placed,
        } = order;
        let end = self.offset + self.request.limit;
        let more = documents.len() > end;
        documents.truncate(end);
        Page {
            documents: documents.split_off(self.offset.min(documents.len())),
            seen,
            whole,
            more,
            placed,
        }
    }

    pub(super) fn by_date(&mut self) -> Result<Page, SearchError> {
        let weight = weigh(&self.snapshot, &*self.query)?;
        let keep = self.offset + self.request.limit + 1;
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
            placed: Vec::new(),
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
        let hits = self.hits(page)?;
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

    /// The documents of a page as they are shown.
    pub(super) fn hits(&self, page: &Page) -> Result<Vec<Hit>, SearchError> {
        let mut hits = Vec::with_capacity(page.documents.len());
        for (rank, ranked) in (self.offset + 1..).zip(&page.documents) {
            let mut hit = self.hit(rank, ranked)?;
            hit.placed = self.placement(page, ranked.num);
            hits.push(hit);
        }
        Ok(hits)
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
            Some(why::why(&self.snapshot, &self.plan, ranked, &self.weights)?)
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
            placed: None,
            why,
        })
    }

    fn placement(&self, page: &Page, num: u64) -> Option<Placement> {
        let mut placements = self.request.placements.iter();
        let found = placements.find(|placement| placement.num == num);
        found.filter(|_| page.placed.contains(&num)).cloned()
    }

    fn entry<'k>(&self, kept: &'k TantivyDocument) -> Result<Entry<'k>, TantivyError> {
        let bytes = kept
            .get_first(self.snapshot.fields.entry)
            .and_then(|value| value.as_bytes());
        serde_json::from_slice(bytes.unwrap_or_default()).map_err(unreadable)
    }
}

/// Whose languages come first: the reader's, and that of the query where it is known.
fn asker(request: &SearchRequest, plan: &Plan) -> Asker {
    let of_query = plan.understood.languages.iter().filter(|_| plan.sure);
    let languages = request.reader.iter().chain(of_query);
    Asker::new(languages.map(corpora::Language::primary))
}

/// What the index keeps of a passage does not read back: its files are damaged.
#[allow(
    clippy::needless_pass_by_value,
    reason = "map_err gives the error away"
)]
fn unreadable(error: serde_json::Error) -> TantivyError {
    TantivyError::InternalError(error.to_string())
}
