//! Sitemaps (sitemaps.org): files of addresses, and indexes of such files.
//!
//! Files are read one after the other as streams, so that a site of millions of pages costs no more
//! memory than one of its files.

mod file;

use std::collections::{HashSet, VecDeque};

use async_trait::async_trait;
use corpora::{AddressFilter, SourceDefinition};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc::{Receiver, channel};

use self::file::{End, Item, Listed};
use super::links::{host, same_site};
use super::{Lister, Means, Place, Resource, is_not_there};
use crate::error::IngestError;
use crate::extract::Extract;
use crate::fetch::{Fetched, Page, Request};

/// Indexes within indexes; the protocol allows one.
const MAX_DEPTH: usize = 3;
/// Files of one site. The largest sites of health authorities have some hundred.
const MAX_FILES: usize = 10_000;
/// Entries a file may be read ahead.
const AHEAD: usize = 256;
/// Entries between two places from which the list can be read on.
const STRIDE: u64 = 100;

/// Reads a whole file; number of what it lists.
#[cfg(fuzzing)]
pub(crate) fn count(page: &Page) -> usize {
    let mut count = 0;
    let _ = file::read(page, &mut |_| {
        count += 1;
        std::ops::ControlFlow::Continue(())
    });
    count
}

/// What sort of list in XML or text something is that is no feed: `sitemap`, `OAI-PMH`.
pub(crate) fn list_root(page: &Page) -> Option<&'static str> {
    let end = file::read(page, &mut |_| std::ops::ControlFlow::Break(()));
    if end.is_ok() {
        return Some("sitemap");
    }
    let root = crate::xml::parse(&*page.bytes).ok()?;
    (root.name == "OAI-PMH").then_some("OAI-PMH")
}

/// Yields the pages of a sitemap.
#[derive(Debug)]
pub(super) struct SitemapLister {
    means: Means,
    definition: SourceDefinition,
    filter: AddressFilter,
    /// Hosts whose pages are taken.
    hosts: Vec<String>,
    files: VecDeque<File>,
    named: HashSet<String>,
    open: Option<(File, Receiver<Read>)>,
    /// Entries gone through, and those that an earlier run went through already.
    position: u64,
    skip: u64,
    yielded: u64,
    elsewhere: u64,
    /// Whether every page was listed.
    whole: bool,
    /// The first file that could not be had: told at the end, when the others are listed.
    failed: Option<IngestError>,
    notes: Vec<String>,
}

#[derive(Debug, Clone)]
struct File {
    address: String,
    depth: usize,
}

/// What the reading of a file reports.
#[derive(Debug)]
enum Read {
    Item(Item),
    End(Result<End, String>),
}

/// A place in the list: the number of entries before it.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Position {
    skip: u64,
}

impl SitemapLister {
    /// Fetches the sitemap.
    pub(super) async fn open(
        definition: &SourceDefinition,
        means: Means,
    ) -> Result<Self, IngestError> {
        let left = means
            .resume
            .checkpoint
            .as_ref()
            .or(means.resume.cursor.as_ref());
        let left: Option<Position> = left.and_then(|text| serde_json::from_str(text).ok());
        let skip = left.unwrap_or_default().skip;
        let page = match means.fetcher.fetch(&Request::new(&definition.url)).await? {
            Fetched::Page(page) => page,
            Fetched::NotModified => Page::default(),
        };
        let mut hosts: Vec<String> = [&definition.url, &page.url]
            .into_iter()
            .filter_map(|url| host(url))
            .collect();
        hosts.dedup();
        let mut lister = Self {
            filter: definition.filter()?,
            definition: definition.clone(),
            means,
            hosts,
            files: VecDeque::new(),
            named: HashSet::from([definition.url.clone(), page.url.clone()]),
            open: None,
            position: 0,
            skip,
            yielded: 0,
            elsewhere: 0,
            whole: skip == 0,
            failed: None,
            notes: Vec::new(),
        };
        let root = File {
            address: definition.url.clone(),
            depth: 0,
        };
        lister.start(root, page);
        Ok(lister)
    }

    /// Reads a file on a thread of its own; it ends when nobody listens any more.
    fn start(&mut self, file: File, page: Page) {
        let (sender, receiver) = channel(AHEAD);
        tokio::task::spawn_blocking(move || {
            let end = file::read(
                &page,
                &mut |item| match sender.blocking_send(Read::Item(item)) {
                    Ok(()) => std::ops::ControlFlow::Continue(()),
                    Err(_) => std::ops::ControlFlow::Break(()),
                },
            );
            let _ = sender.blocking_send(Read::End(end));
        });
        self.open = Some((file, receiver));
    }

