//! What a query names, and how far that is all it says.

use std::ops::Range;

use super::request::SearchRequest;
use super::weights::{ConceptWeights, RankingWeights};
use crate::analysis::Token;
use crate::concepts::{MarkedQuery, Meaning, Terminology, understand};

/// The concepts that a query names.
pub(super) struct Named {
    pub(super) meanings: Vec<Meaning>,
    /// The names of those that are used, as bytes of the query; codes are not among them.
    used: Vec<Range<usize>>,
    /// The share of the query that names concepts, without what asks for a kind of section.
    pub(super) covered: f32,
    /// The share of all its words that does.
    pub(super) names: f32,
    pub(super) weights: ConceptWeights,
}

impl Named {
    /// `words` are those of the query in its likeliest language, `asked` the bytes that ask for a kind
    /// of section.
    pub(super) fn of(
        request: &SearchRequest,
        terminology: &Terminology,
        (query, sure): (&MarkedQuery<'_>, bool),
        (words, asked): (&[Token], &[Range<usize>]),
        weights: &RankingWeights,
    ) -> Self {
        let meanings = understand(terminology, query, sure);
        let is_used = |meaning: &&Meaning| {
            let id = terminology.id(meaning.concept);
            !meaning.code && request.uses(id)
        };
        let used = meanings.iter().filter(is_used);
        let named: Vec<_> = meanings.iter().map(|m| m.range.clone()).collect();
        Self {
            used: used.map(|meaning| meaning.range.clone()).collect(),
            covered: covered(words, &named, asked),
            names: covered(words, &named, &[]),
            meanings,
            weights: weights.concepts,
        }
    }

    /// What a concept of the query counts.
    pub(super) fn meant(&self) -> f32 {
        self.weights.meant * self.covered.powf(self.weights.sharpness)
    }

    /// What a word counts: less where it is part of the name of a concept that is looked for as
    /// such. "ar" of "falta de ar" is no word of its own, and what a drug is called elsewhere is as
    /// good as what it is called here.
    pub(super) fn share(&self, token: &Token) -> f32 {
        if is_within(&token.range, &self.used) {
            1.0 - self.weights.instead * self.covered
        } else {
            1.0
        }
    }
}

fn is_within(range: &Range<usize>, ranges: &[Range<usize>]) -> bool {
    let holds = |other: &Range<usize>| other.start <= range.start && range.end <= other.end;
    ranges.iter().any(holds)
}

/// The share of a query's words that name concepts: of a bare term all, of a question little. Where a
/// sentence says more than its concepts, its words tell better which passage answers it. Stop words,
/// chatter and what asks for a kind of section are no words of their own here.
fn covered(words: &[Token], named: &[Range<usize>], asked: &[Range<usize>]) -> f32 {
    let mut end = 0;
    let (mut inside, mut whole) = (0.0, 0.0);
    for token in words {
        // Where words overlap, the first stands for all.
        if token.range.start < end {
            continue;
        }
        end = token.range.end;
        let is_named = is_within(&token.range, named);
        if is_named || !(token.stop || is_within(&token.range, asked)) {
            whole += 1.0;
            inside += f32::from(u8::from(is_named));
        }
    }
    // A code may be no word of any language.
    if whole == 0.0 && !named.is_empty() {
        return 1.0;
    }
    inside / f32::max(whole, 1.0)
}

#[cfg(test)]
mod tests {
    use corpora::Language;

    use super::*;
    use crate::analysis::analyze;

    #[test]
    fn stop_words_and_what_asks_for_a_section_are_not_counted() {
        let share = |text: &str, language: &str, named: &[&str], asked: &[&str]| {
            let place = |part: &&str| {
                let start = text.find(part).unwrap();
                start..start + part.len()
            };
            let named: Vec<_> = named.iter().map(place).collect();
            let asked: Vec<_> = asked.iter().map(place).collect();
            let words = analyze(text, &Language::parse(language).unwrap()).main;
            covered(&words, &named, &asked)
        };
        let is = |found: f32, expected: f32| assert!((found - expected).abs() < 1e-6, "{found}");
        is(share("falta de ar", "pt", &["falta de ar"], &[]), 1.0);
        is(
            share(
                "what is the treatment of cholera",
                "en",
                &["cholera"],
                &["treatment"],
            ),
            1.0,
        );
        is(share("cholera in Yemen", "en", &["cholera"], &[]), 0.5);
        is(share("发热", "zh", &["发热"], &[]), 1.0);
        is(share("Yemen", "en", &[], &[]), 0.0);
    }
}
