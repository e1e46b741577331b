//! What a document is: text in sections, and everything a reader needs to judge it.

mod authority;
mod date;
mod edition;
mod id;
mod identifier;
mod jurisdiction;
mod kind;
mod language;
mod names;
mod ocr;
mod relation;
mod section;
mod status;

use serde::{Deserialize, Serialize};

pub use authority::Authority;
pub use date::{Date, DateError};
pub use edition::Edition;
pub use id::DocumentId;
pub use identifier::{Identifier, IdentifierError};
pub use jurisdiction::Jurisdiction;
pub use kind::{DocumentKind, Extent};
pub use language::{Language, LanguageError, NamedLanguage};
pub use names::UnknownName;
pub(crate) use names::named_enum;
pub use ocr::Ocr;
pub use relation::{Notice, Relation, RelationKind};
pub use section::Section;
pub use status::{Reference, State, Status};

/// One document as a source gave it, normalised.
///
/// `source` and `key` say where it came from: the pair is unique and stable, and the
/// [`DocumentId`] of a document is derived from the pair it was first seen under.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Identifier of the source that brought it.
    pub source: String,
    /// What the source calls it: an address, a path, a record number.
    pub key: String,
    /// What sort of document it is.
    pub kind: DocumentKind,
    /// How much of the original the text below is.
    pub extent: Extent,
    /// What of the text was read from pictures; absent where it is all as it was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ocr: Option<Ocr>,
    /// Title in the document's own language; empty where the source gives none.
    pub title: String,
    /// Language of the text; `und` where nobody is sure.
    pub language: Language,
    /// The text, in reading order.
    pub sections: Vec<Section>,
    /// Authors as the source writes them, in its order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<String>,
    /// Who published it, as it is to be shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// What standing that publisher has.
    #[serde(default)]
    pub authority: Authority,
    /// DOI, PMID, PMCID, ISBN and addresses, normalised.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<Identifier>,
    /// Where a reader opens the original.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Date of publication, as precise as it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Date>,
    /// Date of the publisher's last change, as precise as it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated: Option<Date>,
    /// Licence of the original, where stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
    /// Where it applies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jurisdiction: Option<Jurisdiction>,
    /// Level of evidence or strength of recommendation, in the document's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    /// Edition or version as the document states it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<String>,
    /// Topics given by a librarian, lower-case English slugs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
    /// Other documents it belongs with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relations: Vec<Relation>,
    /// Whether it still holds, as the document or its source says.
    #[serde(default)]
    pub status: Status,
}

impl Document {
    /// An empty document of a source, in an undetermined language, of no known kind.
    #[must_use]
    pub fn new(source: &str, key: &str, title: &str) -> Self {
        Self {
            source: source.to_owned(),
            key: key.to_owned(),
            kind: DocumentKind::default(),
            extent: Extent::default(),
            ocr: None,
            title: title.to_owned(),
            language: Language::undetermined(),
            sections: Vec::new(),
            authors: Vec::new(),
            publisher: None,
            authority: Authority::default(),
            identifiers: Vec::new(),
            url: None,
            published: None,
            updated: None,
            licence: None,
            jurisdiction: None,
            evidence: None,
            edition: None,
            topics: Vec::new(),
            relations: Vec::new(),
            status: Status::default(),
        }
    }

    /// Appends text as a section without a heading.
    pub fn push_text(&mut self, text: &str) {
        self.sections.push(Section::text(text));
    }

    /// Adds an identifier unless it is there already.
    pub fn identify(&mut self, identifier: Identifier) {
        if !self.identifiers.contains(&identifier) {
            self.identifiers.push(identifier);
        }
    }

    /// Adds a relation unless it is there already.
    pub fn relate(&mut self, kind: RelationKind, to: Reference) {
        let relation = Relation { kind, to };
        if !self.relations.contains(&relation) {
            self.relations.push(relation);
        }
    }

    /// Number of characters of text, headings left out.
    #[must_use]
    pub fn text_length(&self) -> usize {
        self.sections
            .iter()
            .map(|section| section.text.chars().count())
            .sum()
    }

    /// Digest of what a reader reads (language, title, headings, text). Two documents with one
    /// text digest say the same thing, wherever they were found.
    #[must_use]
    pub fn text_digest(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        let mut field = |text: &str| {
            for word in text.split_whitespace() {
                hasher.update(word.as_bytes());
                hasher.update(b" ");
            }
            hasher.update(b"\0");
        };
        field(self.language.primary());
        field(&self.title);
        for section in &self.sections {
            section.path.iter().for_each(|heading| field(heading));
            field(&section.text);
        }
        short_hex(&hasher)
    }

    /// Digest of everything but the place it came from: what makes a new version.
    #[must_use]
    pub fn content_digest(&self) -> String {
        let mut place_free = self.clone();
        place_free.source.clear();
        place_free.key.clear();
        let mut hasher = blake3::Hasher::new();
        // A plain structure of strings and numbers always serialises.
        hasher.update(&serde_json::to_vec(&place_free).unwrap_or_default());
        short_hex(&hasher)
    }
}

/// The first 128 bits of a digest, in hexadecimal.
fn short_hex(hasher: &blake3::Hasher) -> String {
    hasher.finalize().to_hex()[..32].to_owned()
}
