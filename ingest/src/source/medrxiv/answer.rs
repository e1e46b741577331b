//! Reading an answer: `messages` and `collection`.

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::error::IngestError;
use crate::fetch;
use crate::source::harvest::{json, not_an_answer};

/// A page of an answer.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) versions: Vec<Version>,
    /// Records on the page, whether they can be taken or not.
    pub(super) length: usize,
    pub(super) unnamed: usize,
    /// Records of all pages.
    pub(super) total: Option<u64>,
    pub(super) error: Option<String>,
}

/// A version of a preprint.
#[derive(Debug)]
pub(super) struct Version {
    pub(super) doi: String,
    pub(super) number: u32,
    pub(super) json: String,
}

#[derive(Debug, Deserialize)]
struct Answer<'a> {
    #[serde(default)]
    messages: Vec<Message>,
    #[serde(borrow, default)]
    collection: Vec<&'a RawValue>,
}

/// Numbers come as numbers or as text.
#[derive(Debug, Deserialize)]
struct Message {
    status: Option<String>,
    total: Option<Value>,
}

#[derive(Debug, Deserialize)]
struct Named {
    doi: String,
    version: Option<Value>,
}

/// Reads a page.
pub(super) fn read(
    page: &fetch::Page,
    url: &str,
    interface: &'static str,
) -> Result<Page, IngestError> {
    let answer: Answer<'_> = json(page, url, interface)?;
    let Some(message) = answer.messages.first() else {
        return Err(not_an_answer(url, interface, "JSON without messages"));
    };
    let status = message.status.as_deref().unwrap_or_default();
    let versions: Vec<Version> = answer
        .collection
        .iter()
        .filter_map(|raw| version(raw))
        .collect();
    Ok(Page {
        length: answer.collection.len(),
        unnamed: answer.collection.len() - versions.len(),
        total: message.total.as_ref().and_then(number),
        error: (status != "ok" && !status.starts_with("no posts")).then(|| status.to_owned()),
        versions,
    })
}

fn version(raw: &RawValue) -> Option<Version> {
    let named: Named = serde_json::from_str(raw.get()).ok()?;
    let doi = named.doi.trim().to_lowercase();
    let number = named.version.as_ref().and_then(number).unwrap_or(1);
    (!doi.is_empty()).then(|| Version {
        doi,
        number: u32::try_from(number).unwrap_or(u32::MAX),
        json: raw.get().to_owned(),
    })
}

fn number(value: &Value) -> Option<u64> {
    value
        .as_u64()
        .or_else(|| value.as_str()?.trim().parse().ok())
}
