//! `/v1/suggest`: what a reader may be typing.

use axum::Extension;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use corpora::{ConceptClass, Date, State as Standing};
use indexer::{SuggestRequest, SuggestedConcept, SuggestedDocument};
use serde::Serialize;

use super::document::LanguageJson;
use crate::app::App;
use crate::http::{Failure, Parameters, Reader, with_etag};

/// Concepts and documents suggested where the client does not say how many.
const DEFAULT_LIMIT: usize = 5;

#[derive(Debug, Serialize)]
struct SuggestionsJson {
    query: String,
    concepts: Vec<ConceptJson>,
    documents: Vec<DocumentJson>,
}

#[derive(Debug, Serialize)]
struct ConceptJson {
    id: String,
    class: ConceptClass,
    /// In the reader's language, else in English.
    name: String,
    /// The name that begins as typed.
    matched: String,
    documents: Option<u64>,
    url: String,
}

#[derive(Debug, Serialize)]
struct DocumentJson {
    id: String,
    title: String,
    language: LanguageJson,
    publisher: Option<String>,
    published: Option<Date>,
    status: StatusJson,
    url: String,
}

#[derive(Debug, Serialize)]
struct StatusJson {
    state: Standing,
}

impl ConceptJson {
    fn of(concept: SuggestedConcept) -> Self {
        Self {
            url: format!("/v1/concepts/{}", concept.id),
            id: concept.id,
            class: concept.class,
            name: concept.name,
            matched: concept.matched,
            documents: concept.documents,
        }
    }
}

impl DocumentJson {
    fn of(document: SuggestedDocument) -> Self {
        Self {
            url: format!("/v1/documents/{}", document.id),
            id: document.id.to_string(),
            title: document.title,
            language: LanguageJson::of(&document.language),
            publisher: document.publisher,
            published: document.published,
            status: StatusJson {
                state: document.state,
            },
        }
    }
}

/// Concepts, then documents, that begin with `q`.
pub(crate) async fn suggest(
    State(app): State<App>,
    Extension(reader): Extension<Reader>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let mut parameters = Parameters::new(&reader.pairs);
    parameters.only(&["q", "limit"]);
    let query = parameters.one("q").unwrap_or_default();
    let limit = parameters.number("limit", 1, SuggestRequest::MAX as u64);
    parameters.check().map_err(Failure::Parameters)?;
    let limit = limit.and_then(|limit| usize::try_from(limit).ok());
    let request = SuggestRequest {
        text: query.clone(),
        reader: reader.languages.clone(),
        limit: limit.unwrap_or(DEFAULT_LIMIT),
    };
    let found = app.suggest(request).await?;
    let body = serde_json::to_string(&SuggestionsJson {
        query,
        concepts: found.concepts.into_iter().map(ConceptJson::of).collect(),
        documents: found.documents.into_iter().map(DocumentJson::of).collect(),
    })?;
    Ok(with_etag(&headers, "application/json", body))
}
