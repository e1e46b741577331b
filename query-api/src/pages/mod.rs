//! The pages for people. They carry no script: everything is a link or a form.

mod document;
mod error;
mod filters;
mod frame;
mod hit;
mod search;
mod standing;
mod start;
mod text;
mod versions;

use askama::Template;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_LANGUAGE, VARY};
use axum::response::{Html, IntoResponse, Response};

pub(crate) use document::document;
pub(crate) use error::{error_page, problem};
pub(crate) use search::search;
pub(crate) use start::start;

use crate::http::Failure;
use frame::Frame;

/// A page in the language of its frame.
fn respond(frame: &Frame, page: &impl Template) -> Result<Response, Failure> {
    let mut response = Html(page.render()?).into_response();
    mark_language(frame, &mut response);
    Ok(response)
}

fn mark_language(frame: &Frame, response: &mut Response) {
    let headers = response.headers_mut();
    headers.insert(VARY, HeaderValue::from_static("accept-language"));
    if let Ok(tag) = HeaderValue::from_str(frame.language.tag()) {
        headers.insert(CONTENT_LANGUAGE, tag);
    }
}
