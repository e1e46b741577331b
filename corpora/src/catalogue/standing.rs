//! Whether documents still hold: notices from outside, and which document replaces which.

use rusqlite::{Connection, params};

use super::changes::{self, ChangeKind};
use super::statements::{self, said_of};
use super::{Batch, CatalogueError, now, stored};
use crate::document::{Document, DocumentId, Notice, Reference, Status};

impl Batch<'_> {
    /// Records a standing given from outside the document: a retraction notice, a librarian.
    ///
    /// # Errors
    /// [`CatalogueError::NoDocument`] if it is not here.
    pub fn notice(&self, id: &DocumentId, status: &Status) -> Result<(), CatalogueError> {
        let num = stored::resolve(&self.transaction, "", &Reference::Document(id.clone()))?
            .ok_or_else(|| CatalogueError::NoDocument { id: id.to_string() })?;
        let sql = "INSERT INTO notices (document, status, recorded) VALUES (?1, ?2, ?3)";
        self.transaction
            .execute(sql, params![num, status_json(status)?, now()])?;
        self.settle_status(num, &self.current(num)?)?;
        changes::append(&self.transaction, num, ChangeKind::Status, 0)
    }

    /// Records what a document of a source says of the standing of another, which may not be here
    /// yet. Says the same document something else later, that counts.
    ///
    /// # Errors
    /// [`CatalogueError`] if it cannot be stored.
    pub fn announce(&self, source: &str, key: &str, notice: &Notice) -> Result<(), CatalogueError> {
        let (scheme, value) = target(source, &notice.about);
        let status = status_json(&notice.status)?;
        let sql = "INSERT INTO announcements (scheme, value, source, key, status, recorded)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                   ON CONFLICT DO UPDATE SET status = excluded.status, recorded = excluded.recorded,
                       dropped = NULL
                   WHERE status <> excluded.status OR dropped IS NOT NULL";
        let row = params![scheme, value, source, key, status, now()];
        if self.transaction.prepare_cached(sql)?.execute(row)? == 0 {
            return Ok(());
        }
        for num in self.all_named(source, &notice.about)? {
            self.settle_status(num, &self.current(num)?)?;
            changes::append(&self.transaction, num, ChangeKind::Status, 0)?;
        }
        Ok(())
    }

    /// All documents a reference names: translations share the identifier of their original.
    fn all_named(&self, source: &str, reference: &Reference) -> Result<Vec<i64>, CatalogueError> {
        let Reference::Identifier(identifier) = reference else {
            let found = stored::resolve(&self.transaction, source, reference)?;
            return Ok(found.into_iter().collect());
        };
        let sql = "SELECT document FROM identifiers WHERE scheme = ?1 AND value = ?2";
        let mut statement = self.transaction.prepare_cached(sql)?;
        let found =
            statement.query_map([identifier.scheme(), identifier.value()], |row| row.get(0))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Works out the standing: the most serious of what the document says, what other places of it
    /// say, what others announced, and what a librarian said last.
    pub(super) fn settle_status(
        &self,
        num: i64,
        document: &Document,
    ) -> Result<(), CatalogueError> {
        let statements = said_of(&self.transaction, num, document)?;
        let status = statements::settle(&statements, &document.status);
        self.transaction
            .prepare_cached("UPDATE documents SET status = ?2 WHERE num = ?1")?
            .execute(params![num, status_json(&status)?])?;
        self.transaction
            .prepare_cached("DELETE FROM replacements WHERE document = ?1")?
            .execute([num])?;
        if let Some(reference) = &status.by {
            let (scheme, value) = target(&document.source, reference);
            self.transaction
                .prepare_cached(
                    "INSERT INTO replacements (document, scheme, value) VALUES (?1, ?2, ?3)",
                )?
                .execute(params![num, scheme, value])?;
        }
        Ok(())
    }

    /// Documents that wait for this one to replace them are told that it is here.
    pub(super) fn announce_arrival(
        &self,
        num: i64,
        document: &Document,
    ) -> Result<(), CatalogueError> {
        let names = names(&self.transaction, num, document)?;
        let sql =
            "SELECT document FROM replacements WHERE scheme = ?1 AND value = ?2 AND document <> ?3";
        for (scheme, value) in names {
            let mut statement = self.transaction.prepare_cached(sql)?;
            let waiting = statement.query_map(params![scheme, value, num], |row| row.get(0))?;
            for document in waiting.collect::<Result<Vec<i64>, _>>()? {
                changes::append(&self.transaction, document, ChangeKind::Status, 0)?;
            }
        }
        Ok(())
    }
}

/// Everything by which others may refer to a document: its identifiers and those that its other places
/// give it, its keys, its number.
pub(super) fn names(
    connection: &Connection,
    num: i64,
    document: &Document,
) -> Result<Vec<(String, String)>, CatalogueError> {
    let sql = "SELECT scheme, value FROM identifiers WHERE document = ?1
               UNION SELECT 'key', source || char(10) || key FROM holdings WHERE document = ?1
               UNION SELECT 'id', id FROM documents WHERE num = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([num], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut names: Vec<(String, String)> = rows.collect::<Result<_, _>>()?;
    // A new document has no holdings yet.
    let (scheme, value) = target(&document.source, &Reference::Key(document.key.clone()));
    if !names.iter().any(|(s, v)| s == scheme && *v == value) {
        names.push((scheme.to_owned(), value));
    }
    Ok(names)
}

pub(super) fn parse(json: &str) -> Result<Status, CatalogueError> {
    serde_json::from_str(json).map_err(|e| CatalogueError::damaged("notice", &e))
}

/// Scheme and value under which a reference waits in the table of replacements.
pub(super) fn target(source: &str, reference: &Reference) -> (&'static str, String) {
    match reference {
        Reference::Document(id) => ("id", id.to_string()),
        Reference::Key(key) => ("key", format!("{source}\n{key}")),
        Reference::Identifier(identifier) => (identifier.scheme(), identifier.value().to_owned()),
    }
}

pub(super) fn status_json(status: &Status) -> Result<String, CatalogueError> {
    serde_json::to_string(status).map_err(|e| CatalogueError::damaged("status", &e))
}
