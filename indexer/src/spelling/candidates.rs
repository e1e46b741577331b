//! Words that may be meant by one.

use std::cmp::Ordering;

use corpora::{ConceptClass, Language};
use tantivy::TantivyError;

use super::rules::Script;
use super::typed::TypedWord;
use super::words::Word;
use super::{Asked, Tables, cost, han, nearby, passages, written};
use crate::concepts::Posting;

/// Words of the index alone whose writing is looked up.
const MAX_LOOKED_UP: usize = 6;

/// A word that may be meant.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate {
    /// As it is written.
    pub(super) text: String,
    pub(super) folded: String,
    /// The label that has it.
    pub(super) label: Option<Posting>,
    pub(super) concept: Option<u32>,
    pub(super) is_drug: bool,
    /// Whether it is of a language of the query, as far as can be told.
    pub(super) fits: bool,
    /// Passages that have it or name its concept.
    pub(super) passages: u64,
    pub(super) cost: f32,
    /// Lower is better.
    pub(super) score: f32,
}

impl Candidate {
    pub(super) fn means_the_same(&self, other: &Self) -> bool {
        match (self.concept, other.concept) {
            (Some(one), Some(other)) => one == other,
            _ => self.folded == other.folded,
        }
    }
}

pub(super) fn best_first(one: &Candidate, other: &Candidate) -> Ordering {
    let by_score = one.score.total_cmp(&other.score);
    by_score.then_with(|| one.folded.cmp(&other.folded))
}

impl Tables<'_> {
    /// What may be meant by a word, best first: each meaning once.
    pub(super) fn candidates(
        &self,
        word: &TypedWord,
        asked: &Asked<'_>,
    ) -> Result<Vec<Candidate>, TantivyError> {
        let most = self.rules.choice.most;
        let mut found: Vec<Candidate> = Vec::new();
        let near = self.words.near(self.rules, &word.folded);
        for known in &near {
            let cost = cost::cost(self.rules, &word.folded, &known.folded);
            if cost <= most
                && let Some(candidate) = self.of_vocabulary(known, cost, asked)?
            {
                found.push(candidate);
            }
        }
        let mut others: Vec<(f32, String, u64)> = Vec::new();
        for (term, passages) in nearby::in_index(self.snapshot, &word.folded)? {
            let cost = cost::cost(self.rules, &word.folded, &term);
            let known = near.iter().any(|known| *known.folded == *term);
            if cost <= most && !known && term != word.folded {
                others.push((cost, term, passages));
            }
        }
        let score = |(cost, _, passages): &(f32, String, u64)| self.score(*cost, *passages);
        others.sort_by(|a, b| score(a).total_cmp(&score(b)).then_with(|| a.1.cmp(&b.1)));
        for (cost, term, passages) in others.into_iter().take(MAX_LOOKED_UP) {
            found.extend(self.of_index(cost, term, passages, asked)?);
        }
        Ok(distinct(found))
    }

    /// Chinese names that are read as a run of characters is.
    pub(super) fn homophones(
        &self,
        word: &TypedWord,
        asked: &Asked<'_>,
    ) -> Result<Vec<Candidate>, TantivyError> {
        let Some(reading) = han::reading(&word.folded) else {
            return Ok(Vec::new());
        };
        let mut found = Vec::new();
        for (name, label) in self.words.read_as(&reading) {
            let wrong = han::differing(name, &word.folded);
            // One wrong character in three.
            if wrong * 3 <= name.chars().count() {
                let cost = self.rules.costs.sound;
                found.extend(self.of_label(name, (label, true), cost, asked)?);
            }
        }
        Ok(distinct(found))
    }

    fn score(&self, cost: f32, passages: u64) -> f32 {
        let tens = u16::try_from(passages.checked_ilog10().unwrap_or(0)).unwrap_or(0);
        cost - self.rules.choice.frequency * f32::from(tens)
    }

    fn of_vocabulary(
        &self,
        word: &Word,
        cost: f32,
        asked: &Asked<'_>,
    ) -> Result<Option<Candidate>, TantivyError> {
        let spoken = |label: &&Posting| self.is_spoken(label, asked);
        let (labels, parts) = (|| word.labels.iter(), || word.parts.iter());
        let label = labels().find(spoken).or_else(|| labels().next());
        let part = parts().find(spoken).or_else(|| parts().next());
        match label.map(|l| (l, true)).or(part.map(|p| (p, false))) {
            Some(label) => self.of_label(&word.folded, label, cost, asked),
            None => Ok(None),
        }
    }

    /// A label that a word is, or is a part of, if anything is found by it.
    fn of_label(
        &self,
        folded: &str,
        (label, is_whole): (&Posting, bool),
        cost: f32,
        asked: &Asked<'_>,
    ) -> Result<Option<Candidate>, TantivyError> {
        let mut found = passages(self.snapshot, folded)?;
        if is_whole {
            found = found.max(self.naming(label.concept)?);
        }
        if found == 0 {
            return Ok(None);
        }
        let choice = self.rules.choice;
        let class = self.terminology.class(label.concept);
        let spoken = self.is_spoken(label, asked);
        let preferred = if spoken { choice.language } else { 0.0 };
        Ok(Some(Candidate {
            text: folded.to_owned(),
            folded: folded.to_owned(),
            label: Some(*label),
            concept: is_whole.then_some(label.concept),
            is_drug: matches!(class, ConceptClass::Drug | ConceptClass::Vaccine),
            fits: spoken || class.is_international() || is_alone(folded),
            passages: found,
            cost,
            score: self.score(cost, found) - preferred - choice.vocabulary,
        }))
    }

    fn is_spoken(&self, label: &Posting, asked: &Asked<'_>) -> bool {
        speaks(asked, self.terminology.lexicon.language(label))
    }

    /// A word of the index, if it stands in a passage as it is and not only as a stem.
    fn of_index(
        &self,
        cost: f32,
        term: String,
        passages: u64,
        asked: &Asked<'_>,
    ) -> Result<Option<Candidate>, TantivyError> {
        let Some((text, language)) = written::in_a_passage(self.snapshot, &term)? else {
            return Ok(None);
        };
        let spoken = speaks(asked, Some(language.primary()));
        let preferred = if spoken {
            self.rules.choice.language
        } else {
            0.0
        };
        Ok(Some(Candidate {
            text,
            label: None,
            concept: None,
            is_drug: false,
            fits: spoken || is_alone(&term),
            passages,
            cost,
            score: self.score(cost, passages) - preferred,
            folded: term,
        }))
    }
}

/// Each meaning once, best first.
fn distinct(mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    candidates.sort_by(best_first);
    let mut distinct: Vec<Candidate> = Vec::new();
    for candidate in candidates {
        if !distinct
            .iter()
            .any(|known| known.means_the_same(&candidate))
        {
            distinct.push(candidate);
        }
    }
    distinct
}

/// Whether a language is one of the query's; words of all languages are of any.
fn speaks(asked: &Asked<'_>, language: Option<&str>) -> bool {
    let spoken = |language: &str| {
        asked
            .languages
            .iter()
            .any(|l: &Language| l.primary() == language)
    };
    language.is_none_or(spoken)
}

/// Whether few languages share the script of a word, so that one of them is meant.
fn is_alone(folded: &str) -> bool {
    folded.chars().next().and_then(Script::of) != Some(Script::Latn)
}
