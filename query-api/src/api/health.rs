//! `/healthz`: the process is alive. `/readyz`: it knows everything it knew before it started.

use axum::extract::State;
use axum::response::Response;
use serde_json::json;

use super::json;
use crate::app::App;
use crate::http::Failure;

pub(crate) async fn healthz() -> Result<Response, Failure> {
    json(&json!({"status": "alive", "version": env!("CARGO_PKG_VERSION")}))
}

pub(crate) async fn readyz(State(app): State<App>) -> Result<Response, Failure> {
    if app.is_ready() {
        return json(&json!({"status": "ready", "sequence": app.sequence()}));
    }
    let stored = app.read(corpora::Catalogue::last_change).await?;
    Err(Failure::NotReady {
        indexed: app.sequence(),
        stored,
    })
}
