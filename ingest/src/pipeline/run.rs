//! The run: jobs are started ahead, and their reports stored in the order of the list.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::time::Instant;

use corpora::{Catalogue, CatalogueError, ResourceOutcome, SourceDefinition};
use tokio::time::timeout;

use super::Parts;
use super::event::{Event, Known};
use super::job::{self, Job};
use super::store::Store;
use crate::error::IngestError;
use crate::extract::Reason;
use crate::fetch::FetchError;
use crate::fingerprint;
use crate::progress::Progress;
use crate::report::Report;
use crate::source::{Lister, Place, Resource};
use crate::stop::Stop;
use crate::versions::renew_editions;

/// Documents of one resource that are still taken when a run is asked to end: a file of so few is soon
/// read, and one of a million is not.
const SHORT: u64 = 100;

/// Keys of a source looked at in one go.
const KEYS: usize = 1_000;

/// Goes through a list, with a note of the run in the catalogue.
pub(super) async fn through(
    parts: &Arc<Parts>,
    catalogue: &mut Catalogue,
    source: &SourceDefinition,
    lister: impl Future<Output = Result<Box<dyn Lister>, IngestError>>,
    (progress, stop): (&dyn Progress, &Stop),
    afresh: bool,
) -> Result<Report, IngestError> {
    let started = Instant::now();
    renew_editions(catalogue, source)?;
    let run = catalogue.begin_run(&source.id)?;
    let source = Arc::new(source.clone());
    let mut store = Store::new(catalogue, &source, progress, &parts.limits);
    let outcome = match lister.await {
        Ok(lister) => {
            Run {
                parts,
                source: &source,
                lister,
                progress,
                stop,
                seen: HashSet::new(),
                marks: Marks::default(),
                afresh,
            }
            .go(&mut store)
            .await
        }
        Err(error) if is_stop(&error) => {
            store.report.stopped = true;
            Ok(())
        }
        Err(error) => Err(error),
    };
    let flushed = store.flush();
    let mut report = std::mem::take(&mut store.report);
    report.seconds = started.elapsed().as_secs_f64();
    let error = outcome.as_ref().err().map(ToString::to_string);
    let early = error.or_else(|| report.stopped.then(|| "stopped before the end".to_owned()));
    catalogue.finish_run(run, &report.counts, early.as_deref())?;
    outcome?;
    flushed?;
    Ok(report)
}

struct Run<'r> {
    parts: &'r Arc<Parts>,
    source: &'r Arc<SourceDefinition>,
    lister: Box<dyn Lister>,
    progress: &'r dyn Progress,
    stop: &'r Stop,
    /// Fingerprints of the keys listed so far: a list may name a place twice. Of millions of addresses
    /// the text would not fit.
    seen: HashSet<[u8; 16]>,
    marks: Marks,
    /// Whether everything is read again, known or not.
    afresh: bool,
}

/// Places in the list from which it can be read on, and how far what was stored has come.
#[derive(Default)]
struct Marks {
    listed: u64,
    stored: u64,
    /// Each with the number of resources before it that must be stored first; oldest first.
    waiting: VecDeque<(u64, String)>,
    last: Option<String>,
}

impl Marks {
    /// A resource was listed, and this is the place before it.
    fn listed(&mut self, checkpoint: Option<String>) {
        if let Some(checkpoint) = checkpoint
            && self.last.as_ref() != Some(&checkpoint)
        {
            self.waiting.push_back((self.listed, checkpoint.clone()));
            self.last = Some(checkpoint);
        }
        self.listed += 1;
    }

    /// A resource was stored: the latest place that everything before is stored of, if it is a new one.
    fn stored(&mut self) -> Option<String> {
        self.stored += 1;
        let mut reached = None;
        while let Some((before, _)) = self.waiting.front()
            && *before <= self.stored
        {
            reached = self.waiting.pop_front().map(|(_, checkpoint)| checkpoint);
        }
        reached
    }
}

