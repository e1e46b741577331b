//! Light stemming of languages that Snowball has no stemmer for, by lists of prefixes and suffixes.
//!
//! It takes off what marks a form and hardly ever what makes a word another: a word is found in its
//! forms, and what is taken off too much is taken off in all of them. Words with digits stay.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::fold::fold;

/// What `data/affixes.toml` says, by language.
static LISTS: LazyLock<HashMap<String, Affixes>> = LazyLock::new(|| {
    // The file is part of the program and a test reads it: it cannot fail to parse in service.
    let written: HashMap<String, Written> =
        toml::from_str(include_str!("../../data/affixes.toml")).unwrap_or_default();
    let affixes = written.into_iter();
    affixes.map(|(language, w)| (language, w.into())).collect()
});

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    /// Prefixes, separated by white space; of `a|b`, `a` is taken off where `b` stands after it.
    #[serde(default)]
    prefixes: String,
    /// Suffixes; of `a|b`, `b` is taken off where `a` stands before it.
    #[serde(default)]
    suffixes: String,
    /// Fewest characters that a prefix leaves.
    #[serde(default)]
    after_prefix: usize,
    /// Fewest characters that a suffix leaves.
    #[serde(default)]
    after_suffix: usize,
    /// Most prefixes and most suffixes taken off one word.
    most_prefixes: usize,
    most_suffixes: usize,
}

/// The affixes of a language.
#[derive(Debug)]
pub(super) struct Affixes {
    /// What is taken off and what stays, the longest first.
    prefixes: Vec<(String, String)>,
    /// What stays and what is taken off, the longest first.
    suffixes: Vec<(String, String)>,
    after_prefix: usize,
    after_suffix: usize,
    most_prefixes: usize,
    most_suffixes: usize,
}

impl From<Written> for Affixes {
    fn from(written: Written) -> Self {
        let folded = |affix: &str| fold(affix).into_owned();
        let prefixes = written.prefixes.split_whitespace();
        let mut prefixes: Vec<(String, String)> = prefixes
            .map(|prefix| prefix.split_once('|').unwrap_or((prefix, "")))
            .map(|(goes, stays)| (folded(goes), folded(stays)))
            .collect();
        prefixes.sort_by_key(|(goes, stays)| std::cmp::Reverse(goes.len() + stays.len()));
        let suffixes = written.suffixes.split_whitespace();
        let mut suffixes: Vec<(String, String)> = suffixes
            .map(|suffix| suffix.split_once('|').unwrap_or(("", suffix)))
            .map(|(stays, goes)| (folded(stays), folded(goes)))
            .collect();
        suffixes.sort_by_key(|(stays, goes)| std::cmp::Reverse(stays.len() + goes.len()));
        Self {
            prefixes,
            suffixes,
            after_prefix: written.after_prefix,
            after_suffix: written.after_suffix,
            most_prefixes: written.most_prefixes,
            most_suffixes: written.most_suffixes,
        }
    }
}

/// The affixes of a language, if it has a list.
pub(super) fn affixes(language: &str) -> Option<&'static Affixes> {
    LISTS.get(language)
}

impl Affixes {
    /// The stem of a folded word.
    pub(super) fn stem<'w>(&self, word: &'w str) -> &'w str {
        if word.bytes().any(|byte| byte.is_ascii_digit()) {
            return word;
        }
        let mut stem = word;
        for _ in 0..self.most_suffixes {
            match self.without_suffix(stem) {
                Some(shorter) => stem = shorter,
                None => break,
            }
        }
        for _ in 0..self.most_prefixes {
            match self.without_prefix(stem) {
                Some(shorter) => stem = shorter,
                None => break,
            }
        }
        stem
    }

    fn without_suffix<'w>(&self, word: &'w str) -> Option<&'w str> {
        self.suffixes.iter().find_map(|(stays, goes)| {
            let stem = word.strip_suffix(goes.as_str())?;
            let left = stem.ends_with(stays.as_str()) && letters(stem) >= self.after_suffix;
            left.then_some(stem)
        })
    }

    fn without_prefix<'w>(&self, word: &'w str) -> Option<&'w str> {
        self.prefixes.iter().find_map(|(goes, stays)| {
            let stem = word.strip_prefix(goes.as_str())?;
            let left = stem.starts_with(stays.as_str()) && letters(stem) >= self.after_prefix;
            left.then_some(stem)
        })
    }
}

