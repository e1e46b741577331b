//! Questions about documents: what there is, under which name, in which versions.

use rusqlite::{OptionalExtension, params};
use serde::Serialize;

use super::{Catalogue, CatalogueError, VersionDifference, stored};
use crate::document::{Document, DocumentId, Identifier};

/// One version of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VersionEntry {
    /// Its number, from 1.
    pub version: u32,
    /// When it was stored (RFC 3339).
    pub stored: String,
    /// What changed since the version before; empty for the first.
    pub changes: VersionDifference,
}

impl Catalogue {
    /// Number of documents.
    ///
    /// # Errors
    /// [`CatalogueError::Sqlite`] if it cannot be read.
    pub fn document_count(&self) -> Result<u64, CatalogueError> {
        let count: i64 =
            self.connection
                .query_row("SELECT count(*) FROM documents", [], |row| row.get(0))?;
        Ok(count.unsigned_abs())
    }

    /// Number of documents and of places they were found at, for each source that has any.
    ///
    /// # Errors
    /// [`CatalogueError::Sqlite`] if it cannot be read.
    pub fn holdings_by_source(&self) -> Result<Vec<(String, u64)>, CatalogueError> {
        let sql = "SELECT source, count(*) FROM holdings GROUP BY source ORDER BY source";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| {
            Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs()))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Documents known under an identifier, oldest first.
    ///
    /// # Errors
    /// [`CatalogueError`] if they cannot be read.
    pub fn find(&self, identifier: &Identifier) -> Result<Vec<DocumentId>, CatalogueError> {
        let sql = "SELECT d.id FROM identifiers i JOIN documents d ON d.num = i.document
                   WHERE i.scheme = ?1 AND i.value = ?2 ORDER BY d.num";
        let mut statement = self.connection.prepare_cached(sql)?;
        let ids = statement.query_map([identifier.scheme(), identifier.value()], |row| {
            row.get::<_, String>(0)
        })?;
        let mut found = Vec::new();
        for id in ids {
            found.extend(DocumentId::parse(&id?));
        }
        Ok(found)
    }

    /// The document held for a source's key.
    ///
    /// # Errors
    /// [`CatalogueError`] if it cannot be read.
    pub fn find_held(&self, source: &str, key: &str) -> Result<Option<DocumentId>, CatalogueError> {
        let sql = "SELECT d.id FROM holdings h JOIN documents d ON d.num = h.document
                   WHERE h.source = ?1 AND h.key = ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        let id: Option<String> = statement
            .query_row([source, key], |row| row.get(0))
            .optional()?;
        Ok(id.as_deref().and_then(DocumentId::parse))
    }

    /// A version of a document as it was stored.
    ///
    /// # Errors
    /// [`CatalogueError`] if it cannot be read.
    pub fn version(
        &self,
        id: &DocumentId,
        version: u32,
    ) -> Result<Option<Document>, CatalogueError> {
        let sql = "SELECT v.body FROM versions v JOIN documents d ON d.num = v.document
                   WHERE d.id = ?1 AND v.version = ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        let body: Option<Vec<u8>> = statement
            .query_row(params![id.as_str(), version], |row| row.get(0))
            .optional()?;
        body.map(|body| stored::unpack(&body)).transpose()
    }

    /// All versions of a document, newest first, each with what it changed.
    ///
    /// # Errors
    /// [`CatalogueError`] if they cannot be read.
    pub fn versions(&self, id: &DocumentId) -> Result<Vec<VersionEntry>, CatalogueError> {
        let sql = "SELECT v.version, v.stored, v.body FROM versions v JOIN documents d ON d.num = v.document
                   WHERE d.id = ?1 ORDER BY v.version";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([id.as_str()])?;
        let mut entries = Vec::new();
        let mut before: Option<Document> = None;
        while let Some(row) = rows.next()? {
            let body: Vec<u8> = row.get(2)?;
            let document = stored::unpack(&body)?;
            let changes = before
                .as_ref()
                .map(|b| VersionDifference::between(b, &document))
                .unwrap_or_default();
            entries.push(VersionEntry {
                version: row.get(0)?,
                stored: row.get(1)?,
                changes,
            });
            before = Some(document);
        }
        entries.reverse();
        Ok(entries)
    }
}
