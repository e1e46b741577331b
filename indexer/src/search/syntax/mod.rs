//! The query language: phrases, exclusions, alternatives, fields and stars among words.
//!
//! A reader never gets an error for what was typed: what cannot be understood is searched as words, and
//! the answer says so. Programs may ask to be told instead, with [`Syntax::Strict`].

mod field;
mod marks;
mod normal;
mod note;
mod part;
mod quotes;
mod read;
#[cfg(test)]
mod tests;
mod values;

use std::ops::Range;

pub(super) use field::FieldName;
pub use normal::normalised_query;
pub use note::{Note, NoteKind};
pub use part::{PartKind, UnderstoodPart};
pub(super) use values::Known;

use super::request::{Filters, SearchRequest};
use crate::analysis::Letters;
use crate::error::SearchError;
use read::{Operand, Operands, read};

/// How the text of a request is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Syntax {
    /// With the query language; what cannot be read so is searched as words.
    #[default]
    Lenient,
    /// With the query language; what cannot be read so is an error.
    Strict,
    /// As words, whatever signs are among them.
    Words,
}

/// What phrases between other words are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phrases {
    /// Documents must have them.
    Demanded,
    /// Words like any other: nothing has them.
    Words,
}

/// A word or phrase that a document must or must not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sought {
    pub(super) text: String,
    /// Exactly these words, in this order.
    pub(super) quoted: bool,
    /// Whether all words that begin so are meant.
    pub(super) prefix: bool,
    /// In the title only.
    pub(super) in_title: bool,
}

/// A query, read.
#[derive(Debug, Clone, Default)]
pub(super) struct Question {
    /// What is searched as words: all that was typed, without exclusions, filters and signs.
    pub(super) words: String,
    /// Of each group, a passage must have one.
    pub(super) required: Vec<Vec<Sought>>,
    pub(super) excluded: Vec<Sought>,
    /// Beginnings of words.
    pub(super) prefixes: Vec<String>,
    pub(super) filters: Filters,
    /// What documents must not be, each by itself.
    pub(super) without: Vec<Filters>,
    pub(super) parts: Vec<UnderstoodPart>,
    pub(super) notes: Vec<Note>,
}

/// Knows what the values of fields mean.
pub(super) trait Values {
    /// Adds the filter that a value stands for; false if it stands for none.
    fn add(&self, field: FieldName, value: &str, filters: &mut Filters) -> bool;
}

/// Reads the text of a request.
///
/// # Errors
/// [`SearchError::Syntax`] if it asks to be strict and something cannot be read.
pub(super) fn question(
    request: &SearchRequest,
    phrases: Phrases,
    values: &dyn Values,
) -> Result<Question, SearchError> {
    if request.syntax == Syntax::Words {
        return Ok(Question {
            words: request.text.clone(),
            ..Question::default()
        });
    }
    let mut operands = read(&request.text);
    match (request.syntax, phrases) {
        (Syntax::Strict, _) => {}
        (_, Phrases::Demanded) => operands.unquote_sentence(&request.text),
        (_, Phrases::Words) => operands.unquote(&request.text, NoteKind::PhraseNotFound),
    }
    let question = Assembly::of(&request.text, operands, values);
    match question.notes.first() {
        Some(note) if request.syntax == Syntax::Strict => Err(SearchError::Syntax(note.clone())),
        _ => Ok(question),
    }
}

/// A question in the making.
struct Assembly<'t> {
    text: &'t str,
    values: &'t dyn Values,
    question: Question,
    /// What is not searched as words.
    cut: Vec<Range<usize>>,
}

impl<'t> Assembly<'t> {
    fn of(text: &'t str, read: Operands, values: &'t dyn Values) -> Question {
        let Operands {
            operands,
            signs,
            notes,
        } = read;
        let mut assembly = Self {
            text,
            values,
            question: Question {
                notes,
                ..Question::default()
            },
            cut: signs,
        };
        let mut rest = operands.as_slice();
        while let Some(first) = rest.first() {
            let length = assembly.chain(rest);
            let (chain, after) = rest.split_at(length);
            match chain {
                [_] => assembly.single(first),
                chain => assembly.alternatives(chain),
            }
            rest = after;
        }
        assembly.question.notes.sort_by_key(|note| note.position);
        assembly.question.words = assembly.words();
        assembly.question
    }