    async fn fetch(&mut self, file: File) {
        match self.means.fetcher.fetch(&Request::new(&file.address)).await {
            Ok(Fetched::Page(page)) => self.start(file, page),
            Ok(Fetched::NotModified) => self.whole = false,
            Err(error) => {
                self.whole = false;
                self.notes
                    .push(format!("a part of the sitemap cannot be had: {error}"));
                // What an index names and is not there will not be there the next time either.
                if !is_not_there(&error) {
                    self.failed.get_or_insert(error.into());
                }
            }
        }
    }

    fn name(&mut self, address: String, depth: usize) {
        let refused = if !self.is_here(&address) {
            Some("it is on another host")
        } else if depth > MAX_DEPTH {
            Some("it is an index within too many indexes")
        } else if self.named.len() >= MAX_FILES {
            Some("there are too many files")
        } else {
            None
        };
        match refused {
            Some(why) => {
                self.whole = false;
                let note = format!("{address}: part of the sitemap not read: {why}");
                if self.notes.len() < 100 {
                    self.notes.push(note);
                }
            }
            None if self.named.insert(address.clone()) => {
                self.files.push_back(File { address, depth });
            }
            None => {}
        }
    }

    fn ended(&mut self, file: &File, end: Result<End, String>) {
        match end {
            Ok(end) => {
                if end.refused > 0 {
                    self.notes.push(format!(
                        "{}: {} entries without an address of the web",
                        file.address, end.refused
                    ));
                }
                if end.cut {
                    self.whole = false;
                    self.notes.push(format!(
                        "{}: more than 50,000 entries: the rest is not listed",
                        file.address
                    ));
                }
            }
            Err(found) => {
                self.whole = false;
                let url = file.address.clone();
                self.failed
                    .get_or_insert(IngestError::NotASitemap { url, found });
            }
        }
    }

    fn is_here(&self, address: &str) -> bool {
        host(address).is_some_and(|found| self.hosts.iter().any(|host| same_site(host, &found)))
    }

    /// The resource of an entry, unless it is passed over.
    fn resource(&mut self, listed: Listed) -> Option<Resource> {
        self.position += 1;
        if self.position <= self.skip {
            return None;
        }
        if !self.is_here(&listed.address) {
            self.elsewhere += 1;
            return None;
        }
        if !self.filter.takes(&listed.address) {
            return None;
        }
        self.yielded += 1;
        let hints = listed.language.map(|language| {
            let mut hints = Extract::new("");
            hints.document.language = language;
            hints
        });
        let address = listed.address;
        let place = match listed.changed {
            Some(changed) => Place::Dated {
                address: address.clone(),
                changed,
            },
            None => Place::Web(address.clone()),
        };
        Some(Resource {
            key: address,
            place,
            hints,
        })
    }

    fn is_full(&self) -> bool {
        self.definition
            .listing
            .limit
            .is_some_and(|limit| self.yielded >= limit)
    }
}

#[async_trait]
impl Lister for SitemapLister {
    fn total(&self) -> Option<u64> {
        None
    }

    async fn next(&mut self) -> Result<Option<Resource>, IngestError> {
        while !self.is_full() {
            let Some((file, receiver)) = &mut self.open else {
                match self.files.pop_front() {
                    Some(file) => self.fetch(file).await,
                    None => return self.failed.take().map_or(Ok(None), Err),
                }
                continue;
            };
            match receiver.recv().await {
                Some(Read::Item(Item::Page(listed))) => {
                    if let Some(resource) = self.resource(listed) {
                        return Ok(Some(resource));
                    }
                }
                Some(Read::Item(Item::File(address))) => {
                    let depth = file.depth + 1;
                    self.name(address, depth);
                }
                Some(Read::End(end)) => {
                    let file = file.clone();
                    self.open = None;
                    self.ended(&file, end);
                }
                None => {
                    let file = file.clone();
                    self.open = None;
                    self.ended(&file, Err("its reading broke down".to_owned()));
                }
            }
        }
        self.whole = false;
        Ok(None)
    }

    fn checkpoint(&self) -> Option<String> {
        let skip = self.position.saturating_sub(1) / STRIDE * STRIDE;
        serde_json::to_string(&Position { skip }).ok()
    }

    /// Where a limited run goes on the next time.
    fn cursor(&self) -> Option<String> {
        let position = Position {
            skip: self.position,
        };
        self.is_full()
            .then(|| serde_json::to_string(&position).ok())?
    }

    fn lists_everything(&self) -> bool {
        self.whole
    }

    fn passes_over(&self, key: &str) -> bool {
        !self.filter.takes(key) || !self.is_here(key)
    }

    fn notes(&mut self) -> Vec<String> {
        let mut notes = std::mem::take(&mut self.notes);
        let elsewhere = std::mem::take(&mut self.elsewhere);
        if elsewhere > 0 {
            notes.push(format!(
                "{}: {elsewhere} addresses on other hosts were not taken: make them a source of their own if they are wanted",
                self.definition.url
            ));
        }
        notes
    }
}

#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod tests;
