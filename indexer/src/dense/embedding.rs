//! Making the vectors of passages that have none yet.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rten::ThreadPool;
use rustc_hash::FxHashSet;
use serde::Serialize;
use tantivy::TantivyDocument;
use tantivy::schema::Value;

use super::encoder::Role;
use super::folder::ModelError;
use super::key::{embedded_text, passage_key};
use super::leg::DenseLeg;
use super::quantised::Quantised;
use crate::engine::{Engine, Snapshot};
use crate::error::IndexError;
use crate::schema::Entry;

/// How far embedding is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Embedding {
    /// Passages that have a vector.
    pub embedded: u64,
    /// Passages in all.
    pub passages: u64,
}

/// Passages read, sorted by length and embedded before what was made is kept: what is lost when the
/// process dies.
const ROUND: usize = 256;

/// Texts of one batch: a query never waits longer than for one.
const BATCH: usize = 4;

/// How long embedding waits before it looks again whether a query is done.
const GIVE_WAY: Duration = Duration::from_millis(2);

/// A passage to be embedded.
struct Waiting {
    key: u64,
    text: String,
}

/// What makes the vectors of texts.
pub type Making<'m> = dyn FnMut(&[&str]) -> Result<Vec<Vec<f32>>, ModelError> + 'm;

/// Embeds passages of an engine's index until all have a vector, or `stop` says so. Where `threads` is
/// less than the number of processors, the rest stays free for queries.
///
/// # Errors
/// [`ModelError`] if the model fails, [`IndexError`] if index or vectors cannot be read or written.
pub(crate) fn embed_missing(
    engine: &Engine,
    leg: &DenseLeg,
    threads: usize,
    progress: &mut dyn FnMut(Embedding),
    stop: &mut dyn FnMut() -> bool,
) -> Result<Embedding, EmbeddingError> {
    let pool = Arc::new(ThreadPool::with_num_threads(threads));
    let mut make = |texts: &[&str]| leg.encoder().embed(Role::Passage, texts, &pool);
    embed_by(engine, leg, &mut make, progress, stop)
}

/// The same with vectors that `make` makes.
pub(crate) fn embed_by(
    engine: &Engine,
    leg: &DenseLeg,
    make: &mut Making<'_>,
    progress: &mut dyn FnMut(Embedding),
    stop: &mut dyn FnMut() -> bool,
) -> Result<Embedding, EmbeddingError> {
    loop {
        let snapshot = leg.renew(|| engine.snapshot())?;
        let passages = snapshot.searcher.num_docs();
        let embedding = Embedding {
            embedded: leg.view().embedded.min(passages),
            passages,
        };
        progress(embedding);
        let mut missing = Missing::of(&snapshot, leg);
        // What a renewal costs grows with the collection: so does the work between two.
        let until = Instant::now() + Duration::from_secs(10);
        let mut any = false;
        while Instant::now() < until {
            let round = missing.next_round()?;
            if round.is_empty() {
                break;
            }
            any = true;
            if !embed_round(leg, round, make, stop)? {
                return Ok(embedding);
            }
        }
        if !any {
            return Ok(embedding);
        }
    }
}

/// What can go wrong with embedding.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EmbeddingError {
    /// The model failed.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// Index or vectors cannot be read or written.
    #[error(transparent)]
    Index(#[from] IndexError),
}

/// Embeds some passages and keeps their vectors; false if it was stopped, what was made being kept.
fn embed_round(
    leg: &DenseLeg,
    mut round: Vec<Waiting>,
    make: &mut Making<'_>,
    stop: &mut dyn FnMut() -> bool,
) -> Result<bool, EmbeddingError> {
    // Texts of like length share a batch: a batch takes as long as its longest text makes it.
    round.sort_by_key(|waiting| waiting.text.len());
    let mut rows = Vec::with_capacity(round.len());
    let mut stopped = false;
    for batch in round.chunks(BATCH) {
        while leg.is_asked() && !stop() {
            std::thread::sleep(GIVE_WAY);
        }
        stopped = stop();
        if stopped {
            break;
        }
        let texts: Vec<&str> = batch.iter().map(|waiting| waiting.text.as_str()).collect();
        let vectors = make(&texts)?;
        let made = batch.iter().zip(vectors);
        rows.extend(made.map(|(waiting, vector)| (waiting.key, Quantised::of(&vector))));
    }
    leg.keep(&rows)?;
    Ok(!stopped)
}

/// The passages of a snapshot that have no vector, one round after the other.
struct Missing<'s> {
    snapshot: &'s Snapshot,
    leg: &'s DenseLeg,
    segment: usize,
    doc: u32,
    /// Keys that were handed out: passages of the same text have one vector.
    seen: FxHashSet<u64>,
}

impl<'s> Missing<'s> {
    fn of(snapshot: &'s Snapshot, leg: &'s DenseLeg) -> Self {
        Self {
            snapshot,
            leg,
            segment: 0,
            doc: 0,
            seen: FxHashSet::default(),
        }
    }

    fn next_round(&mut self) -> Result<Vec<Waiting>, IndexError> {
        let view = self.leg.view();
        let mut round = Vec::new();
        let readers = self.snapshot.searcher.segment_readers();
        let stores = readers.iter().map(|reader| reader.get_store_reader(1));
        let stores = stores.collect::<std::io::Result<Vec<_>>>();
        let stores = stores.map_err(tantivy::TantivyError::from)?;
        while let Some(reader) = readers.get(self.segment)
            && round.len() < ROUND
        {
            let doc = self.doc;
            if doc >= reader.max_doc() {
                (self.segment, self.doc) = (self.segment + 1, 0);
                continue;
            }
            self.doc += 1;
            if view.has(reader, doc) || !crate::search::alive(reader, doc) {
                continue;
            }
            let kept: TantivyDocument = stores[self.segment].get(doc)?;
            let bytes = kept.get_first(self.snapshot.fields.entry);
            let bytes = bytes.and_then(|value| value.as_bytes()).unwrap_or_default();
            let Ok(entry) = serde_json::from_slice::<Entry<'_>>(bytes) else {
                continue;
            };
            let title = Titled::of(&entry);
            let key = passage_key(&title, &entry.path, &entry.text);
            if self.seen.insert(key) {
                let text = embedded_text(&title, &entry.path, &entry.text);
                round.push(Waiting { key, text });
            }
        }
        Ok(round)
    }
}

/// The title of an entry's document.
#[derive(serde::Deserialize)]
struct Titled {
    title: String,
}

impl Titled {
    fn of(entry: &Entry<'_>) -> String {
        serde_json::from_str::<Self>(entry.document.get()).map_or(String::new(), |it| it.title)
    }
}
