//! Pages of errors, and the page that says what a sort of problem means.

use askama::Template;
use axum::Extension;
use axum::extract::Path;
use axum::response::Response;

use super::frame::Frame;
use super::respond;
use crate::http::{Failure, Problem, ProblemType, Reader};

#[derive(Debug, Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    frame: Frame,
    title: &'a str,
    text: &'a str,
    /// In English: it names parameters and values.
    detail: &'a str,
    request_id: &'a str,
}

/// The page for a failed request.
pub(crate) fn error_page(problem: &Problem, reader: &Reader, id: &str) -> Result<String, Failure> {
    let frame = Frame::of(reader)?;
    let texts = &frame.texts.errors;
    let sort = problem.sort;
    let (title, text, detail) = if *sort == ProblemType::NOT_FOUND {
        (&texts.not_found, texts.not_found_text.as_str(), "")
    } else if problem.status.is_client_error() {
        (&texts.bad_request, "", problem.detail.as_str())
    } else if *sort == ProblemType::BUSY || *sort == ProblemType::TIMEOUT {
        (&texts.busy, texts.busy_text.as_str(), "")
    } else {
        (&texts.failed, texts.failed_text.as_str(), "")
    };
    let page = ErrorPage {
        title,
        text,
        detail,
        request_id: id,
        frame,
    };
    Ok(page.render()?)
}

#[derive(Debug, Template)]
#[template(path = "problem.html")]
struct ProblemPage {
    frame: Frame,
    sort: &'static ProblemType,
}

/// What a sort of problem means, at the address that problem documents give for it.
pub(crate) async fn problem(
    Extension(reader): Extension<Reader>,
    Path(name): Path<String>,
) -> Result<Response, Failure> {
    let sort = ProblemType::ALL
        .iter()
        .find(|sort| sort.name == name)
        .ok_or(Failure::NoPage)?;
    let page = ProblemPage {
        frame: Frame::of(&reader)?,
        sort,
    };
    respond(&page.frame, &page)
}
