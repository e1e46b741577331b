//! Measures of a ranking against judgments.

use std::collections::HashMap;

/// Figures of one topic.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Measures {
    /// Normalised discounted cumulative gain of the first 10, linear gain.
    pub ndcg_at_10: f64,
    /// Share of the relevant documents among the first 100.
    pub recall_at_100: f64,
    /// 1 / rank of the first relevant document among the first 100.
    pub reciprocal_rank: f64,
}

/// Measures a ranking, best first, against the grades of its topic. Documents without a grade
/// count as not relevant.
#[must_use]
pub fn measure(ranking: &[String], grades: &HashMap<String, f64>) -> Measures {
    let grade = |document: &String| grades.get(document).copied().unwrap_or(0.0).max(0.0);
    let mut ideal: Vec<f64> = grades
        .values()
        .copied()
        .filter(|grade| *grade > 0.0)
        .collect();
    ideal.sort_by(|a, b| b.total_cmp(a));
    let best = discounted(ideal.iter().copied());
    let relevant = ideal.len().max(1) as f64;
    let found = ranking
        .iter()
        .take(100)
        .filter(|document| grade(document) > 0.0)
        .count() as f64;
    let first = ranking
        .iter()
        .take(100)
        .position(|document| grade(document) > 0.0);
    Measures {
        ndcg_at_10: if best > 0.0 {
            discounted(ranking.iter().map(grade)) / best
        } else {
            0.0
        },
        recall_at_100: found / relevant,
        reciprocal_rank: first.map_or(0.0, |position| 1.0 / (position + 1) as f64),
    }
}

fn discounted(gains: impl Iterator<Item = f64>) -> f64 {
    gains
        .take(10)
        .enumerate()
        .map(|(position, gain)| gain / (position as f64 + 2.0).log2())
        .sum()
}

/// Mean over topics; zeros for none.
#[must_use]
pub fn mean(all: &[Measures]) -> Measures {
    let count = all.len().max(1) as f64;
    let mean = |part: fn(&Measures) -> f64| all.iter().map(part).sum::<f64>() / count;
    Measures {
        ndcg_at_10: mean(|m| m.ndcg_at_10),
        recall_at_100: mean(|m| m.recall_at_100),
        reciprocal_rank: mean(|m| m.reciprocal_rank),
    }
}

/// The value below which `share` of the values lie; zero for none.
#[must_use]
pub fn percentile(values: &mut [f64], share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let last = values.len().saturating_sub(1) as f64;
    values
        .get((last * share).round() as usize)
        .copied()
        .unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranking(documents: &[&str]) -> Vec<String> {
        documents.iter().map(|&d| d.to_owned()).collect()
    }

    #[test]
    fn figures_are_those_computed_by_hand() {
        let grades = HashMap::from([
            ("a".to_owned(), 2.0),
            ("b".to_owned(), 1.0),
            ("c".to_owned(), 0.0),
        ]);
        let perfect = measure(&ranking(&["a", "b", "x"]), &grades);
        assert_eq!(
            perfect,
            Measures {
                ndcg_at_10: 1.0,
                recall_at_100: 1.0,
                reciprocal_rank: 1.0
            }
        );
        // DCG 1/log2(3) + 2/log2(4) = 1.6309; ideal 2 + 1/log2(3) = 2.6309.
        let swapped = measure(&ranking(&["c", "b", "a"]), &grades);
        assert!(
            (swapped.ndcg_at_10 - 1.630_93 / 2.630_93).abs() < 1e-4,
            "{swapped:?}"
        );
        assert_eq!(swapped.reciprocal_rank, 0.5);
        assert_eq!(measure(&[], &grades), Measures::default());
    }

    #[test]
    fn percentiles_are_values_that_were_seen() {
        let mut values = [5.0, 1.0, 3.0, 2.0, 4.0];
        assert_eq!(percentile(&mut values, 0.5), 3.0);
        assert_eq!(percentile(&mut values, 0.99), 5.0);
        assert_eq!(percentile(&mut [], 0.5), 0.0);
    }
}
