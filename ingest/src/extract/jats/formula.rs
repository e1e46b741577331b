//! Formulas in words and signs: MathML on one line, TeX where it needs no commands.

use super::inline::one_line;
use crate::xml::{Element, Node};

/// Said where a formula is only a picture or only commands of TeX.
const NOT_READ: &str = "[formula]";

/// A formula by its text for readers without pictures, its MathML, or its TeX.
pub(super) fn text(element: &Element) -> String {
    let told = find(element, "alt-text").or_else(|| find(element, "textual-form"));
    if let Some(text) = told.and_then(Element::line) {
        return text;
    }
    if let Some(math) = find(element, "math") {
        let mut text = String::new();
        linear(math, &mut text);
        let text = one_line(&text);
        if !text.is_empty() {
            return text;
        }
    }
    if let Some(tex) = find(element, "tex-math") {
        return plain_tex(&tex.text()).unwrap_or_else(|| NOT_READ.to_owned());
    }
    // Some write formulas in letters, italics and raised signs.
    let mut text = String::new();
    for inner in &element.content {
        match inner {
            Node::Text(part) => text.push_str(part),
            Node::Element(inner) if inner.name == "label" => {}
            Node::Element(inner) => super::inline::element(inner, &mut text, false),
        }
    }
    let text = one_line(&text);
    if text.is_empty() {
        NOT_READ.to_owned()
    } else {
        text
    }
}

fn find<'a>(element: &'a Element, name: &str) -> Option<&'a Element> {
    if element.name == name {
        return Some(element);
    }
    element.elements().find_map(|inner| find(inner, name))
}

/// MathML from left to right: fractions as `a/b`, indices as `_i`, powers as `^n`.
fn linear(element: &Element, into: &mut String) {
    let parts: Vec<&Element> = element.elements().collect();
    let part = |at: usize, into: &mut String| {
        if let Some(part) = parts.get(at) {
            grouped(part, into);
        }
    };
    match element.name.as_str() {
        "annotation" | "annotation-xml" | "mphantom" => {}
        "mfrac" => infix(&["/"], &part, into),
        "msup" | "mover" => infix(&["^"], &part, into),
        "msub" | "munder" => infix(&["_"], &part, into),
        "msubsup" | "munderover" => infix(&["_", "^"], &part, into),
        "msqrt" => {
            into.push_str("√(");
            parts.iter().for_each(|part| linear(part, into));
            into.push(')');
        }
        "mfenced" => {
            into.push_str(element.attribute("open").unwrap_or("("));
            for (at, part) in parts.iter().enumerate() {
                into.push_str(if at > 0 { ", " } else { "" });
                linear(part, into);
            }
            into.push_str(element.attribute("close").unwrap_or(")"));
        }
        "mspace" => into.push(' '),
        "mtr" | "mtd" => {
            parts.iter().for_each(|part| linear(part, into));
            into.push(' ');
        }
        "mtext" => into.push_str(&element.text()),
        "mo" => operator(element.text().trim(), into),
        _ if parts.is_empty() => into.push_str(element.text().trim()),
        _ => parts.iter().for_each(|part| linear(part, into)),
    }
}

fn infix(signs: &[&str], part: &dyn Fn(usize, &mut String), into: &mut String) {
    part(0, into);
    for (at, sign) in signs.iter().enumerate() {
        into.push_str(sign);
        part(at + 1, into);
    }
}

/// In brackets if it is more than one thing.
fn grouped(element: &Element, into: &mut String) {
    let mut text = String::new();
    linear(element, &mut text);
    let text = text.trim();
    let simple = text
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, '.' | '%' | '′'));
    if simple || text.starts_with('(') && text.ends_with(')') {
        into.push_str(text);
    } else {
        into.push('(');
        into.push_str(text);
        into.push(')');
    }
}

fn operator(sign: &str, into: &mut String) {
    let spaced = matches!(
        sign,
        "=" | "+" | "−" | "-" | "×" | "≤" | "≥" | "<" | ">" | "≈" | "±" | "∗" | "⋅" | "÷"
    );
    // Signs that are only heard: times, function application.
    let silent = sign.chars().all(|c| matches!(c, '\u{2061}'..='\u{2064}'));
    match (spaced, silent) {
        (_, true) => {}
        (true, _) => {
            into.push(' ');
            into.push_str(sign);
            into.push(' ');
        }
        _ => into.push_str(sign),
    }
}

/// The formula of a TeX document, if it has no commands that a reader would not understand.
fn plain_tex(tex: &str) -> Option<String> {
    let inner = tex
        .split_once("\\begin{document}")
        .map_or(tex, |(_, rest)| rest);
    let inner = inner
        .split_once("\\end{document}")
        .map_or(inner, |(inner, _)| inner);
    let plain = inner
        .replace('$', " ")
        .replace("\\,", " ")
        .replace("\\%", "%")
        .replace("\\times", "×")
        .replace("\\pm", "±")
        .replace("\\leq", "≤")
        .replace("\\geq", "≥")
        .replace("\\left", "")
        .replace("\\right", "");
    let plain = one_line(&plain);
    (!plain.is_empty() && !plain.contains(['\\', '{', '}'])).then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::parse;

    #[test]
    fn formulas_can_be_read_and_leave_no_commands() {
        for (xml, expected) in [
            (
                "<f><m:math xmlns:m='x'><m:mi>E</m:mi><m:mo>=</m:mo><m:mi>m</m:mi><m:msup><m:mi>c</m:mi><m:mn>2</m:mn></m:msup></m:math></f>",
                "E = mc^2",
            ),
            (
                "<f><math><mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></mfrac></math></f>",
                "(a + b)/2",
            ),
            (
                "<f><math><semantics><mi>R</mi><annotation>\\frac{x}</annotation></semantics></math></f>",
                "R",
            ),
            (
                "<f><tex-math>\\documentclass{x}\\begin{document}$$R_0 \\geq 1$$\\end{document}</tex-math></f>",
                "R_0 ≥ 1",
            ),
            ("<f><tex-math>\\frac{a}{b}</tex-math></f>", "[formula]"),
            (
                "<f><alternatives><alt-text>剂量</alt-text><math><mi>x</mi></math></alternatives></f>",
                "剂量",
            ),
            ("<f><label>(1)</label><graphic href='a'/></f>", "[formula]"),
            ("<f><italic>x</italic><sup>2</sup></f>", "x²"),
        ] {
            assert_eq!(text(&parse(xml.as_bytes()).unwrap()), expected, "{xml}");
        }
    }
}
