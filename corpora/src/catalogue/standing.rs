//! Whether documents still hold: notices from outside, and which document replaces which.

use rusqlite::{OptionalExtension, params};

use super::changes::{self, ChangeKind};
use super::{Batch, CatalogueError, now, stored};
use crate::document::{Document, DocumentId, Reference, Status};

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

    /// Works out the standing: the latest notice or what the document says, the more serious.
    pub(super) fn settle_status(
        &self,
        num: i64,
        document: &Document,
    ) -> Result<(), CatalogueError> {
        let sql = "SELECT status FROM notices WHERE document = ?1 ORDER BY id DESC LIMIT 1";
        let mut statement = self.transaction.prepare_cached(sql)?;
        let notice: Option<String> = statement.query_row([num], |row| row.get(0)).optional()?;
        let noticed = notice
            .map(|json| {
                serde_json::from_str::<Status>(&json)
                    .map_err(|e| CatalogueError::damaged("notice", &e))
            })
            .transpose()?;
        let status = match noticed {
            Some(noticed) if noticed.state >= document.status.state => noticed,
            _ => document.status.clone(),
        };
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
        let mut names: Vec<(&'static str, String)> = document
            .identifiers
            .iter()
            .map(|i| (i.scheme(), i.value().to_owned()))
            .collect();
        names.push(target(
            &document.source,
            &Reference::Key(document.key.clone()),
        ));
        names.push(target("", &Reference::Document(self.id_of(num)?)));
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

/// Scheme and value under which a reference waits in the table of replacements.
fn target(source: &str, reference: &Reference) -> (&'static str, String) {
    match reference {
        Reference::Document(id) => ("id", id.to_string()),
        Reference::Key(key) => ("key", format!("{source}\n{key}")),
        Reference::Identifier(identifier) => (identifier.scheme(), identifier.value().to_owned()),
    }
}

pub(super) fn status_json(status: &Status) -> Result<String, CatalogueError> {
    serde_json::to_string(status).map_err(|e| CatalogueError::damaged("status", &e))
}
