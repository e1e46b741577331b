//! A text as labels are looked up in it.

use std::ops::Range;

use corpora::Language;

use crate::analysis::{Stream, Term, Writing, fold_character, visit};

/// Stands between words.
pub(super) const GAP: char = ' ';
/// Stands where a sentence ends: no label goes across.
const BREAK: char = '\n';

/// What begins at a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// A word between spaces.
    Word,
    /// A character of text without spaces.
    Character,
    /// The first syllable of a Korean word, and one inside it, where no label begins.
    Syllable {
        /// Whether it begins a word.
        first: bool,
    },
}

/// A place where a label may begin or end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    /// Where the unit begins and ends in the forms as written.
    pub(super) exact: (u32, u32),
    /// Where it begins and ends in the stems.
    pub(super) stems: (u32, u32),
    /// Where it stands in the text.
    pub(super) text: (u32, u32),
    pub(super) unit: Unit,
}

/// The folded text with its marks. Kept from one text to the next for its memory.
#[derive(Debug, Default)]
pub(crate) struct MarkedText {
    pub(super) exact: String,
    pub(super) stems: String,
    pub(super) marks: Vec<Mark>,
    /// Words that a dictionary found in text without spaces, by their place in the text.
    words: Vec<(u32, u32)>,
}

/// A query in each of the languages it is read in.
#[derive(Debug)]
pub(crate) struct MarkedQuery<'q> {
    pub(super) text: &'q str,
    pub(super) languages: &'q [Language],
    /// In the order of the languages.
    marked: Vec<MarkedText>,
}

impl<'q> MarkedQuery<'q> {
    pub(crate) fn of(text: &'q str, languages: &'q [Language]) -> Self {
        let marked = languages
            .iter()
            .map(|language| MarkedText::of(text, language));
        Self {
            text,
            languages,
            marked: marked.collect(),
        }
    }

    pub(super) fn readings(&self) -> impl Iterator<Item = (&'q Language, &MarkedText)> {
        self.languages.iter().zip(&self.marked)
    }
}

fn short(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

impl MarkedText {
    pub(crate) fn of(text: &str, language: &Language) -> Self {
        let mut marked = Self::default();
        visit(text, language, &mut |term| marked.push(text, &term));
        marked
    }

    pub(crate) fn clear(&mut self) {
        self.exact.clear();
        self.stems.clear();
        self.marks.clear();
        self.words.clear();
    }

    /// Whether a dictionary sees words begin and end where `range` does.
    pub(super) fn is_whole(&self, range: &Range<usize>) -> bool {
        let (start, end) = (short(range.start), short(range.end));
        // The words of a run come in order of their ends, more or less: a few are looked through.
        let near = |(from, to): &&(u32, u32)| *from <= end && *to >= start;
        let words = || self.words.iter().filter(near);
        words().any(|(from, _)| *from == start) && words().any(|(_, to)| *to == end)
    }

    /// Takes the next term of the analysis of `source`.
    pub(crate) fn push(&mut self, source: &str, term: &Term<'_>) {
        match (term.writing, term.stream) {
            (Writing::Spaced, Stream::Exact) => self.word(source, term),
            (Writing::Spaced, Stream::Main) => self.stem(term.text),
            (Writing::Dictionary, _) => {
                self.words
                    .push((short(term.range.start), short(term.range.end)));
            }
            (Writing::Pairs, _) => self.characters(source, &term.range, |_| Unit::Character),
            (Writing::Whole, _) => {
                let first = |first| Unit::Syllable { first };
                self.characters(source, &term.range, first);
            }
            (Writing::Syllables, _) => {}
        }
    }

    fn word(&mut self, source: &str, term: &Term<'_>) {
        // `covid19` of `COVID-19`: its parts are here already.
        let last = self.marks.last().map_or(0, |mark| mark.text.1 as usize);
        if term.range.start < last {
            return;
        }
        self.separate(source, term.range.start, false);
        let exact = short(self.exact.len());
        push_apart(&mut self.exact, term.text);
        self.marks.push(Mark {
            exact: (exact, short(self.exact.len())),
            stems: (short(self.stems.len()), short(self.stems.len())),
            text: (short(term.range.start), short(term.range.end)),
            unit: Unit::Word,
        });
    }

    fn stem(&mut self, stem: &str) {
        if let Some(mark) = self.marks.last_mut()
            && mark.stems.0 == mark.stems.1
        {
            push_apart(&mut self.stems, stem);
            mark.stems.1 = short(self.stems.len());
        }
    }

    fn characters(&mut self, source: &str, range: &Range<usize>, unit: impl Fn(bool) -> Unit) {
        let done = self.marks.last().map_or(0, |mark| mark.text.1 as usize);
        let start = range.start.max(done);
        if start >= range.end {
            return;
        }
        self.separate(source, start, true);
        for (at, c) in source[start..range.end].char_indices() {
            let at = start + at;
            let exact = short(self.exact.len());
            fold_character(c, &mut self.exact);
            self.marks.push(Mark {
                exact: (exact, short(self.exact.len())),
                stems: (short(self.stems.len()), short(self.stems.len())),
                text: (short(at), short(at + c.len_utf8())),
                unit: unit(at == range.start),
            });
        }
    }

    /// Writes what stands between the last unit and the one that begins at `start`.
    fn separate(&mut self, source: &str, start: usize, unspaced: bool) {
        let Some(last) = self.marks.last() else {
            return;
        };
        let gap = &source[last.text.1 as usize..start];
        let sign = if ends_sentence(gap) {
            BREAK
        } else if unspaced && last.unit != Unit::Word {
            // Korean is written with and without spaces; Chinese may have them anywhere.
            return;
        } else {
            GAP
        };
        self.exact.push(sign);
        self.stems.push(sign);
    }
}

fn ends_sentence(gap: &str) -> bool {
    let mut signs = gap.chars().peekable();
    while let Some(sign) = signs.next() {
        let ends = match sign {
            '\n' | '。' | '！' | '？' | '；' | '，' | '、' | '।' | '؟' | '،' | ';' | '!' | '?' => {
                true
            }
            '.' | ',' | ':' => signs.peek().is_some_and(|next| next.is_whitespace()),
            _ => false,
        };
        if ends {
            return true;
        }
    }
    false
}

/// Writes a word with gaps between its letters and its digits.
fn push_apart(text: &mut String, word: &str) {
    if !word.bytes().any(|byte| byte.is_ascii_digit()) {
        text.push_str(word);
        return;
    }
    let mut before: Option<bool> = None;
    for c in word.chars() {
        let digit = c.is_ascii_digit();
        if before.is_some_and(|before| before != digit) {
            text.push(GAP);
        }
        before = Some(digit);
        text.push(c);
    }
}

/// The form of a label in which it is looked up, as written and by stems: what [`MarkedText`] makes
/// of it, whatever signs stand between its words.
pub(super) fn keys(marked: &MarkedText) -> (String, String) {
    let plain = |text: &str| text.replace(BREAK, " ");
    (plain(&marked.exact), plain(&marked.stems))
}

/// The form as written in which a text would be looked up as a label of any language.
pub(crate) fn label_key(text: &str) -> String {
    keys(&MarkedText::of(text, &Language::default())).0
}
