//! `rsc quarantine list`

use clap::Args;
use corpora::Catalogue;

use super::Which;
use crate::cli::output::{Output, clean};

/// Shows what was refused, newest first
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  rsc quarantine list --source cdc-mmwr --json")]
pub(super) struct List {
    #[command(flatten)]
    which: Which,
    /// Number of items
    #[arg(long, default_value_t = 100, value_name = "N")]
    limit: usize,
}

impl List {
    pub(super) fn run(self, catalogue: &Catalogue, output: &mut Output) -> anyhow::Result<()> {
        let items = catalogue.quarantined_like(&self.which.filter(), self.limit)?;
        output.json(&items)?;
        if items.is_empty() {
            output.line(format_args!("nothing is in quarantine"))?;
            return Ok(());
        }
        output.line(format_args!(
            "{:>6}  {:<24} {:<17} {:>9}  {:<20}  WHAT",
            "NUMBER", "SOURCE", "REASON", "BYTES", "SINCE"
        ))?;
        for item in &items {
            let part = match item.item.as_str() {
                "" => String::new(),
                part => format!(", {}", clean(part)),
            };
            output.line(format_args!(
                "{:>6}  {:<24} {:<17} {:>9}  {:<20}  {}{part}",
                item.id,
                item.source,
                item.reason,
                item.size,
                item.at,
                clean(&item.resource)
            ))?;
        }
        let all = catalogue.quarantine_count()?;
        output.line(format_args!(
            "\n{} of {all}; `rsc quarantine show NUMBER` says what was found and what to do",
            items.len()
        ))?;
        Ok(())
    }
}
