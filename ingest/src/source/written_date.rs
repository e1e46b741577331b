//! Dates as feeds and lists write them, taken only where they can mean one day.
//!
//! The day is the one that was written, not the one it was at that moment in Greenwich: a notice of
//! 13 June, 01:00 in Beijing is of 13 June.

use std::sync::LazyLock;

use corpora::Date;

/// Names of months: beginnings in lower case, each with its number.
static MONTHS: LazyLock<Vec<(&str, i8)>> = LazyLock::new(|| {
    let lines = include_str!("../../data/months.tsv").lines();
    lines
        .filter_map(|line| {
            let (number, names) = line.split_once('\t')?;
            Some((number.parse().ok()?, names))
        })
        .flat_map(|(number, names): (i8, &str)| names.split('\t').map(move |name| (name, number)))
        .collect()
});

/// Longest text that is looked at, in characters: a date with its weekday, time and zone has 60.
const MAX_CHARS: usize = 120;

/// Years that are believed: others are of another calendar (2569 in Thailand, 1405 in Iran) or none.
const YEARS: std::ops::Range<i16> = 1900..2200;

/// Reads a date as feeds write them (RFC 3339, RFC 822 and what is made of them), or as a reader
/// reads it: `13 juin 2026`, `June 13, 2026`, `2026年6月13日`, `13.06.2026`. `None` where there is
/// none or it can mean two days, such as `06/07/2026`.
pub(crate) fn written_date(text: &str) -> Option<Date> {
    let text = text.trim();
    if text.chars().count() > MAX_CHARS {
        return None;
    }
    let read = || Written::of(&text.to_lowercase()).date();
    let date = Date::parse(text).ok().or_else(read);
    date.filter(|date| YEARS.contains(&date.year()))
}

/// A number with its digits, or the number of a named month.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Part {
    Number(i16, usize),
    Month(i8),
}

/// The parts of a text that a date can be of.
#[derive(Debug, Default)]
struct Written {
    parts: Vec<Part>,
    /// The first sign after a number, which says in which order they are.
    sign: Option<char>,
}

impl Written {
    fn of(text: &str) -> Self {
        let mut written = Self::default();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let end = |same: &dyn Fn(char) -> bool| rest.find(|c| !same(c)).unwrap_or(rest.len());
            let length = if first.is_ascii_digit() {
                written.number(&rest[..end(&|c| c.is_ascii_digit() || c == ':')])
            } else if is_name(first) {
                written.name(&rest[..end(&is_name)])
            } else {
                if !first.is_whitespace() && !written.parts.is_empty() {
                    written.sign.get_or_insert(first);
                }
                first.len_utf8()
            };
            rest = &rest[length..];
        }
        written
    }

    /// Times are no part of a date.
    fn number(&mut self, token: &str) -> usize {
        if !token.contains(':')
            && let (1..=4, Ok(value)) = (token.len(), token.parse())
        {
            self.parts.push(Part::Number(value, token.len()));
        }
        token.len()
    }

    fn name(&mut self, token: &str) -> usize {
        if token.starts_with(['年', '년']) {
            self.sign.get_or_insert('年');
        }
        self.parts.extend(month(token).map(Part::Month));
        token.len()
    }

    /// A named month beside a day and a year, or numbers in an order that is clear.
    fn date(&self) -> Option<Date> {
        // Weekdays may begin as months do (mardi, maandag): the month is the one beside numbers.
        let named = self.parts.windows(3).find_map(|window| match *window {
            // 13 juin 2026; Sat, 13 Jun 26 10:00 +0000 (RFC 822).
            [Part::Number(day, 1 | 2), Part::Month(month), Part::Number(year, digits @ (2 | 4))]
            // June 13, 2026.
            | [Part::Month(month), Part::Number(day, 1 | 2), Part::Number(year, digits @ 4)] => {
                Date::new(full_year(year, digits), Some(month), small(day))
            }
            // 2026 June 13.
            [Part::Number(year, 4), Part::Month(month), Part::Number(day, 1 | 2)] => {
                Date::new(year, Some(month), small(day))
            }
            _ => None,
        });
        named.or_else(|| self.date_of_numbers())
    }

    fn date_of_numbers(&self) -> Option<Date> {
        use Part::{Month, Number};
        match *self.parts.as_slice() {
            [Month(month), Number(year, 4)] => Date::new(year, Some(month), None),
            // 2026年6月13日, 2026. 6. 13, 2026/6/13.
            [
                Number(year, 4),
                Number(month, 1 | 2),
                Number(day, 1 | 2),
                ..,
            ] => Date::new(year, small(month), small(day)),
            // 13.06.2026 is the day first wherever it is written with full stops.
            [
                Number(day, 1 | 2),
                Number(month, 1 | 2),
                Number(year, 4),
                ..,
            ] if self.sign == Some('.') || day > 12 || day == month => {
                Date::new(year, small(month), small(day))
            }
            [
                Number(month, 1 | 2),
                Number(day, 1 | 2),
                Number(year, 4),
                ..,
            ] if day > 12 => Date::new(year, small(month), small(day)),
            [Number(year, 4), Number(month, 1 | 2)] if self.sign == Some('年') => {
                Date::new(year, small(month), None)
            }
            _ => None,
        }
    }
}

