//! `rsc model embed`

use std::num::NonZeroUsize;
use std::process::ExitCode;
use std::sync::Arc;
use std::thread::available_parallelism;

use anyhow::{Context, bail};
use clap::Args;
use corpora::ScriptIdentifier;
use indexer::{DenseLeg, Embedding, Engine};
use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::Common;
use crate::cli::output::Output;

/// Makes the vectors of all passages now, as `rsc serve` does in the background
///
/// Can be ended at any time: what was made is kept, and the next run goes on.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  rsc model embed --threads 4")]
pub(super) struct Embed {
    /// Processor threads [default: all]
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
}

impl Embed {
    pub(super) fn run(self, common: &Common, output: &mut Output) -> anyhow::Result<ExitCode> {
        let folder = common.existing_folder()?;
        let engine = Engine::open(&folder, Arc::new(ScriptIdentifier))?;
        let leg = DenseLeg::in_use(&folder).context("the model in use cannot be loaded")?;
        let Some(leg) = leg else {
            bail!("no model is used: `rsc model use FOLDER` takes one into use");
        };
        engine.use_model(Some(leg))?;
        let all = available_parallelism().map_or(1, NonZeroUsize::get);
        let threads = self.threads.map_or(all, NonZeroUsize::get);
        let style = "{bar:40} {pos}/{len} passages, {eta} left";
        let bar = ProgressBar::new(0).with_style(ProgressStyle::with_template(style)?);
        let mut shown = |embedding: Embedding| {
            bar.set_length(embedding.passages);
            bar.set_position(embedding.embedded);
        };
        let embedding = engine.embed(threads, &mut shown, &mut || false)?;
        bar.finish_and_clear();
        output.json(&embedding)?;
        let Embedding { embedded, passages } = embedding;
        output.line(format_args!(
            "{embedded} of {passages} passages have a vector"
        ))?;
        Ok(ExitCode::SUCCESS)
    }
}
