//! Where the vector of each key is.

use std::sync::Arc;

use super::part::Part;

/// Where a vector is: the part, and the row in it.
pub(crate) type Place = (u32, u32);

/// The places of all vectors by their keys: in order, and found by the first bits of the key, as keys are hashes. That
/// is half the memory of a hash table.
#[derive(Debug, Default)]
pub(super) struct Places {
    sorted: Vec<(u64, Place)>,
    /// Where those begin whose keys begin with each number of `bits` bits, and the end.
    starts: Vec<u32>,
    bits: u32,
}

/// Places that begin alike, about.
const ALIKE: usize = 8;
const MOST_BITS: u32 = 24;

impl Places {
    pub(super) fn in_parts(parts: &[Arc<Part>]) -> Self {
        let mut sorted = Vec::with_capacity(parts.iter().map(|part| part.rows).sum());
        for (number, part) in (0..).zip(parts) {
            sorted.extend(part.keys().zip(0..).map(|(key, row)| (key, (number, row))));
        }
        Self::of(sorted)
    }

    fn of(mut sorted: Vec<(u64, Place)>) -> Self {
        sorted.sort_unstable();
        let bits = (sorted.len() / ALIKE).checked_ilog2().unwrap_or(0);
        let bits = bits.clamp(1, MOST_BITS);
        let mut starts = vec![0; (1 << bits) + 1];
        for (key, _) in &sorted {
            starts[first(*key, bits) + 1] += 1;
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        Self {
            sorted,
            starts,
            bits,
        }
    }

    /// The place of a key; the last one if there are several.
    pub(super) fn of_key(&self, key: u64) -> Option<Place> {
        let at = first(key, self.bits.max(1));
        let (from, to) = (*self.starts.get(at)?, *self.starts.get(at + 1)?);
        let alike = self.sorted.get(from as usize..to as usize)?;
        let found = alike.iter().rev().find(|(one, _)| *one == key)?;
        Some(found.1)
    }
}

/// The first bits of a key, as a number.
#[expect(clippy::cast_possible_truncation, reason = "at most 24 bits")]
fn first(key: u64, bits: u32) -> usize {
    (key >> (u64::BITS - bits)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_found_at_its_last_place_and_no_other_is() {
        let key = |n: u64| n.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        for count in [0, 1, 5, 1_000] {
            let mut all: Vec<(u64, Place)> = (0..count).map(|n| (key(n), (0, n as u32))).collect();
            all.extend((0..count / 2).map(|n| (key(n), (1, n as u32))));
            let places = Places::of(all);
            for n in 0..count {
                let part = u32::from(n < count / 2);
                assert_eq!(places.of_key(key(n)), Some((part, n as u32)));
            }
            for other in [1, u64::MAX, key(count)] {
                assert_eq!(places.of_key(other), None);
            }
        }
        let extremes = Places::of(vec![(u64::MAX, (0, 1)), (0, (0, 0))]);
        assert_eq!(extremes.of_key(0), Some((0, 0)));
        assert_eq!(extremes.of_key(u64::MAX), Some((0, 1)));
        assert_eq!(Places::default().of_key(7), None);
    }
}
