//! Problem documents (RFC 9457).

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};

/// A sort of problem. Its address, `/problems/` and its name, says what it means.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ProblemType {
    pub(crate) name: &'static str,
    pub(crate) status: StatusCode,
    pub(crate) title: &'static str,
    pub(crate) meaning: &'static str,
}

macro_rules! problem_types {
    ($($constant:ident = $name:literal, $status:ident, $title:literal, $meaning:literal;)+) => {
        impl ProblemType {
            $(pub(crate) const $constant: Self = Self {
                name: $name, status: StatusCode::$status, title: $title, meaning: $meaning,
            };)+

            /// All of them.
            pub(crate) const ALL: &[Self] = &[$(Self::$constant),+];
        }
    };
}

problem_types! {
    PARAMETER = "invalid-parameter", BAD_REQUEST, "A parameter is wrong",
        "The member errors lists each parameter with what was found and what was expected.";
    QUERY = "invalid-query", BAD_REQUEST, "The query cannot be answered",
        "The query is too long, or its cursor belongs to another query.";
    NOT_FOUND = "not-found", NOT_FOUND, "There is nothing here",
        "There is no such address, document or version.";
    METHOD = "method-not-allowed", METHOD_NOT_ALLOWED, "This method is not allowed here",
        "The header Allow lists the methods that are. Everything here is read with GET.";
    TOO_LARGE = "too-large", PAYLOAD_TOO_LARGE, "The request is too large",
        "Nothing here takes a body.";
    BUSY = "busy", SERVICE_UNAVAILABLE, "The service is busy",
        "Ask again after the number of seconds in the header Retry-After.";
    NOT_READY = "not-ready", SERVICE_UNAVAILABLE, "The index is catching up",
        "Searches are answered from what is indexed already. Readiness comes when that is all.";
    TIMEOUT = "timeout", GATEWAY_TIMEOUT, "The request took too long",
        "It was given up. Ask for less, or again later.";
    REFUSED = "refused", BAD_REQUEST, "The request was refused",
        "The request is not one that this service understands.";
    INTERNAL = "internal", INTERNAL_SERVER_ERROR, "Something went wrong here",
        "The cause is in the log under the request_id.";
}

/// What went wrong, ready to be shown. It travels in the extensions of a response and is written
/// out at the edge, where the address and the reader are known.
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    pub(crate) sort: &'static ProblemType,
    pub(crate) status: StatusCode,
    pub(crate) detail: String,
    pub(crate) members: Map<String, Value>,
    pub(crate) retry_after: Option<u32>,
}

impl Problem {
    pub(crate) fn new(sort: &'static ProblemType, detail: impl Into<String>) -> Self {
        let (detail, members) = (detail.into(), Map::new());
        Self {
            sort,
            status: sort.status,
            detail,
            members,
            retry_after: None,
        }
    }

    pub(crate) fn with(mut self, member: &str, value: Value) -> Self {
        self.members.insert(member.to_owned(), value);
        self
    }

    pub(crate) fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// The problem of an answer that a layer gave, which knows only its status.
    pub(crate) fn of_status(status: StatusCode) -> Self {
        let sort = match status {
            StatusCode::NOT_FOUND => &ProblemType::NOT_FOUND,
            StatusCode::METHOD_NOT_ALLOWED => &ProblemType::METHOD,
            StatusCode::PAYLOAD_TOO_LARGE => &ProblemType::TOO_LARGE,
            StatusCode::GATEWAY_TIMEOUT => &ProblemType::TIMEOUT,
            _ if status.is_server_error() => &ProblemType::INTERNAL,
            _ => &ProblemType::REFUSED,
        };
        Self {
            status,
            ..Self::new(sort, sort.meaning)
        }
    }

    /// The document.
    pub(crate) fn json(&self, instance: &str, request_id: &str) -> String {
        let mut members = self.members.clone();
        members.insert(
            "type".to_owned(),
            format!("/problems/{}", self.sort.name).into(),
        );
        members.insert("title".to_owned(), self.sort.title.into());
        members.insert("status".to_owned(), self.status.as_u16().into());
        members.insert("detail".to_owned(), self.detail.clone().into());
        members.insert("instance".to_owned(), instance.into());
        members.insert("request_id".to_owned(), request_id.into());
        Value::Object(members).to_string()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
