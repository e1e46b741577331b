//! Who wrote an article.

use super::inline::line;
use crate::extract::markdown::is_dense as is_dense_sign;
use crate::xml::{Element, Node};

/// Authors by name, in the order of the record; groups by what they call themselves.
pub(super) fn of(meta: &Element) -> Vec<String> {
    let groups = meta.all("contrib-group");
    let contributors = groups
        .flat_map(Element::elements)
        .flat_map(|e| match e.name.as_str() {
            "contrib" => vec![e],
            "contrib-group" => e.all("contrib").collect(),
            _ => Vec::new(),
        });
    let is_author = |e: &&Element| {
        let role = e.attribute("contrib-type").unwrap_or("author");
        matches!(
            role,
            "author" | "collab" | "group" | "anonymous" | "reviewer"
        )
    };
    contributors.filter(is_author).filter_map(author).collect()
}

fn author(contributor: &Element) -> Option<String> {
    let alternatives = contributor.child("name-alternatives");
    let place = alternatives.unwrap_or(contributor);
    if let Some(name) = place.child("name") {
        return person(name);
    }
    if let Some(name) = place.child("string-name") {
        return person(name).or_else(|| name.line());
    }
    let collab = contributor
        .child("collab")
        .or_else(|| contributor.at("collab-alternatives/collab"))?;
    // Its members stand within it.
    let members = |e: &Element| {
        matches!(
            e.name.as_str(),
            "contrib-group" | "address" | "aff" | "xref"
        )
    };
    let mut name = collab.clone();
    name.content
        .retain(|node| !matches!(node, Node::Element(e) if members(e)));
    Some(line(&name)).filter(|name| !name.is_empty())
}

/// Given names first, or as the name's style asks for.
fn person(name: &Element) -> Option<String> {
    let (surname, given) = (name.line_at("surname"), name.line_at("given-names"));
    let is_dense = |text: &Option<String>| {
        text.as_deref()
            .is_some_and(|text| text.chars().any(is_dense_sign))
    };
    let family_first = name.attribute("name-style") == Some("eastern") || is_dense(&surname);
    let space = if is_dense(&surname) && is_dense(&given) {
        ""
    } else {
        " "
    };
    let (first, second) = if family_first {
        (surname, given)
    } else {
        (given, surname)
    };
    let suffix = name.line_at("suffix");
    let plain = [first, second]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(space);
    let whole = [Some(plain), suffix]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ");
    Some(whole.trim().to_owned()).filter(|name| !name.is_empty())
}
