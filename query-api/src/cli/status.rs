//! `rsc status`

use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use corpora::{Catalogue, DataFolder, ScriptIdentifier};
use indexer::{Embedding, EmbeddingError, Engine, IndexStatus, ModelInUse};
use serde::Serialize;

use super::Common;
use super::output::{Output, clean};

/// Says what the data folder holds and whether the index has caught up
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  rsc status --json")]
pub(super) struct Status {}

#[derive(Debug, Serialize)]
struct StatusJson {
    data: String,
    documents: u64,
    changes: u64,
    quarantined: u64,
    sources: Vec<HeldJson>,
    index: Option<IndexStatus>,
    /// Changes that the index does not contain yet.
    behind: Option<u64>,
    /// Why there is no index to speak of.
    index_error: Option<String>,
    /// The model in use.
    model: Option<ModelJson>,
    /// Why it cannot be told.
    model_error: Option<String>,
}

/// The model in use, with how far its vectors are.
#[derive(Debug, Serialize)]
struct ModelJson {
    name: String,
    fingerprint: String,
    embedded: u64,
    passages: u64,
}

#[derive(Debug, Serialize)]
struct HeldJson {
    source: String,
    documents: u64,
}

impl Status {
    pub(super) fn run(self, common: &Common, output: &mut Output) -> anyhow::Result<ExitCode> {
        let Self {} = self;
        let folder = common.existing_folder()?;
        let catalogue = Catalogue::open_read_only(&folder.catalogue())?;
        let changes = catalogue.last_change()?;
        let opened = Engine::open(&folder, Arc::new(ScriptIdentifier));
        let model = model(&folder, opened.as_ref().ok());
        let index = opened.and_then(|engine| engine.status());
        let held = catalogue.holdings_by_source()?.into_iter();
        let status = StatusJson {
            data: folder.root().display().to_string(),
            documents: catalogue.document_count()?,
            changes,
            quarantined: catalogue.quarantine_count()?,
            sources: held
                .map(|(source, documents)| HeldJson { source, documents })
                .collect(),
            behind: index
                .as_ref()
                .ok()
                .map(|index| changes.saturating_sub(index.sequence)),
            index_error: index.as_ref().err().map(ToString::to_string),
            index: index.ok(),
            model_error: model.as_ref().err().map(ToString::to_string),
            model: model.ok().flatten(),
        };
        output.json(&status)?;
        print(output, &status)?;
        Ok(ExitCode::SUCCESS)
    }
}

fn model(
    folder: &DataFolder,
    engine: Option<&Engine>,
) -> Result<Option<ModelJson>, EmbeddingError> {
    let used = ModelInUse::of(folder)?;
    let Some((used, engine)) = used.zip(engine) else {
        return Ok(None);
    };
    let Embedding { embedded, passages } = used.embedding(folder, engine)?;
    Ok(Some(ModelJson {
        name: used.name,
        fingerprint: used.fingerprint,
        embedded,
        passages,
    }))
}

fn print(output: &mut Output, status: &StatusJson) -> anyhow::Result<()> {
    output.line(format_args!("data folder   {}", status.data))?;
    output.line(format_args!("documents     {}", status.documents))?;
    output.line(format_args!("quarantined   {}", status.quarantined))?;
    for held in &status.sources {
        output.line(format_args!("  {:<24} {}", held.source, held.documents))?;
    }
    match (&status.index, status.behind) {
        (Some(index), Some(behind)) => {
            let (documents, passages) = (index.documents, index.passages);
            let megabytes = index.bytes / 1_000_000;
            output.line(format_args!(
                "index         {documents} documents, {passages} passages, {megabytes} MB"
            ))?;
            let state = if behind == 0 {
                "up to date".to_owned()
            } else {
                format!("{behind} changes behind")
            };
            output.line(format_args!("              {state}"))?;
        }
        _ => {
            let reason = status.index_error.as_deref().unwrap_or_default();
            output.line(format_args!("index         none: {reason}"))?;
        }
    }
    match (&status.model, &status.model_error) {
        (Some(model), _) => {
            let (embedded, passages) = (model.embedded, model.passages);
            output.line(format_args!(
                "model         {}: {embedded} of {passages} passages embedded",
                clean(&model.name)
            ))?;
        }
        (None, Some(error)) => output.line(format_args!("model         {}", clean(error)))?,
        (None, None) => output.line(format_args!("model         none"))?,
    }
    Ok(())
}
