//! A name for each request, in its answer and in the log.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;

const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Longest name that is taken over from a client or a proxy.
const MAX_CHARS: usize = 64;

/// The name of a request.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(pub(crate) String);

fn fresh() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let time = jiff::Timestamp::now().as_microsecond();
    let digest = blake3::hash(format!("{} {time} {count}", std::process::id()).as_bytes());
    digest.to_hex()[..16].to_owned()
}

/// Takes a name over if it is a plain word: it goes into logs and pages.
fn given(request: &Request) -> Option<String> {
    let text = request.headers().get(HEADER)?.to_str().ok()?;
    let plain = text
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
    (plain && (1..=MAX_CHARS).contains(&text.len())).then(|| text.to_owned())
}

/// Names the request, notes it in the log with the time it took, and tells the client its name.
pub(super) async fn name(mut request: Request, next: Next) -> Response {
    let id = given(&request).unwrap_or_else(fresh);
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    request.extensions_mut().insert(RequestId(id.clone()));
    let started = Instant::now();
    // The query stays out of the log: it can tell of a patient.
    let span = tracing::info_span!("request", id, %method, path);
    let mut response = next.run(request).instrument(span.clone()).await;
    let status = response.status().as_u16();
    let millis = started.elapsed().as_secs_f64() * 1_000.0;
    span.in_scope(|| tracing::debug!(status, millis, "answered"));
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HEADER, value);
    }
    response
}
