//! Comparing a query's vector with those of passages: exactly, one after the other.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::hint::black_box;
use std::ops::Range;

use pulp::{Arch, Simd, WithSimd};
use tantivy::{DocAddress, DocId, SegmentReader};

use super::quantised::Quantised;
use super::sketch::Asked;
use super::view::{Row, Rows, View};
use crate::engine::Snapshot;
use crate::traits::Subtag;

/// The vector of a query, ready to be compared.
#[derive(Debug, Clone)]
pub(crate) struct QueryVector {
    /// Components as the products with bytes are made of.
    components: Vec<i16>,
    scale: f32,
    exact: Vec<f32>,
}

impl QueryVector {
    pub(crate) fn of(vector: &[f32]) -> Self {
        let Quantised { scale, components } = Quantised::of(vector);
        Self {
            components: components.into_iter().map(i16::from).collect(),
            scale,
            exact: vector.to_vec(),
        }
    }
}

impl QueryVector {
    /// Cosine to a vector of length 1.
    pub(crate) fn nearness(&self, vector: &[f32]) -> f32 {
        let products = self.exact.iter().zip(vector).map(|(a, b)| a * b);
        products.sum()
    }
}

/// A query's vector beside a view: what the mean of each language has in common with it is taken off.
#[derive(Debug)]
pub(crate) struct Comparison<'v> {
    view: &'v View,
    query: &'v QueryVector,
    /// Products with the mean of each language.
    means: Vec<(Subtag, f32)>,
}

/// A passage near a query.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Near {
    /// Cosine, less that of the mean of the passage's language.
    pub(crate) nearness: f32,
    pub(crate) address: DocAddress,
}

impl Eq for Near {}

impl Ord for Near {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let by_cosine = self.nearness.total_cmp(&other.nearness);
        by_cosine.then_with(|| other.address.cmp(&self.address))
    }
}

impl PartialOrd for Near {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// Passages compared between two questions whether time is up.
const CHUNK: usize = 4_096;

impl<'v> Comparison<'v> {
    pub(crate) fn of(view: &'v View, query: &'v QueryVector) -> Self {
        let means = view.means.iter().map(|(language, mean)| {
            let products = mean.iter().zip(&query.exact).map(|(a, b)| a * b);
            (*language, products.sum())
        });
        Self {
            means: means.collect(),
            view,
            query,
        }
    }

    /// How near one passage is, if it has a vector.
    pub(crate) fn passage(&self, reader: &SegmentReader, doc: DocId) -> Option<f32> {
        let rows = self.view.segment(reader)?;
        Some(self.nearness(self.view.row(rows, doc)?, &self.means_of(rows)))
    }

    /// The nearest passages of a snapshot, best first; `allowed` says which count, `over` whether time
    /// is up.
    pub(crate) fn nearest(
        &self,
        snapshot: &Snapshot,
        wanted: usize,
        allowed: &dyn Fn(u32, DocId) -> bool,
        over: &mut dyn FnMut() -> bool,
    ) -> Vec<Near> {
        let arch = Arch::new();
        let mut heap = BinaryHeap::with_capacity(wanted + 1);
        let (mut hopeful, mut found) = (Vec::new(), Vec::new());
        for (segment, reader) in (0..).zip(snapshot.searcher.segment_readers()) {
            let Some(rows) = self.view.segment(reader) else {
                continue;
            };
            let means = self.means_of(rows);
            let sketches = rows.sketches.as_ref();
            let sketches = sketches.map(|sketches| sketches.asked(&self.query.exact, &means));
            for (from, docs) in (0..).step_by(CHUNK).zip(rows.order.chunks(CHUNK)) {
                if over() {
                    break;
                }
                let least = if heap.len() < wanted {
                    f32::MIN
                } else {
                    heap.peek()
                        .map_or(f32::MIN, |Reverse(near): &Reverse<Near>| near.nearness)
                };
                arch.dispatch(Chunk {
                    comparison: self,
                    rows,
                    means: &means,
                    sketches: sketches.as_ref(),
                    places: from..from + docs.len(),
                    least,
                    hopeful: &mut hopeful,
                    found: &mut found,
                });
                let near = |&(doc, nearness): &(DocId, f32)| Near {
                    nearness,
                    address: DocAddress::new(segment, doc),
                };
                let alive = |doc| crate::search::alive(reader, doc) && allowed(segment, doc);
                for near in found.iter().filter(|(doc, _)| alive(*doc)).map(near) {
                    heap.push(Reverse(near));
                    if heap.len() > wanted {
                        heap.pop();
                    }
                }
                found.clear();
            }
        }
        let mut nearest: Vec<Near> = heap.into_iter().map(|Reverse(near)| near).collect();
        nearest.sort_unstable_by(|a, b| b.cmp(a));
        nearest
    }

