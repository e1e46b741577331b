//! Text to terms: the one place where documents and queries are taken apart, so that both are
//! taken apart alike.
//!
//! A text gives two streams of tokens. The **main** stream is for finding: words reduced to their
//! stem in the text's language, dictionary words of Chinese, Japanese, Thai, Khmer and Lao,
//! overlapping pairs of syllables in Korean. The **exact** stream is for precision and for texts
//! whose language is not known: words as written, with case, marks and letter variants folded, and
//! overlapping pairs of characters where words are not separated. Both go into one field each for
//! all languages: a field per language would distort BM25's length normalisation.

mod fold;
mod knowledge;
mod segment;
mod stem;
mod stop;

use std::ops::Range;

use corpora::Language;

pub(crate) use segment::prepare as prepare_dictionaries;

use segment::{Segment, Writing};

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

/// Takes a text apart as a text in `language`. Works for every text: what no rule knows is split at
/// Unicode word boundaries (UAX 29) and folded.
#[must_use]
pub fn analyze(text: &str, language: &Language) -> Analysis {
    let mut analysis = Analysis::default();
    let mut words = stem::Words::of(language);
    let mut previous: Option<Segment> = None;
    for (position, segment) in segment::segments(text, language).into_iter().enumerate() {
        match segment.writing {
            Writing::Spaced => {
                spaced(text, &segment, position, &mut words, &mut analysis);
                join_with_number(text, previous.as_ref(), &segment, position, &mut analysis);
            }
            Writing::Dictionary | Writing::Syllables => {
                folded(text, &segment, position, &words, &mut analysis.main);
            }
            Writing::Pairs | Writing::Whole => {
                folded(text, &segment, position, &words, &mut analysis.exact);
            }
        }
        previous = Some(segment);
    }
    analysis
}

fn push(
    stream: &mut Vec<Token>,
    mut text: String,
    range: &Range<usize>,
    position: usize,
    stop: bool,
) {
    if text.len() > MAX_TERM_BYTES {
        text.truncate(text.floor_char_boundary(MAX_TERM_BYTES));
    }
    if !text.is_empty() {
        stream.push(Token {
            text,
            range: range.clone(),
            position,
            stop,
        });
    }
}

fn spaced(
    text: &str,
    segment: &Segment,
    position: usize,
    words: &mut stem::Words<'_>,
    analysis: &mut Analysis,
) {
    let forms = words.forms(&text[segment.range.clone()]);
    push(
        &mut analysis.exact,
        forms.exact,
        &segment.range,
        position,
        forms.stop,
    );
    push(
        &mut analysis.main,
        forms.main,
        &segment.range,
        position,
        forms.stop,
    );
}

fn folded(
    text: &str,
    segment: &Segment,
    position: usize,
    words: &stem::Words<'_>,
    stream: &mut Vec<Token>,
) {
    let word = fold::fold(&text[segment.range.clone()]);
    let stop = words.is_stop(&word);
    push(stream, word, &segment.range, position, stop);
}

/// `COVID-19` is also `covid19`, `IL-6` also `il6`: the joined form stands in the exact stream at
/// the place of the number.
fn join_with_number(
    text: &str,
    previous: Option<&Segment>,
    segment: &Segment,
    position: usize,
    analysis: &mut Analysis,
) {
    let Some(previous) = previous.filter(|p| p.writing == Writing::Spaced) else {
        return;
    };
    let gap = &text[previous.range.end..segment.range.start];
    let (before, number) = (
        &text[previous.range.clone()],
        fold::fold(&text[segment.range.clone()]),
    );
    let numbered = number.len() <= 4 && number.starts_with(|c: char| c.is_ascii_digit());
    let named = before.len() <= 12 && before.ends_with(|c: char| c.is_alphabetic());
    if matches!(gap, "-" | "‐" | "‑" | "–" | "") && numbered && named {
        let joined = fold::fold(before) + &number;
        push(
            &mut analysis.exact,
            joined,
            &(previous.range.start..segment.range.end),
            position,
            false,
        );
    }
}
