//! From characters to operands: one way through the query, from left to right.

use std::ops::Range;

use super::field::{FieldName, Fielded};
use super::marks::{
    closes_group, is_around, is_bar, is_colon, is_minus, is_or, is_star, opens_group,
};
use super::note::{Note, NoteKind};
use crate::analysis::{Letters, is_unspaced};
use crate::quotation::{begins_quotation, closers, is_quotation_mark};

/// Most operands that are more than words.
pub(super) const MAX_PARTS: usize = 32;

/// A word, a phrase or a field with what is said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Operand {
    /// All of it, with minus, field and quotation marks.
    pub(super) range: Range<usize>,
    /// The word or phrase alone.
    pub(super) inner: Range<usize>,
    pub(super) quoted: bool,
    /// Whether the word goes on: a star follows it.
    pub(super) star: bool,
    pub(super) excluded: bool,
    pub(super) field: Option<Fielded>,
    /// The OR before it.
    pub(super) or: Option<Range<usize>>,
}

impl Operand {
    /// Whether it is a word like any other.
    pub(super) fn is_plain(&self) -> bool {
        !(self.quoted || self.star || self.excluded || self.field.is_some())
    }

    /// Whether it can stand beside OR.
    pub(super) fn is_alternative(&self) -> bool {
        let field = self.field.as_ref().map(|fielded| fielded.field);
        !self.excluded && field.is_none_or(|field| field == FieldName::Title)
    }
}

/// What was read.
#[derive(Debug, Default)]
pub(super) struct Operands {
    pub(super) operands: Vec<Operand>,
    /// Signs of an excluded group, which are no text.
    pub(super) signs: Vec<Range<usize>>,
    pub(super) notes: Vec<Note>,
}

/// Reads a query.
pub(super) fn read(text: &str) -> Operands {
    let mut reader = Reader {
        text,
        at: 0,
        or: None,
        in_excluded_group: false,
        unclosed: Vec::new(),
        parts: 0,
        read: Operands::default(),
    };
    while let Some(c) = reader.next_char() {
        reader.step(c);
    }
    if let Some(or) = reader.or.take() {
        reader.note(NoteKind::LooseOr, &or);
    }
    reader.read
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    or: Option<Range<usize>>,
    in_excluded_group: bool,
    /// Quotation marks that nothing closes from here to the end.
    unclosed: Vec<char>,
    parts: usize,
    read: Operands,
}

