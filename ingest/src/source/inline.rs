//! Resources that are known already.

use std::collections::VecDeque;

use async_trait::async_trait;

use super::{Lister, Place, Resource};
use crate::error::IngestError;
use crate::fetch::Page;

/// Yields what it was given.
#[derive(Debug)]
pub(crate) struct InlineLister {
    total: u64,
    left: VecDeque<Resource>,
}

impl InlineLister {
    /// A list of these.
    pub(crate) fn new(resources: impl IntoIterator<Item = Resource>) -> Self {
        let left: VecDeque<Resource> = resources.into_iter().collect();
        Self {
            total: left.len() as u64,
            left,
        }
    }

    /// A list of pages by their keys.
    pub(crate) fn of_pages(pages: Vec<(String, Page)>) -> Self {
        Self::new(pages.into_iter().map(|(key, page)| Resource {
            key,
            place: Place::Inline(page),
            hints: None,
        }))
    }
}

#[async_trait]
impl Lister for InlineLister {
    fn total(&self) -> Option<u64> {
        Some(self.total)
    }

    async fn next(&mut self) -> Result<Option<Resource>, IngestError> {
        Ok(self.left.pop_front())
    }
}
