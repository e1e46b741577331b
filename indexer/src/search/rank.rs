//! From passages to documents in order.
//!
//! The score of a document is that of its best passage times a factor for its standing. It depends
//! on nothing but the document and the snapshot, never on how many passages were looked at, so that
//! pages fit together. Factors are at most 1: a document outside the window cannot rise into it.

use std::collections::HashMap;

use corpora::State;
use tantivy::query::{BooleanQuery, ConstScoreQuery, Occur, Query, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, Score};

use super::collect::{Deadline, Scored, best_passages, column, weigh};
use super::prior::{Asker, Prior};
use super::weights::RankingWeights;
use crate::engine::Snapshot;
use crate::error::IndexError;
use crate::traits::{Subtag, Traits};

/// A document that matches.
#[derive(Debug, Clone)]
pub(super) struct Ranked {
    /// Number of the document.
    pub(super) num: u64,
    /// Its score.
    pub(super) score: Score,
    /// Score of its best passage.
    pub(super) raw: Score,
    /// Its standing.
    pub(super) state: State,
    /// What it counts whatever is asked.
    pub(super) prior: Prior,
    /// The document that replaces it and matches too, with its score.
    pub(super) below: Option<(u64, Score)>,
    /// Its passages in the window, best first.
    pub(super) passages: Vec<Scored>,
    /// The first document of nearly the same text, which may be this one.
    pub(super) like: u64,
    /// The best passage of each lower document of nearly the same text and the same standing.
    pub(super) alike: Vec<Scored>,
}

/// How much lower than its successor a replaced document ends up at least.
const BELOW: Score = 0.999;

/// Longest chain of editions that is followed.
pub(super) const MAX_CHAIN: usize = 8;

/// Groups the passages of a window by document and orders the documents. Documents that replace them
/// are looked up with `query` where the window may not have them.
pub(super) fn rank(
    snapshot: &Snapshot,
    query: Option<&dyn Query>,
    passages: &[Scored],
    judge: Judge<'_>,
    deadline: &mut Deadline,
) -> Result<Vec<Ranked>, IndexError> {
    let mut ranked: Vec<Ranked> = Vec::new();
    let mut places: HashMap<u64, usize> = HashMap::new();
    let mut successors: HashMap<u64, u64> = HashMap::new();
    let columns = Columns::open(snapshot)?;
    for &scored in passages {
        let (num, state, successor) = columns.read(scored);
        if let Some(&place) = places.get(&num) {
            ranked[place].passages.push(scored);
            continue;
        }
        places.insert(num, ranked.len());
        successors.extend(successor.map(|successor| (num, successor)));
        let prior = columns.prior(scored, judge);
        let score = scored.score * judge.weights.standing(state) * prior.product();
        let passages = vec![scored];
        ranked.push(Ranked {
            num,
            score,
            raw: scored.score,
            state,
            prior,
            below: None,
            passages,
            like: columns.like(scored),
            alike: Vec::new(),
        });
    }
    let mut scores: HashMap<u64, Option<Score>> = ranked
        .iter()
        .map(|document| (document.num, Some(document.score)))
        .collect();
    for document in &mut ranked {
        let chain = Chain {
            snapshot,
            query,
            columns: &columns,
            successors: &successors,
            judge,
        };
        if let Some((successor, ceiling)) =
            chain.ceiling(document.num, &mut scores, deadline, MAX_CHAIN)?
        {
            document.below = Some((successor, ceiling));
            document.score = document.score.min(ceiling * BELOW);
        }
    }
    ranked.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.num.cmp(&b.num)));
    Ok(collapse(ranked))
}

/// Puts documents of nearly the same text under the best of them. One of another standing stays
/// where it is: that a text was withdrawn must not disappear under a copy of it.
fn collapse(ranked: Vec<Ranked>) -> Vec<Ranked> {
    let mut kept: Vec<Ranked> = Vec::with_capacity(ranked.len());
    let mut places: HashMap<(u64, State), usize> = HashMap::new();
    for document in ranked {
        match places.get(&(document.like, document.state)) {
            Some(&place) => kept[place].alike.extend(document.passages.first()),
            None => {
                places.insert((document.like, document.state), kept.len());
                kept.push(document);
            }
        }
    }
    kept
}

/// What is known of passages by column, for each segment.
pub(super) struct Columns(Vec<[tantivy::columnar::Column<u64>; 6]>);

impl Columns {
    pub(super) fn open(snapshot: &Snapshot) -> Result<Self, IndexError> {
        let open = |reader| {
            Ok([
                column(reader, "document")?,
                column(reader, "standing")?,
                column(reader, "successor")?,
                column(reader, "date")?,
                column(reader, "like")?,
                column(reader, "traits")?,
            ])
        };
        let readers = snapshot.searcher.segment_readers().iter();
        Ok(Self(readers.map(open).collect::<Result<_, IndexError>>()?))
    }

