//! Concepts as they come out of a file, one statement after another.

use std::collections::{HashMap, HashSet};

use super::draft::{Draft, add, ids};
use super::report::{ImportReport, LabelDropped};
use super::{ImportOptions, rules};
use crate::document::Language;
use crate::vocabulary::code::Code;
use crate::vocabulary::concept::{Concept, ConceptClass, Confidence, Label, LabelSort};

/// Concepts of one file. MeSH has 31,000, HPO 19,000, all of SNOMED CT 360,000.
const MAX_CONCEPTS: usize = 500_000;
/// Labels of one file.
const MAX_LABELS: u64 = 4_000_000;
/// Longest label in characters. Longer ones are sentences, and nobody writes them again.
const MAX_LABEL_CHARS: usize = 120;
/// Letters of an acronym that nobody called one.
const ACRONYM_CHARS: std::ops::RangeInclusive<usize> = 2..=6;

/// A label as a file has it.
#[derive(Debug)]
pub(super) struct Written<'t> {
    pub(super) text: &'t str,
    pub(super) language: Option<Language>,
    pub(super) sort: LabelSort,
    pub(super) confidence: Confidence,
}

impl<'t> Written<'t> {
    pub(super) fn new(text: &'t str, language: Option<Language>, sort: LabelSort) -> Self {
        Self {
            text,
            language,
            sort,
            confidence: Confidence::Official,
        }
    }

    pub(super) fn candidate(mut self, is_candidate: bool) -> Self {
        if is_candidate {
            self.confidence = Confidence::Candidate;
        }
        self
    }
}

/// Something of which there is too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Excess {
    #[error("more than {MAX_CONCEPTS} concepts")]
    Concepts,
    #[error("more than {MAX_LABELS} labels")]
    Labels,
}

/// All that was read of a file.
#[derive(Debug)]
pub(super) struct Gathered<'o> {
    pub(super) options: &'o ImportOptions,
    pub(super) report: ImportReport,
    drafts: Vec<Draft>,
    places: HashMap<String, usize>,
    labels: u64,
}

impl<'o> Gathered<'o> {
    pub(super) fn new(options: &'o ImportOptions, report: ImportReport) -> Self {
        Self {
            options,
            report,
            drafts: Vec::new(),
            places: HashMap::new(),
            labels: 0,
        }
    }

    /// The concept of an identifier, which is new or was spoken of before.
    pub(super) fn draft(&mut self, key: &str, at: u64) -> Result<usize, Excess> {
        if let Some(&place) = self.places.get(key) {
            return Ok(place);
        }
        if self.drafts.len() >= MAX_CONCEPTS {
            return Err(Excess::Concepts);
        }
        let place = self.drafts.len();
        self.places.insert(key.to_owned(), place);
        self.drafts.push(Draft {
            key: key.to_owned(),
            at,
            class: None,
            codes: rules::code(key).into_iter().collect(),
            broader: Vec::new(),
            labels: Vec::new(),
            is_skipped: false,
        });
        Ok(place)
    }

    pub(super) fn skip(&mut self, place: usize) {
        self.with(place, |draft| draft.is_skipped = true);
    }

    pub(super) fn class(&mut self, place: usize, class: ConceptClass) {
        self.with(place, |draft| draft.class = Some(class));
    }

    pub(super) fn code(&mut self, place: usize, code: Code) {
        self.with(place, |draft| add(&mut draft.codes, code));
    }

    /// A wider concept, by its identifier in the file.
    pub(super) fn broader(&mut self, place: usize, key: &str) {
        self.with(place, |draft| add(&mut draft.broader, key.to_owned()));
    }

    fn with(&mut self, place: usize, change: impl FnOnce(&mut Draft)) {
        if let Some(draft) = self.drafts.get_mut(place) {
            change(draft);
        }
    }

    /// Adds a label unless it does harm; says so in the report.
    pub(super) fn label(&mut self, place: usize, written: Written<'_>) -> Result<(), Excess> {
        let label = match self.checked(written) {
            Ok(label) => label,
            Err(reason) => {
                self.report.drop(reason);
                return Ok(());
            }
        };
        if self.labels >= MAX_LABELS {
            return Err(Excess::Labels);
        }
        let Some(draft) = self.drafts.get_mut(place) else {
            return Ok(());
        };
        match draft.add(label) {
            Ok(()) => self.labels += 1,
            Err(reason) => self.report.drop(reason),
        }
        Ok(())
    }

