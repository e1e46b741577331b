//! Vocabularies as TOML files.

use std::collections::BTreeMap;

use serde::Deserialize;
use thiserror::Error;

use super::code::{Code, CodeError};
use super::concept::{Concept, ConceptClass, Confidence, Label, LabelSort};
use crate::bundled::vocabulary_files;
use crate::document::{Language, LanguageError};

/// Source of the labels in the bundled files.
pub(super) const EDITORS: &str = "rsc";

/// A vocabulary file that cannot be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum VocabularyError {
    /// It is not TOML of the expected shape.
    #[error("{file}: {source}")]
    Form {
        /// The file.
        file: String,
        /// What is wrong and where.
        source: Box<toml::de::Error>,
    },
    /// A code is none.
    #[error("{file}: concept {concept}: {source}")]
    Code {
        /// The file.
        file: String,
        /// Id of the concept.
        concept: String,
        /// What is wrong.
        source: CodeError,
    },
    /// A key is neither known nor a language.
    #[error(
        "{file}: concept {concept}: key {key}: {source}; other keys are id, class, codes, broader, any"
    )]
    Key {
        /// The file.
        file: String,
        /// Id of the concept.
        concept: String,
        /// The key.
        key: String,
        /// What is wrong.
        source: LanguageError,
    },
    /// A concept without a single label, or an id that is none.
    #[error("{file}: concept {concept}: {problem}")]
    Concept {
        /// The file.
        file: String,
        /// Id of the concept.
        concept: String,
        /// What is wrong.
        problem: &'static str,
    },
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    concept: Vec<WrittenConcept>,
}

