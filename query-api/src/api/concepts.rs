//! `/v1/concepts`: what a text names, and what is known of a concept.

use std::collections::BTreeMap;

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use corpora::{Code, Concept, ConceptClass, Confidence, LabelSort};
use indexer::{Facet, FacetValue, Filters, SearchRequest};
use serde::Serialize;

use crate::app::App;
use crate::http::{Failure, Parameters, Reader, with_etag};

/// A concept as it is named in a list.
#[derive(Debug, Serialize)]
struct ConceptJson {
    id: String,
    class: ConceptClass,
    /// In the reader's language, else in English.
    name: String,
    url: String,
}

#[derive(Debug, Serialize)]
struct NamedJson {
    query: String,
    concepts: Vec<ConceptJson>,
}

#[derive(Debug, Serialize)]
struct LabelJson {
    text: String,
    sort: LabelSort,
    source: String,
    confidence: Confidence,
}

#[derive(Debug, Serialize)]
struct WholeConceptJson {
    #[serde(flatten)]
    concept: ConceptJson,
    codes: Vec<Code>,
    /// By language; labels of all languages alike under `any`.
    labels: BTreeMap<String, Vec<LabelJson>>,
    broader: Vec<ConceptJson>,
    narrower: Vec<ConceptJson>,
    documents: DocumentsJson,
    /// Named in the same passages, most frequent first.
    occurs_with: BTreeMap<&'static str, Vec<FacetValue>>,
}

/// Documents with a passage that names it.
#[derive(Debug, Serialize)]
struct DocumentsJson {
    total: u64,
    by_kind: Vec<FacetValue>,
    by_year: Vec<FacetValue>,
}

fn language(reader: &Reader) -> &str {
    reader.languages.first().map_or("en", |l| l.primary())
}

impl ConceptJson {
    fn of(concept: &Concept, language: &str) -> Self {
        Self {
            id: concept.id.clone(),
            class: concept.class,
            name: concept.name(language).to_owned(),
            url: format!("/v1/concepts/{}", concept.id),
        }
    }
}

/// The concepts that `q` names, in the order of its words.
pub(crate) async fn concepts(
    State(app): State<App>,
    Extension(reader): Extension<Reader>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let mut parameters = Parameters::new(&reader.pairs);
    parameters.only(&["q"]);
    let query = parameters.one("q").unwrap_or_default();
    parameters.check().map_err(Failure::Parameters)?;
    let request = SearchRequest {
        reader: reader.languages.clone(),
        spelling: false,
        limit: 1,
        ..SearchRequest::new(&query)
    };
    let understood = app.search(request).await?.understood.concepts;
    let found = understood
        .iter()
        .filter_map(|understood| app.concept(&understood.id))
        .map(|(concept, _)| ConceptJson::of(&concept, language(&reader)));
    let body = serde_json::to_string(&NamedJson {
        concepts: found.collect(),
        query,
    })?;
    Ok(with_etag(&headers, "application/json", body))
}

/// Everything that is known of one concept, and of the documents that name it.
pub(crate) async fn concept(
    State(app): State<App>,
    Extension(reader): Extension<Reader>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let shown = || id.chars().take(80).collect();
    let (concept, narrower) = app
        .concept(&id)
        .ok_or_else(|| Failure::NoConcept { id: shown() })?;
    let request = SearchRequest {
        filters: Filters {
            concepts: vec![concept.id.clone()],
            ..Filters::default()
        },
        facets: vec![Facet::Kind, Facet::Year, Facet::Drug, Facet::Symptom],
        reader: reader.languages.clone(),
        limit: 1,
        ..SearchRequest::new("")
    };
    let answer = app.search(request).await?;
    let mut facets: BTreeMap<&str, Vec<FacetValue>> = answer
        .facets
        .into_iter()
        .map(|f| (f.facet, f.values))
        .collect();
    let mut taken = |facet: Facet| facets.remove(facet.name()).unwrap_or_default();
    let documents = DocumentsJson {
        total: answer.total.documents,
        by_kind: taken(Facet::Kind),
        by_year: taken(Facet::Year),
    };
    let others = |values: Vec<FacetValue>| {
        let others = values.into_iter().filter(|value| value.value != concept.id);
        others.collect::<Vec<_>>()
    };
    let occurs_with = BTreeMap::from([
        ("drugs", others(taken(Facet::Drug))),
        ("symptoms", others(taken(Facet::Symptom))),
    ]);
    let named = |ids: &[String]| {
        let concepts = ids.iter().filter_map(|id| app.concept(id));
        let short = concepts.map(|(concept, _)| ConceptJson::of(&concept, language(&reader)));
        short.collect()
    };
    let body = serde_json::to_string(&WholeConceptJson {
        concept: ConceptJson::of(&concept, language(&reader)),
        broader: named(&concept.broader),
        narrower: named(&narrower),
        labels: labels(&concept),
        codes: concept.codes,
        documents,
        occurs_with,
    })?;
    Ok(with_etag(&headers, "application/json", body))
}

fn labels(concept: &Concept) -> BTreeMap<String, Vec<LabelJson>> {
    let mut by_language: BTreeMap<String, Vec<LabelJson>> = BTreeMap::new();
    for label in &concept.labels {
        let language = label.language.as_ref().map_or("any", |l| l.tag());
        let labels = by_language.entry(language.to_owned()).or_default();
        labels.push(LabelJson {
            text: label.text.clone(),
            sort: label.sort,
            source: label.source.clone(),
            confidence: label.confidence,
        });
    }
    by_language
}
