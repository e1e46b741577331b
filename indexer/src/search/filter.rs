//! What hits must be, as a query.

use std::ops::Bound;

use tantivy::Term;
use tantivy::query::{BooleanQuery, ConstScoreQuery, Occur, Query, RangeQuery, TermSetQuery};
use tantivy::schema::Field;

use super::request::Filters;
use crate::schema::Fields;

/// Restricts a query to what the filters let through; scores stay as they were.
pub(super) fn restrict(
    query: Box<dyn Query>,
    filters: &Filters,
    fields: &Fields,
) -> Box<dyn Query> {
    let restrictions = restrictions(filters, fields);
    if restrictions.is_empty() {
        return query;
    }
    let mut clauses = vec![(Occur::Must, query)];
    for restriction in restrictions {
        clauses.push((
            Occur::Must,
            Box::new(ConstScoreQuery::new(restriction, 0.0)),
        ));
    }
    Box::new(BooleanQuery::new(clauses))
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
