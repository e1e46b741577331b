//! How a source is doing: what a librarian looks at first.

use rusqlite::{OptionalExtension, params};
use serde::Serialize;

use super::{Catalogue, CatalogueError, Harvest, Run};

/// How a source is doing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SourceHealth {
    /// The source.
    pub source: String,
    /// What its runs left, among it the last success and the last change.
    pub harvest: Harvest,
    /// Its last run.
    pub last_run: Option<Run>,
    /// Documents that it holds.
    pub documents: u64,
    /// Of these, documents that are no longer there and are marked so.
    pub withdrawn: u64,
    /// What was refused, by reason, most frequent first.
    pub quarantined: Vec<(String, u64)>,
    /// From publication to being here.
    pub lag: Option<Lag>,
}

/// Days from publication to being searchable, of documents whose day of publication is known and
/// that came after the source's first run: what was old when the source was added says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Lag {
    /// Number of documents.
    pub documents: u64,
    /// Mean.
    pub mean_days: f64,
    /// Longest.
    pub longest_days: f64,
}

impl Catalogue {
    /// How a source is doing.
    ///
    /// # Errors
    /// [`CatalogueError`] if it cannot be read.
    pub fn health(&self, source: &str) -> Result<SourceHealth, CatalogueError> {
        let count = |sql: &str| -> Result<u64, CatalogueError> {
            let mut statement = self.connection.prepare_cached(sql)?;
            let count: i64 = statement.query_row([source], |row| row.get(0))?;
            Ok(count.unsigned_abs())
        };
        Ok(SourceHealth {
            source: source.to_owned(),
            harvest: self.harvest(source)?,
            last_run: self.runs_of(source, 1)?.pop(),
            documents: count("SELECT count(*) FROM holdings WHERE source = ?1")?,
            withdrawn: count(
                "SELECT count(*) FROM documents WHERE source = ?1
                 AND json_extract(status, '$.state') = 'withdrawn'",
            )?,
            quarantined: self.quarantine_reasons(source)?,
            lag: self.lag(source)?,
        })
    }

    fn lag(&self, source: &str) -> Result<Option<Lag>, CatalogueError> {
        let first = "SELECT min(finished) FROM runs WHERE source = ?1";
        let mut statement = self.connection.prepare_cached(first)?;
        let first: Option<String> = statement
            .query_row([source], |row| row.get(0))
            .optional()?
            .flatten();
        let Some(first) = first else { return Ok(None) };
        let sql = "SELECT count(*), avg(lag), max(lag) FROM (
                     SELECT max(0, julianday(first_seen) - julianday(published)) AS lag FROM documents
                     WHERE source = ?1 AND published IS NOT NULL AND first_seen > ?2)";
        let mut statement = self.connection.prepare_cached(sql)?;
        let (documents, mean, longest): (i64, Option<f64>, Option<f64>) = statement
            .query_row(params![source, first], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })?;
        Ok(mean.zip(longest).map(|(mean_days, longest_days)| Lag {
            documents: documents.unsigned_abs(),
            mean_days,
            longest_days,
        }))
    }
}
