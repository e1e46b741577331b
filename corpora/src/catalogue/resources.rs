//! Resources: the addresses and paths a source lists, as they were last seen.

use rusqlite::{OptionalExtension, params};

use super::{Batch, Catalogue, CatalogueError, now};
use crate::document::Date;

/// A resource as it was last taken in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Resource {
    /// The source.
    pub source: String,
    /// Address or path.
    pub key: String,
    /// Digest of its bytes.
    pub digest: String,
    /// Name and version of the extractor that read it: a better one reads it again.
    pub extractor: String,
    /// Media type as recognised.
    pub media_type: Option<String>,
    /// Validator of the server (RFC 9110, 8.8.3).
    pub etag: Option<String>,
    /// Validator of the server (RFC 9110, 8.8.2).
    pub last_modified: Option<String>,
    /// What came of it.
    pub outcome: ResourceOutcome,
}

/// What came of a resource.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ResourceOutcome {
    /// Documents it held.
    pub documents: u64,
    /// Items of it that were refused.
    pub quarantined: u64,
}

impl Batch<'_> {
    /// Records that a resource was taken in.
    ///
    /// # Errors
    /// [`CatalogueError::Sqlite`] if it cannot be stored.
    pub fn record_resource(&self, resource: &Resource) -> Result<(), CatalogueError> {
        let sql = "INSERT INTO resources
             (source, key, digest, extractor, media_type, etag, last_modified, fetched, documents, quarantined)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
             ON CONFLICT (source, key) DO UPDATE SET digest = excluded.digest, extractor = excluded.extractor,
                 media_type = excluded.media_type, etag = excluded.etag,
                 last_modified = excluded.last_modified, fetched = excluded.fetched,
                 documents = excluded.documents, quarantined = excluded.quarantined";
        self.transaction.prepare_cached(sql)?.execute(params![
            resource.source,
            resource.key,
            resource.digest,
            resource.extractor,
            resource.media_type,
            resource.etag,
            resource.last_modified,
            now(),
            resource.outcome.documents.cast_signed(),
            resource.outcome.quarantined.cast_signed()
        ])?;
        Ok(())
    }

    /// Digest of the bytes of a resource as it was last taken in.
    ///
    /// # Errors
    /// [`CatalogueError::Sqlite`] if it cannot be read.
    pub fn taken_digest(&self, source: &str, key: &str) -> Result<Option<String>, CatalogueError> {
        let sql = "SELECT digest FROM resources WHERE source = ?1 AND key = ?2";
        let mut statement = self.transaction.prepare_cached(sql)?;
        Ok(statement
            .query_row([source, key], |row| row.get(0))
            .optional()?)
    }

    /// Sees to it that a resource which could not be had is read anew when it can be had again,
    /// also if it is unchanged: what was refused of it has made way for the failure. What is not
    /// recorded stays so.
    ///
    /// # Errors
    /// [`CatalogueError::Sqlite`] if it cannot be written.
    pub fn forget_reading(&self, source: &str, key: &str) -> Result<(), CatalogueError> {
        let sql = "UPDATE resources SET extractor = '', etag = NULL, last_modified = NULL
             WHERE source = ?1 AND key = ?2";
        self.transaction
            .prepare_cached(sql)?
            .execute([source, key])?;
        Ok(())
    }
}

impl Catalogue {
    /// A resource as it was last taken in; `None` if it never was, wholly.
    ///
    /// # Errors
    /// [`CatalogueError::Sqlite`] if it cannot be read.
    pub fn resource(&self, source: &str, key: &str) -> Result<Option<Resource>, CatalogueError> {
        let sql =
            "SELECT digest, extractor, media_type, etag, last_modified, documents, quarantined
                   FROM resources WHERE source = ?1 AND key = ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        let found = statement.query_row([source, key], |row| {
            let outcome = ResourceOutcome {
                documents: row.get::<_, i64>(5)?.unsigned_abs(),
                quarantined: row.get::<_, i64>(6)?.unsigned_abs(),
            };
            Ok(Resource {
                source: source.to_owned(),
                key: key.to_owned(),
                digest: row.get(0)?,
                extractor: row.get(1)?,
                media_type: row.get(2)?,
                etag: row.get(3)?,
                last_modified: row.get(4)?,
                outcome,
            })
        });
        Ok(found.optional()?)
    }

    /// The day (UTC) on which a resource was last taken in; `None` if it never was, wholly.
    ///
    /// # Errors
    /// [`CatalogueError::Sqlite`] if it cannot be read.
    pub fn resource_taken_on(
        &self,
        source: &str,
        key: &str,
    ) -> Result<Option<Date>, CatalogueError> {
        let sql = "SELECT fetched FROM resources WHERE source = ?1 AND key = ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        let found = statement.query_row([source, key], |row| row.get::<_, String>(0));
        Ok(found.optional()?.and_then(|at| Date::parse(&at).ok()))
    }

    /// Up to `limit` keys of a source that come after `after`, in order: to walk through all.
    ///
    /// # Errors
    /// [`CatalogueError::Sqlite`] if they cannot be read.
    pub fn resource_keys_after(
        &self,
        source: &str,
        after: &str,
        limit: usize,
    ) -> Result<Vec<String>, CatalogueError> {
        let sql = "SELECT key FROM resources WHERE source = ?1 AND key > ?2 ORDER BY key LIMIT ?3";
        let mut statement = self.connection.prepare_cached(sql)?;
        let keys = statement.query_map(params![source, after, limit], |row| row.get(0))?;
        Ok(keys.collect::<Result<_, _>>()?)
    }
}
