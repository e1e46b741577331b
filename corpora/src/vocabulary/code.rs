//! Codes of concepts in other systems.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::document::named_enum;

named_enum! {
    /// A system of codes or of unique names.
    "code system" pub enum CodeSystem {
        /// Anatomical Therapeutic Chemical classification (WHO).
        Atc = "atc",
        /// `RxNorm` concept (US National Library of Medicine).
        RxNorm = "rxnorm",
        /// International nonproprietary name (WHO), a name that serves as a code.
        Inn = "inn",
        /// Unique ingredient identifier (US FDA).
        Unii = "unii",
        /// Medical Subject Headings: descriptor or supplementary concept.
        Mesh = "mesh",
        /// International Classification of Diseases, tenth revision.
        Icd10 = "icd10",
        /// International Classification of Diseases, eleventh revision.
        Icd11 = "icd11",
        /// SNOMED CT.
        Snomed = "snomed",
        /// Human Phenotype Ontology.
        Hpo = "hpo",
        /// Human Disease Ontology.
        Doid = "doid",
        /// Symptom Ontology.
        Symp = "symp",
        /// MONDO disease ontology.
        Mondo = "mondo",
        /// Logical Observation Identifiers Names and Codes.
        Loinc = "loinc",
        /// NCBI Taxonomy.
        NcbiTaxon = "ncbitaxon",
        /// UMLS concept unique identifier.
        Umls = "umls",
        /// Wikidata item.
        Wikidata = "wikidata",
    }
}

/// A code with its system, written `atc:N02BE01`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Code {
    /// The system.
    pub system: CodeSystem,
    /// The code in its usual spelling: upper case without a prefix that repeats the system; an INN
    /// in lower case.
    pub value: String,
}

/// Text that is no code.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "\"{found}\" is not a code: expected system:code such as atc:N02BE01, with a system of {}",
    systems()
)]
pub struct CodeError {
    /// What was found, shortened.
    pub found: String,
}

fn systems() -> String {
    let names: Vec<_> = CodeSystem::ALL.iter().map(|system| system.name()).collect();
    names.join(", ")
}

/// Longest code.
const MAX_CODE_CHARS: usize = 80;

impl Code {
    /// A code of a system, in its usual spelling; none if nothing is left of it.
    #[must_use]
    pub fn new(system: CodeSystem, value: &str) -> Option<Self> {
        let value = value.trim();
        let value = match system {
            CodeSystem::Inn => value.to_lowercase(),
            _ => value.to_uppercase(),
        };
        // `HP:0000001` and `HP_0000001` are the code 0000001 of HPO.
        let bare = match system {
            CodeSystem::Hpo => without(&value, "HP"),
            CodeSystem::Doid => without(&value, "DOID"),
            CodeSystem::Symp => without(&value, "SYMP"),
            CodeSystem::Mondo => without(&value, "MONDO"),
            _ => &value,
        };
        let sound = !bare.is_empty() && bare.chars().count() <= MAX_CODE_CHARS;
        sound.then(|| Self {
            system,
            value: bare.to_owned(),
        })
    }
}

fn without<'v>(value: &'v str, prefix: &str) -> &'v str {
    let rest = value.strip_prefix(prefix);
    rest.and_then(|rest| rest.strip_prefix([':', '_']))
        .unwrap_or(value)
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.system, self.value)
    }
}

impl FromStr for Code {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || CodeError {
            found: text.chars().take(40).collect(),
        };
        let (system, value) = text.split_once(':').ok_or_else(error)?;
        let system = match system.parse() {
            Ok(system) => system,
            // The ontology's own prefix: HP:0001945.
            Err(_) if system.eq_ignore_ascii_case("hp") => CodeSystem::Hpo,
            Err(_) => return Err(error()),
        };
        Self::new(system, value).ok_or_else(error)
    }
}

impl TryFrom<String> for Code {
    type Error = CodeError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Code> for String {
    fn from(code: Code) -> Self {
        code.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_one_spelling() {
        for (written, read) in [
            ("atc:n02be01", "atc:N02BE01"),
            ("hpo:HP:0002094", "hpo:0002094"),
            ("HPO:HP_0002094", "hpo:0002094"),
            ("HP:0002094", "hpo:0002094"),
            ("doid:0080600", "doid:0080600"),
            ("inn:Remdesivir", "inn:remdesivir"),
            ("icd10: R05 ", "icd10:R05"),
        ] {
            assert_eq!(written.parse::<Code>().unwrap().to_string(), read);
        }
        for wrong in ["N02BE01", "atc:", "nope:1", ""] {
            assert!(wrong.parse::<Code>().is_err(), "{wrong}");
        }
        let error = "nope:1".parse::<Code>().unwrap_err().to_string();
        assert!(error.contains("atc, rxnorm"), "{error}");
    }
}
