//! From elements to blocks.

mod figures;
mod headings;
mod inline;
mod lists;

use std::collections::HashSet;

use ego_tree::NodeId;
use scraper::{ElementRef, Node};

use self::headings::level;
pub(super) use self::inline::inline;
use self::inline::{is_block, raised};
use super::block::{Block, What};
use super::page::{Page, is_heading};
use super::rules::RULES;

/// The blocks of an element. What is `removed` is left out with all that is in it.
pub(super) fn blocks(
    page: &Page<'_>,
    element: ElementRef<'_>,
    removed: &HashSet<NodeId>,
) -> Vec<Block> {
    let mut blocks = with_asides(page, element, removed);
    blocks.retain(|block| !matches!(block.what, What::Aside | What::Time));
    blocks
}

/// As [`blocks`], with times and with the pieces of lines that are clutter.
pub(super) fn with_asides(
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
        hidden: false,
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
    /// No reader sees what is open.
    hidden: bool,
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
        let (marks, clutter, hidden) = (self.marks, self.clutter, self.hidden);
        let own = self.page.marks(&element);
        self.marks |= own;
        self.hidden |= self.page.hidden(&element);
        if self.hidden || self.page.is_clutter(&element) {
            // Part of a line cannot be told apart from it later.
            if !is_block(element.value().name()) && self.page.measure(&element).size < INLINE {
                self.aside(element);
                self.hidden = hidden;
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
        (self.marks, self.clutter, self.hidden) = (marks, clutter, hidden);
    }

    /// A short piece that is clutter, with what leads to it in its line.
    fn aside(&mut self, element: ElementRef<'_>) {
        let text = inline(element);
        if !text.is_empty() {
            let text = format!("{} {text}", self.line.text).trim_start().to_owned();
            let linked = self.page.measure(&element).linked;
            self.push(What::Aside, text.clone(), text, linked);
        }
    }

    fn plain(&mut self, element: ElementRef<'_>, linked: bool) {
        let name = element.value().name();
        match name {
            "br" => self.line.text.push('\n'),
            "time" => {
                let lead = self.line.text.clone();
                self.push(What::Time, inline(element), lead, 0);
                self.children(element, linked);
            }
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
            _ if is_heading(name) => self.heading(element, level(name) * 10),
            _ if element.attr("role") == Some("heading") => {
                let level = element.attr("aria-level").and_then(|n| n.parse().ok());
                self.heading(element, level.unwrap_or(6).clamp(1, 6) * 10);
            }
            _ if is_block(name) => self.block(element),
            _ => self.children(element, linked),
        }
    }

    fn raised(&mut self, element: ElementRef<'_>, linked: bool) {
        match raised(element, &self.line.text) {
            Some(sign) => self.line.text.push_str(&sign),
            None => self.children(element, linked),
        }
    }

    fn block(&mut self, element: ElementRef<'_>) {
        if let Some(rank) = self.bold_heading(element) {
            return self.heading(element, rank);
        }
        // The first block of an item stands beside its bullet.
        if self.line.text.trim_end().len() > self.line.lead {
            self.flush();
        }
        self.children(element, false);
        self.flush();
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
            hidden: self.hidden,
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
