//! `/v1/documents/{id}` and its versions.

use axum::extract::{Path, State};
use axum::http::header::CONTENT_LANGUAGE;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use corpora::{DocumentId, VersionEntry};
use serde::Serialize;

use super::document::{LinksJson, WholeDocumentJson};
use crate::app::App;
use crate::http::{Failure, with_etag};

/// The identifier in an address.
pub(crate) fn parse_id(text: &str) -> Result<DocumentId, Failure> {
    let shown = || text.chars().take(80).collect();
    DocumentId::parse(text).ok_or_else(|| Failure::NoDocument { id: shown() })
}

pub(crate) async fn document(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let id = parse_id(&id)?;
    let wanted = id.clone();
    let found = app
        .read(move |catalogue| {
            let Some(stored) = catalogue.document(&wanted)? else {
                return Ok(None);
            };
            let related = catalogue.related(&stored)?;
            let alike = catalogue.alike(stored.num)?;
            Ok(Some((stored, related, alike)))
        })
        .await?;
    let (stored, related, alike) =
        found.ok_or_else(|| Failure::NoDocument { id: id.to_string() })?;
    let language = HeaderValue::from_str(stored.document.language.tag());
    let body = serde_json::to_string(&WholeDocumentJson::of(stored, related, alike))?;
    let mut response = with_etag(&headers, "application/json", body);
    response
        .headers_mut()
        .extend(language.map(|value| (CONTENT_LANGUAGE, value)));
    Ok(response)
}

#[derive(Debug, Serialize)]
struct VersionsJson {
    id: String,
    versions: Vec<VersionEntry>,
    links: LinksJson,
}

pub(crate) async fn versions(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let id = parse_id(&id)?;
    let wanted = id.clone();
    let versions = app
        .read(move |catalogue| catalogue.versions(&wanted))
        .await?;
    if versions.is_empty() {
        return Err(Failure::NoDocument { id: id.to_string() });
    }
    let links = LinksJson::of(id.as_str());
    let body = serde_json::to_string(&VersionsJson {
        id: id.to_string(),
        versions,
        links,
    })?;
    Ok(with_etag(&headers, "application/json", body))
}
