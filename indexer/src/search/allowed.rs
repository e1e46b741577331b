//! Which passages may be found, whatever finds them.

use tantivy::query::Query;
use tantivy::{DocAddress, DocId};

use super::collect::weigh;
use crate::engine::Snapshot;
use crate::error::IndexError;

/// The passages that a request lets through.
#[derive(Debug)]
pub(super) enum Allowed {
    All,
    /// A bit for each passage of each segment.
    Some(Vec<Vec<u64>>),
}

impl Allowed {
    /// Those that a query finds; all without one.
    pub(super) fn by(snapshot: &Snapshot, only: Option<&dyn Query>) -> Result<Self, IndexError> {
        let Some(only) = only else {
            return Ok(Self::All);
        };
        let weight = weigh(snapshot, only)?;
        let mut segments = Vec::new();
        for reader in snapshot.searcher.segment_readers() {
            let mut bits = vec![0_u64; reader.max_doc().div_ceil(64) as usize];
            weight.for_each_no_score(reader, &mut |docs: &[DocId]| {
                for &doc in docs {
                    bits[doc as usize / 64] |= 1 << (doc % 64);
                }
            })?;
            segments.push(bits);
        }
        Ok(Self::Some(segments))
    }

    pub(super) fn has(&self, address: DocAddress) -> bool {
        let Self::Some(segments) = self else {
            return true;
        };
        let segment = segments.get(address.segment_ord as usize);
        let word = segment.and_then(|bits| bits.get(address.doc_id as usize / 64));
        word.is_some_and(|word| word >> (address.doc_id % 64) & 1 == 1)
    }
}
