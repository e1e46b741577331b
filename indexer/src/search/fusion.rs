//! What a passage counts by its words and by what it says, together.
//!
//! The words count by the share of the query that they say, the meaning by how near it is in the space
//! of the model. Both depend on nothing but query, passage and snapshot, so that pages fit together.
//! Fusing by ranks, or between the lowest and highest score of each, lets chance matches of words in
//! another language push aside the passages that answer.

use tantivy::{Score, Term};

use super::plan::Plan;
use super::weights::DenseWeights;
use crate::engine::Snapshot;
use crate::error::IndexError;

/// The most a term's frequency in a passage brings: BM25's k1 + 1, with k1 = 1.2 as tantivy has it.
const MOST_OF_A_TERM: Score = 2.2;

/// The most that meaning counts, as a multiple of what counts in full.
const MOST_OF_MEANING: f32 = 1.5;

/// How the parts of one query's scores are put together.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fusion {
    /// What the words of a passage score that says all of the query.
    ceiling: Score,
    /// What words count: the more, the more the query says.
    of_words: f32,
    /// What meaning counts: the less the more of the query is names.
    gate: f32,
    weights: DenseWeights,
}

/// What speaks for a passage.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Evidence {
    /// Score of its words and concepts; 0 if it has none of them.
    pub(super) lexical: Score,
    /// How near it is to the query: 0 is as near as any text of its language, 1 the same text. None
    /// without a vector.
    pub(super) nearness: Option<f32>,
    /// Whether it is in none of the languages of the query.
    pub(super) foreign: bool,
    /// Whether it names none of the drugs and vaccines that the query names, and others do.
    pub(super) off_drug: bool,
    /// The same of diseases.
    pub(super) off_disease: bool,
}

/// What meaning counts for a query of which a share names concepts: of nothing but names, nothing. The
/// neighbours of a drug in the space of a model are other drugs.
pub(super) fn gate(names: f32, weights: DenseWeights) -> f32 {
    1.0 - names.clamp(0.0, 1.0).powf(weights.sharpness)
}

impl Fusion {
    pub(super) fn of(
        snapshot: &Snapshot,
        plan: &Plan,
        weights: DenseWeights,
    ) -> Result<Self, IndexError> {
        let mut ceiling = 0.0;
        for term in plan.whole.iter().filter_map(|&place| plan.terms.get(place)) {
            ceiling += term.weight * MOST_OF_A_TERM * rarity(snapshot, &term.term())?;
        }
        let telling = ceiling / (MOST_OF_A_TERM * greatest_rarity(snapshot));
        Ok(Self {
            ceiling,
            of_words: weights.words * (telling.max(weights.least_telling) / weights.telling).sqrt(),
            gate: gate(plan.names, weights),
            weights,
        })
    }

    /// What the words of a passage score that says all of the query.
    pub(super) fn ceiling(&self) -> Score {
        self.ceiling
    }

    /// The nearness that counts in full.
    pub(super) fn full(&self) -> f32 {
        self.weights.full
    }

    /// What the words and concepts of a passage count. One in another language cannot say the words of
    /// the query: what it would say, its meaning tells. Else each passage of the query's own language
    /// that shares some words would come before all others.
    pub(super) fn of_words(&self, evidence: Evidence) -> Score {
        let mut said = self.coverage(evidence);
        if evidence.foreign {
            let near = self.near(evidence).min(1.0);
            said += self.weights.foreign * self.gate * near * (1.0 - said).max(0.0);
        }
        self.of_words * said.powf(self.weights.bend)
    }

    /// How much of the query the words of a passage say: 1 is about all of it.
    pub(super) fn coverage(&self, evidence: Evidence) -> Score {
        if self.ceiling > 0.0 {
            evidence.lexical / self.ceiling
        } else {
            0.0
        }
    }

    /// What its meaning counts.
    pub(super) fn of_meaning(&self, evidence: Evidence) -> Score {
        self.weights.meaning * self.gate * self.near(evidence)
    }

    fn near(&self, evidence: Evidence) -> f32 {
        let near = evidence.nearness.unwrap_or(0.0) / self.weights.full;
        near.clamp(0.0, MOST_OF_MEANING)
    }

