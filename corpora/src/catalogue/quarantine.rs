//! What was refused, why, and the bytes it was.

use rusqlite::{OptionalExtension, Row, params};
use serde::Serialize;

use super::{Batch, Catalogue, CatalogueError, now};

/// Something that could not become a document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Quarantined {
    /// Its number; 0 until it is stored.
    pub id: u64,
    /// The source.
    pub source: String,
    /// The address or path.
    pub resource: String,
    /// Which part of the resource, such as `line 12`; empty for the whole.
    pub item: String,
    /// Short code of the reason, such as `encrypted` or `no-text`.
    pub reason: String,
    /// What was found, what was expected, what to do.
    pub detail: String,
    /// Media type as recognised.
    pub media_type: Option<String>,
    /// Media type as declared, with its parameters.
    pub content_type: Option<String>,
    /// Where the bytes were found in the end, if in the web.
    pub address: Option<String>,
    /// Digest under which the bytes are kept.
    pub digest: Option<String>,
    /// Size of the bytes.
    pub size: u64,
    /// When (RFC 3339).
    pub at: String,
}

/// Which items in quarantine are meant; all, if nothing is said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QuarantineFilter {
    /// The source.
    pub source: Option<String>,
    /// Code of the reason.
    pub reason: Option<String>,
}

const SELECT: &str = "SELECT id, source, resource, item, reason, detail, media_type, digest, size,
     at, content_type, address FROM quarantine";

fn read(row: &Row<'_>) -> rusqlite::Result<Quarantined> {
    Ok(Quarantined {
        id: row.get::<_, i64>(0)?.unsigned_abs(),
        source: row.get(1)?,
        resource: row.get(2)?,
        item: row.get(3)?,
        reason: row.get(4)?,
        detail: row.get(5)?,
        media_type: row.get(6)?,
        digest: row.get(7)?,
        size: row.get::<_, i64>(8)?.unsigned_abs(),
        at: row.get(9)?,
        content_type: row.get(10)?,
        address: row.get(11)?,
    })
}

/// Compression level of kept bytes.
const LEVEL: i32 = 3;

impl Batch<'_> {
    /// Puts something into quarantine, in place of what stood there for the same item, under its number.
    ///
    /// # Errors
    /// [`CatalogueError::Sqlite`] if it cannot be stored.
    pub fn quarantine(&self, item: &Quarantined) -> Result<(), CatalogueError> {
        let sql = "INSERT INTO quarantine (source, resource, item, reason, detail, media_type, digest, size, at,
             content_type, address)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
             ON CONFLICT (source, resource, item) DO UPDATE SET reason = excluded.reason,
                 detail = excluded.detail, media_type = excluded.media_type,
                 digest = excluded.digest, size = excluded.size, at = excluded.at,
                 content_type = excluded.content_type, address = excluded.address, reread = 0";
        self.transaction.prepare_cached(sql)?.execute(params![
            item.source,
            item.resource,
            item.item,
            item.reason,
            item.detail,
            item.media_type,
            item.digest,
            item.size.cast_signed(),
            now(),
            item.content_type,
            item.address
        ])?;
        Ok(())
    }

    /// A resource is read again: what is in quarantine of it stays until [`Self::leave_quarantine`], so that
    /// nothing is lost where the reading is cut off, and an item that is refused again keeps its number.
    ///
    /// # Errors
    /// [`CatalogueError::Sqlite`] if it cannot be written.
    pub fn reread_quarantine(&self, source: &str, resource: &str) -> Result<(), CatalogueError> {
        let sql = "UPDATE quarantine SET reread = 1 WHERE source = ?1 AND resource = ?2";
        self.transaction
            .prepare_cached(sql)?
            .execute([source, resource])?;
        Ok(())
    }

    /// A resource was read again to its end: what was not refused again leaves quarantine.
    ///
    /// # Errors
    /// [`CatalogueError::Sqlite`] if it cannot be written.
    pub fn leave_quarantine(&self, source: &str, resource: &str) -> Result<(), CatalogueError> {
        let sql = "DELETE FROM quarantine WHERE source = ?1 AND resource = ?2 AND reread = 1";
        self.transaction
            .prepare_cached(sql)?
            .execute([source, resource])?;
        Ok(())
    }

    /// Keeps bytes under their digest; bytes that are here already are not stored again.
    ///
    /// # Errors
    /// [`CatalogueError`] if they cannot be stored.
    pub fn keep_bytes(&self, digest: &str, bytes: &[u8]) -> Result<(), CatalogueError> {
        let here = "SELECT 1 FROM blobs WHERE digest = ?1";
        if self.transaction.prepare_cached(here)?.exists([digest])? {
            return Ok(());
        }
        let packed =
            zstd::bulk::compress(bytes, LEVEL).map_err(|e| CatalogueError::damaged("bytes", &e))?;
        let sql = "INSERT INTO blobs (digest, size, bytes) VALUES (?1, ?2, ?3)";
        self.transaction
            .prepare_cached(sql)?
            .execute(params![digest, bytes.len(), packed])?;
        Ok(())
    }
}

