//! From an entry to the document it leads to.

use corpora::Language;
use feed_rs::model::{Content, Entry, FeedType, Link};

use super::facts::EntryFacts;
use super::instant;
use crate::extract::Extract;
use crate::fetch::Page;
use crate::source::{Place, Resource};

/// Characters of text in an entry from which it can stand for its page. The teasers of 60 real
/// feeds have up to 180 in the middle half; below 200 the HTML extractor calls a page thin.
const WHOLE_CHARS: usize = 200;

/// What the feed says of all its entries.
pub(super) struct Common<'f> {
    pub(super) kind: FeedType,
    pub(super) language: Option<&'f str>,
    /// Address of the feed.
    pub(super) address: &'f str,
}

/// What an entry leads to: its page, a document enclosed in it, or itself where it has neither.
/// `None` if there is nothing to read.
pub(super) fn resource(entry: &Entry, facts: &EntryFacts, common: &Common<'_>) -> Option<Resource> {
    let hints = hints(entry, facts, common);
    let page = page(entry).or_else(|| facts.permanent.clone());
    if let Some(address) = page.or_else(|| enclosed_document(entry)) {
        let place = match whole(entry) {
            Some(instead) => Place::WebOr {
                address: address.clone(),
                instead: inline(&address, &instead),
            },
            None => Place::Web(address.clone()),
        };
        return Some(Resource {
            key: address,
            place,
            hints: Some(hints),
        });
    }
    let text = text(entry)?;
    let key = match entry.id.as_str() {
        // Nothing names it: what it says does.
        "" => format!(
            "entry-{}",
            &blake3::hash(format!("{}\n{text}", hints.document.title).as_bytes()).to_hex()[..16]
        ),
        id => id.to_owned(),
    };
    let place = Place::Inline(inline(common.address, &text));
    Some(Resource {
        key,
        place,
        hints: Some(hints),
    })
}

fn is_web(address: &str) -> bool {
    address.starts_with("http://") || address.starts_with("https://")
}

/// The page of an entry; not what it encloses or where replies go. HTML before other forms.
fn page(entry: &Entry) -> Option<String> {
    let is_page = |link: &&Link| {
        let media = link.media_type.as_deref().unwrap_or_default();
        is_web(&link.href)
            && link.target.is_none()
            && matches!(link.rel.as_deref(), None | Some("alternate" | ""))
            && !["audio/", "video/", "image/", "application/json"]
                .iter()
                .any(|t| media.starts_with(t))
    };
    let html = |link: &&Link| {
        link.media_type
            .as_deref()
            .is_none_or(|t| t.contains("html"))
    };
    let mut pages = entry.links.iter().filter(is_page);
    let first = pages.next();
    let best = first.filter(html).or_else(|| pages.find(html)).or(first);
    // Content that is elsewhere (RFC 4287, 4.1.3.2) is the page as well.
    let elsewhere = || {
        entry
            .content
            .as_ref()?
            .src
            .as_ref()
            .filter(|link| is_web(&link.href))
    };
    best.or_else(elsewhere).map(|link| link.href.clone())
}

/// A PDF that is enclosed in an entry without a page. Sounds and pictures are no documents.
fn enclosed_document(entry: &Entry) -> Option<String> {
    let pdf = "application/pdf";
    let by_link = entry
        .links
        .iter()
        .filter(|link| link.media_type.as_deref() == Some(pdf))
        .map(|link| link.href.clone());
    let media = entry.media.iter().flat_map(|media| &media.content);
    let by_media = media
        .filter(|content| {
            content
                .content_type
                .as_ref()
                .is_some_and(|t| t.to_string() == pdf)
        })
        .filter_map(|content| content.url.as_ref().map(ToString::to_string));
    by_link.chain(by_media).find(|address| is_web(address))
}

/// The text of an entry as markup.
fn text(entry: &Entry) -> Option<String> {
    let content = entry.content.as_ref().and_then(markup);
    let summary = || Some(entry.summary.as_ref()?.content.clone());
    content
        .or_else(summary)
        .filter(|text| !plain(text).trim().is_empty())
}

fn markup(content: &Content) -> Option<String> {
    let body = content.body.clone()?;
    let media = content.content_type.to_string();
    // Other types are encoded and not to be read.
    let text = media.starts_with("text/") || media.ends_with("xml") || media.contains("html");
    let tagged = ["</", "<p>", "<br"].iter().any(|tag| body.contains(tag));
    match media.starts_with("text/plain") && !tagged {
        _ if !text => None,
        true => Some(escaped(&body)),
        false => Some(body),
    }
}

fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    text.split("\n\n")
        .map(|paragraph| format!("<p>{paragraph}</p>"))
        .collect()
}

/// The content of an entry, if it is more than its teaser and enough to stand for its page.
fn whole(entry: &Entry) -> Option<String> {
    let content = entry.content.as_ref().and_then(markup)?;
    let length = |text: &str| plain(text).chars().filter(|c| !c.is_whitespace()).count();
    let teaser = entry
        .summary
        .as_ref()
        .map_or(0, |summary| length(&summary.content));
    let whole = length(&content);
    (whole >= WHOLE_CHARS && whole > teaser).then_some(content)
}

fn inline(address: &str, body: &str) -> Page {
    let html = format!("<!doctype html><body><main>{body}</main></body>");
    Page::new(address, "text/html; charset=utf-8", html.as_bytes())
}

fn hints(entry: &Entry, facts: &EntryFacts, common: &Common<'_>) -> Extract {
    let title = entry
        .title
        .as_ref()
        .map(|title| plain(&title.content))
        .unwrap_or_default();
    let mut extract = Extract::new(title.trim());
    let document = &mut extract.document;
    // RSS gives names in brackets behind an address.
    let name = |name: &String| name.trim().trim_matches(['(', ')']).trim().to_owned();
    let names = entry
        .authors
        .iter()
        .filter_map(|person| person.name.as_ref().map(name));
    document.authors = names.filter(|name| !name.is_empty()).collect();
    document.published = entry.published.and_then(instant::date);
    // RSS has no date of change; its parser repeats that of publication.
    let repeated = common.kind != FeedType::Atom && entry.updated == entry.published;
    document.updated = entry.updated.filter(|_| !repeated).and_then(instant::date);
    let languages = [
        facts.language.as_deref(),
        entry.language.as_deref(),
        common.language,
    ];
    let language = languages
        .into_iter()
        .flatten()
        .find_map(|tag| Language::parse(tag).ok());
    document.language = language.unwrap_or_default();
    document.licence = entry.rights.as_ref().map(|rights| plain(&rights.content));
    extract
}

/// Titles in feeds may hold markup, escaped or not.
pub(super) fn plain(text: &str) -> String {
    if !text.contains(['<', '&']) {
        return text.to_owned();
    }
    let html = scraper::Html::parse_fragment(text);
    html.root_element().text().collect()
}
