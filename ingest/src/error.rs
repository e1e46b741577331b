//! What ends a run.

use std::io;
use std::path::PathBuf;

use corpora::{CatalogueError, SourceError};
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
    /// The definition of a source cannot be used.
    #[error(transparent)]
    Source(#[from] SourceError),
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
    /// What was fetched as a sitemap is none.
    #[error(
        "{url}: found {found}, expected a sitemap (sitemaps.org, XML or one address a line): check the address of the source"
    )]
    NotASitemap {
        /// Address of the sitemap.
        url: String,
        /// What was found.
        found: String,
    },
    /// What was fetched as a page with links has none, or is no page.
    #[error(
        "{url}: found {found}, expected an HTML page with links to documents: check the address and \"listing\" of the source"
    )]
    NotAListPage {
        /// Address of the page.
        url: String,
        /// What was found.
        found: String,
    },
    /// A source that needs a query has none.
    #[error("source \"{source_id}\" has no \"query\": expected {expected}")]
    NoQuery {
        /// The source.
        source_id: String,
        /// What was expected.
        expected: &'static str,
    },
    /// What was fetched from an interface is no answer of it.
    #[error(
        "{url}: found {found}, expected an answer of {interface}: check the address of the source, or try again later"
    )]
    NotAnAnswer {
        /// What was asked for.
        url: String,
        /// The interface.
        interface: &'static str,
        /// What was found.
        found: String,
    },
    /// The interface says that the question is wrong.
    #[error("{url}: {interface} refuses: {found}: check \"query\" and \"listing\" of the source")]
    Refused {
        /// What was asked for.
        url: String,
        /// The interface.
        interface: &'static str,
        /// What it says.
        found: String,
    },
    /// A harvest does not come to an end.
    #[error(
        "{url}: {found}: what came is stored; try again later, and tell the publisher if it stays"
    )]
    Endless {
        /// Address of the interface.
        url: String,
        /// What it does.
        found: String,
    },
    /// What was named as a release of CORD-19 is none.
    #[error(
        "{}: {found}: expected the folder of a CORD-19 release with metadata.csv and document_parses in it",
        path.display()
    )]
    NotARelease {
        /// The metadata.
        path: PathBuf,
        /// What was found.
        found: String,
    },
    /// A CSS selector of a source cannot be read.
    #[error("source \"{source_id}\": {field} is \"{found}\": expected a CSS selector")]
    Selector {
        /// The source.
        source_id: String,
        /// The field.
        field: &'static str,
        /// What was found.
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
