//! Dublin Core of OAI-PMH: single records, and whole answers of a repository on disk.
//!
//! An answer may hold JATS in place of Dublin Core; that is read as JATS.

use std::cell::OnceCell;
use std::ops::ControlFlow;

use corpora::{Date, Document, Extent, Identifier, Language, Section};

use super::bibliographic::{
    clearest, earliest, in_language, language, licence, no_record, unreadable,
};
use super::replacement::{Statement, of_term};
use super::{Extract, ExtractError, Extractor, Found, Input, Reason, jats};
use crate::media_type::MediaType;
use crate::source::written_date;
use crate::xml::{Element, records};

/// Elements of a record that are looked through for what it replaces.
const MAX_ELEMENTS: usize = 2_000;

/// Reads Dublin Core, record by record.
#[derive(Debug, Clone, Copy)]
pub(super) struct OaiDc;

impl Extractor for OaiDc {
    fn name(&self) -> &'static str {
        "oai-dc/2"
    }

    fn media_types(&self) -> &'static [MediaType] {
        &[MediaType::OaiDc]
    }

    fn streams(&self) -> bool {
        true
    }

    fn extract(
        &self,
        input: &Input,
        found: &mut dyn FnMut(Found) -> ControlFlow<()>,
    ) -> Result<(), ExtractError> {
        let broken = |e: std::io::Error| {
            ExtractError::new(Reason::FetchFailed, format!("reading broke off: {e}"))
        };
        let root: OnceCell<String> = OnceCell::new();
        let wanted = |name: &str| {
            root.get_or_init(|| name.to_owned());
            matches!(name, "record" | "dc" | "error")
        };
        let (mut count, mut refusal) = (0_u64, None);
        let outcome = records(
            input.body.reader().map_err(broken)?,
            wanted,
            &mut |element| {
                if element.name == "error" {
                    refusal = Some(answered(&element));
                    return ControlFlow::Break(());
                }
                count += 1;
                record(&element, count, found)
            },
        );
        outcome.map_err(|error| unreadable(&error))?;
        match refusal {
            Some(refusal) if count == 0 => Err(refusal),
            _ if count == 0 => {
                let expected =
                    "records of Dublin Core, alone or in an answer to ListRecords or GetRecord";
                Err(no_record(root.get().map(String::as_str), expected))
            }
            _ => Ok(()),
        }
    }
}

/// The repository answered with an error (OAI-PMH 2.0, 3.6).
fn answered(error: &Element) -> ExtractError {
    let code = error.attribute("code").unwrap_or("no code");
    let detail = format!(
        "the repository answered with an error, {code}: {}",
        error.line().unwrap_or_default()
    );
    ExtractError::new(Reason::ErrorPage, detail)
}

fn record(
    element: &Element,
    count: u64,
    found: &mut dyn FnMut(Found) -> ControlFlow<()>,
) -> ControlFlow<()> {
    if element.name == "dc" {
        return found(Found {
            item: format!("record {count}"),
            extract: read(element, (count > 1).then(|| format!("record-{count}"))),
        });
    }
    let header = element.child("header");
    let name = header.and_then(|header| header.line_at("identifier"));
    let item = name.clone().unwrap_or_else(|| format!("record {count}"));
    let refused = |reason, detail: String| Found {
        item: item.clone(),
        extract: Err(ExtractError::new(reason, detail)),
    };
    if header.is_some_and(|header| header.attribute("status") == Some("deleted")) {
        let when = header
            .and_then(|header| header.line_at("datestamp"))
            .unwrap_or_default();
        return found(refused(
            Reason::NotThere,
            format!("its repository says that it was deleted ({when})"),
        ));
    }
    let metadata = element
        .child("metadata")
        .and_then(|metadata| metadata.elements().next());
    match metadata {
        Some(dc) if dc.name == "dc" => found(Found {
            item,
            extract: read(dc, name),
        }),
        Some(article) if article.name == "article" => jats::read(article, name.as_deref(), found),
        Some(other) => found(refused(
            Reason::NoExtractor,
            format!(
                "metadata in the form {}: expected oai_dc or JATS",
                other.name
            ),
        )),
        None => found(refused(
            Reason::BadRecord,
            "a record without metadata: expected oai_dc".to_owned(),
        )),
    }
}

