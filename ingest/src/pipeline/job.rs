//! Reading one resource: bytes, format, extractor, documents.

use std::io::{Cursor, Read};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use corpora::{Date, Reading, SourceDefinition};
use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::Parts;
use super::event::{Event, Known, Opened};

use super::packed::Recognised;
use super::served::{Served, is_reader, told_by_server};
use crate::charset;
use crate::extract::{Body, ExtractError, Reason, linked};
use crate::fetch::{FetchError, Fetched, Page, Request, file};
use crate::media_type::MediaType;
use crate::normalise;
use crate::source::{Place, Resource};

/// Events a job may be ahead of the run.
const AHEAD: usize = 64;
/// Bytes a format is recognised by.
pub(super) const HEAD: usize = 8 * 1024;
/// Days that must lie between the change a list tells of and the day a resource was taken in.
const SETTLED_AFTER_DAYS: i64 = 1;

/// A job that was started. Dropped, it ends at its next event.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) key: String,
    pub(super) events: Receiver<Event>,
}

/// Starts to read a resource.
pub(super) fn start(
    parts: &Arc<Parts>,
    source: &Arc<SourceDefinition>,
    resource: Resource,
    known: Option<Known>,
) -> Job {
    let (sender, events) = channel(AHEAD);
    let key = resource.key.clone();
    let reader = ResourceReader {
        parts: Arc::clone(parts),
        source: Arc::clone(source),
        reading: Arc::new(source.reading.clone()),
        resource,
        known,
        note: None,
        events: sender,
    };
    tokio::spawn(reader.read());
    Job { key, events }
}

pub(super) struct ResourceReader {
    pub(super) parts: Arc<Parts>,
    pub(super) source: Arc<SourceDefinition>,
    pub(super) reading: Arc<Reading>,
    pub(super) resource: Resource,
    known: Option<Known>,
    /// What is said with each document of it.
    pub(super) note: Option<String>,
    pub(super) events: Sender<Event>,
}

impl ResourceReader {
    /// The web is waited for here, everything else is done on the blocking pool.
    async fn read(mut self) {
        let page = match &self.resource.place {
            Place::File(_) => Ok(None),
            Place::Inline(page) | Place::Kept(page) => Ok(Some(page.clone())),
            Place::Gone => Err(Event::Gone),
            Place::Dated { changed, .. } if self.is_settled(*changed) => Err(Event::Unchanged),
            Place::Web(url) | Place::Dated { address: url, .. } => self.fetch(url).await.map(Some),
            Place::WebOr { address, instead } => {
                let fetched = self.fetch(address).await;
                let (page, note) = self.or_instead(fetched, instead);
                self.note = note;
                page.map(Some)
            }
        };
        let page = match page {
            Ok(page) => page,
            Err(event) => return self.send(event).await,
        };
        // A panic of ours ends in the sender being dropped, which the run notices.
        let _ = tokio::task::spawn_blocking(move || match (&page, &self.resource.place) {
            (Some(page), _) => self.page(page),
            (None, Place::File(path)) => self.file(path),
            (None, _) => {}
        })
        .await;
    }

    /// The page, or what there is to report in its place.
    async fn fetch(&self, url: &str) -> Result<Page, Event> {
        match self.parts.fetcher.fetch(&self.request(url)).await {
            Ok(Fetched::Page(page)) => Ok(page),
            Ok(Fetched::NotModified) => Err(Event::Unchanged),
            Err(FetchError::Stopped { .. }) => Err(Event::Stopped),
            Err(error) => Err(Event::Unreachable(unreachable(&error))),
        }
    }

    /// What came with the list, where the page cannot be had and nothing else of it is stored; with
    /// a note that says so. A page that is not there is not replaced: it may have been taken back.
    fn or_instead(
        &self,
        fetched: Result<Page, Event>,
        instead: &Page,
    ) -> (Result<Page, Event>, Option<String>) {
        let digest = || blake3::hash(&instead.bytes).to_hex().to_string();
        let free = || {
            self.known
                .as_ref()
                .is_none_or(|known| known.digest == digest())
        };
        match fetched {
            Err(Event::Unreachable(error)) if error.reason != Reason::NotThere && free() => {
                let note = format!(
                    "read as its list gives it, since its page cannot be had: {}",
                    error.detail
                );
                (Ok(instead.clone()), Some(note))
            }
            other => (other, None),
        }
    }

    /// Whether a resource was taken in well after it changed, by the reader of today. A day is left
    /// for clocks and zones that differ.
    fn is_settled(&self, changed: Date) -> bool {
        let Some(known) = &self.known else {
            return false;
        };
        let days = known.taken_on.and_then(|taken| changed.days_until(taken));
        days.is_some_and(|days| days > SETTLED_AFTER_DAYS) && self.same_reader(known)
    }

    async fn send(&self, event: Event) {
        // Nobody listens any more when the run was stopped.
        let _ = self.events.send(event).await;
    }

    pub(super) fn tell(&self, event: Event) -> ControlFlow<()> {
        match self.events.blocking_send(event) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    }

    pub(super) fn last(&self, event: Event) {
        let _ = self.tell(event);
    }

    /// Conditions are only put where the reader of the last time would be used again.
    fn request(&self, url: &str) -> Request {
        let mut request = Request::new(url);
        let Some(known) = &self.known else {
            return request;
        };
        if self.same_reader(known) {
            request.etag.clone_from(&known.etag);
            request.last_modified.clone_from(&known.last_modified);
        }
        request
    }