    fn checked(&self, written: Written<'_>) -> Result<Label, LabelDropped> {
        let text = plain(written.text);
        let characters = text.chars().count();
        if characters > MAX_LABEL_CHARS {
            return Err(LabelDropped::TooLong);
        }
        if characters < 2 || !text.chars().any(char::is_alphabetic) {
            return Err(LabelDropped::TooShort);
        }
        let language = written
            .language
            .filter(|language| !language.is_undetermined());
        let primary = language.as_ref().map_or("und", Language::primary);
        let folded = text.to_lowercase();
        if rules::is_broad(&folded, primary) {
            return Err(LabelDropped::Broad);
        }
        if rules::is_ordinary(&folded, primary) {
            return Err(LabelDropped::Ordinary);
        }
        let sort = match written.sort {
            LabelSort::Synonym | LabelSort::Preferred if is_acronym(&text) => {
                LabelSort::Abbreviation
            }
            sort => sort,
        };
        Ok(Label {
            text,
            language,
            sort,
            source: self.options.name.clone(),
            confidence: written.confidence,
        })
    }

    /// The concepts of the file, with the report. Where a vocabulary keeps its concepts below one
    /// root and the file has links to it, only they are concepts.
    pub(super) fn finish(mut self) -> (Vec<Concept>, ImportReport) {
        let is_linked = self.drafts.iter().any(|draft| !draft.broader.is_empty());
        let root = rules::roots().find(|root| is_linked && self.places.contains_key(*root));
        let below = root.map(|root| self.below(root));
        let drafts = std::mem::take(&mut self.drafts);
        let mut kept = Vec::new();
        for draft in drafts {
            let beside = below
                .as_ref()
                .is_some_and(|below| !below.contains(&draft.key));
            if draft.is_skipped || beside {
                self.report.skipped += 1;
            } else if let Some(class) = self.accepts(&draft) {
                kept.push((draft, class));
            }
        }
        let ids = ids(&kept, &self.options.name);
        let concepts: Vec<_> = kept
            .into_iter()
            .map(|(draft, class)| draft.finish(class, &ids))
            .collect();
        for concept in &concepts {
            self.report.concepts += 1;
            self.report.codes += concept.codes.len() as u64;
            self.report.labels += concept.labels.len() as u64;
            for label in &concept.labels {
                let language = label.language.as_ref().map_or("und", Language::primary);
                *self
                    .report
                    .languages
                    .entry(language.to_owned())
                    .or_default() += 1;
            }
        }
        (concepts, self.report)
    }

    /// The class of a draft that can be a concept; else it is refused.
    fn accepts(&mut self, draft: &Draft) -> Option<ConceptClass> {
        if draft.labels.is_empty() {
            self.report
                .refuse(draft.at, &draft.key, "no label is left of it");
            return None;
        }
        let known = rules::prefix(&draft.key).and_then(|prefix| prefix.class);
        let class = draft.class.or(known).or(self.options.class);
        if class.is_none() {
            let reason = "nothing says what sort of thing it is: give --class, one of drug, drug-class, vaccine, symptom, sign, disease, pathogen, test, device, measure";
            self.report.refuse(draft.at, &draft.key, reason);
        }
        class
    }

    /// What is below a concept, by links.
    fn below(&self, root: &str) -> HashSet<String> {
        let mut narrower: HashMap<&str, Vec<&str>> = HashMap::new();
        for draft in &self.drafts {
            for wider in &draft.broader {
                narrower.entry(wider).or_default().push(&draft.key);
            }
        }
        let mut found = HashSet::new();
        let mut open = vec![root];
        while let Some(wider) = open.pop() {
            for key in narrower.get(wider).into_iter().flatten() {
                if found.insert((*key).to_owned()) {
                    open.push(key);
                }
            }
        }
        found
    }
}

/// Text on one line, without control characters.
fn plain(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// Whether a label is written as acronyms are; digits and hyphens may be among its capitals.
fn is_acronym(text: &str) -> bool {
    let capitals = text.chars().filter(|c| c.is_uppercase()).count();
    ACRONYM_CHARS.contains(&text.chars().count())
        && capitals >= 2
        && text
            .chars()
            .all(|c| c.is_uppercase() || c.is_ascii_digit() || c == '-')
}
