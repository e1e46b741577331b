//! The one who answers: a snapshot of the index that is exchanged when the index changes.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use arc_swap::{ArcSwap, ArcSwapOption};
use corpora::{Concept, DataFolder, LanguageIdentifier};
use serde::Serialize;
use tantivy::{IndexReader, ReloadPolicy, Searcher};

use crate::concepts::Terminology;
use crate::dense::{self, DenseLeg, Embedding, EmbeddingError, Making};
use crate::error::{IndexError, SearchError};
use crate::generation::Generation;
use crate::schema::Fields;
use crate::search::{
    self, Quotations, RankingWeights, SearchAnswer, SearchRequest, Similar, SimilarRequest,
};
use crate::suggest::{self, Counts, SuggestRequest, Suggestions};

/// Blocks of stored passages kept unpacked, of 8 kB each.
const STORE_CACHE_BLOCKS: usize = 64;

/// Snapshots kept for readers who are paging, and for how long.
const KEPT_SNAPSHOTS: usize = 16;
const KEPT_FOR: Duration = Duration::from_secs(300);

/// The index at one moment. It answers the same for as long as it is held.
#[derive(Debug)]
pub(crate) struct Snapshot {
    pub(crate) searcher: Searcher,
    pub(crate) fields: Fields,
    /// Name of the generation.
    pub(crate) generation: String,
    /// Position in the change log.
    pub(crate) sequence: u64,
    /// What suggestions count in it.
    pub(crate) counts: Counts,
}

/// What there is to say of an index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IndexStatus {
    /// Name of the generation.
    pub generation: String,
    /// Position in the catalogue's change log that the index contains.
    pub sequence: u64,
    /// Number of documents.
    pub documents: u64,
    /// Number of passages.
    pub passages: u64,
    /// Number of segments.
    pub segments: usize,
    /// Size on disk.
    pub bytes: u64,
}

struct Open {
    generation: Generation,
    reader: IndexReader,
}

/// Answers queries from the present state of an index. Shared between threads; a query sees one
/// state from beginning to end, whatever is committed, merged or swapped meanwhile.
#[derive(Debug)]
pub struct Engine {
    open: Mutex<Open>,
    present: ArcSwap<Snapshot>,
    kept: Mutex<VecDeque<(Instant, Arc<Snapshot>)>>,
    identifier: Arc<dyn LanguageIdentifier>,
    terminology: ArcSwap<Terminology>,
    weights: Arc<RankingWeights>,
    dense: ArcSwapOption<DenseLeg>,
}

impl Engine {
    /// Opens the current index of a data folder for reading, beside whoever keeps it.
    ///
    /// # Errors
    /// [`IndexError::Missing`] if there is none yet, [`IndexError::Outdated`] if another version of
    /// this program built it.
    pub fn open(
        folder: &DataFolder,
        identifier: Arc<dyn LanguageIdentifier>,
    ) -> Result<Self, IndexError> {
        let terminology = Terminology::present(folder)?;
        let generation = Generation::current(&folder.index(), &terminology.fingerprint)?;
        Self::of(&generation, identifier, terminology)
    }

    pub(crate) fn of(
        generation: &Generation,
        identifier: Arc<dyn LanguageIdentifier>,
        terminology: Arc<Terminology>,
    ) -> Result<Self, IndexError> {
        let open = Open::of(generation)?;
        let present = ArcSwap::from_pointee(open.snapshot()?);
        Ok(Self {
            open: Mutex::new(open),
            present,
            kept: Mutex::default(),
            identifier,
            terminology: ArcSwap::new(terminology),
            weights: RankingWeights::present(),
            dense: ArcSwapOption::empty(),
        })
    }

    /// The same engine with other weights of the ranking: to measure what they do.
    #[must_use]
    pub fn with_weights(mut self, weights: RankingWeights) -> Self {
        self.weights = Arc::new(weights);
        self
    }

    /// Answers a query. Takes processor time: call it where blocking is allowed.
    ///
    /// # Errors
    /// [`SearchError`] if a part of the request is out of its limits or the index fails.
    pub fn search(&self, request: &SearchRequest) -> Result<SearchAnswer, SearchError> {
        search::search(self, request)
    }

