//! Which word was meant, and how sure that is.

use std::cmp::Ordering;

use corpora::{ConceptClass, LabelSort, Language};
use tantivy::TantivyError;

use super::rules::{Script, lookalike_names, lookalikes};
use super::typed::TypedWord;
use super::words::{Word, pieces};
use super::{Asked, Tables, cost, han, nearby, passages, written};
use crate::analysis::fold;
use crate::concepts::Posting;

/// Words suggested for one.
pub(super) const MAX_SUGGESTED: usize = 3;

/// Words of the index alone whose writing is looked up.
const MAX_LOOKED_UP: usize = 6;

/// Letters from which on a word is corrected unasked.
const MIN_APPLIED: usize = 5;

/// Letters from which on a word may have two slips.
const LONG: usize = 8;

/// A word that may be meant.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate {
    /// As it is written.
    pub(super) text: String,
    folded: String,
    /// The label that has it.
    label: Option<Posting>,
    pub(super) concept: Option<u32>,
    is_drug: bool,
    /// Whether it is of a language of the query, as far as can be told.
    fits: bool,
    /// Passages that have it or name its concept.
    pub(super) passages: u64,
    cost: f32,
    /// Lower is better.
    score: f32,
}

/// What to do with a word.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Verdict {
    Apply(Candidate),
    /// Best first; may be empty.
    Suggest(Vec<Candidate>),
}

impl Candidate {
    fn means_the_same(&self, other: &Self) -> bool {
        match (self.concept, other.concept) {
            (Some(one), Some(other)) => one == other,
            _ => self.folded == other.folded,
        }
    }
}

fn best_first(one: &Candidate, other: &Candidate) -> Ordering {
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

    /// A candidate as it is written in its label, in the letter case of what was typed.
    fn shown(&self, mut candidate: Candidate, typed: &str) -> Candidate {
        let lexicon = &self.terminology.lexicon;
        if let Some(posting) = candidate.label
            && let Some(concept) = lexicon.concept(posting.concept)
        {
            let language = lexicon.language(&posting);
            let of_it = concept.labels.iter().filter(|label| {
                let own = label.language.as_ref().map(Language::primary);
                own == language && label.sort != LabelSort::Misspelling
            });
            let mut words = of_it.flat_map(|label| pieces(&label.text));
            if let Some(word) = words.find(|word| *fold(word) == *candidate.folded) {
                word.clone_into(&mut candidate.text);
            }
        }
        candidate.text = written::in_case_of(&candidate.text, typed);
        candidate
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

    /// Decides between the candidates of a word, which is found in `passages`.
    pub(super) fn verdict(
        &self,
        word: &TypedWord,
        passages: u64,
        candidates: Vec<Candidate>,
        asked: &Asked<'_>,
    ) -> Result<Verdict, TantivyError> {
        let typed = &asked.text[word.range.clone()];
        Ok(match self.decided(word, passages, candidates)? {
            Verdict::Apply(one) => Verdict::Apply(self.shown(one, typed)),
            Verdict::Suggest(several) => {
                let shown = several.into_iter().take(MAX_SUGGESTED);
                Verdict::Suggest(shown.map(|one| self.shown(one, typed)).collect())
            }
        })
    }

    fn decided(
        &self,
        word: &TypedWord,
        passages: u64,
        candidates: Vec<Candidate>,
    ) -> Result<Verdict, TantivyError> {
        let choice = self.rules.choice;
        let Some(best) = candidates.first().cloned() else {
            return Ok(Verdict::Suggest(Vec::new()));
        };
        let letters = word.folded.chars().count();
        let bound = match letters >= LONG && !best.is_drug {
            true => choice.applied_long,
            false => choice.applied,
        };
        if passages > 0 {
            let rare = best.passages / choice.much_rarer >= passages;
            let several = if rare && best.cost <= bound {
                vec![best]
            } else {
                Vec::new()
            };
            return Ok(Verdict::Suggest(several));
        }
        let rivals = |other: &&Candidate| {
            let drugs = best.is_drug && other.is_drug;
            let by = if drugs {
                other.cost - best.cost
            } else {
                other.score - best.score
            };
            by < choice.margin
        };
        let mut several: Vec<Candidate> = vec![best.clone()];
        several.extend(candidates.iter().skip(1).filter(rivals).cloned());
        let concepts: Vec<u32> = best.concept.into_iter().collect();
        for other in self.partners(&best.folded, &concepts, &word.folded)? {
            let near = other.cost - best.cost < choice.lookalike;
            if near && !several.iter().any(|known| known.means_the_same(&other)) {
                several.push(other);
            }
        }
        let long_enough = word.is_han || letters >= MIN_APPLIED;
        let sure = several.len() == 1 && best.cost <= bound && best.fits && long_enough;
        if sure {
            return Ok(Verdict::Apply(best));
        }
        Ok(Verdict::Suggest(several))
    }

    /// The drugs that one is easily taken for, each by its name nearest to what was typed. Nothing
    /// need be found by them.
    pub(super) fn partners(
        &self,
        folded: &str,
        concepts: &[u32],
        typed: &str,
    ) -> Result<Vec<Candidate>, TantivyError> {
        let concepts_of = |name: &str| {
            let word = self.words.get(&fold(name));
            word.map(Word::concepts).unwrap_or_default()
        };
        let mut names: Vec<&'static str> = Vec::new();
        let own = |name: &&str| concepts_of(name).iter().any(|c| concepts.contains(c));
        names.extend(lookalikes(folded).iter().map(String::as_str));
        for name in lookalike_names().filter(own) {
            names.extend(lookalikes(name).iter().map(String::as_str));
        }
        names.sort_unstable();
        names.dedup();
        let mut partners: Vec<Candidate> = Vec::new();
        for name in names {
            let concept = concepts_of(name).first().copied();
            let partner = self.partner(name, concept, typed)?;
            if !partners.iter().any(|known| known.means_the_same(&partner)) {
                partners.push(partner);
            }
        }
        partners.sort_by(best_first);
        Ok(partners)
    }

    fn partner(
        &self,
        name: &str,
        concept: Option<u32>,
        typed: &str,
    ) -> Result<Candidate, TantivyError> {
        let whole = concept.and_then(|number| self.terminology.lexicon.concept(number));
        let labels = whole.iter().flat_map(|concept| &concept.labels);
        let single = labels.filter(|label| pieces(&label.text).count() == 1);
        let script = typed.chars().next().and_then(Script::of);
        let mut best: Option<(f32, String)> = None;
        for text in single.map(|label| label.text.as_str()).chain([name]) {
            let folded = fold(text);
            if folded.chars().next().and_then(Script::of) != script {
                continue;
            }
            let cost = cost::cost(self.rules, typed, &folded);
            if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                best = Some((cost, text.to_owned()));
            }
        }
        let (cost, text) = best.unwrap_or((f32::INFINITY, name.to_owned()));
        let folded = fold(&text).into_owned();
        let mut found = passages(self.snapshot, &folded)?;
        if let Some(concept) = concept {
            found = found.max(self.naming(concept)?);
        }
        Ok(Candidate {
            text,
            folded,
            label: None,
            concept,
            is_drug: true,
            fits: true,
            passages: found,
            cost,
            score: cost,
        })
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
