//! Passages that were found beforehand, as a query.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use tantivy::index::SegmentId;
use tantivy::query::{ConstScorer, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocAddress, DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError};

use crate::engine::Snapshot;

/// A set of passages of one snapshot. As a query it finds exactly these and scores none.
#[derive(Debug, Clone, Default)]
pub(super) struct PassageSet {
    segments: Arc<FxHashMap<SegmentId, Arc<[DocId]>>>,
}

impl PassageSet {
    pub(super) fn of(snapshot: &Snapshot, mut passages: Vec<DocAddress>) -> Self {
        passages.sort_unstable();
        passages.dedup();
        let readers = snapshot.searcher.segment_readers();
        let segments = passages.chunk_by(|a, b| a.segment_ord == b.segment_ord);
        let segments = segments.filter_map(|chunk| {
            let reader = readers.get(chunk.first()?.segment_ord as usize)?;
            let docs: Arc<[DocId]> = chunk.iter().map(|address| address.doc_id).collect();
            Some((reader.segment_id(), docs))
        });
        Self {
            segments: Arc::new(segments.collect()),
        }
    }
}

impl Query for PassageSet {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for PassageSet {
    fn scorer(&self, reader: &SegmentReader, _: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(match self.segments.get(&reader.segment_id()) {
            Some(docs) => Box::new(ConstScorer::new(Docs::of(Arc::clone(docs)), 0.0)),
            None => Box::new(EmptyScorer),
        })
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let docs = self.segments.get(&reader.segment_id());
        match docs.is_some_and(|docs| docs.binary_search(&doc).is_ok()) {
            true => Ok(Explanation::new("passage of a set", 0.0)),
            false => Err(TantivyError::InvalidArgument(format!(
                "passage {doc} is not of the set"
            ))),
        }
    }
}

/// Numbers of passages in order.
struct Docs {
    docs: Arc<[DocId]>,
    at: usize,
}

impl Docs {
    fn of(docs: Arc<[DocId]>) -> Self {
        Self { docs, at: 0 }
    }
}

impl DocSet for Docs {
    fn advance(&mut self) -> DocId {
        self.at = (self.at + 1).min(self.docs.len());
        self.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        let rest = self.docs.get(self.at..).unwrap_or_default();
        self.at += rest.partition_point(|doc| *doc < target);
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.docs.get(self.at).copied().unwrap_or(TERMINATED)
    }

    fn size_hint(&self) -> u32 {
        u32::try_from(self.docs.len()).unwrap_or(TERMINATED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passages_come_in_order_and_end() {
        let mut docs = Docs::of([3, 5, 9, 12].into());
        assert_eq!((docs.doc(), docs.advance()), (3, 5));
        assert_eq!((docs.seek(5), docs.seek(6), docs.seek(12)), (5, 9, 12));
        assert_eq!((docs.advance(), docs.advance()), (TERMINATED, TERMINATED));
        assert_eq!(docs.seek(TERMINATED), TERMINATED);
        assert_eq!(Docs::of([].into()).doc(), TERMINATED);
    }
}
