//! Works as Crossref's REST interface gives them.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::LazyLock;

use corpora::{
    Authority, Date, Document, DocumentKind, Identifier, Language, Notice, Reference, RelationKind,
    State, Status,
};
use serde::Deserialize;
use serde_json::Value;

use super::json_record::{self, identify, list, text};
use super::replacement::{Says, Statement, is_neighbour};
use super::{Extract, ExtractError, Extractor, Found, Input, abstracts};
use crate::media_type::MediaType;

/// Reads a work.
#[derive(Debug, Clone, Copy)]
pub(super) struct Crossref;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    kinds: BTreeMap<String, DocumentKind>,
    updates: BTreeMap<String, State>,
    remarks: BTreeMap<String, String>,
    relations: BTreeMap<String, RelationKind>,
    replacements: BTreeMap<String, Says>,
}

static WORDS: LazyLock<Words> =
    LazyLock::new(|| toml::from_str(include_str!("../../data/crossref.toml")).unwrap_or_default());

/// Dates of a work, the one that readers know it by first.
const DATES: [&str; 6] = [
    "published",
    "published-online",
    "published-print",
    "posted",
    "issued",
    "published-other",
];

impl Extractor for Crossref {
    fn name(&self) -> &'static str {
        "crossref/2"
    }

    fn media_types(&self) -> &'static [MediaType] {
        &[MediaType::CrossrefWork]
    }

    fn extract(
        &self,
        input: &Input,
        found: &mut dyn FnMut(Found) -> ControlFlow<()>,
    ) -> Result<(), ExtractError> {
        let _ = found(json_record::found(work(&json_record::read(input)?))?);
        Ok(())
    }
}

fn work(value: &Value) -> Extract {
    let mut extract = Extract::new("");
    let document = &mut extract.document;
    json_record::set_abstract(document, &title(value), text(value, "abstract"));
    identify(document, text(value, "DOI"), Identifier::doi);
    for isbn in list(value, "ISBN").iter().filter_map(Value::as_str) {
        identify(document, Some(isbn), Identifier::isbn);
    }
    document.authors = list(value, "author").iter().filter_map(author).collect();
    document.published = DATES.iter().find_map(|name| date(value.get(name)?));
    document.publisher = publisher(value);
    document.licence = licence(value);
    document.edition = text(value, "edition-number").map(str::to_owned);
    if let Some(Ok(language)) = text(value, "language").map(Language::parse) {
        document.language = language;
    }
    document.url = text(value, "URL")
        .map(str::to_owned)
        .or_else(|| document.identifiers.first()?.link());
    kind(value, document);
    relations(value, document);
    replacements(value, &mut extract);
    let document = &mut extract.document;
    for update in list(value, "updated-by") {
        updated(update, document);
    }
    for update in list(value, "update-to") {
        updates(update, &mut extract);
    }
    extract
}

fn title(value: &Value) -> String {
    let first = |name: &str| list(value, name).iter().find_map(Value::as_str);
    let title = first("title").unwrap_or_default();
    match first("subtitle").filter(|subtitle| !subtitle.trim().is_empty()) {
        Some(subtitle) if !title.contains(subtitle) => format!("{title}: {subtitle}"),
        _ => title.to_owned(),
    }
}

fn author(author: &Value) -> Option<String> {
    let family = text(author, "family");
    match (text(author, "given"), family) {
        (Some(given), Some(family)) => Some(format!("{given} {family}")),
        _ => family.or_else(|| text(author, "name")).map(str::to_owned),
    }
}

/// `date-parts`: year, then month and day where they are known.
fn date(value: &Value) -> Option<Date> {
    let parts = list(value, "date-parts").first()?.as_array()?;
    let part = |at: usize| parts.get(at).and_then(Value::as_i64);
    let small = |at: usize| part(at).and_then(|number| i8::try_from(number).ok());
    let year = i16::try_from(part(0)?).ok()?;
    Date::new(year, small(1), small(2)).or_else(|| Date::new(year, None, None))
}

/// The journal or the server is what readers know; the publisher where there is none.
fn publisher(value: &Value) -> Option<String> {
    let first = |name: &str| list(value, name).iter().find_map(Value::as_str);
    let server = || {
        list(value, "institution")
            .iter()
            .find_map(|i| text(i, "name"))
    };
    let found = first("container-title")
        .or_else(server)
        .or_else(|| text(value, "publisher"))?;
    Some(abstracts::line(found))
}

