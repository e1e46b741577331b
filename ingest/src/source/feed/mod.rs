//! RSS, Atom and JSON Feed: each entry leads to a page.

use std::panic::catch_unwind;
use std::sync::Arc;

use async_trait::async_trait;
use corpora::{Date, Language, SourceDefinition};
use feed_rs::model::{Entry, Feed};

use super::{InlineLister, Lister, Place, Resource};
use crate::error::IngestError;
use crate::extract::Extract;
use crate::fetch::{FetchError, Fetched, Fetcher, Page, Request};

/// Entries taken of one feed, in its order.
const MAX_ENTRIES: usize = 1_000;

/// Yields the entries of a feed: the pages they link to, or themselves where they link to nothing.
#[derive(Debug)]
pub(super) struct FeedLister(InlineLister);

impl FeedLister {
    /// Fetches the feed.
    pub(super) async fn open(
        definition: &SourceDefinition,
        fetcher: &dyn Fetcher,
    ) -> Result<Self, IngestError> {
        let page = match fetcher.fetch(&Request::new(&definition.url)).await? {
            Fetched::Page(page) => page,
            Fetched::NotModified => {
                let url = definition.url.clone();
                return Err(FetchError::Status {
                    url,
                    status: 304,
                    retry_after: None,
                }
                .into());
            }
        };
        let url = definition.url.clone();
        let parsed = tokio::task::spawn_blocking(move || resources(&page)).await;
        let lost = |e: tokio::task::JoinError| IngestError::TaskLost {
            source_id: definition.id.clone(),
            found: e.to_string(),
        };
        let found = parsed
            .map_err(lost)?
            .map_err(|found| IngestError::NotAFeed { url, found })?;
        Ok(Self(InlineLister::new(found)))
    }
}

#[async_trait]
impl Lister for FeedLister {
    fn total(&self) -> Option<u64> {
        self.0.total()
    }

    async fn next(&mut self) -> Result<Option<Resource>, IngestError> {
        self.0.next().await
    }
}

fn resources(page: &Page) -> Result<Vec<Resource>, String> {
    let bytes = Arc::clone(&page.bytes);
    let base = page.url.clone();
    let parse = move || {
        let parser = feed_rs::parser::Builder::new()
            .base_uri(Some(&base))
            .build();
        parser.parse(&*bytes).map_err(|e| e.to_string())
    };
    let feed = catch_unwind(parse).unwrap_or_else(|_| Err("the reader broke down".to_owned()))?;
    let language = feed.language.clone();
    Ok(entries(feed)
        .into_iter()
        .filter_map(|entry| resource(entry, language.as_deref()))
        .collect())
}

fn entries(feed: Feed) -> Vec<Entry> {
    let mut entries = feed.entries;
    entries.truncate(MAX_ENTRIES);
    entries
}

fn resource(entry: Entry, feed_language: Option<&str>) -> Option<Resource> {
    let hints = hints(&entry, feed_language);
    if let Some(link) = link(&entry) {
        return Some(Resource {
            key: link.clone(),
            place: Place::Web(link),
            hints: Some(hints),
        });
    }
    // Without a link, the entry is the document.
    let body = entry
        .content
        .and_then(|content| content.body)
        .or(entry.summary.map(|summary| summary.content))?;
    let html = format!("<!doctype html><body><main>{body}</main></body>");
    let page = Page::new("", "text/html; charset=utf-8", html.as_bytes());
    (!entry.id.is_empty()).then_some(Resource {
        key: entry.id,
        place: Place::Inline(page),
        hints: Some(hints),
    })
}

/// The page of an entry; not what it encloses or where replies go.
fn link(entry: &Entry) -> Option<String> {
    let web = |href: &str| href.starts_with("http://") || href.starts_with("https://");
    let page = |rel: Option<&str>| matches!(rel, None | Some("alternate" | ""));
    let links = entry.links.iter().filter(|link| web(&link.href));
    links
        .filter(|link| page(link.rel.as_deref()))
        .map(|link| link.href.clone())
        .next()
}

