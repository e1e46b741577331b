//! `rsc model`

mod check;
mod embed;
mod fetch;
mod list;
mod take;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Subcommand};
use corpora::DataFolder;
use indexer::{Encoder, ModelFolder};

use super::Common;
use super::output::Output;

/// Uses a model of language, so that a sentence finds what says the same in other words or languages
///
/// Optional: without a model, words and concepts are searched as ever. A model is a folder with
/// weights (.onnx), tokenizer.json and config.json, and perhaps a model.toml (see the README). A running
/// `rsc serve` takes up what is used within seconds and embeds the passages in the background.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  rsc model fetch multilingual-e5-small\n  rsc model use multilingual-e5-small\n  rsc model embed"
)]
pub(super) struct Model {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    List(list::List),
    Check(check::Check),
    Fetch(fetch::Fetch),
    Use(take::Use),
    Embed(embed::Embed),
}

impl Model {
    pub(super) async fn run(
        self,
        common: &Common,
        output: &mut Output,
    ) -> anyhow::Result<ExitCode> {
        match self.what {
            What::List(list) => list.run(common, output),
            What::Check(check) => check.run(common, output),
            What::Fetch(fetch) => fetch.run(common, output).await,
            What::Use(take) => take.run(common, output),
            What::Embed(embed) => embed.run(common, output),
        }
    }
}

/// The folder that is meant: one of the data folder's models by its name, else a path.
fn folder_of(data: &DataFolder, named: &Path) -> PathBuf {
    let own = data.models().join(named);
    let is_name = named.components().count() == 1;
    if is_name && own.is_dir() {
        return own;
    }
    named.to_owned()
}

fn load(data: &DataFolder, named: &Path) -> anyhow::Result<Encoder> {
    let folder = folder_of(data, named);
    let read = ModelFolder::read(&folder).and_then(Encoder::load);
    read.with_context(|| format!("{} cannot be used as a model", folder.display()))
}
