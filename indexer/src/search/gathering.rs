//! Candidates of words and meaning, gathered with what speaks for each.

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, Term};

use super::allowed::Allowed;
use super::collect::{Scored, passages_of, weigh};
use super::fusion::{Evidence, Fusion, rarity};
use super::plan::Plan;
use super::rank::{Columns, MAX_CHAIN};
use crate::dense::Comparison;
use crate::engine::Snapshot;
use crate::error::IndexError;
use crate::traits::Subtag;

/// Passages of a document that replaces a candidate that are looked at.
const MAX_OF_A_SUCCESSOR: usize = 500;

/// The rarity from which the name of a disease tells passages apart: an eighth of all passages name it.
/// Where nearly all are about it, those that do not say so are about it too.
const TELLING: f32 = 2.1;

/// Candidates with what speaks for them.
pub(super) struct Gathering<'g> {
    snapshot: &'g Snapshot,
    /// The query's words, without what passages must be: what is added is allowed.
    words: Box<dyn Weight>,
    has_words: bool,
    comparison: &'g Comparison<'g>,
    columns: Columns,
    /// Languages of the query.
    spoken: Vec<Subtag>,
    passages: FxHashMap<DocAddress, Evidence>,
    /// What names a drug or vaccine that the query names, if it names any.
    drugs: Option<Box<dyn Weight>>,
    /// The same of diseases that tell passages apart.
    diseases: Option<Box<dyn Weight>>,
}

impl<'g> Gathering<'g> {
    pub(super) fn of(
        snapshot: &'g Snapshot,
        plan: &Plan,
        comparison: &'g Comparison<'g>,
    ) -> Result<Self, IndexError> {
        let (mut drugs, mut diseases) = (Vec::new(), Vec::new());
        for subject in &plan.subjects {
            let term = |id: &String| Term::from_field_text(snapshot.fields.concept, id);
            let mut named = subject.ids.iter().map(term).peekable();
            if !subject.is_disease {
                drugs.extend(named);
            } else if let Some(disease) = named.peek()
                && rarity(snapshot, disease)? >= TELLING
            {
                diseases.extend(named);
            }
        }
        Ok(Self {
            snapshot,
            words: weigh(snapshot, &*plan.query())?,
            has_words: !plan.is_empty(),
            comparison,
            columns: Columns::open(snapshot)?,
            spoken: plan.spoken(),
            passages: FxHashMap::default(),
            drugs: naming(snapshot, drugs)?,
            diseases: naming(snapshot, diseases)?,
        })
    }

    /// The candidates, each with whether it is on the subject of the query.
    pub(super) fn finish(mut self) -> Result<FxHashMap<DocAddress, Evidence>, IndexError> {
        for (address, evidence) in &mut self.passages {
            evidence.foreign = self.columns.is_foreign(*address, &self.spoken);
        }
        let mut addresses: Vec<DocAddress> = self.passages.keys().copied().collect();
        addresses.sort_unstable();
        let off = |named: Option<&dyn Weight>| match named {
            Some(named) => not_naming(self.snapshot, named, &addresses),
            None => Ok(Vec::new()),
        };
        let off_drug = off(self.drugs.as_deref())?;
        let off_disease = off(self.diseases.as_deref())?;
        for address in off_drug {
            (self.passages.entry(address)).and_modify(|evidence| evidence.off_drug = true);
        }
        for address in off_disease {
            (self.passages.entry(address)).and_modify(|evidence| evidence.off_disease = true);
        }
        Ok(self.passages)
    }

    fn nearness(&self, address: DocAddress) -> Option<f32> {
        let reader = self.snapshot.searcher.segment_reader(address.segment_ord);
        self.comparison.passage(reader, address.doc_id)
    }

    pub(super) fn add_window(&mut self, window: &[Scored]) {
        for scored in window {
            let evidence = Evidence {
                lexical: scored.score,
                nearness: self.nearness(scored.address),
                ..Evidence::default()
            };
            self.passages.insert(scored.address, evidence);
        }
    }

