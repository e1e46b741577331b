//! `rsc quarantine retry`

use std::collections::BTreeMap;
use std::process::ExitCode;

use clap::Args;
use corpora::{Catalogue, DataFolder, Quarantined, SourceDefinition, SourceKind};

use super::Which;
use crate::cli::output::Output;
use crate::cli::running::{Running, Work, lock_ingest, pipeline};
use crate::cli::signals::stop_when_asked;

/// Reads refused items again, from the bytes that are kept
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  rsc quarantine retry 12\n  rsc quarantine retry --reason needs-ocr"
)]
pub(super) struct Retry {
    /// Numbers in the list
    #[arg(value_name = "NUMBER", conflicts_with_all = ["source", "reason", "all"])]
    ids: Vec<u64>,
    #[command(flatten)]
    which: Which,
    /// Everything
    #[arg(long, conflicts_with_all = ["source", "reason"])]
    all: bool,
    /// Fetch from private addresses too, where no bytes are kept
    #[arg(long)]
    allow_private_hosts: bool,
}

impl Retry {
    pub(super) async fn run(
        self,
        folder: &DataFolder,
        catalogue: &mut Catalogue,
        output: &mut Output,
    ) -> anyhow::Result<ExitCode> {
        let items = self.items(catalogue)?;
        if items.is_empty() {
            output.line(format_args!("nothing in quarantine is meant by that"))?;
            return Ok(ExitCode::SUCCESS);
        }
        let mut by_source: BTreeMap<String, Vec<Quarantined>> = BTreeMap::new();
        for item in items {
            by_source.entry(item.source.clone()).or_default().push(item);
        }
        let mut work = Vec::new();
        for (id, items) in by_source {
            let source = match catalogue.source(&id) {
                Ok((source, _)) => source,
                // Named at the command line, or forgotten since: all that is known is the name.
                Err(_) => SourceDefinition::new(&id, &id, SourceKind::Folder, "/"),
            };
            work.push(Work::Retry(source, items));
        }
        let _lock = lock_ingest(folder)?;
        let running = Running {
            folder,
            pipeline: pipeline(self.allow_private_hosts)?,
            stop: stop_when_asked(),
        };
        running.through(catalogue, &work, output).await
    }

    fn items(&self, catalogue: &Catalogue) -> anyhow::Result<Vec<Quarantined>> {
        let meant = self.all || self.which.source.is_some() || self.which.reason.is_some();
        if !meant {
            anyhow::ensure!(
                !self.ids.is_empty(),
                "say which: numbers of `rsc quarantine list`, --source, --reason or --all"
            );
            let found = self
                .ids
                .iter()
                .map(|id| Ok(catalogue.quarantined_item(*id)?));
            return found.collect();
        }
        Ok(catalogue.quarantined_like(&self.which.filter(), usize::MAX)?)
    }
}
