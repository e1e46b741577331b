//! Text of JATS on one line.

use super::formula;
use super::rules::RULES;
use crate::extract::raised::raised;
use crate::xml::{Element, Node};

/// The text of an element on one line, footnotes left out.
pub(super) fn line(element: &Element) -> String {
    let mut text = String::new();
    children(element, &mut text, false);
    one_line(&text)
}

/// White space runs as one space; none at the ends.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn children(element: &Element, into: &mut String, notes: bool) {
    let mut cited = false;
    for node in &element.content {
        match node {
            Node::Text(text) => {
                push(text, into);
                cited = cited && text.trim().is_empty();
            }
            Node::Element(inner) => {
                cited = is_citation(inner, cited);
                if !cited {
                    self::element(inner, into, notes);
                }
            }
        }
    }
}

fn push(text: &str, into: &mut String) {
    into.extend(text.chars().filter(|c| *c != '\u{ad}'));
}

/// The text of an element within a line. Footnotes are said in brackets if `notes` are wanted.
pub(super) fn element(element: &Element, into: &mut String, notes: bool) {
    match element.name.as_str() {
        "sup" => match raised(&element.text()) {
            Some(signs) => into.push_str(&signs),
            None => children(element, into, notes),
        },
        "break" => into.push(' '),
        "fn" if notes => {
            into.push_str(" [");
            into.push_str(&line(element));
            into.push(']');
        }
        "fn" | "label" if !notes => {}
        "xref" => reference(element, into, notes),
        "inline-formula" | "disp-formula" | "math" | "tex-math" | "chem-struct-wrap" => {
            into.push_str(&formula::text(element));
        }
        "alternatives" => alternatives(element, into, notes),
        name if RULES.skipped.contains(name) => {}
        name => {
            let block = RULES.blocks.contains(name) || name == "list-item" || name == "title";
            into.push_str(if block { " " } else { "" });
            children(element, into, notes);
            into.push_str(if block { " " } else { "" });
        }
    }
}

/// The mark of a note stays apart from the number before it: `5 mg[a]`.
fn reference(element: &Element, into: &mut String, notes: bool) {
    let to_note = matches!(element.attribute("ref-type"), Some("table-fn" | "fn"));
    let text = element.text();
    let mark = text.trim();
    if !to_note {
        return children(element, into, notes);
    }
    match raised(mark) {
        Some(signs) => into.push_str(&signs),
        None if notes && mark.chars().count() <= 3 && mark.chars().all(char::is_alphabetic) => {
            into.push('[');
            into.push_str(mark);
            into.push(']');
        }
        None if notes => into.push_str(mark),
        // Of a title, the mark is no part.
        None => {}
    }
}

/// Of several forms of one thing the first that has text.
fn alternatives(element: &Element, into: &mut String, notes: bool) {
    if element
        .child("math")
        .or_else(|| element.child("tex-math"))
        .is_some()
    {
        into.push_str(&formula::text(element));
    } else if let Some(first) = element.elements().find(|e| e.line().is_some()) {
        self::element(first, into, notes);
    }
}

/// Whether an element is a raised number of a reference, or what parts it from the next one.
pub(super) fn is_citation(element: &Element, after_citation: bool) -> bool {
    let parts = after_citation && element.name == "sup" && is_separator(element);
    parts || is_raised_citation(element)
}

/// A raised number that points to a reference, which is not part of the text.
fn is_raised_citation(element: &Element) -> bool {
    let is_citation = |e: &Element| e.name == "xref" && e.attribute("ref-type") == Some("bibr");
    match element.name.as_str() {
        "xref" if is_citation(element) => {
            element.child("sup").is_some() && element.content.iter().all(is_sup_or_space)
        }
        "sup" => {
            element.elements().any(is_citation) && !element.elements().any(|e| !is_citation(e))
        }
        _ => false,
    }
}

fn is_sup_or_space(node: &Node) -> bool {
    match node {
        Node::Element(element) => element.name == "sup",
        Node::Text(text) => text.trim().is_empty(),
    }
}

fn is_separator(element: &Element) -> bool {
    element
        .text()
        .trim()
        .chars()
        .all(|c| matches!(c, ',' | ';' | '-' | '–' | '、' | ' '))
}

/// Whether all text in an element is set in bold, and there is some.
pub(super) fn is_bold(element: &Element) -> bool {
    let mut some = false;
    let all = element.content.iter().all(|node| match node {
        Node::Text(text) => text.trim().is_empty(),
        Node::Element(inner) if inner.line().is_none() => true,
        Node::Element(inner) => {
            some = true;
            inner.name == "bold" || is_bold(inner)
        }
    });
    all && some
}
