//! What a source's runs leave for the next one: where to go on, when, and how it went.

use rusqlite::{OptionalExtension, Row, params};
use serde::Serialize;

use super::{Batch, Catalogue, CatalogueError};

/// What earlier runs of a source left. Times are RFC 3339, UTC.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Harvest {
    /// From where a run that was cut off goes on, in the words of the source kind.
    pub checkpoint: Option<String>,
    /// With what the next run begins, in the words of the source kind.
    pub cursor: Option<String>,
    /// When it is to be run again.
    pub due: Option<String>,
    /// Runs that failed since the last that did not.
    pub failures: u32,
    /// Seconds between runs, as its rate of change suggests.
    pub pace: Option<u64>,
    /// Last run that reached the end of the list.
    pub succeeded: Option<String>,
    /// Last run that brought a new document or a new version.
    pub changed: Option<String>,
}

const SELECT: &str =
    "SELECT checkpoint, cursor, due, failures, pace, succeeded, changed FROM harvests";

fn read(row: &Row<'_>) -> rusqlite::Result<Harvest> {
    Ok(Harvest {
        checkpoint: row.get(0)?,
        cursor: row.get(1)?,
        due: row.get(2)?,
        failures: row.get(3)?,
        pace: row.get::<_, Option<i64>>(4)?.map(i64::unsigned_abs),
        succeeded: row.get(5)?,
        changed: row.get(6)?,
    })
}

impl Batch<'_> {
    /// Notes from where the list of a source can be read on; `None` for its beginning.
    ///
    /// # Errors
    /// [`CatalogueError::Sqlite`] if it cannot be stored.
    pub fn record_checkpoint(
        &self,
        source: &str,
        checkpoint: Option<&str>,
    ) -> Result<(), CatalogueError> {
        let sql = "INSERT INTO harvests (source, checkpoint) VALUES (?1, ?2)
                   ON CONFLICT (source) DO UPDATE SET checkpoint = excluded.checkpoint";
        self.transaction
            .prepare_cached(sql)?
            .execute(params![source, checkpoint])?;
        Ok(())
    }

    /// Notes that a run reached the end of the list: the next begins with `cursor`.
    ///
    /// # Errors
    /// [`CatalogueError::Sqlite`] if it cannot be stored.
    pub fn record_cursor(&self, source: &str, cursor: Option<&str>) -> Result<(), CatalogueError> {
        let sql = "INSERT INTO harvests (source, cursor) VALUES (?1, ?2)
                   ON CONFLICT (source) DO UPDATE SET checkpoint = NULL, cursor = excluded.cursor";
        self.transaction
            .prepare_cached(sql)?
            .execute(params![source, cursor])?;
        Ok(())
    }
}

impl Catalogue {
    /// What earlier runs of a source left; nothing if there were none.
    ///
    /// # Errors
    /// [`CatalogueError::Sqlite`] if it cannot be read.
    pub fn harvest(&self, source: &str) -> Result<Harvest, CatalogueError> {
        let mut statement = self
            .connection
            .prepare_cached(&format!("{SELECT} WHERE source = ?1"))?;
        let found = statement.query_row([source], read).optional()?;
        Ok(found.unwrap_or_default())
    }

    /// Notes how a run of a source went and when it is due again: everything but the checkpoint and
    /// the cursor, which are the run's own to write.
    ///
    /// # Errors
    /// [`CatalogueError::Sqlite`] if it cannot be stored.
    pub fn record_harvest(&self, source: &str, harvest: &Harvest) -> Result<(), CatalogueError> {
        let sql = "INSERT INTO harvests (source, due, failures, pace, succeeded, changed)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                   ON CONFLICT (source) DO UPDATE SET due = excluded.due, failures = excluded.failures,
                       pace = excluded.pace, succeeded = excluded.succeeded, changed = excluded.changed";
        self.connection.prepare_cached(sql)?.execute(params![
            source,
            harvest.due,
            harvest.failures,
            harvest.pace.map(u64::cast_signed),
            harvest.succeeded,
            harvest.changed
        ])?;
        Ok(())
    }
}
