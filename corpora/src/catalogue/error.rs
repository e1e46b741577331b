//! What can go wrong with the catalogue.

use thiserror::Error;

/// A failure of the catalogue. Documents that are wrong are not failures: they are quarantined.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CatalogueError {
    /// SQLite refused.
    #[error("catalogue: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// A later version of this program has written the catalogue.
    #[error(
        "catalogue has schema {found}, this rsc knows up to {known}: use the newer rsc that wrote it"
    )]
    Newer {
        /// Schema of the file.
        found: i64,
        /// Schema of this program.
        known: i64,
    },
    /// The catalogue has an older schema and was opened for reading only.
    #[error(
        "catalogue has schema {found}, this rsc needs {known}: run a command that writes (rsc serve) once to upgrade it"
    )]
    Older {
        /// Schema of the file.
        found: i64,
        /// Schema of this program.
        known: i64,
    },
    /// Something stored does not read back.
    #[error("catalogue: {what} is damaged: {reason}")]
    Damaged {
        /// What it is.
        what: String,
        /// What the reader says.
        reason: String,
    },
    /// There is no such source.
    #[error("no source \"{id}\": `rsc source list` shows all")]
    NoSource {
        /// The name asked for.
        id: String,
    },
    /// There is a source of that name already.
    #[error("there is a source \"{id}\" already: remove it first or choose another id")]
    SourceExists {
        /// The name asked for.
        id: String,
    },
    /// There is nothing in quarantine under that number.
    #[error("nothing in quarantine has the number {id}: `rsc quarantine list` shows what is there")]
    NoQuarantined {
        /// The number asked for.
        id: u64,
    },
    /// There is no placement of that number.
    #[error("no pin has the number {id}: `rsc pin list` shows all")]
    NoPlacement {
        /// The number asked for.
        id: u64,
    },
    /// There is no such document.
    #[error("no document {id}")]
    NoDocument {
        /// The identifier asked for.
        id: String,
    },
}

impl CatalogueError {
    pub(crate) fn damaged(what: impl Into<String>, reason: &dyn std::fmt::Display) -> Self {
        Self::Damaged {
            what: what.into(),
            reason: reason.to_string(),
        }
    }
}
