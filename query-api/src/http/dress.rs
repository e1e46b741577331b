//! The edge where failures become what their reader understands: a problem document for programs,
//! a page for people.

use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::problem::Problem;
use super::reader::Reader;
use super::request_id::RequestId;
use crate::pages;

/// Whether programs ask there.
fn is_for_programs(path: &str) -> bool {
    path == "/v1" || path.starts_with("/v1/") || path == "/healthz" || path == "/readyz"
}

pub(super) async fn dress(mut request: Request, next: Next) -> Response {
    let reader = Reader::of(request.uri(), request.headers());
    let id = request
        .extensions()
        .get::<RequestId>()
        .map_or(String::new(), |id| id.0.clone());
    request.extensions_mut().insert(reader.clone());
    let mut response = next.run(request).await;
    if !response.status().is_client_error() && !response.status().is_server_error() {
        return response;
    }
    let problem = response.extensions_mut().remove::<Problem>();
    let problem = problem.unwrap_or_else(|| Problem::of_status(response.status()));
    let (media_type, body) = written(&problem, &reader, &id);
    let (mut parts, _) = response.into_parts();
    // The headers were those of the body that is replaced, but for what the status itself needs.
    let allow = parts.headers.remove(axum::http::header::ALLOW);
    parts.headers.clear();
    parts
        .headers
        .insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    parts
        .headers
        .extend(allow.map(|value| (axum::http::header::ALLOW, value)));
    parts.headers.extend(
        problem
            .retry_after
            .map(|s| (RETRY_AFTER, HeaderValue::from(s))),
    );
    (parts, body).into_response()
}

fn written(problem: &Problem, reader: &Reader, id: &str) -> (&'static str, String) {
    if !is_for_programs(&reader.path) {
        match pages::error_page(problem, reader, id) {
            Ok(page) => return ("text/html; charset=utf-8", page),
            Err(error) => tracing::error!(%error, "the page of an error could not be written"),
        }
    }
    ("application/problem+json", problem.json(&reader.path, id))
}
