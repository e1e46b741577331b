//! From what was typed to the terms that are looked up.

use corpora::{ConceptClass, LanguageIdentifier};
use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::Term;
use tantivy::query::{AllQuery, BooleanQuery, BoostQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};

use super::answer::{Limitation, Understood};
use super::identifiers::identifiers;
use super::languages::languages;
use super::meaning::describe;
use super::named::Named;
use super::prefix::Prefix;
use super::request::{Limits, SearchRequest};
use super::tokens::{has_stem, is_fragment, is_written_so, minor_words};
use super::weights::RankingWeights;
use crate::analysis::{Analysis, Letters, Token, analyze};
use crate::concepts::{MarkedQuery, Terminology};
use crate::schema::Fields;
use crate::traits::Subtag;

/// A term with its field and weight.
#[derive(Debug, Clone)]
pub(super) struct PlannedTerm {
    pub(super) field: Field,
    pub(super) field_name: &'static str,
    pub(super) text: String,
    pub(super) weight: f32,
}

/// What is looked up, and what is marked in the passages found.
#[derive(Debug, Clone, Default)]
pub(super) struct Plan {
    pub(super) terms: Vec<PlannedTerm>,
    pub(super) understood: Understood,
    pub(super) limitation: Option<Limitation>,
    /// Whether the language of the text is known.
    pub(super) sure: bool,
    /// Where each term stands among the terms.
    pub(super) places: FxHashMap<(Field, String), usize>,
    /// Terms of the main stream that are marked.
    pub(super) main: FxHashSet<String>,
    /// Terms of the exact stream that are marked.
    pub(super) exact: FxHashSet<String>,
    /// Concepts whose names are marked.
    pub(super) concepts: FxHashSet<u32>,
    /// Beginnings of words that are looked for.
    pub(super) prefixes: Vec<Prefix>,
    /// Phrases that are marked.
    pub(super) phrases: Vec<Letters>,
    /// Terms of the text and concepts of a passage that says all of the query: those of its likeliest
    /// language.
    pub(super) whole: Vec<usize>,
    /// The drugs, vaccines and diseases that it names.
    pub(super) subjects: Vec<Subject>,
    /// The share of the query that names concepts.
    pub(super) names: f32,
}

/// A drug, vaccine or disease that a query names.
#[derive(Debug, Clone)]
pub(super) struct Subject {
    pub(super) is_disease: bool,
    /// Its id, and those of what is narrower: who names one of them names it.
    pub(super) ids: Vec<String>,
}

/// Most narrower concepts looked for with one of the query.
const MAX_NARROWER: usize = 16;

/// Works out what a request asks for.
pub(super) fn plan(
    request: &SearchRequest,
    fields: &Fields,
    identifier: &dyn LanguageIdentifier,
    terminology: &Terminology,
    weights: &RankingWeights,
) -> Plan {
    let mut plan = Plan::default();
    let (languages, sure) = languages(request, identifier, weights.language);
    let analyses: Vec<Analysis> = languages
        .iter()
        .map(|language| analyze(&request.text, language))
        .collect();
    let query = MarkedQuery::of(&request.text, &languages);
    let asked = terminology.asked(&query);
    let asking: Vec<_> = asked.iter().map(|(range, _)| range.clone()).collect();
    let named = Named::of(
        request,
        terminology,
        (&query, sure),
        (
            analyses.first().map_or(&[], |first| &first.main[..]),
            &asking,
        ),
        weights,
    );
    plan.understood.languages = languages;
    plan.sure = sure;
    plan.names = named.names;
    for analysis in &analyses {
        let minor = minor_words(analysis);
        let share = |token: &Token| {
            let is_minor = minor.contains(&token.range);
            let of_kind = match token {
                _ if is_minor => weights.words.stop,
                _ if token.part => weights.words.part,
                _ => 1.0,
            };
            (of_kind * named.share(token), !is_minor && !token.part)
        };
        plan.add_language(analysis, share, fields, weights, request.legs.lexical);
        if plan.whole.is_empty() {
            let of_passage = [fields.text, fields.exact];
            let terms = plan.terms.iter().enumerate();
            let terms = terms.filter(|(_, term)| of_passage.contains(&term.field));
            plan.whole = terms.map(|(place, _)| place).collect();
        }
    }
    plan.bound();
    plan.add_identifiers(&request.text, fields, weights);
    plan.add_concepts(request, fields, terminology, named);
    plan.add_sections(
        asked.into_iter().map(|(_, section)| section),
        fields,
        weights,
    );
    plan
}

