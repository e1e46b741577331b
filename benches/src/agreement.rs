//! How far two rankings agree.

use std::collections::{HashMap, HashSet};

/// How much less the next rank counts.
const PERSISTENCE: f64 = 0.9;

/// A ranking, best first: what was found with its score, each once.
pub type Ranking = Vec<(String, f32)>;

/// Rank-biased overlap of the first `depth` of two rankings, between 0 and 1, which identical ones have.
/// Neighbours whose scores differ by less than the share `ties` of the higher have no order: they
/// stand as the other ranking has them.
///
/// Webber, Moffat, Zobel: A similarity measure for indefinite rankings, 2010; cut at
/// `depth` and divided by its largest value there.
#[must_use]
pub fn overlap<'r>(one: &'r Ranking, other: &'r Ranking, depth: usize, ties: f32) -> f64 {
    let names = |ranking: &'r Ranking| ranking.iter().map(|(name, _)| name.as_str());
    let first = settled(one, &names(other).collect::<Vec<_>>(), ties);
    let second = settled(other, &first, ties);
    let depth = first.len().max(second.len()).min(depth);
    if depth == 0 {
        return 1.0;
    }
    let (mut agreed, mut whole, mut weight) = (0.0, 0.0, 1.0);
    for seen in 1..=depth {
        let head: HashSet<&str> = first.iter().take(seen).copied().collect();
        let both = second.iter().take(seen).filter(|name| head.contains(*name));
        agreed += weight * both.count() as f64 / seen as f64;
        whole += weight;
        weight *= PERSISTENCE;
    }
    agreed / whole
}

/// The names of a ranking with ties in the order of others.
fn settled<'r>(ranking: &'r Ranking, order: &[&str], ties: f32) -> Vec<&'r str> {
    let places: HashMap<&str, usize> = order.iter().copied().zip(0..).collect();
    let mut names = Vec::with_capacity(ranking.len());
    let mut rest = ranking.as_slice();
    while let Some((_, best)) = rest.first() {
        let tied = |(_, score): &&(String, f32)| *score >= best * (1.0 - ties);
        let (group, after) = rest.split_at(rest.iter().take_while(tied).count().max(1));
        let mut group: Vec<&str> = group.iter().map(|(name, _)| name.as_str()).collect();
        group.sort_by_key(|name| places.get(name).copied().unwrap_or(usize::MAX));
        names.append(&mut group);
        rest = after;
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranking(names: &[(&str, f32)]) -> Ranking {
        names.iter().map(|(n, s)| ((*n).to_owned(), *s)).collect()
    }

    fn assert_is(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-9, "{found}, not {expected}");
    }

    #[test]
    fn overlap_is_one_for_the_same_and_zero_for_others() {
        let abc = ranking(&[("a", 3.0), ("b", 2.0), ("c", 1.0)]);
        assert_is(overlap(&abc, &abc, 10, 0.0), 1.0);
        assert_is(overlap(&abc, &ranking(&[("x", 1.0)]), 10, 0.0), 0.0);
        assert_is(overlap(&abc, &Vec::new(), 10, 0.0), 0.0);
        let abx = ranking(&[("a", 3.0), ("b", 2.0), ("x", 1.0)]);
        assert_is(overlap(&abc, &abx, 2, 0.0), 1.0);
        // Agreement at 1, 2, 3 is 0, 1, 1: (0.9 + 0.81) / (1 + 0.9 + 0.81).
        let bac = ranking(&[("b", 3.0), ("a", 2.0), ("c", 1.0)]);
        assert!((overlap(&abc, &bac, 10, 0.0) - 1.71 / 2.71).abs() < 1e-9);
    }

    #[test]
    fn ties_have_no_order() {
        let abc = ranking(&[("a", 2.0), ("b", 1.98), ("c", 1.0)]);
        let bac = ranking(&[("b", 3.0), ("a", 2.97), ("c", 1.0)]);
        assert_is(overlap(&abc, &bac, 10, 0.05), 1.0);
        assert!(overlap(&abc, &bac, 10, 0.0) < 1.0);
        // A tie that reaches beyond the tenth place may put any of its members there.
        let many: Ranking = (0..30).map(|n| (n.to_string(), 1.0)).collect();
        let back: Ranking = many.iter().rev().cloned().collect();
        assert_is(overlap(&many, &back, 10, 0.05), 1.0);
        // A tie in one ranking only: the other decides.
        let ba = ranking(&[("b", 2.0), ("a", 1.0)]);
        let tied = ranking(&[("a", 1.0), ("b", 1.0)]);
        assert_is(overlap(&tied, &ba, 10, 0.0), 1.0);
    }
}
