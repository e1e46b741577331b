//! `rsc model use`

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use indexer::ModelInUse;
use serde_json::json;

use super::load;
use crate::cli::Common;
use crate::cli::output::{Output, clean};

/// Takes a model into use, or none
///
/// Passages are embedded anew for another model; vectors that a model made before are found again.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  rsc model use models/multilingual-e5-small\n  rsc model use --none"
)]
pub(super) struct Use {
    /// Folder of the model, or name of one in the data folder
    #[arg(value_name = "MODEL", required_unless_present = "none")]
    model: Option<PathBuf>,
    /// Use no model: words and concepts answer alone
    #[arg(long, conflicts_with = "model")]
    none: bool,
}

impl Use {
    pub(super) fn run(self, common: &Common, output: &mut Output) -> anyhow::Result<ExitCode> {
        let folder = common.folder()?;
        let Some(model) = self.model else {
            ModelInUse::leave(&folder)?;
            output.json(&json!({"model": null}))?;
            output.line(format_args!("no model is used: words and concepts answer"))?;
            return Ok(ExitCode::SUCCESS);
        };
        let encoder = load(&folder, &model)?;
        let used = ModelInUse::take(&folder, &encoder)?;
        output.json(&json!({"model": used}))?;
        output.line(format_args!(
            "{} is used; `rsc serve` embeds in the background, `rsc model embed` now",
            output.strong(&clean(&used.name))
        ))?;
        Ok(ExitCode::SUCCESS)
    }
}
