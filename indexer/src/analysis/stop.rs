//! Words that say nothing of what is sought.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use rustc_hash::FxHashSet;

use super::fold::fold;
use super::knowledge::knowledge;

type Lists = HashMap<String, &'static FxHashSet<String>>;

/// Folded lists by language, made at first use and kept.
static LISTS: LazyLock<Mutex<Lists>> = LazyLock::new(Mutex::default);

/// Folded stop words of a language; none for a language without a list.
pub(super) fn stop_words(language: &str) -> &'static FxHashSet<String> {
    let mut lists = LISTS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(list) = lists.get(language) {
        return list;
    }
    // One list for each language there is, for as long as the program runs.
    let list: &'static FxHashSet<String> = Box::leak(Box::new(list_of(language)));
    lists.insert(language.to_owned(), list);
    list
}

fn list_of(language: &str) -> FxHashSet<String> {
    let common = stop_words::lookup(language).unwrap_or_default();
    let chatter = knowledge()
        .chatter
        .get(language)
        .map_or(&[][..], Vec::as_slice);
    common
        .iter()
        .copied()
        .chain(chatter.iter().map(String::as_str))
        .map(|word| fold(word).into_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_words_are_stop_words_and_drugs_are_not() {
        for (word, language) in [
            ("the", "en"),
            ("el", "es"),
            ("в", "ru"),
            ("der", "de"),
            ("的", "zh"),
            ("في", "ar"),
        ] {
            assert!(stop_words(language).contains(word), "{word}");
        }
        for (word, language) in [
            ("dexamethasone", "en"),
            ("fiebre", "es"),
            ("发热", "zh"),
            ("the", "xx"),
        ] {
            assert!(!stop_words(language).contains(word), "{word}");
        }
    }
}
