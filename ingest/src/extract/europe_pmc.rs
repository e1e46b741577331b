//! Results of the Europe PMC REST interface (`resultType=core`).

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::LazyLock;

use corpora::{
    Authority, Date, Document, DocumentKind, Identifier, Language, Notice, Reference, RelationKind,
    State, Status,
};
use serde::Deserialize;
use serde_json::Value;

use super::json_record::{self, identify, list, number, text};
use super::{Extract, ExtractError, Extractor, Found, Input};
use crate::media_type::MediaType;

/// Reads a result.
#[derive(Debug, Clone, Copy)]
pub(super) struct EuropePmc;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    kinds: Vec<(String, DocumentKind)>,
    states: BTreeMap<String, State>,
    by: BTreeMap<String, State>,
    of: BTreeMap<String, State>,
    relations: BTreeMap<String, RelationKind>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    toml::from_str(include_str!("../../data/europe-pmc.toml")).unwrap_or_default()
});

impl Extractor for EuropePmc {
    fn name(&self) -> &'static str {
        "europe-pmc/2"
    }

    fn media_types(&self) -> &'static [MediaType] {
        &[MediaType::EuropePmcResult]
    }

    fn extract(
        &self,
        input: &Input,
        found: &mut dyn FnMut(Found) -> ControlFlow<()>,
    ) -> Result<(), ExtractError> {
        let _ = found(json_record::found(result(&json_record::read(input)?))?);
        Ok(())
    }
}

fn result(value: &Value) -> Extract {
    let mut extract = Extract::new("");
    let document = &mut extract.document;
    let title = text(value, "title").unwrap_or_default();
    json_record::set_abstract(document, title, text(value, "abstractText"));
    identify(document, text(value, "doi"), Identifier::doi);
    identify(document, text(value, "pmid"), Identifier::pmid);
    identify(document, text(value, "pmcid"), Identifier::pmcid);
    document.authors = authors(value);
    document.published = published(value);
    document.publisher = ["journalInfo/journal/title", "bookOrReportDetails/publisher"]
        .iter()
        .find_map(|path| text(value, path))
        .map(str::to_owned);
    document.licence = text(value, "license").map(str::to_owned);
    document.edition = number(value, "versionNumber").map(|version| version.to_string());
    if let Some(Ok(language)) = text(value, "language").map(Language::parse) {
        document.language = language;
    }
    document.url = address(value);
    types(value, document);
    for entry in list(value, "commentCorrectionList/commentCorrection") {
        linked(entry, &mut extract);
    }
    extract
}

/// Where a reader opens it: at its publisher, else at Europe PMC.
fn address(value: &Value) -> Option<String> {
    let doi = text(value, "doi").and_then(|doi| Identifier::doi(doi).ok()?.link());
    doi.or_else(|| {
        let (source, id) = (text(value, "source")?, text(value, "id")?);
        Some(format!("https://europepmc.org/article/{source}/{id}"))
    })
}

fn authors(value: &Value) -> Vec<String> {
    let name = |author: &Value| {
        let parts = text(author, "firstName").zip(text(author, "lastName"));
        let whole = parts.map(|(first, last)| format!("{first} {last}"));
        let other = || text(author, "fullName").or_else(|| text(author, "collectiveName"));
        whole.or_else(|| other().map(str::to_owned))
    };
    let all: Vec<String> = list(value, "authorList/author")
        .iter()
        .filter_map(name)
        .collect();
    if !all.is_empty() {
        return all;
    }
    let string = text(value, "authorString").unwrap_or_default();
    let names = string.trim_end_matches('.').split(", ");
    names
        .map(str::to_owned)
        .filter(|name| !name.is_empty())
        .collect()
}