fn hints(entry: &Entry, feed_language: Option<&str>) -> Extract {
    let title = entry
        .title
        .as_ref()
        .map(|title| plain(&title.content))
        .unwrap_or_default();
    let mut extract = Extract::new(&title);
    let document = &mut extract.document;
    document.authors = entry
        .authors
        .iter()
        .filter_map(|person| person.name.clone())
        .collect();
    document.published = entry
        .published
        .and_then(|at| Date::parse(&at.to_rfc3339()).ok());
    document.updated = entry
        .updated
        .and_then(|at| Date::parse(&at.to_rfc3339()).ok());
    let language = entry.language.as_deref().or(feed_language);
    document.language = language
        .and_then(|tag| Language::parse(tag).ok())
        .unwrap_or_default();
    document.licence = entry.rights.as_ref().map(|rights| plain(&rights.content));
    extract
}

/// Titles in feeds may hold markup, escaped or not.
fn plain(text: &str) -> String {
    if !text.contains(['<', '&']) {
        return text.to_owned();
    }
    let html = scraper::Html::parse_fragment(text);
    html.root_element().text().collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const RSS: &str = r#"<?xml version="1.0"?><rss version="2.0"><channel><title>T</title><language>fr-CD</language>
        <item><title>Ebola &lt;i&gt;Bundibugyo&lt;/i&gt;</title><link>https://insp.cd/a</link><guid isPermaLink="false">1</guid>
        <author>a@b.c (A)</author><pubDate>Sat, 13 Jun 2026 10:00:00 +0000</pubDate></item>
        <item><title>Sans lien</title><guid isPermaLink="false">2</guid><description>&lt;p&gt;Texte&lt;/p&gt;</description></item>
        <item><title>Fichier</title><link>file:///etc/passwd</link><guid isPermaLink="false">3</guid></item>
        </channel></rss>"#;

    fn found(text: &str) -> Result<Vec<Resource>, String> {
        resources(&Page::new(
            "https://insp.cd/feed/",
            "application/rss+xml",
            text.as_bytes(),
        ))
    }

    #[test]
    fn entries_lead_to_pages_or_are_documents_and_never_files() {
        let resources = found(RSS).unwrap();
        assert_eq!(resources.len(), 2, "{resources:?}");
        assert!(matches!(&resources[0].place, Place::Web(url) if url == "https://insp.cd/a"));
        let hints = &resources[0].hints.as_ref().unwrap().document;
        assert_eq!(
            (hints.title.as_str(), hints.language.tag()),
            ("Ebola Bundibugyo", "fr-CD")
        );
        assert_eq!(hints.published.unwrap().to_string(), "2026-06-13");
        assert!(matches!(&resources[1].place, Place::Inline(_)));
    }

    #[test]
    fn atom_and_json_feeds_are_feeds_and_pages_are_not() {
        let atom = r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh"><id>x</id><title>t</title><entry><id>y</id>
            <title>麻疹</title><link rel="enclosure" href="https://a.org/p.mp3"/><link href="/a"/><updated>2020-03-04T00:00:00Z</updated></entry></feed>"#;
        let json = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "t", "items": [{"id": "1", "url": "https://insp.cd/b", "title": "コレラ", "content_text": "x"}]}"#;
        for (text, link) in [(atom, "https://insp.cd/a"), (json, "https://insp.cd/b")] {
            assert_eq!(found(text).unwrap()[0].key, link);
        }
        assert!(found("<!doctype html><html><body>Not found</body></html>").is_err());
        assert!(found("").is_err());
    }

    #[test]
    fn deep_and_endless_feeds_do_no_harm() {
        let deep = format!(
            "<rss version='2.0'><channel><item>{}",
            "<a>".repeat(100_000)
        );
        let _ = found(&deep);
        let many = "<item><title>t</title><link>https://a.org/x</link></item>".repeat(3_000);
        let long = format!("<rss version='2.0'><channel><title>t</title>{many}</channel></rss>");
        assert_eq!(found(&long).unwrap().len(), MAX_ENTRIES);
    }

    proptest! {
        #[test]
        fn foreign_feeds_never_panic(text in "(<(rss|channel|item|title|link|feed|entry|/item|/entry|/rss)( version=.2.0.)?>|[a-z<&;\"{}:é ]{0,6}){0,30}") {
            let _ = found(&text);
        }
    }
}