impl Reader<'_> {
    fn next_char(&self) -> Option<char> {
        self.char_at(self.at)
    }

    fn char_at(&self, at: usize) -> Option<char> {
        self.text.get(at..)?.chars().next()
    }

    fn char_before(&self, at: usize) -> Option<char> {
        self.text.get(..at)?.chars().next_back()
    }

    fn note(&mut self, kind: NoteKind, range: &Range<usize>) {
        let found = self.text.get(range.clone()).unwrap_or_default();
        let note = Note::new(kind, self.text, range.start, found);
        self.read.notes.push(note);
    }

    fn step(&mut self, c: char) {
        let after = self.at + c.len_utf8();
        if is_bar(c) {
            self.take_or(self.at..after);
            self.at = after;
        } else if closes_group(c) {
            if std::mem::take(&mut self.in_excluded_group) {
                self.read.signs.push(self.at..after);
            }
            self.at = after;
        } else if c.is_whitespace() || opens_group(c) {
            self.at = after;
        } else if self.excludes(c) && self.char_at(after).is_some_and(opens_group) {
            self.begin_excluded_group(after);
        } else {
            self.operand(c);
        }
    }

    fn take_or(&mut self, range: Range<usize>) {
        if self.read.operands.is_empty() || self.or.is_some() {
            self.note(NoteKind::LooseOr, &range);
        } else {
            self.or = Some(range);
        }
    }

    /// `-(…)` excludes everything up to the next bracket.
    fn begin_excluded_group(&mut self, bracket: usize) {
        let inside = bracket + self.char_at(bracket).map_or(0, char::len_utf8);
        self.in_excluded_group = self.text[inside..].contains(closes_group);
        if self.in_excluded_group {
            self.read.signs.push(self.at..inside);
        }
        self.at = inside;
    }

    /// Whether a minus stands here that excludes: at the start of a word, before a letter or what may
    /// hold one. `COVID-19`, `a - b` and `-5` have none.
    fn excludes(&self, c: char) -> bool {
        let starts = |before: char| before.is_whitespace() || opens_group(before) || is_bar(before);
        let next = self.char_at(self.at + c.len_utf8());
        let holds = |c: char| c.is_alphabetic() || is_quotation_mark(c) || opens_group(c);
        is_minus(c) && self.char_before(self.at).is_none_or(starts) && next.is_some_and(holds)
    }

    fn operand(&mut self, c: char) {
        let start = self.at;
        let minus = self.excludes(c);
        let excluded = minus || self.in_excluded_group;
        let mut from = start + if minus { c.len_utf8() } else { 0 };
        let field = self.field(from);
        if let Some((_, value)) = field {
            from = value;
        }
        let (inner, end, quoted) = match self.quoted(from) {
            Quoted::Phrase(inner, end) => (inner, end, true),
            Quoted::Not => {
                let end = self.end_of_word(from);
                (from..end, end, false)
            }
            Quoted::Passed(end) => {
                self.at = end;
                return;
            }
        };
        self.at = end;
        let range = start..end;
        if !minus && field.is_none() && !quoted && is_or(&self.text[range.clone()]) {
            return self.take_or(range);
        }
        let field = field.map(|(field, _)| Fielded {
            field,
            value: inner.clone(),
        });
        let (inner, star) = match quoted {
            true => (inner, false),
            false => self.word(inner, field.is_some()),
        };
        let operand = Operand {
            range,
            inner,
            quoted,
            star,
            excluded,
            field,
            or: self.or.take(),
        };
        self.keep(operand);
    }

    fn keep(&mut self, operand: Operand) {
        self.parts += usize::from(!operand.is_plain());
        if operand.is_plain() || self.parts <= MAX_PARTS {
            self.read.operands.push(operand);
        } else if self.parts == MAX_PARTS + 1 {
            self.note(NoteKind::TooManyParts, &operand.range);
        }
    }

    /// The field named here, and where its value begins: right after the colon.
    fn field(&self, at: usize) -> Option<(FieldName, usize)> {
        let rest = self.text.get(at..)?;
        let (colon, sign) = rest.char_indices().take(16).find(|(_, c)| is_colon(*c))?;
        let field = FieldName::parse(rest.get(..colon)?)?;
        let value = at + colon + sign.len_utf8();
        let next = self.char_at(value)?;
        (!next.is_whitespace()).then_some((field, value))
    }

    /// The phrase in quotation marks that begins at `at`, if one does.
    fn quoted(&mut self, at: usize) -> Quoted {
        let Some(open) = self.char_at(at).filter(|c| self.opens(at, *c)) else {
            return Quoted::Not;
        };
        let start = at + open.len_utf8();
        let found = match self.unclosed.contains(&open) {
            true => None,
            false => self.text[start..].find(closers(open)),
        };
        let Some(length) = found else {
            if !self.unclosed.contains(&open) {
                self.unclosed.push(open);
                self.note(NoteKind::UnclosedQuote, &(at..self.text.len()));
            }
            return Quoted::Passed(start);
        };
        let inner = start..start + length;
        let end = inner.end + self.char_at(inner.end).map_or(0, char::len_utf8);
        if Letters::of(&self.text[inner.clone()]).is_empty() {
            self.note(NoteKind::EmptyQuote, &(at..end));
            return Quoted::Passed(end);
        }
        Quoted::Phrase(inner, end)
    }

    fn opens(&self, at: usize, c: char) -> bool {
        begins_quotation(self.char_before(at), c)
    }

    fn end_of_word(&self, start: usize) -> usize {
        let ends = |(at, c): (usize, char)| {
            let breaks = c.is_whitespace() || is_bar(c) || opens_group(c) || closes_group(c);
            breaks || (at > 0 && self.opens(start + at, c))
        };
        let rest = &self.text[start..];
        let end = rest.char_indices().find(|found| ends(*found));
        start + end.map_or(rest.len(), |(at, _)| at)
    }

    /// A word without the punctuation around it, and whether a star ends it.
    fn word(&mut self, range: Range<usize>, is_value: bool) -> (Range<usize>, bool) {
        let written = &self.text[range.clone()];
        let inner = written.trim_matches(is_around);
        let start = range.start + (written.len() - written.trim_start_matches(is_around).len());
        let bare = start.min(range.end)..(start + inner.len()).min(range.end);
        if is_value || !written.contains(is_star) || inner.is_empty() {
            return (bare, false);
        }
        let followed = self.char_at(bare.end).is_some_and(is_star);
        let unspaced = inner.chars().all(is_unspaced);
        let letters = Letters::of(inner);
        let one_word = !letters.as_str().contains(' ');
        let long = unspaced || (one_word && letters.as_str().chars().nth(1).is_some());
        let star = followed && long && !inner.contains(is_star) && !written.starts_with(is_star);
        if !star {
            self.note(NoteKind::LooseStar, &range);
        }
        (bare, star)
    }
}

/// What stands where a phrase may begin.
enum Quoted {
    /// A phrase, and where it ends with its mark.
    Phrase(Range<usize>, usize),
    /// No quotation mark.
    Not,
    /// Quotation marks without a phrase, up to there.
    Passed(usize),
}
