//! The dense leg of one answer: whether it runs, and the passages that it finds.

use std::sync::Arc;
use std::time::Instant;

use corpora::Language;
use rustc_hash::FxHashMap;
use tantivy::DocAddress;
use tantivy::query::Query;

use super::allowed::Allowed;
use super::collect::{Deadline, Window, best_passages, weigh};
use super::fusion::{Evidence, Fusion, gate};
use super::gathering::Gathering;
use super::legs::WhyNot;
use super::request::Sort;
use super::run::{Run, has_letters, micros};
use super::weights::DenseWeights;
use crate::dense::{Comparison, DenseLeg, EmbeddingError, QueryVector, View};
use crate::engine::Snapshot;
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
        let (window, found) = self.look(leg, began)?;
        let Some(found) = found else {
            return Ok(None);
        };
        let has_words = !self.plan.is_empty();
        let fusion = Fusion::of(&self.snapshot, &self.plan, self.weights.dense)?;
        let comparison = found.asked.comparison();
        let mut gathering = Gathering::of(&self.snapshot, &self.plan, &comparison)?;
        gathering.add_window(&window.passages);
        gathering.add(found.near.clone())?;
        gathering.add_successors(&fusion, &found.allowed)?;
        let passages = gathering.finish()?;
        self.legs.dense = Ok(micros(began));
        let candidates = Candidates {
            passages,
            fusion,
            near: found.near,
            whole: !has_words || window.whole,
            cut: window.cut || found.cut,
        };
        Ok(Some((candidates, found.asked)))
    }

    /// The best passages by words, and side by side with that those by meaning; none of these if the model
    /// fails.
    fn look(
        &mut self,
        leg: &DenseLeg,
        began: Instant,
    ) -> Result<(Window, Option<ByMeaning>), IndexError> {
        let weight = weigh(&self.snapshot, &*self.query)?;
        let language = self.plan.understood.languages.first();
        let meaning = Meaning {
            snapshot: &self.snapshot,
            leg,
            only: self.only.as_deref(),
            sought: &self.sought,
            language: language.filter(|_| self.plan.sure),
            weights: self.weights.dense,
            until: self.deadline.until(),
        };
        let (snapshot, deadline) = (&self.snapshot, &mut self.deadline);
        let has_words = !self.plan.is_empty();
        let (window, words_took, found) = std::thread::scope(|scope| {
            let looking = scope.spawn(|| meaning.look());
            let window = match has_words {
                true => best_passages(snapshot, &*weight, CANDIDATES, deadline),
                false => Ok(Window::default()),
            };
            (window, micros(began), looking.join())
        });
        self.legs.lexical = words_took;
        let found = match found {
            Ok(Ok(found)) => Some(found),
            Ok(Err(EmbeddingError::Model(error))) => {
                tracing::error!(%error, "the dense leg failed; words and concepts answer alone");
                None
            }
            Ok(Err(EmbeddingError::Index(error))) => return Err(error),
            Err(_) => {
                tracing::error!("the model panicked; words and concepts answer alone");
                None
            }
        };
        Ok((window?, found))
    }
}

/// What is looked for by meaning.
struct Meaning<'m> {
    snapshot: &'m Snapshot,
    leg: &'m DenseLeg,
    only: Option<&'m dyn Query>,
    sought: &'m str,
    language: Option<&'m Language>,
    weights: DenseWeights,
    until: Instant,
}

/// What was found by meaning.
struct ByMeaning {
    asked: Asked,
    allowed: Allowed,
    near: Vec<DocAddress>,
    /// Whether time ran out.
    cut: bool,
}

impl Meaning<'_> {
    fn look(&self) -> Result<ByMeaning, EmbeddingError> {
        let share = self.weights.questions;
        let asked = Asked {
            query: self.leg.ask(self.sought, self.language, share)?,
            view: self.leg.view(),
        };
        let allowed = Allowed::by(self.snapshot, self.only)?;
        let mut deadline = Deadline::new(self.until);
        let mut near = asked.comparison().nearest(
            self.snapshot,
            CANDIDATES,
            &|segment, doc| allowed.has(DocAddress::new(segment, doc)),
            &mut || deadline.check(),
        );
        near.retain(|near| near.nearness >= self.weights.least);
        Ok(ByMeaning {
            near: near.iter().map(|near| near.address).collect(),
            asked,
            allowed,
            cut: deadline.check(),
        })
    }
}
