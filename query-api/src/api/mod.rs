//! The interface for programs, version 1.
//!
//! Names are in `snake_case` and stable; members are added, never renamed or taken away within a
//! version. Dates are ISO 8601 with the precision they are known to, languages BCP 47 tags,
//! positions in text count Unicode code points.

mod answer;
mod concepts;
mod document;
mod documents;
mod health;
mod request;
mod search;
mod similar;
mod sources;
mod suggest;

pub(crate) use answer::{answer, quotations_json};
pub(crate) use concepts::{concept, concepts};
pub(crate) use documents::{document, parse_id, versions};
pub(crate) use health::{healthz, readyz};
pub(crate) use request::{FILTERS, read_request};
pub(crate) use search::{answer_json, original, search};
pub(crate) use similar::{similar, similar_json};
pub(crate) use sources::{all_sources, sources};
pub(crate) use suggest::suggest;

use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::http::Failure;

fn json<T: Serialize>(value: &T) -> Result<Response, Failure> {
    let body = serde_json::to_string(value)?;
    Ok(([(CONTENT_TYPE, "application/json")], body).into_response())
}
