//! Asking an interface, and what it may answer in place of a page.

use serde::Deserialize;
use url::Url;

use crate::error::IngestError;
use crate::fetch::{FetchError, Fetched, Page, Request};
use crate::source::Means;

/// What came in place of a page.
#[derive(Debug)]
pub(in crate::source) enum Trouble {
    /// The place is not known any more; what the server says.
    Expired(String),
    /// The harvest cannot go on.
    Failed(IngestError),
}

impl From<IngestError> for Trouble {
    fn from(error: IngestError) -> Self {
        Self::Failed(error)
    }
}

/// Fetches a page. A place that the server had given and now refuses has expired.
pub(in crate::source) async fn ask(
    means: &Means,
    request: &Request,
    is_token: bool,
) -> Result<Page, Trouble> {
    match means.fetcher.fetch(request).await {
        Ok(Fetched::Page(page)) => Ok(page),
        Ok(Fetched::NotModified) => Ok(Page::default()),
        Err(FetchError::Status {
            status: status @ (400 | 404 | 410 | 422),
            ..
        }) if is_token => Err(Trouble::Expired(format!(
            "the place in the list is not known any more (the server answered {status})"
        ))),
        Err(error) => Err(Trouble::Failed(error.into())),
    }
}

/// An address with parameters in place of those of the same name.
pub(in crate::source) fn with_query(
    url: &str,
    parameters: &[(&str, &str)],
) -> Result<String, IngestError> {
    let mut parsed = Url::parse(url).map_err(|_| FetchError::Address {
        url: url.to_owned(),
    })?;
    let kept: Vec<(String, String)> = parsed
        .query_pairs()
        .filter(|(name, _)| !parameters.iter().any(|(other, _)| other == name))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    parsed
        .query_pairs_mut()
        .clear()
        .extend_pairs(kept)
        .extend_pairs(parameters.iter().filter(|(_, value)| !value.is_empty()));
    Ok(parsed.to_string())
}

/// Reads an answer in JSON.
pub(in crate::source) fn json<'a, T: Deserialize<'a>>(
    page: &'a Page,
    url: &str,
    interface: &'static str,
) -> Result<T, IngestError> {
    serde_json::from_slice(&page.bytes).map_err(|error| {
        let start = String::from_utf8_lossy(&page.bytes[..page.bytes.len().min(80)]).into_owned();
        not_an_answer(url, interface, &format!("\"{start}\" ({error})"))
    })
}

/// What came is no answer of the interface.
pub(in crate::source) fn not_an_answer(
    url: &str,
    interface: &'static str,
    found: &str,
) -> IngestError {
    IngestError::NotAnAnswer {
        url: url.to_owned(),
        interface,
        found: found.to_owned(),
    }
}

/// The interface says what is wrong with the question.
pub(in crate::source) fn refused(url: &str, interface: &'static str, found: &str) -> IngestError {
    IngestError::Refused {
        url: url.to_owned(),
        interface,
        found: found.to_owned(),
    }
}

/// The mailbox of who runs the service, where the contact is one.
pub(in crate::source) fn mailbox(means: &Means) -> &str {
    let contact = means.identity.contact.as_deref().unwrap_or_default().trim();
    let mailbox = contact.strip_prefix("mailto:").unwrap_or(contact);
    match mailbox.contains('@') && !mailbox.contains(['/', ' ']) {
        true => mailbox,
        false => "",
    }
}