/// The licence of the version of record, else of any.
fn licence(value: &Value) -> Option<String> {
    let all = list(value, "license");
    let of_record = all
        .iter()
        .find(|l| text(l, "content-version") == Some("vor"));
    let found = of_record.or_else(|| all.first())?;
    text(found, "URL").map(str::to_owned)
}

fn kind(value: &Value, document: &mut Document) {
    let name = text(value, "type").unwrap_or_default();
    let narrow = format!("{name}/{}", text(value, "subtype").unwrap_or_default());
    let known = WORDS.kinds.get(&narrow).or_else(|| WORDS.kinds.get(name));
    document.kind = known.copied().unwrap_or_default();
    if document.kind == DocumentKind::Preprint {
        document.authority = Authority::PreprintServer;
    }
}

fn relations(value: &Value, document: &mut Document) {
    for (name, kind) in &WORDS.relations {
        for other in list(value, &format!("relation/{name}")) {
            let other = text(other, "id").filter(|_| text(other, "id-type") == Some("doi"));
            if let Some(other) = other
                .and_then(json_record::doi)
                .filter(|o| !is_own(document, o))
            {
                document.relate(*kind, other);
            }
        }
    }
}

/// What takes the place of what. That this work was replaced may be the word of the other one alone
/// (`asserted-by`): then it must be of the same publisher.
fn replacements(value: &Value, extract: &mut Extract) {
    for (name, says) in &WORDS.replacements {
        let stands_in = format!("Crossref, {name}");
        for other in list(value, &format!("relation/{name}")) {
            let of = text(other, "id").filter(|_| text(other, "id-type") == Some("doi"));
            let said = of.and_then(|of| Statement::new(*says, of, None, &stands_in));
            let Some(said) = said else { continue };
            let by_other = text(other, "asserted-by") == Some("object");
            if by_other && !is_neighbour(&extract.document, None, &said.of) {
                extract.notes.push(format!(
                    "{} says that it replaces this ({stands_in}): of another publisher, not taken over, look at it",
                    said.of
                ));
            } else {
                said.apply(None, extract);
            }
        }
    }
}

fn is_own(document: &Document, other: &Reference) -> bool {
    matches!(other, Reference::Identifier(found) if document.identifiers.contains(found))
}

/// The word of an update, as the data file writes it.
fn word(update: &Value) -> String {
    let word = text(update, "type").unwrap_or_default().to_lowercase();
    word.replace([' ', '-'], "_")
}

/// How a work stands by an update; who says so where it is not its publisher.
fn status(update: &Value, notice: Option<&Reference>) -> Option<Status> {
    let state = *WORDS.updates.get(&word(update))?;
    let link = match notice {
        Some(Reference::Identifier(identifier)) => identifier.link(),
        _ => None,
    };
    Some(Status {
        state,
        date: update.get("updated").and_then(date),
        by: notice.cloned().filter(|_| state == State::Superseded),
        source: link,
        note: Some(note(update)),
    })
}

fn note(update: &Value) -> String {
    let label = text(update, "label").map_or_else(|| word(update), str::to_owned);
    match text(update, "source") {
        Some("retraction-watch") => {
            let number = json_record::number(update, "record-id");
            let number = number.map_or(String::new(), |number| format!(", record {number}"));
            format!("{label} (Retraction Watch{number})")
        }
        _ => label,
    }
}

/// Another work says something of this one.
fn updated(update: &Value, document: &mut Document) {
    let notice = text(update, "DOI").and_then(json_record::doi);
    if let Some(status) = status(update, notice.as_ref()) {
        json_record::worsen(document, status);
    } else if let Some(remark) = WORDS.remarks.get(&word(update)) {
        let link = match &notice {
            Some(Reference::Identifier(identifier)) => identifier.link(),
            _ => None,
        };
        json_record::remark(document, remark, update.get("updated").and_then(date), link);
    }
}

/// This work says something of another one, or of itself where the notice took its place.
fn updates(update: &Value, extract: &mut Extract) {
    let document = &mut extract.document;
    let Some(about) = text(update, "DOI").and_then(json_record::doi) else {
        return;
    };
    let own = document
        .identifiers
        .first()
        .cloned()
        .map(Reference::Identifier);
    let status = status(update, own.as_ref());
    if is_own(document, &about) {
        if let Some(status) = status {
            json_record::worsen(document, status);
        }
        return;
    }
    document.relate(RelationKind::NoticeOf, about.clone());
    if let Some(status) = status {
        extract.notices.push(Notice { about, status });
    }
}

#[cfg(test)]
mod tests;
