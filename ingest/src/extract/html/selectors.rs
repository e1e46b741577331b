//! The parts of a page as its source says where they are.
//!
//! A selector that cannot be read, or finds nothing, is told in a note, and the general rules hold.

use std::collections::HashSet;

use corpora::{Document, Selectors};
use ego_tree::NodeId;
use scraper::{ElementRef, Html, Selector};

use super::block::Block;
use super::dates;
use super::page::Page;
use super::walk::{blocks, inline};

/// Elements that a selector may find.
const MAX_FOUND: usize = 5_000;

/// The blocks of the content, if a selector for it is set and finds text.
pub(super) fn content(
    page: &Page<'_>,
    selectors: &Selectors,
    removed: &HashSet<NodeId>,
    notes: &mut Vec<String>,
) -> Option<Vec<Block>> {
    let found = found(page.html, "content", selectors.content.as_deref()?, notes)?;
    let mut taken: HashSet<NodeId> = HashSet::new();
    let mut all = Vec::new();
    for element in found {
        // What is within another that was found is already there.
        if element.ancestors().any(|outer| taken.contains(&outer.id())) {
            continue;
        }
        taken.insert(element.id());
        all.extend(blocks(page, element, removed));
    }
    if all.iter().any(Block::is_text) {
        return Some(all);
    }
    notes.push("the selector for the content finds elements without text: the content is found by the general rules".to_owned());
    None
}

/// What is to be taken out of the content.
pub(super) fn removed(
    html: &Html,
    selectors: &Selectors,
    notes: &mut Vec<String>,
) -> HashSet<NodeId> {
    let Some(remove) = &selectors.remove else {
        return HashSet::new();
    };
    // Pages without what is to be removed are nothing to tell of.
    let found = parsed("remove", remove, notes)
        .map(|selector| html.select(&selector).map(|e| e.id()).collect());
    found.unwrap_or_default()
}

/// Sets title, authors and date of publication where selectors are set and find them.
pub(super) fn describe(
    html: &Html,
    selectors: &Selectors,
    document: &mut Document,
    notes: &mut Vec<String>,
) {
    let texts = |what: &str, selector: &Option<String>, notes: &mut Vec<String>| -> Vec<String> {
        let found = selector
            .as_deref()
            .and_then(|s| found(html, what, s, notes));
        found
            .unwrap_or_default()
            .into_iter()
            .map(said)
            .filter(|text| !text.is_empty())
            .collect()
    };
    if let Some(title) = texts("title", &selectors.title, notes).into_iter().next() {
        document.title = title;
    }
    let authors = texts("authors", &selectors.authors, notes);
    if !authors.is_empty() {
        document.authors = authors;
    }
    let published = texts("published", &selectors.published, notes);
    if let Some(date) = published.iter().find_map(|text| dates::parse(text)) {
        document.published = Some(date);
    } else if let Some(text) = published.first() {
        let text: String = text.chars().take(60).collect();
        notes.push(format!(
            "the selector for the date of publication finds \"{text}\", which is no date that can be read in one way"
        ));
    }
}

/// The `datetime` or `content` attribute of an element, or its text.
fn said(element: ElementRef<'_>) -> String {
    let attribute = element.attr("datetime").or_else(|| element.attr("content"));
    attribute.map_or_else(|| inline(element), |text| text.trim().to_owned())
}

fn parsed(what: &str, selector: &str, notes: &mut Vec<String>) -> Option<Selector> {
    match Selector::parse(selector) {
        Ok(selector) => Some(selector),
        Err(error) => {
            notes.push(format!(
                "the selector for {what}, \"{selector}\", cannot be read ({error}): the general rules hold"
            ));
            None
        }
    }
}

fn found<'h>(
    html: &'h Html,
    what: &str,
    selector: &str,
    notes: &mut Vec<String>,
) -> Option<Vec<ElementRef<'h>>> {
    let parsed = parsed(what, selector, notes)?;
    let found: Vec<_> = html.select(&parsed).take(MAX_FOUND).collect();
    if found.is_empty() {
        notes.push(format!(
            "the selector for {what}, \"{selector}\", finds nothing: the general rules hold"
        ));
        return None;
    }
    Some(found)
}
