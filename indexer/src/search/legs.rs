//! The ways by which passages are found, and which of them an answer rests on.

use serde::Serialize;

/// A way of finding passages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Leg {
    /// By the words of the query.
    Lexical,
    /// By the concepts that the query names, under any of their names in any language.
    Concept,
    /// By what the query says as a whole, in any language.
    Dense,
}

/// Which ways of finding are used where they can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Legs {
    /// Whether passages are found by the words of the query.
    pub lexical: bool,
    /// Whether they are found by the concepts that it names.
    pub concept: bool,
    /// Whether they are found by what it says as a whole.
    pub dense: bool,
}

impl Leg {
    /// All ways.
    pub const ALL: [Self; 3] = [Self::Lexical, Self::Concept, Self::Dense];

    /// Name in the API.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Lexical => "lexical",
            Self::Concept => "concept",
            Self::Dense => "dense",
        }
    }
}

/// What is no name of a leg.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected lexical, concept or dense")]
pub struct UnknownLeg;

impl std::str::FromStr for Leg {
    type Err = UnknownLeg;

    fn from_str(name: &str) -> Result<Self, UnknownLeg> {
        let mut legs = Self::ALL.into_iter();
        legs.find(|leg| leg.name() == name).ok_or(UnknownLeg)
    }
}

impl Legs {
    /// All of them.
    pub const ALL: Self = Self {
        lexical: true,
        concept: true,
        dense: true,
    };

    /// Those that are named.
    #[must_use]
    pub fn of(named: &[Leg]) -> Self {
        let has = |leg| named.contains(&leg);
        Self {
            lexical: has(Leg::Lexical),
            concept: has(Leg::Concept),
            dense: has(Leg::Dense),
        }
    }
}

/// What became of one way of finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct LegRun {
    /// Which.
    pub leg: Leg,
    /// Whether the answer rests on it.
    pub ran: bool,
    /// Why not, if it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why_not: Option<WhyNot>,
    /// Time taken, in microseconds; words and concepts are looked up together, legs run side by side.
    pub micros: u64,
}

/// Why a leg did not run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhyNot {
    /// The request leaves it out.
    NotAsked,
    /// The query names nothing of the vocabulary.
    NoConcept,
    /// No model is in use.
    NoModel,
    /// No passage has a vector yet.
    NothingEmbedded,
    /// The query names a drug, a disease or an identifier and says nothing else: what is called so is
    /// meant, not what is like it.
    NamedExactly,
    /// The order is not by relevance.
    NotByRelevance,
    /// The model failed; the log says how.
    Failed,
}

impl WhyNot {
    /// Name in the API.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotAsked => "not-asked",
            Self::NoConcept => "no-concept",
            Self::NoModel => "no-model",
            Self::NothingEmbedded => "nothing-embedded",
            Self::NamedExactly => "named-exactly",
            Self::NotByRelevance => "not-by-relevance",
            Self::Failed => "failed",
        }
    }
}

/// What is noted of the legs while an answer is made.
#[derive(Debug, Clone, Copy)]
pub(super) struct LegTimes {
    /// Microseconds that words and concepts took.
    pub(super) lexical: u64,
    /// Microseconds that meaning took, or why it was not asked.
    pub(super) dense: Result<u64, WhyNot>,
}

impl Default for LegTimes {
    fn default() -> Self {
        Self {
            lexical: 0,
            dense: Err(WhyNot::NotByRelevance),
        }
    }
}

impl LegTimes {
    /// What became of each leg; `names` says whether the query names concepts that are used.
    pub(super) fn runs(self, asked: Legs, names: bool) -> Vec<LegRun> {
        let words = |asked: bool| match asked {
            true => Ok(self.lexical),
            false => Err(WhyNot::NotAsked),
        };
        let of_concepts = words(asked.concept);
        let concept = match names {
            true => of_concepts,
            false => of_concepts.and(Err(WhyNot::NoConcept)),
        };
        let legs = [
            (Leg::Lexical, words(asked.lexical)),
            (Leg::Concept, concept),
            (Leg::Dense, self.dense),
        ];
        let run = |(leg, outcome): (Leg, Result<u64, WhyNot>)| LegRun {
            leg,
            ran: outcome.is_ok(),
            why_not: outcome.err(),
            micros: outcome.unwrap_or(0),
        };
        legs.into_iter().map(run).collect()
    }
}
