//! Keeping sources current: those that are switched on are run when they are due.

use std::collections::HashSet;
use std::time::Duration;

use corpora::{Catalogue, CatalogueError, DataFolder, LockError, SourceDefinition, SourceState};
use ingest::{FAILING_AFTER, NoProgress, Pipeline, Stop, is_due};
use jiff::Timestamp;
use tokio::task::JoinSet;

use super::watch::Watch;
use crate::cli::running::{pipeline, run_source};

/// How often the list of sources is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// How often it is looked at whether the service is to end.
const STOP_EVERY: Duration = Duration::from_millis(200);
/// Sources run at the same time: a slow one does not hold up the others.
const AT_ONCE: usize = 4;

/// Runs sources until told to stop. A source that fails is logged and tried again later.
pub(super) async fn keep_current(folder: DataFolder, stop: Stop) {
    let pipeline = match pipeline(false) {
        Ok(pipeline) => pipeline,
        Err(error) => {
            let error = format!("{error:#}");
            tracing::error!(error, "sources are not kept current");
            return;
        }
    };
    let mut watch = Watch::default();
    while !stop.is_stopped() {
        if let Err(error) = run_due(&folder, &pipeline, &mut watch, &stop).await {
            tracing::error!(%error, "the sources cannot be looked at");
        }
        let mut waited = Duration::ZERO;
        while waited < LOOK_EVERY && !stop.is_stopped() {
            tokio::time::sleep(STOP_EVERY).await;
            waited += STOP_EVERY;
        }
    }
}

/// Runs everything that is due, and what becomes due meanwhile.
async fn run_due(
    folder: &DataFolder,
    pipeline: &Pipeline,
    watch: &mut Watch,
    stop: &Stop,
) -> Result<(), CatalogueError> {
    let catalogue = Catalogue::open(&folder.catalogue())?;
    watch.look(active(&catalogue)?, pipeline).await;
    if due(&catalogue, watch)?.is_empty() {
        return Ok(());
    }
    // Another rsc that takes documents in goes first.
    let _lock = match folder.lock_ingest() {
        Ok(lock) => lock,
        Err(LockError::Held { .. }) => return Ok(()),
        Err(error) => {
            tracing::warn!(%error, "sources wait");
            return Ok(());
        }
    };
    let mut running = JoinSet::new();
    let mut under_way: HashSet<String> = HashSet::new();
    loop {
        let room = AT_ONCE.saturating_sub(running.len());
        let waiting = due(&catalogue, watch)?
            .into_iter()
            .filter(|source| !under_way.contains(&source.id));
        let next: Vec<_> = waiting.take(room).collect();
        for source in next.into_iter().filter(|_| !stop.is_stopped()) {
            under_way.insert(source.id.clone());
            watch.begins(&source.id);
            let catalogue = Catalogue::open(&folder.catalogue())?;
            running.spawn(run_one(catalogue, pipeline.clone(), source, stop.clone()));
        }
        match running.join_next().await {
            None => return Ok(()),
            Some(Ok(id)) => {
                under_way.remove(&id);
            }
            // It stays under way: what broke down once is not begun again at once.
            Some(Err(error)) => tracing::error!(%error, "a run broke down"),
        }
    }
}

/// Sources that are switched on. Folders and documents on this machine are among them.
fn active(catalogue: &Catalogue) -> Result<Vec<SourceDefinition>, CatalogueError> {
    let sources = catalogue.sources()?.into_iter();
    let active = sources.filter(|(_, state)| *state == SourceState::Active);
    Ok(active.map(|(source, _)| source).collect())
}

/// Those of them that are due, or in whose folder something changed.
fn due(catalogue: &Catalogue, watch: &Watch) -> Result<Vec<SourceDefinition>, CatalogueError> {
    let now = Timestamp::now();
    let mut due = Vec::new();
    for source in active(catalogue)? {
        if watch.has_changed(&source.id) || is_due(&catalogue.harvest(&source.id)?, now) {
            due.push(source);
        }
    }
    Ok(due)
}

async fn run_one(
    mut catalogue: Catalogue,
    pipeline: Pipeline,
    source: SourceDefinition,
    stop: Stop,
) -> String {
    let report = run_source(&pipeline, &mut catalogue, &source, &NoProgress, &stop).await;
    let left = catalogue.harvest(&source.id).unwrap_or_default();
    let (id, due) = (source.id, left.due.unwrap_or_default());
    match report {
        Ok(report) => {
            let counts = report.counts;
            tracing::info!(
                source = id,
                new = counts.new,
                new_version = counts.new_version,
                unchanged = counts.unchanged,
                duplicate = counts.duplicate,
                withdrawn = counts.withdrawn,
                superseded = counts.superseded,
                quarantined = counts.quarantined,
                seconds = report.seconds,
                due,
                "ran"
            );
        }
        Err(error) if left.failures >= FAILING_AFTER => {
            let failures = left.failures;
            tracing::error!(source = id, %error, failures, due, "keeps failing");
        }
        Err(error) => tracing::warn!(source = id, %error, due, "failed"),
    }
    id
}
