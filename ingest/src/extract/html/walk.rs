//! From elements to blocks.

mod inline;

use std::collections::HashSet;

use ego_tree::NodeId;
use scraper::{ElementRef, Node};

pub(super) use self::inline::inline;
use self::inline::{is_block, raised};
use super::block::{Block, What};
use super::page::{Page, is_heading};
use super::rules::RULES;
use super::table;

/// Rank of what `summary` and buttons that open something say: below all headings.
const OPENED: u32 = 65;

/// The blocks of an element. What is `removed` is left out with all that is in it.
pub(super) fn blocks(
    page: &Page<'_>,
    element: ElementRef<'_>,
    removed: &HashSet<NodeId>,
) -> Vec<Block> {
    let mut walk = Walk {
        page,
        removed,
        blocks: Vec::new(),
        line: Line::default(),
        lists: Vec::new(),
        group: 0,
        groups: 0,
        marks: 0,
        clutter: 0,
        clutters: 0,
        opened: 0,
        preformatted: false,
        caption: false,
    };
    walk.element(element, false);
    walk.flush();
    walk.blocks
}

/// Where a word may be parted at the end of a line: no sign of the text.
const SOFT_HYPHEN: char = '\u{ad}';

/// Longest clutter within a line, in characters.
const INLINE: usize = 100;

/// A line that is being gathered.
#[derive(Debug, Default)]
struct Line {
    text: String,
    words: String,
    linked: usize,
    /// Bytes of the text that are a bullet, or a term: the first block after it stands beside it.
    lead: usize,
}

struct Walk<'p, 'h> {
    page: &'p Page<'h>,
    removed: &'p HashSet<NodeId>,
    blocks: Vec<Block>,
    line: Line,
    /// Open lists: the next number of an ordered one.
    lists: Vec<Option<u64>>,
    group: usize,
    groups: usize,
    marks: u64,
    /// Number of the outermost clutter that is open, or 0.
    clutter: usize,
    clutters: usize,
    /// Open elements that a reader opens.
    opened: u32,
    preformatted: bool,
    caption: bool,
}

impl Walk<'_, '_> {
    fn children(&mut self, element: ElementRef<'_>, linked: bool) {
        for child in element.children() {
            match child.value() {
                Node::Text(text) => self.text(text, linked),
                Node::Element(_) => {
                    if let Some(inner) = ElementRef::wrap(child) {
                        self.element(inner, linked);
                    }
                }
                _ => {}
            }
        }
    }

    /// Runs of white space are one space.
    fn text(&mut self, text: &str, linked: bool) {
        self.line.words.push_str(text);
        if linked {
            self.line.linked += super::block::size(text);
        }
        if self.preformatted {
            self.line.text.push_str(text);
            return;
        }
        for c in text.chars().filter(|c| *c != SOFT_HYPHEN) {
            let space = c.is_whitespace() && c != '\u{3000}';
            if !space {
                self.line.text.push(c);
            } else if !self.line.text.is_empty() && !self.line.text.ends_with([' ', '\n']) {
                self.line.text.push(' ');
            }
        }
    }

    fn left_out(&self, element: &ElementRef<'_>) -> bool {
        RULES.never.contains(element.value().name()) || self.removed.contains(&element.id())
    }

    fn element(&mut self, element: ElementRef<'_>, linked: bool) {
        if self.left_out(&element) {
            return;
        }
        let (marks, clutter) = (self.marks, self.clutter);
        let own = self.page.marks(&element);
        self.marks |= own;
        if self.page.is_clutter(&element) {
            // Part of a line cannot be told apart from it later.
            if !is_block(element.value().name()) && self.page.measure(&element).size < INLINE {
                return;
            }
            if self.clutter == 0 {
                self.clutters += 1;
                self.clutter = self.clutters;
            }
        } else if own > 0 {
            self.clutter = 0;
        }
        if self.clutter != clutter {
            self.flush();
        }
        let label = element
            .attr("id")
            .and_then(|id| self.page.opened.get_key_value(id));
        match label {
            Some((id, label)) if element.value().name() != "details" => {
                let (id, label) = (id.clone(), label.clone());
                self.opened(&label, Some(id), element);
            }
            _ => self.plain(element, linked),
        }
        if self.clutter != clutter {
            self.flush();
        }
        (self.marks, self.clutter) = (marks, clutter);
    }

    fn plain(&mut self, element: ElementRef<'_>, linked: bool) {
        let name = element.value().name();
        match name {
            "br" => self.line.text.push('\n'),
            "sup" => self.raised(element, linked),
            "a" => self.children(element, linked || element.attr("href").is_some()),
            "ul" | "ol" | "menu" => self.list(name, element),
            "li" => self.item(element),
            "dl" => self.terms(element),
            "dt" => self.term(element),
            "dd" => self.meaning(element),
            "table" => self.table(element),
            "pre" => self.preformatted(element),
            "details" => self.details(element),
            "figcaption" => self.caption(element),
            _ if is_heading(name) => self.heading(element, level(name)),
            _ if element.attr("role") == Some("heading") => {
                let level = element.attr("aria-level").and_then(|n| n.parse().ok());
                self.heading(element, level.unwrap_or(6).clamp(1, 6));
            }
            _ if is_block(name) => self.block(element),
            _ => self.children(element, linked),
        }
    }

