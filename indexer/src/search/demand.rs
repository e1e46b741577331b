//! What a query demands of documents beside its words: phrases, exclusions, properties.

use corpora::Language;
use tantivy::query::{BooleanQuery, Occur, Query};
use tantivy::{DocAddress, DocId};

use super::collect::{Deadline, column, each_match, weigh};
use super::filter::{self, Restrictions};
use super::passage_set::PassageSet;
use super::phrase::{Phrase, Place, any};
use super::plan::Plan;
use super::prefix::Prefix;
use super::syntax::{Question, Sought};
use super::weights::RankingWeights;
use crate::analysis::{Letters, Stream, Writing, visit};
use crate::engine::Snapshot;
use crate::error::IndexError;

/// Works out what a question demands of passages.
pub(super) struct Demands<'d> {
    pub(super) snapshot: &'d Snapshot,
    pub(super) plan: &'d Plan,
    pub(super) deadline: &'d mut Deadline,
    /// Whether passages may have been missed, or left in.
    pub(super) cut: bool,
}

impl Demands<'_> {
    /// Adds that passages have what is required, and are of documents without what is excluded.
    pub(super) fn add_to(
        &mut self,
        restrictions: &mut Restrictions,
        question: &Question,
    ) -> Result<(), IndexError> {
        let fields = &self.snapshot.fields;
        for restriction in filter::restrictions(&question.filters, fields) {
            restrictions.add(Occur::Must, restriction);
        }
        for group in &question.required {
            restrictions.add(Occur::Must, self.any_of(group)?);
        }
        for sought in &question.excluded {
            let found = self.find(sought)?;
            let documents = self.documents(&*found)?;
            restrictions.add(Occur::MustNot, Box::new(documents));
        }
        for filters in &question.without {
            for found in filter::restrictions(filters, fields) {
                let documents = self.documents(&*found)?;
                restrictions.add(Occur::MustNot, Box::new(documents));
            }
        }
        Ok(())
    }

    fn any_of(&mut self, group: &[Sought]) -> Result<Box<dyn Query>, IndexError> {
        let mut ways = Vec::with_capacity(group.len());
        for sought in group {
            ways.push((Occur::Should, self.find(sought)?));
        }
        Ok(Box::new(BooleanQuery::new(ways)))
    }

    /// The passages that have what is sought.
    fn find(&mut self, sought: &Sought) -> Result<Box<dyn Query>, IndexError> {
        let fields = &self.snapshot.fields;
        if sought.prefix {
            let everywhere = [fields.exact, fields.text, fields.title, fields.headings];
            let in_title = [fields.title];
            let fields = if sought.in_title {
                &in_title[..]
            } else {
                &everywhere
            };
            return Ok(Box::new(Prefix::of(
                self.snapshot,
                &sought.text,
                fields,
                1.0,
            )?));
        }
        let languages = &self.plan.understood.languages;
        if !sought.quoted
            && let Some(words) = forms(sought, languages, self.snapshot)
        {
            return Ok(words);
        }
        let place = match sought.in_title {
            true => Place::Title,
            false => Place::Passage,
        };
        let phrase = Phrase::of(&sought.text, place, languages, fields);
        let ranking = (!self.plan.is_empty()).then(|| self.plan.query());
        let found = phrase.find(self.snapshot, ranking.as_deref(), self.deadline)?;
        self.cut |= found.cut;
        Ok(Box::new(found.passages))
    }

    /// All passages of the documents that a query finds.
    fn documents(&mut self, query: &dyn Query) -> Result<PassageSet, IndexError> {
        let weight = weigh(self.snapshot, query)?;
        let mut first: Vec<DocAddress> = Vec::new();
        let whole = each_match(
            self.snapshot,
            &*weight,
            self.deadline,
            &mut |segment, docs| first.push(DocAddress::new(segment, docs[0])),
        )?;
        self.cut |= !whole;
        let readers = self.snapshot.searcher.segment_readers();
        let mut passages = Vec::new();
        for (segment, reader) in (0..).zip(readers) {
            let numbers = column(reader, "document")?;
            for found in first.iter().filter(|found| found.segment_ord == segment) {
                let doc = found.doc_id;
                let same = |other: &DocId| numbers.first(*other) == numbers.first(doc);
                let before = (0..doc).rev().take_while(same);
                let after = (doc..reader.max_doc()).take_while(same);
                passages.extend(before.chain(after).map(|doc| DocAddress::new(segment, doc)));
            }
        }
        Ok(PassageSet::of(self.snapshot, passages))
    }
}

/// A single word between spaces in all forms that a search finds it in; none for anything else, which
/// is a phrase.
fn forms(sought: &Sought, languages: &[Language], snapshot: &Snapshot) -> Option<Box<dyn Query>> {
    if Letters::of(&sought.text).as_str().contains(' ') {
        return None;
    }
    let fields = &snapshot.fields;
    let exact = [fields.exact, fields.text, fields.title];
    let main = [fields.text, fields.title, fields.headings];
    let (mut ways, mut is_word) = (Vec::new(), true);
    for language in languages {
        visit(&sought.text, language, &mut |term| {
            is_word &= term.writing == Writing::Spaced;
            let fields = match (sought.in_title, term.stream) {
                (true, _) => &[fields.title][..],
                (false, Stream::Exact) => &exact,
                (false, Stream::Main) => &main,
            };
            ways.push((Occur::Should, any(fields, term.text)));
        });
    }
    (is_word && !ways.is_empty()).then(|| Box::new(BooleanQuery::new(ways)) as Box<dyn Query>)
}

/// What of a question is looked for and marked beside its words: beginnings of words, phrases.
pub(super) fn add_to(
    plan: &mut Plan,
    question: &Question,
    snapshot: &Snapshot,
    weights: &RankingWeights,
) -> Result<(), IndexError> {
    let weight = weights.fields.text;
    let fields = [snapshot.fields.text, snapshot.fields.exact];
    for typed in &question.prefixes {
        let prefix = Prefix::of(snapshot, typed, &fields, weight)?;
        plan.exact.extend(prefix.words.iter().cloned());
        plan.prefixes.push(prefix);
    }
    let phrases = question.required.iter().flatten().filter(|s| s.quoted);
    plan.phrases
        .extend(phrases.map(|sought| Letters::of(&sought.text)));
    plan.understood.parts.clone_from(&question.parts);
    plan.understood.notes.clone_from(&question.notes);
    Ok(())
}
