//! Runs: each time a source was gone through, and what came of it.

use rusqlite::{Row, params};
use serde::{Deserialize, Serialize};

use super::{Catalogue, CatalogueError, now};

/// What came of the documents of a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Documents stored for the first time.
    pub new: u64,
    /// Documents of which a new version was stored.
    pub new_version: u64,
    /// Documents that are as they were.
    pub unchanged: u64,
    /// Documents that were here from another place.
    pub duplicate: u64,
    /// Items refused in this run.
    pub quarantined: u64,
    /// Items refused in an earlier run and unchanged since.
    pub still_quarantined: u64,
    /// Documents that are no longer at their source and were marked so.
    #[serde(default)]
    pub withdrawn: u64,
    /// Documents that a later edition follows by the versioning of the source, and that were marked so.
    #[serde(default)]
    pub superseded: u64,
}

impl Counts {
    /// Adds those of another run.
    pub fn add(&mut self, other: &Self) {
        self.new += other.new;
        self.new_version += other.new_version;
        self.unchanged += other.unchanged;
        self.duplicate += other.duplicate;
        self.quarantined += other.quarantined;
        self.still_quarantined += other.still_quarantined;
        self.withdrawn += other.withdrawn;
        self.superseded += other.superseded;
    }

    /// Everything that was looked at.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.new
            + self.new_version
            + self.unchanged
            + self.duplicate
            + self.quarantined
            + self.still_quarantined
    }
}

/// A run of a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Run {
    /// Its number.
    pub id: u64,
    /// The source.
    pub source: String,
    /// When it began (RFC 3339).
    pub started: String,
    /// When it ended; none if it was cut off or still goes on.
    pub finished: Option<String>,
    /// What came of it.
    pub counts: Counts,
    /// Why it ended early, if it did.
    pub error: Option<String>,
}

impl Catalogue {
    /// Notes that a run begins and returns its number.
    ///
    /// # Errors
    /// [`CatalogueError::Sqlite`] if it cannot be stored.
    pub fn begin_run(&self, source: &str) -> Result<u64, CatalogueError> {
        let sql = "INSERT INTO runs (source, started, counts) VALUES (?1, ?2, '{}')";
        self.connection.execute(sql, params![source, now()])?;
        Ok(self.connection.last_insert_rowid().unsigned_abs())
    }

    /// Notes how a run ended.
    ///
    /// # Errors
    /// [`CatalogueError::Sqlite`] if it cannot be stored.
    pub fn finish_run(
        &self,
        run: u64,
        counts: &Counts,
        error: Option<&str>,
    ) -> Result<(), CatalogueError> {
        let json = serde_json::to_string(counts).map_err(|e| CatalogueError::damaged("run", &e))?;
        let sql = "UPDATE runs SET finished = ?2, counts = ?3, error = ?4 WHERE id = ?1";
        self.connection
            .execute(sql, params![run.cast_signed(), now(), json, error])?;
        Ok(())
    }

    /// The last run of each source.
    ///
    /// # Errors
    /// [`CatalogueError`] if they cannot be read.
    pub fn last_runs(&self) -> Result<Vec<Run>, CatalogueError> {
        let sql = format!(
            "{SELECT} WHERE id IN (SELECT max(id) FROM runs GROUP BY source) ORDER BY source"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let runs = statement.query_map([], read)?;
        Ok(runs.collect::<Result<_, _>>()?)
    }

    /// The last `limit` runs of a source, newest first.
    ///
    /// # Errors
    /// [`CatalogueError`] if they cannot be read.
    pub fn runs_of(&self, source: &str, limit: usize) -> Result<Vec<Run>, CatalogueError> {
        let sql = format!("{SELECT} WHERE source = ?1 ORDER BY id DESC LIMIT ?2");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let runs = statement.query_map(params![source, limit], read)?;
        Ok(runs.collect::<Result<_, _>>()?)
    }
}

const SELECT: &str = "SELECT id, source, started, finished, counts, error FROM runs";

fn read(row: &Row<'_>) -> rusqlite::Result<Run> {
    let counts: String = row.get(4)?;
    Ok(Run {
        id: row.get::<_, i64>(0)?.unsigned_abs(),
        source: row.get(1)?,
        started: row.get(2)?,
        finished: row.get(3)?,
        // A run that was cut off has an empty object.
        counts: serde_json::from_str(&counts).unwrap_or_default(),
        error: row.get(5)?,
    })
}