    /// The passages that answer a question best, from documents that stand, quoted word for word; none if
    /// nothing good enough is found. Takes processor time, as a search does.
    ///
    /// # Errors
    /// [`SearchError`] if a part of the request is out of its limits or the index fails.
    pub fn quotations(&self, request: &SearchRequest) -> Result<Quotations, SearchError> {
        search::quotations(self, request)
    }

    /// Documents on the subject of a document, without itself and its copies. Takes processor time,
    /// as a search does.
    ///
    /// # Errors
    /// [`SearchError`] if the index fails.
    pub fn similar(&self, request: &SimilarRequest) -> Result<Similar, SearchError> {
        search::similar(self, request)
    }

    /// Suggests what a reader may be typing.
    ///
    /// # Errors
    /// [`IndexError`] if the index cannot be read.
    pub fn suggest(&self, request: &SuggestRequest) -> Result<Suggestions, IndexError> {
        suggest::suggest(self, request)
    }

    /// Makes the tables that the first misspelt word and the first suggestion would wait for.
    pub fn prepare(&self) {
        let terminology = self.terminology();
        crate::spelling::prepare(&terminology);
        crate::suggest::prepare(&terminology);
    }

    /// Uses a model from now on, with the vectors that it has made already. Without one, or with
    /// `None`, words and concepts answer alone.
    ///
    /// # Errors
    /// [`IndexError`] if its vectors cannot be read.
    pub fn use_model(&self, leg: Option<Arc<DenseLeg>>) -> Result<(), IndexError> {
        if let Some(leg) = &leg {
            leg.renew(|| self.snapshot())?;
        }
        self.dense.store(leg);
        Ok(())
    }

    /// Makes the vectors of all passages that have none, on `threads` processor threads, giving way to
    /// queries; without a model in use, nothing. Says how far it came when `stop` ended it.
    ///
    /// # Errors
    /// [`EmbeddingError`] if the model fails, or index or vectors cannot be read or written.
    pub fn embed(
        &self,
        threads: usize,
        progress: &mut dyn FnMut(Embedding),
        stop: &mut dyn FnMut() -> bool,
    ) -> Result<Embedding, EmbeddingError> {
        match self.dense.load_full() {
            Some(leg) => dense::embed_missing(self, &leg, threads, progress, stop),
            None => Ok(Embedding::default()),
        }
    }

    /// As [`Self::embed`], with vectors that `make` makes of the texts of passages, each of the model's
    /// dimension and of length 1: to measure what does not depend on what they say.
    ///
    /// # Errors
    /// As there, and what `make` fails with.
    pub fn embed_by(
        &self,
        make: &mut Making<'_>,
        progress: &mut dyn FnMut(Embedding),
        stop: &mut dyn FnMut() -> bool,
    ) -> Result<Embedding, EmbeddingError> {
        match self.dense.load_full() {
            Some(leg) => dense::embed_by(self, &leg, make, progress, stop),
            None => Ok(Embedding::default()),
        }
    }

    /// Whether a model is in use.
    #[must_use]
    pub fn has_model(&self) -> bool {
        self.dense.load().is_some()
    }

    /// What answers are given from: generation and position in the change log.
    #[must_use]
    pub fn state(&self) -> (String, u64) {
        let snapshot = self.present.load();
        (snapshot.generation.clone(), snapshot.sequence)
    }

    /// The model in use.
    pub(crate) fn dense(&self) -> Option<Arc<DenseLeg>> {
        self.dense.load_full()
    }

    /// What there is to say of the index.
    ///
    /// # Errors
    /// [`IndexError`] if it cannot be read.
    pub fn status(&self) -> Result<IndexStatus, IndexError> {
        let snapshot = self.snapshot();
        let bytes = self.lock_open().generation.bytes();
        Ok(IndexStatus {
            generation: snapshot.generation.clone(),
            sequence: snapshot.sequence,
            documents: search::count_documents(&snapshot)?,
            passages: snapshot.searcher.num_docs(),
            segments: snapshot.searcher.segment_readers().len(),
            bytes,
        })
    }

