//! Text on one line.

use scraper::{ElementRef, Node};

use crate::extract::html::rules::RULES;
use crate::extract::raised;

/// Elements that begin and end a line.
pub(super) fn is_block(name: &str) -> bool {
    RULES.blocks.contains(name)
}

/// The text of an element on one line.
pub(in crate::extract::html) fn inline(element: ElementRef<'_>) -> String {
    let mut text = String::new();
    gather(element, &mut text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn gather(element: ElementRef<'_>, into: &mut String) {
    for child in element.children() {
        if let Node::Text(text) = child.value() {
            into.extend(text.chars().filter(|c| *c != '\u{ad}'));
        } else if let Some(inner) = ElementRef::wrap(child) {
            let name = inner.value().name();
            // A heading may be a button that opens what is under it.
            if RULES.never.contains(name) && name != "button" {
                continue;
            }
            if let Some(sign) = (name == "sup").then(|| raised(inner)).flatten() {
                into.push_str(&sign);
                continue;
            }
            let block = is_block(name) || matches!(name, "br" | "li" | "td" | "th" | "tr");
            into.push_str(if block { " " } else { "" });
            gather(inner, into);
            into.push_str(if block { " " } else { "" });
        }
    }
}

/// As [`raised::raised`], of an element.
pub(super) fn raised(element: ElementRef<'_>) -> Option<String> {
    let text: String = element.text().take(20).collect();
    raised::raised(&text)
}
