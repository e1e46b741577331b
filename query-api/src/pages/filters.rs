//! The filters: a form whose boxes say how many documents each would leave.

use corpora::{DocumentKind, Jurisdiction, Language, State};
use indexer::{Facet, FacetCounts};

use super::frame::Frame;
use crate::api::FILTERS;
use crate::http::Address;

/// Counted for the form; publishers beyond the first are reached by searching.
pub(super) const COUNTED: [Facet; 7] = [
    Facet::Language,
    Facet::Kind,
    Facet::Status,
    Facet::Jurisdiction,
    Facet::Publisher,
    Facet::Drug,
    Facet::Symptom,
];

/// Boxes shown of each facet.
const MAX_BOXES: usize = 15;

#[derive(Debug)]
pub(super) struct FiltersView {
    /// Whether the form is shown.
    pub(super) is_open: bool,
    pub(super) open_url: String,
    pub(super) clear_url: String,
    pub(super) active: Vec<ActiveFilter>,
    pub(super) groups: Vec<Group>,
    pub(super) year_from: String,
    pub(super) year_to: String,
    /// What the form carries along unseen.
    pub(super) hidden: Vec<(String, String)>,
}

/// A filter that is on, and the page without it.
#[derive(Debug)]
pub(super) struct ActiveFilter {
    pub(super) label: String,
    pub(super) without_url: String,
}

#[derive(Debug)]
pub(super) struct Group {
    pub(super) name: &'static str,
    pub(super) label: String,
    pub(super) boxes: Vec<Tick>,
}

#[derive(Debug)]
pub(super) struct Tick {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) documents: String,
    pub(super) is_on: bool,
}

/// Everything of an address that stays when filters or pages change.
pub(super) fn kept(pairs: &[(String, String)]) -> Vec<(String, String)> {
    let stays = |name: &str| {
        matches!(
            name,
            "q" | "lang"
                | "sort"
                | "concepts"
                | "without_concept"
                | "spelling"
                | "legs"
                | "present"
        ) || FILTERS.contains(&name)
    };
    pairs
        .iter()
        .filter(|(name, value)| stays(name) && !value.is_empty())
        .cloned()
        .collect()
}

impl FiltersView {
    pub(super) fn of(
        frame: &Frame,
        pairs: &[(String, String)],
        counted: Option<&[FacetCounts]>,
        concept_name: &dyn Fn(&str) -> Option<String>,
    ) -> Self {
        let kept = kept(pairs);
        let is_filter = |name: &str| FILTERS.contains(&name);
        let search = |pairs: &[(String, String)]| frame.address("/search").with_all(pairs);
        let mut hidden: Vec<_> = kept
            .iter()
            .filter(|(n, _)| !is_filter(n))
            .cloned()
            .collect();
        let value = |name: &str| {
            let pair = kept.iter().find(|(n, _)| n == name);
            pair.map(|(_, value)| value.clone()).unwrap_or_default()
        };
        let without = |one: &(String, String)| -> Address {
            let rest: Vec<_> = kept.iter().filter(|pair| *pair != one).cloned().collect();
            search(&rest)
        };
        let filters = kept.iter().filter(|(name, _)| is_filter(name));
        let active = filters.map(|pair| ActiveFilter {
            label: format!(
                "{}: {}",
                name_of(frame, &pair.0),
                value_of(frame, &pair.0, &pair.1, concept_name)
            ),
            without_url: without(pair).to_string(),
        });
        let clear_url = search(&hidden).to_string();
        let active = active.collect();
        if !frame.ui.is_empty() {
            hidden.push(("ui".to_owned(), frame.ui.to_owned()));
        }
        Self {
            is_open: counted.is_some(),
            open_url: search(&kept).with("filters", "1").at("filters").to_string(),
            clear_url,
            active,
            groups: counted.map_or(Vec::new(), |counts| {
                groups(frame, &kept, counts, concept_name)
            }),
            year_from: value("year_from"),
            year_to: value("year_to"),
            hidden,
        }
    }
}

fn groups(
    frame: &Frame,
    kept: &[(String, String)],
    counts: &[FacetCounts],
    concept_name: &dyn Fn(&str) -> Option<String>,
) -> Vec<Group> {
    let group = |counts: &FacetCounts| {
        let of_facet = kept.iter().filter(|(name, _)| name == counts.facet);
        let on: Vec<&str> = of_facet
            .flat_map(|(_, value)| values(counts.facet, value))
            .collect();
        let tick = |value: &str, documents: String| Tick {
            label: value_of(frame, counts.facet, value, concept_name),
            value: value.to_owned(),
            documents,
            is_on: on.contains(&value),
        };
        let mut boxes: Vec<Tick> = counts
            .values
            .iter()
            .take(MAX_BOXES)
            .map(|v| tick(&v.value, v.documents.to_string()))
            .collect();
        // A filter that is on stays visible even where nothing is left of it.
        let hidden = on
            .iter()
            .filter(|value| !boxes.iter().any(|b| b.value == **value));
        let hidden: Vec<Tick> = hidden.map(|value| tick(value, String::new())).collect();
        boxes.extend(hidden);
        Group {
            name: counts.facet,
            label: name_of(frame, counts.facet),
            boxes,
        }
    };
    counts
        .iter()
        .map(group)
        .filter(|group| !group.boxes.is_empty())
        .collect()
}

fn values<'a>(facet: &str, value: &'a str) -> Vec<&'a str> {
    if facet == "publisher" {
        return vec![value];
    }
    value.split(',').map(str::trim).collect()
}

fn name_of(frame: &Frame, filter: &str) -> String {
    let texts = &frame.texts.filters;
    let name = match filter {
        "language" => &texts.language,
        "kind" => &texts.kind,
        "publisher" => &texts.publisher,
        "source" => &texts.source,
        "year_from" => &texts.year_from,
        "year_to" => &texts.year_to,
        "status" => &texts.status,
        "jurisdiction" => &texts.jurisdiction,
        "drug" => &texts.drug,
        "symptom" => &texts.symptom,
        "concept" => &texts.concept,
        other => other,
    };
    name.to_owned()
}

fn value_of(
    frame: &Frame,
    filter: &str,
    value: &str,
    concept_name: &dyn Fn(&str) -> Option<String>,
) -> String {
    let texts = frame.texts;
    let name = match filter {
        "language" => Language::parse(value).ok().map(|l| l.own_name().to_owned()),
        "kind" => value
            .parse::<DocumentKind>()
            .ok()
            .map(|k| texts.kind(k).to_owned()),
        "status" => value
            .parse::<State>()
            .ok()
            .map(|s| texts.status(s).to_owned()),
        "jurisdiction" => value
            .parse::<Jurisdiction>()
            .ok()
            .map(|j| texts.jurisdiction(&j).to_owned()),
        "drug" | "symptom" | "concept" => concept_name(value),
        _ => None,
    };
    name.unwrap_or_else(|| value.to_owned())
}
