//! How the tokens of a query stand to each other: which are stop words, fragments, or their own stems.

use std::ops::Range;

use crate::analysis::{Analysis, Token};

/// Stop words of a query, unless it has no others.
pub(super) fn minor_words(analysis: &Analysis) -> Vec<Range<usize>> {
    let tokens = || analysis.main.iter().chain(&analysis.exact);
    let minor: Vec<_> = tokens()
        .filter(|token| token.stop)
        .map(|token| token.range.clone())
        .collect();
    let all = tokens().all(|token| minor.contains(&token.range));
    if all { Vec::new() } else { minor }
}

/// Whether a word of the main stream is its own exact form.
pub(super) fn is_written_so(token: &Token, analysis: &Analysis) -> bool {
    let exact = analysis.exact.iter();
    exact
        .filter(|e| e.position == token.position)
        .any(|e| e.text == token.text)
}

/// Whether an exact form has another form in the main stream: a stem, or the number it is joined with.
pub(super) fn has_stem(token: &Token, analysis: &Analysis) -> bool {
    let mut main = analysis.main.iter();
    let place = |m: &&Token| m.position == token.position;
    main.clone().any(|m| place(&m)) && !main.any(|m| place(&m) && m.text == token.text)
}

/// Whether a token is one character of a run without spaces. "地" of "地塞米松" is no word, but a
/// dictionary of another language, or one that lacks the drug, cuts it off; the pairs of
/// characters stand for it.
pub(super) fn is_fragment(token: &Token, analysis: &Analysis) -> bool {
    let range = &token.range;
    let one_character = !token.text.is_ascii() && token.text.chars().nth(1).is_none();
    let covers = |other: &Token| other.range.start <= range.start && other.range.end >= range.end;
    one_character
        && analysis
            .exact
            .iter()
            .any(|pair| pair.range != *range && covers(pair))
}
