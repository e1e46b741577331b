//! `rsc source run`

use std::process::ExitCode;

use clap::Args;
use corpora::{Catalogue, DataFolder, SourceState};

use crate::cli::output::Output;
use crate::cli::running::{Running, Work, lock_ingest, pipeline};
use crate::cli::signals::stop_when_asked;

/// Goes through sources now
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  rsc source run who-disease-outbreak-news\n  rsc source run --all"
)]
pub(super) struct Run {
    /// Names in the list
    #[arg(value_name = "ID", required_unless_present = "all")]
    ids: Vec<String>,
    /// All sources that are switched on
    #[arg(long, conflicts_with = "ids")]
    all: bool,
    /// Fetch from private addresses too
    #[arg(long)]
    allow_private_hosts: bool,
}

impl Run {
    pub(super) async fn run(
        self,
        folder: &DataFolder,
        catalogue: &mut Catalogue,
        output: &mut Output,
    ) -> anyhow::Result<ExitCode> {
        let _lock = lock_ingest(folder)?;
        let sources = self.sources(catalogue)?;
        if sources.is_empty() {
            output.line(format_args!(
                "no source is switched on: `rsc source resume ID` does that"
            ))?;
        }
        let pipeline = pipeline(self.allow_private_hosts)?;
        let running = Running {
            folder,
            pipeline,
            stop: stop_when_asked(),
        };
        running.through(catalogue, &sources, output).await
    }

    fn sources(&self, catalogue: &Catalogue) -> anyhow::Result<Vec<Work>> {
        if !self.all {
            let named = self
                .ids
                .iter()
                .map(|id| Ok(Work::Run(catalogue.source(id)?.0)));
            return named.collect();
        }
        let all = catalogue.sources()?.into_iter();
        let active = all.filter(|(_, state)| *state == SourceState::Active);
        Ok(active
            .map(|(definition, _)| Work::Run(definition))
            .collect())
    }
}
