//! A page whose links are the documents.

use std::collections::{HashSet, VecDeque};
use std::time::Duration;

use async_trait::async_trait;
use corpora::{AddressFilter, SourceDefinition};
use scraper::{Html, Selector};
use url::Url;

use super::conditional::Held;
use super::links::{FoundLink, absolute, base_of, host, is_no_document, links, same_site};
use super::{Lister, Means, Place, Resource, is_not_there};
use crate::bounded;
use crate::error::IngestError;
use crate::extract::{Extract, page_text};
use crate::fetch::{Fetched, Page, Request};
use crate::media_type::MediaType;

/// Pages of one list that are followed.
const MAX_PAGES: usize = 50;
/// Links taken of one list.
const MAX_LINKS: usize = 20_000;
/// Longest time for reading a page of a list.
const TIME: Duration = Duration::from_secs(30);
/// Seconds for which a list may answer that nothing changed before its pages are looked at all the
/// same: a fact sheet changes where it stands.
const MAX_AGE: u64 = 86_400;
/// Where a page says what follows it (HTML, 4.6.7).
const NEXT: &str = "a[rel~=next], link[rel~=next]";

/// Yields what a page links to, and its further pages.
#[derive(Debug)]
pub(super) struct ListPageLister {
    means: Means,
    definition: SourceDefinition,
    filter: AddressFilter,
    waiting: VecDeque<Resource>,
    listed: HashSet<String>,
    pages: HashSet<String>,
    next_page: Option<String>,
    held: Held,
    passed_over: PassedOver,
    notes: Vec<String>,
}

/// Links that were not taken.
#[derive(Debug, Default)]
struct PassedOver {
    elsewhere: u64,
    like_the_list: u64,
    filtered: u64,
}

/// What a page of the list holds.
struct Read {
    links: Vec<FoundLink>,
    next: Option<String>,
}

impl ListPageLister {
    /// Fetches the page, if it changed.
    pub(super) async fn open(
        definition: &SourceDefinition,
        means: Means,
    ) -> Result<Self, IngestError> {
        for (field, selector) in [
            ("listing.links", &definition.listing.links),
            ("listing.next", &definition.listing.next),
        ] {
            if let Some(found) = selector
                .as_ref()
                .filter(|text| Selector::parse(text).is_err())
            {
                let (source_id, found) = (definition.id.clone(), found.clone());
                return Err(IngestError::Selector {
                    source_id,
                    field,
                    found,
                });
            }
        }
        // What an earlier version wrote is no cursor.
        let text = means.resume.cursor.as_deref();
        let held: Held = text
            .and_then(|text| serde_json::from_str(text).ok())
            .unwrap_or_default();
        let request = held.request(definition, &means, MAX_AGE);
        let answer = means.fetcher.fetch(&request).await?;
        let mut lister = Self {
            filter: definition.filter()?,
            definition: definition.clone(),
            means,
            waiting: VecDeque::new(),
            listed: HashSet::new(),
            pages: HashSet::from([definition.url.clone()]),
            next_page: None,
            held,
            passed_over: PassedOver::default(),
            notes: Vec::new(),
        };
        if let Fetched::Page(page) = answer {
            lister.held = Held::of(&page, definition, &lister.means);
            let url = page.url.clone();
            lister.page(page).await?;
            if lister.waiting.is_empty() {
                let found = lister.passed_over.told();
                return Err(IngestError::NotAListPage { url, found });
            }
        }
        Ok(lister)
    }

    async fn page(&mut self, page: Page) -> Result<(), IngestError> {
        let url = page.url.clone();
        self.pages.insert(url.clone());
        let (links, next) = (
            self.definition.listing.links.clone(),
            self.definition.listing.next.clone(),
        );
        let read =
            tokio::task::spawn_blocking(move || read(&page, links.as_deref(), next.as_deref()))
                .await;
        let read = read.map_err(|e| IngestError::TaskLost {
            source_id: self.definition.id.clone(),
            found: e.to_string(),
        })?;
        let read = read.map_err(|found| IngestError::NotAListPage {
            url: url.clone(),
            found,
        })?;
        let before = self.listed.len();
        for link in read.links {
            if self.is_taken(&link.address, &url)
                && self.listed.len() < MAX_LINKS
                && self.listed.insert(link.address.clone())
            {
                self.waiting.push_back(resource(link));
            }
        }
        if self.listed.len() >= MAX_LINKS {
            self.notes.push(format!(
                "{url}: more than {MAX_LINKS} links: the rest is not listed"
            ));
        }
        // A page without anything new is the end, whatever it says of a next.
        self.next_page = read
            .next
            .filter(|_| self.listed.len() > before && self.listed.len() < MAX_LINKS);
        let limit = self
            .definition
            .listing
            .limit
            .and_then(|limit| usize::try_from(limit).ok());
        if let Some(over) = limit.and_then(|limit| self.listed.len().checked_sub(limit)) {
            self.waiting
                .truncate(self.waiting.len().saturating_sub(over));
            self.next_page = None;
        }
        Ok(())
    }

