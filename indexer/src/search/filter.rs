//! What hits must be, as a query.

use std::ops::Bound;

use corpora::Language;
use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, ConstScoreQuery, Occur, Query, RangeQuery, TermSetQuery,
};
use tantivy::schema::Field;

use super::request::Filters;
use crate::schema::Fields;

/// Which documents an answer or a part of it takes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Share {
    /// All of them.
    All,
    /// Those in the reader's languages.
    Own,
    /// Those in no language of the reader.
    Others,
}

/// What passages must and must not be, whatever they score.
#[derive(Debug, Default)]
pub(super) struct Restrictions(Vec<(Occur, Box<dyn Query>)>);

impl Restrictions {
    /// What filters let through.
    pub(super) fn of(filters: &Filters, fields: &Fields) -> Self {
        let mut restrictions = Self::default();
        for restriction in self::restrictions(filters, fields) {
            restrictions.add(Occur::Must, restriction);
        }
        restrictions
    }

    /// Only documents in the reader's languages, or only the others.
    pub(super) fn add_share(&mut self, share: Share, reader: &[Language], fields: &Fields) {
        let occur = match share {
            Share::All => return,
            Share::Own => Occur::Must,
            Share::Others => Occur::MustNot,
        };
        let own = Filters {
            languages: reader.to_vec(),
            ..Filters::default()
        };
        for restriction in self::restrictions(&own, fields) {
            self.add(occur, restriction);
        }
    }

    pub(super) fn add(&mut self, occur: Occur, query: Box<dyn Query>) {
        let unscored = ConstScoreQuery::new(query, 0.0);
        self.0.push((occur, Box::new(unscored)));
    }

    /// The query, for what is left; scores stay as they were.
    pub(super) fn restrict(&self, query: Box<dyn Query>) -> Box<dyn Query> {
        if self.0.is_empty() {
            return query;
        }
        let clauses = self.0.iter();
        let clauses = clauses.map(|(occur, query)| (*occur, query.box_clone()));
        let all = std::iter::once((Occur::Must, query)).chain(clauses);
        Box::new(BooleanQuery::new(all.collect()))
    }

    /// All that is left; none if that is everything.
    pub(super) fn only(&self) -> Option<Box<dyn Query>> {
        (!self.0.is_empty()).then(|| self.restrict(Box::new(AllQuery)))
    }
}

/// Restricts a query to what the filters let through; scores stay as they were.
pub(super) fn restrict(
    query: Box<dyn Query>,
    filters: &Filters,
    fields: &Fields,
) -> Box<dyn Query> {
    Restrictions::of(filters, fields).restrict(query)
}

/// What documents must be, each restriction by itself.
pub(super) fn restrictions(filters: &Filters, fields: &Fields) -> Vec<Box<dyn Query>> {
    let sets = sets(filters, fields)
        .into_iter()
        .filter(|terms| !terms.is_empty());
    let mut found: Vec<Box<dyn Query>> = sets
        .map(|terms| -> Box<dyn Query> { Box::new(TermSetQuery::new(terms)) })
        .collect();
    if filters.year_from.is_some() || filters.year_to.is_some() {
        let year = |year: i16| Term::from_field_u64(fields.year, u64::try_from(year).unwrap_or(0));
        let from = filters
            .year_from
            .map_or(Bound::Unbounded, |y| Bound::Included(year(y)));
        let to = filters
            .year_to
            .map_or(Bound::Unbounded, |y| Bound::Included(year(y)));
        found.push(Box::new(RangeQuery::new(from, to)));
    }
    found
}

/// The terms of which one must be there, for each filter.
fn sets(filters: &Filters, fields: &Fields) -> [Vec<Term>; 9] {
    let languages = filters.languages.iter().map(|language| {
        let field = if language.tag().contains('-') {
            fields.tag
        } else {
            fields.language
        };
        Term::from_field_text(field, language.tag())
    });
    let term = |field: Field, name: &str| Term::from_field_text(field, name);
    let named = |field: Field, names: &[String]| -> Vec<Term> {
        names.iter().map(|name| term(field, name)).collect()
    };
    let kinds = filters
        .kinds
        .iter()
        .map(|kind| term(fields.kind, kind.name()));
    let states = filters.states.iter().map(|s| term(fields.status, s.name()));
    let places = filters.jurisdictions.iter();
    let places = places.map(|place| term(fields.jurisdiction, place.code()));
    [
        languages.collect(),
        kinds.collect(),
        states.collect(),
        places.collect(),
        named(fields.publisher, &filters.publishers),
        named(fields.source, &filters.sources),
        named(fields.concept, &filters.concepts),
        named(fields.drug, &filters.drugs),
        named(fields.symptom, &filters.symptoms),
    ]
}
