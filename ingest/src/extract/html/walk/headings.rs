//! Headings, and what a reader opens.

use scraper::{ElementRef, Node};

use super::Walk;
use super::inline::inline;
use crate::extract::headings;
use crate::extract::html::block::What;
use crate::extract::html::rules::RULES;
use crate::extract::html::table::is_bold;

/// Rank of what `summary` and buttons that open something say: below all headings.
const OPENED: u32 = 65;

/// Rank of paragraphs in bold that are headings: below `h6`.
const BOLD: u32 = 61;
/// Longest of them, as [`block::size`](crate::extract::html::block::size) counts.
const MAX_BOLD: usize = 60;

impl Walk<'_, '_> {
    /// The rank of a short paragraph in bold that is numbered as headings are: `一、治疗`.
    pub(super) fn bold_heading(&self, element: ElementRef<'_>) -> Option<u32> {
        let name = element.value().name();
        let size = self.page.measure(&element).size;
        let may = matches!(name, "p" | "div" | "center") && (2..=MAX_BOLD).contains(&size);
        if !may || self.group > 0 || self.caption || !is_bold(element) {
            return None;
        }
        let text = inline(element);
        let (rank, heading) = headings::heading(&text, None)?;
        let numbered = heading
            .starts_with(|c: char| c.is_numeric() || "一二三四五六七八九十第（(".contains(c));
        (numbered && heading.len() == text.len())
            .then(|| BOLD + rank.saturating_sub(10).min(15) / 4)
    }

    pub(super) fn heading(&mut self, element: ElementRef<'_>, rank: u32) {
        let text = inline(element);
        if text.is_empty() {
            return;
        }
        self.flush();
        // A heading around paragraphs is not one.
        if text.chars().count() > RULES.max_heading {
            self.children(element, false);
            return self.flush();
        }
        let what = What::Heading(rank, anchor(element));
        let linked = self.page.measure(&element).linked;
        self.push(what, text.clone(), text, linked);
    }

    pub(super) fn details(&mut self, element: ElementRef<'_>) {
        let summary = element
            .child_elements()
            .find(|e| e.value().name() == "summary");
        let label = summary.map(inline).unwrap_or_default();
        let id = element.attr("id").map(str::to_owned);
        self.opened(&label, id, element);
    }

    /// What a reader opens, under the words that open it.
    pub(super) fn opened(&mut self, label: &str, id: Option<String>, element: ElementRef<'_>) {
        self.flush();
        let rank = OPENED + self.opened.min(30);
        self.opened += 1;
        if !label.is_empty() {
            let what = What::Heading(rank, id);
            self.push(what, label.to_owned(), label.to_owned(), 0);
        }
        if element.value().name() == "details" {
            for child in element.children() {
                match (child.value(), ElementRef::wrap(child)) {
                    (Node::Text(text), _) => self.text(text, false),
                    (_, Some(inner)) if inner.value().name() != "summary" => {
                        self.element(inner, false);
                    }
                    _ => {}
                }
            }
        } else {
            self.plain(element, false);
        }
        self.flush();
        self.opened -= 1;
        self.push(What::Leave(rank), String::new(), String::new(), 0);
    }
}

pub(super) fn level(heading: &str) -> u32 {
    heading[1..].parse().unwrap_or(6)
}

/// The fragment that leads to a heading: its own, of an anchor in it, or of what it is first in.
fn anchor(heading: ElementRef<'_>) -> Option<String> {
    let own = heading.attr("id").or_else(|| {
        heading.descendent_elements().find_map(|e| {
            e.attr("id")
                .or_else(|| e.attr("name").filter(|_| e.value().name() == "a"))
        })
    });
    let around = || {
        let parent = heading.parent().and_then(ElementRef::wrap)?;
        let first = parent.child_elements().next()? == heading;
        parent.attr("id").filter(|_| first)
    };
    own.or_else(around)
        .map(str::to_owned)
        .filter(|id| !id.is_empty() && id.len() <= 200)
}
