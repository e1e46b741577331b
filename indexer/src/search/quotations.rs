//! The passages that answer a question best, quoted word for word, or that none is good enough.
//!
//! Nothing is generated: what is answered stands so in the document. A passage is quoted only where what
//! speaks for it is more than what speaks for the best passages to questions that the collection does not
//! answer.

use std::time::Instant;

use corpora::State;
use serde::Serialize;

use super::answer::{Hit, Understood};
use super::filter::Share;
use super::fusion::{Evidence, Fusion};
use super::legs::LegRun;
use super::rank::Ranked;
use super::request::{Limits, SearchRequest};
use super::run::Run;
use crate::engine::Engine;
use crate::error::SearchError;

/// What answers a question.
#[derive(Debug, Clone, Serialize)]
pub struct Quotations {
    /// Passages that answer it, best first; none if nothing good enough was found.
    pub quotes: Vec<Quote>,
    /// What speaks for the best passage found, quoted or not; 0 if none was found.
    pub best: f32,
    /// What must speak for a passage that is quoted.
    pub least: f32,
    /// How the question was understood.
    pub understood: Understood,
    /// What became of each way of finding.
    pub legs: Vec<LegRun>,
    /// Position in the catalogue's change log up to which the answer takes it into account.
    pub sequence: u64,
    /// Time taken, in microseconds.
    pub micros: u64,
}

/// A passage that answers a question.
#[derive(Debug, Clone, Serialize)]
pub struct Quote {
    /// The document, with the part of its passage that answers best: that is the quotation.
    pub hit: Hit,
    /// What speaks for it.
    pub strength: f32,
}

/// Documents looked at for each that may be quoted: of the best some are too weak.
const SPARE: usize = 3;

/// Looks for quotations: at most `request.limit` of them, from documents that stand.
pub(crate) fn quotations(
    engine: &Engine,
    request: &SearchRequest,
) -> Result<Quotations, SearchError> {
    let began = Instant::now();
    let mut asked = SearchRequest {
        limit: request.limit * SPARE,
        passages: 1,
        cursor: None,
        facets: Vec::new(),
        explain: false,
        ..request.clone()
    };
    asked.filters.states = vec![State::Current, State::Corrected];
    super::check(&asked)?;
    let about = on_subject(engine, &asked)?;
    let (mut run, mut page) = super::found(engine, &about.0, Share::All, 0)?;
    if let Some(wider) = about.1.as_ref().filter(|_| page.is_empty()) {
        (run, page) = super::found(engine, wider, Share::All, 0)?;
    }
    let fusion = run.fusion()?;
    let weights = run.weights.answers;
    let least = match run.both {
        Some(_) => weights.least,
        None => weights.least_by_words,
    };
    let strength = |ranked: &Ranked| weights.strength(&fusion, run.evidence(ranked));
    page.documents
        .sort_by(|a, b| strength(b).total_cmp(&strength(a)));
    let strengths: Vec<f32> = page.documents.iter().map(strength).collect();
    let good = strengths.iter().take_while(|strength| **strength >= least);
    let good = good.count().min(request.limit);
    page.documents.truncate(good);
    run.quoting = true;
    let mut quotes = Vec::with_capacity(good);
    for (mut hit, &strength) in run.hits(&page)?.into_iter().zip(&strengths) {
        hit.rank = quotes.len() + 1;
        quotes.push(Quote { hit, strength });
    }
    Ok(Quotations {
        quotes,
        best: strengths.first().copied().unwrap_or(0.0),
        least,
        legs: run.legs_run(),
        understood: run.plan.understood,
        sequence: run.snapshot.sequence,
        micros: super::run::micros(began),
    })
}

/// The request for passages that name a disease and a drug or vaccine of the question, or what is narrower,
/// and one for the disease alone where it names both: what names neither answers another question. Where it
/// names none, or the request asks for concepts itself, the request as it is.
fn on_subject(
    engine: &Engine,
    asked: &SearchRequest,
) -> Result<(SearchRequest, Option<SearchRequest>), SearchError> {
    let filters = &asked.filters;
    if !filters.concepts.is_empty() || !filters.drugs.is_empty() {
        return Ok((asked.clone(), None));
    }
    let run = Run::begin(engine, asked, Share::All)?;
    let named = |is_disease: bool| -> Vec<String> {
        let of_class = run.plan.subjects.iter();
        let of_class = of_class.filter(|subject| subject.is_disease == is_disease);
        let ids = of_class.flat_map(|subject| &subject.ids).cloned();
        ids.take(Limits::MAX_FILTER_VALUES).collect()
    };
    let mut disease = asked.clone();
    disease.filters.concepts = named(true);
    let mut both = disease.clone();
    both.filters.drugs = named(false);
    let names_both = !both.filters.concepts.is_empty() && !both.filters.drugs.is_empty();
    Ok((both, names_both.then_some(disease)))
}

impl Run<'_> {
    /// The measure of this answer's scores, also where words answer alone.
    fn fusion(&self) -> Result<Fusion, SearchError> {
        match &self.both {
            Some(both) => Ok(both.fusion),
            None => Ok(Fusion::of(&self.snapshot, &self.plan, self.weights.dense)?),
        }
    }

    /// What speaks for the best passage of a document.
    fn evidence(&self, ranked: &Ranked) -> Evidence {
        let Some(best) = ranked.passages.first() else {
            return Evidence::default();
        };
        match &self.both {
            Some(both) => both.evidence(best.address),
            None => Evidence {
                lexical: best.score,
                ..Evidence::default()
            },
        }
    }
}