fn small(value: i16) -> Option<i8> {
    // A month or day that is none makes no date; nothing would make it a vaguer one.
    Some(i8::try_from(value).unwrap_or(i8::MAX))
}

/// Letters, their marks, and the full stops of Thai abbreviations, which are within the word.
fn is_name(c: char) -> bool {
    let mark = matches!(c, '\u{0900}'..='\u{0dff}' | '\u{0e00}'..='\u{0e7f}');
    (c.is_alphabetic() || mark) && !c.is_ascii_digit()
}

/// The month that a name in lower case begins.
pub(crate) fn month(token: &str) -> Option<i8> {
    let of = |(name, number): &(&str, i8)| token.starts_with(name).then_some((*number, name.len()));
    // The longest beginning decides: `mai` is May, `ma` nothing.
    let best = MONTHS
        .iter()
        .filter_map(of)
        .max_by_key(|(_, length)| *length);
    best.map(|(number, _)| number)
}

/// Years of two digits as RFC 5322, 4.3 reads them.
const fn full_year(year: i16, digits: usize) -> i16 {
    match (digits, year) {
        (2, 0..=49) => year + 2000,
        (2, _) => year + 1900,
        _ => year,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn dates_are_read_as_they_are_written_everywhere() {
        for (text, expected) in [
            ("2026-06-13T01:00:00+08:00", "2026-06-13"),
            ("2026-06", "2026-06"),
            ("2026", "2026"),
            ("Sat, 13 Jun 2026 23:30:00 -0500", "2026-06-13"),
            ("Saturday, 13-Jun-26 10:00:00 GMT", "2026-06-13"),
            ("13 Jun 26 1:00 EST", "2026-06-13"),
            ("Sat Jun 13 10:00:00 2026", "2026-06-13"),
            ("mardi 13 juin 2026", "2026-06-13"),
            ("maandag 1 juni 2026", "2026-06-01"),
            ("13 มิถุนายน 2569", ""),
            ("13 خرداد 1405", ""),
            ("June 13, 2026", "2026-06-13"),
            ("13 juin 2026", "2026-06-13"),
            ("1 août 2026", "2026-08-01"),
            ("13 de junio de 2026", "2026-06-13"),
            ("13. Juni 2026", "2026-06-13"),
            ("13 июня 2026 г.", "2026-06-13"),
            ("١٣ يونيو", ""),
            ("13 يونيو 2026", "2026-06-13"),
            ("13 जून 2026", "2026-06-13"),
            ("13 มิถุนายน 2026", "2026-06-13"),
            ("2026年6月13日", "2026-06-13"),
            ("2026년 6월 13일", "2026-06-13"),
            ("2026. 6. 13.", "2026-06-13"),
            ("2026年6月", "2026-06"),
            ("Juin 2026", "2026-06"),
            ("13.06.2026", "2026-06-13"),
            ("13/06/2026", "2026-06-13"),
            ("06/13/2026", "2026-06-13"),
            ("06/07/2026", ""),
            ("Week 24, 2026", ""),
            ("31 February 2026", ""),
            ("no. 7", ""),
            ("", ""),
        ] {
            let found = written_date(text).map(|date| date.to_string());
            assert_eq!(found.unwrap_or_default(), expected, "{text}");
        }
    }

    #[test]
    fn the_table_of_months_is_whole() {
        let mut numbers: Vec<i8> = MONTHS.iter().map(|(_, number)| *number).collect();
        numbers.dedup();
        assert_eq!(numbers, (1..=12).collect::<Vec<_>>());
        assert!(MONTHS.iter().all(|(name, _)| name.to_lowercase() == *name));
    }

    proptest! {
        #[test]
        fn foreign_text_never_panics(text in "[0-9a-zéжü年月日 .,:/+-]{0,40}") {
            let _ = written_date(&text);
        }
    }
}
