//! `/v1/documents/{id}/similar`.

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::Response;
use indexer::{Limits, Similar};
use serde::Serialize;

use super::document::LinksJson;
use super::documents::parse_id;
use super::search::HitJson;
use crate::app::App;
use crate::http::{Failure, Parameters, Reader};

/// Similar documents as programs see them; the command line prints them too.
#[derive(Debug, Serialize)]
pub(crate) struct SimilarJson {
    id: String,
    hits: Vec<HitJson>,
    /// Ids of the concepts and the words by which they were found.
    concepts: Vec<String>,
    terms: Vec<String>,
    links: LinksJson,
}

/// Documents listed where nothing is said.
pub(crate) const DEFAULT_LIMIT: usize = 10;

/// The form of similar documents in the interface.
pub(crate) fn similar_json(id: &str, similar: Similar) -> SimilarJson {
    SimilarJson {
        id: id.to_owned(),
        hits: similar.hits.into_iter().map(HitJson::of).collect(),
        concepts: similar.concepts,
        terms: similar.terms,
        links: LinksJson::of(id),
    }
}

pub(crate) async fn similar(
    State(app): State<App>,
    Extension(reader): Extension<Reader>,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let id = parse_id(&id)?;
    let mut parameters = Parameters::new(&reader.pairs);
    parameters.only(&["limit"]);
    let limit = parameters.number("limit", 1, Limits::MAX_HITS as u64);
    parameters.check().map_err(Failure::Parameters)?;
    let limit = limit.and_then(|limit| usize::try_from(limit).ok());
    let wanted = id.clone();
    let known = app
        .read(move |catalogue| {
            let Some(stored) = catalogue.document(&wanted)? else {
                return Ok(None);
            };
            Ok(Some((stored.num, catalogue.alike(stored.num)?)))
        })
        .await?;
    let (num, alike) = known.ok_or_else(|| Failure::NoDocument { id: id.to_string() })?;
    let similar = app
        .similar(num, &alike, limit.unwrap_or(DEFAULT_LIMIT))
        .await?;
    super::json(&similar_json(id.as_str(), similar))
}
