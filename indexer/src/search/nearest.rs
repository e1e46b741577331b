//! The dense leg of one answer: whether it runs, and the passages that it finds.

use std::sync::Arc;
use std::time::Instant;

use rustc_hash::FxHashMap;
use tantivy::DocAddress;

use super::allowed::Allowed;
use super::collect::{Window, best_passages, weigh};
use super::fusion::{Evidence, Fusion, gate};
use super::gathering::Gathering;
use super::legs::WhyNot;
use super::request::Sort;
use super::run::{Run, has_letters, micros};
use crate::dense::{Comparison, DenseLeg, QueryVector, View};
use crate::error::IndexError;

/// Passages that each leg proposes. Those beyond follow in the order of their words.
const CANDIDATES: usize = 400;

/// What meaning must count for its leg to run: less could not move a passage.
const LEAST_GATE: f32 = 0.02;

/// The passages that are the best by words or by meaning.
pub(super) struct Candidates {
    pub(super) passages: FxHashMap<DocAddress, Evidence>,
    pub(super) fusion: Fusion,
    /// Those found by what they say.
    pub(super) near: Vec<DocAddress>,
    /// Whether words find no others.
    pub(super) whole: bool,
    /// Whether time ran out.
    pub(super) cut: bool,
}

/// A query's vector beside the vectors of a snapshot.
#[derive(Debug)]
pub(super) struct Asked {
    view: Arc<View>,
    query: QueryVector,
}

impl Asked {
    pub(super) fn query(&self) -> &QueryVector {
        &self.query
    }

    pub(super) fn comparison(&self) -> Comparison<'_> {
        Comparison::of(&self.view, &self.query)
    }
}

impl Run<'_> {
    /// The model, if its leg is to run.
    pub(super) fn dense_leg(&self) -> Result<Arc<DenseLeg>, WhyNot> {
        if !self.request.legs.dense {
            return Err(WhyNot::NotAsked);
        }
        let leg = self.model.clone().ok_or(WhyNot::NoModel)?;
        if self.request.sort != Sort::Relevance || !has_letters(&self.sought) {
            return Err(WhyNot::NotByRelevance);
        }
        let has_identifier =
            (self.plan.terms.iter()).any(|term| term.field == self.snapshot.fields.identifier);
        if has_identifier || gate(self.plan.names, self.weights.dense) < LEAST_GATE {
            return Err(WhyNot::NamedExactly);
        }
        if leg.view().embedded == 0 {
            return Err(WhyNot::NothingEmbedded);
        }
        Ok(leg)
    }

    /// Looks for the best passages by both; none if the model fails.
    pub(super) fn candidates(
        &mut self,
        leg: &DenseLeg,
    ) -> Result<Option<(Candidates, Asked)>, IndexError> {
        let began = Instant::now();
        let (window, query) = self.look(leg, began)?;
        let Some(query) = query else {
            return Ok(None);
        };
        let has_words = !self.plan.is_empty();
        let asked = Asked {
            view: leg.view(),
            query,
        };
        let allowed = Allowed::by(&self.snapshot, self.only.as_deref())?;
        let comparison = asked.comparison();
        let mut over = || self.deadline.check();
        let mut near = comparison.nearest(
            &self.snapshot,
            CANDIDATES,
            &|segment, doc| allowed.has(DocAddress::new(segment, doc)),
            &mut over,
        );
        let fusion = Fusion::of(&self.snapshot, &self.plan, self.weights.dense)?;
        near.retain(|near| near.nearness >= self.weights.dense.least);
        let near: Vec<DocAddress> = near.iter().map(|near| near.address).collect();
        let mut gathering = Gathering::of(&self.snapshot, &self.plan, &comparison)?;
        gathering.add_window(&window.passages);
        gathering.add(near.clone())?;
        gathering.add_successors(&fusion, &allowed)?;
        let passages = gathering.finish()?;
        self.legs.dense = Ok(micros(began));
        let candidates = Candidates {
            passages,
            fusion,
            near,
            whole: !has_words || window.whole,
            cut: window.cut || over(),
        };
        Ok(Some((candidates, asked)))
    }

    /// The best passages by words, and beside that the vector of the query; none if the model fails.
    fn look(
        &mut self,
        leg: &DenseLeg,
        began: Instant,
    ) -> Result<(Window, Option<QueryVector>), IndexError> {
        let weight = weigh(&self.snapshot, &*self.query)?;
        let (snapshot, sought) = (&self.snapshot, self.sought.as_str());
        let language = self.plan.understood.languages.first();
        let language = language.filter(|_| self.plan.sure);
        let share = self.weights.dense.questions;
        let (deadline, has_words) = (&mut self.deadline, !self.plan.is_empty());
        let (window, words_took, query) = std::thread::scope(|scope| {
            let asking = scope.spawn(|| leg.ask(sought, language, share));
            let window = match has_words {
                true => best_passages(snapshot, &*weight, CANDIDATES, deadline),
                false => Ok(Window::default()),
            };
            (window, micros(began), asking.join())
        });
        self.legs.lexical = words_took;
        let query = match query {
            Ok(Ok(query)) => Some(query),
            Ok(Err(error)) => {
                tracing::error!(%error, "the dense leg failed; words and concepts answer alone");
                None
            }
            Err(_) => {
                tracing::error!("the model panicked; words and concepts answer alone");
                None
            }
        };
        Ok((window?, query))
    }
}
