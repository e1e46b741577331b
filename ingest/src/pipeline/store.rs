//! Writing what jobs report, in batches.
//!
//! A transaction is never held while something is waited for: what is reported is gathered, and
//! written in one go when it is due.

use std::sync::Arc;
use std::time::{Duration, Instant};

use corpora::{
    Catalogue, CatalogueError, Counts, Document, Notice, Quarantined, Resource, ResourceOutcome,
    SourceDefinition,
};

use super::Limits;
use super::event::{Event, Opened};
use super::writer::{Action, Found, Writer};
use crate::extract::{ExtractError, Reason};
use crate::progress::Progress;
use crate::report::{MAX_LISTED, Report};
use crate::versions::{self, Versioning};

/// Gathers what jobs report and writes it.
pub(super) struct Store<'a> {
    pub(super) catalogue: &'a mut Catalogue,
    source: Arc<SourceDefinition>,
    progress: &'a dyn Progress,
    limits: Limits,
    pub(super) report: Report,
    waiting: Vec<Action>,
    documents: usize,
    bytes: usize,
    since: Instant,
    current: Option<Current>,
    versioning: Option<Versioning>,
}

/// The resource that is being read.
struct Current {
    opened: Opened,
    outcome: ResourceOutcome,
}

impl<'a> Store<'a> {
    pub(super) fn new(
        catalogue: &'a mut Catalogue,
        source: &Arc<SourceDefinition>,
        progress: &'a dyn Progress,
        limits: &Limits,
    ) -> Self {
        Self {
            catalogue,
            source: Arc::clone(source),
            progress,
            limits: limits.clone(),
            report: Report {
                source: source.id.clone(),
                ..Report::default()
            },
            waiting: Vec::new(),
            documents: 0,
            bytes: 0,
            since: Instant::now(),
            current: None,
            versioning: versions::in_use(source),
        }
    }

    /// Takes what a job reports of the resource `key`. `last` is what came of it the last time.
    pub(super) fn take(&mut self, key: &str, event: Event, last: Option<ResourceOutcome>) {
        match event {
            Event::Unchanged => {
                self.waiting.push(Action::Present(key.to_owned()));
                let last = last.unwrap_or_default();
                self.report.counts.unchanged += last.documents;
                self.report.counts.still_quarantined += last.quarantined;
            }
            Event::Unreachable(error) => {
                self.waiting.push(Action::Reread(key.to_owned()));
                self.waiting.push(Action::ReadAgain(key.to_owned()));
                if last.is_some() && error.reason == Reason::NotThere {
                    self.absent(key);
                }
                self.refuse(key, String::new(), error);
                self.waiting.push(Action::Settled(key.to_owned()));
            }
            Event::Opened(opened) => self.open(key, *opened),
            Event::Document(document, notices, notes) => {
                self.document(key, document, notices, notes);
            }
            Event::Gone => {
                self.waiting.push(Action::Reread(key.to_owned()));
                self.waiting.push(Action::Settled(key.to_owned()));
                self.waiting.push(Action::Gone(key.to_owned()));
            }
            Event::Refused(item, error) => self.refuse(key, item, error),
            Event::Complete => self.complete(key),
            // Nothing came of it; the run ends, or goes on.
            Event::Stopped | Event::At(_) => {}
        }
    }

    /// Adds to what was odd.
    pub(super) fn note(&mut self, notes: impl IntoIterator<Item = String>) {
        let room = MAX_LISTED.saturating_sub(self.report.notes.len());
        self.report.notes.extend(notes.into_iter().take(room));
    }

    /// A resource that was there once was not listed, or not found.
    pub(super) fn absent(&mut self, key: &str) {
        self.waiting.push(Action::Absent(key.to_owned()));
    }

    /// From here the list can be read on if the run is cut off.
    pub(super) fn checkpoint(&mut self, checkpoint: String) {
        self.waiting.push(Action::Checkpoint(checkpoint));
    }

    /// Everything that was listed was taken.
    pub(super) fn finished(&mut self, cursor: Option<String>) {
        self.waiting.push(Action::Finished(cursor));
    }

    fn open(&mut self, key: &str, mut opened: Opened) {
        self.waiting.push(Action::Reread(key.to_owned()));
        self.waiting.push(Action::Present(key.to_owned()));
        if let Some(bytes) = opened.bytes.take() {
            self.bytes += bytes.len();
            self.waiting
                .push(Action::Keep(opened.digest.clone(), bytes));
        } else {
            // Not kept: nothing may point to it.
            tracing::debug!(resource = key, "bytes are too many to be kept");
        }
        self.current = Some(Current {
            opened,
            outcome: ResourceOutcome::default(),
        });
    }

