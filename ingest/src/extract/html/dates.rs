//! Dates as pages write them.

mod forms;
mod names;

use corpora::{Date, Language};

use self::forms::in_numbers;
use self::names::{CALENDARS, MONTHS, folded, words};

/// Longest text that is looked at, in bytes.
const MAX_TEXT: usize = 200;

/// Years that are believed.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2200;
/// Years that are of the Buddhist era or of the solar Hijri calendar where a page says so.
const BUDDHIST: std::ops::RangeInclusive<i16> = 2443..=2743;
const PERSIAN: std::ops::RangeInclusive<i16> = 1279..=1579;

/// How a language writes dates.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Conventions {
    day_first: bool,
    persian: bool,
    buddhist: bool,
}

impl Conventions {
    /// Those of a language; of one that is not known, only what can be read in one way.
    pub(super) fn of(language: &Language) -> Self {
        let primary = language.tag().split('-').next().unwrap_or_default();
        Self {
            day_first: CALENDARS.day_first.contains(primary),
            persian: CALENDARS.persian.contains(primary),
            buddhist: CALENDARS.buddhist.contains(primary),
        }
    }

    /// A date of the calendar the year is of.
    fn date(self, year: i16, month: i8, day: Option<i8>) -> Option<Date> {
        if self.persian && PERSIAN.contains(&year) {
            return persian(year, month, day?);
        }
        let buddhist = self.buddhist && BUDDHIST.contains(&year);
        let year = if buddhist { year - 543 } else { year };
        Date::new(year, Some(month), day).filter(|date| YEARS.contains(&date.year()))
    }
}

/// A day of the solar Hijri calendar. A month of it lies in two of ours.
fn persian(year: i16, month: i8, day: i8) -> Option<Date> {
    let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
    let date = icu_calendar::Date::try_new_persian(year.into(), month, day)
        .ok()?
        .to_calendar(icu_calendar::Iso);
    Date::new(
        i16::try_from(date.year().extended_year()).ok()?,
        Some(i8::try_from(date.month().ordinal).ok()?),
        Some(i8::try_from(date.day_of_month().0).ok()?),
    )
}

/// The date a text says: ISO 8601, with the name of the month, or with signs. What can be read in
/// two ways, such as 03/04/2020, is no date.
pub(super) fn parse(text: &str) -> Option<Date> {
    parse_in(text, Conventions::default())
}

/// As [`parse`], by the conventions of a language.
pub(super) fn parse_in(text: &str, conventions: Conventions) -> Option<Date> {
    let text = text.trim();
    if text.is_empty() || text.len() > MAX_TEXT {
        return None;
    }
    let text = folded(text);
    let text = text.trim();
    in_numbers(text, conventions)
        .or_else(|| named(text, conventions))
        .or_else(|| {
            Date::parse(text)
                .ok()
                .filter(|date| YEARS.contains(&date.year()))
        })
}

/// The date a text begins with, after signs and at most three words that say nothing of it.
pub(super) fn beginning(text: &str, conventions: Conventions) -> Option<Date> {
    let text = folded(text);
    let mut rest = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    for _ in 0..3 {
        let end = |c: char| c.is_whitespace() || ",.،:：)）".contains(c);
        let first = rest.split(end).next().unwrap_or_default();
        if first.is_empty() || !CALENDARS.small_words.contains(first) {
            break;
        }
        rest = rest[first.len()..].trim_start_matches(|c: char| !c.is_alphanumeric());
    }
    let first = words(rest).next()?;
    let begins = first.starts_with(|c: char| c.is_ascii_digit())
        || MONTHS.contains_key(first)
        || CALENDARS
            .eras
            .keys()
            .any(|era| first.starts_with(era.as_str()));
    // What comes later is another matter.
    let end = rest
        .char_indices()
        .filter(|(_, c)| c.is_whitespace())
        .map(|(at, _)| at)
        .chain([rest.len()])
        .take(7)
        .last()?;
    let near = rest[..end].chars().take(60).collect::<String>();
    begins.then(|| parse_in(&near, conventions)).flatten()
}

/// Whether a text is a date with a day and nothing else.
pub(super) fn is_whole(text: &str) -> bool {
    if text.len() > 80 {
        return false;
    }
    let folded = folded(text);
    let is_part = |word: &str| {
        let sign = |c: char| c.is_ascii_digit() || "年月日号號년월일:時分()（）".contains(c);
        let number = word.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == 'º');
        let ordinal = !number.is_empty()
            && word.len() <= number.len() + 2
            && number.chars().all(|c| c.is_ascii_digit());
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let named = MONTHS.contains_key(bare)
            || CALENDARS.persian_months.contains_key(bare)
            || CALENDARS.small_words.contains(bare)
            || CALENDARS.eras.contains_key(bare.trim_end_matches(sign));
        let signed = bare.chars().any(|c| c.is_ascii_digit())
            && bare
                .chars()
                .all(|c| sign(c) || CALENDARS.small_words.contains(c.to_string().as_str()));
        bare.is_empty() || ordinal || named || signed
    };
    let buddhist = |word: &str| matches!(word, "พ" | "ศ");
    words(&folded).all(|word| is_part(word) || buddhist(word))
        && parse(text).is_some_and(|date| date.day().is_some())
}