fn read(dc: &Element, record: Option<String>) -> Result<Extract, ExtractError> {
    let mut extract = Extract::new("");
    extract.record = record;
    let document = &mut extract.document;
    document.extent = Extent::Abstract;
    let all = |name: &'static str| dc.all(name).filter_map(Element::line);
    document.authors = all("creator").collect();
    document.publisher = all("publisher")
        .next()
        .or_else(|| all("source").next().map(|s| before_issue(&s)));
    document.published = published(dc);
    document.licence = rights(dc);
    let types: Vec<String> = all("type").collect();
    document.kind = clearest(types.iter().map(String::as_str));
    identifiers(dc, document);
    document.language = all("language")
        .find_map(|code| language(&code))
        .unwrap_or_default();
    texts(dc, document);
    let empty = document.title.is_empty() && document.sections.is_empty();
    replacements(dc, &mut extract);
    if empty {
        let detail = "has neither title nor description";
        return Err(ExtractError::new(Reason::NoText, detail));
    }
    Ok(extract)
}

/// Terms of DCMI that some repositories give beside the plain elements.
fn replacements(dc: &Element, extract: &mut Extract) {
    for element in dc.elements().take(MAX_ELEMENTS) {
        let Some(says) = of_term(&element.name) else {
            continue;
        };
        let stands_in = format!("dcterms:{}", element.name);
        let said = element.line();
        let said = said.and_then(|text| Statement::new(says, &text, None, &stands_in));
        if let Some(statement) = said {
            statement.apply(None, extract);
        }
    }
}

/// `Journal of X; Vol. 3 (2020): Issue; 1-10`: what stands before the issue.
fn before_issue(source: &str) -> String {
    source.split(';').next().unwrap_or(source).trim().to_owned()
}

/// The earliest date of day, month or year. Moments in time among them are when the repository took the
/// work in; they count only where there is nothing else.
fn published(dc: &Element) -> Option<Date> {
    let texts: Vec<String> = dc.all("date").filter_map(Element::line).collect();
    let dates = |moments: bool| {
        let of_kind = texts
            .iter()
            .filter(move |text| text.contains('T') == moments);
        earliest(of_kind.filter_map(|text| written_date(text)))
    };
    dates(false).or_else(|| dates(true))
}

/// A licence before a statement of rights in words.
fn rights(dc: &Element) -> Option<String> {
    let texts: Vec<String> = dc
        .all("rights")
        .chain(dc.all("license"))
        .filter_map(Element::line)
        .collect();
    let named = texts
        .iter()
        .find(|text| text.contains("creativecommons.org"));
    named.or_else(|| texts.first()).map(|text| licence(text))
}

fn identifiers(dc: &Element, document: &mut Document) {
    for text in dc.all("identifier").filter_map(Element::line) {
        let lower = text.to_lowercase();
        let isbn = lower
            .strip_prefix("urn:isbn:")
            .or_else(|| lower.strip_prefix("isbn"))
            .map(|rest| rest.trim_start_matches([':', ' ']));
        let read = Identifier::doi(&text)
            .or_else(|_| isbn.map_or_else(|| Identifier::url(&text), Identifier::isbn))
            .or_else(|e| lower.strip_prefix("pmid:").map_or(Err(e), Identifier::pmid));
        let Ok(identifier) = read else { continue };
        if document.url.is_none() && matches!(identifier, Identifier::Url(_)) {
            document.url = Some(text.clone());
        }
        document.identify(identifier);
    }
    document.url = document
        .url
        .take()
        .or_else(|| document.identifiers.iter().find_map(Identifier::link));
}

/// Title in the language of the work; titles in others stand above the descriptions in theirs.
fn texts(dc: &Element, document: &mut Document) {
    let read = |element: &Element| {
        Some((
            element.attribute("lang").and_then(language),
            element.line()?,
        ))
    };
    let mut titles: Vec<(Option<Language>, String)> = dc.all("title").filter_map(read).collect();
    let own = document.language.clone();
    let is_own = |language: &Option<Language>| {
        language
            .as_ref()
            .is_some_and(|l| l.primary() == own.primary())
    };
    let best = titles
        .iter()
        .position(|(language, _)| is_own(language))
        .unwrap_or(0);
    if !titles.is_empty() {
        let (language, title) = titles.remove(best);
        document.title = title;
        // A single language of its title is that of the record.
        if own.is_undetermined() {
            document.language = language.unwrap_or_default();
        }
    }
    let own = document.language.clone();
    for (language, description) in dc.all("description").filter_map(read) {
        let above = titles
            .iter()
            .position(|(l, _)| language.is_some() && *l == language);
        if let Some(at) = above {
            let section = Section::text(&titles.remove(at).1);
            document
                .sections
                .push(in_language(section, language.as_ref(), &own));
        }
        document.sections.push(in_language(
            Section::text(&description),
            language.as_ref(),
            &own,
        ));
    }
    let left = titles
        .into_iter()
        .map(|(language, title)| in_language(Section::text(&title), language.as_ref(), &own));
    document.sections.extend(left);
}

#[cfg(test)]
mod tests;
