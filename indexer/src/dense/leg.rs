//! A model in use on an index.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use corpora::Language;
use rten::ThreadPool;

use super::encoder::{Encoder, Role};
use super::folder::ModelError;
use super::memory::Memory;
use super::quantised::Quantised;
use super::questions::Questions;
use super::scan::QueryVector;
use super::store::VectorStore;
use super::view::View;
use crate::engine::Snapshot;
use crate::error::IndexError;

/// Queries whose vectors are remembered: pages of one answer, and what many ask.
const REMEMBERED: usize = 2_000;

/// Processor threads that make the vector of a query.
const QUERY_THREADS: usize = 1;

/// A model with the vectors that it made.
#[derive(Debug)]
pub struct DenseLeg {
    encoder: Arc<Encoder>,
    store: VectorStore,
    view: ArcSwap<View>,
    queries: Mutex<Memory<Vec<f32>>>,
    questions: Questions,
    pool: Arc<ThreadPool>,
    /// Held while a view is made, so that none replaces a later one.
    renewing: Mutex<()>,
    /// Queries whose vectors are being made.
    waiting: AtomicUsize,
}

impl DenseLeg {
    /// A model on the vectors of a folder, which is made if it is not there: `vectors/` of a data
    /// folder. Each model has a folder of its own in it.
    ///
    /// # Errors
    /// [`IndexError::Io`] if the folder cannot be made.
    pub fn open(encoder: Arc<Encoder>, folder: &Path) -> Result<Self, IndexError> {
        let dimension = encoder.folder().dimension;
        let folder = folder.join(encoder.fingerprint());
        Ok(Self {
            store: VectorStore::create(&folder, dimension)?,
            view: ArcSwap::default(),
            queries: Mutex::new(Memory::of(REMEMBERED)),
            questions: Questions::default(),
            pool: Arc::new(ThreadPool::with_num_threads(QUERY_THREADS)),
            renewing: Mutex::default(),
            waiting: AtomicUsize::new(0),
            encoder,
        })
    }

    /// The model.
    #[must_use]
    pub fn encoder(&self) -> &Arc<Encoder> {
        &self.encoder
    }

    pub(crate) fn view(&self) -> Arc<View> {
        self.view.load_full()
    }

    /// Whether a query waits for its vector: other work of the model gives way.
    pub(super) fn is_asked(&self) -> bool {
        self.waiting.load(Ordering::Relaxed) > 0
    }

    /// The vector of a query, less `share` of what all questions of its language have in common, if its
    /// language is known; so long that products with it are shares of the room that the model leaves.
    pub(crate) fn ask(
        &self,
        text: &str,
        language: Option<&Language>,
        share: f32,
    ) -> Result<QueryVector, ModelError> {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let made = self.vector(text).and_then(|vector| {
            let language = language.filter(|_| share > 0.0);
            let common = language
                .map(|language| (self.questions).in_common(language, &self.encoder, &self.pool));
            Ok((vector, common.transpose()?.flatten()))
        });
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        let (vector, common) = made?;
        let mut own = vector.to_vec();
        if let Some(common) = common {
            let both = own.iter_mut().zip(common.iter());
            both.for_each(|(x, common)| *x -= share * common);
        }
        let room = self.encoder.room();
        own.iter_mut().for_each(|x| *x /= room);
        Ok(QueryVector::of(&own))
    }

    fn vector(&self, text: &str) -> Result<Arc<Vec<f32>>, ModelError> {
        let lock = || self.queries.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(text) {
            return Ok(known);
        }
        let made = self.encoder.embed(Role::Query, &[text], &self.pool)?;
        let vector = Arc::new(made.into_iter().next().unwrap_or_default());
        lock().put(text, Arc::clone(&vector));
        Ok(vector)
    }

    /// Which of some texts is nearest to a query; none if there are none.
    pub(crate) fn nearest_of(
        &self,
        query: &QueryVector,
        texts: &[&str],
    ) -> Result<Option<usize>, ModelError> {
        let mut nearest = None;
        for (place, text) in texts.iter().enumerate() {
            let made = self.encoder.embed(Role::Passage, &[text], &self.pool)?;
            let nearness = made.first().map_or(0.0, |vector| query.nearness(vector));
            if nearest.is_none_or(|(_, best)| nearness > best) {
                nearest = Some((place, nearness));
            }
        }
        Ok(nearest.map(|(place, _)| place))
    }

    /// Takes the vectors that are there now to the passages of the latest snapshot.
    pub(crate) fn renew(
        &self,
        latest: impl FnOnce() -> Arc<Snapshot>,
    ) -> Result<Arc<Snapshot>, IndexError> {
        let _held = self.renewing.lock().unwrap_or_else(PoisonError::into_inner);
        let snapshot = latest();
        let before = self.view.load();
        let vectors = self.store.open(&before.vectors)?;
        let view = View::of(&snapshot, vectors, &before, self.encoder.neutral())?;
        self.view.store(Arc::new(view));
        Ok(snapshot)
    }

    /// Keeps vectors by the key of what they are of.
    pub(super) fn keep(&self, rows: &[(u64, Quantised)]) -> Result<(), IndexError> {
        self.store.add(rows)
    }
}
