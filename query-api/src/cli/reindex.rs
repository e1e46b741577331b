//! `rsc reindex`

use std::io::IsTerminal;
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use indexer::{Keeper, Rebuild};
use indicatif::{ProgressBar, ProgressStyle};

use super::Common;
use super::output::Output;

/// Builds the index anew from the catalogue; the old one answers until then
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  rsc reindex")]
pub(super) struct Reindex {}

impl Reindex {
    pub(super) fn run(self, common: &Common, output: &mut Output) -> anyhow::Result<ExitCode> {
        let Self {} = self;
        let folder = common.existing_folder()?;
        let lock = folder.lock_index().context(
            "the index is being kept by another rsc: stop that first; search, status and ingest work meanwhile",
        )?;
        let bar = bar();
        let mut progress = |rebuild: Rebuild| {
            bar.set_length(rebuild.total);
            bar.set_position(rebuild.done);
        };
        let status = Keeper::rebuild(&folder, &lock, &mut progress)?;
        bar.finish_and_clear();
        output.json(&status)?;
        let (documents, passages) = (status.documents, status.passages);
        output.line(format_args!(
            "indexed: {documents} documents, {passages} passages"
        ))?;
        Ok(ExitCode::SUCCESS)
    }
}

fn bar() -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::no_length();
    match ProgressStyle::with_template("{bar:30} {pos}/{len} {eta}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
