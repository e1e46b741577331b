//! Text to terms: the one place where documents and queries are taken apart, so that both are
//! taken apart alike.
//!
//! A text gives two streams of tokens. The **main** stream is for finding: words reduced to their
//! stem in the text's language, dictionary words of Chinese, Japanese, Thai, Khmer and Lao,
//! overlapping pairs of syllables in Korean. The **exact** stream is for precision and for texts
//! whose language is not known: words as written, with case, marks and letter variants folded, and
//! overlapping pairs of characters where words are not separated. Both go into one field each for
//! all languages: a field per language would distort BM25's length normalisation.
//!
//! Everywhere: compatibility composition (NFKC: width, ligatures, small digits), case, digits of all
//! scripts, apostrophes, and marks that are decoration in their script. Numbers are found whatever
//! stands before their decimals and between their groups (`2,5`, `2·5`, `1 000`), with their unit as
//! one word or two, codes with a hyphen or without, Greek letters by name.
//!
//! | languages | words | stems |
//! | --- | --- | --- |
//! | zh, zh-Hant | dictionary (jieba, with the words inside words) and pairs of characters; traditional as simplified | |
//! | ja | dictionary (ICU) and pairs of characters; kanji folded as in Chinese | |
//! | ko | pairs of syllables and words as written, so that spaces do not matter | |
//! | th lo km my | dictionary (ICU) and pairs of what a reader sees as characters | |
//! | de nl sv | between spaces; compounds with their parts (`data/compounds.toml`) | Snowball |
//! | fr it ca | between spaces, without elided words (`l'`, `dell'`) | Snowball |
//! | tr az | between spaces; dotted and dotless i; names without endings after an apostrophe | Snowball (tr) |
//! | ar | between spaces; variants of alef, ya, ta marbuta; "and the" comes off | Snowball |
//! | fa | between spaces; letters as in Arabic, joiners dropped | Snowball |
//! | hi | between spaces; nukta of loan words and chandrabindu folded | Snowball |
//! | en es pt ro ru pl cs el id … | between spaces | Snowball |
//! | uk ur bn sw he | between spaces; Hebrew final letters folded | lists of affixes (`data/affixes.toml`) |
//! | vi | between spaces; the main stream keeps the marks, which tell words apart | |
//! | others | between spaces | |

mod affixes;
mod boundaries;
mod compounds;
mod fold;
mod han;
mod knowledge;
mod letters;
mod memory;
mod numbers;
mod segment;
mod stem;
mod stop;
mod walk;

use std::ops::Range;

use corpora::Language;

pub(crate) use fold::{fold, fold_character};
pub(crate) use han::is_chinese_or_japanese;
pub(crate) use knowledge::keeps_marks;
pub(crate) use letters::{Letters, is_unspaced};
pub(crate) use segment::Writing;
pub(crate) use segment::prepare as prepare_dictionaries;

use walk::Walk;

/// Version of the analysis. Raise it when the same text gives other tokens: indexes are then built
/// again.
pub(crate) const VERSION: u32 = 2;

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
    /// Whether it is a part of the compound that stands at its place.
    pub part: bool,
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
    pub(crate) part: bool,
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
            part,
            ..
        } = term;
        stream.push(Token {
            text: text.to_owned(),
            range,
            position,
            stop,
            part,
        });
    });
    analysis
}

/// Takes a text apart and shows each term once, in order, without keeping any.
pub(crate) fn visit(text: &str, language: &Language, each: &mut dyn FnMut(Term<'_>)) {
    stem::with_words(language, |words| {
        let mut walk = Walk::of(text, words, each);
        segment::segments(text, language, &mut |segment| walk.take(segment));
        walk.finish();
    });
}
