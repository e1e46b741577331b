//! Documents as they are read back.

use std::cell::RefCell;
use std::ops::RangeInclusive;

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};
use zstd::bulk::{Compressor, Decompressor};

use super::{Catalogue, CatalogueError};
use crate::document::{Document, DocumentId, Reference, Status};

/// A document with what the catalogue knows of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoredDocument {
    /// Its stable identifier.
    pub id: DocumentId,
    /// Its number in this catalogue, which the index uses.
    pub num: u64,
    /// Its current version, from 1.
    pub version: u32,
    /// The document as last extracted.
    pub document: Document,
    /// Its standing: what the document says of itself or what a notice says, the more serious.
    pub status: Status,
    /// The document that replaces it, if that is here.
    pub replaced_by: Option<Link>,
    /// Everywhere it was found, its own place first.
    pub holdings: Vec<Holding>,
    /// When it was first stored (RFC 3339).
    pub first_seen: String,
    /// When its present version was stored (RFC 3339).
    pub changed: String,
}

/// Enough of a document to point a reader to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Its stable identifier.
    pub id: DocumentId,
    /// Its number in this catalogue.
    pub num: u64,
    /// Its title.
    pub title: String,
}

/// A place where a document was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    /// The source.
    pub source: String,
    /// The source's key.
    pub key: String,
    /// Address there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// Compression level of stored documents: level 3 packs a 2 kB abstract in 30 µs.
const LEVEL: i32 = 3;

/// No stored document is larger than this once unpacked.
const MAX_BODY_BYTES: usize = 256 * 1024 * 1024;

