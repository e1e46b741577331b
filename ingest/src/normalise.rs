//! From what an extractor found to a document of the catalogue.

mod clean;
mod standing;

use corpora::{
    Authority, Document, DocumentKind, Identifier, LanguageIdentifier, Section, SourceDefinition,
};

pub(crate) use self::clean::{line, text};
use crate::extract::{self, Extract};
use crate::language;

/// Version of what is done here; part of what decides whether a resource is read again.
pub(crate) const VERSION: u32 = 5;

/// Longest title kept, in characters.
const MAX_TITLE: usize = 500;
/// Most authors kept.
const MAX_AUTHORS: usize = 1_000;
/// Deepest heading kept; deeper ones are joined to the last.
const MAX_DEPTH: usize = 6;

/// Where an extract comes from.
#[derive(Debug)]
pub(crate) struct Origin<'a> {
    pub(crate) source: &'a SourceDefinition,
    /// Key of the resource.
    pub(crate) resource: &'a str,
    /// Where a reader opens it, if it is of the web.
    pub(crate) address: Option<&'a str>,
    /// What the list says of it.
    pub(crate) hints: Option<&'a Extract>,
}

/// Makes the document whole and clean, and settles its language.
pub(crate) fn finish(
    extract: Extract,
    origin: &Origin<'_>,
    identifier: &dyn LanguageIdentifier,
) -> Document {
    let mut document = extract.document;
    document.source.clone_from(&origin.source.id);
    document.key = match extract.record {
        Some(record) => format!("{}#{record}", origin.resource),
        None => origin.resource.to_owned(),
    };
    if let Some(hints) = origin.hints {
        if hints.leads {
            lead(&mut document, &hints.document);
        }
        fill(&mut document, &hints.document);
    }
    locate(&mut document, origin.address);
    clean(&mut document);
    standing::from_title(&mut document);
    document.language = language::decide(&document, &origin.source.language, identifier);
    language::mark_sections(&mut document, identifier);
    defaults(&mut document, origin.source);
    document
}

/// What a list that knows better says goes before what the document says.
fn lead(document: &mut Document, hints: &Document) {
    if !hints.title.trim().is_empty() {
        document.title.clone_from(&hints.title);
    }
    if !hints.authors.is_empty() {
        document.authors.clone_from(&hints.authors);
    }
    document.published = hints.published.or(document.published);
    document.updated = hints.updated.or(document.updated);
    document.publisher = hints.publisher.clone().or(document.publisher.take());
    document.licence = hints.licence.clone().or(document.licence.take());
    document.url = hints.url.clone().or(document.url.take());
    if document.kind == DocumentKind::Unclassified {
        document.kind = hints.kind;
    }
}

/// What a list says fills what the document does not say.
fn fill(document: &mut Document, hints: &Document) {
    for relation in &hints.relations {
        document.relate(relation.kind, relation.to.clone());
    }
    if document.title.trim().is_empty() {
        document.title.clone_from(&hints.title);
    }
    if document.authors.is_empty() {
        document.authors.clone_from(&hints.authors);
    }
    if document.language.is_undetermined() {
        document.language = hints.language.clone();
    }
    document.published = document.published.or(hints.published);
    document.updated = document.updated.or(hints.updated);
    document.publisher = document
        .publisher
        .take()
        .or_else(|| hints.publisher.clone());
    document.licence = document.licence.take().or_else(|| hints.licence.clone());
    document.url = document.url.take().or_else(|| hints.url.clone());
    for identifier in &hints.identifiers {
        document.identify(identifier.clone());
    }
}

fn locate(document: &mut Document, address: Option<&str>) {
    // Only what a browser opens is a link; `local://x` and `javascript:` are not.
    let web = |url: &String| Identifier::url(url).is_ok();
    document.url = document
        .url
        .take()
        .filter(web)
        .or_else(|| address.map(str::to_owned).filter(web));
    if let Some(Ok(identifier)) = document.url.as_deref().map(Identifier::url) {
        document.identify(identifier);
    }
}

fn clean(document: &mut Document) {
    document.sections.retain_mut(|section| {
        clean_section(section);
        !(section.text.is_empty() && section.path.is_empty())
    });
    document.title = line(&extract::plain_title(&document.title), MAX_TITLE);
    if document.title.is_empty() {
        let first = document
            .sections
            .iter()
            .find_map(|section| section.path.first());
        document.title = first.cloned().unwrap_or_default();
    }
    // The title over everything says nothing about a section.
    for section in &mut document.sections {
        if section.path.first() == Some(&document.title) {
            section.path.remove(0);
        }
    }
    document
        .sections
        .retain(|section| !(section.text.is_empty() && section.path.is_empty()));
    let mut authors: Vec<String> = Vec::new();
    for author in document.authors.iter().map(|author| line(author, 200)) {
        if !author.is_empty() && authors.len() < MAX_AUTHORS && !authors.contains(&author) {
            authors.push(author);
        }
    }
    document.authors = authors;
    for field in [
        &mut document.publisher,
        &mut document.licence,
        &mut document.evidence,
        &mut document.edition,
    ] {
        *field = field
            .take()
            .map(|text| line(&text, 500))
            .filter(|text| !text.is_empty());
    }
}

