//! The languages of the pages. Each is a file of `locales`, all with the same keys; a test makes
//! sure of it, so that adding a language is adding a file.

mod negotiate;
mod texts;

use std::sync::LazyLock;

use corpora::Language;

pub(crate) use negotiate::{accepted_languages, choose};
pub(crate) use texts::Texts;

/// A language of the pages.
#[derive(Debug)]
pub(crate) struct Locale {
    /// The language.
    pub(crate) language: Language,
    /// What the pages say in it.
    pub(crate) texts: Texts,
}

/// The bundled files, in the order in which they are offered. English is first: it is the language
/// of those who ask for none that is here.
const FILES: [(&str, &str); 13] = [
    ("en", include_str!("../../locales/en.toml")),
    ("ar", include_str!("../../locales/ar.toml")),
    ("zh", include_str!("../../locales/zh.toml")),
    ("fr", include_str!("../../locales/fr.toml")),
    ("ru", include_str!("../../locales/ru.toml")),
    ("es", include_str!("../../locales/es.toml")),
    ("de", include_str!("../../locales/de.toml")),
    ("fa", include_str!("../../locales/fa.toml")),
    ("hi", include_str!("../../locales/hi.toml")),
    ("id", include_str!("../../locales/id.toml")),
    ("ja", include_str!("../../locales/ja.toml")),
    ("pt", include_str!("../../locales/pt.toml")),
    ("sw", include_str!("../../locales/sw.toml")),
];

static LOCALES: LazyLock<Vec<Locale>> = LazyLock::new(|| {
    let read = |(tag, text): &(&str, &str)| match toml::from_str(text) {
        Ok(texts) => Language::parse(tag)
            .ok()
            .map(|language| Locale { language, texts }),
        Err(error) => {
            tracing::error!(locale = tag, %error, "a language of the pages cannot be read");
            None
        }
    };
    FILES.iter().filter_map(read).collect()
});

/// All languages of the pages.
pub(crate) fn locales() -> &'static [Locale] {
    &LOCALES
}

/// The text with `{name}` replaced by each value.
pub(crate) fn fill(text: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(text.to_owned(), |text, (name, value)| {
        text.replace(&format!("{{{name}}}"), value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use corpora::{Authority, DocumentKind, Extent, State};

    #[test]
    fn every_language_says_everything() {
        let english: toml::Table = toml::from_str(FILES[0].1).unwrap();
        for (tag, text) in FILES {
            // The structures refuse missing and unknown keys; the vocabularies are maps.
            let texts: Texts = toml::from_str(text).unwrap_or_else(|e| panic!("{tag}: {e}"));
            assert!(
                DocumentKind::ALL
                    .iter()
                    .all(|k| texts.kind.contains_key(k.name())),
                "{tag}"
            );
            assert!(
                Authority::ALL
                    .iter()
                    .all(|a| texts.authority.contains_key(a.name())),
                "{tag}"
            );
            assert!(
                State::ALL
                    .iter()
                    .all(|s| texts.status.contains_key(s.name())),
                "{tag}"
            );
            assert!(
                Extent::ALL
                    .iter()
                    .all(|e| texts.extent.contains_key(e.name())),
                "{tag}"
            );
            let table: toml::Table = toml::from_str(text).unwrap();
            for (section, keys) in &english {
                let there = table[section].as_table().unwrap();
                for (key, value) in keys.as_table().unwrap() {
                    let other = there
                        .get(key)
                        .unwrap_or_else(|| panic!("{tag}: {section}.{key}"));
                    assert_eq!(places(value), places(other), "{tag}: {section}.{key}");
                }
                assert_eq!(
                    there.len(),
                    keys.as_table().unwrap().len(),
                    "{tag}: {section}"
                );
            }
        }
        assert_eq!(locales().len(), FILES.len());
    }

    /// The `{…}` of a text, in order of name.
    fn places(value: &toml::Value) -> Vec<String> {
        let text = value.to_string();
        let mut found: Vec<_> = text
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split_once('}').map(|(name, _)| name.to_owned()))
            .collect();
        found.sort();
        found
    }

    #[test]
    fn places_are_filled() {
        assert_eq!(fill("{n} of {of}", &[("n", "1"), ("of", "3")]), "1 of 3");
    }
}
