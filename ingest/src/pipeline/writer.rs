//! Writing one batch: each thing that was gathered, in its order.

use std::sync::Arc;

use corpora::{
    Batch, CatalogueError, Counts, Document, Notice, Put, Quarantined, Resource, SourceDefinition,
    State, Status,
};

use crate::versions::Versioning;

/// Something to write.
pub(super) enum Action {
    Reread(String),
    Settled(String),
    ReadAgain(String),
    Keep(String, Arc<[u8]>),
    Put(Found),
    Gone(String),
    Absent(String),
    Present(String),
    Checkpoint(String),
    Finished(Option<String>),
    Refuse(Quarantined),
    Record(Resource),
}

/// A document to put.
pub(super) struct Found {
    pub(super) document: Box<Document>,
    pub(super) notices: Vec<Notice>,
    pub(super) resource: String,
    /// Digest of the bytes it was read from.
    pub(super) digest: String,
}

/// Writes what was gathered into one batch.
pub(super) struct Writer<'w> {
    pub(super) batch: &'w Batch<'w>,
    pub(super) source: &'w SourceDefinition,
    pub(super) versioning: Option<&'w Versioning>,
    pub(super) counts: &'w mut Counts,
    pub(super) refused: &'w mut Vec<Quarantined>,
}

impl Writer<'_> {
    pub(super) fn write(&mut self, action: Action) -> Result<(), CatalogueError> {
        let (batch, source) = (self.batch, self.source.id.as_str());
        match action {
            Action::Absent(key) => {
                self.counts.withdrawn += batch.note_absent(source, &key)?;
                Ok(())
            }
            Action::Present(key) => batch.note_present(source, &key),
            Action::Checkpoint(checkpoint) => batch.record_checkpoint(source, Some(&checkpoint)),
            Action::Finished(cursor) => batch.record_cursor(source, cursor.as_deref()),
            Action::ReadAgain(key) => batch.forget_reading(source, &key),
            Action::Reread(key) => batch.reread_quarantine(source, &key),
            Action::Settled(key) => batch.leave_quarantine(source, &key),
            Action::Keep(digest, bytes) => batch.keep_bytes(&digest, &bytes),
            Action::Record(resource) => batch.record_resource(&resource),
            Action::Gone(resource) => self.gone(&resource),
            Action::Put(found) => self.put(&found),
            Action::Refuse(item) => {
                batch.quarantine(&item)?;
                self.counts.quarantined += 1;
                self.refused.push(item);
                Ok(())
            }
        }
    }

    fn gone(&mut self, resource: &str) -> Result<(), CatalogueError> {
        let note = "its source says that it was deleted";
        let marked = self
            .batch
            .withdraw_upstream(&self.source.id, resource, note)?;
        self.counts.withdrawn += marked;
        if marked > 0 {
            // Should it come back, the absence is what is taken back.
            self.batch.note_absent(&self.source.id, resource)?;
        }
        Ok(())
    }

    fn put(&mut self, found: &Found) -> Result<(), CatalogueError> {
        let (batch, source) = (self.batch, self.source.id.as_str());
        let (document, resource) = (&*found.document, found.resource.as_str());
        batch.announce_all(source, &document.key, &found.notices)?;
        let before = self.said_before(found)?;
        let put = batch.put_from(document, resource)?;
        match put {
            Put::New { .. } => self.counts.new += 1,
            Put::NewVersion { .. } => self.counts.new_version += 1,
            Put::Unchanged { .. } => self.counts.unchanged += 1,
            Put::DuplicateOf { .. } => self.counts.duplicate += 1,
        }
        if before.is_some() || document.status.state != State::Current {
            batch.keep_standing(put.id(), document, before.as_ref())?;
        }
        let Some(versioning) = self.versioning else {
            return Ok(());
        };
        let edition = versioning.edition(document);
        batch.enter_edition(source, &document.key, edition.as_ref())
    }

    /// What the publisher's page said of its own standing so far, where it was changed since. What a
    /// person says in a file at hand is said by the file as it is now; and bytes that are read anew by a
    /// better reader say what they always said.
    fn said_before(&self, found: &Found) -> Result<Option<Status>, CatalogueError> {
        let (source, key) = (self.source.id.as_str(), found.document.key.as_str());
        if !self.source.url.contains("://") {
            return Ok(None);
        }
        let Some(before) = self.batch.said_of_itself(source, key)? else {
            return Ok(None);
        };
        let known = self.batch.taken_digest(source, &found.resource)?;
        let is_changed = known.is_some_and(|known| known != found.digest);
        Ok(Some(before).filter(|_| is_changed))
    }
}
