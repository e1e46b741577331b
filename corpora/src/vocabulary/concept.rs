//! A concept and its labels.

use serde::{Deserialize, Serialize};

use super::code::Code;
use crate::document::{Language, named_enum};

named_enum! {
    /// What sort of thing a concept is.
    "concept class" pub enum ConceptClass {
        /// A substance or a fixed combination of substances.
        Drug = "drug",
        /// A class of drugs.
        DrugClass = "drug-class",
        /// A vaccine.
        Vaccine = "vaccine",
        /// What a patient feels.
        Symptom = "symptom",
        /// What others see or measure.
        Sign = "sign",
        /// A disease, syndrome or infection.
        Disease = "disease",
        /// A virus, bacterium, fungus or parasite.
        Pathogen = "pathogen",
        /// A test, score or examination.
        Test = "test",
        /// A device or piece of equipment.
        Device = "device",
        /// What is done: a procedure, a precaution, a policy.
        Measure = "measure",
    }
}

named_enum! {
    /// What sort of name a label is.
    #[derive(Default)]
    "label sort" pub enum LabelSort {
        /// The name a health authority uses.
        Preferred = "preferred",
        /// Another name for the same.
        #[default]
        Synonym = "synonym",
        /// A brand.
        Brand = "brand",
        /// An abbreviation; it is one only in capitals.
        Abbreviation = "abbreviation",
        /// What patients say.
        Lay = "lay",
        /// How it is often misspelt; never shown.
        Misspelling = "misspelling",
    }
}

named_enum! {
    /// How far a label can be relied on. Only the first two widen a query at full weight.
    #[derive(Default)]
    "confidence" pub enum Confidence {
        /// Chosen by the editors of this vocabulary.
        #[default]
        Curated = "curated",
        /// Official in its source: an INN, a national classification, a reviewed translation.
        Official = "official",
        /// Proposed in its source and not reviewed.
        Candidate = "candidate",
    }
}

impl ConceptClass {
    /// The class that stands for it and for those it is easily taken for: one vocabulary calls a
    /// cough a symptom, another a sign; one files an infection under its virus.
    #[must_use]
    pub const fn family(self) -> Self {
        match self {
            Self::Sign => Self::Symptom,
            Self::Pathogen => Self::Disease,
            Self::DrugClass | Self::Vaccine => Self::Drug,
            Self::Device | Self::Measure => Self::Test,
            other => other,
        }
    }

    /// Whether its names are much the same in all languages of one script: substances and species.
    #[must_use]
    pub const fn is_international(self) -> bool {
        matches!(self, Self::Drug | Self::Vaccine | Self::Pathogen)
    }
}

/// A name of a concept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// The name as it is written in running text.
    pub text: String,
    /// Its language; none for names of all languages alike, such as brands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// What sort of name it is.
    #[serde(default)]
    pub sort: LabelSort,
    /// Where it is from: the name of a vocabulary.
    pub source: String,
    /// How far it can be relied on.
    #[serde(default)]
    pub confidence: Confidence,
}

/// Something medicine has names for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concept {
    /// Lower-case ASCII words joined by hyphens; never given to another concept.
    pub id: String,
    /// What sort of thing it is.
    pub class: ConceptClass,
    /// Its codes in other systems.
    #[serde(default)]
    pub codes: Vec<Code>,
    /// Wider concepts, by id.
    #[serde(default)]
    pub broader: Vec<String>,
    /// Its names.
    pub labels: Vec<Label>,
}

impl Concept {
    /// The name to show a reader of `language`: the preferred label, else any synonym of that
    /// language, else the English one, else the id.
    #[must_use]
    pub fn name(&self, language: &str) -> &str {
        let shown = |label: &&Label| {
            matches!(
                label.sort,
                LabelSort::Preferred | LabelSort::Synonym | LabelSort::Brand
            )
        };
        let of = |wanted: &str| {
            let labels = || self.labels.iter().filter(shown);
            let spoken = |label: &&Label| {
                let language = label.language.as_ref();
                language.is_some_and(|language| language.primary() == wanted)
            };
            let preferred = labels().find(|l| l.sort == LabelSort::Preferred && spoken(l));
            preferred.or_else(|| labels().find(spoken))
        };
        let found = of(language).or_else(|| of("en"));
        found.map_or(&self.id, |label| &label.text)
    }
}
