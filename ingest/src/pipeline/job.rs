//! Reading one resource: bytes, format, extractor, documents.

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use corpora::{Document, SourceDefinition};
use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::Parts;
use crate::charset;
use crate::extract::{Body, ExtractError, Extractor, Found, Input, Reason};
use crate::fetch::{FetchError, Fetched, Page, Request, file};
use crate::media_type::MediaType;
use crate::normalise::{self, Origin};
use crate::source::{Place, Resource};

/// Events a job may be ahead of the run.
const AHEAD: usize = 64;
/// Bytes a format is recognised by.
const HEAD: usize = 8 * 1024;

/// What a job reports, in this order: opened, items, and nothing more; or one of the others alone.
#[derive(Debug)]
pub(super) enum Event {
    /// The bytes are here and will be read.
    Opened(Box<Opened>),
    /// A document.
    Document(Box<Document>, Vec<String>),
    /// An item that was refused; the whole resource if it is empty.
    Refused(String, ExtractError),
    /// Everything was read.
    Complete,
    /// The resource is as it was taken in last.
    Unchanged,
    /// The bytes could not be had.
    Unreachable(ExtractError),
}

/// The bytes of a resource.
#[derive(Debug, Clone, Default)]
pub(super) struct Opened {
    pub(super) digest: String,
    pub(super) size: u64,
    pub(super) media_type: Option<MediaType>,
    /// Extractor, normaliser and what the source adds, each with its version.
    pub(super) reader: String,
    pub(super) etag: Option<String>,
    pub(super) last_modified: Option<String>,
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
}

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
    let reading = Reading {
        parts: Arc::clone(parts),
        source: Arc::clone(source),
        resource,
        known,
        events: sender,
    };
    tokio::spawn(reading.read());
    Job { key, events }
}

struct Reading {
    parts: Arc<Parts>,
    source: Arc<SourceDefinition>,
    resource: Resource,
    known: Option<Known>,
    events: Sender<Event>,
}

impl Reading {
    /// The web is waited for here, everything else is done on the blocking pool.
    async fn read(self) {
        let page = match &self.resource.place {
            Place::File(_) => None,
            Place::Inline(page) => Some(page.clone()),
            Place::Web(url) => match self.parts.fetcher.fetch(&self.request(url)).await {
                Ok(Fetched::Page(page)) => Some(page),
                Ok(Fetched::NotModified) => return self.send(Event::Unchanged).await,
                Err(error) => return self.send(Event::Unreachable(unreachable(&error))).await,
            },
        };
        // A panic of ours ends in the sender being dropped, which the run notices.
        let _ = tokio::task::spawn_blocking(move || match (&page, &self.resource.place) {
            (Some(page), _) => self.page(page),
            (None, Place::File(path)) => self.file(path),
            (None, _) => {}
        })
        .await;
    }

    async fn send(&self, event: Event) {
        // Nobody listens any more when the run was stopped.
        let _ = self.events.send(event).await;
    }

    fn tell(&self, event: Event) -> ControlFlow<()> {
        match self.events.blocking_send(event) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    }

    fn last(&self, event: Event) {
        let _ = self.tell(event);
    }

    /// Conditions are only put where the reader of the last time would be used again.
    fn request(&self, url: &str) -> Request {
        let mut request = Request::new(url);
        let Some(known) = &self.known else {
            return request;
        };
        let types = self.parts.extractors.media_types();
        let same = types
            .into_iter()
            .find(|t| Some(t.essence()) == known.media_type.as_deref());
        if same.is_some_and(|media_type| self.reader(Some(media_type)) == known.reader) {
            request.etag.clone_from(&known.etag);
            request.last_modified.clone_from(&known.last_modified);
        }
        request
    }

    fn reader(&self, media_type: Option<MediaType>) -> String {
        let extractor = media_type.and_then(|t| self.parts.extractors.for_type(t));
        let name = extractor.map_or("none", |e| e.name());
        format!(
            "{name} normalise/{} source/{}",
            normalise::VERSION,
            fingerprint(&self.source)
        )
    }

    fn file(&self, path: &Path) {
        let name = path.to_string_lossy();
        let (digest, head, size) = match file::digest(path, HEAD) {
            Ok(found) => found,
            Err(error) => return self.last(Event::Unreachable(unreachable(&error))),
        };
        let mut opened = self.opened(digest, size, MediaType::recognise(&head, &name, None));
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
        self.take(opened, &name, None, None, body);
    }

    fn page(&self, page: &Page) {
        let content_type = page.content_type.as_deref();
        let head = &page.bytes[..page.bytes.len().min(HEAD)];
        let media_type = MediaType::recognise(head, &page.url, content_type);
        let mut opened = self.opened(
            blake3::hash(&page.bytes),
            page.bytes.len() as u64,
            media_type,
        );
        opened.etag.clone_from(&page.etag);
        opened.last_modified.clone_from(&page.last_modified);
        if self.is_known(&opened) {
            return self.last(Event::Unchanged);
        }
        opened.bytes = Some(Arc::clone(&page.bytes));
        let charset = content_type
            .and_then(charset::of_content_type)
            .map(str::to_owned);
        let address = matches!(self.resource.place, Place::Web(_)).then_some(page.url.as_str());
        self.take(
            opened,
            &page.url,
            charset,
            address,
            Body::Bytes(Arc::clone(&page.bytes)),
        );
    }

