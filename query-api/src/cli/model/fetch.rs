//! `rsc model fetch`

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::Args;
use corpora::{ModelOffer, model_offers};
use indexer::{Encoder, ModelFolder};
use indicatif::{ProgressBar, ProgressStyle};
use ingest::{HttpFetcher, HttpOptions, Request, download};
use serde_json::json;

use crate::cli::Common;
use crate::cli::output::Output;
use crate::cli::signals::stop_when_asked;

/// Fetches a model from its publisher into the data folder; nothing else ever does
///
/// Goes on where an earlier fetch stopped. `rsc model list` says what can be fetched.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  rsc model fetch multilingual-e5-small")]
pub(super) struct Fetch {
    /// Name of the model
    #[arg(value_name = "NAME")]
    name: String,
}

impl Fetch {
    pub(super) async fn run(
        self,
        common: &Common,
        output: &mut Output,
    ) -> anyhow::Result<ExitCode> {
        let offers = model_offers()?;
        let Some(offer) = offers.iter().find(|offer| offer.name == self.name) else {
            let names: Vec<_> = offers.iter().map(|offer| offer.name.as_str()).collect();
            bail!(
                "{}: no such model, expected one of {}",
                self.name,
                names.join(", ")
            );
        };
        let folder = common.folder()?.models().join(&offer.name);
        fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
        output.line(format_args!(
            "{} by {}, licence {}: {}",
            output.strong(&offer.name),
            offer.publisher,
            offer.licence,
            offer.page
        ))?;
        fetch_files(offer, &folder, output).await?;
        fs::write(folder.join("model.toml"), manifest(offer))
            .with_context(|| folder.display().to_string())?;
        ModelFolder::read(&folder)
            .and_then(Encoder::load)
            .context("what was fetched cannot be used")?;
        output.json(&json!({"model": offer.name, "folder": folder.display().to_string()}))?;
        output.line(format_args!(
            "fetched and tried; `rsc model use {}` takes it into use",
            offer.name
        ))?;
        Ok(ExitCode::SUCCESS)
    }
}

async fn fetch_files(offer: &ModelOffer, folder: &Path, output: &mut Output) -> anyhow::Result<()> {
    let contact = std::env::var("RSC_CONTACT").ok();
    let fetcher = HttpFetcher::new(HttpOptions {
        user_agent: HttpOptions::user_agent(contact.as_deref()),
        ..HttpOptions::default()
    })?;
    let stop = stop_when_asked();
    for file in &offer.files {
        let style = "{msg} {bar:40} {bytes}/{total_bytes}, {eta} left";
        let bar = ProgressBar::new(0).with_style(ProgressStyle::with_template(style)?);
        bar.set_message(file.name.clone());
        let mut progress = |have: u64, whole: u64| {
            bar.set_length(whole);
            bar.set_position(have);
        };
        let path = folder.join(&file.name);
        let request = Request {
            invited: true,
            ..Request::new(&file.url)
        };
        let sum = file.sha256.as_deref();
        let found = download(&fetcher, &request, &path, sum, &mut progress, &stop).await?;
        bar.finish_and_clear();
        let known = match sum {
            Some(_) => "as its publisher states",
            None => "which nothing here can be compared with",
        };
        output.line(format_args!("{}: SHA-256 {found}, {known}", file.name))?;
    }
    Ok(())
}

/// `model.toml` of what was fetched.
fn manifest(offer: &ModelOffer) -> String {
    let ModelOffer {
        name,
        licence,
        query_prefix,
        passage_prefix,
        pooling,
        page,
        ..
    } = offer;
    format!(
        "# From {page}\nname = {name:?}\nlicence = {licence:?}\nquery_prefix = {query_prefix:?}\n\
         passage_prefix = {passage_prefix:?}\npooling = {pooling:?}\n"
    )
}
