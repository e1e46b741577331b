//! Asking for a list only if it changed.

use std::time::{SystemTime, UNIX_EPOCH};

use corpora::SourceDefinition;
use serde::{Deserialize, Serialize};

use super::Means;
use crate::extract::Extractors;
use crate::fetch::{Page, Request};
use crate::normalise;

/// What is kept of a list to ask for it the next time: the validators of its server (RFC 9110, 8.8).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Held {
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    etag: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_modified: Option<String>,
    /// When the list was read, in seconds since 1970.
    at: u64,
    /// Digest of the definition and the readers: when they change, everything is read again.
    reader: String,
}

impl Held {
    /// The request for a list: with conditions if the last answer is no older than `max_age`
    /// seconds, so that pages that change without their list are looked at from time to time.
    pub(super) fn request(
        &self,
        definition: &SourceDefinition,
        means: &Means,
        max_age: u64,
    ) -> Request {
        let mut request = Request::new(&definition.url);
        let age = now().checked_sub(self.at);
        let fresh = age.is_some_and(|age| age < max_age);
        if fresh
            && self.url == definition.url
            && self.reader == reader(definition, &means.extractors)
        {
            request.etag.clone_from(&self.etag);
            request.last_modified.clone_from(&self.last_modified);
        }
        request
    }

    /// What to keep of an answer.
    pub(super) fn of(page: &Page, definition: &SourceDefinition, means: &Means) -> Self {
        Self {
            url: definition.url.clone(),
            etag: page.etag.clone(),
            last_modified: page.last_modified.clone(),
            at: now(),
            reader: reader(definition, &means.extractors),
        }
    }
}

fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}

/// Digest of everything that decides what is made of a list.
pub(super) fn reader(definition: &SourceDefinition, extractors: &Extractors) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&normalise::VERSION.to_le_bytes());
    hasher.update(normalise::fingerprint(definition).as_bytes());
    // Plain structures of strings and numbers always serialise.
    let parts = serde_json::to_vec(&(&definition.listing, &definition.reading));
    hasher.update(&parts.unwrap_or_default());
    for media_type in extractors.media_types() {
        let name = extractors
            .for_type(media_type)
            .map_or("", |extractor| extractor.name());
        hasher.update(name.as_bytes());
    }
    hasher.finalize().to_hex()[..16].to_owned()
}
