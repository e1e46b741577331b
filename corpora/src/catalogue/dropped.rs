//! What was said of the standing of a document and is said no more.
//!
//! A retraction that disappears from a page may have been taken back, or may have been lost when the page
//! was made anew. It is not for a program to tell: the standing stays, says that it is no longer said, and
//! a librarian who has looked restores the document.

use rusqlite::{OptionalExtension, params};

use super::changes::{self, ChangeKind};
use super::standing::{parse, status_json, target};
use super::{Batch, CatalogueError, now};
use crate::document::{Document, DocumentId, Notice, State, Status};

impl Batch<'_> {
    /// Records all that a document of a source says of the standing of others. What it said before and
    /// says no more stays, with the day since when that is so.
    ///
    /// # Errors
    /// [`CatalogueError`] if it cannot be stored.
    pub fn announce_all(
        &self,
        source: &str,
        key: &str,
        notices: &[Notice],
    ) -> Result<(), CatalogueError> {
        for notice in notices {
            self.announce(source, key, notice)?;
        }
        let said: Vec<_> = notices.iter().map(|n| target(source, &n.about)).collect();
        let sql = "SELECT scheme, value FROM announcements WHERE source = ?1 AND key = ?2
                   AND scheme NOT IN ('num', 'edition', 'own') AND dropped IS NULL";
        let mut statement = self.transaction.prepare_cached(sql)?;
        let rows = statement.query_map([source, key], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
        })?;
        let known: Vec<(String, String)> = rows.collect::<Result<_, _>>()?;
        let is_said =
            |scheme: &str, value: &str| said.iter().any(|(s, v)| *s == scheme && v == value);
        for (scheme, value) in known.iter().filter(|(s, v)| !is_said(s, v)) {
            let sql = "UPDATE announcements SET dropped = ?5
                       WHERE scheme = ?1 AND value = ?2 AND source = ?3 AND key = ?4";
            self.transaction.prepare_cached(sql)?.execute(params![
                scheme,
                value,
                source,
                key,
                now()
            ])?;
            for num in self.named_by(scheme, value)? {
                self.resettle(num)?;
            }
        }
        Ok(())
    }

    /// What a document says of its own standing as it is stored, where its place is `source` and `key` and
    /// it says something serious.
    ///
    /// # Errors
    /// [`CatalogueError`] if it cannot be read.
    pub fn said_of_itself(
        &self,
        source: &str,
        key: &str,
    ) -> Result<Option<Status>, CatalogueError> {
        let sql = "SELECT d.num, d.status FROM holdings h JOIN documents d ON d.num = h.document
                   WHERE h.source = ?1 AND h.key = ?2 AND d.source = h.source AND d.key = h.key";
        let mut statement = self.transaction.prepare_cached(sql)?;
        let found = statement.query_row([source, key], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
        });
        match found.optional()? {
            Some((num, settled)) if parse(&settled)?.state >= State::Concern => {
                let own = self.current(num)?.status;
                Ok(Some(own).filter(|own| own.state >= State::Concern))
            }
            _ => Ok(None),
        }
    }

    /// Keeps what an earlier version of a document said of its own standing, if the one that was just put
    /// says less; forgets it once the document says so again.
    ///
    /// # Errors
    /// [`CatalogueError`] if it cannot be stored.
    pub fn keep_standing(
        &self,
        id: &DocumentId,
        document: &Document,
        before: Option<&Status>,
    ) -> Result<(), CatalogueError> {
        let sql = "SELECT num FROM documents WHERE id = ?1";
        let mut statement = self.transaction.prepare_cached(sql)?;
        let num: i64 = statement.query_row([id.as_str()], |row| row.get(0))?;
        let state = document.status.state;
        let changed = match before {
            Some(before) if before.state > state => {
                let sql = "INSERT OR IGNORE INTO announcements
                           (scheme, value, source, key, status, recorded, dropped)
                           VALUES ('own', ?1, ?2, ?3, ?4, ?5, ?5)";
                let (value, status) = (num.to_string(), status_json(before)?);
                let row = params![value, document.source, document.key, status, now()];
                self.transaction.prepare_cached(sql)?.execute(row)?
            }
            _ if state >= State::Concern => {
                let sql = "DELETE FROM announcements
                           WHERE scheme = 'own' AND value = ?1 AND source = ?2 AND key = ?3";
                let row = params![num.to_string(), document.source, document.key];
                self.transaction.prepare_cached(sql)?.execute(row)?
            }
            _ => 0,
        };
        if changed > 0 {
            self.resettle(num)?;
        }
        Ok(())
    }

    fn resettle(&self, num: i64) -> Result<(), CatalogueError> {
        self.settle_status(num, &self.current(num)?)?;
        changes::append(&self.transaction, num, ChangeKind::Status, 0)
    }

    /// The documents that bear a name, as [`target`] writes it.
    fn named_by(&self, scheme: &str, value: &str) -> Result<Vec<i64>, CatalogueError> {
        let (sql, row) = match (scheme, value.split_once('\n')) {
            ("key", Some((source, key))) => (
                "SELECT document FROM holdings WHERE source = ?1 AND key = ?2",
                [source, key],
            ),
            ("id", _) => (
                "SELECT num FROM documents WHERE ?1 = 'id' AND id = ?2",
                [scheme, value],
            ),
            _ => (
                "SELECT document FROM identifiers WHERE scheme = ?1 AND value = ?2",
                [scheme, value],
            ),
        };
        let mut statement = self.transaction.prepare_cached(sql)?;
        let found = statement.query_map(row, |row| row.get(0))?;
        Ok(found.collect::<Result<_, _>>()?)
    }
}