    /// Adds passages whose words have not been looked at.
    pub(super) fn add(&mut self, mut added: Vec<DocAddress>) -> Result<(), IndexError> {
        added.retain(|address| !self.passages.contains_key(address));
        added.sort_unstable();
        for chunk in added.chunk_by(|a, b| a.segment_ord == b.segment_ord) {
            let Some(first) = chunk.first() else { continue };
            let reader = self.snapshot.searcher.segment_reader(first.segment_ord);
            let mut scorer = self.words.scorer(reader, 1.0)?;
            for &address in chunk {
                let doc = address.doc_id;
                if self.has_words && scorer.doc() < doc {
                    scorer.seek(doc);
                }
                let has = self.has_words && scorer.doc() == doc;
                let evidence = Evidence {
                    lexical: if has { scorer.score() } else { 0.0 },
                    nearness: self.nearness(address),
                    ..Evidence::default()
                };
                self.passages.insert(address, evidence);
            }
        }
        Ok(())
    }

    /// Adds what replaces the documents of candidates, so that none comes before what replaces it.
    pub(super) fn add_successors(
        &mut self,
        fusion: &Fusion,
        allowed: &Allowed,
    ) -> Result<(), IndexError> {
        let mut known = FxHashSet::default();
        let mut wanted = FxHashSet::default();
        let read = |columns: &Columns, address: DocAddress| {
            columns.read(Scored {
                score: 0.0,
                address,
            })
        };
        for &address in self.passages.keys() {
            let (num, _, successor) = read(&self.columns, address);
            known.insert(num);
            wanted.extend(successor);
        }
        for _ in 0..MAX_CHAIN {
            wanted.retain(|num| !known.contains(num));
            let mut next = FxHashSet::default();
            for num in wanted.drain() {
                known.insert(num);
                let mut passages = passages_of(self.snapshot, num, MAX_OF_A_SUCCESSOR)?;
                next.extend(
                    passages
                        .first()
                        .and_then(|&first| read(&self.columns, first).2),
                );
                passages.retain(|address| allowed.has(*address));
                self.add(passages.clone())?;
                let found = |address: &DocAddress| {
                    self.passages
                        .get(address)
                        .is_some_and(|evidence| fusion.finds(*evidence))
                };
                let lost: Vec<DocAddress> = passages
                    .into_iter()
                    .filter(|address| !found(address))
                    .collect();
                lost.iter().for_each(|address| {
                    self.passages.remove(address);
                });
            }
            if next.is_empty() {
                break;
            }
            wanted = next;
        }
        Ok(())
    }
}

/// What names one of some concepts, if there are any.
fn naming(snapshot: &Snapshot, concepts: Vec<Term>) -> Result<Option<Box<dyn Weight>>, IndexError> {
    let query = |term| -> (Occur, Box<dyn Query>) {
        let query = TermQuery::new(term, IndexRecordOption::Basic);
        (Occur::Should, Box::new(query))
    };
    let any: Vec<_> = concepts.into_iter().map(query).collect();
    let any = (!any.is_empty()).then(|| BooleanQuery::new(any));
    any.map(|any| weigh(snapshot, &any)).transpose()
}

/// Those of some passages, in order, that `naming` does not find; none where it finds none of them: then
/// nothing is told apart by that.
fn not_naming(
    snapshot: &Snapshot,
    naming: &dyn Weight,
    addresses: &[DocAddress],
) -> Result<Vec<DocAddress>, IndexError> {
    let mut off = Vec::new();
    for chunk in addresses.chunk_by(|a, b| a.segment_ord == b.segment_ord) {
        let Some(first) = chunk.first() else { continue };
        let reader = snapshot.searcher.segment_reader(first.segment_ord);
        let mut scorer = naming.scorer(reader, 1.0)?;
        let mut names = |address: &DocAddress| {
            if scorer.doc() < address.doc_id {
                scorer.seek(address.doc_id);
            }
            scorer.doc() == address.doc_id
        };
        off.extend(chunk.iter().filter(|address| !names(address)));
    }
    if off.len() == addresses.len() {
        off.clear();
    }
    Ok(off)
}
