//! Words of a query that nobody writes so, and what was meant.
//!
//! A word is **doubtful** if no passage has it, in any form it is looked up in, or fewer than
//! [`ENOUGH`] have it, and the vocabulary does not know it, not even as a misspelling. Only such words
//! are looked at; numbers, doses, codes, words with digits, abbreviations, quotations and what is
//! excluded never are. Words are compared letter by letter in scripts that have letters, and by ear;
//! Chinese names by how they are read.
//!
//! A correction is **applied** only where the word as typed is in no passage at all, the slip is small,
//! nothing that means something else is about as near, and the right word is one of the languages of
//! the query (or a drug, whose names are much alike in all). Else it is **suggested**. A drug is never put
//! in the place of one it is easily taken for: where both are near, both are suggested.

mod candidates;
mod choice;
mod cost;
mod han;
mod lookalikes;
mod nearby;
mod rules;
mod typed;
mod words;
mod written;

use std::ops::Range;

use corpora::Language;
use serde::Serialize;
use tantivy::{TantivyError, Term};

use crate::concepts::Terminology;
use crate::engine::Snapshot;
use candidates::Candidate;
use choice::Verdict;
use rules::{Rules, rules};
use typed::{TypedWord, typed_words};

pub(crate) use han::syllables;
pub(crate) use words::Words;

/// Passages that have a word which is beyond doubt.
const ENOUGH: u64 = 3;

/// With more doubtful words than this a query is in a language that the collection hardly has, and
/// nothing is guessed.
const MAX_DOUBTFUL: usize = 3;

/// What became of a word of a query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Correction {
    /// The word as typed.
    pub from: String,
    /// The word that may be meant.
    pub to: String,
    /// Whether it was searched instead.
    pub kind: CorrectionKind,
    /// Id of the concept that it names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub concept: Option<String>,
    /// The whole query with it.
    pub query: String,
}

/// What was done with a correction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CorrectionKind {
    /// It was searched instead of what was typed.
    Applied,
    /// What was typed was searched; the reader may choose it.
    Suggested,
}

/// A query as it was corrected.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Spelled {
    /// What to search instead, if a correction is applied.
    pub(crate) text: Option<String>,
    pub(crate) corrections: Vec<Correction>,
}

/// A query whose spelling is looked at.
#[derive(Debug)]
pub(crate) struct Asked<'a> {
    pub(crate) text: &'a str,
    /// Languages of the query and of its reader.
    pub(crate) languages: Vec<Language>,
    /// Parts that name concepts.
    pub(crate) named: Vec<&'a str>,
}

/// What words are looked up in.
#[derive(Debug, Clone, Copy)]
struct Tables<'a> {
    rules: &'a Rules,
    snapshot: &'a Snapshot,
    terminology: &'a Terminology,
    words: &'a Words,
}

/// Makes the tables that misspellings are looked up in, before the first one.
pub(crate) fn prepare(terminology: &Terminology) {
    if let Some(rules) = rules() {
        terminology.words(|| Words::of(terminology, rules));
    }
}

/// Looks at the spelling of a query. Its work is bounded by the number of words and of steps.
///
/// # Errors
/// [`TantivyError`] if the index cannot be read.
pub(crate) fn check(
    snapshot: &Snapshot,
    terminology: &Terminology,
    asked: &Asked<'_>,
) -> Result<Spelled, TantivyError> {
    let Some(rules) = rules() else {
        return Ok(Spelled::default());
    };
    let mut rare = Vec::new();
    for word in typed_words(asked.text, &asked.languages) {
        let passages = occurring(snapshot, &word)?;
        if passages < ENOUGH {
            rare.push((word, passages));
        }
    }
    if rare.is_empty() {
        return Ok(Spelled::default());
    }
    let tables = Tables {
        rules,
        snapshot,
        terminology,
        words: terminology.words(|| Words::of(terminology, rules)),
    };
    let (known, doubtful): (Vec<_>, Vec<_>) = rare
        .into_iter()
        .partition(|(word, _)| tables.knows(word, asked));
    let mut verdicts = Vec::new();
    for (word, passages) in known {
        if passages == 0 && !word.is_han {
            let verdict = Verdict::Suggest(tables.easily_taken_for(&word)?);
            verdicts.push((word.range, verdict));
        }
    }
    let guess = doubtful.len() <= MAX_DOUBTFUL;
    for (word, passages) in doubtful.into_iter().filter(|_| guess) {
        let candidates = match word.is_han {
            true => tables.homophones(&word, asked)?,
            false => tables.candidates(&word, asked)?,
        };
        let verdict = tables.verdict(&word, passages, &candidates, asked)?;
        verdicts.push((word.range.clone(), verdict));
    }
    Ok(spelled(&tables, asked.text, verdicts))
}