impl Run<'_> {
    async fn go(mut self, store: &mut Store<'_>) -> Result<(), IngestError> {
        self.progress.listed(self.lister.total());
        let mut jobs = VecDeque::new();
        // None while the list goes on; what was listed before it failed is still taken.
        let mut end: Option<Result<(), IngestError>> = None;
        loop {
            while end.is_none() && jobs.len() < self.parts.limits.parallel {
                match self.next().await {
                    Ok(Some(resource)) => jobs.push_back(self.begin(resource, store.catalogue)?),
                    Ok(None) => end = Some(Ok(())),
                    Err(error) if is_stop(&error) => {
                        store.report.stopped = true;
                        end = Some(Ok(()));
                    }
                    Err(error) => end = Some(Err(error)),
                }
            }
            let Some((job, last)) = jobs.pop_front() else {
                break;
            };
            let key = job.key.clone();
            match drain(job, last, store, (self.progress, self.stop)).await? {
                Drained::Stopped => {
                    store.report.stopped = true;
                    break;
                }
                Drained::Missed => self.lister.missed(&key),
                Drained::Whole => {}
            }
            if let Some(checkpoint) = self.marks.stored() {
                store.checkpoint(checkpoint);
            }
            if self.stop.is_stopped() && !(jobs.is_empty() && end.is_some()) {
                store.report.stopped = true;
                break;
            }
        }
        store.report.skipped = self.lister.skipped();
        store.note(self.lister.notes());
        if !store.report.stopped && !self.afresh && matches!(end, Some(Ok(()))) {
            self.finish(store)?;
        }
        end.unwrap_or(Ok(()))
    }

    /// The list was gone through to its end.
    fn finish(&self, store: &mut Store<'_>) -> Result<(), CatalogueError> {
        if self.lister.lists_everything() {
            let mut after = String::new();
            loop {
                let keys = store
                    .catalogue
                    .resource_keys_after(&self.source.id, &after, KEYS)?;
                let Some(last) = keys.last() else { break };
                after.clone_from(last);
                let absent = keys
                    .iter()
                    .filter(|key| !self.seen.contains(&fingerprint::of(key)));
                let absent = absent.filter(|key| !self.lister.passes_over(key));
                absent.for_each(|key| store.absent(key));
            }
        }
        store.finished(self.lister.cursor());
        Ok(())
    }

    /// The next resource that was not listed before.
    async fn next(&mut self) -> Result<Option<Resource>, IngestError> {
        while let Some(resource) = self.lister.next().await? {
            if self.seen.insert(fingerprint::of(&resource.key)) {
                self.marks.listed(self.lister.checkpoint());
                return Ok(Some(resource));
            }
        }
        Ok(None)
    }

    fn begin(
        &self,
        resource: Resource,
        catalogue: &Catalogue,
    ) -> Result<(Job, Option<ResourceOutcome>), CatalogueError> {
        let last = catalogue.resource(&self.source.id, &resource.key)?;
        let outcome = last.as_ref().map(|resource| resource.outcome);
        let taken_on = match &resource.place {
            Place::Dated { .. } => catalogue.resource_taken_on(&self.source.id, &resource.key)?,
            _ => None,
        };
        let known = last.filter(|_| !self.afresh).map(|resource| Known {
            digest: resource.digest,
            reader: resource.extractor,
            media_type: resource.media_type,
            etag: resource.etag,
            last_modified: resource.last_modified,
            taken_on,
        });
        Ok((
            job::start(self.parts, self.source, resource, known),
            outcome,
        ))
    }
}

/// Whether the list was given up because the run was asked to end.
fn is_stop(error: &IngestError) -> bool {
    matches!(error, IngestError::Fetch(FetchError::Stopped { .. }))
}

/// How a job ended.
enum Drained {
    /// With its last word.
    Whole,
    /// The resource could not be had, though it may be there.
    Missed,
    /// It was given up because the run is to end.
    Stopped,
}

/// Stores what a job reports until its end.
async fn drain(
    mut job: Job,
    last: Option<ResourceOutcome>,
    store: &mut Store<'_>,
    (progress, stop): (&dyn Progress, &Stop),
) -> Result<Drained, CatalogueError> {
    let (mut documents, mut missed) = (0_u64, false);
    loop {
        let Ok(event) = timeout(store.patience(), job.events.recv()).await else {
            store.flush()?;
            progress.advanced(
                store.report.resources,
                &format!("{} ({documents})", job.key),
            );
            continue;
        };
        if matches!(event, Some(Event::Stopped)) {
            return Ok(Drained::Stopped);
        }
        if let Some(Event::At(place)) = &event {
            if stop.is_stopped() {
                store.given_up(&job.key, place);
                return Ok(Drained::Stopped);
            }
            progress.advanced(store.report.resources, &format!("{} ({place})", job.key));
            continue;
        }
        documents += 1;
        let end = match &event {
            None => true,
            Some(event) => matches!(
                event,
                Event::Complete | Event::Unchanged | Event::Gone | Event::Unreachable(_)
            ),
        };
        missed |= match &event {
            Some(Event::Unreachable(error)) => error.reason != Reason::NotThere,
            Some(Event::Opened(opened)) => opened.instead,
            Some(_) => false,
            None => true,
        };
        match event {
            Some(event) => store.take(&job.key, event, last),
            None => store.lost(&job.key),
        }
        if end {
            break;
        }
        if documents >= SHORT && stop.is_stopped() {
            store.broken_off(&job.key, documents);
            return Ok(Drained::Stopped);
        }
    }
    store.report.resources += 1;
    progress.advanced(store.report.resources, &job.key);
    Ok(if missed {
        Drained::Missed
    } else {
        Drained::Whole
    })
}
