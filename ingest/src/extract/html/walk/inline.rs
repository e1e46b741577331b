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
            if let Some(sign) = (name == "sup").then(|| raised(inner, into)).flatten() {
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

/// As [`raised::raised`], of an element after some text. A letter that leads to a note is told apart
/// from what it stands after: 5 mL/kg with note a is not 5 mL/kga. Those of ordinals stay.
pub(super) fn raised(element: ElementRef<'_>, before: &str) -> Option<String> {
    let text: String = element.text().take(20).collect();
    raised::raised(&text).or_else(|| note(text.trim(), before))
}

fn note(text: &str, before: &str) -> Option<String> {
    let mut letters = text.chars();
    let (letter, None) = (letters.next()?, letters.next()) else {
        return None;
    };
    let last = before.chars().next_back().unwrap_or(' ');
    let ordinal = last.is_ascii_digit() || last.is_ascii_uppercase();
    match letter {
        'a' if last.is_ascii_digit() => Some('ª'.into()),
        'o' if last.is_ascii_digit() => Some('º'.into()),
        'e' if ordinal => Some('ᵉ'.into()),
        'a'..='z' => Some(format!("[{letter}]")),
        _ => None,
    }
}
