//! What a source lists: one lister for each kind.
//!
//! A [`Lister`] is picked by the kind of the source and yields [`Resource`]s one by one, so that a
//! list of millions is never held. It fetches lists, not documents.

mod document;
mod feed;
mod folder;
mod inline;
mod target;

use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use corpora::{SourceDefinition, SourceKind};

pub(crate) use inline::InlineLister;
pub use target::source_for;
pub(crate) use target::{LOCAL, WEB};

use crate::error::IngestError;
use crate::extract::{Extract, Extractors};
use crate::fetch::{Fetcher, Page};
use crate::report::Skipped;

/// Something a source lists: a file, an address, or a page that came with the list.
#[derive(Debug, Clone)]
pub struct Resource {
    /// What the source calls it; unique in the source and stable.
    pub key: String,
    /// Where its bytes are.
    pub place: Place,
    /// What the list says of it: fills what the document itself does not say.
    pub hints: Option<Extract>,
}

/// Where the bytes of a resource are.
#[derive(Debug, Clone)]
pub enum Place {
    /// In a file.
    File(PathBuf),
    /// In the web.
    Web(String),
    /// Here.
    Inline(Page),
    /// Here, kept from when it was fetched.
    Kept(Page),
    /// Nowhere any more: the source says that it was deleted, or taken back.
    Gone,
}

/// Yields what a source lists, in a stable order.
///
/// After an error or `None` it is not asked again. The same key may come twice; the second is
/// ignored by the caller.
#[async_trait]
pub trait Lister: Send {
    /// How many resources there will be, where that is known beforehand.
    fn total(&self) -> Option<u64>;

    /// The next resource; `None` at the end.
    ///
    /// # Errors
    /// [`IngestError`] if the list cannot be read on.
    async fn next(&mut self) -> Result<Option<Resource>, IngestError>;

    /// From where the list can be read on after an interruption, in the lister's own words: the
    /// resource that was yielded last, and all after it, come again. `None` where it cannot.
    fn checkpoint(&self) -> Option<String> {
        None
    }

    /// What to start the next run with, once everything that was yielded is stored: a date, a
    /// validator of the list. Asked after the last `next`. `None` where each run reads all.
    fn cursor(&self) -> Option<String> {
        None
    }

    /// Whether a resource that it did not yield is no longer there: true of folders and whole
    /// sitemaps, not of feeds, which only hold the newest. Asked after the last `next`.
    fn lists_everything(&self) -> bool {
        false
    }

    /// What was passed over so far because nothing reads it.
    fn skipped(&self) -> Skipped {
        Skipped::default()
    }
}

/// What a lister may use.
#[derive(Debug, Clone)]
pub(crate) struct Means {
    pub(crate) fetcher: Arc<dyn Fetcher>,
    pub(crate) extractors: Extractors,
    pub(crate) resume: Resume,
}

/// What earlier runs left for a lister.
#[derive(Debug, Clone, Default)]
pub(crate) struct Resume {
    /// Of a run that was cut off: [`Lister::checkpoint`].
    pub(crate) checkpoint: Option<String>,
    /// Of the last run that came to its end: [`Lister::cursor`].
    pub(crate) cursor: Option<String>,
}

/// The kinds that can be listed.
const RUNNABLE: [SourceKind; 3] = [SourceKind::Feed, SourceKind::Folder, SourceKind::Document];

/// Opens the list of a source.
pub(crate) async fn open(
    definition: &SourceDefinition,
    means: Means,
) -> Result<Box<dyn Lister>, IngestError> {
    match definition.kind {
        SourceKind::Feed => Ok(Box::new(
            feed::FeedLister::open(definition, &*means.fetcher).await?,
        )),
        SourceKind::Folder => Ok(Box::new(
            folder::FolderLister::open(definition, means.extractors).await?,
        )),
        SourceKind::Document => Ok(Box::new(document::lister(definition))),
        kind => Err(IngestError::KindNotYet {
            source_id: definition.id.clone(),
            kind,
            runnable: RUNNABLE.map(SourceKind::name).join(", "),
        }),
    }
}
