//! JATS: articles of journals with their full text (ANSI/NISO Z39.96), alone or many in a file.
//!
//! Translations, replies and reports within an article become documents of their own. References,
//! thanks and notes about the authors are left out (`data/jats.toml` says which).

mod body;
mod formula;
mod front;
mod inline;
mod related;
mod rules;
mod table;
#[cfg(test)]
mod tests;

use std::cell::OnceCell;
use std::ops::ControlFlow;

use corpora::{Document, Extent, Identifier, Language, Reference, RelationKind, Section};

use self::body::Body;
use self::rules::RULES;
use super::bibliographic::{in_language, no_record, unreadable};
use super::{Extract, ExtractError, Extractor, Found, Input, Reason};
use crate::media_type::MediaType;
use crate::xml::{Element, records};

/// Reads JATS, article by article.
#[derive(Debug, Clone, Copy)]
pub(super) struct Jats;

impl Extractor for Jats {
    fn name(&self) -> &'static str {
        "jats/1"
    }

    fn media_types(&self) -> &'static [MediaType] {
        &[MediaType::Jats]
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
            name == "article"
        };
        let mut count = 0_usize;
        let outcome = records(
            input.body.reader().map_err(broken)?,
            wanted,
            &mut |article| {
                count += 1;
                // An article alone in its file needs no other name than the file's.
                let alone = root.get().is_some_and(|root| root == "article");
                let name =
                    (!alone).then(|| name(&article).unwrap_or_else(|| format!("article-{count}")));
                read(&article, name, found)
            },
        );
        outcome.map_err(|error| unreadable(&error))?;
        if count == 0 {
            return Err(no_record(
                root.get().map(String::as_str),
                "an element article (JATS)",
            ));
        }
        Ok(())
    }
}

/// Reads an article and what is in it, and reports each. `record` is its name within its file.
pub(super) fn read(
    article: &Element,
    record: Option<String>,
    found: &mut dyn FnMut(Found) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let item = record.clone().unwrap_or_default();
    let mut extract = whole(article);
    extract.record.clone_from(&record);
    let parent = extract.document.clone();
    let empty = parent.title.is_empty() && parent.sections.is_empty();
    let extract = if empty {
        let detail = "an article without title, abstract and text: expected at least one of them";
        Err(ExtractError::new(Reason::NoText, detail))
    } else {
        Ok(extract)
    };
    found(Found { item, extract })?;
    parts(article, &parent, record.as_deref(), found)
}

/// The name of an article among others, best the one that stays.
fn name(article: &Element) -> Option<String> {
    let meta = article
        .at("front/article-meta")
        .or_else(|| article.child("front-stub"))?;
    let id = |kind: &str| {
        meta.all("article-id")
            .find(|id| id.attribute("pub-id-type") == Some(kind))?
            .line()
    };
    let pmc = || {
        ["pmcid", "pmc"]
            .iter()
            .find_map(|kind| id(kind))
            .and_then(|id| Identifier::pmcid(&id).ok())
    };
    pmc()
        .map(|id| id.value().to_owned())
        .or_else(|| id("doi"))
        .or_else(|| id("pmid"))
        .or_else(|| id("publisher-id"))
}

fn whole(article: &Element) -> Extract {
    let mut extract = Extract::new("");
    let article_type = article.attribute("article-type").unwrap_or_default();
    let document = &mut extract.document;
    document.language = language(article).unwrap_or_default();
    let translated: Vec<Language> = article
        .all("sub-article")
        .filter(|part| part.attribute("article-type") == Some("translation"))
        .filter_map(language)
        .collect();
    if let Some(front) = article.child("front") {
        if let Some(meta) = front.child("article-meta") {
            front::read(meta, article_type, document);
        }
        document.publisher = front::publisher(front);
    }
    text(article, &translated, &mut extract);
    if let Some(meta) = article.at("front/article-meta") {
        related::read(meta, article_type, &mut extract);
    }
    extract
}

fn language(element: &Element) -> Option<Language> {
    Language::parse(element.attribute("lang")?).ok()
}

/// Abstracts, body, what stands after it. Abstracts in a language in which the whole article
/// follows are left to that one.
fn text(article: &Element, translated: &[Language], extract: &mut Extract) {
    let document = &mut extract.document;
    let meta = article
        .at("front/article-meta")
        .or_else(|| article.child("front-stub"));
    let meta = meta.or_else(|| article.child("front"));
    if let Some(meta) = meta {
        document
            .sections
            .extend(abstracts(meta, &document.language, translated));
    }
    let mut body = Body::default();
    if let Some(element) = article.child("body") {
        body.content(element, 1);
    }
    if let Some(back) = article.child("back") {
        body.content(back, 1);
    }
    for group in article
        .all("floats-group")
        .chain(article.all("floats-wrap"))
    {
        body.floats(group);
    }
    let pictured = body.pictured;
    let sections = body.finish();
    let has_body = sections.iter().any(|section| !section.text.is_empty());
    document.extent = if has_body {
        Extent::FullText
    } else {
        Extent::Abstract
    };
    document.sections.extend(sections);
    if pictured > 0 {
        extract.notes.push(format!(
            "{pictured} tables are only pictures: their cells are not in the text"
        ));
    }
}

fn abstracts(meta: &Element, own: &Language, translated: &[Language]) -> Vec<Section> {
    let mut sections = Vec::new();
    let mut titles = front::other_titles(meta);
    titles.retain(|(language, _)| language.as_ref().is_some_and(|l| !translated.contains(l)));
    for element in meta
        .elements()
        .filter(|e| matches!(e.name.as_str(), "abstract" | "trans-abstract"))
    {
        let language = language(element);
        if element.name == "trans-abstract"
            && language.as_ref().is_some_and(|l| translated.contains(l))
        {
            continue;
        }
        let mut body = Body::default();
        body.section(element, 1);
        let mut of_this: Vec<Section> = body.finish();
        // The title in that language stands above its abstract.
        let at = titles
            .iter()
            .position(|(l, _)| *l == language && language.is_some());
        if let Some(at) = at {
            of_this.insert(0, Section::text(&titles.swap_remove(at).1));
        }
        sections.extend(
            of_this
                .into_iter()
                .map(|section| in_language(section, language.as_ref(), own)),
        );
    }
    let left = titles
        .into_iter()
        .map(|(language, title)| in_language(Section::text(&title), language.as_ref(), own));
    sections.extend(left);
    sections
}

/// The articles within an article.
fn parts(
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
        self::parts(part, &document, Some(&name), found)?;
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
