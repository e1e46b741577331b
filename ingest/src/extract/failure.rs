//! Why something could not become a document.

use std::{fmt, io};

use thiserror::Error;

/// The reason in a word, as it stands in the catalogue and in reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// The text needs a password.
    Encrypted,
    /// There is nothing to read in it.
    NoText,
    /// Pages are pictures: a scan that needs optical character recognition, which was not to be had or
    /// found nothing.
    NeedsOcr,
    /// The text comes out as signs without meaning.
    Garbled,
    /// It is something other than it is called.
    Mislabelled,
    /// It is a message that a page is not there.
    ErrorPage,
    /// Nested beyond all measure.
    TooDeep,
    /// Larger than what is taken in.
    TooLarge,
    /// It does not follow the rules of its format.
    Damaged,
    /// A record without the form of one.
    BadRecord,
    /// A record with a name that another record of the file has.
    DuplicateId,
    /// Nothing reads this format yet.
    NoExtractor,
    /// The extractor took too long or too much memory.
    TooCostly,
    /// The extractor broke down.
    ExtractorFailed,
    /// It could not be fetched or read.
    FetchFailed,
    /// Its server says that it is not there.
    NotThere,
}

impl Reason {
    /// The code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Encrypted => "encrypted",
            Self::NoText => "no-text",
            Self::NeedsOcr => "needs-ocr",
            Self::Garbled => "garbled",
            Self::Mislabelled => "mislabelled",
            Self::ErrorPage => "error-page",
            Self::TooDeep => "too-deep",
            Self::TooLarge => "too-large",
            Self::Damaged => "damaged",
            Self::BadRecord => "bad-record",
            Self::DuplicateId => "duplicate-id",
            Self::NoExtractor => "no-extractor",
            Self::TooCostly => "too-costly",
            Self::ExtractorFailed => "extractor-failed",
            Self::FetchFailed => "fetch-failed",
            Self::NotThere => "not-there",
        }
    }

    /// The reason with this code, or with one it had before.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        // What it was called before anything could be recognised.
        let code = if code == "no-text-layer" {
            "needs-ocr"
        } else {
            code
        };
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }

    const ALL: [Self; 16] = [
        Self::Encrypted,
        Self::NoText,
        Self::NeedsOcr,
        Self::Garbled,
        Self::Mislabelled,
        Self::ErrorPage,
        Self::TooDeep,
        Self::TooLarge,
        Self::Damaged,
        Self::BadRecord,
        Self::DuplicateId,
        Self::NoExtractor,
        Self::TooCostly,
        Self::ExtractorFailed,
        Self::FetchFailed,
        Self::NotThere,
    ];
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

/// Something that could not become a document.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{reason}: {detail}")]
pub struct ExtractError {
    /// The reason.
    pub reason: Reason,
    /// What was found, what was expected, what to do.
    pub detail: String,
}

impl ExtractError {
    /// A reason with its detail.
    pub fn new(reason: Reason, detail: impl Into<String>) -> Self {
        Self {
            reason,
            detail: detail.into(),
        }
    }

    /// Bytes that could not be read on.
    pub(crate) fn reading(error: &io::Error) -> Self {
        let reason = match error.kind() {
            io::ErrorKind::FileTooLarge => Reason::TooLarge,
            io::ErrorKind::InvalidData
            | io::ErrorKind::InvalidInput
            | io::ErrorKind::UnexpectedEof => Reason::Damaged,
            _ => Reason::FetchFailed,
        };
        Self::new(reason, format!("reading broke off: {error}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_reads_back_from_its_code() {
        for reason in Reason::ALL {
            assert_eq!(Reason::from_code(reason.code()), Some(reason));
        }
        assert_eq!(Reason::from_code("no-text-layer"), Some(Reason::NeedsOcr));
    }
}
