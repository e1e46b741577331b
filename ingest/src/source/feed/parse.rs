//! From the bytes of a feed to what it lists.

use std::panic::catch_unwind;

use feed_rs::model::Feed;
use feed_rs::parser::Builder;

use super::MAX_ENTRIES;
use super::entry::{self, Common, plain};
use super::facts::{Deleted, EntryFacts, Facts};
use super::json::{self, JsonFeed};
use super::salvage::{Saved, salvage};
use super::{instant, repair};
use crate::fetch::Page;
use crate::source::Resource;
use crate::source::unpack::unpacked;

/// One page of a feed.
#[derive(Debug, Default)]
pub(crate) struct ParsedFeed {
    /// Its title.
    pub(crate) title: String,
    /// Language tag as declared.
    pub(crate) language: Option<String>,
    /// Minutes after which it says it may have changed.
    pub(crate) minutes: Option<u32>,
    /// Where it goes on (RFC 5005, 3; JSON Feed `next_url`).
    pub(super) next: Option<String>,
    pub(super) resources: Vec<Resource>,
    /// Names of the entries, each with the key it is listed under, in feeds that tell what was
    /// deleted.
    pub(super) names: Vec<(String, String)>,
    /// What was deleted.
    pub(super) deleted: Vec<Deleted>,
    pub(super) notes: Vec<String>,
}

/// Reads a feed; what is said if it is none.
pub(crate) fn parse(page: &Page) -> Result<ParsedFeed, String> {
    let bytes = unpacked(&page.bytes).map_err(|e| e.to_string())?;
    let text = repair::text(page, &bytes);
    if text.starts_with('{') {
        return match json::tidied(&text) {
            Some(feed) => of_json(feed, page),
            None => Err("JSON that is no feed".to_owned()),
        };
    }
    let read = |text: &str| read(text, &page.url);
    let (feed, lost) = match read(&text) {
        Ok(feed) => (feed, 0),
        Err(found) => match salvage(&text, &read) {
            Some(Saved { feed, lost }) => (feed, lost),
            None => return Err(found),
        },
    };
    let facts = Facts::of(&text);
    let mut parsed = listed(feed, &facts, page);
    parsed.deleted = facts.deleted;
    parsed.minutes = parsed.minutes.or(facts.minutes);
    if lost > 0 {
        parsed.notes.push(format!("{}: {lost} entries are not well-formed and were left out: ask the publisher to mend the feed", page.url));
    }
    Ok(parsed)
}

fn of_json(json: JsonFeed, page: &Page) -> Result<ParsedFeed, String> {
    let feed = read(&json.text, &page.url)?;
    let entries = json.languages.into_iter().map(|language| EntryFacts {
        language,
        permanent: None,
    });
    let facts = Facts {
        entries: entries.collect(),
        ..Facts::default()
    };
    let mut parsed = listed(feed, &facts, page);
    parsed.next = json.next;
    if json.lost > 0 {
        parsed.notes.push(format!(
            "{}: {} items are no objects and were left out",
            page.url, json.lost
        ));
    }
    Ok(parsed)
}

fn read(text: &str, base: &str) -> Result<Feed, String> {
    let parse = || {
        let base = url::Url::parse(base).is_ok().then_some(base);
        let parser = Builder::new()
            .base_uri(base)
            // Without a name in the feed there is none: one that is made up would change.
            .id_generator(|_, _, _| String::new())
            .timestamp_parser(instant::parse)
            .build();
        parser.parse(text.as_bytes()).map_err(|e| e.to_string())
    };
    catch_unwind(parse).unwrap_or_else(|_| Err("the reader broke down".to_owned()))
}

fn listed(feed: Feed, facts: &Facts, page: &Page) -> ParsedFeed {
    let mut parsed = ParsedFeed {
        title: feed
            .title
            .map(|title| plain(&title.content).trim().to_owned())
            .unwrap_or_default(),
        language: feed.language.or_else(|| facts.language.clone()),
        minutes: feed.ttl.filter(|minutes| *minutes > 0),
        next: feed
            .links
            .iter()
            .find(|link| link.rel.as_deref() == Some("next"))
            .map(|link| link.href.clone()),
        ..ParsedFeed::default()
    };
    let common = Common {
        kind: feed.feed_type,
        language: parsed.language.as_deref(),
        address: &page.url,
    };
    let (found, said) = (feed.entries.len(), facts.entries.len());
    // Only where none is missing is it known which facts are whose.
    let matched = found == said;
    if found < said {
        parsed.notes.push(format!("{}: {} of {said} entries cannot be read: they have neither name nor address, or are of a kind unknown", page.url, said - found));
    }
    let mut resources = Vec::new();
    for (at, entry) in feed.entries.into_iter().enumerate() {
        if resources.len() >= MAX_ENTRIES {
            parsed.notes.push(format!(
                "{}: {} entries, of which the first {MAX_ENTRIES} are taken",
                page.url, found
            ));
            break;
        }
        let title = entry
            .title
            .as_ref()
            .map(|title| title.content.chars().take(80).collect::<String>());
        let none = EntryFacts::default();
        let own = facts.entries.get(at).filter(|_| matched).unwrap_or(&none);
        let name = entry.id.clone();
        match entry::resource(&entry, own, &common) {
            Some(resource) => {
                if facts.tells_deleted && !name.is_empty() {
                    parsed.names.push((name, resource.key.clone()));
                }
                resources.push(resource);
            }
            None => parsed.notes.push(format!(
                "{}: entry \"{}\" has neither an address nor a text",
                page.url,
                title.unwrap_or_default()
            )),
        }
    }
    parsed.resources = resources;
    parsed
}
