//! Finding the content of a page.
//!
//! Three are asked of each block: whether the page marks it as content, whether `dom_smoothie`
//! (density of text) and whether `trafilatura` (names and structure) take it for content. What two
//! of the three say is kept; what else is marked is kept if it reads as prose.

use std::time::Duration;

use corpora::{Document, Section, Selectors};
use dom_smoothie::Readability;
use scraper::Html;

use super::ballot::Ballot;
use super::block::{self, Block, What};
use super::page::Page;
use super::rules::RULES;
use super::told::{Told, told};
use super::walk::{blocks, with_asides};
use super::witness::Witness;
use super::{labels, selectors};
use crate::bounded;

/// Longest time another extractor has for a page.
const TIME: Duration = Duration::from_secs(15);

/// The content of a page and what was odd about it.
#[derive(Debug, Default)]
pub(super) struct Content {
    pub(super) sections: Vec<Section>,
    pub(super) notes: Vec<String>,
    /// What the page says of itself around its text.
    pub(super) told: Told,
}

/// What is known of a page before its content is looked for.
#[derive(Debug)]
pub(super) struct Known<'k> {
    /// The text as the page's own description gives it.
    pub(super) described: Option<&'k str>,
    /// Title of the window.
    pub(super) window: &'k str,
    /// What the page and the site say of it.
    pub(super) document: &'k Document,
    /// Where it was found.
    pub(super) address: &'k str,
}

/// Finds the content: where the source says it is, else by the general rules.
pub(super) fn find(source: &str, html: &Html, selectors: &Selectors, known: &Known<'_>) -> Content {
    let page = Page::new(html);
    let mut content = Content::default();
    let removed = selectors::removed(html, selectors, &mut content.notes);
    let mut all = with_asides(&page, page.body(), &removed);
    content.told = told(html, &all, known);
    if let Some(found) = selectors::content(&page, selectors, &removed, &mut content.notes) {
        content.sections = block::sections(found);
        return content;
    }
    all.retain(|block| !matches!(block.what, What::Aside | What::Time));
    content.vote(source, all);
    content.take_described(known.described, || blocks(&page, page.body(), &removed));
    if content.sections.is_empty() {
        content.sections = block::sections(blocks(&page, page.body(), &removed));
        if !content.sections.is_empty() {
            content.notes.push(WHOLE.to_owned());
        }
    }
    content
}

const WHOLE: &str =
    "no content was found apart from what stands around it: the whole page is taken";

impl Content {
    /// Takes what the page marks and other extractors find.
    fn vote(&mut self, source: &str, all: Vec<Block>) {
        let witnesses = if source.len() <= RULES.max_article_bytes {
            witnesses(source, &mut self.notes)
        } else {
            self.notes.push(format!(
                "a page of {} bytes, more than {}: the content was looked for by its marks only",
                source.len(),
                RULES.max_article_bytes
            ));
            Vec::new()
        };
        let all = labels::set_apart(all);
        let (kept, whole) = Ballot::new(&all, &witnesses).content();
        self.sections = block::sections(kept);
        if whole && !self.sections.is_empty() {
            self.notes.push(WHOLE.to_owned());
        }
    }

    /// Takes the text of the description where the page has no such text to be read: it is put
    /// together by scripts.
    fn take_described(&mut self, described: Option<&str>, shown: impl FnOnce() -> Vec<Block>) {
        let Some(described) = described else { return };
        let found = characters(&self.sections);
        let size = block::size(described);
        if size < RULES.thin_chars || found * 2 > size {
            return;
        }
        // Some descriptions hold markup.
        let text = Html::parse_fragment(described);
        let text: Vec<&str> = text.root_element().text().collect();
        let text = text.join("");
        let shown: String = shown().into_iter().map(|block| block.words).collect();
        if Witness::new(&shown).holds(&text) {
            return;
        }
        let lines = text.lines().filter(|line| !line.trim().is_empty());
        self.sections = vec![Section::text(&lines.collect::<Vec<_>>().join("\n"))];
        let note = "the text stands only in the description of the page (JSON-LD): taken from there, without headings";
        self.notes.push(note.to_owned());
    }
}

/// Characters of text and headings.
pub(super) fn characters(sections: &[Section]) -> usize {
    let mut last: &[String] = &[];
    let mut count = 0;
    for section in sections {
        if section.path != last {
            count += section
                .path
                .last()
                .map_or(0, |heading| heading.chars().count());
        }
        count += section.text.chars().count();
        last = &section.path;
    }
    count
}

fn witnesses(source: &str, notes: &mut Vec<String>) -> Vec<Witness> {
    let text: std::sync::Arc<str> = source.into();
    let (first, second) = (text.clone(), text);
    let density = bounded::run("html", TIME, move || {
        let config = dom_smoothie::Config {
            disable_json_ld: true,
            ..dom_smoothie::Config::default()
        };
        let read = Readability::new(&*first, None, Some(config)).and_then(|mut page| page.parse());
        read.map(|article| article.text_content.to_string())
            .unwrap_or_default()
    });
    let names = bounded::run("html", TIME, move || {
        let options = trafilatura::Options::default()
            .with_fallback(true)
            // Dates are read from the page itself.
            .with_html_date_mode(trafilatura::HtmlDateMode::Disabled)
            .with_exclude_comments(true);
        trafilatura::extract(&second, &options)
            .map(|result| result.content_text)
            .unwrap_or_default()
    });
    let mut witnesses = Vec::new();
    for (name, read) in [("dom_smoothie", density), ("trafilatura", names)] {
        match read {
            Ok(text) => witnesses.push(Witness::new(&text)),
            Err(unanswered) => {
                notes.push(format!(
                    "{name} {unanswered}: the content was found without it"
                ));
            }
        }
    }
    witnesses
}
