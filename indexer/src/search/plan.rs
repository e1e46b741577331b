//! From what was typed to the terms that are looked up.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use corpora::{Language, LanguageIdentifier};
use tantivy::Term;
use tantivy::query::{AllQuery, BooleanQuery, BoostQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};

use super::answer::{Limitation, Understood};
use super::request::{Limits, SearchRequest};
use super::weights::weights;
use crate::analysis::{Analysis, Token, analyze, is_stop_word};
use crate::schema::Fields;

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
    /// Terms of the main stream that are marked.
    pub(super) main: HashSet<String>,
    /// Terms of the exact stream that are marked.
    pub(super) exact: HashSet<String>,
}

/// Most languages in which one query is analysed.
const MAX_LANGUAGES: usize = 4;

/// Works out what a request asks for.
pub(super) fn plan(request: &SearchRequest, fields: &Fields, identifier: &dyn LanguageIdentifier) -> Plan {
    let mut plan = Plan::default();
    plan.understood.languages = languages(request, identifier);
    let mut counted: HashMap<(Field, String), usize> = HashMap::new();
    for language in plan.understood.languages.clone() {
        let analysis = analyze(&request.text, &language);
        let ignored = ignored_ranges(&analysis, &language);
        for (range, word) in &ignored {
            let shown = request.text[range.clone()].to_owned();
            if !plan.understood.ignored.contains(&shown) && !word.is_empty() {
                plan.understood.ignored.push(shown);
            }
        }
        let kept = |token: &&Token| !ignored.iter().any(|(range, _)| *range == token.range);
        plan.add_language(&analysis, kept, fields, &mut counted);
    }
    plan.bound();
    plan
}

/// Words of a query that say nothing, unless all of them are such.
fn ignored_ranges(analysis: &Analysis, language: &Language) -> Vec<(Range<usize>, String)> {
    // The exact stream has words as written; where it has pairs of characters, the main one has
    // the words.
    let words = || analysis.exact.iter().chain(&analysis.main);
    let stop = |token: &&Token| is_stop_word(&token.text, language.primary());
    let ignored: Vec<_> = words().filter(stop).map(|t| (t.range.clone(), t.text.clone())).collect();
    let all = words().all(|token| ignored.iter().any(|(range, _)| *range == token.range));
    if all { Vec::new() } else { ignored }
}

impl Plan {
    fn add_language(
        &mut self,
        analysis: &Analysis,
        kept: impl Fn(&&Token) -> bool,
        fields: &Fields,
        counted: &mut HashMap<(Field, String), usize>,
    ) {
        let weights = weights().fields;
        let main = [
            (fields.text, "text", weights.text),
            (fields.title, "title", weights.title),
            (fields.headings, "headings", weights.headings),
        ];
        // The same term from another language of the query counts once; repeated in one language,
        // it counts as often as it stands there.
        let before = counted.clone();
        for token in analysis.main.iter().filter(&kept) {
            self.main.insert(token.text.clone());
            for (field, name, weight) in main {
                self.add(field, name, weight, token, &before, counted);
            }
        }
        for token in analysis.exact.iter().filter(&kept) {
            self.exact.insert(token.text.clone());
            self.add(fields.exact, "exact", weights.exact, token, &before, counted);
        }
    }

    fn add(
        &mut self,
        field: Field,
        field_name: &'static str,
        weight: f32,
        token: &Token,
        before: &HashMap<(Field, String), usize>,
        counted: &mut HashMap<(Field, String), usize>,
    ) {
        let key = (field, token.text.clone());
        if weight == 0.0 || before.contains_key(&key) {
            return;
        }
        if let Some(&at) = counted.get(&key) {
            self.terms[at].weight += weight;
            return;
        }
        counted.insert(key, self.terms.len());
        self.terms.push(PlannedTerm { field, field_name, text: token.text.clone(), weight });
    }

    fn bound(&mut self) {
        if self.terms.len() > Limits::MAX_CLAUSES {
            self.terms.truncate(Limits::MAX_CLAUSES);
            self.limitation = Some(Limitation::TooManyWords);
        }
    }

    /// The plan as a query: any term may match, their scores add up. Kept flat, because only a flat
    /// union of terms can skip blocks that cannot reach the best (block-max WAND).
    pub(super) fn query(&self) -> Box<dyn Query> {
        if self.terms.is_empty() {
            return Box::new(AllQuery);
        }
        let clauses = self.terms.iter().map(|term| (Occur::Should, term.query())).collect::<Vec<_>>();
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

/// The languages in which the text is analysed: the one the caller names, or those it may be in. A
/// text too short to tell is analysed in the reader's languages and in English too; its exact form
/// is found in every language all the same.
fn languages(request: &SearchRequest, identifier: &dyn LanguageIdentifier) -> Vec<Language> {
    if let Some(language) = &request.language {
        return vec![language.clone()];
    }
    let confidence = weights().language;
    let candidates = identifier.candidates(&request.text);
    let sure = candidates.first().is_some_and(|(_, best)| *best >= confidence.sure);
    let plausible = candidates.into_iter().filter(|(_, c)| *c >= confidence.plausible).map(|(l, _)| l);
    let mut languages: Vec<Language> = Vec::new();
    let mut add = |language: Language| {
        if languages.len() < MAX_LANGUAGES && !languages.iter().any(|l| l.primary() == language.primary()) {
            languages.push(language);
        }
    };
    plausible.take(2).for_each(&mut add);
    if !sure {
        request.reader.iter().take(2).cloned().for_each(&mut add);
        add(Language::parse("en").unwrap_or_default());
    }
    languages
}
