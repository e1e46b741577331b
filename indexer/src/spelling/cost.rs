//! How unlikely it is that one word was typed for another.

use super::rules::Rules;

/// Longest word that is compared, in letters: longer ones are no words.
pub(super) const MAX_LETTERS: usize = 40;

/// What it costs to take `typed` for `meant`, both folded: 0 for the same word, about 1 for one slip.
/// Infinite for words longer than [`MAX_LETTERS`].
pub(super) fn cost(rules: &Rules, typed: &str, meant: &str) -> f32 {
    let by_hand = slips(rules, typed, meant);
    let (heard, sounds) = (rules.sound(typed), rules.sound(meant));
    let ear = slips(rules, &heard, &sounds);
    // What differs in letters but not in sound costs little, letter by letter.
    let letters = distance(typed, meant);
    let silent = letters.saturating_sub(distance(&heard, &sounds));
    let by_ear = ear + rules.costs.sound * short(silent);
    by_hand.min(by_ear)
}

/// Slips between two words, all alike: letters left out, added, put for others, swapped.
pub(super) fn distance(one: &str, other: &str) -> usize {
    let plain = table(one, other, |_, _, _| 1.0, |_, _| 1.0, 1.0);
    // A whole number below the bound on letters.
    (0..=MAX_LETTERS)
        .find(|&n| short(n) >= plain)
        .unwrap_or(usize::MAX)
}

fn short(n: usize) -> f32 {
    u8::try_from(n).map_or(f32::INFINITY, f32::from)
}

fn slips(rules: &Rules, typed: &str, meant: &str) -> f32 {
    let costs = rules.costs;
    let at_first = |at: usize| if at == 0 { costs.first } else { 0.0 };
    let put_for = |at: usize, one: char, other: char| {
        let slip = if rules.is_weak(one) && rules.is_weak(other) {
            costs.weak
        } else if rules.are_neighbours(one, other) {
            costs.neighbour
        } else {
            1.0
        };
        slip + at_first(at)
    };
    let left_out = |letters: &[char], at: usize| {
        let Some(&letter) = letters.get(at) else {
            return f32::INFINITY;
        };
        let before = at.checked_sub(1).and_then(|before| letters.get(before));
        let slip = if before == Some(&letter) {
            costs.double
        } else if rules.is_weak(letter) {
            costs.weak
        } else {
            1.0
        };
        slip + at_first(at)
    };
    table(typed, meant, put_for, left_out, costs.swap)
}

/// The least cost of the ways from one word to the other (optimal string alignment).
fn table(
    one: &str,
    other: &str,
    put_for: impl Fn(usize, char, char) -> f32,
    left_out: impl Fn(&[char], usize) -> f32,
    swapped: f32,
) -> f32 {
    let one: Vec<char> = one.chars().take(MAX_LETTERS + 1).collect();
    let other: Vec<char> = other.chars().take(MAX_LETTERS + 1).collect();
    if one.len().max(other.len()) > MAX_LETTERS {
        return f32::INFINITY;
    }
    let width = other.len() + 1;
    let mut costs = vec![0.0_f32; (one.len() + 1) * width];
    let at = |row: usize, column: usize| row * width + column;
    for column in 1..=other.len() {
        costs[at(0, column)] = costs[at(0, column - 1)] + left_out(&other, column - 1);
    }
    for row in 1..=one.len() {
        costs[at(row, 0)] = costs[at(row - 1, 0)] + left_out(&one, row - 1);
        for column in 1..=other.len() {
            let (a, b) = (one[row - 1], other[column - 1]);
            let same = if a == b { 0.0 } else { put_for(row - 1, a, b) };
            let mut least = (costs[at(row - 1, column - 1)] + same)
                .min(costs[at(row - 1, column)] + left_out(&one, row - 1))
                .min(costs[at(row, column - 1)] + left_out(&other, column - 1));
            let crossed = row > 1 && column > 1 && a == other[column - 2] && b == one[row - 2];
            if crossed && a != b {
                least = least.min(costs[at(row - 2, column - 2)] + swapped);
            }
            costs[at(row, column)] = least;
        }
    }
    costs.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::rules::rules;
    use super::*;

    #[test]
    fn likelier_slips_cost_less() {
        let rules = rules().unwrap();
        let of = |typed, meant| cost(rules, typed, meant);
        assert_eq!(of("fever", "fever"), 0.0);
        // By ear, by swapping, by the next key, by any other.
        assert!(of("azitromycin", "azithromycin") < of("dexmaethasone", "dexamethasone"));
        assert!(of("ibuprofrn", "ibuprofen") < of("ibuprofkn", "ibuprofen"));
        assert!(of("amoxicilin", "amoxicillin") < of("amoxiillin", "amoxicillin"));
        assert!(of("bdexamethasone", "dexamethasone") > of("dexamethasonea", "dexamethasone"));
        assert!(of("asitromisin", "azithromycin") <= 1.0);
        assert!(of("prednisone", "prednisolone") > 1.0);
        assert!(of("حيدروكورتيزون", "هيدروكورتيزون") < of("كيدروكورتيزون", "بيدروكورتيزون") + 1.0);
    }

    #[test]
    fn distance_is_that_of_the_automaton() {
        for (one, other, expected) in [
            ("", "", 0),
            ("a", "", 1),
            ("ab", "ba", 1),
            ("prednisolne", "prednisone", 1),
            ("prednisolne", "prednisolone", 1),
            ("парацитамол", "парацетамол", 1),
        ] {
            assert_eq!(distance(one, other), expected, "{one} {other}");
            assert_eq!(distance(other, one), expected);
        }
        let long = "x".repeat(10_000);
        assert_eq!(distance(&long, "x"), usize::MAX);
        assert!(cost(rules().unwrap(), &long, "x").is_infinite());
    }
}
