//! What lies at an address, by its content.

use corpora::SourceKind;

use super::naming::Known;
use crate::fetch::Page;
use crate::media_type::MediaType;
use crate::source::{list_root, parse_feed};

/// What was found at an address.
#[derive(Debug)]
pub(super) enum Content {
    /// A list of some kind, with what it says of itself.
    List(SourceKind, Known),
    /// A page for readers.
    Html,
    /// A file of some format.
    File(MediaType),
}

/// Looks at what was fetched.
pub(super) fn of(page: &Page) -> Content {
    let head = &page.bytes[..page.bytes.len().min(8 << 10)];
    let media_type = MediaType::recognise(head, &page.url, page.content_type.as_deref());
    let file = matches!(
        media_type,
        MediaType::Pdf | MediaType::Docx | MediaType::Zip
    );
    if file {
        return Content::File(media_type);
    }
    // Feeds are often served as HTML; by its first bytes a page is a page.
    if media_type == MediaType::Html
        && MediaType::recognise(head, "", Some("application/xml")) == MediaType::Html
    {
        return Content::Html;
    }
    let feed = parse_feed(page).ok();
    if let Some(feed) = feed {
        let known = Known {
            name: feed.title,
            language: feed.language,
            publisher: None,
            minutes: feed.minutes,
        };
        return Content::List(SourceKind::Feed, known);
    }
    match list_root(page) {
        Some("sitemap") => Content::List(SourceKind::Sitemap, Known::default()),
        Some("OAI-PMH") => Content::List(
            SourceKind::OaiPmh,
            Known {
                name: repository_name(page),
                ..Known::default()
            },
        ),
        _ if media_type == MediaType::Html => Content::Html,
        _ => Content::File(media_type),
    }
}

/// `repositoryName` of an answer to `Identify` (OAI-PMH 2.0, 4.2).
fn repository_name(page: &Page) -> String {
    let root = crate::xml::parse(&*page.bytes).ok();
    root.and_then(|root| root.line_at("Identify/repositoryName"))
        .unwrap_or_default()
}
