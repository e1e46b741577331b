//! Preprints as the interface of medRxiv and bioRxiv gives them.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::LazyLock;

use corpora::{Authority, Date, Document, DocumentKind, Identifier, RelationKind, State, Status};
use serde::Deserialize;
use serde_json::Value;

use super::json_record::{self, identify, number, text};
use super::{Extract, ExtractError, Extractor, Found, Input};
use crate::media_type::MediaType;

/// Reads a preprint.
#[derive(Debug, Clone, Copy)]
pub(super) struct Medrxiv;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    withdrawn_types: Vec<String>,
    withdrawn_abstracts: Vec<String>,
    licences: BTreeMap<String, String>,
    addresses: BTreeMap<String, String>,
}

static WORDS: LazyLock<Words> =
    LazyLock::new(|| toml::from_str(include_str!("../../data/medrxiv.toml")).unwrap_or_default());

impl Extractor for Medrxiv {
    fn name(&self) -> &'static str {
        "medrxiv/1"
    }

    fn media_types(&self) -> &'static [MediaType] {
        &[MediaType::MedrxivPreprint]
    }

    fn extract(
        &self,
        input: &Input,
        found: &mut dyn FnMut(Found) -> ControlFlow<()>,
    ) -> Result<(), ExtractError> {
        let _ = found(json_record::found(preprint(&json_record::read(input)?))?);
        Ok(())
    }
}

fn preprint(value: &Value) -> Extract {
    let mut extract = Extract::new("");
    let document = &mut extract.document;
    let title = text(value, "title").unwrap_or_default();
    json_record::set_abstract(document, title, text(value, "abstract"));
    document.kind = DocumentKind::Preprint;
    document.authority = Authority::PreprintServer;
    identify(document, text(value, "doi"), Identifier::doi);
    let names = text(value, "authors").unwrap_or_default().split(';');
    document.authors = names
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .collect();
    let version = number(value, "version");
    document.edition = version.map(|version| version.to_string());
    document.published = text(value, "date").and_then(|date| Date::parse(date).ok());
    document.updated = document
        .published
        .filter(|_| version.is_some_and(|v| v > 1));
    let licence = text(value, "license").map(|code| {
        let known = WORDS.licences.get(&code.to_lowercase());
        known.cloned().unwrap_or_else(|| code.to_owned())
    });
    document.licence = licence.filter(|licence| !is_none(licence));
    document.url = address(value, version.unwrap_or(1));
    let article = text(value, "published").filter(|doi| !is_none(doi));
    if let Some(article) = article.and_then(json_record::doi) {
        document.relate(RelationKind::PreprintOf, article);
    }
    standing(value, document);
    extract
}

/// `NA` stands for nothing.
fn is_none(text: &str) -> bool {
    matches!(text.to_lowercase().as_str(), "na" | "n/a" | "none")
}

/// Where this version is read.
fn address(value: &Value, version: i64) -> Option<String> {
    let doi = text(value, "doi")?;
    let server = text(value, "server").unwrap_or_default().to_lowercase();
    match WORDS.addresses.get(&server) {
        Some(form) => Some(
            form.replace("{doi}", doi)
                .replace("{version}", &version.to_string()),
        ),
        None => Identifier::doi(doi).ok()?.link(),
    }
}

/// A withdrawn preprint stays on the server with a statement in place of its text. Titles that say
/// so are told for all documents alike.
fn standing(value: &Value, document: &mut Document) {
    let kind = text(value, "type").unwrap_or_default().to_lowercase();
    let start = document.sections.first().map(|section| {
        let heading = section.path.first().map_or("", String::as_str);
        format!("{heading} {}", section.text).trim().to_lowercase()
    });
    let starts = |mark: &String| start.as_ref().is_some_and(|text| text.starts_with(mark));
    let note = if WORDS.withdrawn_types.contains(&kind) {
        "its server lists it as withdrawn"
    } else if WORDS.withdrawn_abstracts.iter().any(starts) {
        "its abstract says so"
    } else {
        return;
    };
    document.status = Status {
        state: State::Withdrawn,
        date: document.published,
        source: document.url.clone(),
        note: Some(note.to_owned()),
        by: None,
    };
}

#[cfg(test)]
mod tests;
