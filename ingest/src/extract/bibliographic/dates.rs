//! Dates as bibliographic records write them.

use corpora::Date;

use crate::source::month as named_month;

/// A date of year, month and day as they stand in elements of their own. A month may be a number or
/// a name; what is neither (a season, a span of months) leaves the year.
pub(in crate::extract) fn date(year: &str, month: Option<&str>, day: Option<&str>) -> Option<Date> {
    let year: i16 = four_digits(year)?;
    let month = month.and_then(self::month);
    let day = day.and_then(|day| day.trim().parse().ok());
    month
        .and_then(|month| {
            Date::new(year, Some(month), day).or_else(|| Date::new(year, Some(month), None))
        })
        .or_else(|| Date::new(year, None, None))
}

fn four_digits(year: &str) -> Option<i16> {
    let year = year.trim();
    (year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()))
        .then(|| year.parse().ok())
        .flatten()
}

fn month(text: &str) -> Option<i8> {
    let text = text.trim().trim_end_matches('.').to_lowercase();
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().ok();
    }
    // A span of months is none of them.
    text.chars()
        .all(|c| c.is_alphabetic() || c == '.')
        .then(|| named_month(&text))
        .flatten()
}

/// The year that a text such as `2020 Mar-Apr`, `Winter 1999` or `1998 Dec-1999 Jan` begins with or names
/// first.
pub(in crate::extract) fn first_year(text: &str) -> Option<Date> {
    let years = text.split(|c: char| !c.is_ascii_digit());
    years
        .filter(|part| part.len() == 4)
        .find_map(|year| date(year, None, None))
}

/// The earliest of several dates of publication. A vaguer date does not take the place of a day it
/// covers: of `2020` and `2020-03-15` the latter is taken.
pub(in crate::extract) fn earliest(dates: impl IntoIterator<Item = Date>) -> Option<Date> {
    dates.into_iter().reduce(|best, next| {
        let (exact, vague) = if precision(next) > precision(best) {
            (next, best)
        } else {
            (best, next)
        };
        if covers(vague, exact) {
            exact
        } else if next.ordinal() < best.ordinal() {
            next
        } else {
            best
        }
    })
}

fn precision(date: Date) -> u8 {
    u8::from(date.month().is_some()) + u8::from(date.day().is_some())
}

fn covers(vague: Date, exact: Date) -> bool {
    vague.year() == exact.year()
        && vague
            .month()
            .is_none_or(|month| exact.month() == Some(month))
        && vague.day().is_none_or(|day| exact.day() == Some(day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_as_precise_as_its_parts_are() {
        for (year, month, day, expected) in [
            ("2020", Some("Mar"), Some("4"), "2020-03-04"),
            ("2020", Some("03"), None, "2020-03"),
            ("2020", Some("agosto"), Some("31"), "2020-08-31"),
            ("2020", Some("Jan-Feb"), Some("1"), "2020"),
            ("2020", Some("Spring"), None, "2020"),
            ("2020", Some("2"), Some("31"), "2020-02"),
            ("2020", Some("13"), None, "2020"),
            (" 2020 ", None, Some("4"), "2020"),
        ] {
            assert_eq!(date(year, month, day).unwrap().to_string(), expected);
        }
        assert_eq!(date("20", None, None), None);
        assert_eq!(date("٢٠٢٠", None, None), None);
        for (text, year) in [
            ("2020 Mar-Apr", "2020"),
            ("1998 Dec-1999 Jan", "1998"),
            ("Winter 1999", "1999"),
        ] {
            assert_eq!(first_year(text).unwrap().to_string(), year);
        }
        assert_eq!(first_year("Winter"), None);
    }

    #[test]
    fn the_earliest_date_is_taken_and_the_exact_one_of_two_that_agree() {
        let earliest = |dates: &[&str]| {
            earliest(dates.iter().map(|d| Date::parse(d).unwrap()))
                .unwrap()
                .to_string()
        };
        assert_eq!(earliest(&["2020", "2020-03-15"]), "2020-03-15");
        assert_eq!(earliest(&["2020-03-15", "2020-03"]), "2020-03-15");
        assert_eq!(earliest(&["2021", "2020-12-30"]), "2020-12-30");
        assert_eq!(earliest(&["2019", "2020-01-02"]), "2019");
        assert_eq!(earliest(&["2020-05-02", "2020-05-01"]), "2020-05-01");
    }
}
