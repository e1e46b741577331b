//! RSS, Atom and JSON Feed: each entry leads to a page.

mod entry;
mod facts;
mod instant;
mod json;
mod parse;
mod repair;
mod salvage;

use std::collections::{BTreeMap, HashSet, VecDeque};

use async_trait::async_trait;
use corpora::{AddressFilter, SourceDefinition};
use serde::{Deserialize, Serialize};

pub(crate) use self::parse::parse;
use super::conditional::Held;
use super::{Lister, Means, Place, Resource};
use crate::error::IngestError;
use crate::fetch::{Fetched, Page, Request};
use crate::source::is_not_there;

/// Entries taken of one page of a feed, in its order. Of 134 real feeds the longest has 306.
const MAX_ENTRIES: usize = 1_000;
/// Pages of one feed that are followed (RFC 5005).
const MAX_PAGES: usize = 20;
/// Names of entries that are kept to understand what was deleted.
const MAX_NAMES: usize = 5_000;
/// Seconds for which a feed may answer that nothing changed before it is read all the same.
const MAX_AGE: u64 = 7 * 86_400;

/// Yields the entries of a feed: the pages they link to, or themselves where they link to nothing.
#[derive(Debug)]
pub(super) struct FeedLister {
    means: Means,
    definition: SourceDefinition,
    filter: AddressFilter,
    waiting: VecDeque<Resource>,
    /// Keys that were listed.
    listed: HashSet<String>,
    next_page: Option<String>,
    pages: HashSet<String>,
    /// What the next run begins with.
    cursor: Cursor,
    notes: Vec<String>,
}

/// What is kept of a feed for the next run.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
struct Cursor {
    #[serde(flatten)]
    held: Held,
    /// Keys of entries by their names, where the feed tells what was deleted.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    names: BTreeMap<String, String>,
}

impl FeedLister {
    /// Fetches the feed, if it changed.
    pub(super) async fn open(
        definition: &SourceDefinition,
        means: Means,
    ) -> Result<Self, IngestError> {
        // What an earlier version wrote, or nobody knows who, is no cursor.
        let text = means.resume.cursor.as_deref();
        let cursor: Cursor = text
            .and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or_default();
        let request = cursor.held.request(definition, &means, MAX_AGE);
        let answer = means.fetcher.fetch(&request).await?;
        let mut lister = Self {
            filter: definition.filter()?,
            definition: definition.clone(),
            means,
            waiting: VecDeque::new(),
            listed: HashSet::new(),
            next_page: None,
            pages: HashSet::from([definition.url.clone()]),
            cursor,
            notes: Vec::new(),
        };
        if let Fetched::Page(page) = answer {
            lister.cursor.held = Held::of(&page, definition, &lister.means);
            lister.page(page).await?;
        }
        Ok(lister)
    }

    /// Takes the entries of a page of the feed.
    async fn page(&mut self, page: Page) -> Result<(), IngestError> {
        let url = page.url.clone();
        let parsed = tokio::task::spawn_blocking(move || parse(&page)).await;
        let parsed = parsed.map_err(|e| IngestError::TaskLost {
            source_id: self.definition.id.clone(),
            found: e.to_string(),
        })?;
        let mut parsed = parsed.map_err(|found| IngestError::NotAFeed {
            url: url.clone(),
            found,
        })?;
        self.notes.append(&mut parsed.notes);
        self.remember(std::mem::take(&mut parsed.names));
        let before = self.listed.len();
        let (mut excluded, filter) = (0_u64, &self.filter);
        for resource in parsed.resources {
            let taken = matches!(resource.place, Place::Inline(_)) || filter.takes(&resource.key);
            if !taken {
                excluded += 1;
            } else if self.listed.insert(resource.key.clone()) {
                self.waiting.push_back(resource);
            }
        }
        if excluded > 0 {
            tracing::debug!(
                source = self.definition.id,
                excluded,
                "entries passed over by include and exclude"
            );
        }
        // A page without anything new is the end, whatever it says of a next.
        self.next_page = parsed.next.filter(|_| self.listed.len() > before);
        self.deleted(&parsed.deleted);
        self.cut();
        Ok(())
    }

    fn remember(&mut self, names: Vec<(String, String)>) {
        let known = &mut self.cursor.names;
        for (name, key) in names {
            if known.len() < MAX_NAMES || known.contains_key(&name) {
                known.insert(name, key);
            }
        }
    }

    /// What was deleted is gone under the key it was listed with, unless it is listed again.
    fn deleted(&mut self, deleted: &[facts::Deleted]) {
        for entry in deleted {
            let known = self.cursor.names.get(&entry.name);
            let key = known.or(entry.page.as_ref()).unwrap_or(&entry.name).clone();
            if self.listed.insert(key.clone()) {
                self.waiting.push_back(Resource {
                    key,
                    place: Place::Gone,
                    hints: None,
                });
            }
        }
    }

    /// Keeps to the limit of the source.
    fn cut(&mut self) {
        let limit = self
            .definition
            .listing
            .limit
            .and_then(|limit| usize::try_from(limit).ok());
        let Some(over) = limit.and_then(|limit| self.listed.len().checked_sub(limit)) else {
            return;
        };
        self.waiting
            .truncate(self.waiting.len().saturating_sub(over));
        self.next_page = None;
    }

    async fn follow(&mut self, url: String) -> Result<(), IngestError> {
        if self.pages.len() >= MAX_PAGES {
            self.notes.push(format!(
                "{}: more than {MAX_PAGES} pages: older entries are not listed",
                self.definition.url
            ));
            return Ok(());
        }
        if !self.pages.insert(url.clone()) {
            return Ok(());
        }
        match self.means.fetcher.fetch(&Request::new(&url)).await {
            Ok(Fetched::Page(page)) => self.page(page).await,
            Ok(Fetched::NotModified) => Ok(()),
            // Some servers say of the last page that there is a next.
            Err(error) if is_not_there(&error) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

#[async_trait]
impl Lister for FeedLister {
    fn total(&self) -> Option<u64> {
        self.next_page
            .is_none()
            .then_some(self.waiting.len() as u64)
    }

    async fn next(&mut self) -> Result<Option<Resource>, IngestError> {
        loop {
            if let Some(resource) = self.waiting.pop_front() {
                return Ok(Some(resource));
            }
            match self.next_page.take() {
                Some(url) => self.follow(url).await?,
                None => return Ok(None),
            }
        }
    }

    fn missed(&mut self, _key: &str) {
        // The next run must list it again, whether the feed changes or not.
        self.cursor.held = Held::default();
    }

    fn cursor(&self) -> Option<String> {
        serde_json::to_string(&self.cursor).ok()
    }

    fn notes(&mut self) -> Vec<String> {
        std::mem::take(&mut self.notes)
    }
}

#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod tests;
