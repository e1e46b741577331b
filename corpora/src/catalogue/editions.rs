//! Editions of one work: the later supersedes the earlier, whichever came first.

use rusqlite::{OptionalExtension, params};

use super::changes::{self, ChangeKind};
use super::standing::status_json;
use super::{Batch, Catalogue, CatalogueError, now, stored};
use crate::document::{Document, Edition, Reference, State, Status};

/// Editions that a series may have. A series beyond that is taken for a pattern that fits what it should
/// not, and is not ordered: a weekly report has 520 in ten years.
pub const MAX_EDITIONS: usize = 600;

/// A place that holds an edition.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Member {
    key: String,
    document: i64,
    edition: Edition,
}

impl Batch<'_> {
    /// Records which edition a place of a source holds; `None` if it holds none. The standing of the
    /// whole series follows with [`Batch::commit`]. Does nothing where that is known.
    ///
    /// # Errors
    /// [`CatalogueError`] if it cannot be stored.
    pub fn enter_edition(
        &self,
        source: &str,
        key: &str,
        edition: Option<&Edition>,
    ) -> Result<(), CatalogueError> {
        let before = self.member(source, key)?;
        let after = match (edition, self.held_at(source, key)?) {
            (Some(edition), Some(document)) => Some(Member {
                key: key.to_owned(),
                document,
                edition: edition.clone(),
            }),
            _ => None,
        };
        if before == after {
            return Ok(());
        }
        if let Some(before) = &before {
            self.leave(source, before)?;
        }
        if let Some(after) = &after {
            self.enter(source, after)?;
        }
        for member in before.into_iter().chain(after) {
            let series = (source.to_owned(), member.edition.series);
            self.unsettled.borrow_mut().insert(series);
        }
        Ok(())
    }

    /// Works out the standing of all series that changed, which [`Batch::commit`] does otherwise. Returns
    /// how many documents are superseded now and were not before.
    ///
    /// # Errors
    /// [`CatalogueError`] if it cannot be stored.
    pub fn settle_editions(&self) -> Result<u64, CatalogueError> {
        let mut marked = 0;
        for (source, series) in self.unsettled.take() {
            marked += self.settle_series(&source, &series)?;
        }
        Ok(marked)
    }

    /// Records by what rules the editions of a source were told.
    ///
    /// # Errors
    /// [`CatalogueError::Sqlite`] if it cannot be stored.
    pub fn record_versioning(&self, source: &str, rules: &str) -> Result<(), CatalogueError> {
        let sql = "INSERT OR REPLACE INTO versionings (source, rules) VALUES (?1, ?2)";
        self.transaction
            .prepare_cached(sql)?
            .execute([source, rules])?;
        Ok(())
    }

    fn member(&self, source: &str, key: &str) -> Result<Option<Member>, CatalogueError> {
        let sql = "SELECT document, edition FROM editions WHERE source = ?1 AND key = ?2";
        let mut statement = self.transaction.prepare_cached(sql)?;
        let found = statement.query_row([source, key], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
        });
        let Some((document, edition)) = found.optional()? else {
            return Ok(None);
        };
        Ok(Some(member(key.to_owned(), document, &edition)?))
    }

    fn held_at(&self, source: &str, key: &str) -> Result<Option<i64>, CatalogueError> {
        let reference = Reference::Key(key.to_owned());
        stored::resolve(&self.transaction, source, &reference)
    }

    fn enter(&self, source: &str, member: &Member) -> Result<(), CatalogueError> {
        let sql = "INSERT INTO editions (source, key, document, series, edition)
                   VALUES (?1, ?2, ?3, ?4, ?5)";
        let edition = serde_json::to_string(&member.edition)
            .map_err(|e| CatalogueError::damaged("edition", &e))?;
        let row = params![
            source,
            member.key,
            member.document,
            member.edition.series,
            edition
        ];
        self.transaction.prepare_cached(sql)?.execute(row)?;
        Ok(())
    }

    fn leave(&self, source: &str, member: &Member) -> Result<(), CatalogueError> {
        let sql = "DELETE FROM editions WHERE source = ?1 AND key = ?2";
        self.transaction
            .prepare_cached(sql)?
            .execute([source, &member.key])?;
        self.say(source, member, None)
    }

    /// Works out anew which editions of a series are superseded by which.
    fn settle_series(&self, source: &str, series: &str) -> Result<u64, CatalogueError> {
        let members = self.members(source, series)?;
        let mut marked = 0;
        let latest = latest(&members);
        let mut said = Vec::new();
        for later in &latest {
            let published = self.current(later.document)?.published;
            said.push(Status {
                state: State::Superseded,
                date: published.or(later.edition.date),
                by: Some(Reference::Document(self.id_of(later.document)?)),
                source: Some(source.to_owned()),
                note: None,
            });
        }
        for member in &members {
            let follows = |later: &&Member| member.edition.is_before(&later.edition);
            let by = latest.iter().position(follows);
            let by = by.filter(|_| !is_elsewhere_later(member, &members));
            let status = by.and_then(|at| said.get(at).zip(latest.get(at)));
            let status = status.map(|(status, later)| Status {
                note: Some(format!(
                    "edition {} is followed by {}, by the versioning of the source {source}",
                    member.edition.written, later.edition.written
                )),
                ..status.clone()
            });
            let is_new = status.is_some() && !self.is_said(source, member)?;
            marked += u64::from(is_new);
            self.say(source, member, status.as_ref())?;
        }
        Ok(marked)
    }

    fn is_said(&self, source: &str, member: &Member) -> Result<bool, CatalogueError> {
        let sql = "SELECT 1 FROM announcements
                   WHERE scheme = 'edition' AND value = ?1 AND source = ?2 AND key = ?3";
        let row = params![member.document.to_string(), source, member.key];
        Ok(self.transaction.prepare_cached(sql)?.exists(row)?)
    }

    /// The editions of a series, one more at most than are ordered.
    fn members(&self, source: &str, series: &str) -> Result<Vec<Member>, CatalogueError> {
        let sql = "SELECT key, document, edition FROM editions WHERE source = ?1 AND series = ?2
                   ORDER BY key LIMIT ?3";
        let mut statement = self.transaction.prepare_cached(sql)?;
        let mut rows = statement.query(params![source, series, MAX_EDITIONS + 1])?;
        let mut members = Vec::new();
        while let Some(row) = rows.next()? {
            members.push(member(row.get(0)?, row.get(1)?, &row.get::<_, String>(2)?)?);
        }
        Ok(members)
    }

    /// Sets what the versioning says of an edition, and nothing where it says so already.
    fn say(
        &self,
        source: &str,
        member: &Member,
        status: Option<&Status>,
    ) -> Result<(), CatalogueError> {
        let value = member.document.to_string();
        let changed = match status {
            Some(status) => {
                let sql = "INSERT INTO announcements (scheme, value, source, key, status, recorded)
                           VALUES ('edition', ?1, ?2, ?3, ?4, ?5)
                           ON CONFLICT DO UPDATE SET status = excluded.status, recorded = excluded.recorded
                           WHERE status <> excluded.status";
                let row = params![value, source, member.key, status_json(status)?, now()];
                self.transaction.prepare_cached(sql)?.execute(row)?
            }
            None => {
                let sql = "DELETE FROM announcements
                           WHERE scheme = 'edition' AND value = ?1 AND source = ?2 AND key = ?3";
                let row = params![value, source, member.key];
                self.transaction.prepare_cached(sql)?.execute(row)?
            }
        };
        if changed > 0 {
            self.settle_status(member.document, &self.current(member.document)?)?;
            changes::append(&self.transaction, member.document, ChangeKind::Status, 0)?;
        }
        Ok(())
    }
}

