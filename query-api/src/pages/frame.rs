//! What all pages have: their language, the search box, the choice of language.

use corpora::Language;

use crate::http::{Address, Failure, ICON, Reader, STYLESHEET};
use crate::locale::{Locale, Texts, locales};

/// A link to this page in another language.
#[derive(Debug)]
pub(super) struct Choice {
    pub(super) url: String,
    pub(super) tag: &'static str,
    pub(super) name: &'static str,
    pub(super) direction: &'static str,
    pub(super) is_current: bool,
}

/// What stands around the content of every page.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) texts: &'static Texts,
    pub(super) language: &'static Language,
    /// The language to carry along in links, if it was chosen in the address.
    pub(super) ui: &'static str,
    /// What stands in the search box.
    pub(super) query: String,
    pub(super) stylesheet: String,
    pub(super) icon: String,
    pub(super) choices: Vec<Choice>,
}

impl Frame {
    pub(super) fn of(reader: &Reader) -> Result<Self, Failure> {
        let locale = reader.locale().ok_or(Failure::NoLocale)?;
        let query = reader.pairs.iter().find(|(name, _)| name == "q");
        Ok(Self {
            texts: &locale.texts,
            language: &locale.language,
            ui: reader.chosen.unwrap_or_default(),
            query: query.map(|(_, value)| value.clone()).unwrap_or_default(),
            stylesheet: STYLESHEET.address(),
            icon: ICON.address(),
            choices: locales()
                .iter()
                .map(|other| choice(reader, locale, other))
                .collect(),
        })
    }

    /// An address of ours, in the chosen language.
    pub(super) fn address(&self, path: &str) -> Address {
        Address::new(path).with("ui", self.ui)
    }

    /// The first page.
    pub(super) fn home(&self) -> String {
        self.address("/").to_string()
    }

    /// A search for these words.
    pub(super) fn search_for(&self, words: &str) -> String {
        self.address("/search").with("q", words).to_string()
    }
}

fn choice(reader: &Reader, current: &Locale, other: &'static Locale) -> Choice {
    let tag = other.language.tag();
    // A cursor belongs to the languages of its reader.
    let pairs: Vec<_> = reader
        .pairs
        .iter()
        .filter(|(n, _)| n != "cursor")
        .cloned()
        .collect();
    Choice {
        url: Address::new(&reader.path)
            .with_all(&pairs)
            .with("ui", tag)
            .to_string(),
        tag,
        name: other.language.own_name(),
        direction: other.language.direction(),
        is_current: other.language == current.language,
    }
}