fn clean_section(section: &mut Section) {
    section.text = text(&section.text);
    section.path = section
        .path
        .iter()
        .map(|heading| line(heading, MAX_TITLE))
        .filter(|h| !h.is_empty())
        .collect();
    if section.path.len() > MAX_DEPTH {
        let rest = section.path.split_off(MAX_DEPTH - 1).join(" / ");
        section.path.push(rest);
    }
}

fn defaults(document: &mut Document, source: &SourceDefinition) {
    document.publisher = document
        .publisher
        .take()
        .or_else(|| source.publisher.clone());
    document.jurisdiction = document
        .jurisdiction
        .take()
        .or_else(|| source.jurisdiction.clone());
    document.licence = document.licence.take().or_else(|| source.licence.clone());
    if document.authority == Authority::Unknown {
        document.authority = source.authority;
    }
    if document.kind == DocumentKind::Unclassified {
        document.kind = source.document_kind;
    }
    for topic in &source.topics {
        if !document.topics.contains(topic) {
            document.topics.push(topic.clone());
        }
    }
}

/// Digest of what a source gives to all its documents: when a librarian corrects it, they are read
/// again.
pub(crate) fn fingerprint(source: &SourceDefinition) -> String {
    let parts = [
        source.language.tag(),
        source.publisher.as_deref().unwrap_or_default(),
        source.authority.name(),
        source.jurisdiction.as_ref().map_or("", |j| j.code()),
        source.document_kind.name(),
        source.licence.as_deref().unwrap_or_default(),
        &source.topics.join("\n"),
    ];
    let told = parts.join("\0") + &reading(source);
    blake3::hash(told.as_bytes()).to_hex()[..8].to_owned()
}

/// What a source sets about the way its documents are read; empty where it is nothing.
fn reading(source: &SourceDefinition) -> String {
    if source.reading.is_default() {
        return String::new();
    }
    serde_json::to_string(&source.reading).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use corpora::ScriptIdentifier;

    use super::*;

    fn finished(extract: Extract, address: Option<&str>) -> Document {
        let mut source = SourceDefinition::new(
            "who",
            "WHO",
            corpora::SourceKind::Feed,
            "https://www.who.int/feed",
        );
        source.publisher = Some("WHO".to_owned());
        source.topics = vec!["ebola".to_owned()];
        let origin = Origin {
            source: &source,
            resource: "k",
            address,
            hints: None,
        };
        finish(extract, &origin, &ScriptIdentifier)
    }

    #[test]
    fn a_title_loses_the_marks_its_record_has() {
        let extract = Extract::new("&lt;i&gt;Vibrio cholerae&lt;/i&gt; 与 <b>发热</b>");
        let document = finished(extract, None);
        assert_eq!(document.title, "Vibrio cholerae 与 发热");
    }

    #[test]
    fn a_document_gets_its_place_and_what_its_source_knows() {
        let mut extract = Extract::new("");
        extract.record = Some("pm1".to_owned());
        extract.document.url = Some("local://x".to_owned());
        extract.document.authors = vec!["A".to_owned(), " A ".to_owned(), String::new()];
        let deep = ["1", "2", "3", "4", "5", "6", "7", "8"];
        extract.document.sections = vec![Section::text(" "), Section::headed(&deep, "x")];
        let document = finished(extract, Some("https://www.who.int/a#b"));
        assert_eq!(
            (document.source.as_str(), document.key.as_str()),
            ("who", "k#pm1")
        );
        assert_eq!(document.url.as_deref(), Some("https://www.who.int/a#b"));
        assert_eq!(document.identifiers[0].value(), "https://www.who.int/a");
        assert_eq!(document.authors, ["A"]);
        assert_eq!(document.title, "1");
        assert_eq!(document.publisher.as_deref(), Some("WHO"));
        assert_eq!(document.topics, ["ebola"]);
        assert_eq!(document.sections.len(), 1);
        // The first heading became the title and is not repeated.
        assert_eq!(document.sections[0].path, ["2", "3", "4", "5", "6 / 7 / 8"]);
    }
}