thread_local! {
    // Making these costs more than packing an abstract.
    static COMPRESSOR: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static DECOMPRESSOR: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

pub(super) fn pack(document: &Document) -> Result<Vec<u8>, CatalogueError> {
    let json = serde_json::to_vec(document).map_err(|e| CatalogueError::damaged("document", &e))?;
    let packed = COMPRESSOR.with_borrow_mut(|compressor| match compressor {
        Some(compressor) => compressor.compress(&json),
        None => compressor.insert(Compressor::new(LEVEL)?).compress(&json),
    });
    packed.map_err(|e| CatalogueError::damaged("document", &e))
}

pub(super) fn unpack(body: &[u8]) -> Result<Document, CatalogueError> {
    let size = Decompressor::upper_bound(body)
        .unwrap_or(MAX_BODY_BYTES)
        .min(MAX_BODY_BYTES);
    let json = DECOMPRESSOR.with_borrow_mut(|decompressor| match decompressor {
        Some(decompressor) => decompressor.decompress(body, size),
        None => decompressor
            .insert(Decompressor::new()?)
            .decompress(body, size),
    });
    let json = json.map_err(|e| CatalogueError::damaged("document", &e))?;
    serde_json::from_slice(&json).map_err(|e| CatalogueError::damaged("document", &e))
}

/// Finds the document a reference points to, if it is here.
pub(super) fn resolve(
    connection: &Connection,
    from_source: &str,
    reference: &Reference,
) -> Result<Option<i64>, CatalogueError> {
    let found = match reference {
        Reference::Document(id) => connection
            .prepare_cached("SELECT num FROM documents WHERE id = ?1")?
            .query_row([id.as_str()], |row| row.get(0))
            .optional()?,
        Reference::Key(key) => connection
            .prepare_cached("SELECT document FROM holdings WHERE source = ?1 AND key = ?2")?
            .query_row([from_source, key], |row| row.get(0))
            .optional()?,
        Reference::Identifier(identifier) => connection
            .prepare_cached(
                "SELECT min(document) FROM identifiers WHERE scheme = ?1 AND value = ?2",
            )?
            .query_row([identifier.scheme(), identifier.value()], |row| row.get(0))?,
    };
    Ok(found)
}

const SELECT: &str = "SELECT d.num, d.id, d.version, d.status, d.first_seen, d.changed, v.body
     FROM documents d JOIN versions v ON v.document = d.num AND v.version = d.version";

impl Catalogue {
    /// The document with that identifier.
    ///
    /// # Errors
    /// [`CatalogueError`] if it cannot be read.
    pub fn document(&self, id: &DocumentId) -> Result<Option<StoredDocument>, CatalogueError> {
        let mut statement = self
            .connection
            .prepare_cached(&format!("{SELECT} WHERE d.id = ?1"))?;
        let mut rows = statement.query([id.as_str()])?;
        rows.next()?.map(|row| self.read(row)).transpose()
    }

    /// The document with that number.
    ///
    /// # Errors
    /// [`CatalogueError`] if it cannot be read.
    pub fn document_by_num(&self, num: u64) -> Result<Option<StoredDocument>, CatalogueError> {
        let mut statement = self
            .connection
            .prepare_cached(&format!("{SELECT} WHERE d.num = ?1"))?;
        let mut rows = statement.query([num.cast_signed()])?;
        rows.next()?.map(|row| self.read(row)).transpose()
    }

    /// Numbers of up to `limit` documents after `after`, ascending: to walk through all.
    ///
    /// # Errors
    /// [`CatalogueError::Sqlite`] if they cannot be read.
    pub fn document_nums_after(
        &self,
        after: u64,
        limit: usize,
    ) -> Result<Vec<u64>, CatalogueError> {
        let sql = "SELECT num FROM documents WHERE num > ?1 ORDER BY num LIMIT ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        let nums = statement.query_map(params![after.cast_signed(), limit], |row| {
            row.get::<_, i64>(0)
        })?;
        nums.map(|num| Ok(num?.unsigned_abs())).collect()
    }

    /// Up to `limit` documents after `after`, ascending by their numbers, each with what
    /// [`Catalogue::first_alike`] says of it: to walk through all. A statement for each table reads
    /// them in a row, where one for each document searches every table from its root.
    ///
    /// # Errors
    /// [`CatalogueError`] if they cannot be read.
    pub fn documents_after(
        &self,
        after: u64,
        limit: usize,
    ) -> Result<Vec<(StoredDocument, u64)>, CatalogueError> {
        let sql = format!("{SELECT} WHERE d.num > ?1 ORDER BY d.num LIMIT ?2");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(params![after.cast_signed(), limit])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push((self.read_bare(row)?, 0));
        }
        let Some((last, _)) = found.last() else {
            return Ok(found);
        };
        let range = after.cast_signed() + 1..=last.num.cast_signed();
        let mut held = self.held_between(&range)?.into_iter().peekable();
        let alike = self.first_alike_between(&range)?;
        for (stored, like) in &mut found {
            let num = stored.num;
            *like = *alike.get(&num).unwrap_or(&num);
            while let Some((document, holding)) = held.next_if(|(document, _)| *document <= num) {
                if document == num {
                    stored.holdings.push(holding);
                }
            }
            let Document { source, key, .. } = &stored.document;
            // The sort is stable: the others stay in their order.
            stored
                .holdings
                .sort_by_key(|held| held.source != *source || held.key != *key);
        }
        Ok(found)
    }

    fn read(&self, row: &Row<'_>) -> Result<StoredDocument, CatalogueError> {
        let mut stored = self.read_bare(row)?;
        stored.holdings = self.holdings(stored.num.cast_signed(), &stored.document)?;
        Ok(stored)
    }

    /// A document without the places it was found at.
    fn read_bare(&self, row: &Row<'_>) -> Result<StoredDocument, CatalogueError> {
        let num: i64 = row.get(0)?;
        let id: String = row.get(1)?;
        let id =
            DocumentId::parse(&id).ok_or_else(|| CatalogueError::damaged("document id", &id))?;
        let status: String = row.get(3)?;
        let status: Status = serde_json::from_str(&status)
            .map_err(|e| CatalogueError::damaged(format!("status of {id}"), &e))?;
        let document = unpack(row.get_ref(6)?.as_blob().map_err(rusqlite::Error::from)?)?;
        let target = match &status.by {
            Some(reference) => resolve(&self.connection, &document.source, reference)?,
            None => None,
        };
        Ok(StoredDocument {
            id,
            num: num.unsigned_abs(),
            version: row.get(2)?,
            replaced_by: target
                .filter(|t| *t != num)
                .map(|t| self.link(t))
                .transpose()?,
            holdings: Vec::new(),
            document,
            status,
            first_seen: row.get(4)?,
            changed: row.get(5)?,
        })
    }

    pub(super) fn link(&self, num: i64) -> Result<Link, CatalogueError> {
        let sql = format!("{SELECT} WHERE d.num = ?1");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let (id, body): (String, Vec<u8>) =
            statement.query_row([num], |row| Ok((row.get(1)?, row.get(6)?)))?;
        let id =
            DocumentId::parse(&id).ok_or_else(|| CatalogueError::damaged("document id", &id))?;
        Ok(Link {
            id,
            num: num.unsigned_abs(),
            title: unpack(&body)?.title,
        })
    }

    /// The places of documents, by their numbers and then as [`Catalogue::holdings`] orders those
    /// that are not a document's own.
    fn held_between(
        &self,
        range: &RangeInclusive<i64>,
    ) -> Result<Vec<(u64, Holding)>, CatalogueError> {
        let sql = "SELECT source, key, url, document FROM holdings
                   WHERE document BETWEEN ?1 AND ?2
                   ORDER BY document, first_seen, source, key";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([range.start(), range.end()], |row| {
            let document: i64 = row.get(3)?;
            Ok((document.unsigned_abs(), holding(row)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn holdings(&self, num: i64, document: &Document) -> Result<Vec<Holding>, CatalogueError> {
        let sql = "SELECT source, key, url FROM holdings WHERE document = ?1
                   ORDER BY (source = ?2 AND key = ?3) DESC, first_seen, source, key";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(params![num, document.source, document.key], holding)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// Reads a place from the first columns of a row.
fn holding(row: &Row<'_>) -> Result<Holding, rusqlite::Error> {
    Ok(Holding {
        source: row.get(0)?,
        key: row.get(1)?,
        url: row.get(2)?,
    })
}
