//! What a passage counts by its words and by what it says, together.
//!
//! Each part is a share of the most that it can reach with this query: of the words, of what a passage
//! would score that says all of the query; of the meaning, of what the nearest passage of the collection
//! reaches. Both depend on nothing but query and snapshot, so that pages fit together. Fusing by ranks,
//! or between the lowest and highest score of each, lets chance matches of words in another language
//! push aside the passages that answer.

use tantivy::{Score, Term};

use super::plan::Plan;
use super::weights::DenseWeights;
use crate::engine::Snapshot;
use crate::error::IndexError;

/// The most a term's frequency in a passage brings: BM25's k1 + 1, with k1 = 1.2 as tantivy has it.
const MOST_OF_A_TERM: Score = 2.2;

/// How the parts of one query's scores are put together.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fusion {
    /// What the words of a passage score that says all of the query.
    ceiling: Score,
    /// The cosine that counts in full.
    best: f32,
    /// What meaning counts: the less the more of the query is names.
    gate: f32,
    weights: DenseWeights,
}

/// What speaks for a passage.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Evidence {
    /// Score of its words and concepts; 0 if it has none of them.
    pub(super) lexical: Score,
    /// Cosine of its vector to the query's, less what all texts of its language have; none without a
    /// vector.
    pub(super) cosine: Option<f32>,
    /// Whether it names none of the drugs, vaccines and diseases that the query names, and others do.
    pub(super) off_subject: bool,
}

/// What meaning counts for a query of which a share names concepts: of nothing but names, nothing. The
/// neighbours of a drug in the space of a model are other drugs.
pub(super) fn gate(names: f32, weights: DenseWeights) -> f32 {
    1.0 - names.clamp(0.0, 1.0).powf(weights.sharpness)
}

impl Fusion {
    /// `best` is the cosine of the nearest passage.
    pub(super) fn of(
        snapshot: &Snapshot,
        plan: &Plan,
        best: f32,
        weights: DenseWeights,
    ) -> Result<Self, IndexError> {
        let mut ceiling = 0.0;
        for term in plan.whole.iter().filter_map(|&place| plan.terms.get(place)) {
            ceiling += term.weight * MOST_OF_A_TERM * rarity(snapshot, &term.term())?;
        }
        Ok(Self {
            ceiling,
            best: best.max(weights.expected),
            gate: gate(plan.names, weights),
            weights,
        })
    }

    /// What the words of a passage score that says all of the query.
    pub(super) fn ceiling(&self) -> Score {
        self.ceiling
    }

    /// The cosine that counts in full.
    pub(super) fn best(&self) -> f32 {
        self.best
    }

    /// What the words and concepts of a passage count.
    pub(super) fn of_words(&self, evidence: Evidence) -> Score {
        self.weights.words * self.coverage(evidence)
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
        let near = evidence.cosine.unwrap_or(0.0) / self.best;
        self.weights.meaning * self.gate * near.clamp(0.0, 1.0)
    }

    pub(super) fn score(&self, evidence: Evidence) -> Score {
        (self.of_words(evidence) + self.of_meaning(evidence)) * self.of_subject(evidence)
    }

    /// What is left of a passage that is on another subject.
    pub(super) fn of_subject(&self, evidence: Evidence) -> Score {
        if evidence.off_subject {
            self.weights.off_subject
        } else {
            1.0
        }
    }

    /// Whether a passage is found at all.
    pub(super) fn finds(&self, evidence: Evidence) -> bool {
        evidence.lexical > 0.0
            || evidence
                .cosine
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

#[cfg(test)]
mod tests {
    use super::super::weights::RankingWeights;
    use super::*;

    fn fusion(names: f32) -> Fusion {
        let weights = RankingWeights::present().dense;
        Fusion {
            ceiling: 10.0,
            best: 0.2,
            gate: gate(names, weights),
            weights,
        }
    }

    fn evidence(lexical: f32, cosine: f32) -> Evidence {
        Evidence {
            lexical,
            cosine: Some(cosine),
            off_subject: false,
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
        let score = |lexical, cosine| fusion.score(evidence(lexical, cosine));
        assert!(score(5.0, 0.1) > score(5.0, 0.0) && score(5.0, 0.1) > score(0.0, 0.1));
        assert!((score(5.0, -0.3) - score(5.0, 0.0)).abs() < 1e-6);
        let without = Evidence {
            cosine: None,
            ..evidence(5.0, 0.0)
        };
        assert!((fusion.score(without) - score(5.0, 0.0)).abs() < 1e-6);
    }

    #[test]
    fn a_passage_on_another_drug_gives_way_to_one_on_the_drug_asked_for() {
        let fusion = fusion(0.3);
        let other = Evidence {
            off_subject: true,
            ..evidence(0.0, 0.2)
        };
        assert!(fusion.score(other) < fusion.score(evidence(0.0, 0.15)));
    }
}
