//! Labels in a text: from left to right, the longest first.

use std::ops::Range;

use super::lexicon::{Lexicon, Posting};
use super::marked::{MarkedText, Unit};
use super::walk::{Walk, first_hash, stem_hash};
use crate::analysis::keeps_marks;

/// A place in a text where labels stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mention {
    /// Where it stands.
    pub(crate) range: Range<usize>,
    /// The labels it is.
    pub(crate) labels: Vec<Posting>,
    /// Whether it is written like the label, not only of the same stems.
    pub(crate) as_written: bool,
}

/// The labels in a text of `language`.
pub(crate) fn mentions(lexicon: &Lexicon, marked: &MarkedText, language: &str) -> Vec<Mention> {
    let tongue = Tongue {
        stems: lexicon.stems(language),
        keeps_marks: keeps_marks(language),
    };
    let mut found = Vec::new();
    let mut at = 0;
    while at < marked.marks.len() {
        match longest(lexicon, marked, &tongue, at) {
            Some((end, mention)) => {
                found.push(mention);
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

/// What is particular to the language of a text.
struct Tongue<'l> {
    /// The stems of its labels.
    stems: Option<Walk<'l>>,
    /// Whether marks tell its words apart: Vietnamese "ho" is a cough, "họ" are they.
    keeps_marks: bool,
}

/// The longest label that begins at a mark, and the mark after it.
fn longest(
    lexicon: &Lexicon,
    marked: &MarkedText,
    tongue: &Tongue<'_>,
    at: usize,
) -> Option<(usize, Mention)> {
    let first = marked.marks.get(at)?;
    if first.unit == (Unit::Syllable { first: false }) {
        return None;
    }
    let mut best: Option<(usize, u64, bool)> = None;
    // A character that ends its run may begin any label.
    let alone = first.unit != Unit::Word
        && marked
            .marks
            .get(at + 1)
            .is_none_or(|next| next.exact.0 != first.exact.1);
    if alone || lexicon.may_begin(first_hash(&marked.marks, &marked.exact, at)) {
        let spans = |mark: &super::marked::Mark| mark.exact;
        walk(
            marked,
            &marked.exact,
            spans,
            lexicon.exact(),
            at,
            &mut |end, value| {
                let by_stem = tongue.keeps_marks && is_marked(marked, at, end);
                if !by_stem && whole(marked, at, end) {
                    best = Some((end, value, true));
                }
            },
        );
    }
    if let Some(stems) = tongue.stems
        && first.unit == Unit::Word
        && lexicon.may_begin(stem_hash(&marked.marks, &marked.stems, at))
    {
        let spans = |mark: &super::marked::Mark| mark.stems;
        walk(
            marked,
            &marked.stems,
            spans,
            stems,
            at,
            &mut |end, value| {
                if best.is_none_or(|(known, ..)| end > known) {
                    best = Some((end, value, false));
                }
            },
        );
    }
    let (end, value, as_written) = best?;
    let range = first.text.0 as usize..marked.marks[end - 1].text.1 as usize;
    let labels = lexicon.postings(value).collect();
    Some((
        end,
        Mention {
            range,
            labels,
            as_written,
        },
    ))
}

/// Goes through the units from a mark on for as long as keys go on, and shows each key that ends.
fn walk(
    marked: &MarkedText,
    text: &str,
    span: impl Fn(&super::marked::Mark) -> (u32, u32),
    start: Walk<'_>,
    at: usize,
    each: &mut dyn FnMut(usize, u64),
) {
    let mut place = start;
    let mut from = span(&marked.marks[at]).0;
    for (number, mark) in marked.marks.iter().enumerate().skip(at) {
        let to = span(mark).1;
        // The gap before the unit goes with it.
        let Some(next) = place.through(&text.as_bytes()[from as usize..to as usize]) else {
            return;
        };
        place = next;
        from = to;
        if let Some(value) = place.value() {
            each(number + 1, value);
        }
    }
}

/// Whether what stands from one mark to before another has marks that its form as looked up lost.
fn is_marked(marked: &MarkedText, at: usize, end: usize) -> bool {
    marked.marks[at..end].iter().any(|mark| {
        let (exact, stem) = (mark.exact, mark.stems);
        marked.exact[exact.0 as usize..exact.1 as usize]
            != marked.stems[stem.0 as usize..stem.1 as usize]
    })
}

/// Whether a label may stand from one mark to before another: one of two characters is a word of
/// its own.
fn whole(marked: &MarkedText, at: usize, end: usize) -> bool {
    let units = &marked.marks[at..end];
    let short = units.len() == 2 && units.iter().all(|mark| mark.unit == Unit::Character);
    let thai = |mark: &super::marked::Mark| {
        let first = marked.exact[mark.exact.0 as usize..].chars().next();
        first.is_some_and(|c| matches!(c, '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'))
    };
    if !(short || units.first().is_some_and(thai)) {
        return true;
    }
    let (first, last) = (&marked.marks[at], &marked.marks[end - 1]);
    marked.is_whole(&(first.text.0 as usize..last.text.1 as usize))
}
