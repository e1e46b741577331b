//! Counting documents by what they are.

use std::collections::HashMap;

use tantivy::DocId;
use tantivy::columnar::{Column, StrColumn};
use tantivy::query::Weight;

use super::answer::{FacetCounts, FacetValue};
use super::collect::{Deadline, each_match};
use super::request::Facet;
use crate::engine::Snapshot;
use crate::error::IndexError;

/// Values answered of one facet.
const MAX_VALUES: usize = 50;

/// Counts over all matches.
#[derive(Debug)]
pub(super) struct Tally {
    /// Number of documents.
    pub(super) documents: u64,
    pub(super) facets: Vec<FacetCounts>,
    /// Whether time ran out.
    pub(super) cut: bool,
}

/// A facet's column in a segment, with counts by ordinal or value.
enum Counter {
    Names(StrColumn, Vec<u64>),
    Numbers(Column<u64>, HashMap<u64, u64>),
    /// No document of the segment has a value.
    Nothing,
}

impl Counter {
    fn open(snapshot: &Snapshot, segment: usize, facet: Facet) -> Result<Self, IndexError> {
        let fast = snapshot.searcher.segment_readers()[segment].fast_fields();
        if facet == Facet::Year {
            return Ok(Self::Numbers(fast.u64("year")?, HashMap::new()));
        }
        Ok(fast.str(facet.name())?.map_or(Self::Nothing, |names| {
            let counts = vec![0; names.num_terms()];
            Self::Names(names, counts)
        }))
    }

    /// Counts a document by its matching passages: what several of them name counts once, as a filter by it
    /// finds the document once.
    fn count(&mut self, docs: &[DocId], seen: &mut Vec<u64>) {
        match self {
            Self::Names(names, counts) => {
                seen.clear();
                for ordinal in docs.iter().flat_map(|doc| names.term_ords(*doc)) {
                    if docs.len() > 1 {
                        if seen.contains(&ordinal) {
                            continue;
                        }
                        seen.push(ordinal);
                    }
                    if let Some(count) = usize::try_from(ordinal)
                        .ok()
                        .and_then(|at| counts.get_mut(at))
                    {
                        *count += 1;
                    }
                }
            }
            Self::Numbers(numbers, counts) => {
                if let Some(number) = docs.first().and_then(|doc| numbers.first(*doc)) {
                    *counts.entry(number).or_default() += 1;
                }
            }
            Self::Nothing => {}
        }
    }

    fn add_to(self, sums: &mut HashMap<String, u64>) -> Result<(), IndexError> {
        match self {
            Self::Names(names, counts) => {
                let mut name = String::new();
                for (ordinal, count) in (0..).zip(counts).filter(|(_, count)| *count > 0) {
                    name.clear();
                    names
                        .ord_to_str(ordinal, &mut name)
                        .map_err(tantivy::TantivyError::from)?;
                    *sums.entry(name.clone()).or_default() += count;
                }
            }
            Self::Numbers(_, counts) => {
                for (number, count) in counts {
                    *sums.entry(number.to_string()).or_default() += count;
                }
            }
            Self::Nothing => {}
        }
        Ok(())
    }
}

/// Goes through all matches and counts.
pub(super) fn tally(
    snapshot: &Snapshot,
    weight: &dyn Weight,
    facets: &[Facet],
    deadline: &mut Deadline,
) -> Result<Tally, IndexError> {
    let segments = snapshot.searcher.segment_readers().len();
    let mut counters: Vec<Vec<Counter>> = (0..segments)
        .map(|segment| {
            facets
                .iter()
                .map(|&facet| Counter::open(snapshot, segment, facet))
                .collect()
        })
        .collect::<Result<_, IndexError>>()?;
    let (mut documents, mut seen) = (0, Vec::new());
    let whole = each_match(snapshot, weight, deadline, &mut |segment, docs| {
        documents += 1;
        counters[segment as usize]
            .iter_mut()
            .for_each(|counter| counter.count(docs, &mut seen));
    })?;
    let mut sums: Vec<HashMap<String, u64>> = facets.iter().map(|_| HashMap::new()).collect();
    for counter in counters {
        for (counter, sums) in counter.into_iter().zip(&mut sums) {
            counter.add_to(sums)?;
        }
    }
    let facets = facets
        .iter()
        .zip(sums)
        .map(|(facet, sums)| counts(*facet, sums))
        .collect();
    Ok(Tally {
        documents,
        facets,
        cut: !whole,
    })
}

fn counts(facet: Facet, sums: HashMap<String, u64>) -> FacetCounts {
    let mut values: Vec<FacetValue> = sums
        .into_iter()
        .map(|(value, documents)| FacetValue {
            value,
            name: None,
            documents,
        })
        .collect();
    values.sort_by(|a, b| {
        b.documents
            .cmp(&a.documents)
            .then_with(|| a.value.cmp(&b.value))
    });
    values.truncate(MAX_VALUES);
    FacetCounts {
        facet: facet.name(),
        values,
    }
}
