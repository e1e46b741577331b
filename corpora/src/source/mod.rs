//! Definitions of sources: where documents come from and what is known of all of them.

mod filter;
mod options;
mod schedule;
mod versions;

use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use filter::AddressFilter;
pub use options::{Access, Listing, Reading, Selectors, XmlMapping};
pub use schedule::Schedule;
pub use versions::{VersionPatterns, Versions};

use crate::document::{Authority, DocumentKind, Jurisdiction, Language, named_enum};

named_enum! {
    /// How a source lists its documents.
    "source kind" pub enum SourceKind {
        /// RSS, Atom or JSON Feed whose entries are followed.
        Feed = "feed",
        /// A folder of files.
        Folder = "folder",
        /// One document at one address.
        Document = "document",
        /// `sitemap.xml`.
        Sitemap = "sitemap",
        /// OAI-PMH 2.0 repository.
        OaiPmh = "oai-pmh",
        /// NCBI E-utilities query.
        Pubmed = "pubmed",
        /// Europe PMC REST query.
        EuropePmc = "europe-pmc",
        /// medRxiv or bioRxiv API.
        Medrxiv = "medrxiv",
        /// Crossref REST query.
        Crossref = "crossref",
        /// A page whose links are the documents.
        ListPage = "list-page",
        /// A release of CORD-19: `metadata.csv` beside `document_parses`.
        Cord19 = "cord-19",
    }
}

named_enum! {
    /// Whether a source is fetched.
    #[derive(Default)]
    "source state" pub enum SourceState {
        /// Known, not fetched: how every bundled source starts.
        #[default]
        Paused = "paused",
        /// Fetched when it is run.
        Active = "active",
    }
}

/// One source, as a TOML file in `corpora/sources` or a row of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceDefinition {
    /// Short name: lower-case ASCII letters, digits and hyphens, at most 64.
    pub id: String,
    /// Name as the publisher writes it.
    pub name: String,
    /// How it lists its documents.
    pub kind: SourceKind,
    /// Address of the list, of the interface or of the document; a path for a folder.
    pub url: String,
    /// Query in the language of the interface, for kinds that take one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// Main language of its documents, for documents that do not declare theirs.
    #[serde(default)]
    pub language: Language,
    /// Publisher, for documents that do not name theirs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// Standing of the publisher.
    #[serde(default)]
    pub authority: Authority,
    /// Where its documents apply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jurisdiction: Option<Jurisdiction>,
    /// What its documents mostly are, for those that do not say.
    #[serde(default)]
    pub document_kind: DocumentKind,
    /// What is known of the terms of reuse.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
    /// How often it is looked at.
    #[serde(default)]
    pub schedule: Schedule,
    /// Topics given to all its documents.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
    /// What a librarian should know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// How its list is read.
    #[serde(default, skip_serializing_if = "Listing::is_default")]
    pub listing: Listing,
    /// How its documents are read.
    #[serde(default, skip_serializing_if = "Reading::is_default")]
    pub reading: Reading,
    /// How its servers are asked.
    #[serde(default, skip_serializing_if = "Access::is_default")]
    pub access: Access,
    /// Which of its documents are editions of one work.
    #[serde(default, skip_serializing_if = "Versions::is_default")]
    pub versions: Versions,
}

/// A definition that cannot be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SourceError {
    /// The text is not a definition.
    #[error("{origin}: not a source definition: {reason}")]
    Syntax {
        /// File or other place it came from.
        origin: String,
        /// What the TOML parser says, with line and column.
        reason: String,
    },
    /// A field has a value that cannot be.
    #[error("source \"{id}\": {field} is \"{found}\": expected {expected}")]
    Field {
        /// The source.
        id: String,
        /// The field.
        field: &'static str,
        /// What was found.
        found: String,
        /// What was expected.
        expected: &'static str,
    },
}

impl SourceDefinition {
    /// A definition with nothing but its necessary parts.
    #[must_use]
    pub fn new(id: &str, name: &str, kind: SourceKind, url: &str) -> Self {
        Self {
            id: id.to_owned(),
            name: name.to_owned(),
            kind,
            url: url.to_owned(),
            query: None,
            language: Language::undetermined(),
            publisher: None,
            authority: Authority::default(),
            jurisdiction: None,
            document_kind: DocumentKind::default(),
            licence: None,
            schedule: Schedule::default(),
            topics: Vec::new(),
            note: None,
            listing: Listing::default(),
            reading: Reading::default(),
            access: Access::default(),
            versions: Versions::default(),
        }
    }

