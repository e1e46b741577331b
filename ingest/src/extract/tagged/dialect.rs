//! The ways citations are written with tags.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::notices::Link;
use crate::extract::record::Field;

/// A way to write tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// `TY  - JOUR` to `ER  - `.
    Ris,
    /// `%0 Journal Article` to an empty line.
    EndNote,
    /// `PMID- 1` to an empty line.
    Nbib,
}

/// A line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part<'l> {
    Blank,
    Tag(&'l str, &'l str),
    /// It goes on with the value before it.
    Text(&'l str),
}

impl Dialect {
    /// Takes a line apart.
    pub(super) fn part(self, line: &str) -> Part<'_> {
        let line = line.trim_start_matches('\u{feff}');
        if line.trim().is_empty() {
            return Part::Blank;
        }
        let tag = match self {
            Self::Ris => ris(line),
            Self::EndNote => endnote(line),
            Self::Nbib => nbib(line),
        };
        tag.map_or(Part::Text(line.trim()), |(tag, value)| {
            Part::Tag(tag, value.trim())
        })
    }

    /// The tag a record begins with.
    pub(super) const fn start(self) -> &'static str {
        match self {
            Self::Ris => "TY",
            Self::EndNote => "%0",
            Self::Nbib => "PMID",
        }
    }

    /// Whether a record ends with this tag.
    pub(super) fn ends(self, tag: &str) -> bool {
        self == Self::Ris && tag == "ER"
    }

    /// What a tag means, if anything.
    pub(super) fn field(self, tag: &str) -> Option<Field> {
        let fields = match self {
            Self::Ris => &TAGS.ris,
            Self::EndNote => &TAGS.endnote,
            Self::Nbib => &TAGS.nbib,
        };
        fields.get(tag).copied()
    }

    /// What a tag says of the standing of articles, if anything.
    pub(super) fn link(self, tag: &str) -> Option<Link> {
        let link = TAGS.notices.get(tag).copied();
        link.filter(|_| self == Self::Nbib)
    }

    /// The language of the text by the rules of the format.
    pub(super) fn language(self) -> Option<&'static str> {
        (self == Self::Nbib).then_some(TAGS.languages.nbib.as_str())
    }

    /// How a record begins, for messages.
    pub(super) const fn example(self) -> &'static str {
        match self {
            Self::Ris => "\"TY  - JOUR\" on a line of its own",
            Self::EndNote => "\"%0 Journal Article\" or \"%A\" with an author",
            Self::Nbib => "\"PMID- \" and a number",
        }
    }
}

/// `TI  - value`; the spaces are often fewer.
fn ris(line: &str) -> Option<(&str, &str)> {
    let (tag, rest) = line.trim_start().split_at_checked(2)?;
    let mut letters = tag.bytes();
    let first = letters.next().is_some_and(|b| b.is_ascii_uppercase());
    let second = letters.all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    let value = rest.trim_start_matches(' ').strip_prefix('-')?;
    let parted = rest.starts_with(' ') && (value.is_empty() || value.starts_with(' '));
    (first && second && parted).then_some((tag, value))
}

/// `%T value`.
fn endnote(line: &str) -> Option<(&str, &str)> {
    let (tag, rest) = line.split_at_checked(2)?;
    let sign = tag.strip_prefix('%')?.bytes().next()?;
    let parted = rest.is_empty() || rest.starts_with([' ', '\t']);
    (parted && sign.is_ascii_graphic()).then_some((tag, rest))
}

/// `TI  - value`: the tag fills four places.
fn nbib(line: &str) -> Option<(&str, &str)> {
    let (tag, rest) = line.split_at_checked(4)?;
    let value = rest.strip_prefix('-')?;
    let tag = tag.trim_end();
    let good = (2..=4).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_uppercase());
    (good && (value.is_empty() || value.starts_with(' '))).then_some((tag, value))
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Tags {
    ris: HashMap<String, Field>,
    endnote: HashMap<String, Field>,
    nbib: HashMap<String, Field>,
    languages: Languages,
    notices: HashMap<String, Link>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Languages {
    nbib: String,
}

// A test makes sure that the bundled tags can be read.
static TAGS: LazyLock<Tags> =
    LazyLock::new(|| toml::from_str(include_str!("../../../data/tagged.toml")).unwrap_or_default());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_tags_can_be_read() {
        toml::from_str::<Tags>(include_str!("../../../data/tagged.toml")).unwrap();
        let language = Dialect::Nbib.language().unwrap();
        assert!(corpora::Language::parse(language).is_ok());
    }

    #[test]
    fn tags_are_told_from_text() {
        for (dialect, line, part) in [
            (
                Dialect::Ris,
                "TI  - 霍乱 - 补液",
                Part::Tag("TI", "霍乱 - 补液"),
            ),
            (Dialect::Ris, "ER  -", Part::Tag("ER", "")),
            (Dialect::Ris, "A1 - Müller", Part::Tag("A1", "Müller")),
            (Dialect::Ris, "IL-6 rises", Part::Text("IL-6 rises")),
            (Dialect::Ris, "发热", Part::Text("发热")),
            (Dialect::EndNote, "%T Fièvre", Part::Tag("%T", "Fièvre")),
            (Dialect::EndNote, "%50 of them", Part::Text("%50 of them")),
            (Dialect::EndNote, "%é", Part::Text("%é")),
            (Dialect::Nbib, "PMID- 1", Part::Tag("PMID", "1")),
            (Dialect::Nbib, "TI  - Fever", Part::Tag("TI", "Fever")),
            (Dialect::Nbib, "      and cough", Part::Text("and cough")),
            (Dialect::Nbib, " \t", Part::Blank),
        ] {
            assert_eq!(dialect.part(line), part, "{line}");
        }
    }
}