impl Catalogue {
    /// By what rules the editions of a source were told last; empty if they never were.
    ///
    /// # Errors
    /// [`CatalogueError::Sqlite`] if it cannot be read.
    pub fn versioning(&self, source: &str) -> Result<String, CatalogueError> {
        let sql = "SELECT rules FROM versionings WHERE source = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        let found = statement.query_row([source], |row| row.get(0)).optional();
        Ok(found?.unwrap_or_default())
    }

    /// Up to `limit` documents of the places of a source that come after the key `after`, in order, each
    /// with that place's key and address: to walk through all.
    ///
    /// # Errors
    /// [`CatalogueError`] if they cannot be read.
    pub fn documents_held_after(
        &self,
        source: &str,
        after: &str,
        limit: usize,
    ) -> Result<Vec<Document>, CatalogueError> {
        let sql = "SELECT h.key, h.url, v.body FROM holdings h
                   JOIN documents d ON d.num = h.document
                   JOIN versions v ON v.document = d.num AND v.version = d.version
                   WHERE h.source = ?1 AND h.key > ?2 ORDER BY h.key LIMIT ?3";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(params![source, after, limit])?;
        let mut documents = Vec::new();
        while let Some(row) = rows.next()? {
            let body = row.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?;
            let mut document = stored::unpack(body)?;
            source.clone_into(&mut document.source);
            document.key = row.get(0)?;
            document.url = row.get::<_, Option<String>>(1)?.or(document.url);
            documents.push(document);
        }
        Ok(documents)
    }
}

fn member(key: String, document: i64, edition: &str) -> Result<Member, CatalogueError> {
    Ok(Member {
        key,
        document,
        edition: serde_json::from_str(edition)
            .map_err(|e| CatalogueError::damaged("edition", &e))?,
    })
}

/// The editions that none follows, by key: where several are not ordered among themselves, it does not
/// matter in which order they came. None of a series that has too many.
fn latest(members: &[Member]) -> Vec<&Member> {
    let mut latest: Vec<&Member> = Vec::new();
    if members.len() > MAX_EDITIONS {
        return latest;
    }
    for member in members {
        let is_before = |known: &&Member| member.edition.is_before(&known.edition);
        if !latest.iter().any(is_before) {
            latest.retain(|known| !known.edition.is_before(&member.edition));
            latest.push(member);
        }
    }
    latest
}

/// Whether the same text stands at the place of a later edition: then it is that edition.
fn is_elsewhere_later(member: &Member, members: &[Member]) -> bool {
    members
        .iter()
        .any(|other| other.document == member.document && member.edition.is_before(&other.edition))
}