    fn document(
        &mut self,
        key: &str,
        document: Box<Document>,
        notices: Vec<Notice>,
        notes: Vec<String>,
    ) {
        self.note(
            notes
                .into_iter()
                .map(|note| format!("{}: {note}", document.key)),
        );
        self.bytes += document
            .sections
            .iter()
            .map(|section| section.text.len())
            .sum::<usize>();
        self.documents += 1;
        if let Some(current) = &mut self.current {
            current.outcome.documents += 1;
        }
        let opened = self.current.as_ref().map(|current| &current.opened);
        self.waiting.push(Action::Put(Found {
            document,
            notices,
            resource: key.to_owned(),
            digest: opened.map_or(String::new(), |opened| opened.digest.clone()),
        }));
    }

    fn refuse(&mut self, key: &str, item: String, error: ExtractError) {
        let opened = self.current.as_mut().map(|current| {
            current.outcome.quarantined += 1;
            &current.opened
        });
        self.documents += 1;
        self.waiting.push(Action::Refuse(Quarantined {
            id: 0,
            source: self.source.id.clone(),
            resource: key.to_owned(),
            item,
            reason: error.reason.code().to_owned(),
            detail: error.detail,
            media_type: opened
                .and_then(|o| o.media_type)
                .map(|t| t.essence().to_owned()),
            content_type: opened.and_then(|o| o.content_type.clone()),
            address: opened.and_then(|o| o.address.clone()),
            digest: opened
                .filter(|o| o.size <= self.limits.max_bytes)
                .map(|o| o.digest.clone()),
            size: opened.map_or(0, |o| o.size),
            at: String::new(),
        }));
    }

    fn complete(&mut self, key: &str) {
        let Some(Current { opened, outcome }) = self.current.take() else {
            return;
        };
        self.waiting.push(Action::Settled(key.to_owned()));
        self.waiting.push(Action::Record(Resource {
            source: self.source.id.clone(),
            key: key.to_owned(),
            digest: opened.digest,
            extractor: opened.reader,
            media_type: opened.media_type.map(|t| t.essence().to_owned()),
            etag: opened.etag,
            last_modified: opened.last_modified,
            outcome,
        }));
    }

    /// A job ended without its last word: what it reported is kept, but the resource is not done.
    pub(super) fn lost(&mut self, key: &str) {
        let detail = "reading ended without an answer: please report this file";
        self.refuse(
            key,
            String::new(),
            ExtractError::new(Reason::ExtractorFailed, detail),
        );
        self.current = None;
    }

    /// A job was given up in the middle because the run is to end: what it reported is kept, and the
    /// resource is read again in the next run.
    pub(super) fn given_up(&mut self, key: &str, place: &str) {
        let detail = format!(
            "reading was stopped at {place}: it is read again in the next run, or by `rsc quarantine retry`"
        );
        self.refuse(
            key,
            String::new(),
            ExtractError::new(Reason::NeedsOcr, detail),
        );
        self.waiting.push(Action::ReadAgain(key.to_owned()));
        self.current = None;
    }

    /// A resource of many documents was left in the middle because the run is to end: what it brought is
    /// kept, and it is read again in the next run.
    pub(super) fn broken_off(&mut self, key: &str, documents: u64) {
        let note = format!("{key}: left after {documents} documents; the next run reads the rest");
        self.note([note]);
        self.waiting.push(Action::ReadAgain(key.to_owned()));
        self.current = None;
    }

    /// How long what was gathered may still wait.
    pub(super) fn patience(&self) -> Duration {
        if self.waiting.is_empty() {
            return Duration::from_hours(1);
        }
        let full =
            self.documents >= self.limits.batch_documents || self.bytes >= self.limits.batch_bytes;
        let limit = if full {
            Duration::ZERO
        } else {
            Duration::from_millis(self.limits.batch_millis)
        };
        limit.saturating_sub(self.since.elapsed())
    }

    /// Writes what was gathered. When this returns, it is on disk and in the report.
    pub(super) fn flush(&mut self) -> Result<(), CatalogueError> {
        let mut counts = Counts::default();
        let mut refused = Vec::new();
        let waiting = std::mem::take(&mut self.waiting);
        if !waiting.is_empty() {
            let batch = self.catalogue.batch()?;
            let mut writer = Writer {
                batch: &batch,
                source: &self.source,
                versioning: self.versioning.as_ref(),
                counts: &mut counts,
                refused: &mut refused,
            };
            for action in waiting {
                writer.write(action)?;
            }
            counts.superseded += batch.settle_editions()?;
            batch.commit()?;
        }
        self.report.counts.add(&counts);
        for item in refused {
            self.progress.quarantined(&item);
            if self.report.quarantined.len() < MAX_LISTED {
                self.report.quarantined.push(item);
            }
        }
        (self.documents, self.bytes, self.since) = (0, 0, Instant::now());
        Ok(())
    }
}
