//! Documents whose texts are nearly the same: found when one is put, and linked.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use rusqlite::params;

use super::changes::{self, ChangeKind};
use super::{Batch, Catalogue, CatalogueError, Link};
use crate::document::Document;
use crate::likeness::Shingles;

/// From this likeness on, two texts of one language are the same text, edited or laid out anew. Of 55
/// pairs found among 11,967 documents (trec-covid-subset, scifact, covid-qa, guidelines), all 45 that
/// are not issues of one report are the same work: preprint and article, or two records of one
/// article. The lowest of them has 0.80.
const ALIKE: f64 = 0.8;
/// Documents a new one is compared with.
const MOST_CANDIDATES: usize = 16;

impl Batch<'_> {
    /// Forgets what was alike to the content of a document that is replaced.
    pub(super) fn unliken(&self, num: i64) -> Result<(), CatalogueError> {
        self.transaction
            .prepare_cached("DELETE FROM bands WHERE document = ?1")?
            .execute([num])?;
        let sql = "DELETE FROM likenesses WHERE document = ?1 OR other = ?1
                   RETURNING iif(document = ?1, other, document)";
        let mut statement = self.transaction.prepare_cached(sql)?;
        let others = statement.query_map([num], |row| row.get(0))?;
        for other in others.collect::<Result<Vec<i64>, _>>()? {
            changes::append(&self.transaction, other, ChangeKind::Holding, 0)?;
        }
        Ok(())
    }

    /// Finds what is alike to the new content of a document, and links it.
    pub(super) fn liken(&self, num: i64, document: &Document) -> Result<(), CatalogueError> {
        let Some(shingles) = Shingles::of(document) else {
            return Ok(());
        };
        let bands = shingles.bands();
        for candidate in self.candidates(num, &bands)? {
            let other = self.current(candidate)?;
            if other.language.primary() != document.language.primary()
                || are_issues(&other, document)
            {
                continue;
            }
            let likeness = Shingles::of(&other).map_or(0.0, |o| o.likeness(&shingles));
            if likeness >= ALIKE {
                let sql = "INSERT INTO likenesses (document, other, likeness) VALUES (?1, ?2, ?3)";
                let (first, second) = (num.min(candidate), num.max(candidate));
                self.transaction
                    .prepare_cached(sql)?
                    .execute(params![first, second, likeness])?;
                changes::append(&self.transaction, candidate, ChangeKind::Holding, 0)?;
            }
        }
        let sql = "INSERT OR IGNORE INTO bands (band, document) VALUES (?1, ?2)";
        let mut statement = self.transaction.prepare_cached(sql)?;
        for band in bands {
            statement.execute([band, num])?;
        }
        Ok(())
    }

    fn candidates(&self, num: i64, bands: &[i64]) -> Result<Vec<i64>, CatalogueError> {
        let sql = "SELECT document FROM bands WHERE band = ?1 AND document <> ?2
                   ORDER BY document LIMIT ?3";
        let mut statement = self.transaction.prepare_cached(sql)?;
        let mut found: Vec<i64> = Vec::new();
        for band in bands {
            let rows =
                statement.query_map(params![band, num, MOST_CANDIDATES], |row| row.get(0))?;
            for candidate in rows {
                let candidate = candidate?;
                if !found.contains(&candidate) && found.len() < MOST_CANDIDATES {
                    found.push(candidate);
                }
            }
        }
        Ok(found)
    }
}

/// Whether two documents are issues of one series, such as daily situation reports: one publisher,
/// and other numbers in the title. Their texts differ in little but in what matters.
fn are_issues(one: &Document, other: &Document) -> bool {
    let numbers = |document: &Document| -> Vec<String> {
        let parts = document.title.split(|c: char| !c.is_numeric());
        parts
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect()
    };
    one.publisher == other.publisher && numbers(one) != numbers(other)
}

impl Catalogue {
    /// The first of the documents that are alike to this one, or itself: what they are gathered
    /// under.
    ///
    /// # Errors
    /// [`CatalogueError::Sqlite`] if it cannot be read.
    pub fn first_alike(&self, num: u64) -> Result<u64, CatalogueError> {
        let sql = "SELECT min(document) FROM likenesses WHERE other = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        let first: Option<i64> = statement.query_row([num.cast_signed()], |row| row.get(0))?;
        Ok(first.map_or(num, i64::unsigned_abs))
    }

    /// The first document alike to each of some, for those that have one.
    pub(super) fn first_alike_between(
        &self,
        range: &RangeInclusive<i64>,
    ) -> Result<HashMap<u64, u64>, CatalogueError> {
        let sql = "SELECT other, min(document) FROM likenesses WHERE other BETWEEN ?1 AND ?2
                   GROUP BY other";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map([range.start(), range.end()], |row| {
            let (other, first): (i64, i64) = (row.get(0)?, row.get(1)?);
            Ok((other.unsigned_abs(), first.unsigned_abs()))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The documents whose text is nearly that of this one, with their likeness from 0 to 1, the
    /// nearest first.
    ///
    /// # Errors
    /// [`CatalogueError`] if they cannot be read.
    pub fn alike(&self, num: u64) -> Result<Vec<(Link, f64)>, CatalogueError> {
        let sql = "SELECT iif(document = ?1, other, document), likeness FROM likenesses
                   WHERE document = ?1 OR other = ?1 ORDER BY likeness DESC LIMIT 20";
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows =
            statement.query_map([num.cast_signed()], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let pairs: Vec<(i64, f64)> = rows.collect::<Result<_, _>>()?;
        let link = |(other, likeness)| Ok((self.link(other)?, likeness));
        pairs.into_iter().map(link).collect()
    }
}