/// One month, one year and at most one day, among other words.
fn named(text: &str, conventions: Conventions) -> Option<Date> {
    let mut conventions = conventions;
    let (mut months, mut years, mut days) = (Vec::new(), Vec::new(), Vec::new());
    for word in words(text).filter(|word| !word.contains(':')) {
        let number = word.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == 'º');
        if let Some(month) = MONTHS.get(word) {
            conventions.buddhist |= word.starts_with(is_thai);
            months.push(*month);
        } else if let Some(month) = CALENDARS.persian_months.get(word) {
            conventions.persian = true;
            months.push(*month);
        } else if number.len() == 4 && number == word {
            years.extend(number.parse::<i16>());
        } else if matches!(number.len(), 1 | 2) && word.len() <= number.len() + 2 {
            days.extend(number.parse::<i8>());
        }
    }
    let mut said = CALENDARS.buddhist_words.iter();
    conventions.buddhist |= said.any(|word| text.contains(word.as_str()));
    let (&[month], &[year]) = (months.as_slice(), years.as_slice()) else {
        return None;
    };
    let is_persian = words(text).any(|word| CALENDARS.persian_months.contains_key(word));
    if is_persian && !PERSIAN.contains(&year) {
        return None;
    }
    match days.as_slice() {
        [] => conventions.date(year, month, None),
        [day] => conventions.date(year, month, Some(*day)),
        _ => None,
    }
}

const fn is_thai(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{e7f}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use corpora::Language;

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
            ("٤ مارس ٢٠٢١", "2021-03-04"),
            ("١٢ كانون الثاني ٢٠٢٢", "2022-01-12"),
            ("13 มิถุนายน พ.ศ. 2566", "2023-06-13"),
            ("๒๐ มิ.ย. ๒๕๖๖", "2023-06-20"),
            ("۱۵ خرداد ۱۴۰۳", "2024-06-04"),
            ("令和5年11月10日", "2023-11-10"),
            ("令和元年5月1日", "2019-05-01"),
            ("民國112年1月6日", "2023-01-06"),
            ("2023.08.03", "2023-08-03"),
            ("2023. 8. 3.", "2023-08-03"),
            ("2023/7/26 10:00", "2023-07-26"),
            ("13/06/2026", "2026-06-13"),
            ("06/13/2026", "2026-06-13"),
            ("ngày 4 tháng 3 năm 2020", "2020-03-04"),
            ("2023年 7月 26日発表", "2023-07-26"),
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
            "15 خرداد 2569",
            "2566",
            "1403/03/15",
            "2023-13-40",
            "5年3月4日",
            "",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_language_of_a_page_says_which_number_is_the_day_and_of_which_calendar() {
        let read = |language: &str, text: &str| {
            let conventions = Conventions::of(&Language::parse(language).unwrap());
            parse_in(text, conventions).map(|date| date.to_string())
        };
        for (language, text, date) in [
            ("pt-BR", "05/02/2024 14h30", Some("2024-02-05")),
            ("fr", "04/03/2021", Some("2021-03-04")),
            ("th", "20/6/2566", Some("2023-06-20")),
            ("fa", "۱۴۰۳/۰۳/۱۵", Some("2024-06-04")),
            ("en", "05/02/2024", None),
            ("ar", "1445/03/15", None),
        ] {
            assert_eq!(read(language, text).as_deref(), date, "{text}");
        }
    }

    #[test]
    fn a_text_begins_with_a_date_or_is_one() {
        let begins = |text: &str| beginning(text, Conventions::default()).map(|d| d.to_string());
        for (text, date) in [
            (": 13 March 2020 — See all updates", Some("2020-03-13")),
            (" on Monday, March 4th, 2020", Some("2020-03-04")),
            ("：2023-07-26来源：医政司", Some("2023-07-26")),
            ("日：令和5年11月10日", Some("2023-11-10")),
            (" data from the outbreak on 3 March 2020", None),
            (" le lundi 3 mars 2021", Some("2021-03-03")),
        ] {
            assert_eq!(begins(text).as_deref(), date, "{text}");
        }
        let whole = |text: &str| is_whole(text);
        assert!(
            whole("08. Februar 2022") && whole("5 December 2024") && whole("2023年7月26日（水）")
        );
        assert!(
            !whole("Outbreak of 5 December 2024") && !whole("Page 3") && !whole("2024 guideline")
        );
    }

    proptest! {
        #[test]
        fn foreign_text_never_panics(text in "\\PC{0,80}") {
            let _ = parse(&text);
            let _ = beginning(&text, Conventions::default());
        }
    }
}
