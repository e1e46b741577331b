//! The catalogue: one SQLite file that holds what was gathered, every version of it, and the log
//! of changes that the index follows.

mod absences;
mod batch;
mod changes;
mod difference;
mod documents;
mod dropped;
mod editions;
mod error;
mod harvests;
mod health;
mod holdings;
mod identity;
mod likenesses;
mod placements;
mod quarantine;
mod relations;
mod resources;
mod runs;
mod schema;
mod sources;
mod standing;
mod statements;
mod stored;

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

pub use absences::{CONFIRMATIONS, CONFIRMED_AFTER_DAYS};
pub use batch::{Batch, Put};
pub use changes::{Change, ChangeKind};
pub use difference::{FieldChange, SectionChange, SectionChangeKind, VersionDifference};
pub use documents::VersionEntry;
pub use editions::MAX_EDITIONS;
pub use error::CatalogueError;
pub use harvests::Harvest;
pub use health::{Lag, SourceHealth};
pub use placements::{NewPlacement, Placement, PlacementEffect};
pub use quarantine::{QuarantineFilter, Quarantined};
pub use relations::Related;
pub use resources::{Resource, ResourceOutcome};
pub use runs::{Counts, Run};
pub use statements::{Sayer, Statement};
pub use stored::{Holding, Link, StoredDocument};

/// How long a statement waits for another process's transaction.
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);

/// A connection to the catalogue.
///
/// A process opens as many as it likes; SQLite's write-ahead log lets all read while one writes.
#[derive(Debug)]
pub struct Catalogue {
    connection: Connection,
}

impl Catalogue {
    /// Opens the catalogue in `file`, makes it if there is none, and brings its schema up to date.
    ///
    /// # Errors
    /// [`CatalogueError::Newer`] if a later version of this program has written it, and
    /// [`CatalogueError::Sqlite`] if it cannot be opened.
    pub fn open(file: &Path) -> Result<Self, CatalogueError> {
        Self::prepare(Connection::open(file)?)
    }

    /// Opens an existing catalogue for reading only.
    ///
    /// # Errors
    /// As [`Catalogue::open`]; also if there is none.
    pub fn open_read_only(file: &Path) -> Result<Self, CatalogueError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(file, flags)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        keep_plans(&connection)?;
        schema::check(&connection)?;
        Ok(Self { connection })
    }

    /// Opens an existing catalogue to look at it: unlike [`Catalogue::open_read_only`] it leaves no
    /// files of `SQLite` beside one that nobody writes.
    ///
    /// # Errors
    /// As [`Catalogue::open_read_only`].
    pub fn inspect(file: &Path) -> Result<Self, CatalogueError> {
        let mut log = file.as_os_str().to_owned();
        log.push("-wal");
        let address = std::path::absolute(file).ok();
        let address = address.and_then(|file| url::Url::from_file_path(file).ok());
        match address {
            // Without a log everything is in the file, and no other process has it open.
            Some(mut address) if !Path::new(&log).exists() => {
                address.set_query(Some("immutable=1"));
                Self::open_read_only(Path::new(address.as_str()))
            }
            _ => Self::open_read_only(file),
        }
    }

    /// Version of the schema.
    ///
    /// # Errors
    /// [`CatalogueError::Sqlite`] if it cannot be read.
    pub fn schema_version(&self) -> Result<i64, CatalogueError> {
        schema::version(&self.connection)
    }

    /// A catalogue in memory, gone when dropped: for tests and for looking at a document without
    /// storing it.
    ///
    /// # Errors
    /// [`CatalogueError::Sqlite`] if SQLite cannot be started.
    pub fn in_memory() -> Result<Self, CatalogueError> {
        Self::prepare(Connection::open_in_memory()?)
    }

    fn prepare(mut connection: Connection) -> Result<Self, CatalogueError> {
        keep_plans(&connection)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        // What is reported stored survives a loss of power, not only the end of the process.
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
             PRAGMA cache_size = -16000; PRAGMA temp_store = MEMORY;",
        )?;
        connection.set_prepared_statement_cache_capacity(64);
        schema::migrate(&mut connection)?;
        Ok(Self { connection })
    }

    /// Begins to write. Nothing of the batch is stored, or seen by others, before
    /// [`Batch::commit`].
    ///
    /// # Errors
    /// [`CatalogueError::Sqlite`] if another process keeps writing for longer than 30 seconds.
    pub fn batch(&mut self) -> Result<Batch<'_>, CatalogueError> {
        Batch::begin(&mut self.connection)
    }
}

/// A statement keeps its plan whatever is bound to it. Otherwise `SQLite`, built with statistics,
/// plans it anew for every new value: a tenth of the time of building an index.
fn keep_plans(connection: &Connection) -> Result<(), CatalogueError> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

/// The time in the form in which it is stored: RFC 3339, UTC, whole seconds.
fn now() -> String {
    let now = jiff::Timestamp::now();
    jiff::Timestamp::from_second(now.as_second())
        .unwrap_or(now)
        .to_string()
}
