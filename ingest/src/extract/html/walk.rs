//! From elements to lines under headings.

use scraper::{ElementRef, Node};

use super::rules::RULES;
use super::table;
use crate::extract::outline::Outline;

/// Elements that begin and end a line.
const BLOCKS: [&str; 27] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "header",
    "hr",
    "html",
    "legend",
    "main",
    "nav",
    "p",
    "section",
    "summary",
    "table",
];

/// What is left out of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Leave {
    /// What is never text: scripts and the like.
    Machinery,
    /// That, and what stands around the content: navigation, header, footer, forms.
    Surroundings,
}

/// Whether an element is left out.
pub(super) fn left_out(element: &ElementRef<'_>, leave: Leave) -> bool {
    let name = element.value().name();
    if RULES.never.contains(name) {
        return true;
    }
    let around = RULES.around.contains(name)
        || element
            .attr("role")
            .is_some_and(|role| RULES.around_roles.contains(&role.to_ascii_lowercase()));
    leave == Leave::Surroundings && around && !holds_content(element)
}

/// A form or header around everything (as some frameworks write them) is no surrounding.
fn holds_content(element: &ElementRef<'_>) -> bool {
    matches!(element.value().name(), "form" | "header")
        && element
            .descendent_elements()
            .any(|e| matches!(e.value().name(), "main" | "article"))
        || element.value().name() == "form" && element.text().map(str::len).sum::<usize>() > 2_000
}

/// Walks an element into an outline.
pub(super) fn walk(element: ElementRef<'_>, leave: Leave, outline: &mut Outline) {
    let mut walk = Walk {
        leave,
        outline,
        line: String::new(),
        lists: Vec::new(),
        preformatted: false,
    };
    walk.children(element);
    walk.flush();
}

/// The text of an element on one line.
pub(super) fn inline(element: ElementRef<'_>) -> String {
    let mut text = String::new();
    gather(element, &mut text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn gather(element: ElementRef<'_>, into: &mut String) {
    for child in element.children() {
        if let Node::Text(text) = child.value() {
            into.push_str(text);
        } else if let Some(inner) = ElementRef::wrap(child) {
            let name = inner.value().name();
            if RULES.never.contains(name) {
                continue;
            }
            let block = BLOCKS.contains(&name) || matches!(name, "br" | "li" | "td" | "th" | "tr");
            into.push_str(if block { " " } else { "" });
            gather(inner, into);
            into.push_str(if block { " " } else { "" });
        }
    }
}

struct Walk<'o> {
    leave: Leave,
    outline: &'o mut Outline,
    line: String,
    /// Open lists: the next number of an ordered one.
    lists: Vec<Option<u64>>,
    preformatted: bool,
}

impl Walk<'_> {
    fn children(&mut self, element: ElementRef<'_>) {
        for child in element.children() {
            match child.value() {
                Node::Text(text) if self.preformatted => self.line.push_str(text),
                Node::Text(text) => self.text(text),
                Node::Element(_) => {
                    if let Some(inner) = ElementRef::wrap(child) {
                        self.element(inner);
                    }
                }
                _ => {}
            }
        }
    }

    /// Runs of white space are one space.
    fn text(&mut self, text: &str) {
        for c in text.chars() {
            let space = c.is_whitespace() && c != '\u{3000}';
            if !space {
                self.line.push(c);
            } else if !self.line.is_empty() && !self.line.ends_with([' ', '\n']) {
                self.line.push(' ');
            }
        }
    }

    fn element(&mut self, element: ElementRef<'_>) {
        if left_out(&element, self.leave) {
            return;
        }
        let name = element.value().name();
        match name {
            "br" => self.line.push('\n'),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading(name, element),
            "ul" | "ol" | "menu" => self.list(name, element),
            "li" => self.item(element),
            "table" => self.table(element),
            "pre" => self.preformatted(element),
            "tr" | "td" | "th" => self.block(element),
            _ if BLOCKS.contains(&name) => self.block(element),
            _ => self.children(element),
        }
    }

    fn block(&mut self, element: ElementRef<'_>) {
        // The first block of an item stands beside its bullet.
        if !self.line.trim_end().ends_with(['-']) && !self.at_number() {
            self.flush();
        }
        self.children(element);
        self.flush();
    }

    /// Whether the line is nothing but the number of an item.
    fn at_number(&self) -> bool {
        let line = self.line.trim();
        !self.lists.is_empty()
            && line
                .strip_suffix('.')
                .is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
    }

    fn heading(&mut self, name: &str, element: ElementRef<'_>) {
        let text = inline(element);
        if text.is_empty() {
            return;
        }
        self.flush();
        let level = name[1..].parse::<u32>().unwrap_or(6);
        self.outline.heading(level * 10, &text, anchor(element));
    }

    fn list(&mut self, name: &str, element: ElementRef<'_>) {
        self.flush();
        let first = element
            .attr("start")
            .and_then(|start| start.parse().ok())
            .unwrap_or(1);
        self.lists.push((name == "ol").then_some(first));
        self.children(element);
        self.flush();
        self.lists.pop();
    }

    fn item(&mut self, element: ElementRef<'_>) {
        self.flush();
        let indent = "  ".repeat(self.lists.len().saturating_sub(1).min(8));
        let bullet = match self.lists.last_mut() {
            Some(Some(number)) => {
                let bullet = format!("{number}. ");
                *number = number.saturating_add(1);
                bullet
            }
            _ => "- ".to_owned(),
        };
        self.line = format!("{indent}{bullet}");
        let empty = self.line.len();
        self.children(element);
        if self.line.len() == empty {
            self.line.clear();
        }
        self.flush();
    }

    fn table(&mut self, element: ElementRef<'_>) {
        self.flush();
        match table::rows(element) {
            Some(rows) => rows.iter().for_each(|row| self.outline.line(row)),
            None => self.children(element),
        }
        self.flush();
    }

    fn preformatted(&mut self, element: ElementRef<'_>) {
        self.flush();
        self.preformatted = true;
        self.children(element);
        self.flush();
        self.preformatted = false;
    }

    fn flush(&mut self) {
        for line in std::mem::take(&mut self.line)
            .lines()
            .filter(|line| !line.trim().is_empty())
        {
            let bare = matches!(line.trim(), "-");
            if !bare {
                self.outline.line(line);
            }
        }
    }
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
