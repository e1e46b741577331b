//! RSS, Atom and JSON Feed.

use async_trait::async_trait;
use corpora::SourceDefinition;

use super::{InlineLister, Lister, Resource};
use crate::error::IngestError;
use crate::fetch::Fetcher;

/// Yields the entries of a feed.
#[derive(Debug)]
pub(super) struct FeedLister(InlineLister);

impl FeedLister {
    /// Fetches the feed.
    pub(super) async fn open(_: &SourceDefinition, _: &dyn Fetcher) -> Result<Self, IngestError> {
        Ok(Self(InlineLister::new([])))
    }
}

#[async_trait]
impl Lister for FeedLister {
    fn total(&self) -> Option<u64> {
        self.0.total()
    }

    async fn next(&mut self) -> Result<Option<Resource>, IngestError> {
        self.0.next().await
    }
}
