//! The weights of the ranking, from their data file.

use std::sync::LazyLock;

use corpora::State;
use serde::Deserialize;

/// What `data/ranking.toml` says.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Weights {
    pub(super) fields: FieldWeights,
    pub(super) words: WordWeights,
    pub(super) concepts: ConceptWeights,
    standing: StandingFactors,
    pub(super) language: LanguageConfidence,
    pub(super) similar: SimilarWeights,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FieldWeights {
    pub(super) text: f32,
    pub(super) exact: f32,
    pub(super) title: f32,
    pub(super) headings: f32,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WordWeights {
    pub(super) stop: f32,
    pub(super) repeated: f32,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConceptWeights {
    pub(super) meant: f32,
    pub(super) narrower: f32,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct StandingFactors {
    current: f32,
    corrected: f32,
    concern: f32,
    superseded: f32,
    withdrawn: f32,
    retracted: f32,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SimilarWeights {
    pub(super) text: f32,
    pub(super) title: f32,
    pub(super) concept: f32,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LanguageConfidence {
    pub(super) sure: f64,
    pub(super) plausible: f64,
}

impl Default for Weights {
    /// Plain BM25 over the text: what is left when the data file cannot be read, which a test rules
    /// out.
    fn default() -> Self {
        Self {
            fields: FieldWeights {
                text: 1.0,
                exact: 0.0,
                title: 1.0,
                headings: 0.0,
            },
            words: WordWeights {
                stop: 1.0,
                repeated: 0.0,
            },
            concepts: ConceptWeights {
                meant: 0.0,
                narrower: 0.0,
            },
            standing: StandingFactors {
                current: 1.0,
                corrected: 1.0,
                concern: 0.8,
                superseded: 0.5,
                withdrawn: 0.5,
                retracted: 0.5,
            },
            language: LanguageConfidence {
                sure: 0.5,
                plausible: 0.25,
            },
            similar: SimilarWeights {
                text: 1.0,
                title: 0.0,
                concept: 1.0,
            },
        }
    }
}

static WEIGHTS: LazyLock<Weights> =
    LazyLock::new(|| toml::from_str(include_str!("../../data/ranking.toml")).unwrap_or_default());

/// The weights in force.
pub(super) fn weights() -> &'static Weights {
    &WEIGHTS
}

impl Weights {
    /// What a standing multiplies a score by; at most 1, so that no document rises by it.
    pub(super) fn standing(&self, state: State) -> f32 {
        let factors = &self.standing;
        let factor = match state {
            State::Current => factors.current,
            State::Corrected => factors.corrected,
            State::Concern => factors.concern,
            State::Superseded => factors.superseded,
            State::Withdrawn => factors.withdrawn,
            State::Retracted => factors.retracted,
        };
        factor.clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_file_is_valid_and_outdated_documents_never_gain() {
        let read: Weights = toml::from_str(include_str!("../../data/ranking.toml")).unwrap();
        for &state in State::ALL {
            let factor = read.standing(state);
            let doubtful = state.is_outdated() || state == State::Concern;
            assert!(factor > 0.0 && (factor < 1.0) == doubtful, "{state}");
        }
    }
}
