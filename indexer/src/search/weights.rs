//! The weights of the ranking, from their data file.

use std::sync::{Arc, LazyLock};

use corpora::{Authority, DocumentKind, State};
use serde::Deserialize;
use serde::de::Error as _;

use super::fusion::{Evidence, Fusion};
use crate::evidence::Certainty;

/// Weights of the ranking: `data/ranking.toml`, or another file of the same form for a measurement.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RankingWeights {
    pub(super) fields: FieldWeights,
    pub(super) words: WordWeights,
    pub(super) concepts: ConceptWeights,
    pub(super) dense: DenseWeights,
    pub(super) answers: AnswerWeights,
    pub(super) sections: SectionWeights,
    pub(super) identifiers: IdentifierWeights,
    standing: Factors<State>,
    pub(super) authority: Factors<Authority>,
    pub(super) kind: Factors<DocumentKind>,
    pub(super) evidence: Factors<Certainty>,
    pub(super) recency: Recency,
    pub(super) reader: ReaderFactors,
    pub(super) language: LanguageConfidence,
    pub(super) similar: SimilarWeights,
}

#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FieldWeights {
    pub(super) text: f32,
    pub(super) exact: f32,
    pub(super) title: f32,
    pub(super) headings: f32,
}

impl FieldWeights {
    pub(super) fn times(self, factor: f32) -> Self {
        let Self {
            text,
            exact,
            title,
            headings,
        } = self;
        Self {
            text: text * factor,
            exact: exact * factor,
            title: title * factor,
            headings: headings * factor,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WordWeights {
    pub(super) stop: f32,
    pub(super) repeated: f32,
    pub(super) part: f32,
}

#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConceptWeights {
    pub(super) meant: f32,
    pub(super) narrower: f32,
    pub(super) instead: f32,
    pub(super) sharpness: f32,
}

#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DenseWeights {
    pub(super) words: f32,
    pub(super) meaning: f32,
    pub(super) sharpness: f32,
    pub(super) off_drug: f32,
    pub(super) off_disease: f32,
    pub(super) questions: f32,
    pub(super) telling: f32,
    pub(super) least_telling: f32,
    pub(super) bend: f32,
    pub(super) foreign: f32,
    pub(super) full: f32,
    pub(super) least: f32,
}

/// What speaks for a passage as an answer, and how much must.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AnswerWeights {
    words: f32,
    meaning: f32,
    pub(super) least: f32,
    pub(super) least_by_words: f32,
}

impl AnswerWeights {
    /// What speaks for a passage. Unlike its score it can be compared between questions.
    pub(super) fn strength(&self, fusion: &Fusion, evidence: Evidence) -> f32 {
        let nearness = evidence.nearness.unwrap_or(0.0).max(0.0);
        self.words * fusion.coverage(evidence) + self.meaning * nearness
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SectionWeights {
    pub(super) asked: f32,
}

#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IdentifierWeights {
    pub(super) typed: f32,
}

/// What age takes from a score.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Recency {
    /// What is left of the score of the oldest documents.
    pub(super) least: f32,
    /// Years after which half of what age can take is taken.
    pub(super) half_life: Table<DocumentKind>,
}

#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReaderFactors {
    /// For a document in none of the reader's languages.
    pub(super) other_language: f32,
}

#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SimilarWeights {
    pub(super) text: f32,
    pub(super) title: f32,
    pub(super) concept: f32,
}

#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LanguageConfidence {
    pub(super) sure: f64,
    pub(super) plausible: f64,
}

/// A positive number for each member of an enumeration; all of them must be named.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Table<K>(Vec<(K, f32)>);

/// A table of factors: above 0, at most 1, so that no document rises by one.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Factors<K>(Table<K>);

/// An enumeration whose members are keys of a table.
trait Members: Copy + PartialEq + std::fmt::Display + 'static {
    const ALL: &'static [Self];
}

impl Members for State {
    const ALL: &'static [Self] = Self::ALL;
}

impl Members for Authority {
    const ALL: &'static [Self] = Self::ALL;
}

impl Members for DocumentKind {
    const ALL: &'static [Self] = Self::ALL;
}

impl Members for Certainty {
    const ALL: &'static [Self] = Self::ALL;
}

impl<K: Copy + PartialEq> Table<K> {
    pub(super) fn of(&self, key: K) -> f32 {
        let found = self.0.iter().find(|(member, _)| *member == key);
        found.map_or(1.0, |(_, value)| *value)
    }
}

