//! What a query says that was not understood as its writer may have meant it.

use serde::Serialize;

use super::field;

/// A part of a query that was searched as words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// Why.
    pub kind: NoteKind,
    /// Where it begins, in Unicode code points from the beginning of the query.
    pub position: usize,
    /// What stands there, at most 80 characters.
    pub found: String,
    /// What was expected there.
    pub expected: String,
}

/// Why a part of a query was searched as words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoteKind {
    /// A quotation mark has no counterpart.
    UnclosedQuote,
    /// Quotation marks have no word between them.
    EmptyQuote,
    /// Words in quotation marks stand in a whole sentence, which quotes rather than demands them.
    QuoteInSentence,
    /// No document has this phrase, so its words were searched.
    PhraseNotFound,
    /// OR does not stand between two words or phrases.
    LooseOr,
    /// A field has a value that it cannot have here.
    UnknownValue,
    /// A star does not stand at the end of at least two letters.
    LooseStar,
    /// There are more phrases, exclusions, fields and stars than are read.
    TooManyParts,
}

impl NoteKind {
    /// What is expected in its place.
    pub(super) fn expected(self) -> String {
        match self {
            Self::UnclosedQuote => "a second quotation mark after the phrase".to_owned(),
            Self::EmptyQuote => "at least one word between quotation marks".to_owned(),
            Self::QuoteInSentence => {
                "a phrase with few words beside it, or strict syntax".to_owned()
            }
            Self::PhraseNotFound => "a phrase that documents have".to_owned(),
            Self::LooseOr => {
                "a word or a phrase on both sides of OR, neither excluded nor a filter".to_owned()
            }
            Self::UnknownValue => format!("one of the fields {} with a value", field::names()),
            Self::LooseStar => {
                "a star at the end of a word of at least two letters: vaccin*".to_owned()
            }
            Self::TooManyParts => format!(
                "at most {} phrases, exclusions, fields and stars",
                super::read::MAX_PARTS
            ),
        }
    }
}

/// Most of a part that is repeated to the client.
const MAX_SHOWN: usize = 80;

impl Note {
    pub(super) fn new(kind: NoteKind, text: &str, at: usize, found: &str) -> Self {
        Self {
            kind,
            position: text.get(..at).map_or(0, |before| before.chars().count()),
            found: found.chars().take(MAX_SHOWN).collect(),
            expected: kind.expected(),
        }
    }
}
