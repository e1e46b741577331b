//! `/v1/answer`.

use axum::Extension;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::VARY;
use axum::response::Response;
use indexer::{LegRun, Quotations};
use serde::Serialize;

use super::request::{FILTERS, read_request};
use super::search::{HitJson, UnderstoodJson};
use crate::app::App;
use crate::http::{Failure, Parameters, Reader};

/// Parameters of `/v1/answer` beside the filters of a search. Only documents that stand are quoted, so that
/// there is no filter `status`.
const KNOWN: [&str; 8] = [
    "q",
    "syntax",
    "lang",
    "limit",
    "concepts",
    "spelling",
    "legs",
    "time_limit_ms",
];

/// Quotations given where nothing is said, and at most.
const DEFAULT_LIMIT: usize = 3;
const MAX_LIMIT: u64 = 10;

/// Quotations as programs see them; the command line prints them too.
#[derive(Debug, Serialize)]
pub(crate) struct QuotationsJson {
    question: String,
    /// Whether anything good enough was found.
    answered: bool,
    quotes: Vec<QuoteJson>,
    /// What speaks for the best passage found, quoted or not.
    best: f32,
    /// What must speak for one that is quoted.
    least: f32,
    understood: UnderstoodJson,
    legs: Vec<LegRun>,
    sequence: u64,
    took_ms: f64,
}

#[derive(Debug, Serialize)]
struct QuoteJson {
    strength: f32,
    #[serde(flatten)]
    hit: HitJson,
}

/// Quotations in the form of the interface.
pub(crate) fn quotations_json(question: &str, found: Quotations) -> QuotationsJson {
    let quotes = found.quotes.into_iter().map(|quote| QuoteJson {
        strength: quote.strength,
        hit: HitJson::of(quote.hit),
    });
    let quotes: Vec<QuoteJson> = quotes.collect();
    QuotationsJson {
        question: question.to_owned(),
        answered: !quotes.is_empty(),
        quotes,
        best: found.best,
        least: found.least,
        understood: UnderstoodJson::of(found.understood),
        legs: found.legs,
        sequence: found.sequence,
        took_ms: f64::from(u32::try_from(found.micros).unwrap_or(u32::MAX)) / 1_000.0,
    }
}

pub(crate) async fn answer(
    State(app): State<App>,
    Extension(reader): Extension<Reader>,
) -> Result<Response, Failure> {
    let mut parameters = Parameters::new(&reader.pairs);
    let filters = FILTERS.into_iter().filter(|name| *name != "status");
    parameters.only(&KNOWN.into_iter().chain(filters).collect::<Vec<_>>());
    let limit = parameters.number("limit", 1, MAX_LIMIT);
    let mut request = read_request(&mut parameters, &reader.languages);
    let limit = limit.and_then(|limit| usize::try_from(limit).ok());
    request.limit = limit.unwrap_or(DEFAULT_LIMIT);
    if request.text.trim().is_empty() {
        parameters.refuse("q", "", "a question");
    }
    parameters.check().map_err(Failure::Parameters)?;
    let question = request.text.clone();
    let found = app.quotations(request).await?;
    let mut response = super::json(&quotations_json(&question, found))?;
    response
        .headers_mut()
        .insert(VARY, HeaderValue::from_static("accept-language"));
    Ok(response)
}
