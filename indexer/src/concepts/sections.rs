//! Kinds of sections: what a heading announces and what a query asks for beside what it is about.
//!
//! "Dosage and administration", "用法用量" and "Posologie" head the same kind of section, and
//! "paracetamol how much" asks for it. The words are data of the form of a vocabulary
//! (`data/sections.toml`) and are found as its labels are; lay words only in queries.

use std::ops::Range;
use std::sync::LazyLock;

use corpora::{Concept, LabelSort, Language, VocabularyError, read_vocabulary};

use super::compile::compile;
use super::marked::{MarkedQuery, MarkedText};
use super::recognise::mentions;
use super::terminology::Terminology;
use crate::error::IndexError;

pub(super) const BUNDLED: &str = include_str!("../../data/sections.toml");

/// The kinds of sections that are known. A test makes sure that they can be read.
pub(super) fn bundled() -> Result<Vec<Concept>, VocabularyError> {
    read_vocabulary(BUNDLED, "sections.toml")
}

static COMPILED: LazyLock<Result<Vec<u8>, String>> = LazyLock::new(|| {
    let sections = bundled().map_err(|error| error.to_string())?;
    compile(&sections).map_err(|error| error.to_string())
});

pub(super) fn compiled() -> Result<Vec<u8>, IndexError> {
    let reason = |reason| IndexError::Vocabulary { reason };
    COMPILED.clone().map_err(reason)
}

impl Terminology {
    /// The kinds of sections that a heading, or a path of headings, announces.
    pub(crate) fn announced(&self, marked: &MarkedText, language: &Language) -> Vec<&str> {
        let mut found = Vec::new();
        self.gather(marked, language, false, &mut found);
        found.into_iter().map(|(_, section)| section).collect()
    }

    /// The kinds of sections that a query asks for, with the bytes that ask.
    pub(crate) fn asked(&self, query: &MarkedQuery<'_>) -> Vec<(Range<usize>, &str)> {
        let mut found = Vec::new();
        for (language, marked) in query.readings() {
            self.gather(marked, language, true, &mut found);
        }
        found
    }

    fn gather<'t>(
        &'t self,
        marked: &MarkedText,
        language: &Language,
        lay: bool,
        found: &mut Vec<(Range<usize>, &'t str)>,
    ) {
        for mention in mentions(&self.sections, marked, language.primary()) {
            for label in &mention.labels {
                let spoken = self.sections.language(label);
                let meant = spoken.is_none_or(|spoken| spoken == language.primary())
                    && (lay || label.sort != LabelSort::Lay);
                let section = self.sections.id(label.concept);
                if meant && found.iter().all(|(_, known)| *known != section) {
                    found.push((mention.range.clone(), section));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_announce_and_queries_ask_in_their_language() {
        let terminology = Terminology::of(&[]).unwrap();
        for (language, heading, announced) in [
            ("en", "Dosage and administration", "dose"),
            ("fr", "Posologie et mode d’administration", "dose"),
            ("zh", "用法用量", "dose"),
            ("es", "Contraindicaciones", "contraindications"),
            ("ar", "الوقاية", "prevention"),
            ("ja", "副作用", "side-effects"),
            ("ko", "임신", "pregnancy"),
            ("ru", "Противопоказания", "contraindications"),
            ("hi", "लक्षण", "symptoms"),
            ("th", "การรักษา", "treatment"),
        ] {
            let language = Language::parse(language).unwrap();
            let found = terminology.announced(&MarkedText::of(heading, &language), &language);
            assert!(found.contains(&announced), "{heading}: {found:?}");
        }
        let en = [Language::parse("en").unwrap()];
        let asked = |text| terminology.asked(&MarkedQuery::of(text, &en));
        assert_eq!(asked("how much paracetamol"), [(0..8, "dose")]);
        assert!(asked("paracetamol").is_empty());
    }

    #[test]
    fn lay_words_are_no_headings() {
        let terminology = Terminology::of(&[]).unwrap();
        let en = Language::parse("en").unwrap();
        let heading = "How much";
        let marked = MarkedText::of(heading, &en);
        assert!(terminology.announced(&marked, &en).is_empty());
    }
}
