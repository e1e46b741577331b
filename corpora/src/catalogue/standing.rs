//! Whether documents still hold: notices from outside, and which document replaces which.

use rusqlite::{OptionalExtension, params};

use super::changes::{self, ChangeKind};
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
                   ON CONFLICT DO UPDATE SET status = excluded.status, recorded = excluded.recorded
                   WHERE status <> excluded.status";
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

    /// Standings that others announced of this document, by any of its names.
    fn announced(&self, num: i64, document: &Document) -> Result<Vec<Status>, CatalogueError> {
        let mut names = names(&self.id_of(num)?, document);
        names.push(("num", num.to_string()));
        let sql = "SELECT status FROM announcements WHERE scheme = ?1 AND value = ?2
                   AND NOT (source = ?3 AND key = ?4) ORDER BY recorded DESC";
        let mut found = Vec::new();
        for (scheme, value) in names {
            // Its own place may say that it is gone, but not what its own text already says.
            let own = if scheme == "num" {
                ""
            } else {
                &document.source
            };
            let mut statement = self.transaction.prepare_cached(sql)?;
            let rows = statement.query_map(params![scheme, value, own, document.key], |row| {
                row.get::<_, String>(0)
            })?;
            for json in rows {
                found.push(parse(&json?)?);
            }
        }
        Ok(found)
    }

    /// Works out the standing: the latest notice, what others announced, or what the document says,
    /// the most serious of them.
    pub(super) fn settle_status(
        &self,
        num: i64,
        document: &Document,
    ) -> Result<(), CatalogueError> {
        let sql = "SELECT status FROM notices WHERE document = ?1 ORDER BY id DESC LIMIT 1";
        let mut statement = self.transaction.prepare_cached(sql)?;
        let notice: Option<String> = statement.query_row([num], |row| row.get(0)).optional()?;
        let noticed = notice.map(|json| parse(&json)).transpose()?;
        // Of equals the one that a librarian or a notice gave is taken: it says more.
        let given = noticed.into_iter().chain(self.announced(num, document)?);
        let status = given.fold(None::<Status>, |worst, next| match worst {
            Some(worst) if worst.state >= next.state => Some(worst),
            _ => Some(next),
        });
        let status = status
            .filter(|given| given.state >= document.status.state)
            .unwrap_or_else(|| document.status.clone());
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
        let names = names(&self.id_of(num)?, document);
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

/// Everything by which others may refer to a document.
pub(super) fn names(id: &DocumentId, document: &Document) -> Vec<(&'static str, String)> {
    let identifiers = document.identifiers.iter();
    let mut names: Vec<(&'static str, String)> = identifiers
        .map(|i| (i.scheme(), i.value().to_owned()))
        .collect();
    names.push(target(
        &document.source,
        &Reference::Key(document.key.clone()),
    ));
    names.push(target("", &Reference::Document(id.clone())));
    names
}

fn parse(json: &str) -> Result<Status, CatalogueError> {
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
