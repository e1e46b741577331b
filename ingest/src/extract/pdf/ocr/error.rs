//! Why pages were not recognised.

use std::path::Path;

use super::super::guard::ChildError;
use super::programs::named;

/// Why pages were not recognised.
#[derive(Debug, thiserror::Error)]
pub(in super::super) enum OcrError {
    /// A program is not there.
    #[error("{program} is not installed: install {package}, then run `rsc quarantine retry`")]
    Missing {
        /// Which one.
        program: String,
        /// What has it.
        package: &'static str,
    },
    /// A program does not do what it is there for.
    #[error("{program} {found}")]
    Program {
        /// Which one.
        program: String,
        /// What it did instead.
        found: String,
    },
    /// The language is not to be had or not known.
    #[error("{0}")]
    Language(String),
    /// Nothing could be believed.
    #[error(
        "no page is legible to tesseract in {codes}: confidence {found:.0} %, expected at least \
         {expected:.0} %: get a better scan, or declare the language with its source"
    )]
    Illegible {
        /// What was read with.
        codes: String,
        /// Mean confidence.
        found: f32,
        /// What is enough.
        expected: f32,
    },
    /// There is no text on the pages.
    #[error("tesseract finds no text on them")]
    Nothing,
    /// The run is to end.
    #[error("reading was stopped")]
    Stopped,
}

impl OcrError {
    /// What a program did instead of answering.
    pub(super) fn of_program(program: &Path, error: &ChildError) -> Self {
        let name = named(program);
        if !error.is_missing() {
            let found = error.to_string();
            return Self::Program {
                program: name,
                found,
            };
        }
        let package = match name.as_str() {
            "tesseract" => "tesseract-ocr",
            _ => "poppler-utils",
        };
        Self::Missing {
            program: name,
            package,
        }
    }

    /// Whether other pages may fare better.
    pub(super) fn is_of_page(&self) -> bool {
        matches!(self, Self::Program { .. })
    }
}
