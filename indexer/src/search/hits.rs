//! The documents of a page as they are shown, and what is said of all that is found.

use std::ops::Range;
use std::time::Instant;

use corpora::Placement;
use tantivy::schema::Value;
use tantivy::{DocAddress, TantivyDocument, TantivyError};

use super::answer::{Hit, HitPassage, Limitation, SearchAnswer, Total};
use super::collect::weigh;
use super::cursor::Cursor;
use super::excerpt::{self, Excerpt};
use super::legs::LegRun;
use super::rank::Ranked;
use super::request::Limits;
use super::run::{Page, Run};
use super::{meaning, tally, why};
use crate::engine::Engine;
use crate::error::SearchError;
use crate::schema::Entry;

/// Parts of a passage that are compared with what is sought, each for the time of a short passage.
const MAX_PARTS: usize = 8;

/// Documents named under one of nearly the same text.
const MAX_ALIKE: usize = 5;

impl Run<'_> {
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
            let weight = weigh(&self.snapshot, &*self.all_found())?;
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
        let legs = self.legs_run();
        Ok(SearchAnswer {
            hits,
            total,
            groups: Vec::new(),
            facets,
            understood: self.plan.understood,
            legs,
            partial: self.partial,
            next,
            sequence: self.snapshot.sequence,
            micros: u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX),
        })
    }

    /// What became of each leg.
    pub(super) fn legs_run(&self) -> Vec<LegRun> {
        let mut concepts = self.plan.understood.concepts.iter();
        let names = concepts.any(|concept| concept.used);
        self.legs.runs(self.request.legs, names)
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

    pub(super) fn next_cursor(&self, engine: &Engine, more: bool) -> Option<String> {
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
            let shown = self.shown(&entry);
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
                by_meaning: self.is_by_meaning(scored.address),
            });
        }
        let why = if self.request.explain {
            Some(why::why(
                &self.snapshot,
                &self.plan,
                ranked,
                &self.weights,
                self.both.as_ref(),
            )?)
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

    /// The part of a passage that is shown.
    fn shown(&self, entry: &Entry<'_>) -> Excerpt {
        let (text, language) = (&entry.text, &entry.language);
        let (plan, terminology) = (&self.plan, &self.terminology);
        match self.part_said(text) {
            Some(part) => excerpt::excerpt_of(part, text, language, plan, terminology),
            None => excerpt::excerpt(text, language, plan, terminology),
        }
    }

    /// The part of a text that says what is sought, told by the model; none without one.
    fn part_said(&self, text: &str) -> Option<Range<usize>> {
        let (both, leg) = self.both.as_ref().zip(self.model.as_ref())?;
        if !self.quoting {
            return None;
        }
        let mut parts = excerpt::parts(text);
        parts.truncate(MAX_PARTS);
        let texts: Vec<&str> = parts.iter().map(|part| &text[part.clone()]).collect();
        let nearest = leg.nearest_of(both.asked().query(), &texts);
        let nearest = nearest.unwrap_or_else(|error| {
            tracing::error!(%error, "the part that answers is told by its words");
            None
        });
        nearest.and_then(|place| parts.get(place).cloned())
    }

    /// Whether a passage has nothing of the query's words and concepts.
    fn is_by_meaning(&self, address: DocAddress) -> bool {
        let both = self.both.as_ref();
        both.is_some_and(|both| both.evidence(address).lexical <= 0.0)
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

/// What the index keeps of a passage does not read back: its files are damaged.
#[allow(
    clippy::needless_pass_by_value,
    reason = "map_err gives the error away"
)]
fn unreadable(error: serde_json::Error) -> TantivyError {
    TantivyError::InternalError(error.to_string())
}
