//! `rsc source list`

use clap::Args;
use corpora::Catalogue;

use crate::api::all_sources;
use crate::cli::output::{Output, clean};

/// Shows all sources with what is held from them
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  rsc source list --json")]
pub(super) struct List {}

impl List {
    pub(super) fn run(self, catalogue: &Catalogue, output: &mut Output) -> anyhow::Result<()> {
        let Self {} = self;
        let sources = all_sources(catalogue)?;
        output.json(&sources)?;
        output.line(format_args!(
            "{:<36} {:<7} {:<11} {:<5} {:>9}  {:<20}  PUBLISHER",
            "SOURCE", "STATE", "KIND", "LANG", "DOCUMENTS", "LAST RUN"
        ))?;
        for source in &sources {
            let definition = &source.definition;
            let run = source.last_run.as_ref();
            let run = run.map_or("never", |run| {
                run.finished.as_deref().unwrap_or("not finished")
            });
            let publisher = clean(definition.publisher.as_deref().unwrap_or(&definition.name));
            output.line(format_args!(
                "{:<36} {:<7} {:<11} {:<5} {:>9}  {run:<20}  {publisher}",
                definition.id, source.state, definition.kind, definition.language, source.documents
            ))?;
        }
        Ok(())
    }
}
