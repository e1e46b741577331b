//! Phrases that are no demand: quotations of a sentence, and what nothing has.

use super::marks::is_question_mark;
use super::note::{Note, NoteKind};
use super::read::{Operand, Operands};
use crate::analysis::is_unspaced;

/// Letters beside a phrase, about ten words, from which on a query is a sentence. With every phrase demanded,
/// the sentences of tico-19 (en) find .360 instead of .382.
const SENTENCE: usize = 60;

/// The same where a question mark ends it (xquad ar .936 with every phrase demanded, .944 with none).
const QUESTION: usize = 20;

impl Operands {
    /// Takes quoted words for words like any other where they stand in a whole sentence: who pastes one
    /// does not demand that documents quote it the same way.
    pub(super) fn unquote_sentence(&mut self, text: &str) {
        let letters = |operand: &Operand| letters(&text[operand.inner.clone()]);
        let plain = self.operands.iter().filter(|operand| operand.is_plain());
        let asks = text.trim_end().ends_with(is_question_mark);
        let bound = if asks { QUESTION } else { SENTENCE };
        let beside = plain.map(letters).sum::<usize>() >= bound;
        // One long phrase alone is a title; several make a text with its quotations.
        let several = self.operands.len() > 1
            && self.operands.iter().map(letters).sum::<usize>() >= 2 * SENTENCE;
        // Tables write quotation marks twice.
        let copied = text.contains("\"\"");
        if !(beside || several || copied) {
            return;
        }
        self.unquote(text, NoteKind::QuoteInSentence);
    }

    /// Takes quoted words for words like any other, and says why. Exclusions, fields and alternatives stay.
    pub(super) fn unquote(&mut self, text: &str, why: NoteKind) {
        for at in 0..self.operands.len() {
            let next = self.operands.get(at + 1);
            let before_or = next.is_some_and(|next| next.or.is_some());
            let operand = &mut self.operands[at];
            let alternative = before_or || operand.or.is_some();
            let demands = operand.excluded || operand.field.is_some() || alternative;
            if operand.quoted && !demands {
                operand.quoted = false;
                let range = operand.range.clone();
                let note = Note::new(why, text, range.start, &text[range]);
                self.notes.push(note);
            }
        }
    }
}

/// Letters of a text; those of scripts that write no spaces say twice as much.
fn letters(text: &str) -> usize {
    let weight = |c: char| usize::from(c.is_alphabetic()) * (1 + usize::from(is_unspaced(c)));
    text.chars().map(weight).sum()
}
