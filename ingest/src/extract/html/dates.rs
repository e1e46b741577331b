//! Dates as pages write them.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use corpora::Date;
use regex::Regex;

// A test makes sure that the bundled names can be read.
static MONTHS: LazyLock<HashMap<String, i8>> = LazyLock::new(|| {
    let languages: BTreeMap<String, [String; 12]> =
        toml::from_str(include_str!("../../../data/months.toml")).unwrap_or_default();
    let mut months = HashMap::new();
    for names in languages.values() {
        for (names, month) in names.iter().zip(1_i8..) {
            for name in names.split(' ') {
                months.insert(name.to_owned(), month);
            }
        }
    }
    months
});

/// Year, month and day by their signs: 2020年3月4日.
static SIGNED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"([12]\d{3})\s*[年년]\s*(\d{1,2})\s*[月월](?:\s*(\d{1,2})\s*[日号號일])?").ok()
});
/// Day, month and year, parted by full stops.
static POINTED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?:^|\D)(\d{1,2})\.\s?(\d{1,2})\.\s?([12]\d{3})(?:\D|$)").ok());

/// Longest text that is looked at, in bytes.
const MAX_TEXT: usize = 200;

/// The date a text says: ISO 8601, with the name of the month, or with signs. What can be read in
/// two ways, such as 03/04/2020, is no date.
pub(super) fn parse(text: &str) -> Option<Date> {
    let text = text.trim();
    if text.is_empty() || text.len() > MAX_TEXT {
        return None;
    }
    signed(text)
        .or_else(|| pointed(text))
        .or_else(|| named(text))
        .or_else(|| Date::parse(text).ok())
}

fn signed(text: &str) -> Option<Date> {
    let found = SIGNED.as_ref()?.captures(text)?;
    let day = found.get(3).map(|day| day.as_str().parse());
    Date::new(
        found[1].parse().ok()?,
        Some(found[2].parse().ok()?),
        day.transpose().ok()?,
    )
}

fn pointed(text: &str) -> Option<Date> {
    let found = POINTED.as_ref()?.captures(text)?;
    let (day, month, year) = (found[1].parse(), found[2].parse(), found[3].parse());
    Date::new(year.ok()?, Some(month.ok()?), Some(day.ok()?))
}

/// One month, one year and at most one day, among other words.
fn named(text: &str) -> Option<Date> {
    let lower = text.to_lowercase();
    let (mut months, mut years, mut days) = (Vec::new(), Vec::new(), Vec::new());
    let words = lower.split(|c: char| c.is_whitespace() || ",./()|،".contains(c));
    for word in words.filter(|word| !word.is_empty() && !word.contains(':')) {
        let number = word.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == 'º');
        if let Some(month) = MONTHS.get(word) {
            months.push(*month);
        } else if number.len() == 4 && number == word {
            years.extend(number.parse::<i16>());
        } else if matches!(number.len(), 1 | 2) && word.len() <= number.len() + 2 {
            days.extend(number.parse::<i8>());
        }
    }
    let (&[month], &[year]) = (months.as_slice(), years.as_slice()) else {
        return None;
    };
    let day = match days.as_slice() {
        [] => None,
        [day] => Some(*day),
        _ => return None,
    };
    Date::new(year, Some(month), day)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn dates_of_many_languages_keep_their_precision() {
        for (text, date) in [
            ("2021-05-06T10:00:00Z", "2021-05-06"),
            ("4 March 2020", "2020-03-04"),
            ("Published: March 4th, 2020", "2020-03-04"),
            ("2020 Mar", "2020-03"),
            ("1er août 2019", "2019-08-01"),
            ("4 de marzo de 2020", "2020-03-04"),
            ("Stand: 4. März 2020", "2020-03-04"),
            ("04.03.2020", "2020-03-04"),
            ("4 марта 2020 г.", "2020-03-04"),
            ("2020年3月4日 10:20", "2020-03-04"),
            ("2020년 3월", "2020-03"),
            ("4 مارس 2020", "2020-03-04"),
            ("4 मार्च 2020", "2020-03-04"),
            ("2020", "2020"),
        ] {
            let found = parse(text).map(|date| date.to_string());
            assert_eq!(found.as_deref(), Some(date), "{text}");
        }
    }

    #[test]
    fn what_is_not_sure_is_no_date() {
        for text in [
            "03/04/2020",
            "March",
            "31 February 2020",
            "yesterday",
            "May 2019 to June 2020",
            "",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn foreign_text_never_panics(text in "\\PC{0,80}") {
            let _ = parse(&text);
        }
    }
}
