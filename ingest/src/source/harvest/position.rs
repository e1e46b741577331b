//! How far a harvest has come: what is kept of one run for the next.

use corpora::SourceDefinition;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::day::{Day, today};
use crate::source::{Means, Resume, conditional};

/// A place in a harvest: a checkpoint while it goes on, a cursor when it has ended.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Position<P> {
    /// Digest of the definition and the readers: when they change, everything is asked for again.
    pub(super) reader: String,
    /// What changed on that day or later is asked for; all, if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) since: Option<Day>,
    /// When the harvest began that is not at its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) began: Option<jiff::Timestamp>,
    /// The page; the first one, if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) place: Option<P>,
    /// Records of the page that are done.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub(super) skip: usize,
    /// Records of the pages before.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub(super) came: usize,
    /// Whether something before it must be asked for again with the next harvest.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub(super) is_short: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}

impl<P: Serialize + DeserializeOwned> Position<P> {
    /// Where the last run was cut off, else what it left when it ended. What an earlier version or
    /// another definition wrote is no place, nor is a day to come, which a wrong clock wrote.
    pub(super) fn left(resume: &Resume, reader: &str) -> Self {
        let read = |text: &Option<String>| -> Option<Self> {
            let found: Self = serde_json::from_str(text.as_deref()?).ok()?;
            let is_past = found.since.is_none_or(|since| since <= today());
            (found.reader == reader && is_past).then_some(found)
        };
        read(&resume.checkpoint)
            .or_else(|| read(&resume.cursor))
            .unwrap_or_else(|| Self {
                reader: reader.to_owned(),
                since: None,
                began: None,
                place: None,
                skip: 0,
                came: 0,
                is_short: false,
            })
    }

    pub(super) fn written(&self) -> Option<String> {
        serde_json::to_string(self).ok()
    }
}

/// Digest of everything that decides what is asked for and what is made of it.
pub(super) fn reader(definition: &SourceDefinition, means: &Means) -> String {
    let mut listing = definition.clone();
    // How much is taken at once changes neither.
    listing.listing.limit = None;
    let parts = [
        conditional::reader(&listing, &means.extractors),
        definition.url.clone(),
        definition.query.clone().unwrap_or_default(),
    ];
    blake3::hash(parts.join("\0").as_bytes()).to_hex()[..16].to_owned()
}