    /// Reads a definition and checks it. `origin` names the file in errors.
    ///
    /// # Errors
    /// [`SourceError`] with the line, or with the field and what was expected.
    pub fn from_toml(text: &str, origin: &str) -> Result<Self, SourceError> {
        let definition: Self = toml::from_str(text).map_err(|error| SourceError::Syntax {
            origin: origin.to_owned(),
            reason: error.to_string(),
        })?;
        definition.check()?;
        Ok(definition)
    }

    /// Checks what the types cannot.
    ///
    /// # Errors
    /// [`SourceError::Field`] for the first field that cannot be.
    pub fn check(&self) -> Result<(), SourceError> {
        let field = |field, found: &str, expected| SourceError::Field {
            id: self.id.clone(),
            field,
            found: found.to_owned(),
            expected,
        };
        let slug = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if self.id.is_empty() || self.id.len() > 64 || !self.id.bytes().all(slug) {
            return Err(field(
                "id",
                &self.id,
                "1 to 64 lower-case letters, digits or hyphens",
            ));
        }
        if self.name.trim().is_empty() {
            return Err(field("name", &self.name, "a name"));
        }
        let local = matches!(
            self.kind,
            SourceKind::Folder | SourceKind::Document | SourceKind::Cord19
        );
        let web = url::Url::parse(&self.url).is_ok_and(|u| matches!(u.scheme(), "http" | "https"));
        let path = local && !self.url.is_empty();
        if !(web || path) {
            return Err(field("url", &self.url, "an absolute http or https address"));
        }
        self.filter()?;
        self.version_patterns().map(|_| ())
    }

    /// The patterns by which the editions of its documents are told.
    ///
    /// # Errors
    /// [`SourceError::Field`] for the first pattern that cannot be used.
    pub fn version_patterns(&self) -> Result<VersionPatterns, SourceError> {
        self.versions.patterns().map_err(|(field, found)| SourceError::Field {
            id: self.id.clone(),
            field,
            found,
            expected: "at most 50 regular expressions of moderate size with the named groups series and version or date; revision may stand beside them, other names may not",
        })
    }

    /// The addresses that are taken of its list.
    ///
    /// # Errors
    /// [`SourceError::Field`] for the first pattern that cannot be used.
    pub fn filter(&self) -> Result<AddressFilter, SourceError> {
        AddressFilter::of(&self.listing).map_err(|(field, found)| SourceError::Field {
            id: self.id.clone(),
            field,
            found,
            expected: "at most 200 regular expressions, each of moderate size (syntax of the regex crate)",
        })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const GOOD: &str = "id = \"insp-rdc\"\nname = \"Institut National de Santé Publique\"\nkind = \"feed\"\n\
        url = \"https://insp.cd/feed/\"\nlanguage = \"fr\"\nauthority = \"national-authority\"\n\
        jurisdiction = \"CD\"\nschedule = \"6h\"\n";

    #[test]
    fn a_definition_is_read_and_written_back() {
        let versions = "[versions]\ntitles = [\"(?<series>Protocole) v(?<version>[0-9.]+)\"]\n";
        let text = format!("{GOOD}{versions}");
        let definition = SourceDefinition::from_toml(&text, "insp-rdc.toml").unwrap();
        assert_eq!(
            definition.schedule.interval(),
            Some(Duration::from_hours(6))
        );
        let written = toml::to_string(&definition).unwrap();
        assert_eq!(
            SourceDefinition::from_toml(&written, "again").unwrap(),
            definition
        );
    }

    #[test]
    fn errors_name_the_file_the_field_and_what_was_expected() {
        let cases = [
            (GOOD.replace("\"feed\"", "\"blog\""), "expected one of feed"),
            (
                GOOD.replace("insp-rdc\"", "Insp RDC\""),
                "lower-case letters",
            ),
            (
                GOOD.replace("https://insp.cd/feed/", "file:///etc/passwd"),
                "http or https",
            ),
            (GOOD.replace("6h", "1s"), "at least 5 minutes"),
            (
                format!("{GOOD}[listing]\ninclude = [\"a(\"]\n"),
                "listing.include is \"a(\"",
            ),
            (
                format!("{GOOD}[versions]\ntitles = [\"v(?<version>[0-9]+)\"]\n"),
                "versions.titles is \"v(?<version>[0-9]+)\": expected at most 50",
            ),
            (format!("{GOOD}colour = 1\n"), "insp-rdc.toml"),
        ];
        for (text, expected) in cases {
            let error = SourceDefinition::from_toml(&text, "insp-rdc.toml")
                .unwrap_err()
                .to_string();
            assert!(error.contains(expected), "{error}");
        }
    }
}
