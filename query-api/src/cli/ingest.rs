//! `rsc ingest`

use std::process::ExitCode;

use clap::Args;
use ingest::source_for;

use super::Common;
use super::folder::open_catalogue;
use super::output::Output;
use super::running::{Running, Work, lock_ingest, pipeline};
use super::signals::stop_when_asked;

/// Takes in files, folders and addresses
///
/// Reads JSON Lines, HTML, PDF, Markdown and plain text. What cannot be read is kept in quarantine
/// with the reason, and the exit code is then 2. What is unchanged is passed over. An rsc that is
/// serving shows new documents within 2 seconds.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  rsc ingest guidelines/ https://www.who.int/feeds/entity/csr/don/en/rss.xml"
)]
pub(super) struct Ingest {
    /// Files, folders, addresses of pages or feeds
    #[arg(required = true, value_name = "PATH|URL")]
    targets: Vec<String>,
    /// Fetch from private addresses too, such as a server of your own network
    #[arg(long)]
    allow_private_hosts: bool,
}

impl Ingest {
    pub(super) async fn run(
        self,
        common: &Common,
        output: &mut Output,
    ) -> anyhow::Result<ExitCode> {
        let folder = common.folder()?;
        let _lock = lock_ingest(&folder)?;
        let targets = self
            .targets
            .iter()
            .map(|target| source_for(target).map(Work::Run));
        let sources = targets.collect::<Result<Vec<_>, _>>()?;
        let mut catalogue = open_catalogue(&folder)?;
        let pipeline = pipeline(self.allow_private_hosts)?;
        let running = Running {
            folder: &folder,
            pipeline,
            stop: stop_when_asked(),
        };
        running.through(&mut catalogue, &sources, output).await
    }
}
