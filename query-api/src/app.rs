//! What the requests share.

mod contents;
mod reading;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use corpora::{Catalogue, CatalogueError, Concept, Link};
use indexer::{
    Engine, Quotations, SearchAnswer, SearchError, SearchRequest, Similar, SimilarRequest,
    SuggestRequest, Suggestions, normalised_query,
};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::http::Failure;

pub(crate) use contents::Contents;
use reading::Reading;

/// How long a search waits for a processor before the service says that it is busy.
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// Requests that are worked on at the same time, searches waiting for a processor included.
const MAX_REQUESTS: usize = 512;

/// The index, the catalogue and the limits that requests share. Clones are the same application.
#[derive(Debug, Clone)]
pub struct App {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    engine: Arc<Engine>,
    reading: Arc<Reading>,
    contents: contents::Cache,
    searches: Semaphore,
    requests: Arc<Semaphore>,
    ready: AtomicBool,
}

impl App {
    /// An application that answers from `engine` and reads documents from the catalogue in the
    /// given file. It is not ready before [`App::set_ready`].
    #[must_use]
    pub fn new(engine: Arc<Engine>, catalogue: PathBuf) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Self {
            shared: Arc::new(Shared {
                engine,
                reading: Arc::new(Reading::of(catalogue)),
                contents: contents::Cache::default(),
                searches: Semaphore::new(cores),
                requests: Arc::new(Semaphore::new(MAX_REQUESTS)),
                ready: AtomicBool::new(false),
            }),
        }
    }

    /// Says that the index has caught up with the catalogue.
    pub fn set_ready(&self) {
        self.shared.ready.store(true, Ordering::Release);
    }

    /// Whether the index had caught up with the catalogue since the start.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.shared.ready.load(Ordering::Acquire)
    }

    /// Position in the change log that answers take into account.
    pub(crate) fn sequence(&self) -> u64 {
        self.shared.engine.sequence()
    }

    /// The right to work on one more request, if there is one.
    pub(crate) fn admit(&self) -> Option<tokio::sync::OwnedSemaphorePermit> {
        Arc::clone(&self.shared.requests).try_acquire_owned().ok()
    }

    /// Answers a query, away from the threads that serve connections.
    pub(crate) async fn search(&self, mut request: SearchRequest) -> Result<SearchAnswer, Failure> {
        let reading = Arc::clone(&self.shared.reading);
        let answer = self.work(move |engine| {
            let normal = normalised_query(&request.text);
            // An order that a librarian wants is not worth an answer that does not come.
            match reading.with(|catalogue| catalogue.placements_of(&normal)) {
                Ok(placements) => request.placements = placements,
                Err(error) => tracing::error!(%error, "pins cannot be read"),
            }
            engine.search(&request)
        });
        Ok(answer.await??)
    }

    /// Looks for quotations that answer a question, away from the threads that serve connections.
    pub(crate) async fn quotations(&self, request: SearchRequest) -> Result<Quotations, Failure> {
        let found = self.work(move |engine| engine.quotations(&request));
        Ok(found.await??)
    }

    /// Documents on the subject of the document of a number, without its copies.
    pub(crate) async fn similar(
        &self,
        num: u64,
        alike: &[(Link, f64)],
        limit: usize,
    ) -> Result<Similar, Failure> {
        let without = alike.iter().map(|(link, _)| link.num).collect();
        let request = SimilarRequest {
            num,
            without,
            limit,
        };
        let found = self.work(move |engine| engine.similar(&request));
        Ok(found.await??)
    }

    /// Suggests, away from the threads that serve connections.
    pub(crate) async fn suggest(&self, request: SuggestRequest) -> Result<Suggestions, Failure> {
        let found = self.work(move |engine| engine.suggest(&request)).await?;
        Ok(found.map_err(SearchError::from)?)
    }

    /// Uses the engine when a processor is free.
    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Engine) -> T + Send + 'static,
    ) -> Result<T, Failure> {
        let wait = timeout(LONGEST_WAIT, self.shared.searches.acquire());
        let Ok(Ok(_permit)) = wait.await else {
            return Err(Failure::Busy);
        };
        let engine = Arc::clone(&self.shared.engine);
        Ok(tokio::task::spawn_blocking(move || work(&engine)).await?)
    }

    /// The concept of an id, with the ids of those directly below it.
    pub(crate) fn concept(&self, id: &str) -> Option<(Concept, Vec<String>)> {
        self.shared.engine.concept(id)
    }

    /// Reads from the catalogue, away from the threads that serve connections.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Catalogue) -> Result<T, CatalogueError> + Send + 'static,
    ) -> Result<T, Failure> {
        let reading = Arc::clone(&self.shared.reading);
        Ok(tokio::task::spawn_blocking(move || reading.with(read)).await??)
    }

    /// What is in the collection; counted again when it has changed.
    pub(crate) async fn contents(&self) -> Result<Arc<Contents>, Failure> {
        contents::of(self, &self.shared.contents).await
    }
}
