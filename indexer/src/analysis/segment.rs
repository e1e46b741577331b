//! Where words begin and end, by script; for Chinese characters also by language.

use std::ops::Range;
use std::sync::LazyLock;

use corpora::Language;
use icu_properties::props::Script;
use icu_properties::script::ScriptWithExtensions;
use icu_segmenter::options::WordBreakInvariantOptions;
use icu_segmenter::{
    GraphemeClusterSegmenter, GraphemeClusterSegmenterBorrowed, WordSegmenter,
    WordSegmenterBorrowed,
};
use jieba_rs::{Jieba, TokenizeMode};

use super::boundaries;

/// How a piece of text is written, which decides the streams it goes into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Writing {
    /// A word between spaces: stem and folded form.
    Spaced,
    /// A word that a dictionary found.
    Dictionary,
    /// Two neighbouring characters of a run without spaces.
    Pairs,
    /// Two neighbouring Korean syllables.
    Syllables,
    /// A Korean word between spaces, endings and all.
    Whole,
}

/// A piece of text that becomes a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Segment {
    pub(super) range: Range<usize>,
    pub(super) writing: Writing,
}

/// What a character is to the segmenter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Han,
    Kana,
    Hangul,
    /// Thai, Lao, Burmese and Khmer, which write no spaces between words and have no stems.
    SouthEastAsian,
    /// Everything that Unicode's rules and dictionaries split well.
    Other,
}

pub(super) fn class(c: char) -> Class {
    // Most text is decided without looking it up.
    if (c as u32) < 0x0E00 {
        return Class::Other;
    }
    match c {
        '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' => {
            return Class::SouthEastAsian;
        }
        'ー' => return Class::Kana,
        '々' | '〇' => return Class::Han,
        _ => {}
    }
    match ScriptWithExtensions::new().get_script_val(c) {
        Script::Han => Class::Han,
        Script::Hiragana | Script::Katakana => Class::Kana,
        Script::Hangul => Class::Hangul,
        _ => Class::Other,
    }
}

/// Dictionaries, not neural models: the same words for Thai at a hundredth of the time.
pub(super) static WORDS: LazyLock<WordSegmenterBorrowed<'static>> =
    LazyLock::new(|| WordSegmenter::new_dictionary(WordBreakInvariantOptions::default()));

static CLUSTERS: LazyLock<GraphemeClusterSegmenterBorrowed<'static>> =
    LazyLock::new(GraphemeClusterSegmenter::new);

static JIEBA: LazyLock<Jieba> = LazyLock::new(Jieba::new);

/// Loads the Chinese dictionary (about 0.2 s and 32 MB), so that the first query need not.
pub(crate) fn prepare() {
    LazyLock::force(&JIEBA);
    LazyLock::force(&WORDS);
}

/// Who is shown the segments.
type Each<'e> = &'e mut dyn FnMut(Segment);

/// Shows the segments of a text in reading order; pairs and words that overlap follow one another.
pub(super) fn segments(text: &str, language: &Language, each: Each<'_>) {
    for (range, classes) in runs(text) {
        match classes {
            Run::Other => unicode_words(text, range, Writing::Spaced, each),
            Run::Hangul => korean(text, range, each),
            Run::Han if language.primary() != "ja" => {
                chinese(text, range.clone(), each);
                pairs(text, range, Writing::Pairs, each);
            }
            Run::Han | Run::Japanese => {
                unicode_words(text, range.clone(), Writing::Dictionary, each);
                pairs(text, range, Writing::Pairs, each);
            }
            Run::SouthEastAsian => {
                unicode_words(text, range.clone(), Writing::Dictionary, each);
                cluster_pairs(text, range, each);
            }
        }
    }
}

/// A stretch of text of one way of writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Run {
    Other,
    Hangul,
    Han,
    SouthEastAsian,
    /// Kana, with or without Chinese characters.
    Japanese,
}

fn runs(text: &str) -> Vec<(Range<usize>, Run)> {
    let mut runs: Vec<(Range<usize>, Run)> = Vec::new();
    // Characters of one or two bytes are of one kind.
    let lead = text.bytes().position(|byte| byte >= 0xE0);
    let plain = lead.unwrap_or(text.len());
    if plain > 0 {
        runs.push((0..plain, Run::Other));
    }
    for (at, c) in text[plain..].char_indices() {
        let at = plain + at;
        let end = at + c.len_utf8();
        let run = match class(c) {
            Class::Other => Run::Other,
            Class::Hangul => Run::Hangul,
            Class::SouthEastAsian => Run::SouthEastAsian,
            Class::Han => Run::Han,
            Class::Kana => Run::Japanese,
        };
        match runs.last_mut() {
            Some((range, last)) if *last == run => range.end = end,
            Some((range, last @ (Run::Han | Run::Japanese)))
                if matches!(run, Run::Han | Run::Japanese) =>
            {
                *last = Run::Japanese;
                range.end = end;
            }
            _ => runs.push((at..end, run)),
        }
    }
    runs
}

/// Words that the rules and dictionaries of Unicode's word boundaries find.
fn unicode_words(text: &str, range: Range<usize>, writing: Writing, each: Each<'_>) {
    boundaries::words(&text[range.clone()], &mut |word| {
        let range = range.start + word.start..range.start + word.end;
        each(Segment { range, writing });
    });
}

fn chinese(text: &str, range: Range<usize>, each: Each<'_>) {
    for word in JIEBA.tokenize(&text[range.clone()], TokenizeMode::Search, true) {
        let range = range.start + word.byte_start..range.start + word.byte_end;
        each(Segment {
            range,
            writing: Writing::Dictionary,
        });
    }
}

fn korean(text: &str, range: Range<usize>, each: Each<'_>) {
    pairs(text, range.clone(), Writing::Syllables, each);
    each(Segment {
        range,
        writing: Writing::Whole,
    });
}

/// Overlapping pairs of characters; a single character stands alone.
fn pairs(text: &str, range: Range<usize>, writing: Writing, each: Each<'_>) {
    let starts: Vec<usize> = text[range.clone()]
        .char_indices()
        .map(|(at, _)| range.start + at)
        .collect();
    pairs_at(&starts, range, writing, each);
}

/// Overlapping pairs of what a reader sees as characters, consonants with their vowels and tones:
/// words in a row are cut differently by their neighbours, their characters are not.
fn cluster_pairs(text: &str, range: Range<usize>, each: Each<'_>) {
    let mut starts: Vec<usize> = CLUSTERS
        .segment_str(&text[range.clone()])
        .map(|at| range.start + at)
        .collect();
    // The last boundary is the end.
    starts.pop();
    pairs_at(&starts, range, Writing::Pairs, each);
}

fn pairs_at(starts: &[usize], range: Range<usize>, writing: Writing, each: Each<'_>) {
    let last = starts.len().saturating_sub(2);
    for (first, &start) in starts.iter().enumerate().take(last + 1) {
        let end = starts.get(first + 2).copied().unwrap_or(range.end);
        each(Segment {
            range: start..end,
            writing,
        });
    }
}