impl Plan {
    fn add_language(
        &mut self,
        analysis: &Analysis,
        share: impl Fn(&Token) -> (f32, bool),
        fields: &Fields,
        weights: &RankingWeights,
        found: bool,
    ) {
        let repeated = weights.words.repeated;
        // Words by which nothing is found are marked all the same.
        let weights = weights.fields.times(f32::from(u8::from(found)));
        let first = self.terms.len();
        let main = [
            (fields.text, "text", weights.text),
            (fields.title, "title", weights.title),
            (fields.headings, "headings", weights.headings),
        ];
        for token in analysis
            .main
            .iter()
            .filter(|token| !is_fragment(token, analysis))
        {
            let (share, is_marked) = share(token);
            if is_marked {
                self.main.insert(token.text.clone());
            }
            let written = is_written_so(token, analysis);
            for (field, name, weight) in main {
                let whole = if written && field == fields.text {
                    weight + weights.exact
                } else {
                    weight
                };
                self.add((first, repeated), (field, name, whole * share), token);
            }
        }
        for token in &analysis.exact {
            let (share, is_marked) = share(token);
            if is_marked {
                self.exact.insert(token.text.clone());
            }
            let weight = weights.exact * share;
            self.add((first, repeated), (fields.exact, "exact", weight), token);
            // A word that is its own stem where it stands is in the main stream alone.
            if has_stem(token, analysis) {
                self.add((first, repeated), (fields.text, "text", weight), token);
            }
        }
    }

    /// Plans a term; `first` is where the terms of the present language begin, `repeated` what a
    /// repetition counts.
    fn add(
        &mut self,
        (first, repeated): (usize, f32),
        (field, field_name, weight): (Field, &'static str, f32),
        token: &Token,
    ) {
        let key = (field, token.text.clone());
        if weight == 0.0 {
            return;
        }
        if let Some(&place) = self.places.get(&key) {
            // The same term from another language of the query is no repetition.
            if place >= first {
                self.terms[place].weight += weight * repeated;
            }
            return;
        }
        self.places.insert(key, self.terms.len());
        self.terms.push(PlannedTerm {
            field,
            field_name,
            text: token.text.clone(),
            weight,
        });
    }

    /// Plans the concepts of the query: each as a term of its own, found wherever one of its names
    /// stands, in any language.
    fn add_concepts(
        &mut self,
        request: &SearchRequest,
        fields: &Fields,
        terminology: &Terminology,
        named: Named,
    ) {
        let meant = named.meant();
        let Named {
            meanings, weights, ..
        } = named;
        for meaning in meanings {
            let id = terminology.id(meaning.concept);
            let used = request.uses(id);
            let described = describe(terminology, request, &meaning, used);
            let class = described.as_ref().map(|concept| concept.class);
            self.understood.concepts.extend(described);
            if !used {
                continue;
            }
            let place = self.add_concept(fields, terminology, meaning.concept, meant);
            self.whole.extend(place);
            let subjects = [
                ConceptClass::Drug,
                ConceptClass::Vaccine,
                ConceptClass::Disease,
            ];
            let below = terminology.lexicon.below(meaning.concept);
            if let Some(class) = class.filter(|class| subjects.contains(class)) {
                let narrower = below.iter().map(|(id, _)| terminology.id(*id));
                let ids = std::iter::once(id).chain(narrower).map(str::to_owned);
                self.subjects.push(Subject {
                    is_disease: class == ConceptClass::Disease,
                    ids: ids.take(Limits::MAX_FILTER_VALUES).collect(),
                });
            }
            for (narrower, depth) in below.into_iter().take(MAX_NARROWER) {
                let weight = meant * weights.narrower.powi(i32::from(depth));
                self.add_concept(fields, terminology, narrower, weight);
            }
        }
    }

    fn add_concept(
        &mut self,
        fields: &Fields,
        terminology: &Terminology,
        concept: u32,
        weight: f32,
    ) -> Option<usize> {
        let key = (fields.concept, terminology.id(concept).to_owned());
        if weight == 0.0 || self.terms.len() >= Limits::MAX_CLAUSES {
            return None;
        }
        self.concepts.insert(concept);
        if let Some(&place) = self.places.get(&key) {
            let term = &mut self.terms[place];
            term.weight = term.weight.max(weight);
            return None;
        }
        let place = self.terms.len();
        self.places.insert(key.clone(), place);
        self.terms.push(PlannedTerm {
            field: key.0,
            field_name: "concept",
            text: key.1,
            weight,
        });
        Some(place)
    }

    /// Plans the identifiers that the query has.
    fn add_identifiers(&mut self, text: &str, fields: &Fields, weights: &RankingWeights) {
        let terms = identifiers(text).into_iter().map(|identifier| PlannedTerm {
            field: fields.identifier,
            field_name: "identifier",
            text: identifier.to_string(),
            weight: weights.identifiers.typed,
        });
        self.terms.extend(terms);
    }

    /// Plans the kinds of sections that the query asks for.
    fn add_sections<'s>(
        &mut self,
        asked: impl Iterator<Item = &'s str>,
        fields: &Fields,
        weights: &RankingWeights,
    ) {
        let weight = weights.sections.asked;
        if weight > 0.0 {
            self.terms.extend(asked.map(|section| PlannedTerm {
                field: fields.section,
                field_name: "section",
                text: section.to_owned(),
                weight,
            }));
        }
    }

