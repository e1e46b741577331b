//! What of a query is more than words, as answers tell it.

use serde::Serialize;

/// Something of a query that is more than words, as it was understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnderstoodPart {
    /// What it does.
    pub kind: PartKind,
    /// As it was typed.
    pub typed: String,
}

/// What a part of a query does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PartKind {
    /// A passage must have it, word for word.
    Phrase,
    /// A passage must have one of several, of which this is one.
    Alternative,
    /// The title must have it.
    Title,
    /// A document must not have it.
    Excluded,
    /// All words that begin so are looked for.
    Prefix,
    /// Documents must have this property.
    Filter,
}

impl std::fmt::Display for PartKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Phrase => "phrase",
            Self::Alternative => "alternative",
            Self::Title => "title",
            Self::Excluded => "excluded",
            Self::Prefix => "prefix",
            Self::Filter => "filter",
        })
    }
}
