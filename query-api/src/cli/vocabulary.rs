//! `rsc vocabulary`

mod import;
mod list;
mod show;

use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Subcommand};
use corpora::{DataFolder, Lock, VocabularyStore};
use indexer::compile_vocabulary;
use serde_json::json;

use super::Common;
use super::output::Output;

/// Imports vocabularies: names of drugs, diseases and symptoms in more languages
///
/// What is imported is merged with the bundled vocabulary by shared codes, and a running `rsc serve`
/// takes it up within seconds: queries understand the new names at once, documents when they are
/// indexed again, which happens by itself.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  rsc vocabulary check hp.obo\n  rsc vocabulary import hp.obo --name hpo --licence 'HPO licence'\n  rsc vocabulary import names.csv --class drug --column atc=id,code:atc --column nom=label:fr\n  rsc vocabulary show dyspnea"
)]
pub(super) struct Vocabulary {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Import(import::Import),
    Check(import::Check),
    List(list::List),
    Show(show::Show),
    Remove(Remove),
}

/// Removes imported vocabularies
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  rsc vocabulary remove hpo-zh")]
struct Remove {
    /// Names in the list
    #[arg(required = true, value_name = "NAME")]
    names: Vec<String>,
}

impl Vocabulary {
    pub(super) fn run(self, common: &Common, output: &mut Output) -> anyhow::Result<ExitCode> {
        let store = VocabularyStore::of(&DataFolder::at(&common.data));
        match self.what {
            What::Import(import) => return import.run(common, output),
            What::Check(check) => return check.run(&store, output),
            What::List(list) => return list.run(&store, output),
            What::Show(show) => show.run(&store, output)?,
            What::Remove(Remove { names }) => {
                let folder = common.folder()?;
                let _lock = lock(&folder)?;
                for name in names {
                    store.remove(&name)?;
                    output.json(&json!({"name": name, "state": "removed"}))?;
                    output.line(format_args!("{name}: removed"))?;
                }
                compile_vocabulary(&folder)?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The right to change the vocabularies.
fn lock(folder: &DataFolder) -> anyhow::Result<Lock> {
    folder
        .lock_vocabularies()
        .context("a vocabulary is being imported or removed already: wait for that to end")
}
