//! What an HTML page says of itself and of the feeds of its site.

use std::time::Duration;

use scraper::{Html, Selector};
use url::Url;

use super::naming::Known;
use super::rules::RULES;
use crate::bounded;
use crate::extract::page_text;
use crate::fetch::Page;
use crate::source::{absolute_link, base_of_page, links_of_page};

/// Feeds of one page that are looked at.
const MAX_FEEDS: usize = 20;
/// Longest time for reading a page.
const TIME: Duration = Duration::from_secs(30);

/// What a page says.
#[derive(Debug, Default)]
pub(super) struct PageFacts {
    pub(super) known: Known,
    /// Addresses and titles of feeds, those of comments last.
    pub(super) feeds: Vec<(String, String)>,
    /// The program that made it, in lower case.
    pub(super) generator: String,
    /// Number of links in its content that may lead to documents.
    pub(super) links: usize,
    /// Whether it calls itself an article.
    pub(super) is_article: bool,
}

impl PageFacts {
    /// Reads a page; nothing is known of one that cannot be read.
    pub(super) fn of(page: &Page) -> Self {
        let (Ok(text), Ok(url)) = (page_text(page), Url::parse(&page.url)) else {
            return Self::default();
        };
        let read = move || Self::read(&Html::parse_document(&text), &url);
        bounded::run("discovery", TIME, read).unwrap_or_default()
    }

    fn read(html: &Html, url: &Url) -> Self {
        let base = base_of_page(html, url);
        let publisher = meta(html, "og:site_name");
        let title = text(html, "title").unwrap_or_default();
        let links = links_of_page(html, &base);
        let here = links.iter().filter(|link| {
            let found = Url::parse(&link.address).ok();
            found.is_some_and(|found| {
                found.host_str() == url.host_str() && found.path() != url.path()
            })
        });
        Self {
            known: Known {
                name: title,
                language: attribute(html, "html[lang]", "lang"),
                publisher,
                minutes: None,
            },
            feeds: feeds(html, &base),
            generator: meta(html, "generator").unwrap_or_default().to_lowercase(),
            links: here.count(),
            is_article: meta(html, "og:type")
                .is_some_and(|kind| kind.eq_ignore_ascii_case("article"))
                || meta(html, "citation_title").is_some(),
        }
    }
}

fn feeds(html: &Html, base: &Url) -> Vec<(String, String)> {
    let Ok(selector) =
        Selector::parse("link[rel~=alternate][href][type], a[rel~=alternate][href][type]")
    else {
        return Vec::new();
    };
    let mut found: Vec<(String, String)> = Vec::new();
    for element in html.select(&selector) {
        let media = element
            .attr("type")
            .unwrap_or_default()
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        let address = element
            .attr("href")
            .and_then(|href| absolute_link(base, href));
        let title = element.attr("title").unwrap_or_default().to_owned();
        if let Some(address) = address
            && RULES.feed_types.contains(&media)
            && found.len() < MAX_FEEDS
            && !found.iter().any(|(known, _)| *known == address)
        {
            found.push((address, title));
        }
    }
    found.sort_by_key(|(address, title)| is_side(address, title));
    found
}

/// Whether a feed is one of comments and the like.
pub(super) fn is_side(address: &str, title: &str) -> bool {
    let lower = format!("{address} {title}").to_lowercase();
    RULES
        .side_feeds
        .iter()
        .any(|word| lower.contains(word.as_str()))
}

fn meta(html: &Html, name: &str) -> Option<String> {
    let selector = format!("meta[property=\"{name}\"], meta[name=\"{name}\"]");
    attribute(html, &selector, "content")
}

fn attribute(html: &Html, selector: &str, name: &str) -> Option<String> {
    let selector = Selector::parse(selector).ok()?;
    let values = html
        .select(&selector)
        .filter_map(|element| element.attr(name));
    values
        .map(|value| value.trim().to_owned())
        .find(|value| !value.is_empty())
}

fn text(html: &Html, selector: &str) -> Option<String> {
    let selector = Selector::parse(selector).ok()?;
    let text: String = html.select(&selector).next()?.text().collect();
    Some(text.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|text| !text.is_empty())
}
