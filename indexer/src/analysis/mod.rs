//! Text to terms: the one place where documents and queries are taken apart, so that both are
//! taken apart alike.
//!
//! A text gives two streams of tokens. The **main** stream is for finding: words reduced to their
//! stem in the text's language, dictionary words of Chinese, Japanese, Thai, Khmer and Lao,
//! overlapping pairs of syllables in Korean. The **exact** stream is for precision and for texts
//! whose language is not known: words as written, with case, marks and letter variants folded, and
//! overlapping pairs of characters where words are not separated. Both go into one field each for
//! all languages: a field per language would distort BM25's length normalisation.

mod boundaries;
mod fold;
mod knowledge;
mod letters;
mod memory;
mod segment;
mod stem;
mod stop;

use std::ops::Range;

use corpora::Language;

pub(crate) use fold::fold;
pub(crate) use letters::{Letters, is_unspaced};
pub(crate) use segment::Writing;
pub(crate) use segment::prepare as prepare_dictionaries;

use memory::Forms;
use segment::Segment;
use stem::Words;

/// Version of the analysis. Raise it when the same text gives other tokens: indexes are then built
/// again.
pub(crate) const VERSION: u32 = 1;

/// A term with the place of its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The term.
    pub text: String,
    /// Bytes of the original text it stands for.
    pub range: Range<usize>,
    /// Place in the sequence of words, from 0.
    pub position: usize,
    /// Whether it is a stop word of the language: it says nothing of what is sought.
    pub stop: bool,
}

/// Both streams of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Analysis {
    /// Stems, dictionary words, pairs of syllables.
    pub main: Vec<Token>,
    /// Words as written, folded; pairs of characters.
    pub exact: Vec<Token>,
}

/// No term is longer, in bytes: what is longer is no word, and its beginning is kept.
const MAX_TERM_BYTES: usize = 120;

/// A stream that a term belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stream {
    Main,
    Exact,
}

/// A term as it is found, before anyone keeps it.
#[derive(Debug, Clone)]
pub(crate) struct Term<'t> {
    pub(crate) stream: Stream,
    pub(crate) writing: Writing,
    pub(crate) text: &'t str,
    pub(crate) range: Range<usize>,
    pub(crate) position: usize,
    pub(crate) stop: bool,
}

/// Takes a text apart as a text in `language`. Works for every text: what no rule knows is split at
/// Unicode word boundaries (UAX 29) and folded.
#[must_use]
pub fn analyze(text: &str, language: &Language) -> Analysis {
    let mut analysis = Analysis::default();
    visit(text, language, &mut |term| {
        let stream = match term.stream {
            Stream::Main => &mut analysis.main,
            Stream::Exact => &mut analysis.exact,
        };
        let Term {
            text,
            range,
            position,
            stop,
            ..
        } = term;
        stream.push(Token {
            text: text.to_owned(),
            range,
            position,
            stop,
        });
    });
    analysis
}

/// Takes a text apart and shows each term once, in order, without keeping any.
pub(crate) fn visit(text: &str, language: &Language, each: &mut dyn FnMut(Term<'_>)) {
    stem::with_words(language, |words| {
        let mut previous: Option<Segment> = None;
        let mut position = 0;
        segment::segments(text, language, &mut |segment| {
            terms(text, words, &segment, previous.as_ref(), position, each);
            position += 1;
            previous = Some(segment);
        });
    });
}

/// Shows the terms of a segment.
fn terms(
    text: &str,
    words: &mut Words,
    segment: &Segment,
    previous: Option<&Segment>,
    position: usize,
    each: &mut dyn FnMut(Term<'_>),
) {
    let word = &text[segment.range.clone()];
    let (writing, range) = (segment.writing, segment.range.clone());
    let mut show = |stream, text: &str, range: Range<usize>, stop| {
        let text = &text[..text.floor_char_boundary(MAX_TERM_BYTES)];
        if !text.is_empty() {
            each(Term {
                stream,
                writing,
                text,
                range,
                position,
                stop,
            });
        }
    };
    let stream = match writing {
        Writing::Spaced => {
            let Forms { exact, main, stop } = words.forms(word);
            show(Stream::Exact, exact, range.clone(), stop);
            show(Stream::Main, main, range, stop);
            if let Some((joined, range)) = joined_with_number(text, previous, segment) {
                show(Stream::Exact, &joined, range, false);
            }
            return;
        }
        Writing::Dictionary | Writing::Syllables => Stream::Main,
        Writing::Pairs | Writing::Whole => Stream::Exact,
    };
    let word = fold(word);
    show(stream, &word, range, words.is_stop(&word));
}

/// `COVID-19` is also `covid19`, `IL-6` also `il6`: the joined form stands in the exact stream at
/// the place of the number.
fn joined_with_number(
    text: &str,
    previous: Option<&Segment>,
    segment: &Segment,
) -> Option<(String, Range<usize>)> {
    let previous = previous.filter(|p| p.writing == Writing::Spaced)?;
    let gap = &text[previous.range.end..segment.range.start];
    let (before, number) = (&text[previous.range.clone()], &text[segment.range.clone()]);
    let near = matches!(gap, "-" | "‐" | "‑" | "–" | "");
    let named = before.len() <= 12 && before.ends_with(|c: char| c.is_alphabetic());
    if !near || !named || number.len() > 4 {
        return None;
    }
    let number = fold(number);
    let numbered = number.starts_with(|c: char| c.is_ascii_digit());
    numbered.then(|| {
        (
            fold(before).into_owned() + &number,
            previous.range.start..segment.range.end,
        )
    })
}
