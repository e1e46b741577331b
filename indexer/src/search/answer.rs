//! What is answered.

use std::ops::Range;

use corpora::{
    Authority, ConceptClass, Date, DocumentId, DocumentKind, Extent, Holding, Identifier,
    Jurisdiction, Language, Link, Ocr, Placement, Status,
};
use serde::{Deserialize, Serialize};

use super::legs::LegRun;
use super::syntax::{Note, UnderstoodPart};
use crate::spelling::Correction;

/// The answer to a query.
#[derive(Debug, Clone, Serialize)]
pub struct SearchAnswer {
    /// Documents of this page, in order.
    pub hits: Vec<Hit>,
    /// How many documents match.
    pub total: Total,
    /// Languages of the hits, one after the other, where that was asked for.
    pub groups: Vec<LanguageGroup>,
    /// The counts that were asked for, in the order asked.
    pub facets: Vec<FacetCounts>,
    /// How the query was understood.
    pub understood: Understood,
    /// What became of each way of finding.
    pub legs: Vec<LegRun>,
    /// What was cut short; empty for a whole answer.
    pub partial: Vec<Limitation>,
    /// Cursor of the next page; none on the last.
    pub next: Option<String>,
    /// Position in the catalogue's change log up to which the answer takes it into account.
    pub sequence: u64,
    /// Time taken, in microseconds.
    pub micros: u64,
}

impl SearchAnswer {
    /// Adds what a part of the answer had cut short.
    pub(super) fn add_limitations(&mut self, more: impl IntoIterator<Item = Limitation>) {
        for limitation in more {
            if !self.partial.contains(&limitation) {
                self.partial.push(limitation);
            }
        }
    }
}

/// Hits in one language, beside each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LanguageGroup {
    /// The language.
    pub language: Language,
    /// Documents in it that match.
    pub documents: u64,
    /// How many of them are among the hits, after those of the languages before.
    pub shown: usize,
}

/// How many documents match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Total {
    /// Number of documents.
    pub documents: u64,
    /// Whether it is exact; if not, there are at least as many.
    pub exact: bool,
}

/// How a query was understood.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Understood {
    /// Languages in which the text was analysed.
    pub languages: Vec<Language>,
    /// What its words mean, in their order.
    pub concepts: Vec<UnderstoodConcept>,
    /// What of it is more than words, in the order typed.
    pub parts: Vec<UnderstoodPart>,
    /// What of it was searched as words because it could not be read otherwise.
    pub notes: Vec<Note>,
    /// What was searched instead of what was typed, where corrections were applied.
    pub searched: Option<String>,
    /// Words that may be misspelt.
    pub corrections: Vec<Correction>,
}

/// A concept that a query names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnderstoodConcept {
    /// Its id.
    pub id: String,
    /// What sort of thing it is.
    pub class: ConceptClass,
    /// Its name in the reader's language, else in English.
    pub name: String,
    /// What was typed for it.
    pub typed: String,
    /// Some of its other names, in languages far apart.
    pub also: Vec<String>,
    /// Whether passages were looked for that name it in any language; false if it was switched off.
    pub used: bool,
}

/// Why an answer is not the whole answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Limitation {
    /// The time limit was reached before all passages were looked at.
    TimeLimit,
    /// The query has more words than clauses are allowed; the last ones were left out.
    TooManyWords,
    /// So many passages have the words of a phrase that not all were looked through for it.
    PhraseLimit,
    /// So many words begin as typed before a star that only the most frequent ones were looked for.
    PrefixLimit,
    /// The collection changed since the first page and that state is no longer kept: documents may
    /// be repeated or skipped between the pages.
    SnapshotGone,
}

impl Limitation {
    /// Name in the API.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::TimeLimit => "time-limit",
            Self::TooManyWords => "too-many-words",
            Self::PhraseLimit => "phrase-limit",
            Self::PrefixLimit => "prefix-limit",
            Self::SnapshotGone => "snapshot-gone",
        }
    }
}

