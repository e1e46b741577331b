//! What stands in the fields of records, read as far as it is clear.

use corpora::{Date, Identifier, Language};

use super::rules::RULES;
use crate::source::written_date;

/// Years that are believed of a text that is no date otherwise.
const YEARS: std::ops::Range<i16> = 1800..2200;

/// A date as records write them: `2020/03/12/`, `2002 Sep`, `2020//`. A text that names one year and
/// no clear day, such as `2012 Nov-Dec` or `06/07/2020`, is that year.
pub(super) fn date(text: &str) -> Option<Date> {
    let trimmed = text.trim().trim_end_matches(['/', '-', ' ', '.']);
    written_date(trimmed).or_else(|| Date::new(only_year(trimmed)?, None, None))
}

/// The one number of four digits that can be a year.
fn only_year(text: &str) -> Option<i16> {
    let numbers = text.split(|c: char| !c.is_ascii_digit());
    let mut years = numbers
        .filter(|number| number.len() == 4)
        .filter_map(|number| number.parse().ok())
        .filter(|year| YEARS.contains(year));
    let first = years.next()?;
    years.all(|year| year == first).then_some(first)
}

/// The first date, made precise by the others that agree with it.
pub(super) fn published(dates: impl Iterator<Item = Date>) -> Option<Date> {
    dates.reduce(|found, other| {
        let (short, long) = (found.to_string(), other.to_string());
        if long.starts_with(&short) {
            other
        } else {
            found
        }
    })
}

/// A date of a year and, where they are there, a month and a day in fields of their own.
pub(super) fn of_parts(year: &str, month: Option<&str>, day: Option<&str>) -> Option<Date> {
    let with = |parts: &[Option<&str>]| {
        let parts: Option<Vec<&str>> = parts.iter().copied().collect();
        let parts = parts?;
        let told = Date::parse(&parts.join("-")).ok();
        told.or_else(|| written_date(&parts.join(" ")).filter(|date| date.month().is_some()))
    };
    with(&[Some(year), month, day])
        .or_else(|| with(&[Some(year), month]))
        .or_else(|| date(year))
}

/// Authors as one field writes them: parted by semicolons, or by full-width ones, or as the text of
/// a list; by ` and ` where each is `Family, Given`; else one.
pub(super) fn authors(text: &str) -> Vec<String> {
    let text = text.trim();
    let inner = text.strip_prefix('[').and_then(|t| t.strip_suffix(']'));
    if let Some(inner) = inner.filter(|inner| inner.contains(['\'', '"'])) {
        return quoted(inner);
    }
    let parts: Vec<&str> = if text.contains([';', '；', '\n']) {
        text.split([';', '；', '\n']).collect()
    } else if text.contains('、') {
        text.split('、').collect()
    } else if text.matches(" and ").count() + 1 == text.matches(", ").count() {
        text.split(" and ").collect()
    } else {
        vec![text]
    };
    let names = parts
        .into_iter()
        .map(|name| name.trim().trim_end_matches(',').trim());
    names
        .filter(|name| !name.is_empty() && !RULES.is_nothing(name))
        .map(str::to_owned)
        .collect()
}

/// The strings of `'A B', "O'Neil"`.
fn quoted(inner: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = inner;
    while let Some(start) = rest.find(['\'', '"']) {
        let (quote, after) = (rest.as_bytes()[start] as char, &rest[start + 1..]);
        let Some(end) = after.find(quote) else { break };
        names.push(after[..end].trim().to_owned());
        rest = &after[end + 1..];
    }
    names.retain(|name| !name.is_empty());
    names
}

/// A language by its tag, its code, or its name in English or in itself.
pub(super) fn language(text: &str) -> Option<Language> {
    Language::parse(text).ok().or_else(|| {
        let lower = text.trim().to_lowercase();
        let named = Language::all_named()
            .iter()
            .find(|named| named.own.to_lowercase() == lower)?;
        Language::parse(named.code).ok()
    })
}

/// A DOI, also as `doi:https://doi.org/…` or with what stands after it in brackets.
pub(super) fn doi(text: &str) -> Option<Identifier> {
    let text = text.trim();
    let bare = text
        .strip_prefix("doi:")
        .filter(|rest| rest.trim_start().starts_with("http"))
        .unwrap_or(text);
    Identifier::doi(bare)
        .or_else(|_| Identifier::doi(bare.split_whitespace().next().unwrap_or_default()))
        .ok()
}

/// An identifier that says of what scheme it is: `10.1118/1.4748329 [doi]`, `PMC123`.
pub(super) fn identifier(text: &str) -> Option<Identifier> {
    let (value, scheme) = match text.trim().rsplit_once('[') {
        Some((value, scheme)) => (value.trim(), scheme.trim_end_matches(']').trim()),
        None => (text.trim(), ""),
    };
    match scheme {
        "doi" => doi(value),
        "" if value.starts_with("10.") || value.starts_with("doi:") => doi(value),
        "" if value.starts_with("PMC") => Identifier::pmcid(value).ok(),
        _ => None,
    }
}

