//! Why a request fails.

use axum::response::{IntoResponse, Response};
use corpora::CatalogueError;
use indexer::SearchError;
use serde_json::json;
use thiserror::Error;

use super::parameters::ParameterError;
use super::problem::{Problem, ProblemType};

/// A request that fails. How each is told to the client is said in one place: [`Failure::problem`].
#[derive(Debug, Error)]
pub(crate) enum Failure {
    /// Parameters are wrong.
    #[error("{}", summary(.0))]
    Parameters(Vec<ParameterError>),
    /// The query cannot be answered.
    #[error(transparent)]
    Search(#[from] SearchError),
    /// There is no such document.
    #[error("there is no document \"{id}\"")]
    NoDocument {
        /// As asked for.
        id: String,
    },
    /// There is no such concept.
    #[error("there is no concept \"{id}\"")]
    NoConcept {
        /// As asked for.
        id: String,
    },
    /// There is no such version of a document.
    #[error("the document {id} has no version \"{version}\"")]
    NoVersion {
        /// The document.
        id: String,
        /// As asked for.
        version: String,
    },
    /// There is no such address.
    #[error("there is nothing at this address")]
    NoPage,
    /// The index has not caught up yet.
    #[error("the index contains {indexed} of {stored} changes")]
    NotReady {
        /// Position of the index in the change log.
        indexed: u64,
        /// Last position of the change log.
        stored: u64,
    },
    /// Too much is asked at once.
    #[error("too many requests at once")]
    Busy,
    /// The catalogue cannot be read.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    /// A task ended without an answer.
    #[error("a task ended without an answer: {0}")]
    Task(#[from] tokio::task::JoinError),
    /// A page could not be written.
    #[error("a page could not be written: {0}")]
    Page(#[from] askama::Error),
    /// An answer could not be written.
    #[error("an answer could not be written: {0}")]
    Json(#[from] serde_json::Error),
    /// No file of page texts could be read.
    #[error("no language of the pages could be read")]
    NoLocale,
}

fn summary(errors: &[ParameterError]) -> String {
    errors
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("; ")
}

impl Failure {
    /// What the client is told. Of what is our own fault, it is told nothing but that.
    fn problem(&self) -> Problem {
        let told = |sort| Problem::new(sort, self.to_string());
        match self {
            Self::Parameters(errors) => told(&ProblemType::PARAMETER).with("errors", json!(errors)),
            Self::Search(SearchError::Index(_)) => ours(),
            Self::Search(SearchError::OutOfRange {
                parameter,
                found,
                least,
                most,
            }) => {
                let expected = format!("{least} to {most}");
                let error = json!({"parameter": parameter, "found": found.to_string(), "expected": expected});
                told(&ProblemType::PARAMETER).with("errors", json!([error]))
            }
            Self::Search(SearchError::Syntax(note)) => {
                let error = json!({
                    "parameter": "q", "position": note.position, "found": note.found,
                    "expected": note.expected,
                });
                told(&ProblemType::PARAMETER).with("errors", json!([error]))
            }
            Self::Search(_) => told(&ProblemType::QUERY),
            Self::NoDocument { .. }
            | Self::NoVersion { .. }
            | Self::NoConcept { .. }
            | Self::NoPage => told(&ProblemType::NOT_FOUND),
            Self::NotReady { indexed, stored } => told(&ProblemType::NOT_READY)
                .with("indexed", (*indexed).into())
                .with("stored", (*stored).into())
                .retry_after(1),
            Self::Busy => told(&ProblemType::BUSY).retry_after(2),
            Self::Catalogue(_) | Self::Task(_) | Self::Page(_) | Self::Json(_) | Self::NoLocale => {
                ours()
            }
        }
    }
}

fn ours() -> Problem {
    Problem::new(&ProblemType::INTERNAL, ProblemType::INTERNAL.meaning)
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let problem = self.problem();
        if problem.sort == &ProblemType::INTERNAL {
            tracing::error!(error = %self, "a request failed");
        }
        problem.into_response()
    }
}
