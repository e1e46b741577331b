//! What is in the collection, for the first page.

use std::sync::{Arc, Mutex, PoisonError};

use indexer::{Facet, FacetValue, SearchRequest};

use super::App;
use crate::http::Failure;

/// Numbers of documents in all, by language and by kind.
#[derive(Debug, Default)]
pub(crate) struct Contents {
    pub(crate) documents: u64,
    pub(crate) languages: Vec<FacetValue>,
    pub(crate) kinds: Vec<FacetValue>,
}

/// The last count, with the position in the change log it was made at.
#[derive(Debug, Default)]
pub(super) struct Cache(Mutex<Option<(u64, Arc<Contents>)>>);

pub(super) async fn of(app: &App, cache: &Cache) -> Result<Arc<Contents>, Failure> {
    let sequence = app.sequence();
    let kept = cache
        .0
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .clone();
    if let Some((at, contents)) = kept.filter(|(at, _)| *at == sequence) {
        tracing::trace!(at, "contents unchanged");
        return Ok(contents);
    }
    let contents = Arc::new(count(app).await?);
    let fresh = Some((sequence, Arc::clone(&contents)));
    *cache.0.lock().unwrap_or_else(PoisonError::into_inner) = fresh;
    Ok(contents)
}

async fn count(app: &App) -> Result<Contents, Failure> {
    let request = SearchRequest {
        facets: vec![Facet::Language, Facet::Kind],
        limit: 1,
        passages: 1,
        ..SearchRequest::new("")
    };
    let mut contents = Contents::default();
    let answer = app.search(request).await?;
    contents.documents = answer.total.documents;
    for counts in answer.facets {
        match counts.facet {
            "language" => contents.languages = counts.values,
            _ => contents.kinds = counts.values,
        }
    }
    Ok(contents)
}
