//! What can go wrong with an index or a query.

use std::io;
use std::path::PathBuf;

use corpora::CatalogueError;
use thiserror::Error;

use crate::search::Note;

/// A failure of the index itself.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum IndexError {
    /// The folder holds no index yet.
    #[error("{}: no index yet: `rsc serve` or `rsc reindex` builds one", path.display())]
    Missing {
        /// Folder of the generations.
        path: PathBuf,
    },
    /// The index was built by another version of this program.
    #[error("the index of {} was built by another version of rsc: `rsc serve` or `rsc reindex` builds it anew", path.display())]
    Outdated {
        /// Folder of the generation.
        path: PathBuf,
    },
    /// Files cannot be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The search library refused.
    #[error("index: {0}")]
    Tantivy(#[from] tantivy::TantivyError),
    /// The catalogue could not be read.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    /// The vocabulary of concepts cannot be used.
    #[error("vocabulary of concepts: {reason}")]
    Vocabulary {
        /// What is wrong with it.
        reason: String,
    },
    /// The thread that keeps the index has ended.
    #[error("the index is no longer kept: {reason}")]
    KeeperGone {
        /// Why it ended.
        reason: String,
    },
}

/// A compiled vocabulary that cannot be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub(crate) enum LexiconError {
    /// The bytes are no lexicon, of another version, or cut short.
    #[error("no vocabulary as this version of rsc compiles it")]
    Form,
    /// There are more concepts than can be numbered.
    #[error("the vocabulary has more than four thousand million concepts")]
    TooLarge,
    /// A table of labels cannot be read or made.
    #[error("table of labels: {0}")]
    Labels(#[from] fst::Error),
}

/// A query that cannot be answered.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SearchError {
    /// The query is longer than any question.
    #[error("the query has {found} characters: at most {allowed} are searched")]
    TooLong {
        /// Characters of the query.
        found: usize,
        /// Characters allowed.
        allowed: usize,
    },
    /// A number is out of its range.
    #[error("{parameter} is {found}: expected {least} to {most}")]
    OutOfRange {
        /// The parameter.
        parameter: &'static str,
        /// Its value.
        found: usize,
        /// Least value allowed.
        least: usize,
        /// Greatest value allowed.
        most: usize,
    },
    /// The cursor is not one this service gave out, or belongs to another query.
    #[error(
        "the cursor does not belong to this query: use the one the page before gave, with the same parameters"
    )]
    BadCursor,
    /// The cursor leads further than pages go.
    #[error("pages end at document {most}: narrow the search with filters")]
    TooDeep {
        /// The last document that can be paged to.
        most: usize,
    },
    /// A part of a query that is to be read strictly cannot be read.
    #[error("character {} of the query is \"{}\": expected {}", .0.position, .0.found, .0.expected)]
    Syntax(Note),
    /// The index failed.
    #[error(transparent)]
    Index(#[from] IndexError),
}

impl From<tantivy::TantivyError> for SearchError {
    fn from(error: tantivy::TantivyError) -> Self {
        Self::Index(error.into())
    }
}
