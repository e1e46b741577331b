//! Which word was meant, and how sure that is.

use corpora::{LabelSort, Language};
use tantivy::TantivyError;

use super::candidates::Candidate;
use super::typed::TypedWord;
use super::words::pieces;
use super::{Asked, Tables, written};
use crate::analysis::fold;

/// Words suggested for one.
pub(super) const MAX_SUGGESTED: usize = 3;

/// Letters from which on a word is corrected unasked.
const MIN_APPLIED: usize = 5;

/// Letters from which on a word may have two slips.
const LONG: usize = 8;

/// What to do with a word.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Verdict {
    Apply(Candidate),
    /// Best first; may be empty.
    Suggest(Vec<Candidate>),
}

impl Tables<'_> {
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

    /// Decides between the candidates of a word, which is found in `passages`.
    pub(super) fn verdict(
        &self,
        word: &TypedWord,
        passages: u64,
        candidates: &[Candidate],
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
        candidates: &[Candidate],
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
}
