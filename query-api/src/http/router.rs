//! All addresses and the layers around them.

use std::any::Any;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;

use super::problem::{Problem, ProblemType};
use super::{Failure, assets, dress, headers, request_id};
use crate::app::App;
use crate::{api, pages};

/// Nothing here takes a body; clients that send a small one all the same are forgiven.
const MAX_BODY_BYTES: usize = 64 * 1024;

/// Longer than any search may take.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// The whole service, without a socket.
///
/// Outermost first: the request gets its name, the answer its headers and its compression,
/// failures their form; then requests are limited in number, size and time.
pub fn router(app: App) -> Router {
    Router::new()
        .route("/v1/search", get(api::search))
        .route("/v1/answer", get(api::answer))
        .route("/v1/documents/{id}", get(api::document))
        .route("/v1/documents/{id}/versions", get(api::versions))
        .route("/v1/documents/{id}/similar", get(api::similar))
        .route("/v1/concepts", get(api::concepts))
        .route("/v1/concepts/{id}", get(api::concept))
        .route("/v1/suggest", get(api::suggest))
        .route("/v1/sources", get(api::sources))
        .route("/healthz", get(api::healthz))
        .route("/readyz", get(api::readyz))
        .route("/", get(pages::start))
        .route("/search", get(pages::search))
        .route("/documents/{id}", get(pages::document))
        .route("/problems/{name}", get(pages::problem))
        .route("/assets/{name}", get(assets::asset))
        .fallback(async || Failure::NoPage)
        .with_state(app.clone())
        .layer(CatchPanicLayer::custom(panicked))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::GATEWAY_TIMEOUT,
            REQUEST_TIMEOUT,
        ))
        .layer(RequestBodyLimitLayer::new(MAX_BODY_BYTES))
        .layer(from_fn_with_state(app, admit))
        .layer(from_fn(dress::dress))
        .layer(CompressionLayer::new())
        .layer(from_fn(headers::add))
        .layer(from_fn(request_id::name))
}

async fn admit(State(app): State<App>, request: Request, next: Next) -> Response {
    // A probe must be answered however busy the service is, or it is restarted for being busy.
    let probe = matches!(request.uri().path(), "/healthz" | "/readyz");
    let permit = app.admit();
    if permit.is_none() && !probe {
        return Failure::Busy.into_response();
    }
    next.run(request).await
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the layer hands the cause over"
)]
fn panicked(cause: Box<dyn Any + Send + 'static>) -> Response {
    let text = cause.downcast_ref::<String>().map(String::as_str);
    let cause = text
        .or_else(|| cause.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    tracing::error!(cause, "a request panicked");
    Problem::new(&ProblemType::INTERNAL, ProblemType::INTERNAL.meaning).into_response()
}