    /// Number, standing and successor of the document of a passage.
    pub(super) fn read(&self, passage: Scored) -> (u64, State, Option<u64>) {
        let [numbers, standings, successors, ..] = &self.0[passage.address.segment_ord as usize];
        let doc = passage.address.doc_id;
        let standing = standings
            .first(doc)
            .and_then(|s| usize::try_from(s).ok())
            .unwrap_or(0);
        let state = State::ALL.get(standing).copied().unwrap_or_default();
        (
            numbers.first(doc).unwrap_or_default(),
            state,
            successors.first(doc),
        )
    }

    /// The first document of nearly the same text as that of a passage.
    fn like(&self, passage: Scored) -> u64 {
        let [numbers, _, _, _, likes, _] = &self.0[passage.address.segment_ord as usize];
        let doc = passage.address.doc_id;
        likes.first(doc).or_else(|| numbers.first(doc)).unwrap_or(0)
    }

    /// What the document of a passage counts whatever is asked.
    fn prior(&self, passage: Scored, judge: Judge<'_>) -> Prior {
        let [.., traits] = &self.0[passage.address.segment_ord as usize];
        let packed = traits.first(passage.address.doc_id).unwrap_or(0);
        let date = self.date(passage);
        let traits = Traits::unpack(packed);
        judge.asker.prior(traits, date, judge.weights)
    }

    /// Whether a passage is in none of some languages, as far as its language is known.
    pub(super) fn is_foreign(&self, address: DocAddress, spoken: &[Subtag]) -> bool {
        let [.., traits] = &self.0[address.segment_ord as usize];
        let packed = traits.first(address.doc_id).unwrap_or(0);
        let language = Traits::unpack(packed).language;
        language != Subtag::of("und") && !spoken.contains(&language)
    }

    /// Date of the document of a passage as `YYYYMMDD`, 0 if it has none.
    pub(super) fn date(&self, passage: Scored) -> u64 {
        let [_, _, _, dates, ..] = &self.0[passage.address.segment_ord as usize];
        dates.first(passage.address.doc_id).unwrap_or(0)
    }
}

/// By what documents are judged.
#[derive(Debug, Clone, Copy)]
pub(super) struct Judge<'j> {
    pub(super) weights: &'j RankingWeights,
    pub(super) asker: &'j Asker,
}

struct Chain<'a> {
    snapshot: &'a Snapshot,
    query: Option<&'a dyn Query>,
    columns: &'a Columns,
    successors: &'a HashMap<u64, u64>,
    judge: Judge<'a>,
}

impl Chain<'_> {
    /// The lowest score along the chain of documents that replace `num` and match the query.
    fn ceiling(
        &self,
        num: u64,
        scores: &mut HashMap<u64, Option<Score>>,
        deadline: &mut Deadline,
        depth: usize,
    ) -> Result<Option<(u64, Score)>, IndexError> {
        let (mut at, mut ceiling, mut next) = (
            num,
            None::<(u64, Score)>,
            self.successors.get(&num).copied(),
        );
        for _ in 0..depth {
            let Some(successor) = next.filter(|successor| *successor != num && *successor != at)
            else {
                break;
            };
            let (score, after) = self.score_of(successor, scores, deadline)?;
            if let Some(score) = score {
                let lower = ceiling.is_none_or(|(_, lowest)| score < lowest);
                ceiling = if lower {
                    Some((successor, score))
                } else {
                    ceiling
                };
            }
            (at, next) = (successor, after);
        }
        Ok(ceiling)
    }

    /// Score of a document, in the window or not, and what replaces it.
    fn score_of(
        &self,
        num: u64,
        scores: &mut HashMap<u64, Option<Score>>,
        deadline: &mut Deadline,
    ) -> Result<(Option<Score>, Option<u64>), IndexError> {
        if let Some(known) = scores.get(&num) {
            return Ok((*known, self.successors.get(&num).copied()));
        }
        let Some(query) = self.query else {
            return Ok((None, None));
        };
        let only = TermQuery::new(
            self.snapshot.fields.document_term(num),
            IndexRecordOption::Basic,
        );
        let only: Box<dyn Query> = Box::new(ConstScoreQuery::new(Box::new(only), 0.0));
        let both = BooleanQuery::new(vec![(Occur::Must, query.box_clone()), (Occur::Must, only)]);
        let found = best_passages(self.snapshot, &*weigh(self.snapshot, &both)?, 1, deadline)?;
        let best = found
            .passages
            .first()
            .copied()
            .map(|best| (best, self.columns.read(best)));
        let score = best.map(|(best, (_, state, _))| {
            let prior = self.columns.prior(best, self.judge).product();
            best.score * self.judge.weights.standing(state) * prior
        });
        scores.insert(num, score);
        Ok((score, best.and_then(|(_, (_, _, successor))| successor)))
    }
}
