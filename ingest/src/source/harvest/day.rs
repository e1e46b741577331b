//! Days in the calendar of Greenwich: what interfaces are asked by.

use corpora::Date;

/// A day.
pub(in crate::source) type Day = jiff::civil::Date;

/// Days before its beginning from which the next harvest asks again: clocks differ, days end at
/// different hours, and records show up in an index after the day they carry. What comes twice
/// costs its transfer and changes nothing.
const OVERLAP: i64 = 3;

/// Today.
pub(in crate::source) fn today() -> Day {
    jiff::Timestamp::now()
        .to_zoned(jiff::tz::TimeZone::UTC)
        .date()
}

/// The day from which to ask after a harvest that began then.
pub(super) fn before(began: jiff::Timestamp) -> Option<Day> {
    let day = began.to_zoned(jiff::tz::TimeZone::UTC).date();
    Some(add_days(day, -OVERLAP))
}

/// The day so many days later, or the last there is.
pub(in crate::source) fn add_days(day: Day, days: i64) -> Day {
    day.saturating_add(jiff::Span::new().try_days(days).unwrap_or_default())
}

/// The first day of a date.
pub(in crate::source) fn of_date(date: Date) -> Day {
    let (month, day) = (date.month().unwrap_or(1), date.day().unwrap_or(1));
    Day::new(date.year(), month, day).unwrap_or(Day::ZERO)
}
