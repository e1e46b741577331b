//! `field:value` in a query.

use std::ops::Range;

use super::marks::plain;
use crate::analysis::fold;

/// What may stand before a colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::search) enum FieldName {
    Title,
    Language,
    Kind,
    Year,
    Publisher,
    Source,
    Status,
    Jurisdiction,
    Drug,
    Symptom,
    Concept,
}

impl FieldName {
    pub(super) const ALL: [(Self, &'static str); 11] = [
        (Self::Title, "title"),
        (Self::Language, "language"),
        (Self::Kind, "kind"),
        (Self::Year, "year"),
        (Self::Publisher, "publisher"),
        (Self::Source, "source"),
        (Self::Status, "status"),
        (Self::Jurisdiction, "jurisdiction"),
        (Self::Drug, "drug"),
        (Self::Symptom, "symptom"),
        (Self::Concept, "concept"),
    ];

    /// The field that is written so, in any case and also in full width.
    pub(super) fn parse(written: &str) -> Option<Self> {
        let written: String = written.chars().map(plain).collect();
        let named = |(_, name): &&(Self, &str)| name.eq_ignore_ascii_case(&written);
        Self::ALL.iter().find(named).map(|(field, _)| *field)
    }

    pub(super) fn name(self) -> &'static str {
        let found = Self::ALL.iter().find(|(field, _)| *field == self);
        found.map_or("", |(_, name)| name)
    }
}

/// What may stand between two years.
const BETWEEN: [&str; 10] = ["..", "…", "‥", "～", "~", "–", "—", "−", "－", "-"];

/// The years of `2020`, `2020..2023`, `2020..` and `..2023`, also in the digits of other scripts.
pub(super) fn years(written: &str) -> Option<(Option<i16>, Option<i16>)> {
    let between = BETWEEN.iter().find_map(|sign| written.split_once(sign));
    let year = |written: &str| -> Option<Option<i16>> {
        if written.is_empty() {
            return Some(None);
        }
        let year = fold(written).parse::<i16>().ok();
        year.filter(|year| (1000..=9999).contains(year)).map(Some)
    };
    let (from, to) = match between {
        Some((from, to)) => (year(from)?, year(to.trim_start_matches('.'))?),
        None => (year(written)?, year(written)?),
    };
    let ordered = from.zip(to).is_none_or(|(from, to)| from <= to);
    (ordered && (from.is_some() || to.is_some())).then_some((from, to))
}

/// Names of the fields, as a refusal lists them.
pub(super) fn names() -> String {
    FieldName::ALL.map(|(_, name)| name).join(", ")
}

/// A field with its value, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fielded {
    pub(super) field: FieldName,
    /// Where the value begins and ends, without quotation marks.
    pub(super) value: Range<usize>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_in_full_width_too() {
        assert_eq!(FieldName::parse("Language"), Some(FieldName::Language));
        assert_eq!(FieldName::parse("ｙｅａｒ"), Some(FieldName::Year));
        for other in ["", "atc", "http", "icd10", "rxnorm", "titles", "标题"] {
            assert_eq!(FieldName::parse(other), None, "{other}");
        }
        assert!(names().contains("jurisdiction"));
        assert!(
            FieldName::ALL
                .iter()
                .all(|(field, name)| field.name() == *name)
        );
    }

    #[test]
    fn years_may_be_open_on_one_side() {
        for (written, expected) in [
            ("2020", Some((Some(2020), Some(2020)))),
            ("2020..2023", Some((Some(2020), Some(2023)))),
            ("2020...2023", Some((Some(2020), Some(2023)))),
            ("2020–2023", Some((Some(2020), Some(2023)))),
            ("２０２０～２０２３", Some((Some(2020), Some(2023)))),
            ("٢٠٢٠..", Some((Some(2020), None))),
            ("..२०२३", Some((None, Some(2023)))),
            ("2023..2020", None),
            ("..", None),
            ("20", None),
            ("soon", None),
            ("99999", None),
        ] {
            assert_eq!(years(written), expected, "{written}");
        }
    }
}
