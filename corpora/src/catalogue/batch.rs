//! Writing: a transaction in which documents, resources and quarantined items are put.

use std::cell::RefCell;
use std::collections::BTreeSet;

use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use super::changes::{self, ChangeKind};
use super::standing::status_json;
use super::{CatalogueError, now, stored};
use crate::document::{Document, DocumentId};

/// What became of a document that was put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Put {
    /// It was not here before.
    New {
        /// Its identifier.
        id: DocumentId,
    },
    /// It was here with other content, which is kept as an earlier version.
    NewVersion {
        /// Its identifier.
        id: DocumentId,
        /// The number of the new version.
        version: u32,
    },
    /// It is here as it is.
    Unchanged {
        /// Its identifier.
        id: DocumentId,
    },
    /// The same work is here from another place; this place was added to it.
    DuplicateOf {
        /// The identifier of the document that is here.
        id: DocumentId,
    },
}

impl Put {
    /// The document that now holds what was put.
    #[must_use]
    pub const fn id(&self) -> &DocumentId {
        match self {
            Self::New { id }
            | Self::NewVersion { id, .. }
            | Self::Unchanged { id }
            | Self::DuplicateOf { id } => id,
        }
    }
}

/// A transaction on the catalogue. Dropped without [`Batch::commit`], it leaves no trace.
#[derive(Debug)]
pub struct Batch<'c> {
    pub(super) transaction: Transaction<'c>,
    /// Series whose editions changed, each with its source: settled once, at the end.
    pub(super) unsettled: RefCell<BTreeSet<(String, String)>>,
}