impl<K: Copy + PartialEq> Factors<K> {
    pub(super) fn of(&self, key: K) -> f32 {
        self.0.of(key)
    }
}

impl<'de, K: Members> Deserialize<'de> for Table<K> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut found = std::collections::BTreeMap::<String, f32>::deserialize(deserializer)?;
        let mut table = Vec::with_capacity(K::ALL.len());
        for &member in K::ALL {
            let value = found
                .remove(&member.to_string())
                .ok_or_else(|| D::Error::custom(format!("no value for {member}")))?;
            if !value.is_finite() || value <= 0.0 {
                return Err(D::Error::custom(format!(
                    "{member}: {value} is not above 0"
                )));
            }
            table.push((member, value));
        }
        match found.keys().next() {
            Some(unknown) => Err(D::Error::custom(format!("unknown name {unknown:?}"))),
            None => Ok(Self(table)),
        }
    }
}

impl<'de, K: Members> Deserialize<'de> for Factors<K> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let table = Table::<K>::deserialize(deserializer)?;
        match table.0.iter().find(|(_, factor)| *factor > 1.0) {
            Some((member, factor)) => Err(D::Error::custom(format!(
                "{member}: a factor is at most 1, not {factor}"
            ))),
            None => Ok(Self(table)),
        }
    }
}

const BUNDLED: &str = include_str!("../../data/ranking.toml");

#[expect(clippy::expect_used, reason = "a test reads the bundled file")]
static PRESENT: LazyLock<Arc<RankingWeights>> = LazyLock::new(|| {
    let read = RankingWeights::from_toml(BUNDLED);
    Arc::new(read.expect("bundled weights"))
});

impl RankingWeights {
    /// Reads weights from a file of the form of `data/ranking.toml`.
    ///
    /// # Errors
    /// What is wrong and where; every weight must be there.
    pub fn from_toml(text: &str) -> Result<Self, Box<toml::de::Error>> {
        Ok(toml::from_str(text)?)
    }

    /// Reads the bundled weights with some of them replaced: `fields.title=0.3`.
    ///
    /// # Errors
    /// If a name is not that of a weight, or the result is not a set of weights.
    pub fn with(changes: &[(String, f64)]) -> Result<Self, Box<toml::de::Error>> {
        let mut table: toml::Table = toml::from_str(BUNDLED)?;
        for (name, value) in changes {
            let mut at = &mut table;
            let mut steps: Vec<&str> = name.split('.').collect();
            let last = steps.pop().unwrap_or_default();
            for step in steps {
                let below = at.get_mut(step).and_then(toml::Value::as_table_mut);
                at = below.ok_or_else(|| toml::de::Error::custom(format!("no weights {name}")))?;
            }
            let known = at
                .get_mut(last)
                .ok_or_else(|| toml::de::Error::custom(format!("no weight {name}")))?;
            *known = toml::Value::Float(*value);
        }
        Ok(table.try_into()?)
    }

    /// The bundled weights.
    pub(crate) fn present() -> Arc<Self> {
        Arc::clone(&PRESENT)
    }

    /// What a standing multiplies a score by.
    pub(super) fn standing(&self, state: State) -> f32 {
        self.standing.of(state)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outdated_documents_never_gain() {
        let read = RankingWeights::present();
        for &state in State::ALL {
            let factor = read.standing(state);
            let doubtful = state.is_outdated() || state == State::Concern;
            assert!(factor > 0.0 && (factor < 1.0) == doubtful, "{state}");
        }
    }

    #[test]
    fn single_weights_can_be_exchanged_and_wrong_ones_are_refused() {
        let with = |name: &str, value| RankingWeights::with(&[(name.to_owned(), value)]);
        assert!((with("fields.title", 0.3).unwrap().fields.title - 0.3).abs() < 1e-6);
        let half = with("recency.half_life.news", 2.0).unwrap();
        assert!((half.recency.half_life.of(DocumentKind::News) - 2.0).abs() < 1e-6);
        for (name, value, said) in [
            ("fields.titel", 1.0, "no weight fields.titel"),
            ("field.title", 1.0, "no weights field.title"),
            ("standing.retracted", 1.5, "at most 1"),
            ("kind.guideline", 0.0, "not above 0"),
        ] {
            let error = with(name, value).unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        }
        let error = RankingWeights::from_toml("[fields]\ntext = 1.0\n").unwrap_err();
        assert!(error.to_string().contains("missing field"), "{error}");
    }
}
