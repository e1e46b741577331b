//! What an interface is, and what one page of it holds.

use async_trait::async_trait;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Day, Trouble};
use crate::error::IngestError;
use crate::fetch::Page;
use crate::media_type::MediaType;
use crate::source::{Place, Resource};

/// How one page of an interface is asked for and read.
#[async_trait]
pub(in crate::source) trait Interface: Send + Sync + std::fmt::Debug {
    /// Where a page is: a token, an offset, a window of dates.
    type Place: Serialize + DeserializeOwned + Clone + Send + Sync + std::fmt::Debug;

    /// The page at a place, or the first one; of records that changed on `since` or later.
    async fn page(
        &mut self,
        since: Option<Day>,
        place: Option<&Self::Place>,
    ) -> Result<Batch<Self::Place>, Trouble>;

    /// Whether [`Batch::total`] is counted and not estimated.
    fn counts(&self) -> bool {
        true
    }

    /// Where to begin again when this place is not known any more; `None` for the beginning.
    fn again(&self, _place: &Self::Place) -> Option<Self::Place> {
        None
    }
}

/// What a page holds.
#[derive(Debug)]
pub(in crate::source) struct Batch<P> {
    pub(in crate::source) resources: Vec<Resource>,
    /// Where the next page is; `None` at the end.
    pub(in crate::source) next: Option<P>,
    /// How many there are in all, where that is said.
    pub(in crate::source) total: Option<u64>,
    /// The server's clock, where it says.
    pub(in crate::source) at: Option<jiff::Timestamp>,
    /// Whether records are missing that are said to be there: they are asked for the next time.
    pub(in crate::source) is_short: bool,
    pub(in crate::source) notes: Vec<String>,
    /// What is wrong with the rest of the page.
    pub(in crate::source) failed: Option<IngestError>,
}

impl<P> Batch<P> {
    pub(in crate::source) fn new(resources: Vec<Resource>, next: Option<P>) -> Self {
        Self {
            resources,
            next,
            total: None,
            at: None,
            is_short: false,
            notes: Vec::new(),
            failed: None,
        }
    }
}

/// A record that came with its page. Its place has a name that is no address: where a reader opens
/// it stands in the record itself.
pub(in crate::source) fn record(key: &str, media_type: MediaType, bytes: &[u8]) -> Resource {
    Resource {
        key: key.to_owned(),
        place: Place::Inline(Page::new(
            &format!("{key} (record)"),
            media_type.essence(),
            bytes,
        )),
        hints: None,
    }
}

/// A record that was deleted.
pub(in crate::source) fn gone(key: &str) -> Resource {
    Resource {
        key: key.to_owned(),
        place: Place::Gone,
        hints: None,
    }
}
