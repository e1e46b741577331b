//! `rsc model list`

use std::fs;
use std::process::ExitCode;

use clap::Args;
use corpora::{DataFolder, ModelOffer, model_offers};
use indexer::{ModelFolder, ModelInUse};
use serde::Serialize;

use crate::cli::Common;
use crate::cli::output::{Output, clean};

/// Lists the models of the data folder, the one in use, and those that can be fetched
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  rsc model list")]
pub(super) struct List {}

#[derive(Debug, Serialize)]
struct ModelJson {
    name: String,
    folder: String,
    used: bool,
    dimension: Option<usize>,
    licence: Option<String>,
    /// Why it cannot be used.
    error: Option<String>,
}

/// A model that can be fetched.
#[derive(Debug, Serialize)]
struct OfferJson<'o> {
    name: &'o str,
    summary: &'o str,
    licence: &'o str,
    page: &'o str,
    fetched: bool,
}

impl<'o> OfferJson<'o> {
    fn of(offer: &'o ModelOffer) -> Self {
        Self {
            name: &offer.name,
            summary: &offer.summary,
            licence: &offer.licence,
            page: &offer.page,
            fetched: false,
        }
    }
}

impl List {
    pub(super) fn run(self, common: &Common, output: &mut Output) -> anyhow::Result<ExitCode> {
        let Self {} = self;
        let data = DataFolder::at(&common.data);
        let used = ModelInUse::of(&data)?;
        let models = data.models();
        let mut folders: Vec<_> = fs::read_dir(&models)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.is_dir())
            .collect();
        let of_use = used.as_ref().map(|used| models.join(&used.folder));
        folders.extend(of_use.clone().filter(|folder| !folders.contains(folder)));
        folders.sort();
        for folder in folders {
            let name = folder.file_name().unwrap_or_default().to_string_lossy();
            let read = ModelFolder::read(&folder);
            let model = ModelJson {
                used: of_use.as_ref() == Some(&folder),
                name: read
                    .as_ref()
                    .map_or(name.into_owned(), |it| it.name.clone()),
                folder: folder.display().to_string(),
                dimension: read.as_ref().ok().map(|it| it.dimension),
                licence: read.as_ref().ok().and_then(|it| it.licence.clone()),
                error: read.err().map(|error| error.to_string()),
            };
            output.json(&model)?;
            let state = match (&model.error, model.used) {
                (Some(error), _) => output.loud(&clean(error)),
                (None, true) => "in use".to_owned(),
                (None, false) => String::new(),
            };
            let (name, folder) = (output.strong(&clean(&model.name)), clean(&model.folder));
            output.line(format_args!("{name:<28} {folder}  {state}"))?;
        }
        for offer in model_offers()? {
            let folder = models.join(&offer.name);
            if !folder.exists() {
                let (name, summary) = (output.strong(&offer.name), &offer.summary);
                output.json(&OfferJson::of(&offer))?;
                output.line(format_args!(
                    "{name:<28} can be fetched: {summary} ({})",
                    offer.licence
                ))?;
            }
        }
        if used.is_none() {
            output.line(format_args!("no model is used: words and concepts answer"))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}
