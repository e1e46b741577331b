//! Languages by their BCP 47 tags.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use icu_locale_core::subtags::Variants;
use icu_locale_core::{LanguageIdentifier, Locale};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A language tag (BCP 47) in canonical case, reduced to language, script and region: `zh-Hant-TW`,
/// `pt-BR`, `en`. `und` means undetermined and is an honest answer.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Language(String);

/// Text that is no language tag.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("\"{found}\" is not a language: expected a BCP 47 tag such as en, pt-BR or zh-Hant")]
pub struct LanguageError {
    /// What was found, shortened.
    pub found: String,
}

/// A row of the bundled table of languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NamedLanguage {
    /// Primary subtag.
    pub code: &'static str,
    /// Other codes and names it goes by, separated by commas.
    aliases: &'static str,
    /// Name in English.
    pub english: &'static str,
    /// Name in the language itself.
    pub own: &'static str,
    /// Whether it is written from right to left.
    pub right_to_left: bool,
}

static NAMED: LazyLock<Vec<NamedLanguage>> = LazyLock::new(|| {
    include_str!("../../vocabulary/languages.tsv")
        .lines()
        .filter_map(row)
        .collect()
});

fn row(line: &'static str) -> Option<NamedLanguage> {
    let mut cells = line.split('\t');
    let named = NamedLanguage {
        code: cells.next().filter(|code| !code.starts_with('#'))?,
        aliases: cells.next()?,
        english: cells.next()?,
        own: cells.next()?,
        right_to_left: cells.next()? == "rtl",
    };
    Some(named)
}

impl Language {
    /// `und`: nobody has said, or what was said is contradicted.
    #[must_use]
    pub fn undetermined() -> Self {
        Self("und".to_owned())
    }

    /// Whether the language is not known.
    #[must_use]
    pub fn is_undetermined(&self) -> bool {
        self.primary() == "und"
    }

    /// Reads a tag as found in the wild: any case, `_` for `-`, three-letter codes and English
    /// names of the languages in the table.
    ///
    /// # Errors
    /// If it is neither a well-formed tag nor a name in the table.
    pub fn parse(text: &str) -> Result<Self, LanguageError> {
        // Nearly all tags of stored documents are of the table, and are canonical: they need not be
        // taken apart for every document and section that is read.
        if NAMED.iter().any(|named| named.code == text) {
            return Ok(Self(text.to_owned()));
        }
        let error = || LanguageError {
            found: text.chars().take(40).collect(),
        };
        let tag = text.trim().replace('_', "-");
        let (first, rest) = tag
            .split_once('-')
            .map_or((tag.as_str(), ""), |(f, r)| (f, r));
        let lower = first.to_lowercase();
        let primary = match NAMED
            .iter()
            .find(|n| n.aliases.split(',').any(|alias| alias == lower))
        {
            Some(named) => named.code,
            None if (2..=3).contains(&lower.len()) => lower.as_str(),
            None => return Err(error()),
        };
        let tag = if rest.is_empty() {
            primary.to_owned()
        } else {
            format!("{primary}-{rest}")
        };
        // Extensions and variants are dropped: they do not change how a text is analysed.
        let parsed = tag.parse::<Locale>().map_err(|_| error())?.id;
        let plain = LanguageIdentifier {
            variants: Variants::default(),
            ..parsed
        };
        Ok(Self(plain.to_string()))
    }

    /// The whole tag.
    #[must_use]
    pub fn tag(&self) -> &str {
        &self.0
    }

    /// The primary subtag: `zh` of `zh-Hant-TW`.
    #[must_use]
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or("und")
    }

    /// Name and direction, for the languages of the table.
    #[must_use]
    pub fn named(&self) -> Option<&'static NamedLanguage> {
        NAMED.iter().find(|named| named.code == self.primary())
    }

    /// Name in English, or the tag.
    #[must_use]
    pub fn english_name(&self) -> &str {
        self.named().map_or(self.tag(), |named| named.english)
    }

    /// Name in the language itself, or the tag.
    #[must_use]
    pub fn own_name(&self) -> &str {
        self.named().map_or(self.tag(), |named| named.own)
    }

    /// `rtl` or `ltr`, as HTML's `dir` wants it.
    #[must_use]
    pub fn direction(&self) -> &'static str {
        if self.named().is_some_and(|named| named.right_to_left) {
            "rtl"
        } else {
            "ltr"
        }
    }

    /// All languages of the table, by code.
    #[must_use]
    pub fn all_named() -> &'static [NamedLanguage] {
        &NAMED
    }
}

impl Default for Language {
    fn default() -> Self {
        Self::undetermined()
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for Language {
    type Err = LanguageError;

    fn from_str(text: &str) -> Result<Self, LanguageError> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Language {
    type Error = LanguageError;

    fn try_from(text: String) -> Result<Self, LanguageError> {
        Self::parse(&text)
    }
}

impl From<Language> for String {
    fn from(language: Language) -> Self {
        language.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_the_wild_become_canonical() {
        for (found, tag) in [
            ("EN", "en"),
            ("en_us", "en-US"),
            ("zh-hans-cn", "zh-Hans-CN"),
            ("zho", "zh"),
            ("Spanish", "es"),
            ("iw", "he"),
            ("no", "nb"),
            ("de-DE-1996", "de-DE"),
            ("zh-u-co-pinyin", "zh"),
            ("und", "und"),
        ] {
            assert_eq!(Language::parse(found).unwrap().tag(), tag, "{found}");
        }
        for found in ["", "e", "not a language", "中文", "12", "-"] {
            assert!(Language::parse(found).is_err(), "{found}");
        }
    }

    #[test]
    fn at_least_25_languages_have_a_name_in_themselves() {
        assert!(Language::all_named().len() >= 25);
        for named in Language::all_named() {
            let language = Language::parse(named.code).unwrap();
            assert_eq!(language.tag(), named.code);
            // Codes are taken as they are: none of them may be another name of a language.
            let all = || Language::all_named().iter();
            assert!(all().all(|other| other.aliases.split(',').all(|alias| alias != named.code)));
            let parsed = named.code.parse::<Locale>().unwrap().id.to_string();
            assert_eq!(parsed, named.code);
            assert!(!language.own_name().is_empty() && !language.english_name().is_empty());
        }
        assert_eq!(Language::parse("ar-EG").unwrap().direction(), "rtl");
    }
}