    /// Products with the means of a segment's languages.
    fn means_of(&self, rows: &Rows) -> Vec<f32> {
        let product = |language: Subtag| {
            let mut means = self.means.iter();
            means
                .find(|(one, _)| *one == language)
                .map_or(0.0, |(_, mean)| *mean)
        };
        rows.sums.iter().map(|sum| product(sum.language)).collect()
    }

    #[inline(always)]
    fn nearness(&self, row: Row<'_>, means: &[f32]) -> f32 {
        #[expect(
            clippy::cast_precision_loss,
            reason = "384 products of bytes are exact in 24 bits"
        )]
        let product = product(row.components, &self.query.components) as f32;
        let mean = means.get(usize::from(row.language)).copied().unwrap_or(0.0);
        product * row.scale * self.query.scale - mean
    }
}

/// Some passages of a segment that are compared, by the widest instructions of the processor. A type of its own: the
/// body of a closure is not inlined there, and so compiled for the oldest processor (300,000 vectors of 384 components
/// and their sketches, Xeon: 12 ms as a closure, 8 as a type).
struct Chunk<'c> {
    comparison: &'c Comparison<'c>,
    rows: &'c Rows,
    means: &'c [f32],
    sketches: Option<&'c Asked<'c>>,
    /// In the order of the segment's scan.
    places: Range<usize>,
    least: f32,
    hopeful: &'c mut Vec<usize>,
    found: &'c mut Vec<(DocId, f32)>,
}

impl WithSimd for Chunk<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        self.hopeful.clear();
        match self.sketches {
            Some(sketches) if self.least > f32::MIN => {
                sketches.reaching(self.places, self.least, self.hopeful);
            }
            _ => self.hopeful.extend(self.places),
        }
        let mut rows = Vec::with_capacity(FETCHED);
        for places in self.hopeful.chunks(FETCHED) {
            let docs = places.iter().map(|&place| self.rows.order[place]);
            let row = |doc| Some((doc, self.comparison.view.row(self.rows, doc)?));
            rows.extend(docs.filter_map(row));
            // A byte of each line is read before any is needed, so that memory is waited for once.
            let lines = rows
                .iter()
                .flat_map(|(_, row)| row.components.iter().step_by(LINE));
            black_box(lines.fold(0, |sum: u8, byte| sum ^ byte));
            for (doc, row) in rows.drain(..) {
                let nearness = self.comparison.nearness(row, self.means);
                if nearness > self.least {
                    self.found.push((doc, nearness));
                }
            }
        }
    }
}

/// Rows that are fetched from memory together, and bytes of a line of it.
const FETCHED: usize = 32;
const LINE: usize = 64;

/// Components compared at once. Sums of a known number of lanes stay in registers: of the plain sum over
/// all pairs the compiler makes half the speed (a million of 384, a Xeon of 2.8 GHz: 99 ms, so 49).
const LANES: usize = 32;

#[inline(always)]
fn product(components: &[u8], query: &[i16]) -> i32 {
    let of = |x: u8, y: i16| i32::from(x.cast_signed()) * i32::from(y);
    let (components, last) = components.as_chunks::<LANES>();
    let (query, last_of_query) = query.as_chunks::<LANES>();
    let mut sums = [0; LANES];
    for (components, query) in components.iter().zip(query) {
        for (sum, (&x, &y)) in sums.iter_mut().zip(components.iter().zip(query)) {
            *sum += of(x, y);
        }
    }
    let last = last.iter().zip(last_of_query);
    sums.iter().sum::<i32>() + last.map(|(&x, &y)| of(x, y)).sum::<i32>()
}
