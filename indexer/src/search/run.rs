//! One answer in the making: the state of the index it is given from, the plan, the page.

use std::sync::Arc;
use std::time::Instant;

use tantivy::query::Query;

use super::answer::Limitation;
use super::collect::{Deadline, best_passages, weigh};
use super::cursor::Cursor;
use super::demand::{self, Demands};
use super::place::{Order, Placing};
use super::plan::Plan;
use super::prior::Asker;
use super::rank::{Judge, Ranked, rank};
use super::request::{Limits, SearchRequest, Sort};
use super::syntax::{self, Known, PartKind, Phrases, Syntax};
use super::weights::RankingWeights;
use super::{by_date, filter, spelled};
use crate::concepts::Terminology;
use crate::engine::{Engine, Snapshot};
use crate::error::{IndexError, SearchError};

/// Passages looked at for the first page; more are where they turn out to be few documents.
const WINDOW: usize = 200;

/// Passages of the window for each document wanted.
const WINDOW_PER_HIT: usize = 8;

/// Passages looked at in all: with 1,000 documents in reach, about ten of each.
const MAX_WINDOW: usize = 12_000;

/// One answer in the making.
pub(super) struct Run<'r> {
    pub(super) request: &'r SearchRequest,
    pub(super) snapshot: Arc<Snapshot>,
    pub(super) plan: Plan,
    pub(super) query: Box<dyn Query>,
    pub(super) offset: usize,
    pub(super) deadline: Deadline,
    pub(super) partial: Vec<Limitation>,
    pub(super) terminology: Arc<Terminology>,
    pub(super) weights: Arc<RankingWeights>,
    asker: Asker,
}

/// The documents of a page.
pub(super) struct Page {
    pub(super) documents: Vec<Ranked>,
    /// Documents seen in all, and whether there are no others.
    pub(super) seen: usize,
    pub(super) whole: bool,
    pub(super) more: bool,
    /// Numbers of those that a librarian has placed.
    pub(super) placed: Vec<u64>,
}

impl Page {
    pub(super) fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    /// Leaves out copies of a document; `like` is the first document of nearly its text.
    pub(super) fn leave_out_copies(&mut self, num: u64, like: Option<u64>) {
        let like = like.unwrap_or(num);
        let is_copy = |other: &Ranked| other.num == like || [num, like].contains(&other.like);
        self.documents.retain(|document| !is_copy(document));
    }
}

impl<'r> Run<'r> {
    pub(super) fn begin(engine: &Engine, request: &'r SearchRequest) -> Result<Self, SearchError> {
        Self::reading(engine, request, Phrases::Demanded, None)
    }

    /// The same search without its phrases, within what is left of its time: where it went to the end
    /// and found nothing, and demands one that it need not have.
    pub(super) fn asking_for_less(
        &self,
        engine: &Engine,
        page: &Page,
    ) -> Result<Option<Self>, SearchError> {
        let mut parts = self.plan.understood.parts.iter();
        let cut = [Limitation::TimeLimit, Limitation::PhraseLimit];
        let less = page.seen == 0
            && self.request.syntax == Syntax::Lenient
            && parts.any(|part| part.kind == PartKind::Phrase)
            && !cut.iter().any(|cut| self.partial.contains(cut));
        let until = Some(self.deadline.until());
        less.then(|| Self::reading(engine, self.request, Phrases::Words, until))
            .transpose()
    }

    fn reading(
        engine: &Engine,
        request: &'r SearchRequest,
        phrases: Phrases,
        until: Option<Instant>,
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
        let question = syntax::question(request, phrases, &known)?;
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
        // Not from the request's beginning: the first misspelt word of a process makes its tables, and
        // that must not leave a slow machine without an answer.
        let until = until.unwrap_or_else(|| Instant::now() + request.time_limit);
        let mut deadline = Deadline::new(until);
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

    /// Looks for the documents of the page.
    pub(super) fn page_of_documents(&mut self) -> Result<Page, SearchError> {
        match self.request.sort {
            Sort::Relevance if !self.plan.is_empty() => self.by_relevance(),
            _ => self.by_date(),
        }
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

    fn by_date(&mut self) -> Result<Page, SearchError> {
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

    pub(super) fn limit(&mut self, limitation: Limitation) {
        if !self.partial.contains(&limitation) {
            self.partial.push(limitation);
        }
    }
}

/// Whose languages come first: the reader's, and that of the query where it is known.
fn asker(request: &SearchRequest, plan: &Plan) -> Asker {
    let of_query = plan.understood.languages.iter().filter(|_| plan.sure);
    let languages = request.reader.iter().chain(of_query);
    Asker::new(languages.map(corpora::Language::primary))
}
