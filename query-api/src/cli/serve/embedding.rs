//! The model in use: loaded, taken up by searches, and its vectors made in the background.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use corpora::DataFolder;
use indexer::{DenseLeg, Embedding, EmbeddingError, Engine, ModelInUse};
use ingest::Stop;

/// How often it is looked at which model is to be used and whether there are new passages.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// How often it is looked at whether the service is to end.
const STOP_EVERY: Duration = Duration::from_millis(200);
/// How often progress is logged.
const LOG_EVERY: Duration = Duration::from_secs(30);
/// How long a model that failed is left alone.
const REST: Duration = Duration::from_secs(300);

/// Keeps the model of a folder in use until told to stop. A model that fails is logged, and words and
/// concepts answer alone.
pub(super) fn keep_embedded(folder: &DataFolder, engine: &Arc<Engine>, stop: &Stop) {
    let mut used: Option<ModelInUse> = None;
    let mut embedded_at = None;
    while !stop.is_stopped() {
        let wanted = ModelInUse::of(folder).unwrap_or_else(|error| {
            tracing::error!(%error, "it cannot be told which model is to be used");
            used.clone()
        });
        if wanted != used {
            embedded_at = None;
            let taken = take_up(folder, engine);
            used = wanted;
            if let Err(error) = taken {
                tracing::error!(%error, "the model cannot be used: words and concepts answer alone");
            }
        }
        if engine.has_model() && embedded_at != Some(engine.state()) {
            let state = engine.state();
            match embed(folder, engine, used.as_ref(), stop) {
                Ok(()) => embedded_at = Some(state),
                Err(error) => {
                    tracing::error!(%error, "passages cannot be embedded");
                    wait(REST, stop);
                }
            }
        }
        wait(LOOK_EVERY, stop);
    }
}

/// Loads the model that is wanted now.
fn take_up(folder: &DataFolder, engine: &Engine) -> Result<(), EmbeddingError> {
    engine.use_model(None)?;
    let began = Instant::now();
    let Some(leg) = DenseLeg::in_use(folder)? else {
        tracing::info!("no model is used");
        return Ok(());
    };
    let model = leg.encoder().folder().name.clone();
    engine.use_model(Some(leg))?;
    tracing::info!(
        model,
        seconds = began.elapsed().as_secs_f32(),
        "a model is used"
    );
    Ok(())
}

fn embed(
    folder: &DataFolder,
    engine: &Engine,
    used: Option<&ModelInUse>,
    stop: &Stop,
) -> Result<(), EmbeddingError> {
    // Half of the processors stay free for searches.
    let threads = (available_parallelism().map_or(1, NonZeroUsize::get) / 2).max(1);
    let mut logged = None;
    let mut shown = |Embedding { embedded, passages }: Embedding| {
        let is_due = logged.is_none_or(|at: Instant| at.elapsed() >= LOG_EVERY);
        if embedded < passages && is_due {
            logged = Some(Instant::now());
            tracing::info!(embedded, passages, "embedding");
        }
    };
    let mut looked = Instant::now();
    let mut over = || {
        // Another model may be wanted meanwhile.
        let other = looked.elapsed() >= LOOK_EVERY && {
            looked = Instant::now();
            ModelInUse::of(folder).is_ok_and(|wanted| wanted.as_ref() != used)
        };
        stop.is_stopped() || other
    };
    let Embedding { embedded, passages } = engine.embed(threads, &mut shown, &mut over)?;
    if logged.is_some() {
        tracing::info!(embedded, passages, "embedded");
    }
    Ok(())
}

fn wait(time: Duration, stop: &Stop) {
    let began = Instant::now();
    while began.elapsed() < time && !stop.is_stopped() {
        std::thread::sleep(STOP_EVERY);
    }
}
