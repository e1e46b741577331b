//! JATS: articles of journals with their full text (ANSI/NISO Z39.96), alone or many in a file.
//!
//! Translations, replies and reports within an article become documents of their own. References,
//! thanks and notes about the authors are left out (`data/jats.toml` says which).

mod authors;
mod body;
mod formula;
mod front;
mod inline;
mod parts;
mod related;
mod rules;
mod table;
#[cfg(test)]
mod tests;

use std::cell::OnceCell;
use std::ops::ControlFlow;

use corpora::{Extent, Identifier, Language, Section};

use self::body::Body;
use super::bibliographic::{in_language, no_record, unreadable};
use super::{Extract, ExtractError, Extractor, Found, Input, Reason};
use crate::media_type::MediaType;
use crate::xml::{Element, records};

/// Reads JATS, article by article.
#[derive(Debug, Clone, Copy)]
pub(super) struct Jats;

impl Extractor for Jats {
    fn name(&self) -> &'static str {
        "jats/2"
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
                read(&article, name.as_deref(), found)
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
    record: Option<&str>,
    found: &mut dyn FnMut(Found) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let item = record.unwrap_or_default().to_owned();
    let mut extract = whole(article);
    extract.record = record.map(str::to_owned);
    let parent = extract.document.clone();
    let empty = parent.title.is_empty() && parent.sections.is_empty();
    let extract = if empty {
        let detail = "an article without title, abstract and text: expected at least one of them";
        Err(ExtractError::new(Reason::NoText, detail))
    } else {
        Ok(extract)
    };
    found(Found { item, extract })?;
    parts::read(article, &parent, record, found)
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