impl<'c> Batch<'c> {
    pub(super) fn begin(connection: &'c mut Connection) -> Result<Self, CatalogueError> {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        Ok(Self {
            transaction,
            unsettled: RefCell::default(),
        })
    }

    /// Stores everything that was put. When this returns, it is on disk.
    ///
    /// # Errors
    /// [`CatalogueError`] if it cannot be stored; then nothing of the batch is.
    pub fn commit(self) -> Result<(), CatalogueError> {
        self.settle_editions()?;
        Ok(self.transaction.commit()?)
    }

    /// Puts a document that is a resource of its own.
    ///
    /// # Errors
    /// As [`Batch::put_from`].
    pub fn put(&self, document: &Document) -> Result<Put, CatalogueError> {
        self.put_from(document, &document.key)
    }

    /// Puts a document found in `resource` of its source (a file of many records is one resource).
    ///
    /// A document whose place is known becomes a new version if anything but its place changed.
    /// At a new place, a document with the text of one that is here, or with its DOI, PMID,
    /// PMCID or address, its language and its title, is that document found again. What the new place
    /// knows of its identifiers and its standing counts as well.
    ///
    /// # Errors
    /// [`CatalogueError`] if it cannot be stored.
    pub fn put_from(&self, document: &Document, resource: &str) -> Result<Put, CatalogueError> {
        let digest = document.content_digest();
        let held = self.held(document)?;
        let put = match &held {
            Some(held) if held.digest == digest => {
                return Ok(Put::Unchanged {
                    id: self.id_of(held.num)?,
                });
            }
            Some(held) if held.own => self.put_version(held.num, document, &digest)?,
            // The other place now says something else: it is a document of its own from here on.
            Some(held) => {
                changes::append(&self.transaction, held.num, ChangeKind::Holding, 0)?;
                self.put_at_new_place(document, &digest)?
            }
            None => self.put_at_new_place(document, &digest)?,
        };
        let num = self.hold(document, resource, put.id(), &digest)?;
        if matches!(put, Put::DuplicateOf { .. }) {
            self.settle_places(num, &self.current(num)?)?;
        }
        if let Some(held) = held.filter(|held| held.num != num) {
            self.settle_places(held.num, &self.current(held.num)?)?;
        }
        Ok(put)
    }

    fn put_at_new_place(&self, document: &Document, digest: &str) -> Result<Put, CatalogueError> {
        if let Some(num) = self.same_work(document)? {
            // The abstract is here, and this is the whole text: it takes the place of the abstract.
            let here = self.current(num)?;
            if document.extent < here.extent && document.text_length() > here.text_length() {
                self.move_to(num, document)?;
                return self.put_version(num, document, digest);
            }
            changes::append(&self.transaction, num, ChangeKind::Holding, 0)?;
            return Ok(Put::DuplicateOf {
                id: self.id_of(num)?,
            });
        }
        self.put_new(document, digest)
    }

    fn put_new(&self, document: &Document, digest: &str) -> Result<Put, CatalogueError> {
        let id = self.free_id(document)?;
        let (at, status) = (now(), status_json(&document.status)?);
        let sql = "INSERT INTO documents (id, source, key, version, text_digest, status, first_seen, changed, published)
                   VALUES (?1, ?2, ?3, 1, ?4, ?5, ?6, ?6, ?7)";
        self.transaction.prepare_cached(sql)?.execute(params![
            id.as_str(),
            document.source,
            document.key,
            document.text_digest(),
            status,
            at,
            day(document)
        ])?;
        let num = self.transaction.last_insert_rowid();
        self.store_version(num, 1, document, digest, &at)?;
        changes::append(&self.transaction, num, ChangeKind::New, 1)?;
        self.relate(num, document)?;
        Ok(Put::New { id })
    }

    /// The identifier derived from the place, or with a mark where that is taken: by a document
    /// whose first place has since become another document.
    fn free_id(&self, document: &Document) -> Result<DocumentId, CatalogueError> {
        let sql = "SELECT 1 FROM documents WHERE id = ?1";
        let mut key = document.key.clone();
        loop {
            let id = DocumentId::derive(&document.source, &key);
            if !self
                .transaction
                .prepare_cached(sql)?
                .exists([id.as_str()])?
            {
                return Ok(id);
            }
            key.push('\n');
        }
    }

    fn put_version(
        &self,
        num: i64,
        document: &Document,
        digest: &str,
    ) -> Result<Put, CatalogueError> {
        let at = now();
        let sql = "UPDATE documents SET version = version + 1, text_digest = ?2, changed = ?3, published = ?4
                   WHERE num = ?1 RETURNING version";
        let mut statement = self.transaction.prepare_cached(sql)?;
        let version: u32 = statement.query_row(
            params![num, document.text_digest(), at, day(document)],
            |row| row.get(0),
        )?;
        self.store_version(num, version, document, digest, &at)?;
        changes::append(
            &self.transaction,
            num,
            ChangeKind::Version,
            i64::from(version),
        )?;
        self.unliken(num)?;
        self.relate(num, document)?;
        Ok(Put::NewVersion {
            id: self.id_of(num)?,
            version,
        })
    }

    fn store_version(
        &self,
        num: i64,
        version: u32,
        document: &Document,
        digest: &str,
        at: &str,
    ) -> Result<(), CatalogueError> {
        let sql = "INSERT INTO versions (document, version, digest, stored, body) VALUES (?1, ?2, ?3, ?4, ?5)";
        let body = stored::pack(document)?;
        self.transaction
            .prepare_cached(sql)?
            .execute(params![num, version, digest, at, body])?;
        Ok(())
    }

    /// Identifiers, standing and what replaces what, after the document's content changed.
    fn relate(&self, num: i64, document: &Document) -> Result<(), CatalogueError> {
        self.store_relations(num, document)?;
        self.liken(num, document)?;
        self.settle_places(num, document)
    }

    /// Identifiers and standing, after a document or a place of it changed.
    fn settle_places(&self, num: i64, document: &Document) -> Result<(), CatalogueError> {
        self.store_identifiers(num, document)?;
        self.settle_status(num, document)?;
        self.announce_arrival(num, document)
    }

    pub(super) fn id_of(&self, num: i64) -> Result<DocumentId, CatalogueError> {
        let sql = "SELECT id FROM documents WHERE num = ?1";
        let id: String = self
            .transaction
            .prepare_cached(sql)?
            .query_row([num], |row| row.get(0))?;
        DocumentId::parse(&id).ok_or_else(|| CatalogueError::damaged("document id", &id))
    }

    pub(super) fn current(&self, num: i64) -> Result<Document, CatalogueError> {
        let sql = "SELECT v.body FROM versions v JOIN documents d ON d.num = v.document AND d.version = v.version
                   WHERE d.num = ?1";
        let body: Vec<u8> = self
            .transaction
            .prepare_cached(sql)?
            .query_row([num], |row| row.get(0))?;
        stored::unpack(&body)
    }
}

/// Day of publication, where it is known to the day.
fn day(document: &Document) -> Option<String> {
    let published = document.published.filter(|date| date.day().is_some())?;
    Some(published.to_string())
}
