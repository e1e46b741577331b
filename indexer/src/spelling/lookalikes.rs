//! Drugs that are easily taken for each other.

use tantivy::TantivyError;

use super::candidates::{Candidate, best_first};
use super::rules::{Script, lookalike_names, lookalikes};
use super::words::{Word, pieces};
use super::{Tables, cost, passages};
use crate::analysis::fold;

impl Tables<'_> {
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