impl Catalogue {
    /// Everything in quarantine, newest first, at most `limit`.
    ///
    /// # Errors
    /// [`CatalogueError::Sqlite`] if it cannot be read.
    pub fn quarantined(&self, limit: usize) -> Result<Vec<Quarantined>, CatalogueError> {
        self.quarantined_like(&QuarantineFilter::default(), limit)
    }

    /// What is in quarantine of a source, for a reason, or both, newest first, at most `limit`.
    ///
    /// # Errors
    /// [`CatalogueError::Sqlite`] if it cannot be read.
    pub fn quarantined_like(
        &self,
        filter: &QuarantineFilter,
        limit: usize,
    ) -> Result<Vec<Quarantined>, CatalogueError> {
        let sql = format!(
            "{SELECT} WHERE (?1 IS NULL OR source = ?1) AND (?2 IS NULL OR reason = ?2)
             ORDER BY id DESC LIMIT ?3"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = statement.query_map(params![filter.source, filter.reason, limit], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// One item in quarantine.
    ///
    /// # Errors
    /// [`CatalogueError::NoQuarantined`] if there is none of that number.
    pub fn quarantined_item(&self, id: u64) -> Result<Quarantined, CatalogueError> {
        let mut statement = self
            .connection
            .prepare_cached(&format!("{SELECT} WHERE id = ?1"))?;
        let found = statement.query_row([id.cast_signed()], read).optional()?;
        found.ok_or(CatalogueError::NoQuarantined { id })
    }

    /// Forgets an item in quarantine. Its bytes stay: another item may need them.
    ///
    /// # Errors
    /// [`CatalogueError::NoQuarantined`] if there is none of that number.
    pub fn drop_quarantined(&self, id: u64) -> Result<(), CatalogueError> {
        let sql = "DELETE FROM quarantine WHERE id = ?1";
        match self.connection.execute(sql, [id.cast_signed()])? {
            0 => Err(CatalogueError::NoQuarantined { id }),
            _ => Ok(()),
        }
    }

    /// Numbers of refused items of a source by reason.
    ///
    /// # Errors
    /// [`CatalogueError::Sqlite`] if they cannot be read.
    pub fn quarantine_reasons(&self, source: &str) -> Result<Vec<(String, u64)>, CatalogueError> {
        let sql = "SELECT reason, count(*) FROM quarantine WHERE source = ?1
                   GROUP BY reason ORDER BY count(*) DESC, reason";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([source], |row| {
            Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs()))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Number of items in quarantine.
    ///
    /// # Errors
    /// [`CatalogueError::Sqlite`] if it cannot be read.
    pub fn quarantine_count(&self) -> Result<u64, CatalogueError> {
        let count: i64 =
            self.connection
                .query_row("SELECT count(*) FROM quarantine", [], |row| row.get(0))?;
        Ok(count.unsigned_abs())
    }

    /// Bytes kept under a digest.
    ///
    /// # Errors
    /// [`CatalogueError`] if they cannot be read.
    pub fn bytes(&self, digest: &str) -> Result<Option<Vec<u8>>, CatalogueError> {
        let sql = "SELECT size, bytes FROM blobs WHERE digest = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        let found: Option<(usize, Vec<u8>)> = statement
            .query_row([digest], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let unpack = |(size, packed): (usize, Vec<u8>)| {
            zstd::bulk::decompress(&packed, size).map_err(|e| CatalogueError::damaged("bytes", &e))
        };
        found.map(unpack).transpose()
    }
}
