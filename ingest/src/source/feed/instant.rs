//! Dates on their way through the feed parser, which knows moments only.
//!
//! A date goes in as its first moment in Greenwich, whatever its zone, and the hour tells how
//! precisely it was known: what comes out is what was written.

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use corpora::Date;

use crate::source::written_date::written_date;

/// Reads a date for the parser.
pub(super) fn parse(text: &str) -> Option<DateTime<Utc>> {
    let date = written_date(text)?;
    let part = |value: Option<i8>| u32::from(value.unwrap_or(1).unsigned_abs());
    let known_to = match (date.month(), date.day()) {
        (None, _) => 2,
        (_, None) => 1,
        _ => 0,
    };
    let day = NaiveDate::from_ymd_opt(date.year().into(), part(date.month()), part(date.day()))?;
    Some(day.and_hms_opt(known_to, 0, 0)?.and_utc())
}

/// The date that went in.
pub(super) fn date(at: DateTime<Utc>) -> Option<Date> {
    let small = |value: u32| i8::try_from(value).ok();
    let month = small(at.month()).filter(|_| at.hour() < 2);
    let day = small(at.day()).filter(|_| at.hour() < 1);
    Date::new(i16::try_from(at.year()).ok()?, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_comes_out_as_it_went_in() {
        for (text, expected) in [
            ("Sat, 13 Jun 2026 23:30:00 -0500", "2026-06-13"),
            ("2026-06-13T01:00:00+08:00", "2026-06-13"),
            ("2026-06", "2026-06"),
            ("2026", "2026"),
        ] {
            assert_eq!(date(parse(text).unwrap()).unwrap().to_string(), expected);
        }
        assert!(parse("soon").is_none());
    }
}
