//! Whether a document still holds.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Date, DocumentId, Identifier, named_enum};

named_enum! {
    /// Standing of a document, from the least to the most serious.
    #[derive(Default)]
    "status" pub enum State {
        /// Nothing is known against it.
        #[default]
        Current = "current",
        /// Its publisher has corrected it.
        Corrected = "corrected",
        /// Its publisher has expressed concern about it, and has not decided yet.
        Concern = "concern",
        /// A later document replaces it.
        Superseded = "superseded",
        /// Its publisher has taken it back or revoked it.
        Withdrawn = "withdrawn",
        /// Its publisher has declared it unreliable.
        Retracted = "retracted",
    }
}

impl State {
    /// Whether a clinician should no longer act on it.
    #[must_use]
    pub const fn is_outdated(self) -> bool {
        matches!(self, Self::Superseded | Self::Withdrawn | Self::Retracted)
    }
}

/// A standing with its date, its reason and where that can be checked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Status {
    /// The standing.
    pub state: State,
    /// Since when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// What replaces it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Reference>,
    /// Address where the standing can be checked, or who said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Reason in a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A pointer to another document, which may not be here yet.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Reference {
    /// A document of this catalogue: `id:d…`.
    Document(DocumentId),
    /// Another document of the same source, by its key: `key:…`.
    Key(String),
    /// Any document with this identifier: `doi:…`, `pmid:…`, `pmcid:…`, `isbn:…` or an address.
    Identifier(Identifier),
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Document(id) => write!(f, "id:{id}"),
            Self::Key(key) => write!(f, "key:{key}"),
            Self::Identifier(Identifier::Url(url)) => f.write_str(url),
            Self::Identifier(identifier) => {
                write!(f, "{}:{}", identifier.scheme(), identifier.value())
            }
        }
    }
}

impl FromStr for Reference {
    type Err = super::IdentifierError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if let Some(id) = text.strip_prefix("id:").and_then(DocumentId::parse) {
            return Ok(Self::Document(id));
        }
        match text.strip_prefix("key:") {
            Some(key) if !key.is_empty() => Ok(Self::Key(key.to_owned())),
            _ => text.parse().map(Self::Identifier),
        }
    }
}

impl TryFrom<String> for Reference {
    type Error = super::IdentifierError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Reference> for String {
    fn from(reference: Reference) -> Self {
        reference.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_reads_back_as_written() {
        for text in [
            "key:nhc-7",
            "doi:10.1016/s0140-6736(20)31180-6",
            "pmid:32450107",
            "https://www.who.int/",
        ] {
            assert_eq!(text.parse::<Reference>().unwrap().to_string(), text);
        }
        assert!("".parse::<Reference>().is_err());
        assert!("key:".parse::<Reference>().is_err());
    }

    #[test]
    fn states_order_by_how_serious_they_are() {
        assert!(State::Retracted > State::Superseded && State::Superseded > State::Concern);
        assert!(State::Concern > State::Corrected && !State::Concern.is_outdated());
        assert!(!State::Corrected.is_outdated() && State::Withdrawn.is_outdated());
    }
}