    fn opened(&self, digest: blake3::Hash, size: u64, media_type: MediaType) -> Opened {
        Opened {
            digest: digest.to_hex().to_string(),
            size,
            media_type: Some(media_type),
            reader: self.reader(Some(media_type)),
            ..Opened::default()
        }
    }

    fn is_known(&self, opened: &Opened) -> bool {
        self.known
            .as_ref()
            .is_some_and(|k| k.digest == opened.digest && k.reader == opened.reader)
    }

    /// Extracts and reports; a refusal of the whole comes after the items before it.
    fn take(
        &self,
        opened: Opened,
        name: &str,
        charset: Option<String>,
        address: Option<&str>,
        body: Body,
    ) {
        let media_type = opened.media_type.unwrap_or(MediaType::Binary);
        let size = opened.size;
        if self.tell(Event::Opened(Box::new(opened))).is_break() {
            return;
        }
        let input = Input {
            name: name.to_owned(),
            media_type,
            charset,
            body,
        };
        let outcome = self
            .extractor(&input, size)
            .and_then(|extractor| self.extract(&**extractor, &input, address));
        if let Err(error) = outcome
            && self.tell(Event::Refused(String::new(), error)).is_break()
        {
            return;
        }
        self.last(Event::Complete);
    }

    fn extractor(&self, input: &Input, size: u64) -> Result<&Arc<dyn Extractor>, ExtractError> {
        let named = crate::media_type::extension(&input.name).and_then(MediaType::of_extension);
        if named == Some(MediaType::Pdf) && input.media_type != MediaType::Pdf {
            let detail = format!(
                "named .pdf, is {}: expected a PDF; get the file again from its publisher",
                input.media_type
            );
            return Err(ExtractError::new(Reason::Mislabelled, detail));
        }
        let extractor = self
            .parts
            .extractors
            .for_type(input.media_type)
            .ok_or_else(|| {
                let readable = self.parts.extractors.readable();
                let detail = format!(
                    "is {}, which nothing reads yet: expected one of {readable}",
                    input.media_type
                );
                ExtractError::new(Reason::NoExtractor, detail)
            })?;
        let limits = &self.parts.limits;
        let limit = if extractor.streams() {
            limits.max_streamed_bytes
        } else {
            limits.max_bytes
        };
        if size > limit {
            let detail = format!(
                "{size} bytes of {}, expected at most {limit}: take it in in parts",
                input.media_type
            );
            return Err(ExtractError::new(Reason::TooLarge, detail));
        }
        Ok(extractor)
    }

    fn extract(
        &self,
        extractor: &dyn Extractor,
        input: &Input,
        address: Option<&str>,
    ) -> Result<(), ExtractError> {
        let origin = Origin {
            source: &self.source,
            resource: &self.resource.key,
            address,
            hints: self.resource.hints.as_ref(),
        };
        let mut items = 0_u64;
        let mut found = |found: Found| {
            items += 1;
            self.tell(self.event(found, &origin))
        };
        let caught = catch_unwind(AssertUnwindSafe(|| extractor.extract(input, &mut found)));
        match caught {
            Ok(Ok(())) if items == 0 => Err(ExtractError::new(
                Reason::NoText,
                "holds no document: expected at least one",
            )),
            Ok(outcome) => outcome,
            Err(panic) => {
                let detail = format!(
                    "{} broke down: {}: please report this file",
                    extractor.name(),
                    panic_message(&*panic)
                );
                Err(ExtractError::new(Reason::ExtractorFailed, detail))
            }
        }
    }

    fn event(&self, found: Found, origin: &Origin<'_>) -> Event {
        match found.extract {
            Ok(extract) => {
                let notes = extract.notes.clone();
                let document = normalise::finish(extract, origin, &*self.parts.identifier);
                Event::Document(Box::new(document), notes)
            }
            Err(error) => Event::Refused(found.item, error),
        }
    }
}

/// Digest of what a source gives to all its documents: when a librarian corrects it, they are read
/// again.
fn fingerprint(source: &SourceDefinition) -> String {
    let parts = [
        source.language.tag(),
        source.publisher.as_deref().unwrap_or_default(),
        source.authority.name(),
        source.jurisdiction.as_ref().map_or("", |j| j.code()),
        source.document_kind.name(),
        source.licence.as_deref().unwrap_or_default(),
        &source.topics.join("\n"),
    ];
    blake3::hash(parts.join("\0").as_bytes()).to_hex()[..8].to_owned()
}

fn unreachable(error: &FetchError) -> ExtractError {
    let reason = match error {
        FetchError::TooLarge { .. } => Reason::TooLarge,
        _ => Reason::FetchFailed,
    };
    ExtractError::new(reason, error.to_string())
}

/// What a panic says.
pub(crate) fn panic_message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".to_owned())
}
