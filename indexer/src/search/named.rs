//! What a query names, and how far that is all it says.

use std::ops::Range;

use corpora::Language;

use super::request::SearchRequest;
use super::weights::{ConceptWeights, RankingWeights};
use crate::analysis::Token;
use crate::concepts::{Meaning, Terminology, understand};

/// The concepts that a query names.
pub(super) struct Named {
    pub(super) meanings: Vec<Meaning>,
    /// Those that are used, as bytes of the query.
    used: Vec<Range<usize>>,
    /// The share of the query that names concepts.
    pub(super) covered: f32,
    pub(super) weights: ConceptWeights,
}

impl Named {
    pub(super) fn of(
        request: &SearchRequest,
        terminology: &Terminology,
        (languages, sure): (&[Language], bool),
        weights: &RankingWeights,
    ) -> Self {
        let meanings = understand(terminology, &request.text, languages, sure);
        let is_used = |meaning: &&Meaning| {
            let id = terminology.id(meaning.concept);
            request.concepts.uses(id)
        };
        let used = meanings.iter().filter(is_used);
        Self {
            used: used.map(|meaning| meaning.range.clone()).collect(),
            covered: covered(&meanings, &request.text),
            meanings,
            weights: weights.concepts,
        }
    }

    /// What a word counts: less where it is part of the name of a concept that is looked for as
    /// such. "ar" of "falta de ar" is no word of its own, and what a drug is called elsewhere is as
    /// good as what it is called here.
    pub(super) fn share(&self, token: &Token) -> f32 {
        let within =
            |used: &Range<usize>| used.start <= token.range.start && token.range.end <= used.end;
        if self.used.iter().any(within) {
            1.0 - self.weights.instead * self.covered
        } else {
            1.0
        }
    }
}

/// The share of a query that names concepts: of a bare term all, of a question little. Where a
/// sentence says more than its concepts, its words tell better which passage answers it.
#[expect(
    clippy::cast_precision_loss,
    reason = "a share of a text of a few thousand bytes"
)]
fn covered(meanings: &[Meaning], text: &str) -> f32 {
    let mut named: Vec<&Range<usize>> = meanings.iter().map(|meaning| &meaning.range).collect();
    // Senses of one label share its place; other places do not overlap.
    named.dedup();
    let named: usize = named.into_iter().map(ExactSizeIterator::len).sum();
    let whole: usize = text.split_whitespace().map(str::len).sum();
    (named as f32 / whole.max(1) as f32).min(1.0)
}