/// The date, as precisely as it is known: where only a month or a year is, Europe PMC writes its
/// first day as well.
fn published(value: &Value) -> Option<Date> {
    let date = |path: &str| Date::parse(text(value, path)?).ok();
    if let Some(electronic) = date("electronicPublicationDate") {
        return Some(electronic);
    }
    let first = date("firstPublicationDate");
    if let Some(first) = first.filter(|first| first.day() != Some(1)) {
        return Some(first);
    }
    let year = number(value, "journalInfo/yearOfPublication")
        .or_else(|| number(value, "pubYear"))
        .and_then(|year| i16::try_from(year).ok());
    let month = number(value, "journalInfo/monthOfPublication");
    let month = month.filter(|month| (1..=12).contains(month));
    let month = month.and_then(|month| i8::try_from(month).ok());
    // A first of the month that is not in January is at least known to the month.
    let of_first = first.filter(|first| first.month() != Some(1));
    let printed = year.and_then(|year| Date::new(year, month, None));
    match (printed, of_first) {
        (Some(printed), Some(first)) if printed.month().is_none() => {
            Date::new(first.year(), first.month(), None)
        }
        (Some(printed), _) => Some(printed),
        (None, _) => first.and_then(|first| Date::new(first.year(), None, None)),
    }
}

fn types(value: &Value, document: &mut Document) {
    let types = list(value, "pubTypeList/pubType").iter();
    let mut types: Vec<String> = types
        .filter_map(Value::as_str)
        .map(str::to_lowercase)
        .collect();
    if text(value, "source") == Some("PPR") {
        types.push("preprint".to_owned());
    }
    let decides = |(name, _): &&(String, DocumentKind)| types.contains(name);
    if let Some((_, kind)) = WORDS.kinds.iter().find(decides) {
        document.kind = *kind;
    }
    if document.kind == DocumentKind::Preprint {
        document.authority = Authority::PreprintServer;
    }
    let states = types.iter().filter_map(|name| WORDS.states.get(name));
    if let Some(state) = states.max() {
        let status = Status {
            state: *state,
            source: address(value),
            ..Status::default()
        };
        json_record::worsen(document, status);
    }
}

/// What another record has to do with this one.
fn linked(entry: &Value, extract: &mut Extract) {
    let kind = text(entry, "type").unwrap_or_default().to_lowercase();
    let Some(other) = reference(entry) else {
        return;
    };
    let link = match &other {
        Reference::Identifier(identifier) => identifier.link(),
        _ => text(entry, "reference").map(str::to_owned),
    };
    let status = |state: State, by: Option<Reference>, source: Option<String>| Status {
        state,
        by: by.filter(|_| state == State::Superseded),
        source,
        note: text(entry, "reference").map(|cited| format!("{kind} {cited}")),
        ..Status::default()
    };
    let document = &mut extract.document;
    if let Some(relation) = WORDS.relations.get(&kind) {
        document.relate(*relation, other.clone());
    }
    if let Some(state) = WORDS.by.get(&kind) {
        json_record::worsen(document, status(*state, Some(other.clone()), link.clone()));
        point_to(document, *state, link.as_deref());
    }
    if let Some(state) = WORDS.of.get(&kind) {
        let own = document.identifiers.first().cloned();
        let by = own.map(Reference::Identifier);
        let status = status(*state, by, document.url.clone());
        extract.notices.push(Notice {
            about: other,
            status,
        });
    }
}

/// The notice is a better place to check a standing than the record that only says so.
fn point_to(document: &mut Document, state: State, link: Option<&str>) {
    if document.status.state == state
        && let Some(link) = link
    {
        document.status.source = Some(link.to_owned());
    }
}

fn reference(entry: &Value) -> Option<Reference> {
    let id = text(entry, "id")?;
    let source = text(entry, "source").unwrap_or("MED");
    let identifier = match source {
        "MED" => Identifier::pmid(id),
        "PMC" => Identifier::pmcid(id),
        // Other numbers are Europe PMC's own: the key of the record here.
        _ => return Some(Reference::Key(format!("{source}/{id}"))),
    };
    identifier.ok().map(Reference::Identifier)
}

#[cfg(test)]
mod tests;
