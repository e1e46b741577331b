//! What a source lists: one lister for each kind.
//!
//! A [`Lister`] is picked by the kind of the source and yields [`Resource`]s one by one, so that a
//! list of millions is never held. It fetches lists, not documents.

mod conditional;
mod crossref;
mod document;
mod europe_pmc;
mod feed;
mod folder;
mod harvest;
mod identity;
mod inline;
mod links;
mod list_page;
mod medrxiv;
mod oai;
mod pubmed;
mod sitemap;
mod target;
#[cfg(test)]
pub(crate) mod testing;
mod unpack;
mod written_date;

use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use corpora::{Date, SourceDefinition, SourceKind};

pub(crate) use feed::parse as parse_feed;
pub use identity::Identity;
pub(crate) use inline::InlineLister;
pub(crate) use links::{
    absolute as absolute_link, base_of as base_of_page, of_page as links_of_page,
};
pub(crate) use sitemap::list_root;
pub use target::source_for;
pub(crate) use target::{LOCAL, WEB};
pub(crate) use written_date::{month, written_date};

use crate::error::IngestError;
use crate::extract::{Extract, Extractors};
use crate::fetch::{FetchError, Fetcher, Page};
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
    /// In the web, last changed on that day, as the list says: it is only asked for if it was not
    /// taken in well after that day, or would be read differently now.
    Dated {
        /// Where it is.
        address: String,
        /// The day, known to the day.
        changed: Date,
    },
    /// In the web; if it cannot be had there and is not stored, or has no text there, what came with
    /// the list is read instead.
    WebOr {
        /// Where it is.
        address: String,
        /// What came with the list.
        instead: Page,
    },
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

    /// Whether it would have passed over this resource even though it is there: filters of the
    /// source do not mean that what they keep out is gone.
    fn passes_over(&self, _key: &str) -> bool {
        false
    }

    /// Told of a resource that could not be had this time, so that [`Lister::cursor`] does not keep
    /// it from being listed the next time.
    fn missed(&mut self, _key: &str) {}

    /// What was odd about the list since this was last asked, for a librarian to read.
    fn notes(&mut self) -> Vec<String> {
        Vec::new()
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
    pub(crate) identity: Identity,
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
const RUNNABLE: [SourceKind; 10] = [
    SourceKind::Feed,
    SourceKind::Folder,
    SourceKind::Document,
    SourceKind::Sitemap,
    SourceKind::ListPage,
    SourceKind::OaiPmh,
    SourceKind::Pubmed,
    SourceKind::EuropePmc,
    SourceKind::Medrxiv,
    SourceKind::Crossref,
];

/// Opens the list of a source.
pub(crate) async fn open(
    definition: &SourceDefinition,
    means: Means,
) -> Result<Box<dyn Lister>, IngestError> {
    match definition.kind {
        SourceKind::Feed => Ok(Box::new(feed::FeedLister::open(definition, means).await?)),
        SourceKind::Sitemap => Ok(Box::new(
            sitemap::SitemapLister::open(definition, means).await?,
        )),
        SourceKind::ListPage => Ok(Box::new(
            list_page::ListPageLister::open(definition, means).await?,
        )),
        SourceKind::Folder => Ok(Box::new(
            folder::FolderLister::open(definition, means.extractors).await?,
        )),
        SourceKind::Document => Ok(Box::new(document::lister(definition))),
        SourceKind::OaiPmh => Ok(Box::new(oai::open(definition, means).await?)),
        SourceKind::Pubmed => Ok(Box::new(pubmed::open(definition, means).await?)),
        SourceKind::EuropePmc => Ok(Box::new(europe_pmc::open(definition, means).await?)),
        SourceKind::Medrxiv => Ok(Box::new(medrxiv::open(definition, means).await?)),
        SourceKind::Crossref => Ok(Box::new(crossref::open(definition, means).await?)),
        kind => Err(IngestError::KindNotYet {
            source_id: definition.id.clone(),
            kind,
            runnable: RUNNABLE.map(SourceKind::name).join(", "),
        }),
    }
}

/// The query of a source that cannot be without.
fn query_of(definition: &SourceDefinition, expected: &'static str) -> Result<String, IngestError> {
    let query = definition.query.as_deref().unwrap_or_default().trim();
    if query.is_empty() {
        return Err(IngestError::NoQuery {
            source_id: definition.id.clone(),
            expected,
        });
    }
    Ok(query.to_owned())
}

/// Whether a server says that there is nothing at an address.
fn is_not_there(error: &FetchError) -> bool {
    matches!(error, FetchError::Status { status, .. } if matches!(status, 404 | 410))
}
