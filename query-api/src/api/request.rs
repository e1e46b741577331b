//! From the parameters of an address to a search request.

use std::time::Duration;

use corpora::Language;
use indexer::{
    ConceptUse, Facet, Filters, Languages, Leg, Legs, Limits, SearchRequest, Sort, Syntax,
};

use crate::http::Parameters;

/// Parameters of `/v1/search` that say what hits must be.
pub(crate) const FILTERS: [&str; 11] = [
    "language",
    "kind",
    "publisher",
    "source",
    "year_from",
    "year_to",
    "status",
    "jurisdiction",
    "concept",
    "drug",
    "symptom",
];

/// All parameters of `/v1/search`.
pub(super) const KNOWN: [&str; 26] = [
    "q",
    "syntax",
    "lang",
    "limit",
    "cursor",
    "passages",
    "sort",
    "explain",
    "facets",
    "language",
    "kind",
    "publisher",
    "source",
    "year_from",
    "year_to",
    "status",
    "jurisdiction",
    "concept",
    "drug",
    "symptom",
    "concepts",
    "without_concept",
    "spelling",
    "legs",
    "present",
    "time_limit_ms",
];

/// Longest time a client may give a search, in milliseconds.
const MAX_TIME_LIMIT: u64 = 10_000;

/// Reads what is asked; what is wrong stays in `parameters`.
pub(crate) fn read_request(parameters: &mut Parameters, reader: &[Language]) -> SearchRequest {
    let number = |found: Option<u64>| found.and_then(|n| usize::try_from(n).ok());
    let plain = SearchRequest::new(&parameters.one("q").unwrap_or_default());
    let limit = number(parameters.number("limit", 1, Limits::MAX_HITS as u64));
    let passages = number(parameters.number("passages", 1, Limits::MAX_PASSAGES as u64));
    let time_limit = parameters.number("time_limit_ms", 1, MAX_TIME_LIMIT);
    SearchRequest {
        syntax: match parameters.word("syntax", &["lenient", "strict", "words"]) {
            Some(1) => Syntax::Strict,
            Some(2) => Syntax::Words,
            _ => Syntax::Lenient,
        },
        language: parameters.parse("lang"),
        reader: reader.to_vec(),
        concepts: read_concept_use(parameters),
        legs: read_legs(parameters),
        languages: match parameters.word("present", &["all", "own-first", "by-language"]) {
            Some(1) => Languages::OwnFirst,
            Some(2) => Languages::Apart,
            _ => Languages::Together,
        },
        spelling: parameters.word("spelling", &["on", "off"]) != Some(1),
        filters: read_filters(parameters),
        facets: read_facets(parameters),
        sort: match parameters.word("sort", &["relevance", "date"]) {
            Some(1) => Sort::Date,
            _ => Sort::Relevance,
        },
        limit: limit.unwrap_or(plain.limit),
        cursor: parameters.one("cursor"),
        passages: passages.unwrap_or(plain.passages),
        explain: parameters.word("explain", &["false", "true"]) == Some(1),
        time_limit: time_limit.map_or(plain.time_limit, Duration::from_millis),
        ..plain
    }
}

fn read_concept_use(parameters: &mut Parameters) -> ConceptUse {
    let off = parameters.word("concepts", &["on", "off"]) == Some(1);
    let without = parameters.list("without_concept");
    match (off, without.is_empty()) {
        (true, _) => ConceptUse::Off,
        (false, true) => ConceptUse::All,
        (false, false) => ConceptUse::Without(without),
    }
}

/// All legs, or those that are named.
fn read_legs(parameters: &mut Parameters) -> Legs {
    let named: Vec<Leg> = parameters.list("legs");
    match named.is_empty() {
        true => Legs::ALL,
        false => Legs::of(&named),
    }
}

fn read_filters(parameters: &mut Parameters) -> Filters {
    let year = |parameters: &mut Parameters, name| {
        parameters
            .number(name, 1000, 9999)
            .and_then(|year| i16::try_from(year).ok())
    };
    Filters {
        languages: parameters.list("language"),
        kinds: parameters.list("kind"),
        // Names of publishers have commas in them.
        publishers: parameters.all("publisher"),
        sources: parameters.list("source"),
        year_from: year(parameters, "year_from"),
        year_to: year(parameters, "year_to"),
        states: parameters.list("status"),
        jurisdictions: parameters.list("jurisdiction"),
        concepts: parameters.list("concept"),
        drugs: parameters.list("drug"),
        symptoms: parameters.list("symptom"),
    }
}

fn read_facets(parameters: &mut Parameters) -> Vec<Facet> {
    let mut facets = Vec::new();
    for wanted in parameters.list::<FacetName>("facets") {
        if !facets.contains(&wanted.0) {
            facets.push(wanted.0);
        }
    }
    facets
}

struct FacetName(Facet);

impl std::str::FromStr for FacetName {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Facet::from_name(name).map(Self).ok_or_else(|| {
            let names: Vec<_> = Facet::ALL.iter().map(|facet| facet.name()).collect();
            format!("expected one of {}", names.join(", "))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_filters_are_read() {
        let pairs = [
            ("q", "发热"),
            ("language", "zh,ja"),
            ("kind", "guideline"),
            ("publisher", "Centers for Disease Control, Taiwan"),
            ("year_from", "2020"),
            ("status", "current"),
            ("jurisdiction", "cn"),
            ("facets", "language,language,year"),
        ];
        let pairs = pairs.map(|(n, v)| (n.to_owned(), v.to_owned()));
        let mut parameters = Parameters::new(&pairs);
        parameters.only(&KNOWN);
        let request = read_request(&mut parameters, &[]);
        parameters.check().unwrap();
        assert_eq!(request.filters.languages.len(), 2);
        assert_eq!(
            request.filters.publishers,
            ["Centers for Disease Control, Taiwan"]
        );
        assert_eq!(request.filters.jurisdictions[0].code(), "CN");
        assert_eq!(request.facets, [Facet::Language, Facet::Year]);
    }
}
