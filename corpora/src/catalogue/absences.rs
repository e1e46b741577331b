//! Resources that are no longer where they were.
//!
//! One 404 proves nothing: servers fail, pages move for a day. A document is marked as withdrawn
//! by its publisher only after its absence was seen [`CONFIRMATIONS`] times in a row, with at least
//! [`CONFIRMED_AFTER_DAYS`] days between the first and the last.

use jiff::{Timestamp, ToSpan};
use rusqlite::params;

use super::{Batch, CatalogueError, changes, changes::ChangeKind, now};
use crate::document::{Date, State, Status};

/// Times in a row that a resource must be found missing.
pub const CONFIRMATIONS: u32 = 3;
/// Days that must lie between the first and the last of them.
pub const CONFIRMED_AFTER_DAYS: i64 = 2;

impl Batch<'_> {
    /// Notes that a resource was looked for and not found. Once that is confirmed, the documents of
    /// it are marked as withdrawn upstream; returns how many were marked now.
    ///
    /// # Errors
    /// [`CatalogueError`] if it cannot be stored.
    pub fn note_absent(&self, source: &str, resource: &str) -> Result<u64, CatalogueError> {
        let sql =
            "INSERT INTO absences (source, key, times, since, last) VALUES (?1, ?2, 1, ?3, ?3)
             ON CONFLICT (source, key) DO UPDATE SET times = times + 1, last = excluded.last
             RETURNING times, since, last";
        let mut statement = self.transaction.prepare_cached(sql)?;
        let (times, since, last): (u32, String, String) = statement
            .query_row(params![source, resource, now()], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })?;
        let damaged = |e: jiff::Error| CatalogueError::damaged("absence", &e);
        let since: Timestamp = since.parse().map_err(damaged)?;
        let last: Timestamp = last.parse().map_err(damaged)?;
        let days = (last - since)
            .compare(CONFIRMED_AFTER_DAYS.saturating_mul(24).hours())
            .map_err(damaged)?;
        if times < CONFIRMATIONS || days.is_lt() {
            return Ok(0);
        }
        let note = format!("no longer at its source: looked for {times} times since {since}");
        self.withdraw_upstream(source, resource, &note)
    }

    /// Notes that a resource is there: earlier absences no longer count, and what was marked as
    /// withdrawn only for its absence no longer is.
    ///
    /// # Errors
    /// [`CatalogueError`] if it cannot be stored.
    pub fn note_present(&self, source: &str, resource: &str) -> Result<(), CatalogueError> {
        let gone = self
            .transaction
            .prepare_cached("DELETE FROM absences WHERE source = ?1 AND key = ?2")?
            .execute([source, resource])?;
        if gone > 0 {
            self.retract_withdrawal(source, resource)?;
        }
        Ok(())
    }

    /// Marks the documents of a resource as withdrawn upstream, at the word of the source itself.
    /// Documents that stand at another place as well stay as they are. Returns how many were marked.
    ///
    /// # Errors
    /// [`CatalogueError`] if it cannot be stored.
    pub fn withdraw_upstream(
        &self,
        source: &str,
        resource: &str,
        note: &str,
    ) -> Result<u64, CatalogueError> {
        let status = Status {
            state: State::Withdrawn,
            date: Date::parse(&now()[..10]).ok(),
            by: None,
            source: Some(source.to_owned()),
            note: Some(note.to_owned()),
        };
        let mut marked = 0;
        for num in self.documents_only_of(source, resource)? {
            let sql =
                "INSERT OR IGNORE INTO announcements (scheme, value, source, key, status, recorded)
                       VALUES ('num', ?1, ?2, ?3, ?4, ?5)";
            let row = params![
                num.to_string(),
                source,
                resource,
                super::standing::status_json(&status)?,
                now()
            ];
            if self.transaction.prepare_cached(sql)?.execute(row)? > 0 {
                self.settle_status(num, &self.current(num)?)?;
                changes::append(&self.transaction, num, ChangeKind::Status, 0)?;
                marked += 1;
            }
        }
        Ok(marked)
    }

    /// Takes back [`Batch::withdraw_upstream`]: the resource is there again.
    fn retract_withdrawal(&self, source: &str, resource: &str) -> Result<(), CatalogueError> {
        let sql = "DELETE FROM announcements WHERE scheme = 'num' AND source = ?1 AND key = ?2
                   RETURNING value";
        let mut statement = self.transaction.prepare_cached(sql)?;
        let nums = statement.query_map([source, resource], |row| row.get::<_, String>(0))?;
        for num in nums.collect::<Result<Vec<_>, _>>()? {
            let num = num
                .parse()
                .map_err(|e| CatalogueError::damaged("announcement", &e))?;
            self.settle_status(num, &self.current(num)?)?;
            changes::append(&self.transaction, num, ChangeKind::Status, 0)?;
        }
        Ok(())
    }

    /// Documents of a resource that no other place holds.
    fn documents_only_of(&self, source: &str, resource: &str) -> Result<Vec<i64>, CatalogueError> {
        let sql = "SELECT DISTINCT document FROM holdings h WHERE source = ?1 AND resource = ?2
                   AND NOT EXISTS (SELECT 1 FROM holdings o WHERE o.document = h.document
                                   AND NOT (o.source = h.source AND o.resource = h.resource))";
        let mut statement = self.transaction.prepare_cached(sql)?;
        let found = statement.query_map([source, resource], |row| row.get(0))?;
        Ok(found.collect::<Result<_, _>>()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Catalogue, Document, DocumentId};

    fn with_document() -> (Catalogue, DocumentId) {
        let mut catalogue = Catalogue::in_memory().unwrap();
        let mut document = Document::new("who", "https://who.int/a", "Cholera");
        document.push_text("Rehydrate.");
        let batch = catalogue.batch().unwrap();
        let id = batch.put(&document).unwrap().id().clone();
        batch.commit().unwrap();
        (catalogue, id)
    }

    fn state(catalogue: &Catalogue, id: &DocumentId) -> State {
        catalogue.document(id).unwrap().unwrap().status.state
    }

    fn absent(catalogue: &mut Catalogue, times: u32) -> u64 {
        let batch = catalogue.batch().unwrap();
        let marked = (0..times)
            .map(|_| batch.note_absent("who", "https://who.int/a").unwrap())
            .sum();
        batch.commit().unwrap();
        marked
    }

    #[test]
    fn absence_counts_only_once_it_is_confirmed_over_days_and_is_taken_back() {
        let (mut catalogue, id) = with_document();
        // Often within an hour proves nothing.
        assert_eq!(absent(&mut catalogue, 10), 0);
        assert_eq!(state(&catalogue, &id), State::Current);
        let earlier = "UPDATE absences SET since = '2020-01-01T00:00:00Z', times = 1";
        catalogue.connection.execute(earlier, []).unwrap();
        assert_eq!(absent(&mut catalogue, 1), 0);
        assert_eq!(absent(&mut catalogue, 1), 1);
        assert_eq!(state(&catalogue, &id), State::Withdrawn);
        let before = catalogue.last_change().unwrap();
        assert_eq!(absent(&mut catalogue, 1), 0);
        assert_eq!(catalogue.last_change().unwrap(), before);
        let batch = catalogue.batch().unwrap();
        batch.note_present("who", "https://who.int/a").unwrap();
        batch.commit().unwrap();
        assert_eq!(state(&catalogue, &id), State::Current);
        assert!(catalogue.last_change().unwrap() > before);
    }

    #[test]
    fn a_document_that_another_place_holds_is_not_withdrawn() {
        let (mut catalogue, id) = with_document();
        let mut copy = catalogue.document(&id).unwrap().unwrap().document;
        copy.source = "paho".to_owned();
        let batch = catalogue.batch().unwrap();
        batch.put(&copy).unwrap();
        let gone = batch.withdraw_upstream("who", "https://who.int/a", "deleted");
        assert_eq!(gone.unwrap(), 0);
        batch.commit().unwrap();
        assert_eq!(state(&catalogue, &id), State::Current);
    }
}
