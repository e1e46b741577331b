//! How long to wait before the same is asked again.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

/// Longest pause of our own choice.
const LONGEST: Duration = Duration::from_secs(30);

/// The pause after the `failures`-th failure in a row: doubles from `first`, and differs by up to
/// half, so that many who failed together do not come back together.
pub(super) fn pause(first: Duration, failures: u32) -> Duration {
    let doubled = first.saturating_mul(2_u32.saturating_pow(failures.saturating_sub(1)));
    // The keys of a hasher are the randomness that the standard library has.
    let random = RandomState::new().hash_one(failures);
    #[expect(clippy::cast_precision_loss, reason = "any fraction will do")]
    let fraction = random as f64 / u64::MAX as f64;
    doubled.min(LONGEST).mul_f64(0.5 + fraction / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_differ_and_end_at_half_a_minute() {
        let second = Duration::from_secs(1);
        for (failures, longest) in [(1, 1), (2, 2), (3, 4), (4, 8), (40, 30), (u32::MAX, 30)] {
            let longest = Duration::from_secs(longest);
            for _ in 0..50 {
                let pause = pause(second, failures);
                assert!(
                    pause >= longest / 2 && pause <= longest,
                    "{failures}: {pause:?}"
                );
            }
        }
        let all: std::collections::HashSet<_> = (0..20).map(|_| pause(second, 3)).collect();
        assert!(all.len() > 10);
        assert_eq!(pause(Duration::ZERO, 3), Duration::ZERO);
    }
}
