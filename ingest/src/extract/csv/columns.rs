//! Which column holds what.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use crate::extract::record::Field;
use crate::extract::{ExtractError, Reason};

/// Headers named in a message.
const MAX_SHOWN: usize = 40;

// A test makes sure that the bundled headers can be read.
static KNOWN: LazyLock<HashMap<String, Field>> = LazyLock::new(|| {
    let known: HashMap<Field, Vec<String>> =
        toml::from_str(include_str!("../../../data/columns.toml")).unwrap_or_default();
    let pairs = known.into_iter();
    pairs
        .flat_map(|(field, headers)| headers.into_iter().map(move |header| (header, field)))
        .collect()
});

/// The columns that are read: where they are and what they hold.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Columns(pub(super) Vec<(usize, Field)>);

impl Columns {
    /// The columns of a header row: as a librarian says, the others by known headers.
    pub(super) fn of(
        headers: &[String],
        told: &BTreeMap<String, String>,
    ) -> Result<Self, ExtractError> {
        let mut columns = Self::default();
        let mut named = Vec::new();
        for (name, header) in told {
            let field = Field::named(name).ok_or_else(|| unknown_field(name))?;
            named.push(field);
            if header.trim().is_empty() {
                continue;
            }
            let at = headers
                .iter()
                .position(|found| plain(found) == plain(header));
            let at = at.ok_or_else(|| no_column(name, header, headers))?;
            let summary =
                field == Field::Text && KNOWN.get(&plain(header)) == Some(&Field::Abstract);
            columns
                .0
                .push((at, if summary { Field::Abstract } else { field }));
        }
        for (at, header) in headers.iter().enumerate() {
            let Some(field) = KNOWN.get(&plain(header)).copied() else {
                continue;
            };
            let free = !named.contains(&field) && columns.0.iter().all(|(taken, _)| *taken != at);
            if free {
                columns.0.push((at, field));
            }
        }
        columns.0.sort_by_key(|(at, _)| *at);
        if columns.tells() {
            Ok(columns)
        } else {
            Err(no_known_column(headers))
        }
    }

    /// Number of known headers in a row.
    pub(super) fn known(headers: &[String], told: &BTreeMap<String, String>) -> usize {
        let is = |header: &&String| {
            let header = plain(header);
            KNOWN.contains_key(&header) || told.values().any(|told| plain(told) == header)
        };
        headers.iter().filter(is).count()
    }

    /// Whether there can be a document in a row.
    fn tells(&self) -> bool {
        let text = |field: &Field| matches!(field, Field::Title | Field::Text | Field::Abstract);
        self.0.iter().any(|(_, field)| text(field))
    }
}

/// A header without what is written in many ways.
fn plain(header: &str) -> String {
    let spaced = header
        .to_lowercase()
        .replace(['_', '-', '.', '\u{a0}'], " ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    words.join(" ")
}

fn shown(headers: &[String]) -> String {
    let some: Vec<String> = headers
        .iter()
        .take(MAX_SHOWN)
        .map(|header| format!("\"{}\"", crate::normalise::line(header, 60)))
        .collect();
    some.join(", ")
}

fn unknown_field(name: &str) -> ExtractError {
    let known: Vec<&str> = Field::COLUMNS.iter().map(|(name, _)| *name).collect();
    let detail = format!(
        "reading.columns of the source names the field \"{name}\": expected one of {}",
        known.join(", ")
    );
    ExtractError::new(Reason::BadRecord, detail)
}

fn no_column(name: &str, header: &str, headers: &[String]) -> ExtractError {
    let detail = format!(
        "reading.columns of the source has {name} = \"{header}\", found the columns {}: expected one of them",
        shown(headers)
    );
    ExtractError::new(Reason::BadRecord, detail)
}

fn no_known_column(headers: &[String]) -> ExtractError {
    let detail = format!(
        "no column is known to hold a title or a text: found {}; say which does in the source's \
         [reading.columns], such as title = {}",
        shown(headers),
        shown(headers.get(..1).unwrap_or_default())
    );
    ExtractError::new(Reason::BadRecord, detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn told(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        let owned = |(name, header): &(&str, &str)| ((*name).to_owned(), (*header).to_owned());
        pairs.iter().map(owned).collect()
    }

    #[test]
    fn the_bundled_headers_can_be_read_and_are_plain() {
        let all: HashMap<Field, Vec<String>> =
            toml::from_str(include_str!("../../../data/columns.toml")).unwrap();
        let mut seen = std::collections::HashSet::new();
        for header in all.values().flatten() {
            assert_eq!(&plain(header), header);
            assert!(seen.insert(header), "{header} stands twice");
        }
    }

    #[test]
    fn columns_are_known_by_their_headers_or_told() {
        let names = headers(&["标题", "Published_Year", "Abstract", "X"]);
        let columns = Columns::of(&names, &BTreeMap::new()).unwrap();
        assert_eq!(
            columns.0,
            [(0, Field::Title), (1, Field::Year), (2, Field::Abstract)]
        );
        let columns = Columns::of(
            &names,
            &told(&[("text", "abstract"), ("title", "x"), ("year", "")]),
        );
        assert_eq!(
            columns.unwrap().0,
            [(2, Field::Abstract), (3, Field::Title)]
        );
        for (names, told_pairs, part) in [
            (&["A", "B"][..], &[][..], "title = \"A\""),
            (
                &["Title"][..],
                &[("title", "Name")][..],
                "found the columns \"Title\"",
            ),
            (
                &["Title"][..],
                &[("colour", "Title")][..],
                "expected one of title",
            ),
        ] {
            let error = Columns::of(&headers(names), &told(told_pairs)).unwrap_err();
            assert!(error.detail.contains(part), "{error}");
        }
    }
}
