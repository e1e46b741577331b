//! `rsc source export`

use anyhow::Context;
use clap::Args;
use corpora::Catalogue;

use crate::cli::output::Output;

/// Writes the definition of a source as TOML, which `rsc source add FILE` reads
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  rsc source export insp-rdc > insp-rdc.toml")]
pub(super) struct Export {
    /// Its name in the list
    #[arg(value_name = "ID")]
    id: String,
}

impl Export {
    pub(super) fn run(self, catalogue: &Catalogue, output: &mut Output) -> anyhow::Result<()> {
        let (definition, _) = catalogue.source(&self.id)?;
        output.json(&definition)?;
        let text = toml::to_string(&definition).context("the definition cannot be written")?;
        output.line(format_args!("{}", text.trim_end()))?;
        Ok(())
    }
}