/// Counts of one facet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FacetCounts {
    /// Name of the facet.
    pub facet: &'static str,
    /// Its values, most frequent first, at most 50.
    pub values: Vec<FacetValue>,
}

/// A value with the number of documents that have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FacetValue {
    /// The value, as the filter of that name takes it.
    pub value: String,
    /// Its name in the reader's language, where the value is a concept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Number of documents.
    pub documents: u64,
}

/// A document that matches, with the passages that made it match.
#[derive(Debug, Clone, Serialize)]
pub struct Hit {
    /// Place in the whole answer, from 1.
    pub rank: usize,
    /// Its score; comparable within one answer only.
    pub score: f32,
    /// What the document is and whether it still holds.
    pub document: HitDocument,
    /// Its best passages, best first.
    pub passages: Vec<HitPassage>,
    /// Documents of nearly the same text and the same standing that rank lower: copies in other
    /// places, other editions of a web page. At most five.
    pub alike: Vec<HitDocument>,
    /// Why it stands here and not where its score would put it, if a librarian put it here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placed: Option<Placement>,
    /// Where the score comes from, if asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<Why>,
}

/// What a hit says of its document. The index keeps this beside every passage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HitDocument {
    /// Stable identifier.
    pub id: DocumentId,
    /// Current version.
    pub version: u32,
    /// Title.
    pub title: String,
    /// Language of the text.
    pub language: Language,
    /// What sort of document it is.
    pub kind: DocumentKind,
    /// How much of the original is held.
    pub extent: Extent,
    /// What of the text was read from pictures, where any was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ocr: Option<Ocr>,
    /// Who published it.
    pub publisher: Option<String>,
    /// Standing of the publisher.
    pub authority: Authority,
    /// Where a reader opens the original.
    pub url: Option<String>,
    /// DOI, PMID and so on.
    pub identifiers: Vec<Identifier>,
    /// Date of publication.
    pub published: Option<Date>,
    /// Date of the publisher's last change.
    pub updated: Option<Date>,
    /// Where it applies.
    pub jurisdiction: Option<Jurisdiction>,
    /// Level of evidence in the document's words.
    pub evidence: Option<String>,
    /// Edition as stated.
    pub edition: Option<String>,
    /// Whether it still holds.
    pub status: Status,
    /// What replaces it, if that is here.
    pub replaced_by: Option<Link>,
    /// Everywhere it was found, its own place first, at most 20.
    pub holdings: Vec<Holding>,
}

/// A passage of a hit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HitPassage {
    /// Place among the passages of its document, from 0.
    pub ordinal: u32,
    /// Headings that lead to it.
    pub path: Vec<String>,
    /// Page of the original.
    pub page: Option<u32>,
    /// Fragment of the original's address.
    pub anchor: Option<String>,
    /// Language of the passage.
    pub language: Language,
    /// The part of the passage that is shown, as plain text.
    pub text: String,
    /// Bytes of `text` that match the query, in order, not overlapping.
    pub highlights: Vec<Range<usize>>,
    /// `text` as HTML: escaped first, then the matches put in `<mark>`.
    pub html: String,
    /// Score of the passage alone.
    pub score: f32,
    /// Whether it was found by what it says alone: it has none of the query's words or concepts.
    pub by_meaning: bool,
}

/// Where the score of a hit comes from: the parts multiply and add up to it as `formula` says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Why {
    /// How the parts make the score.
    pub formula: &'static str,
    /// What each term brought to the best passage.
    pub terms: Vec<TermScore>,
    /// What applies to the document as a whole.
    pub factors: Vec<Factor>,
}

/// What one term brought to a passage's score.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TermScore {
    /// Field it was found in: `text`, `exact`, `title` or `headings`.
    pub field: &'static str,
    /// The term as indexed.
    pub term: String,
    /// Weight of the field.
    pub weight: f32,
    /// Number of passages that contain it.
    pub passages: u64,
    /// Its BM25 score with the weight.
    pub score: f32,
}

/// A factor or addition that applies to a document.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Factor {
    /// Its name.
    pub name: &'static str,
    /// Its value.
    pub value: f32,
    /// What it rests on.
    pub because: String,
}
