//! Parts of time, from today backwards, and the latest version of each preprint.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::answer::Version;
use crate::media_type::MediaType;
use crate::source::Resource;
use crate::source::harvest::{Day, add_days, record};

/// Before the first preprint of bioRxiv, which is the older of the two servers.
pub(super) const FIRST: Day = Day::constant(2013, 11, 1);
/// Days of the first window, and of the longest. One that holds nothing is followed by one four
/// times as long.
const DAYS: i64 = 30;
const MAX_DAYS: i64 = 3_650;
/// Versions in a window below which the next one is longer.
const FEW: usize = 500;

/// From a day to a day, both in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Window {
    pub(super) from: Day,
    pub(super) to: Day,
}

impl Window {
    /// The last days up to one, no earlier than `first`.
    pub(super) fn ending(to: Day, first: Day) -> Self {
        Self {
            from: add_days(to, 1 - DAYS).max(first).min(to),
            to,
        }
    }

    fn days(&self) -> i64 {
        let span = self.from.until(self.to);
        span.map_or(1, |span| i64::from(span.get_days()) + 1)
    }

    pub(super) fn is_divisible(&self) -> bool {
        self.days() > 1
    }

    pub(super) fn later_half(&self) -> Self {
        Self {
            from: add_days(self.from, self.days() / 2),
            to: self.to,
        }
    }

    /// The window before it, longer if it held few versions; `None` at the beginning.
    pub(super) fn before(&self, first: Day, count: usize) -> Option<Self> {
        if self.from <= first {
            return None;
        }
        let days = match count {
            0 => self.days() * 4,
            few if few < FEW => self.days() * 2,
            _ => self.days(),
        };
        let to = add_days(self.from, -1);
        let from = add_days(to, 1 - days.min(MAX_DAYS));
        Some(Self {
            from: from.max(first).min(to),
            to,
        })
    }
}

/// The latest version of each preprint of a window, in the order in which they came first.
#[derive(Debug)]
pub(super) struct Latest(Vec<Version>);

impl Latest {
    pub(super) fn of(versions: Vec<Version>) -> Self {
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        let mut latest: Vec<Version> = Vec::new();
        for version in versions {
            match places.get(&version.doi) {
                Some(at) if latest[*at].number < version.number => latest[*at] = version,
                Some(_) => {}
                None => {
                    places.insert(version.doi.clone(), latest.len());
                    latest.push(version);
                }
            }
        }
        Self(latest)
    }

    /// Records of those of which no later version was handed out; `later` is what is known of that,
    /// before and after.
    pub(super) fn take(&mut self, later: &mut BTreeSet<u64>) -> Vec<Resource> {
        let mut resources = Vec::new();
        for version in self.0.drain(..) {
            let name = name(&version.doi);
            if !later.contains(&name) {
                let bytes = version.json.as_bytes();
                resources.push(record(&version.doi, MediaType::MedrxivPreprint, bytes));
            }
            // Nothing comes before the first.
            if version.number > 1 {
                later.insert(name);
            } else {
                later.remove(&name);
            }
        }
        resources
    }
}

/// Sixty-three bits of the digest of a DOI.
fn name(doi: &str) -> u64 {
    let digest = blake3::hash(doi.as_bytes());
    let mut first = [0; 8];
    first.copy_from_slice(&digest.as_bytes()[..8]);
    u64::from_le_bytes(first) >> 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(doi: &str, number: u32) -> Version {
        Version {
            doi: doi.to_owned(),
            number,
            json: format!("{{\"version\": {number}}}"),
        }
    }

    fn taken(versions: Vec<Version>, later: &mut BTreeSet<u64>) -> Vec<String> {
        let resources = Latest::of(versions).take(later);
        resources.into_iter().map(|resource| resource.key).collect()
    }

    #[test]
    fn windows_cover_every_day_back_to_the_first() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let (first, today) = (day("2019-06-01"), day("2026-11-24"));
        for count in [0, 10, 5_000] {
            let mut window = Window::ending(today, first);
            let mut windows = 1;
            while let Some(before) = window.before(first, count) {
                assert_eq!(add_days(before.to, 1), window.from);
                assert!(before.from <= before.to);
                window = before;
                windows += 1;
            }
            assert_eq!(window.from, first);
            assert!(windows <= 92, "{windows}");
        }
        let window = Window::ending(today, today);
        assert!(!window.is_divisible() && window.before(today, 0).is_none());
        let wide = Window::ending(today, first);
        let half = wide.later_half();
        assert_eq!((half.to, half.days()), (today, 15));
    }

    #[test]
    fn only_the_latest_version_is_taken_in_and_across_windows() {
        let mut later = BTreeSet::new();
        let newest = vec![version("a", 2), version("b", 1), version("a", 3)];
        assert_eq!(taken(newest, &mut later), ["a", "b"]);
        assert_eq!(later.len(), 1);
        // The first version ends what must be remembered.
        assert!(taken(vec![version("a", 1)], &mut later).is_empty());
        assert!(later.is_empty());
    }
}
