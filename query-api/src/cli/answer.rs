//! `rsc answer`

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use clap::Args;
use corpora::Language;
use indexer::{Engine, Legs, SearchRequest};
use ingest::LinguaIdentifier;

use super::Common;
use super::output::Output;
use super::search::{print, use_model};
use crate::api::quotations_json;

/// Quotes the passages that answer a question best, or says that none does
///
/// Nothing is made up: what is printed stands so in a document that still holds. The exit code is 2 if
/// nothing good enough was found.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  rsc answer 'How long should a child with cholera be given zinc?'\n  rsc answer 儿童霍乱应补锌多久 --json"
)]
pub(super) struct Answer {
    /// The question, in any language
    #[arg(required = true, value_name = "QUESTION")]
    words: Vec<String>,
    /// Language of the question, where it is to be told: en, zh, pt-BR
    #[arg(long, value_name = "LANGUAGE")]
    lang: Option<Language>,
    /// Number of passages, 1 to 10
    #[arg(long, default_value_t = 3, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=10))]
    limit: u8,
}

impl Answer {
    pub(super) fn run(self, common: &Common, output: &mut Output) -> anyhow::Result<ExitCode> {
        let folder = common.existing_folder()?;
        let engine = Engine::open(&folder, Arc::new(LinguaIdentifier::new()))
            .context("the index cannot be searched")?;
        use_model(&folder, &engine);
        let question = self.words.join(" ");
        let found = engine.quotations(&SearchRequest {
            language: self.lang,
            limit: self.limit.into(),
            legs: Legs::ALL,
            ..SearchRequest::new(&question)
        })?;
        let code = match found.quotes.is_empty() {
            true => ExitCode::from(2),
            false => ExitCode::SUCCESS,
        };
        if output.is_json() {
            output.json(&quotations_json(&question, found))?;
            return Ok(code);
        }
        for quote in &found.quotes {
            print(output, &quote.hit)?;
        }
        if found.quotes.is_empty() {
            let (best, least) = (found.best, found.least);
            output.line(format_args!(
                "nothing good enough was found (strength {best:.2}, needed {least:.2})"
            ))?;
        }
        Ok(code)
    }
}
