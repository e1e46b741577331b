//! Parts that articles and books have in common.

use corpora::{Date, Document, Identifier, Language, Section};

use crate::extract::bibliographic::{date, first_year, in_language};
use crate::extract::raised::raised;
use crate::xml::{Element, Node};

/// The text of an element on one line, raised digits as such.
pub(super) fn line(element: &Element) -> Option<String> {
    let mut text = String::new();
    gather(element, &mut text);
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!line.is_empty()).then_some(line)
}

fn gather(element: &Element, into: &mut String) {
    for node in &element.content {
        match node {
            Node::Text(text) => into.push_str(text),
            Node::Element(inner) if inner.name == "sup" => match raised(&inner.text()) {
                Some(signs) => into.push_str(&signs),
                None => gather(inner, into),
            },
            Node::Element(inner) => gather(inner, into),
        }
    }
}

/// Authors with their given names first; groups by their name. Investigators of a group and editors
/// are no authors.
pub(super) fn authors<'a>(lists: impl Iterator<Item = &'a Element>) -> Vec<String> {
    let mut names = Vec::new();
    for list in lists {
        if list.attribute("Type") == Some("editors") {
            continue;
        }
        names.extend(list.all("Author").filter_map(author));
    }
    names
}

fn author(author: &Element) -> Option<String> {
    if let Some(name) = author.child("CollectiveName") {
        return line(name);
    }
    let given = author
        .line_at("ForeName")
        .or_else(|| author.line_at("Initials"));
    let surname = author.line_at("LastName");
    let is_dense = |text: &Option<String>| {
        text.as_deref()
            .is_some_and(|text| text.chars().any(crate::extract::markdown::is_dense))
    };
    let suffix = author.line_at("Suffix");
    if is_dense(&surname) {
        return Some([surname, given].into_iter().flatten().collect::<String>());
    }
    let parts = [given, surname, suffix].into_iter().flatten();
    Some(parts.collect::<Vec<_>>().join(" ")).filter(|name| !name.is_empty())
}

/// Identifiers of the record's own list, not those of its references.
pub(super) fn identify(list: Option<&Element>, document: &mut Document) {
    for id in list.into_iter().flat_map(|list| list.all("ArticleId")) {
        let Some(value) = id.line() else { continue };
        let read = match id.attribute("IdType").unwrap_or_default() {
            "doi" => Identifier::doi(&value),
            "pmc" | "pmcid" => Identifier::pmcid(&value),
            "pubmed" => Identifier::pmid(&value),
            _ => continue,
        };
        if let Ok(identifier) = read {
            document.identify(identifier);
        }
    }
}

/// `PubDate` and its kin: year, month and day, or a text such as `2020 Mar-Apr`.
pub(super) fn published(element: &Element) -> Option<Date> {
    let text = |name: &str| element.line_at(name);
    match text("Year") {
        Some(year) => date(&year, text("Month").as_deref(), text("Day").as_deref()),
        None => medline(&text("MedlineDate")?),
    }
}

/// A `MedlineDate` of one month is that month; of more, its year.
fn medline(text: &str) -> Option<Date> {
    if text.contains(['-', '/', '–']) {
        return first_year(text);
    }
    let mut words = text.split_whitespace();
    let (year, month, day) = (words.next()?, words.next(), words.next());
    date(year, month, day.filter(|_| words.next().is_none())).or_else(|| first_year(text))
}

/// An abstract's parts under their labels.
pub(super) fn abstract_sections(
    element: &Element,
    own: Option<&Language>,
    document: &Language,
) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for part in element.all("AbstractText") {
        let Some(text) = line(part) else { continue };
        let label = part.attribute("Label").map(str::trim).unwrap_or_default();
        let labelled = !matches!(label, "" | "UNLABELLED" | "UNASSIGNED");
        let path: &[&str] = if labelled { &[label] } else { &[] };
        sections.push(in_language(Section::headed(path, &text), own, document));
    }
    sections
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::parse;

    #[test]
    fn dates_keep_the_precision_they_have() {
        for (xml, expected) in [
            (
                "<PubDate><Year>2020</Year><Month>Mar</Month><Day>05</Day></PubDate>",
                "2020-03-05",
            ),
            (
                "<PubDate><Year>1990</Year><Season>Spring</Season></PubDate>",
                "1990",
            ),
            (
                "<PubDate><MedlineDate>2020 Mar-Apr</MedlineDate></PubDate>",
                "2020",
            ),
            (
                "<PubDate><MedlineDate>1998 Dec-1999 Jan</MedlineDate></PubDate>",
                "1998",
            ),
            (
                "<PubDate><MedlineDate>2000 Oct 30-Nov 5</MedlineDate></PubDate>",
                "2000",
            ),
            (
                "<PubDate><MedlineDate>Winter 1978-1979</MedlineDate></PubDate>",
                "1978",
            ),
        ] {
            let date = published(&parse(xml.as_bytes()).unwrap()).unwrap();
            assert_eq!(date.to_string(), expected, "{xml}");
        }
    }
}
