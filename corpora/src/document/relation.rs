//! How documents hang together, and what one says of another.

use serde::{Deserialize, Serialize};

use super::{Reference, Status, named_enum};

named_enum! {
    /// What a document is to another one.
    "relation" pub enum RelationKind {
        /// It is a translation of it.
        TranslationOf = "translation-of",
        /// It is a part of it, such as a chapter or a supplement.
        PartOf = "part-of",
        /// It is the preprint of it: the other one is the published article.
        PreprintOf = "preprint-of",
        /// It is the published article of a preprint.
        PublishedFrom = "published-from",
        /// It is an earlier or later version of it, or another edition.
        VersionOf = "version-of",
        /// It is a notice about it: a correction, a retraction, an expression of concern.
        NoticeOf = "notice-of",
        /// It comments on it.
        CommentOn = "comment-on",
    }
}

/// A relation to a document, which may not be here yet.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Relation {
    /// What this document is to the other.
    pub kind: RelationKind,
    /// The other.
    pub to: Reference,
}

/// What a document, or a list that names it, says of the standing of another document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// The document that the notice is about; it may not be here yet.
    pub about: Reference,
    /// Its standing from now on.
    pub status: Status,
}