    /// Whether a link is one of the list. Where the source says which (`links`, `include`), that
    /// holds; else the list leads to pages of its own site that are not the list itself with another
    /// query, and to PDFs wherever they are.
    fn is_taken(&mut self, address: &str, page: &str) -> bool {
        if self.pages.contains(address) || is_no_document(address) {
            return false;
        }
        let listing = &self.definition.listing;
        if !self.filter.takes(address) {
            self.passed_over.filtered += 1;
            return false;
        }
        if listing.links.is_some() || !listing.include.is_empty() {
            return true;
        }
        let pdf =
            crate::media_type::extension(address).is_some_and(|e| e.eq_ignore_ascii_case("pdf"));
        let here = host(address)
            .zip(host(page))
            .is_some_and(|(one, other)| same_site(&one, &other));
        if !here && !pdf {
            self.passed_over.elsewhere += 1;
            return false;
        }
        if here && path(address) == path(page) {
            self.passed_over.like_the_list += 1;
            return false;
        }
        true
    }

    async fn follow(&mut self, url: String) -> Result<(), IngestError> {
        if self.pages.len() >= MAX_PAGES {
            self.notes.push(format!(
                "{}: more than {MAX_PAGES} pages: the rest is not listed",
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
            Err(error) if is_not_there(&error) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

impl PassedOver {
    fn told(&self) -> String {
        let Self {
            elsewhere,
            like_the_list,
            filtered,
        } = self;
        format!(
            "no link to a document (passed over: {filtered} by include and exclude, {elsewhere} to other sites, {like_the_list} to the list itself; the page may be put together by scripts)"
        )
    }
}

fn path(address: &str) -> Option<String> {
    Some(
        Url::parse(address)
            .ok()?
            .path()
            .trim_end_matches('/')
            .to_owned(),
    )
}

fn resource(link: FoundLink) -> Resource {
    let mut hints = Extract::new(&link.title);
    hints.document.published = link.date;
    Resource {
        key: link.address.clone(),
        place: Place::Web(link.address),
        hints: Some(hints),
    }
}

/// Reads a page of the list; what is said if it is none.
fn read(page: &Page, selector: Option<&str>, next: Option<&str>) -> Result<Read, String> {
    let head = &page.bytes[..page.bytes.len().min(8 << 10)];
    let media_type = MediaType::recognise(head, &page.url, page.content_type.as_deref());
    if media_type != MediaType::Html {
        return Err(format!("{media_type}"));
    }
    let url = Url::parse(&page.url).map_err(|e| e.to_string())?;
    let text = page_text(page).map_err(|e| e.detail)?;
    let parsed = |text: Option<&str>| text.and_then(|text| Selector::parse(text).ok());
    let (selector, next) = (parsed(selector), parsed(Some(next.unwrap_or(NEXT))));
    let work = move || {
        let html = Html::parse_document(&text);
        let base = base_of(&html, &url);
        let next = next.and_then(|next| {
            let found = html.select(&next).find_map(|element| {
                let inner = || {
                    element
                        .descendent_elements()
                        .find_map(|inner| inner.attr("href"))
                };
                element.attr("href").or_else(inner)
            })?;
            absolute(&base, found)
        });
        Read {
            links: links(&html, &base, selector.as_ref()),
            next,
        }
    };
    bounded::run("list", TIME, work)
        .map_err(|unanswered| format!("a page whose reading {unanswered}"))
}

#[async_trait]
impl Lister for ListPageLister {
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
        self.held = Held::default();
    }

    fn cursor(&self) -> Option<String> {
        serde_json::to_string(&self.held).ok()
    }

    fn notes(&mut self) -> Vec<String> {
        let elsewhere = std::mem::take(&mut self.passed_over.elsewhere);
        if elsewhere > 0 {
            self.notes.push(format!(
                "{}: {elsewhere} links to other sites were not taken: name them in \"listing.include\" if they are documents",
                self.definition.url
            ));
        }
        std::mem::take(&mut self.notes)
    }
}

#[cfg(test)]
mod tests;
