//! The log of changes, which the index follows.

use rusqlite::{Connection, params};

use super::{Catalogue, CatalogueError, now};
use crate::document::named_enum;

named_enum! {
    /// What happened to a document.
    "change" pub enum ChangeKind {
        /// It was stored for the first time.
        New = "new",
        /// A new version was stored.
        Version = "version",
        /// It was found at another place or no longer at one.
        Holding = "holding",
        /// Its standing changed, or what replaces it arrived.
        Status = "status",
    }
}

/// An entry of the log. Entries are never changed or removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Position in the log, from 1, without repeats.
    pub seq: u64,
    /// Number of the document in this catalogue.
    pub document: u64,
    /// What happened.
    pub kind: ChangeKind,
}

pub(super) fn append(
    connection: &Connection,
    document: i64,
    kind: ChangeKind,
    version: i64,
) -> Result<(), CatalogueError> {
    let sql = "INSERT INTO changes (document, kind, version, at) VALUES (?1, ?2, ?3, ?4)";
    connection
        .prepare_cached(sql)?
        .execute(params![document, kind.name(), version, now()])?;
    Ok(())
}

impl Catalogue {
    /// The position of the last change, 0 if there is none.
    ///
    /// # Errors
    /// [`CatalogueError::Sqlite`] if it cannot be read.
    pub fn last_change(&self) -> Result<u64, CatalogueError> {
        let sql = "SELECT coalesce(max(seq), 0) FROM changes";
        let seq: i64 = self
            .connection
            .prepare_cached(sql)?
            .query_row([], |row| row.get(0))?;
        Ok(seq.unsigned_abs())
    }

    /// Up to `limit` changes after position `after`, oldest first.
    ///
    /// # Errors
    /// [`CatalogueError`] if they cannot be read.
    pub fn changes_after(&self, after: u64, limit: usize) -> Result<Vec<Change>, CatalogueError> {
        let sql = "SELECT seq, document, kind FROM changes WHERE seq > ?1 ORDER BY seq LIMIT ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(params![after.cast_signed(), limit])?;
        let mut changes = Vec::new();
        while let Some(row) = rows.next()? {
            let kind: String = row.get(2)?;
            changes.push(Change {
                seq: row.get::<_, i64>(0)?.unsigned_abs(),
                document: row.get::<_, i64>(1)?.unsigned_abs(),
                kind: kind
                    .parse()
                    .map_err(|e| CatalogueError::damaged("change log", &e))?,
            });
        }
        Ok(changes)
    }
}