    pub(super) fn score(&self, evidence: Evidence) -> Score {
        (self.of_words(evidence) + self.of_meaning(evidence)) * self.of_subject(evidence)
    }

    /// What is left of a passage that is on another subject.
    pub(super) fn of_subject(&self, evidence: Evidence) -> Score {
        let left = |is_off: bool, weight: f32| if is_off { weight } else { 1.0 };
        let drug = left(evidence.off_drug, self.weights.off_drug);
        drug * left(evidence.off_disease, self.weights.off_disease)
    }

    /// Whether a passage is found at all.
    pub(super) fn finds(&self, evidence: Evidence) -> bool {
        evidence.lexical > 0.0
            || evidence
                .nearness
                .is_some_and(|near| near >= self.weights.least)
    }
}

/// How few passages have a term: the inverse document frequency as tantivy's BM25 has it.
#[expect(
    clippy::cast_precision_loss,
    reason = "numbers of passages are small enough to weigh words by"
)]
pub(super) fn rarity(snapshot: &Snapshot, term: &Term) -> Result<Score, IndexError> {
    let passages = snapshot.searcher.num_docs() as f32;
    let having = snapshot.searcher.doc_freq(term)? as f32;
    Ok((1.0 + (passages - having + 0.5).max(0.0) / (having + 0.5)).ln())
}

/// The rarity of a term that no passage has.
#[expect(
    clippy::cast_precision_loss,
    reason = "numbers of passages are small enough to weigh words by"
)]
fn greatest_rarity(snapshot: &Snapshot) -> Score {
    (2.0 + 2.0 * snapshot.searcher.num_docs() as f32).ln()
}

#[cfg(test)]
mod tests {
    use super::super::weights::RankingWeights;
    use super::*;

    fn fusion(names: f32) -> Fusion {
        let weights = RankingWeights::present().dense;
        Fusion {
            ceiling: 10.0,
            of_words: weights.words,
            gate: gate(names, weights),
            weights,
        }
    }

    fn evidence(lexical: f32, nearness: f32) -> Evidence {
        Evidence {
            lexical,
            nearness: Some(nearness),
            ..Evidence::default()
        }
    }

    #[test]
    fn names_alone_leave_nothing_to_meaning() {
        let of = |covered: f32| fusion(covered).of_meaning(evidence(0.0, 0.2));
        assert!(of(1.0).abs() < 1e-6);
        assert!(of(0.0) > of(0.5) && of(0.5) > of(0.9) && of(0.9) > 0.0);
        assert!((of(7.0) - of(1.0)).abs() < 1e-6, "a share is at most 1");
    }

    #[test]
    fn either_leg_lifts_a_passage_and_neither_pulls_it_down() {
        let fusion = fusion(0.0);
        let score = |lexical, nearness| fusion.score(evidence(lexical, nearness));
        assert!(score(5.0, 0.1) > score(5.0, 0.0) && score(5.0, 0.1) > score(0.0, 0.1));
        assert!((score(5.0, -0.3) - score(5.0, 0.0)).abs() < 1e-6);
        let without = Evidence {
            nearness: None,
            ..evidence(5.0, 0.0)
        };
        assert!((fusion.score(without) - score(5.0, 0.0)).abs() < 1e-6);
    }

    #[test]
    fn a_passage_in_another_language_is_not_behind_for_want_of_the_words() {
        let fusion = fusion(0.0);
        let foreign = |nearness| Evidence {
            foreign: true,
            ..evidence(0.0, nearness)
        };
        let own = |lexical, nearness| fusion.score(evidence(lexical, nearness));
        assert!(
            fusion.score(foreign(0.6)) > own(1.0, 0.2),
            "some words of the query, but about something else"
        );
        assert!(
            own(6.0, 0.6) > fusion.score(foreign(0.6)),
            "as near, and most of the words"
        );
        assert!((fusion.score(foreign(0.0)) - own(0.0, 0.0)).abs() < 1e-6);
    }

    #[test]
    fn a_passage_on_another_drug_gives_way_to_one_on_the_drug_asked_for() {
        let fusion = fusion(0.3);
        let other = Evidence {
            off_drug: true,
            ..evidence(0.0, 0.2)
        };
        assert!(fusion.score(other) < fusion.score(evidence(0.0, 0.15)));
    }
}
