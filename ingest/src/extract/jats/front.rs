//! What the front of an article says: title, authors, identifiers, dates, journal, licence, kind.

use corpora::{Authority, Date, Document, DocumentKind, Identifier, Language};

use super::inline::line;
use super::rules::RULES;
use crate::extract::bibliographic::{clearest, date, earliest, licence};
use crate::xml::Element;

/// Fills a document from `article-meta` or `front-stub`.
pub(super) fn read(meta: &Element, article_type: &str, document: &mut Document) {
    document.title = meta.child("title-group").map(title).unwrap_or_default();
    document.authors = authors(meta);
    identifiers(meta, document);
    document.published = published(meta);
    document.updated = updated(meta);
    document.kind = kind(meta, article_type);
    if document.kind == DocumentKind::Preprint {
        document.authority = Authority::PreprintServer;
    }
    document.licence = meta.child("permissions").and_then(permitted);
}

/// The journal, or the publisher where there is none.
pub(super) fn publisher(front: &Element) -> Option<String> {
    let meta = front.child("journal-meta")?;
    let paths = [
        "journal-title-group/journal-title",
        "journal-title",
        "publisher/publisher-name",
    ];
    paths.iter().find_map(|path| meta.line_at(path))
}

fn title(group: &Element) -> String {
    let mut title = group.child("article-title").map(line).unwrap_or_default();
    for subtitle in group
        .all("subtitle")
        .map(line)
        .filter(|text| !text.is_empty())
    {
        let sign = if title.ends_with([':', '?', '!', '.', '：', '？']) {
            " "
        } else {
            ": "
        };
        title.push_str(sign);
        title.push_str(&subtitle);
    }
    title
}

/// The titles in other languages.
pub(super) fn other_titles(meta: &Element) -> Vec<(Option<Language>, String)> {
    let groups = meta
        .child("title-group")
        .into_iter()
        .flat_map(|g| g.all("trans-title-group"));
    let single = meta
        .child("title-group")
        .into_iter()
        .flat_map(|g| g.all("trans-title"));
    let titles = groups.filter_map(|group| {
        Some((
            group,
            group.child("trans-title")?,
            group.child("trans-subtitle"),
        ))
    });
    let single = single.map(|title| (title, title, None));
    titles
        .chain(single)
        .map(|(outer, title, subtitle)| {
            let language = outer.attribute("lang").or_else(|| title.attribute("lang"));
            let parts = [Some(line(title)), subtitle.map(line)];
            (
                language.and_then(|tag| Language::parse(tag).ok()),
                parts.into_iter().flatten().collect::<Vec<_>>().join(": "),
            )
        })
        .filter(|(_, title)| !title.is_empty())
        .collect()
}

/// Authors by name, in the order of the record; groups by what they call themselves.
fn authors(meta: &Element) -> Vec<String> {
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
        .retain(|node| !matches!(node, crate::xml::Node::Element(e) if members(e)));
    Some(line(&name)).filter(|name| !name.is_empty())
}

/// Given names first, or as the name's style asks for.
fn person(name: &Element) -> Option<String> {
    let (surname, given) = (name.line_at("surname"), name.line_at("given-names"));
    let is_dense = |text: &Option<String>| {
        text.as_deref()
            .is_some_and(|text| text.chars().any(crate::extract::markdown::is_dense))
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

fn identifiers(meta: &Element, document: &mut Document) {
    for id in meta.all("article-id") {
        let Some(value) = id.line() else { continue };
        let kind = id.attribute("pub-id-type").unwrap_or_default();
        let read = match kind.to_ascii_lowercase().as_str() {
            "doi" => Identifier::doi(&value),
            "pmid" => Identifier::pmid(&value),
            "pmc" | "pmcid" => Identifier::pmcid(&value),
            _ => continue,
        };
        if let Ok(identifier) = read {
            document.identify(identifier);
        }
    }
    let web = |uri: &Element| {
        uri.attribute("href")
            .and_then(|href| Identifier::url(href).ok())
    };
    // The publisher's own page and name before those of libraries.
    document
        .identifiers
        .sort_by_key(|identifier| match identifier {
            Identifier::Doi(_) => 0,
            Identifier::Pmcid(_) => 1,
            _ => 2,
        });
    let own = document.identifiers.first().and_then(Identifier::link);
    document.url = own.or_else(|| {
        meta.all("self-uri")
            .find_map(web)
            .and_then(|uri| uri.link())
    });
}

fn published(meta: &Element) -> Option<Date> {
    let dates = |kinds: &[String]| {
        let of_kind = meta
            .all("pub-date")
            .filter(|e| kinds.iter().any(|kind| kind == date_kind(e)));
        earliest(of_kind.filter_map(written))
    };
    let history = || {
        let events = meta
            .child("pub-history")
            .into_iter()
            .flat_map(|h| h.all("event"));
        earliest(
            events
                .flat_map(|event| event.all("date"))
                .filter(|d| date_kind(d) == "pub")
                .filter_map(written),
        )
    };
    RULES
        .publication_dates
        .iter()
        .find_map(|kinds| dates(kinds))
        .or_else(history)
}

fn updated(meta: &Element) -> Option<Date> {
    let history = meta
        .child("history")
        .into_iter()
        .flat_map(|h| h.all("date"));
    let dates = meta.all("pub-date").chain(history);
    let is_update = |e: &&Element| RULES.update_dates.iter().any(|kind| kind == date_kind(e));
    dates
        .filter(is_update)
        .filter_map(written)
        .max_by_key(|date| date.ordinal())
}

fn date_kind(date: &Element) -> &str {
    date.attribute("pub-type")
        .or_else(|| date.attribute("date-type"))
        .unwrap_or_default()
}

fn written(element: &Element) -> Option<Date> {
    let iso = element
        .attribute("iso-8601-date")
        .and_then(|text| Date::parse(text).ok());
    let text = |name: &str| element.line_at(name);
    let parts =
        text("year").and_then(|year| date(&year, text("month").as_deref(), text("day").as_deref()));
    let string = || {
        element
            .line_at("string-date")
            .and_then(|text| crate::source::written_date(&text))
    };
    // What the parts do not say, the attribute must not either, and the other way round.
    match (parts, iso) {
        (Some(parts), Some(iso)) => earliest([parts, iso]),
        (parts, iso) => parts.or(iso).or_else(string),
    }
}

fn kind(meta: &Element, article_type: &str) -> DocumentKind {
    if RULES.notices.contains_key(article_type) {
        return DocumentKind::Unclassified;
    }
    let subjects = meta
        .child("article-categories")
        .into_iter()
        .flat_map(|c| c.all("subj-group"));
    let subjects: Vec<String> = subjects
        .flat_map(|group| group.all("subject"))
        .filter_map(Element::line)
        .collect();
    clearest(
        [article_type]
            .into_iter()
            .chain(subjects.iter().map(String::as_str)),
    )
}

fn permitted(permissions: &Element) -> Option<String> {
    let address = |license: &Element| {
        let reference = license.line_at("license_ref");
        let href = ["href", "resource"]
            .into_iter()
            .find_map(|name| license.attribute(name))
            .map(str::to_owned);
        let link = license
            .at("license-p/ext-link")
            .and_then(|e| e.attribute("href"))
            .map(str::to_owned);
        reference.or(href).or(link).or_else(|| license.line())
    };
    let found = permissions
        .all("license")
        .find_map(address)
        .or_else(|| permissions.line_at("license_ref"));
    let found = found.or_else(|| permissions.line_at("copyright-statement"));
    found.map(|text| licence(&text))
}
