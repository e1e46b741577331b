//! What ends a run.

use std::io;
use std::path::PathBuf;

use corpora::{CatalogueError, SourceKind};
use thiserror::Error;

use crate::fetch::FetchError;

/// A failure that ends a run. Documents that are wrong are not failures: they are quarantined.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum IngestError {
    /// The catalogue refused.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    /// The list of a source could not be fetched, or a single document that was asked for.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// There is nothing yet that lists sources of this kind.
    #[error(
        "source \"{source_id}\" is of kind \"{kind}\", which cannot be run yet: kinds that can are {runnable}"
    )]
    KindNotYet {
        /// The source.
        source_id: String,
        /// Its kind.
        kind: SourceKind,
        /// The kinds that can be run, separated by commas.
        runnable: String,
    },
    /// A folder cannot be read.
    #[error("folder {}: {source}: check the path and its permissions", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// What was fetched as a feed is none.
    #[error(
        "{url}: found {found}, expected an RSS, Atom or JSON feed: check the address of the source"
    )]
    NotAFeed {
        /// Address of the feed.
        url: String,
        /// What the reader says.
        found: String,
    },
    /// The target of a command is neither there nor an address.
    #[error("\"{target}\": {found}: expected a file, a folder or an http(s) address")]
    NoTarget {
        /// What was asked for.
        target: String,
        /// What was found.
        found: String,
    },
    /// A task of the run ended without an answer.
    #[error(
        "source \"{source_id}\": a task ended without an answer: {found}: run again, and report this if it stays"
    )]
    TaskLost {
        /// The source.
        source_id: String,
        /// What the runtime says.
        found: String,
    },
}
