//! Which of several editions of one work a document is.

use std::cmp::Ordering;
use std::iter;

use serde::{Deserialize, Serialize};

use super::Date;

/// The place of a document in a series of editions, as its source numbers them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edition {
    /// The series: editions of different ones, also of different languages, are never compared.
    pub series: String,
    /// The edition as the document writes it.
    pub written: String,
    /// The number of the edition, the weightiest part first: 3.1 is `[3, 1]`; empty where it has none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub version: Vec<u32>,
    /// The revision of that edition; 0 if it is not a revised one.
    #[serde(default)]
    pub revision: u32,
    /// The date of the edition, where the series goes by dates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
}

impl Edition {
    /// Whether it is certain that the other edition is a later one of the same series. Of two that are
    /// numbered alike, or of which only one has a number, neither is.
    #[must_use]
    pub fn is_before(&self, other: &Self) -> bool {
        if self.series != other.series || self.version.is_empty() != other.version.is_empty() {
            return false;
        }
        let parts = self.version.len().max(other.version.len());
        let numbers = |edition: &'_ Self| {
            let whole = edition.version.clone().into_iter().chain(iter::repeat(0));
            whole.take(parts).chain([edition.revision])
        };
        match numbers(self).cmp(numbers(other)) {
            Ordering::Equal => {
                let dates = self.date.zip(other.date);
                dates.is_some_and(|(mine, other)| mine.is_before(other))
            }
            order => order.is_lt(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edition(version: &[u32], revision: u32, date: &str) -> Edition {
        Edition {
            series: "诊疗方案".to_owned(),
            written: String::new(),
            version: version.to_vec(),
            revision,
            date: Date::parse(date).ok(),
        }
    }

    #[test]
    fn later_editions_are_told_only_where_that_is_certain() {
        for (one, other) in [
            (edition(&[7], 0, ""), edition(&[8], 0, "")),
            (edition(&[8], 0, ""), edition(&[8], 1, "")),
            (edition(&[8], 1, ""), edition(&[9], 0, "")),
            (edition(&[3], 0, ""), edition(&[3, 1], 0, "")),
            (edition(&[3, 9], 0, ""), edition(&[3, 10], 0, "")),
            (edition(&[], 0, "2020-03"), edition(&[], 0, "2020-04-01")),
            (edition(&[2], 0, "2020"), edition(&[2], 0, "2021-05")),
        ] {
            assert!(one.is_before(&other) && !other.is_before(&one), "{one:?}");
        }
        for (one, other) in [
            (edition(&[7], 0, ""), edition(&[7, 0], 0, "")),
            (edition(&[7], 0, "2020"), edition(&[], 0, "2021")),
            (edition(&[], 0, "2020-03"), edition(&[], 0, "2020-03-04")),
            (edition(&[], 0, ""), edition(&[], 0, "2020")),
        ] {
            assert!(!one.is_before(&other) && !other.is_before(&one), "{one:?}");
        }
        let mut foreign = edition(&[9], 0, "");
        foreign.series = "指南".to_owned();
        assert!(!edition(&[7], 0, "").is_before(&foreign));
    }
}
