//! `rsc source`

mod add;
mod export;
mod list;
mod preview;
mod run;
mod status;

use std::process::ExitCode;

use clap::{Args, Subcommand};
use corpora::SourceState;
use serde_json::json;

use super::Common;
use super::folder::open_catalogue;
use super::output::Output;

/// Lists, adds and runs sources
///
/// A source is a feed, a folder or an address that documents come from. Those that come with the
/// program are paused until they are resumed.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  rsc source list\n  rsc source resume who-disease-outbreak-news\n  rsc source run --all\n  rsc source status"
)]
pub(super) struct Source {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    List(list::List),
    Add(Box<add::Add>),
    Remove(Remove),
    Pause(Pause),
    Resume(Resume),
    Run(run::Run),
    Preview(preview::PreviewCommand),
    Status(status::Status),
    Export(export::Export),
}

/// Forgets a source; its documents stay
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  rsc source remove my-hospital")]
struct Remove {
    /// Its name in the list
    id: String,
}

/// Switches a source off
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  rsc source pause cdc-mmwr")]
struct Pause {
    /// Its name in the list
    id: String,
}

/// Switches a source on
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  rsc source resume cdc-mmwr")]
struct Resume {
    /// Its name in the list
    id: String,
}

impl Source {
    pub(super) async fn run(
        self,
        common: &Common,
        output: &mut Output,
    ) -> anyhow::Result<ExitCode> {
        let folder = common.folder()?;
        let mut catalogue = open_catalogue(&folder)?;
        match self.what {
            What::List(list) => list.run(&catalogue, output)?,
            What::Status(status) => status.run(&catalogue, output)?,
            What::Export(export) => export.run(&catalogue, output)?,
            What::Add(add) => return add.run(&catalogue, output).await,
            What::Remove(Remove { id }) => {
                catalogue.remove_source(&id)?;
                say(output, "removed", &id)?;
            }
            What::Pause(Pause { id }) => {
                catalogue.set_source_state(&id, SourceState::Paused)?;
                say(output, "paused", &id)?;
            }
            What::Resume(Resume { id }) => {
                catalogue.set_source_state(&id, SourceState::Active)?;
                say(output, "active", &id)?;
            }
            What::Run(run) => return run.run(&folder, &mut catalogue, output).await,
            What::Preview(preview) => return preview.run(&catalogue, output).await,
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn say(output: &mut Output, what: &str, id: &str) -> anyhow::Result<()> {
    output.json(&json!({"source": id, "state": what}))?;
    Ok(output.line(format_args!("{id}: {what}"))?)
}