/// In how many passages a word stands, in the form in which most have it; [`ENOUGH`] or more are not
/// counted further.
fn occurring(snapshot: &Snapshot, word: &TypedWord) -> Result<u64, TantivyError> {
    if word.is_han {
        return pairs_occurring(snapshot, &word.folded);
    }
    let mut most = 0;
    for term in &word.terms {
        most = most.max(passages(snapshot, term)?);
        if most >= ENOUGH {
            break;
        }
    }
    Ok(most)
}

/// In how many passages the rarest pair of neighbouring characters stands.
fn pairs_occurring(snapshot: &Snapshot, run: &str) -> Result<u64, TantivyError> {
    let characters: Vec<char> = run.chars().take(typed::MAX_HAN).collect();
    let mut least = u64::MAX;
    for pair in characters.windows(2) {
        let pair: String = pair.iter().collect();
        let term = Term::from_field_text(snapshot.fields.exact, &pair);
        least = least.min(snapshot.searcher.doc_freq(&term)?);
    }
    Ok(least)
}

/// In how many passages a term stands at least.
fn passages(snapshot: &Snapshot, term: &str) -> Result<u64, TantivyError> {
    let fields = snapshot.fields;
    let mut most = 0;
    for field in [fields.text, fields.exact, fields.title, fields.headings] {
        let term = Term::from_field_text(field, term);
        most = most.max(snapshot.searcher.doc_freq(&term)?);
    }
    Ok(most)
}

fn spelled(tables: &Tables<'_>, text: &str, verdicts: Vec<(Range<usize>, Verdict)>) -> Spelled {
    let applied: Vec<(Range<usize>, String)> = verdicts
        .iter()
        .filter_map(|(range, verdict)| match verdict {
            Verdict::Apply(one) => Some((range.clone(), one.text.clone())),
            Verdict::Suggest(_) => None,
        })
        .collect();
    let searched = replaced(text, applied.clone());
    let mut corrections = Vec::new();
    for (range, verdict) in verdicts {
        let (kind, candidates) = match verdict {
            Verdict::Apply(one) => (CorrectionKind::Applied, vec![one]),
            Verdict::Suggest(several) => (CorrectionKind::Suggested, several),
        };
        for candidate in candidates {
            let mut changes = applied.clone();
            changes.retain(|(other, _)| *other != range);
            changes.push((range.clone(), candidate.text.clone()));
            let concept = candidate
                .concept
                .map(|number| tables.terminology.id(number).to_owned());
            corrections.push(Correction {
                from: text[range.clone()].to_owned(),
                to: candidate.text,
                kind,
                concept,
                query: replaced(text, changes),
            });
        }
    }
    Spelled {
        text: (!applied.is_empty()).then_some(searched),
        corrections,
    }
}

/// A text with some of its parts replaced.
fn replaced(text: &str, mut changes: Vec<(Range<usize>, String)>) -> String {
    changes.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    let mut text = text.to_owned();
    for (range, with) in changes {
        text.replace_range(range, &with);
    }
    text
}

impl Tables<'_> {
    /// Whether the vocabulary has a word.
    fn knows(&self, word: &TypedWord, asked: &Asked<'_>) -> bool {
        let written = &asked.text[word.range.clone()];
        asked.named.iter().any(|named| named.contains(written))
            || self.words.get(&word.folded).is_some()
    }

    /// The drugs that a known one, of which nothing is found, is easily taken for.
    fn easily_taken_for(&self, word: &TypedWord) -> Result<Vec<Candidate>, TantivyError> {
        let concepts = self.words.get(&word.folded).map(words::Word::concepts);
        let concepts = concepts.unwrap_or_default();
        let mut found = 0;
        for &concept in &concepts {
            found += self.naming(concept)?;
        }
        if found > 0 {
            return Ok(Vec::new());
        }
        let others = self.partners(&word.folded, &concepts, &word.folded)?;
        let found = others.into_iter().filter(|other| other.passages > 0);
        Ok(found.take(choice::MAX_SUGGESTED).collect())
    }

    /// In how many passages a concept is named.
    fn naming(&self, concept: u32) -> Result<u64, TantivyError> {
        let id = self.terminology.id(concept);
        let term = Term::from_field_text(self.snapshot.fields.concept, id);
        self.snapshot.searcher.doc_freq(&term)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_replaced_wherever_they_stand() {
        let changes = vec![(0..2, "ab".to_owned()), (3..9, "地塞米松".to_owned())];
        assert_eq!(replaced("xy地塞z", vec![]), "xy地塞z");
        assert_eq!(replaced("xy 地塞 z", changes), "ab 地塞米松 z");
    }
}