    /// The concept of an id, with the ids of those directly below it.
    #[must_use]
    pub fn concept(&self, id: &str) -> Option<(Concept, Vec<String>)> {
        let terminology = self.terminology();
        let lexicon = &terminology.lexicon;
        let number = lexicon.by_id(id)?;
        let below = lexicon.below(number).into_iter();
        let narrower = below
            .filter(|(_, depth)| *depth == 1)
            .map(|(narrower, _)| terminology.id(narrower).to_owned());
        Some((lexicon.concept(number)?, narrower.collect()))
    }

    /// Position in the change log that answers take into account.
    #[must_use]
    pub fn sequence(&self) -> u64 {
        self.present.load().sequence
    }

    pub(crate) fn identifier(&self) -> &dyn LanguageIdentifier {
        &*self.identifier
    }

    pub(crate) fn terminology(&self) -> Arc<Terminology> {
        self.terminology.load_full()
    }

    /// Understands queries by another vocabulary from now on.
    pub(crate) fn exchange(&self, terminology: Arc<Terminology>) -> Result<(), IndexError> {
        self.terminology.store(terminology);
        // What was counted by concept was counted by the numbers of the one before.
        self.refresh()
    }

    pub(crate) fn weights(&self) -> Arc<RankingWeights> {
        Arc::clone(&self.weights)
    }

    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
        self.present.load_full()
    }

    /// Keeps a snapshot for the reader who may ask for its next page.
    pub(crate) fn keep(&self, snapshot: &Arc<Snapshot>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(since, one)| since.elapsed() < KEPT_FOR && !Arc::ptr_eq(one, snapshot));
        if kept.len() >= KEPT_SNAPSHOTS {
            kept.pop_front();
        }
        kept.push_back((Instant::now(), Arc::clone(snapshot)));
    }

    /// The snapshot of a page before, if it is still kept.
    pub(crate) fn kept(&self, generation: &str, sequence: u64) -> Option<Arc<Snapshot>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let same = |one: &Snapshot| one.generation == generation && one.sequence == sequence;
        kept.iter()
            .find(|(_, one)| same(one))
            .map(|(_, one)| Arc::clone(one))
    }

    /// Takes the last commit into account.
    pub(crate) fn refresh(&self) -> Result<(), IndexError> {
        let open = self.lock_open();
        open.reader.reload()?;
        self.answer_from(open.snapshot()?);
        Ok(())
    }

    /// Answers from another generation from now on.
    pub(crate) fn switch(&self, generation: &Generation) -> Result<(), IndexError> {
        let new = Open::of(generation)?;
        let snapshot = new.snapshot()?;
        *self.lock_open() = new;
        self.answer_from(snapshot);
        Ok(())
    }

    /// Answers from a snapshot from now on. Its vectors are sought out before.
    fn answer_from(&self, snapshot: Snapshot) {
        let snapshot = Arc::new(snapshot);
        if let Some(leg) = self.dense()
            && let Err(error) = leg.renew(|| Arc::clone(&snapshot))
        {
            tracing::error!(%error, "new passages are found by their words alone");
        }
        self.present.store(snapshot);
    }

    fn lock_open(&self) -> std::sync::MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Open {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Open")
            .field("generation", &self.generation)
            .finish_non_exhaustive()
    }
}

impl Open {
    fn of(generation: &Generation) -> Result<Self, IndexError> {
        let builder = generation
            .index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual);
        let reader = builder
            .doc_store_cache_num_blocks(STORE_CACHE_BLOCKS)
            .try_into()?;
        Ok(Self {
            generation: generation.clone(),
            reader,
        })
    }

    fn snapshot(&self) -> Result<Snapshot, IndexError> {
        // The keeper refreshes after its own commit, so the payload belongs to the searcher.
        Ok(Snapshot {
            searcher: self.reader.searcher(),
            fields: self.generation.fields,
            generation: self.generation.name.clone(),
            sequence: self.generation.sequence()?,
            counts: Counts::default(),
        })
    }
}
