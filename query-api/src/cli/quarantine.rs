//! `rsc quarantine`

mod list;
mod retry;
mod show;

use std::process::ExitCode;

use clap::{Args, Subcommand};
use corpora::{Catalogue, QuarantineFilter};
use serde_json::json;

use super::Common;
use super::folder::open_catalogue;
use super::output::Output;

/// Shows what was refused and why, and takes it in again
///
/// Nothing that a source brought is lost: what could not become a document is kept here with its
/// bytes. After rsc has learnt to read it, `retry` reads the kept bytes again, without fetching.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  rsc quarantine list --reason encrypted\n  rsc quarantine retry --source ncdc-nigeria"
)]
pub(super) struct Quarantine {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    List(list::List),
    Show(show::Show),
    Retry(retry::Retry),
    Drop(Drop),
}

/// Forgets refused items for good
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  rsc quarantine drop 12 13")]
struct Drop {
    /// Numbers in the list
    #[arg(required = true, value_name = "NUMBER")]
    ids: Vec<u64>,
}

/// Which items are meant.
#[derive(Debug, Args)]
struct Which {
    /// Only of this source
    #[arg(long, value_name = "ID")]
    source: Option<String>,
    /// Only refused for this reason
    #[arg(long, value_name = "CODE")]
    reason: Option<String>,
}

impl Which {
    fn filter(&self) -> QuarantineFilter {
        QuarantineFilter {
            source: self.source.clone(),
            reason: self.reason.clone(),
        }
    }
}

impl Quarantine {
    pub(super) async fn run(
        self,
        common: &Common,
        output: &mut Output,
    ) -> anyhow::Result<ExitCode> {
        let folder = common.existing_folder()?;
        match self.what {
            What::List(list) => {
                let catalogue = Catalogue::open_read_only(&folder.catalogue())?;
                list.run(&catalogue, output)?;
            }
            What::Show(show) => {
                let catalogue = Catalogue::open_read_only(&folder.catalogue())?;
                show.run(&catalogue, output)?;
            }
            What::Retry(retry) => {
                let mut catalogue = open_catalogue(&folder)?;
                return retry.run(&folder, &mut catalogue, output).await;
            }
            What::Drop(Drop { ids }) => {
                let catalogue = open_catalogue(&folder)?;
                for id in ids {
                    catalogue.drop_quarantined(id)?;
                    output.json(&json!({"id": id, "state": "dropped"}))?;
                    output.line(format_args!("{id}: dropped"))?;
                }
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}
