//! The order of documents by words and meaning together.
//!
//! The best passages of each leg are candidates, and what they count together orders their documents.
//! Where a page goes beyond those, the others follow in the order of their words: each document has one
//! place whatever page is asked for.

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::query::{BooleanQuery, Occur, Query};
use tantivy::{DocAddress, Score};

use super::answer::Limitation;
use super::collect::Scored;
use super::fusion::{Evidence, Fusion};
use super::nearest::{Asked, Candidates};
use super::passage_set::PassageSet;
use super::rank::{Columns, Judge, Ranked, rank};
use super::request::Limits;
use super::run::{Found, Page, Run};
use crate::dense::DenseLeg;
use crate::error::{IndexError, SearchError};
use crate::traits::Subtag;

/// What was found by words and meaning together.
pub(super) struct Both {
    pub(super) fusion: Fusion,
    evidence: FxHashMap<DocAddress, Evidence>,
    asked: Asked,
    near: PassageSet,
}

impl Both {
    /// What speaks for a passage that is shown.
    pub(super) fn evidence(&self, address: DocAddress) -> Evidence {
        self.evidence.get(&address).copied().unwrap_or_default()
    }

    /// The query's vector.
    pub(super) fn asked(&self) -> &Asked {
        &self.asked
    }

    /// What is found by words, if any are sought, and by meaning.
    fn all(&self, words: Option<&dyn Query>) -> Box<dyn Query> {
        let near: Box<dyn Query> = Box::new(self.near.clone());
        let words = words.map(|words| (Occur::Should, words.box_clone()));
        let both = words.into_iter().chain([(Occur::Should, near)]);
        Box::new(BooleanQuery::new(both.collect()))
    }
}

impl Run<'_> {
    /// What finds all that the answer counts.
    pub(super) fn all_found(&self) -> Box<dyn Query> {
        let words = (!self.plan.is_empty()).then_some(&*self.query);
        match &self.both {
            Some(both) => both.all(words),
            None => self.query.box_clone(),
        }
    }

    /// Looks for the documents of the page; none if the model fails.
    pub(super) fn by_both(&mut self, leg: &DenseLeg) -> Result<Option<Page>, SearchError> {
        let Some((candidates, asked)) = self.candidates(leg)? else {
            return Ok(None);
        };
        let Candidates {
            passages,
            fusion,
            near,
            whole,
            cut,
        } = candidates;
        if cut {
            self.limit(Limitation::TimeLimit);
        }
        let mut scored: Vec<Scored> = passages
            .iter()
            .map(|(&address, evidence)| Scored {
                score: fusion.score(*evidence),
                address,
            })
            .collect();
        scored.sort_unstable_by(|a, b| b.cmp(a));
        let judge = Judge {
            weights: &self.weights,
            asker: &self.asker,
        };
        let first = rank(&self.snapshot, None, &scored, judge, &mut self.deadline)?;
        let mut both = Both {
            fusion,
            evidence: passages,
            asked,
            near: PassageSet::of(&self.snapshot, near),
        };
        let mut found = Found {
            ended: whole || cut,
            documents: first,
            whole,
        };
        if !found.ended && found.documents.len() < self.wanted() {
            let wanted = (self.wanted() + found.documents.len()).min(2 * Limits::MAX_DEPTH);
            let rest = self.by_words(wanted)?;
            found.ended = rest.ended;
            found.whole = rest.whole;
            self.append(&mut found.documents, rest.documents, &mut both)?;
        }
        self.both = Some(both);
        let order = self.place(found.documents, found.ended)?;
        Ok(Some(self.page(order, found.whole)))
    }

    /// Adds documents that are no candidates, in their order, each below the one before.
    fn append(
        &self,
        documents: &mut Vec<Ranked>,
        rest: Vec<Ranked>,
        both: &mut Both,
    ) -> Result<(), IndexError> {
        let columns = Columns::open(&self.snapshot)?;
        let spoken = self.plan.spoken();
        let alike = documents.iter().flat_map(|document| &document.alike);
        let alike = alike.map(|copy| columns.read(*copy).0);
        let known = documents.iter().map(|document| document.num);
        let known: FxHashSet<u64> = known.chain(alike).collect();
        let mut places: FxHashMap<_, usize> = FxHashMap::default();
        for (place, document) in documents.iter().enumerate() {
            places.insert((document.like, document.state), place);
        }
        let mut least = documents.last().map_or(Score::MAX, |last| last.score);
        for mut document in rest {
            if known.contains(&document.num) {
                continue;
            }
            if let Some(&place) = places.get(&(document.like, document.state)) {
                documents[place].alike.extend(document.passages.first());
                continue;
            }
            self.rescore(&mut document, both, (&columns, &spoken));
            document.score = document.score.min(least);
            least = document.score;
            documents.push(document);
        }
        Ok(())
    }

    /// Brings the score of a document found by its words to the measure of the others.
    fn rescore(
        &self,
        document: &mut Ranked,
        both: &mut Both,
        (columns, spoken): (&Columns, &[Subtag]),
    ) {
        let comparison = both.asked.comparison();
        for passage in &mut document.passages {
            let reader = self
                .snapshot
                .searcher
                .segment_reader(passage.address.segment_ord);
            let evidence = Evidence {
                lexical: passage.score,
                nearness: comparison.passage(reader, passage.address.doc_id),
                foreign: columns.is_foreign(passage.address, spoken),
                ..Evidence::default()
            };
            both.evidence.insert(passage.address, evidence);
            passage.score = both.fusion.score(evidence);
        }
        let of_best = document.passages.first().map_or(0.0, |best| best.score);
        let factor = document.prior.product() * self.weights.standing(document.state);
        document.raw = of_best;
        document.score = of_best * factor;
        document.below = None;
    }
}
