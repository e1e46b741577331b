//! `/v1/sources`: where documents come from.

use std::collections::HashMap;

use axum::extract::State;
use axum::response::Response;
use corpora::{Catalogue, CatalogueError, Run, SourceDefinition};
use serde::Serialize;

use super::json;
use crate::app::App;
use crate::http::Failure;

/// A source with what is known of it.
#[derive(Debug, Serialize)]
pub(crate) struct SourceJson {
    #[serde(flatten)]
    pub(crate) definition: SourceDefinition,
    pub(crate) state: &'static str,
    /// Documents held from it.
    pub(crate) documents: u64,
    pub(crate) last_run: Option<Run>,
}

/// All sources, also in the form in which the command line shows them.
pub(crate) fn all_sources(catalogue: &Catalogue) -> Result<Vec<SourceJson>, CatalogueError> {
    let held: HashMap<String, u64> = catalogue.holdings_by_source()?.into_iter().collect();
    let runs = catalogue
        .last_runs()?
        .into_iter()
        .map(|run| (run.source.clone(), run));
    let mut runs: HashMap<String, Run> = runs.collect();
    let sources = catalogue
        .sources()?
        .into_iter()
        .map(|(definition, state)| SourceJson {
            state: state.name(),
            documents: held.get(&definition.id).copied().unwrap_or(0),
            last_run: runs.remove(&definition.id),
            definition,
        });
    Ok(sources.collect())
}

#[derive(Debug, Serialize)]
struct SourcesJson {
    sources: Vec<SourceJson>,
}

pub(crate) async fn sources(State(app): State<App>) -> Result<Response, Failure> {
    let sources = app.read(all_sources).await?;
    json(&SourcesJson { sources })
}
