//! Dates with the precision they are known to.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A calendar date known to the year, the month or the day (ISO 8601: `2020`, `2020-03`,
/// `2020-03-04`). A year is a year: it is never shown or stored as its 1 January.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
}

/// Text that is not a date.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("\"{found}\" is not a date: expected YYYY, YYYY-MM or YYYY-MM-DD of a real day")]
pub struct DateError {
    /// What was found.
    pub found: String,
}

impl Date {
    /// A date of the given precision, if there is such a day. Years from 1000 to 9999.
    #[must_use]
    pub fn new(year: i16, month: Option<i8>, day: Option<i8>) -> Option<Self> {
        let real = match (month, day) {
            (None, None) => true,
            (None, Some(_)) => false,
            (Some(month), day) => jiff::civil::Date::new(year, month, day.unwrap_or(1)).is_ok(),
        };
        ((1000..=9999).contains(&year) && real).then_some(Self { year, month, day })
    }

    /// The year.
    #[must_use]
    pub const fn year(self) -> i16 {
        self.year
    }

    /// The month, 1 to 12, where it is known.
    #[must_use]
    pub const fn month(self) -> Option<i8> {
        self.month
    }

    /// The day of the month where it is known.
    #[must_use]
    pub const fn day(self) -> Option<i8> {
        self.day
    }

    /// A number `YYYYMMDD` with zeros for what is not known: orders dates, a vaguer one before the
    /// days it covers.
    #[must_use]
    pub fn ordinal(self) -> u64 {
        let part = |value: Option<i8>| u64::from(value.unwrap_or(0).unsigned_abs());
        u64::from(self.year.unsigned_abs()) * 10_000 + part(self.month) * 100 + part(self.day)
    }

    /// Whether the whole of this date lies before the other: 2020-03 is before 2020-04-01, and neither
    /// before nor after 2020-03-04.
    #[must_use]
    pub fn is_before(self, other: Self) -> bool {
        let months = self.month.zip(other.month);
        let days = self.day.zip(other.day);
        match self.year.cmp(&other.year) {
            std::cmp::Ordering::Equal => months.is_some_and(|(month, others)| {
                month < others || month == others && days.is_some_and(|(day, others)| day < others)
            }),
            order => order.is_lt(),
        }
    }

    /// Days from this day to another, negative if that is earlier; `None` unless both are known to
    /// the day.
    #[must_use]
    pub fn days_until(self, other: Self) -> Option<i64> {
        let civil = |date: Self| jiff::civil::Date::new(date.year, date.month?, date.day?).ok();
        let span = civil(self)?.until(civil(other)?).ok()?;
        Some(i64::from(span.get_days()))
    }

    /// Reads the date part of an ISO 8601 or RFC 3339 text, or `YYYYMMDD`; digits of any script
    /// are not accepted. Time and zone are ignored.
    ///
    /// # Errors
    /// [`DateError`] if the text does not begin with a real date.
    pub fn parse(text: &str) -> Result<Self, DateError> {
        let error = || DateError {
            found: text.chars().take(40).collect(),
        };
        let date = text.trim().split(['T', ' ']).next().unwrap_or_default();
        let digits = date.bytes().all(|b| b.is_ascii_digit());
        let parts: Vec<&str> = match date.len() {
            8 if digits => vec![&date[..4], &date[4..6], &date[6..]],
            _ => date.split(['-', '/']).collect(),
        };
        if parts.len() > 3 || parts[0].len() != 4 {
            return Err(error());
        }
        let number = |part: &str| -> Result<i16, DateError> {
            let plain = (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
            if plain {
                part.parse().map_err(|_| error())
            } else {
                Err(error())
            }
        };
        let small = |part: Option<&&str>| -> Result<Option<i8>, DateError> {
            part.map(|p| number(p).and_then(|n| i8::try_from(n).map_err(|_| error())))
                .transpose()
        };
        Self::new(
            number(parts[0])?,
            small(parts.get(1))?,
            small(parts.get(2))?,
        )
        .ok_or_else(error)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

impl FromStr for Date {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Date {
    type Error = DateError;

    fn try_from(text: String) -> Result<Self, DateError> {
        Self::parse(&text)
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_precision_it_was_given() {
        for text in ["2020", "2020-03", "2020-03-04"] {
            assert_eq!(Date::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(
            Date::parse("2020-03-04T10:00:00Z").unwrap().to_string(),
            "2020-03-04"
        );
        assert_eq!(Date::parse("20200304").unwrap().to_string(), "2020-03-04");
        assert_eq!(Date::parse("2020/3/4").unwrap().to_string(), "2020-03-04");
    }

    #[test]
    fn refuses_days_that_do_not_exist() {
        for text in [
            "2020-02-30",
            "2020-13",
            "20",
            "",
            "2020-",
            "٢٠٢٠",
            "March 2020",
            "0999",
            "2020-03-04-05",
        ] {
            assert!(Date::parse(text).is_err(), "{text}");
        }
        assert!(Date::parse("2020-02-29").is_ok());
        assert!(Date::parse("2021-02-29").is_err());
    }

    #[test]
    fn days_lie_between_days_only() {
        let days = |from: &str, to: &str| {
            Date::parse(from)
                .unwrap()
                .days_until(Date::parse(to).unwrap())
        };
        assert_eq!(days("2020-02-28", "2020-03-01"), Some(2));
        assert_eq!(days("2021-01-01", "2019-12-31"), Some(-367));
        assert_eq!(days("2020-02", "2020-03-01"), None);
    }

    #[test]
    fn orders_by_day_with_the_vaguer_first() {
        let ordinal = |text| Date::parse(text).unwrap().ordinal();
        assert!(ordinal("2020") < ordinal("2020-01"));
        assert!(ordinal("2020-01") < ordinal("2020-01-01"));
        assert!(ordinal("2020-12-31") < ordinal("2021"));
    }
}
