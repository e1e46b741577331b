//! Going through the matches: the best passages, all documents by date, counts.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::time::Instant;

use tantivy::columnar::Column;
use tantivy::query::{EnableScoring, Query, TermQuery, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocId, Score, SegmentReader, TERMINATED};

use crate::engine::Snapshot;
use crate::error::IndexError;

/// A passage that matches.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scored {
    pub(super) score: Score,
    pub(super) address: DocAddress,
}

impl Eq for Scored {}

impl Ord for Scored {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_score = self.score.total_cmp(&other.score);
        by_score.then_with(|| other.address.cmp(&self.address))
    }
}

impl PartialOrd for Scored {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The best passages of a query.
#[derive(Debug, Default)]
pub(super) struct Window {
    /// Best first.
    pub(super) passages: Vec<Scored>,
    /// Whether there are no others.
    pub(super) whole: bool,
    /// Whether time ran out.
    pub(super) cut: bool,
}

/// Passages gone through between two looks at the clock.
const CLOCK_EVERY: u32 = 2_048;

/// A clock that is not looked at too often.
pub(super) struct Deadline {
    until: Instant,
    ticks: u32,
    over: bool,
}

impl Deadline {
    pub(super) fn new(until: Instant) -> Self {
        Self {
            until,
            ticks: 0,
            over: false,
        }
    }

    pub(super) fn until(&self) -> Instant {
        self.until
    }

    fn tick(&mut self) -> bool {
        self.ticks += 1;
        if self.ticks >= CLOCK_EVERY {
            self.ticks = 0;
            self.over |= Instant::now() >= self.until;
        }
        self.over
    }

    pub(super) fn check(&mut self) -> bool {
        self.over |= Instant::now() >= self.until;
        self.over
    }
}

pub(super) fn weigh(snapshot: &Snapshot, query: &dyn Query) -> Result<Box<dyn Weight>, IndexError> {
    Ok(query.weight(EnableScoring::enabled_from_searcher(&snapshot.searcher))?)
}

/// The best `wanted` passages.
pub(super) fn best_passages(
    snapshot: &Snapshot,
    weight: &dyn Weight,
    wanted: usize,
    deadline: &mut Deadline,
) -> Result<Window, IndexError> {
    let mut heap: BinaryHeap<Reverse<Scored>> = BinaryHeap::with_capacity(wanted + 1);
    let mut whole = true;
    for (segment, reader) in (0..).zip(snapshot.searcher.segment_readers()) {
        if deadline.check() {
            break;
        }
        let threshold = if heap.len() < wanted {
            Score::MIN
        } else {
            lowest(&heap)
        };
        whole &= heap.len() < wanted || threshold == Score::MIN;
        weight.for_each_pruning(threshold, reader, &mut |doc, score| {
            // Nothing beats the greatest score: the rest of the segment is skipped.
            if deadline.tick() {
                return Score::MAX;
            }
            if alive(reader, doc) {
                let address = DocAddress::new(segment, doc);
                heap.push(Reverse(Scored { score, address }));
                if heap.len() > wanted {
                    heap.pop();
                    whole = false;
                }
            }
            if heap.len() < wanted {
                Score::MIN
            } else {
                lowest(&heap)
            }
        })?;
    }
    let mut passages: Vec<Scored> = heap.into_iter().map(|Reverse(scored)| scored).collect();
    passages.sort_unstable_by(|a, b| b.cmp(a));
    Ok(Window {
        whole: whole && !deadline.over && passages.len() < wanted,
        passages,
        cut: deadline.over,
    })
}

fn lowest(heap: &BinaryHeap<Reverse<Scored>>) -> Score {
    heap.peek()
        .map_or(Score::MIN, |Reverse(scored)| scored.score)
}

/// Where the first passages of a document are, at most `most`.
pub(super) fn passages_of(
    snapshot: &Snapshot,
    num: u64,
    most: usize,
) -> Result<Vec<DocAddress>, IndexError> {
    let term = snapshot.fields.document_term(num);
    let weight = weigh(snapshot, &TermQuery::new(term, IndexRecordOption::Basic))?;
    let mut found = Vec::new();
    for (segment, reader) in (0..).zip(snapshot.searcher.segment_readers()) {
        let mut passages = weight.scorer(reader, 1.0)?;
        while passages.doc() != TERMINATED && found.len() < most {
            if alive(reader, passages.doc()) {
                found.push(DocAddress::new(segment, passages.doc()));
            }
            passages.advance();
        }
    }
    Ok(found)
}

/// Whether a passage of a segment has not been removed.
pub(crate) fn alive(reader: &SegmentReader, doc: DocId) -> bool {
    reader
        .alive_bitset()
        .is_none_or(|bitset| bitset.is_alive(doc))
}

/// Column of a segment; the fields are made with every index, so it is there.
pub(super) fn column(reader: &SegmentReader, name: &str) -> Result<Column<u64>, IndexError> {
    Ok(reader.fast_fields().u64(name)?)
}

/// Goes through all matches, document by document: `visit` gets the segment's number, the first
/// matching passage of the document, the best one and its score. The passages of a document stand
/// together in one segment. Returns false if time ran out.
pub(super) fn each_document(
    snapshot: &Snapshot,
    weight: &dyn Weight,
    deadline: &mut Deadline,
    visit: &mut dyn FnMut(u32, DocId, Score),
) -> Result<bool, IndexError> {
    for (segment, reader) in (0..).zip(snapshot.searcher.segment_readers()) {
        if deadline.check() {
            return Ok(false);
        }
        let numbers = column(reader, "document")?;
        let mut open: Option<(u64, DocId, Score)> = None;
        weight.for_each_pruning(Score::MIN, reader, &mut |doc, score| {
            if deadline.tick() {
                return Score::MAX;
            }
            if alive(reader, doc) {
                let number = numbers.first(doc).unwrap_or_default();
                match &mut open {
                    Some((same, best, best_score)) if *same == number => {
                        if score > *best_score {
                            (*best, *best_score) = (doc, score);
                        }
                    }
                    _ => {
                        if let Some((_, best, best_score)) = open.replace((number, doc, score)) {
                            visit(segment, best, best_score);
                        }
                    }
                }
            }
            Score::MIN
        })?;
        if let Some((_, best, score)) = open {
            visit(segment, best, score);
        }
    }
    Ok(!deadline.over)
}

/// Goes through all matches, document by document, without what they score: `visit` gets the segment's number and the
/// matching passages of the document. Returns false if time ran out.
pub(super) fn each_match(
    snapshot: &Snapshot,
    weight: &dyn Weight,
    deadline: &mut Deadline,
    visit: &mut dyn FnMut(u32, &[DocId]),
) -> Result<bool, IndexError> {
    let mut open: Vec<DocId> = Vec::new();
    for (segment, reader) in (0..).zip(snapshot.searcher.segment_readers()) {
        if deadline.check() {
            return Ok(false);
        }
        let numbers = column(reader, "document")?;
        let mut number = None;
        weight.for_each_no_score(reader, &mut |docs| {
            for &doc in docs {
                // The walk itself cannot be ended here; nothing more is done in it.
                if deadline.tick() {
                    return;
                }
                if !alive(reader, doc) {
                    continue;
                }
                let here = numbers.first(doc);
                if here != number && !open.is_empty() {
                    visit(segment, &open);
                    open.clear();
                }
                number = here;
                open.push(doc);
            }
        })?;
        if !open.is_empty() {
            visit(segment, &open);
            open.clear();
        }
    }
    Ok(!deadline.over)
}
