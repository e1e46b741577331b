//! One answer in the making: the state of the index it is given from, the plan, the page.

use std::sync::Arc;
use std::time::Instant;

use tantivy::query::Query;

use super::answer::Limitation;
use super::both::Both;
use super::by_date;
use super::collect::{Deadline, best_passages, weigh};
use super::filter::Share;
use super::legs::{LegTimes, WhyNot};
use super::place::{Order, Placing};
use super::plan::Plan;
use super::prior::Asker;
use super::rank::{Judge, Ranked, rank};
use super::request::{SearchRequest, Sort};
use super::weights::RankingWeights;
use crate::concepts::Terminology;
use crate::dense::DenseLeg;
use crate::engine::Snapshot;
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
    pub(super) share: Share,
    pub(super) snapshot: Arc<Snapshot>,
    pub(super) plan: Plan,
    pub(super) query: Box<dyn Query>,
    /// All passages that may be found, where not all may.
    pub(super) only: Option<Box<dyn Query>>,
    /// What is sought, without signs.
    pub(super) sought: String,
    /// The model in use.
    pub(super) model: Option<Arc<DenseLeg>>,
    /// What became of each way of finding.
    pub(super) legs: LegTimes,
    /// Whether the part of a passage that answers is sought with the model.
    pub(super) quoting: bool,
    /// What was found by meaning too, if that leg ran.
    pub(super) both: Option<Both>,
    pub(super) offset: usize,
    pub(super) deadline: Deadline,
    pub(super) partial: Vec<Limitation>,
    pub(super) terminology: Arc<Terminology>,
    pub(super) weights: Arc<RankingWeights>,
    pub(super) asker: Asker,
}

/// Documents in order.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) documents: Vec<Ranked>,
    /// Whether there are no others.
    pub(super) whole: bool,
    /// Whether no others are looked for.
    pub(super) ended: bool,
}

impl Default for Found {
    fn default() -> Self {
        Self {
            documents: Vec::new(),
            whole: true,
            ended: true,
        }
    }
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
    /// Looks for the documents of the page.
    pub(super) fn page_of_documents(&mut self) -> Result<Page, SearchError> {
        match self.request.sort {
            Sort::Relevance if self.seeks() => self.by_relevance(),
            _ => self.by_date(),
        }
    }

    /// Whether something is looked for. Where words are not to be, a text of nothing but words that no
    /// other leg can look for finds nothing, not everything.
    fn seeks(&self) -> bool {
        let without_words = !self.request.legs.lexical && has_letters(&self.sought);
        !self.plan.is_empty() || without_words || self.dense_leg().is_ok()
    }

    /// Documents wanted up to the end of this page, and one more to know whether there is a next.
    pub(super) fn wanted(&self) -> usize {
        self.offset + self.request.limit + 1 + self.request.placements.len()
    }

    /// The best documents, by words and concepts, and by meaning where a model is in use.
    pub(super) fn by_relevance(&mut self) -> Result<Page, SearchError> {
        match self.dense_leg() {
            Ok(leg) => {
                if let Some(page) = self.by_both(&leg)? {
                    return Ok(page);
                }
                self.legs.dense = Err(WhyNot::Failed);
            }
            Err(why_not) => self.legs.dense = Err(why_not),
        }
        let began = Instant::now();
        let found = self.by_words(self.wanted())?;
        self.legs.lexical = micros(began);
        let order = self.place(found.documents, found.ended)?;
        Ok(self.page(order, found.whole))
    }

    /// Looks at more and more passages until `wanted` documents are certain: every document that scores
    /// at least as high as the lowest passage of the window is in its place.
    pub(super) fn by_words(&mut self, wanted: usize) -> Result<Found, SearchError> {
        if self.plan.is_empty() {
            return Ok(Found::default());
        }
        let weight = weigh(&self.snapshot, &*self.query)?;
        let mut size = WINDOW.max(wanted * WINDOW_PER_HIT).min(MAX_WINDOW);
        loop {
            let window = best_passages(&self.snapshot, &*weight, size, &mut self.deadline)?;
            let documents = rank(
                &self.snapshot,
                Some(&*self.query),
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
            let enough = window.whole || certain >= wanted || size >= MAX_WINDOW || window.cut;
            if !enough {
                size = (size * 4).min(MAX_WINDOW);
                continue;
            }
            if window.cut {
                self.limit(Limitation::TimeLimit);
            }
            return Ok(Found {
                documents,
                whole: window.whole,
                ended: window.whole || window.cut || size >= MAX_WINDOW,
            });
        }
    }

    /// Puts documents where librarians want them.
    pub(super) fn place(
        &mut self,
        documents: Vec<Ranked>,
        ended: bool,
    ) -> Result<Order, IndexError> {
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

    pub(super) fn page(&self, order: Order, whole: bool) -> Page {
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

/// Whether a text says anything at all.
pub(super) fn has_letters(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// Time since then, in microseconds.
pub(super) fn micros(began: Instant) -> u64 {
    u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX)
}