/// The PubMed number that a number of a database is. All 508 of the WHO literature database that
/// have eight digits are one; Embase has nine or ten, CINAHL nine, Web of Science letters.
pub(super) fn accession(text: &str) -> Option<Identifier> {
    let text = text.trim();
    let number = text.strip_prefix("MEDLINE:").unwrap_or(text).trim();
    let is_one =
        number.len() == 8 && number.bytes().all(|b| b.is_ascii_digit()) && !number.starts_with('0');
    is_one.then(|| Identifier::pmid(number).ok()).flatten()
}

/// The addresses in a text that a reader can open, best first.
pub(super) fn addresses(text: &str) -> Vec<String> {
    let separators = |c: char| c.is_whitespace() || matches!(c, ';' | '|' | '；');
    let mut found: Vec<String> = text
        .split(separators)
        .map(|part| part.trim_matches([',', '<', '>', '"']))
        .filter(|part| Identifier::url(part).is_ok() && !is_closed(part))
        .map(str::to_owned)
        .collect();
    found.sort_by_key(|address| Identifier::doi(address).is_err());
    found
}

fn is_closed(address: &str) -> bool {
    let host = url::Url::parse(address).ok();
    let host = host.as_ref().and_then(url::Url::host_str);
    host.is_none_or(|host| RULES.is_closed(host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_keep_the_precision_they_have() {
        for (text, expected) in [
            ("2020/03/12/", "2020-03-12"),
            ("2020///", "2020"),
            ("2020/03//Spring", "2020"),
            ("2002 Sep", "2002-09"),
            ("2006 Mar 1", "2006-03-01"),
            ("2012 Nov-Dec", "2012"),
            ("2003 Winter", "2003"),
            ("20060110", "2006-01-10"),
            ("2020年3月", "2020-03"),
            ("06/07/2020", "2020"),
            ("2019-2020", ""),
            ("2569", ""),
            ("in press", ""),
        ] {
            let found = date(text).map(|d| d.to_string()).unwrap_or_default();
            assert_eq!(found, expected, "{text}");
        }
        let dates = |texts: &[&str]| {
            let dates: Vec<Date> = texts.iter().filter_map(|t| date(t)).collect();
            published(dates.into_iter()).map(|d| d.to_string())
        };
        assert_eq!(dates(&["2006", "20060110"]).as_deref(), Some("2006-01-10"));
        assert_eq!(dates(&["2012 Oct", "20120915"]).as_deref(), Some("2012-10"));
        let parts = |y, m, d| of_parts(y, m, d).map(|d| d.to_string());
        assert_eq!(parts("2020", Some("3"), None).as_deref(), Some("2020-03"));
        assert_eq!(
            parts("2020", Some("March"), Some("4")).as_deref(),
            Some("2020-03-04")
        );
        assert_eq!(parts("2020", Some("?"), None).as_deref(), Some("2020"));
    }

    #[test]
    fn authors_are_parted_where_it_is_clear() {
        for (text, expected) in [
            ("Qu, Rong; Ling, Yun", vec!["Qu, Rong", "Ling, Yun"]),
            ("陈薇；李兰娟", vec!["陈薇", "李兰娟"]),
            ("山田太郎、鈴木花子", vec!["山田太郎", "鈴木花子"]),
            ("Smith, J. and Doe, A.", vec!["Smith, J.", "Doe, A."]),
            (
                "Centers for Control and Prevention",
                vec!["Centers for Control and Prevention"],
            ),
            ("['O Brien', \"D'Souza K\"]", vec!["O Brien", "D'Souza K"]),
            ("Zhang, N.,", vec!["Zhang, N."]),
            ("n/a", vec![]),
        ] {
            assert_eq!(authors(text), expected, "{text}");
        }
    }

    #[test]
    fn identifiers_are_taken_only_where_they_say_what_they_are() {
        assert_eq!(
            identifier("10.1118/1.4748329 [doi]").unwrap().to_string(),
            "doi:10.1118/1.4748329"
        );
        assert_eq!(identifier("1471-2105-7-10 [pii]"), None);
        assert_eq!(
            doi("doi:https://doi.org/10.2807/1560-7917.ES.2019")
                .unwrap()
                .scheme(),
            "doi"
        );
        assert_eq!(accession("31944312").unwrap().to_string(), "pmid:31944312");
        assert_eq!(
            accession("MEDLINE:31944312").unwrap().to_string(),
            "pmid:31944312"
        );
        assert_eq!(accession("630637437"), None);
        assert_eq!(language("日本語").unwrap().tag(), "ja");
        let both =
            "http://www.embase.com/search?x https://a.org/p http://dx.doi.org/10.1093/jtm/taaa008";
        assert_eq!(
            addresses(both),
            ["http://dx.doi.org/10.1093/jtm/taaa008", "https://a.org/p"]
        );
    }
}