    fn same_reader(&self, known: &Known) -> bool {
        let types = self.parts.extractors.media_types();
        let same = types
            .into_iter()
            .find(|t| Some(t.essence()) == known.media_type.as_deref());
        same.is_some_and(|media_type| is_reader(&known.reader, &self.reader(Some(media_type))))
    }

    fn reader(&self, media_type: Option<MediaType>) -> String {
        let extractor = media_type.and_then(|t| self.parts.extractors.for_type(t));
        let name = extractor.map_or("none", |e| e.name());
        let leading = self.resource.hints.as_ref().filter(|hints| hints.leads);
        let hints = leading.map(|hints| format!(" list/{}", &hints.document.content_digest()[..8]));
        format!(
            "{name} normalise/{} source/{}{}",
            normalise::VERSION,
            normalise::fingerprint(&self.source),
            hints.unwrap_or_default()
        )
    }

    fn file(&self, path: &Path) {
        let name = path.to_string_lossy();
        let limit = self.parts.limits.max_streamed_bytes;
        if let Err(error) = file::check_size(path, limit) {
            return self.last(Event::Unreachable(unreachable(&error)));
        }
        let (digest, head, size) = match file::digest(path, HEAD) {
            Ok(found) => found,
            Err(error) => return self.last(Event::Unreachable(unreachable(&error))),
        };
        let whole = || Ok(Box::new(std::fs::File::open(path)?) as Box<dyn Read>);
        let recognised = Recognised::of(&head, &name, None, whole);
        let mut opened = self.opened(digest, size, recognised.media_type);
        if self.is_known(&opened) {
            return self.last(Event::Unchanged);
        }
        let body = if size <= self.parts.limits.max_bytes {
            match file::read(path, self.parts.limits.max_bytes) {
                Ok(bytes) => {
                    let bytes: Arc<[u8]> = bytes.into();
                    // The file may have changed since its digest was taken.
                    opened.digest = blake3::hash(&bytes).to_hex().to_string();
                    opened.bytes = Some(Arc::clone(&bytes));
                    Body::Bytes(bytes)
                }
                Err(error) => return self.last(Event::Unreachable(unreachable(&error))),
            }
        } else {
            Body::File(path.to_owned())
        };
        let body = recognised.body(body, size, self.most(recognised.media_type));
        self.take(opened, &recognised.name, &Served::default(), body);
    }

    fn page(&self, page: &Page) {
        let content_type = page.content_type.as_deref();
        let head = &page.bytes[..page.bytes.len().min(HEAD)];
        let bytes = Arc::clone(&page.bytes);
        let whole = || Ok(Box::new(Cursor::new(bytes)) as Box<dyn Read>);
        let recognised = Recognised::of(head, &page.url, content_type, whole);
        let size = page.bytes.len() as u64;
        let mut opened = self.opened(blake3::hash(&page.bytes), size, recognised.media_type);
        let inline = matches!(self.resource.place, Place::Inline(_));
        let address = (!inline).then_some(page.url.as_str());
        let links = page.links.as_deref().zip(address);
        let said = links.map(|(links, here)| linked(links, here));
        let said = said.unwrap_or_default();
        opened.reader += &told_by_server(&said);
        opened.content_type.clone_from(&page.content_type);
        opened.address = Some(page.url.clone()).filter(|url| url.contains("://"));
        opened.etag.clone_from(&page.etag);
        opened.last_modified.clone_from(&page.last_modified);
        if self.is_known(&opened) {
            return self.last(Event::Unchanged);
        }
        opened.bytes = Some(Arc::clone(&page.bytes));
        let charset = content_type
            .and_then(charset::of_content_type)
            .map(str::to_owned);
        let body = Body::Bytes(Arc::clone(&page.bytes));
        let body = recognised.body(body, size, self.most(recognised.media_type));
        let served = Served {
            charset,
            address,
            said,
        };
        self.take(opened, &recognised.name, &served, body);
    }

    /// Bytes of a format that are taken.
    pub(super) fn most(&self, media_type: MediaType) -> u64 {
        let extractor = self.parts.extractors.for_type(media_type);
        if extractor.is_some_and(|extractor| extractor.streams()) {
            self.parts.limits.max_streamed_bytes
        } else {
            self.parts.limits.max_bytes
        }
    }

    fn opened(&self, digest: blake3::Hash, size: u64, media_type: MediaType) -> Opened {
        Opened {
            digest: digest.to_hex().to_string(),
            size,
            media_type: Some(media_type),
            reader: self.reader(Some(media_type)),
            instead: self.note.is_some(),
            ..Opened::default()
        }
    }

    fn is_known(&self, opened: &Opened) -> bool {
        self.known
            .as_ref()
            .is_some_and(|k| k.digest == opened.digest && k.reader == opened.reader)
    }
}

fn unreachable(error: &FetchError) -> ExtractError {
    let reason = match error {
        FetchError::TooLarge { .. } | FetchError::Bomb { .. } => Reason::TooLarge,
        FetchError::Status {
            status: 404 | 410, ..
        } => Reason::NotThere,
        _ => Reason::FetchFailed,
    };
    ExtractError::new(reason, error.to_string())
}