    fn raised(&mut self, element: ElementRef<'_>, linked: bool) {
        match raised(element) {
            Some(sign) => self.line.text.push_str(&sign),
            None => self.children(element, linked),
        }
    }

    fn block(&mut self, element: ElementRef<'_>) {
        // The first block of an item stands beside its bullet.
        if self.line.text.trim_end().len() > self.line.lead {
            self.flush();
        }
        self.children(element, false);
        self.flush();
    }

    fn heading(&mut self, element: ElementRef<'_>, level: u32) {
        let text = inline(element);
        if text.is_empty() {
            return;
        }
        self.flush();
        // A heading around paragraphs is not one.
        if text.chars().count() > RULES.max_heading {
            return self.block(element);
        }
        let what = What::Heading(level * 10, anchor(element));
        let linked = self.page.measure(&element).linked;
        self.push(what, text.clone(), text, linked);
    }

    fn details(&mut self, element: ElementRef<'_>) {
        let summary = element
            .child_elements()
            .find(|e| e.value().name() == "summary");
        let label = summary.map(inline).unwrap_or_default();
        let id = element.attr("id").map(str::to_owned);
        self.opened(&label, id, element);
    }

    /// What a reader opens, under the words that open it.
    fn opened(&mut self, label: &str, id: Option<String>, element: ElementRef<'_>) {
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

    fn list(&mut self, name: &str, element: ElementRef<'_>) {
        self.flush();
        let first = element
            .attr("start")
            .and_then(|start| start.parse().ok())
            .unwrap_or(1);
        self.grouped(|walk| {
            walk.lists.push((name == "ol").then_some(first));
            walk.children(element, false);
            walk.flush();
            walk.lists.pop();
        });
    }

    fn grouped(&mut self, inside: impl FnOnce(&mut Self)) {
        let outer = self.group;
        if outer == 0 {
            self.groups += 1;
            self.group = self.groups;
        }
        inside(self);
        self.group = outer;
    }

    fn item(&mut self, element: ElementRef<'_>) {
        self.flush();
        let indent = "  ".repeat(self.lists.len().saturating_sub(1).min(8));
        let bullet = match self.lists.last_mut() {
            Some(Some(number)) => {
                let own = element.attr("value").and_then(|n| n.trim().parse().ok());
                *number = own.unwrap_or(*number);
                let bullet = format!("{number}. ");
                *number = number.saturating_add(1);
                bullet
            }
            _ => "- ".to_owned(),
        };
        self.line.text = format!("{indent}{bullet}");
        self.line.lead = self.line.text.len();
        self.children(element, false);
        self.flush();
    }

    fn terms(&mut self, element: ElementRef<'_>) {
        self.flush();
        self.grouped(|walk| {
            walk.children(element, false);
            walk.flush();
        });
    }

    fn term(&mut self, element: ElementRef<'_>) {
        self.flush();
        self.children(element, false);
        let term = self.line.text.trim_end().to_owned();
        if !term.is_empty() && !term.contains('\n') {
            let colon = if term.ends_with([':', '：']) {
                " "
            } else {
                ": "
            };
            self.line.text = term + colon;
            self.line.lead = self.line.text.len();
        }
    }

    fn meaning(&mut self, element: ElementRef<'_>) {
        if self.line.text.len() > self.line.lead {
            self.flush();
        }
        self.children(element, false);
        self.flush();
    }

    fn table(&mut self, element: ElementRef<'_>) {
        self.flush();
        let keep = |e: &ElementRef<'_>| !self.left_out(e);
        match table::rows(element, &keep) {
            Some(rows) if !rows.is_empty() => {
                let linked = self.page.measure(&element).linked;
                self.push(What::Table, rows.join("\n"), inline(element), linked);
            }
            _ => self.children(element, false),
        }
        self.flush();
    }

    fn preformatted(&mut self, element: ElementRef<'_>) {
        self.flush();
        self.preformatted = true;
        self.grouped(|walk| {
            walk.children(element, false);
            walk.flush();
        });
        self.preformatted = false;
    }

    fn caption(&mut self, element: ElementRef<'_>) {
        self.flush();
        let outer = std::mem::replace(&mut self.caption, true);
        self.children(element, false);
        self.flush();
        self.caption = outer;
    }

    fn push(&mut self, what: What, text: String, words: String, linked: usize) {
        self.blocks.push(Block {
            what,
            text,
            words,
            linked,
            group: self.group,
            marks: self.marks,
            opened: self.opened > 0,
            clutter: self.clutter,
            apart: false,
        });
    }

    fn flush(&mut self) {
        let line = std::mem::take(&mut self.line);
        if line.text.trim_end().len() < line.lead && line.words.trim().is_empty() {
            return;
        }
        let kept: Vec<&str> = line
            .text
            .lines()
            .map(str::trim_end)
            .filter(|line| !line.is_empty())
            .collect();
        if kept.is_empty() {
            return;
        }
        let what = if self.caption {
            What::Caption
        } else if self.group > 0 {
            What::Item
        } else {
            What::Line
        };
        self.push(what, kept.join("\n"), line.words, line.linked);
    }
}

fn level(heading: &str) -> u32 {
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
