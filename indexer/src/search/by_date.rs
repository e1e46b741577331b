//! Documents in the order of their dates.

use tantivy::DocAddress;
use tantivy::query::Weight;

use super::collect::{Deadline, Scored, each_document};
use super::prior::Prior;
use super::rank::{Columns, Ranked};
use crate::engine::Snapshot;
use crate::error::IndexError;

/// Documents gathered beyond those wanted before the oldest are let go.
const SLACK: usize = 1_000;

/// The `wanted` latest documents that match, the latest first, and whether all were looked at.
/// Documents without a date come last; of one date, the ones known longest come first.
pub(super) fn latest(
    snapshot: &Snapshot,
    weight: &dyn Weight,
    wanted: usize,
    deadline: &mut Deadline,
) -> Result<(Vec<Ranked>, bool), IndexError> {
    let columns = Columns::open(snapshot)?;
    let mut dated: Vec<(u64, Ranked)> = Vec::new();
    let whole = each_document(snapshot, weight, deadline, &mut |segment, doc, score| {
        let scored = Scored {
            score,
            address: DocAddress::new(segment, doc),
        };
        let (num, state, _) = columns.read(scored);
        let document = Ranked {
            num,
            score,
            raw: score,
            state,
            prior: Prior::NONE,
            below: None,
            passages: vec![scored],
            // In the order of dates, nothing is put under anything.
            like: 0,
            alike: Vec::new(),
        };
        dated.push((columns.date(scored), document));
        if dated.len() >= wanted * 2 + SLACK {
            latest_first(&mut dated, wanted);
        }
    })?;
    latest_first(&mut dated, wanted);
    Ok((
        dated.into_iter().map(|(_, document)| document).collect(),
        whole,
    ))
}

fn latest_first(dated: &mut Vec<(u64, Ranked)>, keep: usize) {
    dated.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.num.cmp(&b.1.num)));
    dated.truncate(keep);
}
