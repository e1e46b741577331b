//! What a service does beside answering: it takes in the starter corpus and waits until the index
//! has caught up.

use std::time::Duration;

use anyhow::Context;
use corpora::{Catalogue, DataFolder, LockError};
use ingest::{NoProgress, Stop};

use crate::app::App;
use crate::cli::running::pipeline;

/// How long to wait before asking again whether another rsc still takes documents in.
const ASK_AGAIN: Duration = Duration::from_secs(2);

/// How often the position of the index is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Fills the collection. A failure is logged and leaves the service running: what is there can be
/// searched.
pub(super) async fn fill(folder: DataFolder, catalogue: Catalogue, app: App, stop: Stop) {
    if let Err(error) = try_to_fill(&folder, catalogue, &app, &stop).await {
        tracing::error!(
            error = format!("{error:#}"),
            "the starter corpus was not taken in"
        );
    }
}

async fn try_to_fill(
    folder: &DataFolder,
    mut catalogue: Catalogue,
    app: &App,
    stop: &Stop,
) -> anyhow::Result<()> {
    let taken_in = starter(folder, &mut catalogue, stop).await;
    // Ready is what was there at the start, whether or not the starter corpus could be added.
    let target = catalogue.last_change()?;
    while app.sequence() < target && !stop.is_stopped() {
        tokio::time::sleep(LOOK_EVERY).await;
    }
    app.set_ready();
    tracing::info!(sequence = target, "the index has caught up");
    let mut taken_in = taken_in?;
    while !taken_in && !stop.is_stopped() {
        tokio::time::sleep(ASK_AGAIN).await;
        taken_in = starter(folder, &mut catalogue, stop).await?;
    }
    Ok(())
}

/// Takes in the starter corpus; false if another rsc is taking documents in.
async fn starter(
    folder: &DataFolder,
    catalogue: &mut Catalogue,
    stop: &Stop,
) -> anyhow::Result<bool> {
    let _lock = match folder.lock_ingest() {
        Ok(lock) => lock,
        Err(LockError::Held { .. }) => return Ok(false),
        Err(error) => return Err(error.into()),
    };
    let pipeline = pipeline(false)?;
    let report = ingest::starter(catalogue, &pipeline, &NoProgress, stop).await;
    let report = report.context("the starter corpus")?;
    for item in &report.quarantined {
        tracing::warn!(
            card = item.resource,
            reason = item.reason,
            detail = item.detail,
            "refused"
        );
    }
    let counts = report.counts;
    tracing::info!(
        new = counts.new,
        changed = counts.new_version,
        unchanged = counts.unchanged,
        "starter corpus"
    );
    Ok(true)
}
