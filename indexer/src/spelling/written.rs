//! How a word is written, where only its folded form is known.

use std::ops::Range;

use corpora::Language;
use serde::Deserialize;
use tantivy::schema::Value;
use tantivy::{TantivyDocument, TantivyError};

use super::nearby::places;
use crate::analysis::{Stream, fold, visit};
use crate::engine::Snapshot;
use crate::schema::Entry;

#[derive(Debug, Deserialize)]
struct Titled {
    title: String,
    language: Language,
}

/// A term as a passage or its title has it, with their language; none if it is only a stem.
pub(super) fn in_a_passage(
    snapshot: &Snapshot,
    term: &str,
) -> Result<Option<(String, Language)>, TantivyError> {
    for place in places(snapshot, term)? {
        let kept: TantivyDocument = snapshot.searcher.doc(place)?;
        let bytes = kept
            .get_first(snapshot.fields.entry)
            .and_then(|value| value.as_bytes());
        let Ok(entry) = serde_json::from_slice::<Entry<'_>>(bytes.unwrap_or_default()) else {
            continue;
        };
        let found = find(&entry.text, &entry.language, term).map(|text| (text, entry.language));
        if found.is_some() {
            return Ok(found);
        }
        let titled = serde_json::from_str::<Titled>(entry.document.get()).ok();
        let found = titled
            .and_then(|of| find(&of.title, &of.language, term).map(|text| (text, of.language)));
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

fn find(text: &str, language: &Language, term: &str) -> Option<String> {
    let mut found = None;
    visit(text, language, &mut |seen| {
        if found.is_none() && seen.stream == Stream::Exact && seen.text == term {
            found = text
                .get(without_article(text, seen.range, term))
                .map(str::to_owned);
        }
    });
    found
}

/// Where the word of a folded form stands in its range, which may begin with an article that is
/// written together with it: `hyperthermie` of `l’hyperthermie`.
pub(super) fn without_article(text: &str, range: Range<usize>, folded: &str) -> Range<usize> {
    let written = text.get(range.clone()).unwrap_or_default();
    let word = written.rsplit(['\'', '’']).next().unwrap_or_default();
    if word.len() < written.len() && fold(word) == folded {
        range.end - word.len()..range.end
    } else {
        range
    }
}

/// A word in the letter case of what was typed, where that is all small or begins with a capital.
pub(super) fn in_case_of(word: &str, typed: &str) -> String {
    let mut letters = typed.chars().filter(|c| c.is_alphabetic());
    let capital = letters.next().is_some_and(char::is_uppercase);
    if !capital && !letters.any(char::is_uppercase) {
        return word.to_lowercase();
    }
    let mut rest = word.chars();
    match rest.next().filter(|_| capital) {
        Some(first) => first.to_uppercase().chain(rest).collect(),
        None => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letter_case_follows_what_was_typed() {
        assert_eq!(in_case_of("Ibuprofène", "ibuprofene"), "ibuprofène");
        assert_eq!(in_case_of("ibuprofène", "Ibuprofene"), "Ibuprofène");
        assert_eq!(in_case_of("парацетамол", "Парацитамол"), "Парацетамол");
        assert_eq!(in_case_of("地塞米松", ""), "地塞米松");
    }

    #[test]
    fn a_word_is_found_as_it_is_written() {
        let french = Language::parse("fr").unwrap();
        let text = "L’Hyperthermie, la fièvre";
        assert_eq!(
            find(text, &french, "hyperthermie").as_deref(),
            Some("Hyperthermie")
        );
        assert_eq!(find(text, &french, "fievre").as_deref(), Some("fièvre"));
        assert_eq!(find(text, &french, "hypertherm"), None);
    }
}
