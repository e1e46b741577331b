//! Articles within an article: translations, replies, reports.

use std::ops::ControlFlow;

use corpora::{Document, Reference, RelationKind};

use super::rules::RULES;
use super::{front, language, related, text};
use crate::extract::{Extract, Found};
use crate::xml::Element;

/// The articles within an article.
pub(super) fn read(
    article: &Element,
    parent: &Document,
    record: Option<&str>,
    found: &mut dyn FnMut(Found) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let parts = article
        .elements()
        .filter(|e| matches!(e.name.as_str(), "sub-article" | "response"));
    for (n, part) in parts.enumerate() {
        let own = part
            .attribute("id")
            .map_or_else(|| format!("part-{}", n + 1), str::to_owned);
        let name = record.map_or_else(|| own.clone(), |record| format!("{record}/{own}"));
        let mut extract = within(part, parent);
        extract.record = Some(name.clone());
        let document = extract.document.clone();
        found(Found {
            item: name.clone(),
            extract: Ok(extract),
        })?;
        read(part, &document, Some(&name), found)?;
    }
    ControlFlow::Continue(())
}

/// A translation, reply or report: what it does not say of itself, it has of its article.
fn within(part: &Element, parent: &Document) -> Extract {
    let mut extract = Extract::new("");
    let kind = part
        .attribute("article-type")
        .or_else(|| part.attribute("response-type"))
        .unwrap_or(&part.name);
    let document = &mut extract.document;
    document.language = language(part).unwrap_or_else(|| parent.language.clone());
    let meta = part
        .child("front-stub")
        .or_else(|| part.at("front/article-meta"));
    if let Some(meta) = meta {
        front::read(meta, kind, document);
    }
    text(part, &[], &mut extract);
    let relation = RULES
        .parts
        .get(kind)
        .copied()
        .unwrap_or(RelationKind::PartOf);
    inherit(&mut extract.document, parent, relation, kind);
    if let Some(meta) = meta {
        related::read(meta, kind, &mut extract);
    }
    extract
}

fn inherit(document: &mut Document, parent: &Document, relation: RelationKind, kind: &str) {
    let original = parent.identifiers.iter().find(|i| i.names_one_work());
    if let Some(original) = original {
        document.relate(relation, Reference::Identifier(original.clone()));
    }
    if document.title.is_empty() {
        document.title = match relation {
            RelationKind::TranslationOf => parent.title.clone(),
            _ => format!("{}: {}", kind.replace('-', " "), parent.title),
        };
    }
    document.published = document.published.or(parent.published);
    document.publisher.clone_from(&parent.publisher);
    document.licence = document.licence.take().or_else(|| parent.licence.clone());
    document.url = document.url.take().or_else(|| parent.url.clone());
    document.authority = parent.authority;
    if relation == RelationKind::TranslationOf {
        // One work in two languages: what is said of the work holds for both.
        for identifier in &parent.identifiers {
            document.identify(identifier.clone());
        }
        document.status = parent.status.clone();
        document.kind = parent.kind;
        if document.authors.is_empty() {
            document.authors.clone_from(&parent.authors);
        }
    }
}