#[derive(Debug, Deserialize)]
struct WrittenConcept {
    id: String,
    class: ConceptClass,
    #[serde(default)]
    codes: Vec<String>,
    #[serde(default)]
    broader: Vec<String>,
    #[serde(flatten)]
    labels: BTreeMap<String, Vec<WrittenLabel>>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum WrittenLabel {
    Plain(String),
    Sourced {
        text: String,
        source: String,
        #[serde(default)]
        confidence: Confidence,
    },
}

/// The bundled vocabulary. A test makes sure that every bundled file is valid.
///
/// # Errors
/// [`VocabularyError`] for the first file that is not.
pub fn bundled_vocabulary() -> Result<Vec<Concept>, VocabularyError> {
    let mut concepts = Vec::new();
    for file in vocabulary_files() {
        let name = format!("vocabulary/{}.toml", file.name);
        concepts.extend(read_vocabulary(file.text, &name)?);
    }
    Ok(concepts)
}

/// Stands for the content of the bundled vocabulary, found without reading it.
#[must_use]
pub fn bundled_vocabulary_fingerprint() -> String {
    let mut hasher = blake3::Hasher::new();
    for file in vocabulary_files() {
        hasher.update(file.text.as_bytes());
    }
    hasher.finalize().to_hex()[..16].to_owned()
}

/// Reads a vocabulary file; `file` names it in errors.
///
/// # Errors
/// [`VocabularyError`] for the first thing that is wrong.
pub fn read_vocabulary(text: &str, file: &str) -> Result<Vec<Concept>, VocabularyError> {
    let form = |source| VocabularyError::Form {
        file: file.to_owned(),
        source: Box::new(source),
    };
    let written: Written = toml::from_str(text).map_err(form)?;
    let concepts = written.concept.into_iter();
    concepts.map(|concept| concept.read(file)).collect()
}

impl WrittenConcept {
    fn read(self, file: &str) -> Result<Concept, VocabularyError> {
        let problem = |problem| VocabularyError::Concept {
            file: file.to_owned(),
            concept: self.id.clone(),
            problem,
        };
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if self.id.is_empty() || !self.id.chars().all(plain) {
            return Err(problem(
                "its id is not of lower-case letters, digits and hyphens",
            ));
        }
        let code = |text: &String| {
            text.parse::<Code>()
                .map_err(|source| VocabularyError::Code {
                    file: file.to_owned(),
                    concept: self.id.clone(),
                    source,
                })
        };
        let codes = self.codes.iter().map(code).collect::<Result<_, _>>()?;
        let mut labels = Vec::new();
        for (key, written) in &self.labels {
            let language = language(key).map_err(|source| VocabularyError::Key {
                file: file.to_owned(),
                concept: self.id.clone(),
                key: key.clone(),
                source,
            })?;
            let label = |(n, label): (usize, &WrittenLabel)| label.read(n == 0, language.clone());
            labels.extend(written.iter().enumerate().map(label));
        }
        if labels.iter().all(|label| label.text.trim().is_empty()) {
            return Err(problem("it has no label"));
        }
        Ok(Concept {
            id: self.id,
            class: self.class,
            codes,
            broader: self.broader,
            labels,
        })
    }
}

/// The language that a key names; none for `any`.
fn language(key: &str) -> Result<Option<Language>, LanguageError> {
    if key == "any" {
        return Ok(None);
    }
    Language::parse(key).map(Some)
}

impl WrittenLabel {
    fn read(&self, first: bool, language: Option<Language>) -> Label {
        let (text, source, confidence) = match self {
            Self::Plain(text) => (text, EDITORS, Confidence::Curated),
            Self::Sourced {
                text,
                source,
                confidence,
            } => (text, source.as_str(), *confidence),
        };
        let sorts = [
            ("brand:", LabelSort::Brand),
            ("abbr:", LabelSort::Abbreviation),
            ("lay:", LabelSort::Lay),
            ("miss:", LabelSort::Misspelling),
        ];
        let prefixed = sorts
            .into_iter()
            .find_map(|(prefix, sort)| Some((sort, text.strip_prefix(prefix)?)));
        let (sort, text) = prefixed.unwrap_or_else(|| match first && language.is_some() {
            true => (LabelSort::Preferred, text.as_str()),
            false => (LabelSort::Synonym, text.as_str()),
        });
        Label {
            text: text.trim().to_owned(),
            language,
            sort,
            source: source.to_owned(),
            confidence,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"
[[concept]]
id = "paracetamol"
class = "drug"
codes = ["atc:N02BE01"]
any = ["brand:Panadol"]
en = ["paracetamol", "acetaminophen", "abbr:APAP", { text = "acetaminophenum", source = "ph-eur", confidence = "official" }]
zh = ["对乙酰氨基酚", "扑热息痛"]
"#;

    #[test]
    fn a_file_says_of_each_label_what_it_is() {
        let concepts = read_vocabulary(FILE, "demo.toml").unwrap();
        let concept = &concepts[0];
        assert_eq!(concept.name("zh"), "对乙酰氨基酚");
        assert_eq!(concept.name("sw"), "paracetamol");
        let sort = |text| {
            let label = concept.labels.iter().find(|l| l.text == text).unwrap();
            (label.sort, label.confidence, label.source.as_str())
        };
        assert_eq!(
            sort("APAP"),
            (LabelSort::Abbreviation, Confidence::Curated, "rsc")
        );
        assert_eq!(sort("Panadol").0, LabelSort::Brand);
        assert_eq!(sort("扑热息痛").0, LabelSort::Synonym);
        assert_eq!(
            sort("acetaminophenum"),
            (LabelSort::Synonym, Confidence::Official, "ph-eur")
        );
    }

    #[test]
    fn every_bundled_file_is_valid_and_its_links_lead_somewhere() {
        let concepts = bundled_vocabulary().unwrap();
        let mut ids = std::collections::HashSet::new();
        for concept in &concepts {
            assert!(ids.insert(concept.id.as_str()), "{} twice", concept.id);
        }
        for concept in &concepts {
            for wider in &concept.broader {
                assert!(ids.contains(wider.as_str()), "{} -> {wider}", concept.id);
                assert_ne!(*wider, concept.id);
            }
        }
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        for (from, to, said) in [
            (
                "atc:N02BE01",
                "N02BE01",
                "concept paracetamol: \"N02BE01\" is not a code",
            ),
            ("zh =", "prefered =", "key prefered"),
            ("\"drug\"", "\"pill\"", "unknown concept class \"pill\""),
            (
                "id = \"paracetamol\"",
                "id = \"Paracetamol!\"",
                "its id is not of",
            ),
        ] {
            let error = read_vocabulary(&FILE.replace(from, to), "demo.toml").unwrap_err();
            let error = error.to_string();
            assert!(error.starts_with("demo.toml: "), "{error}");
            assert!(error.contains(said), "{error}");
        }
    }
}
