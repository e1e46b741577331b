//! Text on one line.

use scraper::{ElementRef, Node};

use crate::extract::html::rules::RULES;

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

/// Raised digits stay raised: 10⁹ is not 109, and 5 mg with note 1 is not 51 mg.
pub(super) fn raised(element: ElementRef<'_>) -> Option<String> {
    let text: String = element.text().take(20).collect();
    let text = text.trim();
    let signs: Option<String> = text.chars().map(superscript).collect();
    signs.filter(|signs| !signs.is_empty() && text.len() <= 12)
}

fn superscript(c: char) -> Option<char> {
    Some(match c {
        '0' => '⁰',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4'..='9' => char::from_u32(0x2070 + c.to_digit(10)?)?,
        '+' => '⁺',
        '-' | '−' | '–' => '⁻',
        _ => return None,
    })
}
