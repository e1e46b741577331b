//! Forms of dates in numbers.

use std::sync::LazyLock;

use corpora::Date;
use regex::{Captures, Regex};

use super::Conventions;
use super::names::CALENDARS;

fn regex(pattern: &str) -> Option<Regex> {
    Regex::new(pattern).ok()
}

/// Year, month and day by their signs: 2020年3月4日.
static SIGNED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    regex(r"(\d{1,4}|元)\s*[年년]\s*(\d{1,2})\s*[月월](?:\s*(\d{1,2})\s*[日號号일])?")
});
/// The year first: 2020-03-04, 2020/3/4, 2020. 3. 4.
static YEAR_FIRST: LazyLock<Option<Regex>> =
    LazyLock::new(|| regex(r"(?:^|\D)(\d{4})(-|/|\.\s?)(\d{1,2})(-|/|\.\s?)(\d{1,2})(?:\D|$)"));
/// The year last: 4.3.2020, 04/03/2020, 4-3-2020.
static YEAR_LAST: LazyLock<Option<Regex>> =
    LazyLock::new(|| regex(r"(?:^|\D)(\d{1,2})(\.\s?|/|-)(\d{1,2})(\.\s?|/|-)(\d{4})(?:\D|$)"));

/// The first date in numbers that a text has, its digits being those of ASCII.
pub(super) fn in_numbers(text: &str, conventions: Conventions) -> Option<Date> {
    signed(text)
        .or_else(|| year_first(text, conventions))
        .or_else(|| year_last(text, conventions))
}

fn number(found: &Captures<'_>, group: usize) -> Option<i16> {
    found.get(group)?.as_str().parse().ok()
}

fn small(found: &Captures<'_>, group: usize) -> Option<i8> {
    found.get(group)?.as_str().parse().ok()
}

fn signed(text: &str) -> Option<Date> {
    let found = SIGNED.as_ref()?.captures(text)?;
    let before = text[..found.get(0)?.start()].trim_end();
    let eras = CALENDARS.eras.iter();
    let era = eras.filter(|(name, _)| before.ends_with(name.as_str()));
    let year = match (era.map(|(_, start)| *start).max(), &found[1]) {
        (Some(start), "元") => start.checked_add(1)?,
        (Some(start), year) => start.checked_add(year.parse().ok()?)?,
        (None, year) => year.parse().ok().filter(|_| year.len() == 4)?,
    };
    // What has the sign of a day but is none is no month either.
    let day = small(&found, 3);
    if found.get(3).is_some() && day.is_none() {
        return None;
    }
    Conventions::default().date(year, small(&found, 2)?, day)
}

fn year_first(text: &str, conventions: Conventions) -> Option<Date> {
    let found = YEAR_FIRST.as_ref()?.captures(text)?;
    if found[2].trim() != found[4].trim() {
        return None;
    }
    conventions.date(number(&found, 1)?, small(&found, 3)?, small(&found, 5))
}

/// Full stops are written between day and month; else it has to be clear which is which.
fn year_last(text: &str, conventions: Conventions) -> Option<Date> {
    let found = YEAR_LAST.as_ref()?.captures(text)?;
    let (first, second) = (small(&found, 1)?, small(&found, 3)?);
    let sign = found[2].trim();
    if sign != found[4].trim() {
        return None;
    }
    let year = number(&found, 5)?;
    if sign == "." || conventions.day_first || first > 12 || first == second {
        return conventions.date(year, second, Some(first));
    }
    let month_first = second > 12;
    month_first
        .then(|| conventions.date(year, first, Some(second)))
        .flatten()
}
