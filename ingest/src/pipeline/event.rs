//! What a job reports to the run.

use std::sync::Arc;

use corpora::{Date, Document, Notice};

use crate::extract::ExtractError;
use crate::media_type::MediaType;

/// What a job reports, in this order: opened, items, and nothing more; or one of the others alone.
#[derive(Debug)]
pub(super) enum Event {
    /// The bytes are here and will be read.
    Opened(Box<Opened>),
    /// Where a long reading is.
    At(String),
    /// A document.
    Document(Box<Document>, Vec<Notice>, Vec<String>),
    /// An item that was refused; the whole resource if it is empty.
    Refused(String, ExtractError),
    /// Everything was read.
    Complete,
    /// The resource is as it was taken in last.
    Unchanged,
    /// Its source says that it is no longer there.
    Gone,
    /// The bytes could not be had.
    Unreachable(ExtractError),
    /// It was given up because the run was asked to end.
    Stopped,
}

/// The bytes of a resource.
#[derive(Debug, Clone, Default)]
pub(super) struct Opened {
    pub(super) digest: String,
    pub(super) size: u64,
    pub(super) media_type: Option<MediaType>,
    /// Extractor, normaliser and what the source adds, each with its version.
    pub(super) reader: String,
    /// Media type as declared.
    pub(super) content_type: Option<String>,
    /// Where it was found in the end, if in the web.
    pub(super) address: Option<String>,
    pub(super) etag: Option<String>,
    pub(super) last_modified: Option<String>,
    /// They are what came with the list: the resource itself could not be had.
    pub(super) instead: bool,
    /// The bytes to keep, unless they are too many.
    pub(super) bytes: Option<Arc<[u8]>>,
}

/// What is known of a resource from the last time.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    pub(super) digest: String,
    pub(super) reader: String,
    pub(super) media_type: Option<String>,
    pub(super) etag: Option<String>,
    pub(super) last_modified: Option<String>,
    /// The day (UTC) on which it was.
    pub(super) taken_on: Option<Date>,
}
