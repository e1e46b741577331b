//! The places a document is found at, and what each of them knows of it.

use rusqlite::{OptionalExtension, params};

use super::standing::status_json;
use super::{Batch, CatalogueError, now};
use crate::document::{Document, DocumentId, Identifier, State};

/// What is known of the place a document comes from.
pub(super) struct Held {
    pub(super) num: i64,
    pub(super) digest: String,
    /// Whether it is the document's own place.
    pub(super) own: bool,
}

impl Batch<'_> {
    pub(super) fn held(&self, document: &Document) -> Result<Option<Held>, CatalogueError> {
        let sql = "SELECT h.document, h.digest, d.source = h.source AND d.key = h.key
             FROM holdings h JOIN documents d ON d.num = h.document WHERE h.source = ?1 AND h.key = ?2";
        let mut statement = self.transaction.prepare_cached(sql)?;
        let held = statement.query_row([&document.source, &document.key], |row| {
            Ok(Held {
                num: row.get(0)?,
                digest: row.get(1)?,
                own: row.get(2)?,
            })
        });
        Ok(held.optional()?)
    }

    /// Records where a document was found, and returns its number. Of a place that is not its own, what
    /// it says of standing and identifiers is kept: the stored text is that of the document's own place.
    pub(super) fn hold(
        &self,
        document: &Document,
        resource: &str,
        id: &DocumentId,
        digest: &str,
    ) -> Result<i64, CatalogueError> {
        let sql = "SELECT num, source = ?2 AND key = ?3 FROM documents WHERE id = ?1";
        let row = params![id.as_str(), document.source, document.key];
        let (num, own): (i64, bool) = self
            .transaction
            .prepare_cached(sql)?
            .query_row(row, |row| Ok((row.get(0)?, row.get(1)?)))?;
        let status = said(document).filter(|_| !own).transpose()?;
        let sql = "INSERT INTO holdings (source, key, document, resource, url, digest, first_seen, status)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (source, key) DO UPDATE SET
                 document = excluded.document, resource = excluded.resource,
                 url = excluded.url, digest = excluded.digest, status = excluded.status";
        self.transaction.prepare_cached(sql)?.execute(params![
            document.source,
            document.key,
            num,
            resource,
            document.url,
            digest,
            now(),
            status
        ])?;
        let identifiers = if own { &[] } else { &*document.identifiers };
        self.keep_identifiers(document, identifiers)?;
        Ok(num)
    }

    /// Makes the place of `document` the own one of the document `num`. What the old one says counts
    /// on as the word of another place.
    pub(super) fn move_to(&self, num: i64, document: &Document) -> Result<(), CatalogueError> {
        let before = self.current(num)?;
        self.transaction
            .prepare_cached("UPDATE documents SET source = ?2, key = ?3 WHERE num = ?1")?
            .execute(params![num, document.source, document.key])?;
        self.transaction
            .prepare_cached("UPDATE holdings SET status = ?3 WHERE source = ?1 AND key = ?2")?
            .execute(params![
                before.source,
                before.key,
                said(&before).transpose()?
            ])?;
        self.keep_identifiers(&before, &before.identifiers)
    }

    fn keep_identifiers(
        &self,
        place: &Document,
        identifiers: &[Identifier],
    ) -> Result<(), CatalogueError> {
        self.transaction
            .prepare_cached("DELETE FROM held_identifiers WHERE source = ?1 AND key = ?2")?
            .execute([&place.source, &place.key])?;
        let sql = "INSERT OR IGNORE INTO held_identifiers (source, key, scheme, value)
                   VALUES (?1, ?2, ?3, ?4)";
        for identifier in identifiers {
            let row = params![
                place.source,
                place.key,
                identifier.scheme(),
                identifier.value()
            ];
            self.transaction.prepare_cached(sql)?.execute(row)?;
        }
        Ok(())
    }

    /// Stores by which identifiers a document can be named: its own and those of its other places.
    pub(super) fn store_identifiers(
        &self,
        num: i64,
        document: &Document,
    ) -> Result<(), CatalogueError> {
        self.transaction
            .prepare_cached("DELETE FROM identifiers WHERE document = ?1")?
            .execute([num])?;
        let sql = "INSERT OR IGNORE INTO identifiers (scheme, value, document) VALUES (?1, ?2, ?3)";
        for identifier in &document.identifiers {
            let row = params![identifier.scheme(), identifier.value(), num];
            self.transaction.prepare_cached(sql)?.execute(row)?;
        }
        let sql = "INSERT OR IGNORE INTO identifiers (scheme, value, document)
                   SELECT i.scheme, i.value, h.document
                   FROM holdings h JOIN held_identifiers i ON i.source = h.source AND i.key = h.key
                   WHERE h.document = ?1";
        self.transaction.prepare_cached(sql)?.execute([num])?;
        Ok(())
    }
}

/// What a place says against a document.
fn said(document: &Document) -> Option<Result<String, CatalogueError>> {
    (document.status.state != State::Current).then(|| status_json(&document.status))
}