    fn bound(&mut self) {
        if self.terms.len() > Limits::MAX_CLAUSES {
            self.terms.truncate(Limits::MAX_CLAUSES);
            self.whole.retain(|place| *place < Limits::MAX_CLAUSES);
            self.limitation = Some(Limitation::TooManyWords);
        }
    }

    /// What was left out.
    pub(super) fn limitations(&self) -> impl Iterator<Item = Limitation> {
        let cut = self.prefixes.iter().any(|prefix| prefix.cut);
        let of_prefixes = cut.then_some(Limitation::PrefixLimit);
        self.limitation.into_iter().chain(of_prefixes)
    }

    /// Primary languages in which it was analysed.
    pub(super) fn spoken(&self) -> Vec<Subtag> {
        let languages = self.understood.languages.iter();
        languages.map(|one| Subtag::of(one.primary())).collect()
    }

    /// Whether nothing is looked for.
    pub(super) fn is_empty(&self) -> bool {
        self.terms.is_empty() && self.prefixes.is_empty()
    }

    /// The plan as a query: any term may match, their scores add up. Kept flat, because only a flat
    /// union of terms can skip blocks that cannot reach the best (block-max WAND).
    pub(super) fn query(&self) -> Box<dyn Query> {
        if self.is_empty() {
            return Box::new(AllQuery);
        }
        let clauses = self.terms.iter().map(|term| (Occur::Should, term.query()));
        let prefixes = self.prefixes.iter();
        let prefixes =
            prefixes.map(|prefix| (Occur::Should, Box::new(prefix.clone()) as Box<dyn Query>));
        let clauses = clauses.chain(prefixes).collect::<Vec<_>>();
        Box::new(BooleanQuery::new(clauses))
    }
}

impl PlannedTerm {
    pub(super) fn term(&self) -> Term {
        Term::from_field_text(self.field, &self.text)
    }

    pub(super) fn query(&self) -> Box<dyn Query> {
        let query = TermQuery::new(self.term(), IndexRecordOption::WithFreqs);
        Box::new(BoostQuery::new(Box::new(query), self.weight))
    }
}