    /// How many of the operands belong together by OR; the first always does.
    fn chain(&mut self, operands: &[Operand]) -> usize {
        let mut length = 1;
        for pair in operands.windows(2) {
            let [one, next] = pair else { break };
            let Some(or) = &next.or else { break };
            if one.is_alternative() && next.is_alternative() {
                self.cut.push(or.clone());
                length += 1;
                continue;
            }
            if one.excluded && next.excluded {
                self.cut.push(or.clone());
            } else {
                self.note(NoteKind::LooseOr, or);
            }
            break;
        }
        length
    }

    fn note(&mut self, kind: NoteKind, range: &Range<usize>) {
        let note = Note::new(kind, self.text, range.start, &self.text[range.clone()]);
        self.question.notes.push(note);
    }

    fn part(&mut self, kind: PartKind, operand: &Operand) {
        let typed = self.text[operand.range.clone()].to_owned();
        self.question.parts.push(UnderstoodPart { kind, typed });
    }

    fn sought(&self, operand: &Operand) -> Sought {
        Sought {
            text: self.text[operand.inner.clone()].to_owned(),
            quoted: operand.quoted,
            prefix: operand.star,
            in_title: operand
                .field
                .as_ref()
                .is_some_and(|fielded| fielded.field == FieldName::Title),
        }
    }

    fn single(&mut self, operand: &Operand) {
        let in_title = self.sought(operand).in_title;
        let says_nothing = Letters::of(&self.text[operand.inner.clone()]).is_empty();
        if in_title && says_nothing {
            self.note(NoteKind::UnknownValue, &operand.range);
        } else if operand.field.is_some() && !in_title {
            self.filter(operand);
        } else if operand.excluded {
            if says_nothing {
                return;
            }
            self.cut.push(operand.range.clone());
            self.part(PartKind::Excluded, operand);
            let sought = self.sought(operand);
            self.question.excluded.push(sought);
        } else if operand.quoted || in_title {
            let kind = match in_title {
                true => PartKind::Title,
                false => PartKind::Phrase,
            };
            self.part(kind, operand);
            self.require(std::slice::from_ref(operand));
        } else if operand.star {
            self.part(PartKind::Prefix, operand);
            self.prefix(operand);
        }
    }

    /// Words joined by OR need nothing more: every word may be there or not. Where phrases are among
    /// them, one of all must be there.
    fn alternatives(&mut self, chain: &[Operand]) {
        if chain.iter().all(|o| !o.quoted && o.field.is_none()) {
            for operand in chain {
                self.single(operand);
            }
            return;
        }
        for operand in chain {
            self.part(PartKind::Alternative, operand);
        }
        self.require(chain);
        for operand in chain.iter().filter(|operand| operand.star) {
            self.prefix(operand);
        }
    }

    fn require(&mut self, operands: &[Operand]) {
        let group = operands.iter().map(|operand| self.sought(operand));
        self.question.required.push(group.collect());
        for operand in operands.iter().filter(|operand| operand.field.is_some()) {
            // The value is searched as words too, the name of the field is not.
            self.cut.push(operand.range.start..operand.inner.start);
        }
    }

    fn prefix(&mut self, operand: &Operand) {
        self.cut.push(operand.range.clone());
        let prefix = self.text[operand.inner.clone()].to_owned();
        self.question.prefixes.push(prefix);
    }

    fn filter(&mut self, operand: &Operand) {
        let Some(fielded) = &operand.field else {
            return;
        };
        let value = &self.text[fielded.value.clone()];
        let mut filters = match operand.excluded {
            true => Filters::default(),
            false => self.question.filters.clone(),
        };
        if !self.values.add(fielded.field, value, &mut filters) {
            return self.note(NoteKind::UnknownValue, &operand.range);
        }
        self.cut.push(operand.range.clone());
        if operand.excluded {
            self.part(PartKind::Excluded, operand);
            self.question.without.push(filters);
        } else {
            self.part(PartKind::Filter, operand);
            self.question.filters = filters;
        }
    }

    /// What is left, piece by piece: words that something stood between are not read as one term.
    fn words(&mut self) -> String {
        if self.cut.is_empty() {
            return self.text.to_owned();
        }
        self.cut.sort_by_key(|cut| cut.start);
        let (mut pieces, mut at) = (Vec::new(), 0);
        for cut in &self.cut {
            pieces.extend(self.text.get(at..cut.start));
            at = at.max(cut.end);
        }
        pieces.extend(self.text.get(at..));
        let pieces = pieces.into_iter().map(str::trim);
        let filled: Vec<&str> = pieces.filter(|piece| !piece.is_empty()).collect();
        filled.join(", ")
    }
}
