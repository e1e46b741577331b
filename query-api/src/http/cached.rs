//! Answers that a client can keep and ask about again (RFC 9110, 13.1.2).

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

/// The body with a mark of its content, or 304 if the client has it already.
///
/// The mark is a digest of the whole answer and not of a document's version: a retraction changes
/// the standing of a document without a new version, and must reach every client.
pub(crate) fn with_etag(request: &HeaderMap, media_type: &'static str, body: String) -> Response {
    let etag = format!("W/\"{}\"", &blake3::hash(body.as_bytes()).to_hex()[..24]);
    let known = request
        .get_all(IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let mut marks = known.flat_map(|value| value.split(',').map(str::trim));
    // Weak comparison (RFC 9110, 8.8.3.2): the prefix does not count.
    let bare = |mark: &str| mark.strip_prefix("W/").unwrap_or(mark).to_owned();
    let same = marks.any(|mark| mark == "*" || bare(mark) == bare(&etag));
    let mut response = match same {
        true => StatusCode::NOT_MODIFIED.into_response(),
        false => ([(CONTENT_TYPE, media_type)], body).into_response(),
    };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers.insert(VARY, HeaderValue::from_static("accept-language"));
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        headers.insert(ETAG, etag);
    }
    response
}
