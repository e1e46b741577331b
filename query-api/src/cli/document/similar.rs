//! `rsc document similar`

use std::sync::Arc;

use anyhow::Context;
use clap::Args;
use corpora::{Catalogue, DataFolder};
use indexer::{Engine, SimilarRequest};
use ingest::LinguaIdentifier;

use super::found;
use crate::api::similar_json;
use crate::cli::output::Output;
use crate::cli::search::print;

/// Lists documents on the same subject, in all languages, without its copies
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  rsc document similar pmid:32678530 --limit 5")]
pub(super) struct SimilarCommand {
    /// Its identifier: d…, doi:…, pmid:…, pmcid:… or its address
    #[arg(value_name = "DOCUMENT")]
    document: String,
    /// Number of documents, 1 to 100
    #[arg(long, default_value_t = 10, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=100))]
    limit: u8,
}

impl SimilarCommand {
    pub(super) fn run(
        self,
        folder: &DataFolder,
        catalogue: &Catalogue,
        output: &mut Output,
    ) -> anyhow::Result<()> {
        let stored = found(catalogue, &self.document)?;
        let alike = catalogue.alike(stored.num)?;
        let engine = Engine::open(folder, Arc::new(LinguaIdentifier::new()))
            .context("the index cannot be searched")?;
        let similar = engine.similar(&SimilarRequest {
            num: stored.num,
            without: alike.iter().map(|(link, _)| link.num).collect(),
            limit: usize::from(self.limit),
        })?;
        for hit in &similar.hits {
            print(output, hit)?;
        }
        if similar.hits.is_empty() {
            output.line(format_args!("no document here is similar to {}", stored.id))?;
        }
        Ok(output.json(&similar_json(stored.id.as_str(), similar))?)
    }
}