/// Characters of a stem; an apostrophe is none.
fn letters(stem: &str) -> usize {
    stem.chars().filter(|c| *c != '\'').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stem(language: &str, word: &str) -> String {
        affixes(language).unwrap().stem(&fold(word)).to_owned()
    }

    #[test]
    fn the_data_file_is_valid() {
        let read: HashMap<String, Written> =
            toml::from_str(include_str!("../../data/affixes.toml")).unwrap();
        for (language, written) in read {
            assert!(
                written.after_prefix.max(written.after_suffix) >= 2,
                "{language}"
            );
        }
    }

    #[test]
    fn forms_of_a_word_have_one_stem() {
        for (language, forms) in [
            ("uk", "лікування лікуванням лікуванню лікувати"),
            (
                "uk",
                "хвороба хвороби хворобу хворобою хвороб хворобам хворобами хворобах",
            ),
            (
                "uk",
                "пацієнт пацієнта пацієнти пацієнтів пацієнтам пацієнтами пацієнту",
            ),
            ("uk", "вакцина вакцини вакцину вакциною вакцин"),
            ("uk", "інфекція інфекції інфекцію інфекцій інфекціями"),
            ("uk", "гостра гострий гострого гострої гострих гострим"),
            ("ur", "بیماری بیماریوں بیماریاں"),
            ("ur", "مریض مریضوں"),
            ("ur", "علامت علامتیں علامتوں"),
            ("bn", "রোগী রোগীর রোগীদের রোগীকে রোগীরা"),
            ("bn", "চিকিৎসা চিকিৎসার চিকিৎসায়"),
            ("bn", "জ্বর জ্বরের জ্বরে"),
            ("bn", "কলেরা কলেরার কলেরায়"),
            ("ur", "ہیضہ ہیضے"),
            ("he", "כאב כאבים ובכאבי לכאב"),
            ("he", "בדיקה בדיקת"),
            ("bn", "টিকা টিকার টিকাগুলি টিকাটি"),
            ("sw", "ugonjwa magonjwa"),
            ("sw", "mtoto watoto"),
            ("sw", "hospitali hospitalini"),
            ("he", "מחלה המחלה למחלה מחלות המחלות ומחלות"),
            ("he", "טיפול הטיפול בטיפול לטיפול טיפולים"),
            ("he", "חיסון החיסון חיסונים והחיסונים"),
            ("he", "בדיקה הבדיקה בדיקות"),
        ] {
            let stems: Vec<_> = forms.split(' ').map(|form| stem(language, form)).collect();
            assert!(stems.iter().all(|s| *s == stems[0]), "{language} {stems:?}");
        }
    }

    #[test]
    fn other_words_words_with_digits_and_short_ones_stay_apart() {
        for (language, one, other) in [
            ("uk", "кашель", "кашка"),
            ("ur", "بخار", "بخت"),
            ("bn", "জ্বর", "জল"),
            ("sw", "homa", "dawa"),
            ("he", "חום", "חולה"),
            ("uk", "печінка", "пече"),
        ] {
            assert_ne!(stem(language, one), stem(language, other), "{language}");
        }
        for (language, word) in [
            ("uk", "h5n1ами"),
            ("sw", "watu"),
            ("he", "בית"),
            ("uk", "дія"),
        ] {
            assert_eq!(stem(language, word), word, "{language}");
        }
    }
}
