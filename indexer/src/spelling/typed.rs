//! The words of a query that may be misspelt.

use std::ops::Range;

use corpora::Language;
use rustc_hash::FxHashSet;

use super::words::is_word;
use super::written::without_article;
use crate::analysis::{Stream, Writing, fold, visit};
use crate::quotation::{begins_quotation, closers};

/// Words of a query that are looked at: who writes more writes a text.
const MAX_WORDS: usize = 32;

/// Characters of a Chinese run that are looked at.
pub(super) const MAX_HAN: usize = 64;

/// Capitals in a row that are an abbreviation rather than a word.
const MAX_ABBREVIATION: usize = 5;

/// A word of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TypedWord {
    pub(super) range: Range<usize>,
    /// Its folded form.
    pub(super) folded: String,
    /// The terms it is looked up by, in all languages of the query.
    pub(super) terms: FxHashSet<String>,
    /// Whether it is a run of Chinese characters.
    pub(super) is_han: bool,
}

/// The words that may be corrected: not what stands in quotes, is excluded with a sign before it, has a
/// digit or a sign of an address or code in or on it, is an abbreviation or a stop word.
pub(super) fn typed_words(text: &str, languages: &[Language]) -> Vec<TypedWord> {
    let left_alone = left_alone(text);
    let is_free = |range: &Range<usize>| {
        let crosses = |other: &Range<usize>| other.start < range.end && range.start < other.end;
        !left_alone.iter().any(crosses)
    };
    let mut words: Vec<TypedWord> = han_runs(text).filter(|word| is_free(&word.range)).collect();
    let mut stops: FxHashSet<Range<usize>> = FxHashSet::default();
    for language in languages {
        visit(text, language, &mut |term| {
            if term.stop {
                stops.insert(term.range.clone());
            }
            let spaced = term.writing == Writing::Spaced && is_free(&term.range);
            let known = words.iter_mut().find(|word| word.range == term.range);
            if let Some(word) = known {
                word.terms.insert(term.text.to_owned());
            } else if spaced && term.stream == Stream::Exact && words.len() < MAX_WORDS {
                words.push(TypedWord {
                    folded: term.text.to_owned(),
                    terms: FxHashSet::from_iter([term.text.to_owned()]),
                    range: term.range,
                    is_han: false,
                });
            }
        });
    }
    words.retain(|word| {
        let written = &text[word.range.clone()];
        let worded = word.is_han || (is_word(&word.folded) && !is_abbreviation(written));
        worded && !stops.contains(&word.range)
    });
    for word in &mut words {
        word.range = without_article(text, word.range.clone(), &word.folded);
    }
    words.sort_by_key(|word| word.range.start);
    words
}

fn is_abbreviation(written: &str) -> bool {
    written.chars().all(char::is_uppercase) && written.chars().count() <= MAX_ABBREVIATION
}

/// Parts of a query that say exactly what they say.
fn left_alone(text: &str) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut opened: Option<(usize, char)> = None;
    let mut before = None;
    for (at, c) in text.char_indices() {
        match opened {
            Some((start, open)) if closers(open).contains(&c) => {
                parts.push(start..at + c.len_utf8());
                opened = None;
            }
            None if begins_quotation(before, c) => opened = Some((at, c)),
            _ => {}
        }
        before = Some(c);
    }
    // A quotation that is still being typed is one.
    parts.extend(opened.map(|(start, _)| start..text.len()));
    let mut at = 0;
    for piece in text.split(char::is_whitespace) {
        let range = at..at + piece.len();
        at = range.end + text[range.end..].chars().next().map_or(0, char::len_utf8);
        let inner = piece.trim_matches(|c: char| !c.is_alphanumeric());
        let coded = |c: char| c.is_numeric() || matches!(c, ':' | '/' | '@' | '_' | '.' | '\\');
        if inner.contains(coded) || piece.starts_with(['-', '−', '–']) {
            parts.push(range);
        }
    }
    parts
}

/// Runs of Chinese characters; kana and everything else ends them.
fn han_runs(text: &str) -> impl Iterator<Item = TypedWord> + '_ {
    let is_han = |c: char| matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}');
    let mut at = 0;
    let runs = text.split_inclusive(move |c| !is_han(c)).map(move |piece| {
        let run = piece.trim_end_matches(|c| !is_han(c));
        let start = at;
        at += piece.len();
        (start..start + run.len(), run)
    });
    let runs = runs.filter(|(_, run)| !run.is_empty()).take(MAX_WORDS);
    runs.map(|(range, run)| TypedWord {
        range,
        folded: fold(run).into_owned(),
        terms: FxHashSet::default(),
        is_han: true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let languages = [Language::parse("en").unwrap()];
        let words = typed_words(text, &languages).into_iter();
        words.map(|word| text[word.range].to_owned()).collect()
    }

    #[test]
    fn numbers_doses_codes_and_quotations_are_left_alone() {
        for text in [
            "2.5 mg",
            "H5N1",
            "N02BE01",
            "atc:N02BE01",
            "500mg",
            "٥٠٠",
            "५०० mg",
            "rxnorm:161",
            "https://example.org/paracetamol",
            "name@example.org",
            "\"parcetamol dose\"",
            "«parcetamol»",
            "»parcetamol«",
            "”parcetamol”",
            "〝parcetamol〞",
            "\"parcetamol",
            "-parcetamol",
            "ARDS",
            "the of and",
            "flu",
        ] {
            assert_eq!(words(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn words_are_found_in_every_script_that_has_letters() {
        assert_eq!(words("parcetamol 500 mg fevar"), ["parcetamol", "fevar"]);
        assert_eq!(
            words("парацитамол, دكساميثازون"),
            ["парацитамол", "دكساميثازون"]
        );
        assert_eq!(words("पैरासिटामाल"), ["पैरासिटामाल"]);
        assert_eq!(words("地塞米送 6 毫克"), ["地塞米送", "毫克"]);
        assert_eq!(words("5\" tube parcetamol"), ["tube", "parcetamol"]);
        for none in [
            "デキサメタソン",
            "덱사메타손",
            "เด็กซาเมทาโซน",
            "\u{202e}\u{200f}",
            "😀😀😀😀",
            "\u{301}\u{301}\u{301}\u{301}",
        ] {
            assert_eq!(words(none), [""; 0], "{none}");
        }
        assert_eq!(words(&"parcetamol ".repeat(900)).len(), MAX_WORDS);
    }
}
