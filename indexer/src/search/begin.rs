//! The beginning of an answer: the request read, planned, and restricted to what may be found.

use std::sync::Arc;
use std::time::Instant;

use tantivy::query::Query;

use super::answer::Limitation;
use super::collect::Deadline;
use super::cursor::Cursor;
use super::demand::{self, Demands};
use super::filter::{Restrictions, Share};
use super::legs::LegTimes;
use super::plan::Plan;
use super::prior::Asker;
use super::request::{Limits, SearchRequest};
use super::run::{Page, Run};
use super::spelled;
use super::syntax::{self, Known, PartKind, Phrases, Syntax};
use crate::engine::{Engine, Snapshot};
use crate::error::SearchError;

impl<'r> Run<'r> {
    pub(super) fn begin(
        engine: &Engine,
        request: &'r SearchRequest,
        share: Share,
    ) -> Result<Self, SearchError> {
        Self::reading(engine, request, share, (Phrases::Demanded, None))
    }

    /// The same search without its phrases, within what is left of its time: where it went to the end
    /// and found nothing, and demands one that it need not have.
    pub(super) fn asking_for_less(
        &self,
        engine: &Engine,
        page: &Page,
    ) -> Result<Option<Self>, SearchError> {
        let mut parts = self.plan.understood.parts.iter();
        let cut = [Limitation::TimeLimit, Limitation::PhraseLimit];
        let less = page.seen == 0
            && self.request.syntax == Syntax::Lenient
            && parts.any(|part| part.kind == PartKind::Phrase)
            && !cut.iter().any(|cut| self.partial.contains(cut));
        let until = Some(self.deadline.until());
        let reading = (Phrases::Words, until);
        less.then(|| Self::reading(engine, self.request, self.share, reading))
            .transpose()
    }

    fn reading(
        engine: &Engine,
        request: &'r SearchRequest,
        share: Share,
        (phrases, until): (Phrases, Option<Instant>),
    ) -> Result<Self, SearchError> {
        let mut partial = Vec::new();
        let (snapshot, offset) = start(engine, request, &mut partial)?;
        let terminology = engine.terminology();
        let known = Known {
            snapshot: &snapshot,
            terminology: &terminology,
            reader: &request.reader,
        };
        let question = syntax::question(request, phrases, &known)?;
        let words = SearchRequest {
            // What is typed with signs is meant as it is typed.
            spelling: request.spelling && question.words == request.text,
            text: question.words.clone(),
            ..request.clone()
        };
        let weights = engine.weights();
        let identifier = engine.identifier();
        let mut plan = spelled::plan(&words, &snapshot, identifier, &terminology, &weights)?;
        demand::add_to(&mut plan, &question, &snapshot, &weights)?;
        partial.extend(plan.limitations());
        // Not from the request's beginning: the first misspelt word of a process makes its tables, and
        // that must not leave a slow machine without an answer.
        let until = until.unwrap_or_else(|| Instant::now() + request.time_limit);
        let mut deadline = Deadline::new(until);
        let mut demands = Demands {
            snapshot: &snapshot,
            plan: &plan,
            deadline: &mut deadline,
            cut: false,
        };
        let mut restrictions = Restrictions::of(&request.filters, &snapshot.fields);
        restrictions.add_share(share, &request.reader, &snapshot.fields);
        demands.add_to(&mut restrictions, &question)?;
        partial.extend(demands.cut.then_some(Limitation::PhraseLimit));
        Ok(Self {
            request,
            share,
            snapshot,
            query: restrictions.restrict(plan.query()),
            only: restrictions.only(),
            sought: plan.understood.searched.clone().unwrap_or(question.words),
            model: engine.dense(),
            legs: LegTimes::default(),
            quoting: false,
            both: None,
            offset,
            deadline,
            partial,
            terminology,
            asker: asker(request, &plan),
            weights,
            plan,
        })
    }

    /// One answer to what was planned elsewhere.
    pub(super) fn planned(
        engine: &Engine,
        request: &'r SearchRequest,
        plan: Plan,
        query: Box<dyn Query>,
    ) -> Self {
        Self {
            request,
            share: Share::All,
            snapshot: engine.snapshot(),
            asker: asker(request, &plan),
            weights: engine.weights(),
            plan,
            query,
            only: None,
            sought: String::new(),
            model: None,
            legs: LegTimes::default(),
            quoting: false,
            both: None,
            offset: 0,
            deadline: Deadline::new(Instant::now() + request.time_limit),
            partial: Vec::new(),
            terminology: engine.terminology(),
        }
    }
}

/// The state of the index that an answer is given from, and how many documents come before its page.
fn start(
    engine: &Engine,
    request: &SearchRequest,
    partial: &mut Vec<Limitation>,
) -> Result<(Arc<Snapshot>, usize), SearchError> {
    let mut snapshot = engine.snapshot();
    let mut offset = 0;
    if let Some(text) = &request.cursor {
        let cursor = Cursor::decode(text, request)?;
        offset = cursor.offset;
        match engine.kept(&cursor.generation, cursor.sequence) {
            Some(kept) => snapshot = kept,
            None => partial.push(Limitation::SnapshotGone),
        }
    }
    if offset + request.limit > Limits::MAX_DEPTH {
        return Err(SearchError::TooDeep {
            most: Limits::MAX_DEPTH,
        });
    }
    Ok((snapshot, offset))
}

/// Whose languages come first: the reader's, and that of the query where it is known.
fn asker(request: &SearchRequest, plan: &Plan) -> Asker {
    let of_query = plan.understood.languages.iter().filter(|_| plan.sure);
    let languages = request.reader.iter().chain(of_query);
    Asker::new(languages.map(corpora::Language::primary))
}
