//! From the segments of a text to its terms, one after the other.

use std::ops::Range;

use super::fold::fold;
use super::knowledge::{is_greek_name, unit as unit_of};
use super::memory::Forms;
use super::numbers;
use super::segment::{Segment, Writing};
use super::stem::Words;
use super::{MAX_TERM_BYTES, Stream, Term};

/// Goes through the segments of a text and shows their terms.
pub(super) struct Walk<'w> {
    text: &'w str,
    words: &'w mut Words,
    each: &'w mut dyn FnMut(Term<'_>),
    /// The segment before, while it may still continue.
    pending: Option<Segment>,
    /// The last one whose terms were shown.
    previous: Option<Segment>,
    position: usize,
}

impl<'w> Walk<'w> {
    pub(super) fn of(
        text: &'w str,
        words: &'w mut Words,
        each: &'w mut dyn FnMut(Term<'_>),
    ) -> Self {
        Self {
            text,
            words,
            each,
            pending: None,
            previous: None,
            position: 0,
        }
    }

    /// Takes the next segment.
    pub(super) fn take(&mut self, segment: Segment) {
        if let Some(pending) = &mut self.pending
            && continues(self.text, pending, &segment, self.words.language())
        {
            pending.range.end = segment.range.end;
            return;
        }
        if let Some(done) = self.pending.replace(segment) {
            self.put(done);
        }
    }

    /// Shows what is left.
    pub(super) fn finish(mut self) {
        if let Some(done) = self.pending.take() {
            self.put(done);
        }
    }

    /// Shows the terms of a segment, or of the number and the unit that it consists of.
    fn put(&mut self, segment: Segment) {
        match self.unit_start(&segment) {
            Some(unit) => {
                let Segment { range, writing } = segment;
                for range in [range.start..unit, unit..range.end] {
                    self.put_one(Segment { range, writing });
                }
            }
            None => self.put_one(segment),
        }
    }

    /// Where the unit begins in a segment like `500mg`.
    fn unit_start(&mut self, segment: &Segment) -> Option<usize> {
        if segment.writing != Writing::Spaced {
            return None;
        }
        let word = &self.text[segment.range.clone()];
        let letters = numbers::letters_after_number(word)?;
        let unit = self.words.forms(&word[letters..]).exact;
        unit_of(unit).map(|_| segment.range.start + letters)
    }

    fn put_one(&mut self, segment: Segment) {
        let word = &self.text[segment.range.clone()];
        match segment.writing {
            Writing::Spaced => self.spaced(word, &segment),
            Writing::Dictionary | Writing::Syllables => self.unspaced(Stream::Main, word, &segment),
            Writing::Pairs | Writing::Whole => self.unspaced(Stream::Exact, word, &segment),
        }
        self.position += 1;
        self.previous = Some(segment);
    }

    fn unspaced(&mut self, stream: Stream, word: &str, segment: &Segment) {
        let word = fold(word);
        let stop = self.words.is_stop(&word);
        let shown = Shown {
            position: self.position,
            writing: segment.writing,
            stop,
            part: false,
        };
        shown.show(self.each, stream, &word, segment.range.clone());
    }

    fn spaced(&mut self, word: &str, segment: &Segment) {
        let range = &segment.range;
        let Forms {
            exact,
            main,
            stop,
            compound,
        } = self.words.forms(word);
        let shown = Shown {
            position: self.position,
            writing: segment.writing,
            stop,
            part: false,
        };
        shown.show(self.each, Stream::Exact, exact, range.clone());
        shown.show(self.each, Stream::Main, main, range.clone());
        let variant = Shown {
            stop: false,
            ..shown
        };
        if compound {
            let part = Shown {
                part: true,
                ..variant
            };
            for (stem, place) in self.words.parts(word) {
                let place = range.start + place.start..range.start + place.end;
                part.show(self.each, Stream::Main, stem, place);
            }
        }
        if let Some((joined, range)) = self.joined(word, segment) {
            variant.show(self.each, Stream::Exact, &joined, range);
        }
    }

    /// A word with the one before it, if they are also written as one.
    fn joined(&mut self, word: &str, segment: &Segment) -> Option<(String, Range<usize>)> {
        let previous = self.previous.as_ref()?;
        let between = previous.range.end..segment.range.start;
        // A hyphen takes up to three bytes.
        if previous.writing != Writing::Spaced || between.len() > 3 {
            return None;
        }
        let before = &self.text[previous.range.clone()];
        let range = previous.range.start..segment.range.end;
        let gap = &self.text[between];
        let hyphened = matches!(gap, "-" | "‐" | "‑" | "–" | "－" | "−" | "");
        let spaced = matches!(gap, " " | "\u{A0}" | "\u{202F}" | "\u{2009}");
        if !(hyphened || spaced && before.ends_with(char::is_numeric)) {
            return None;
        }
        let first = self.words.forms(before).exact.to_owned();
        let second = self.words.forms(word).exact;
        if numbers::is_number(&first)
            && let Some(dose) = numbers::dose(&first, second)
        {
            return Some((dose, range));
        }
        let greek = || is_greek_name(&first) || is_greek_name(second);
        let one = match word.chars().next() {
            _ if spaced => false,
            // Beside a unit it is a power, beside a word a footnote.
            Some(c) if numbers::is_superscript(c) => unit_of(&first).is_some(),
            _ => numbers::is_code(before, word) || greek() && numbers::may_be_one(&first, second),
        };
        one.then(|| (first + second, range))
    }
}

/// Whether a segment goes on with the next one: `SpO` with `₂`, `H₂` with `O`, `10` with `000`.
fn continues(text: &str, before: &Segment, after: &Segment, language: &str) -> bool {
    let gap = before.range.end..after.range.start;
    let spaced = before.writing == Writing::Spaced && after.writing == Writing::Spaced;
    if !spaced || gap.len() > 3 {
        return false;
    }
    let gap = &text[gap];
    let (before, after) = (&text[before.range.clone()], &text[after.range.clone()]);
    if gap.is_empty() {
        return after.starts_with(numbers::is_subscript)
            || before.ends_with(numbers::is_subscript) && after.starts_with(char::is_alphabetic);
    }
    before.ends_with(char::is_numeric)
        && after.starts_with(char::is_numeric)
        && numbers::is_one_number(before, gap, after, language)
}

/// What the terms of a segment have in common.
#[derive(Debug, Clone, Copy)]
struct Shown {
    position: usize,
    writing: Writing,
    stop: bool,
    part: bool,
}

impl Shown {
    fn show(self, each: &mut dyn FnMut(Term<'_>), stream: Stream, text: &str, range: Range<usize>) {
        let text = &text[..text.floor_char_boundary(MAX_TERM_BYTES)];
        if text.is_empty() {
            return;
        }
        each(Term {
            stream,
            writing: self.writing,
            text,
            range,
            position: self.position,
            stop: self.stop,
            part: self.part,
        });
    }
}
