//! What an import brought, and what it did not.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::Format;
use crate::document::named_enum;

/// Refused records that are told one by one; the others are counted.
pub const MAX_REFUSALS: usize = 100;

named_enum! {
    /// Why a label was left out, though its concept was kept.
    "reason" pub enum LabelDropped {
        /// Of one character, or of digits and signs only.
        TooShort = "too-short",
        /// Longer than a name that is found in a text.
        TooLong = "too-long",
        /// It stands for too much: "disease", "症状".
        Broad = "broad",
        /// A word of ordinary language: "can", "today".
        Ordinary = "ordinary",
        /// The vocabulary says that it is wider than the concept, or given up.
        NotTheSame = "not-the-same",
        /// The concept has it already.
        Twice = "twice",
        /// The concept has more labels than are kept.
        TooMany = "too-many",
        /// What it says of its language is none.
        NoLanguage = "no-language",
    }
}

/// A record that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// The line where it begins, counted from 1; for XML and JSON the number of the record.
    pub at: u64,
    /// Its identifier, or the beginning of what was found.
    pub record: String,
    /// What is wrong with it and what was expected.
    pub reason: String,
}

/// What an import brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportReport {
    /// The form of the file.
    pub format: Format,
    /// Concepts taken.
    pub concepts: u64,
    /// Labels taken.
    pub labels: u64,
    /// Codes taken.
    pub codes: u64,
    /// Labels taken by language; `und` for those of all languages.
    pub languages: BTreeMap<String, u64>,
    /// Labels left out, by reason.
    pub dropped: BTreeMap<LabelDropped, u64>,
    /// Records that their vocabulary gave up, or that describe the vocabulary itself.
    pub skipped: u64,
    /// Records refused.
    pub refused: u64,
    /// The first [`MAX_REFUSALS`] of them.
    pub refusals: Vec<Refusal>,
}

impl ImportReport {
    pub(super) fn new(format: Format) -> Self {
        Self {
            format,
            concepts: 0,
            labels: 0,
            codes: 0,
            languages: BTreeMap::new(),
            dropped: BTreeMap::new(),
            skipped: 0,
            refused: 0,
            refusals: Vec::new(),
        }
    }

    pub(super) fn refuse(&mut self, at: u64, record: &str, reason: impl Into<String>) {
        self.refused += 1;
        if self.refusals.len() < MAX_REFUSALS {
            self.refusals.push(Refusal {
                at,
                record: shortened(record),
                reason: reason.into(),
            });
        }
    }

    pub(super) fn drop(&mut self, reason: LabelDropped) {
        *self.dropped.entry(reason).or_default() += 1;
    }
}

/// The beginning of a text, without what commands a terminal.
pub(super) fn shortened(text: &str) -> String {
    shortened_to(text, 60)
}

pub(super) fn shortened_to(text: &str, characters: usize) -> String {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    let text = text.trim();
    let mut short: String = text.chars().take(characters).map(plain).collect();
    if text.chars().nth(characters).is_some() {
        short.push('…');
    }
    short
}

/// A file that cannot be imported at all.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ImportError {
    /// It is none of the known formats.
    #[error(
        "{file}: not a vocabulary: expected OBO, a babelon table, CSV or TSV with a mapping of its columns, MeSH descriptors (XML), SKOS (Turtle or N-Triples) or SPARQL results (JSON), but it begins with \"{found}\""
    )]
    Unknown {
        /// The file.
        file: String,
        /// How it begins.
        found: String,
    },
    /// It is a table, and nobody said what its columns are.
    #[error(
        "{file}: a table with the columns {columns}: say what they are with --column NAME=ROLE, or --mapping FILE; roles are {roles}"
    )]
    NoMapping {
        /// The file.
        file: String,
        /// Its columns.
        columns: String,
        /// What columns can be.
        roles: &'static str,
    },
    /// What was said of the columns makes no sense.
    #[error("column {column}: {problem}")]
    Mapping {
        /// The column.
        column: String,
        /// What is wrong and what was expected.
        problem: String,
    },
    /// The file ends too early or is damaged, so that nobody knows what is missing.
    #[error("{file}: {problem} ({at}): nothing was taken; download it again")]
    Broken {
        /// The file.
        file: String,
        /// Where.
        at: String,
        /// What is wrong.
        problem: String,
    },
    /// The file is larger than any vocabulary.
    #[error("{file}: {problem}: nothing was taken; import a part of it")]
    TooLarge {
        /// The file.
        file: String,
        /// What there is too much of.
        problem: String,
    },
}
