//! What a feed in XML says that its parser does not tell: languages of entries, permanent links,
//! what was deleted (RFC 6721), how often it changes.

use std::ops::ControlFlow;

use super::repair::RULES;
use crate::xml::{self, Element};

/// Most entries that are looked at.
const MAX_FACTS: usize = 100_000;

/// What is said of one entry.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct EntryFacts {
    pub(super) language: Option<String>,
    /// `guid`, where it is the address of the entry (RSS 2.0).
    pub(super) permanent: Option<String>,
}

/// An entry that was deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Deleted {
    /// Its name (`atom:id`).
    pub(super) name: String,
    /// Its page, where that is told.
    pub(super) page: Option<String>,
}

/// Namespace of what tells deletions (RFC 6721, 3).
const TOMBSTONES: &str = "http://purl.org/atompub/tombstones/1.0";

/// What is said besides.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// Of each entry, in their order.
    pub(super) entries: Vec<EntryFacts>,
    /// Entries that were deleted.
    pub(super) deleted: Vec<Deleted>,
    /// Whether it is a feed that tells what was deleted.
    pub(super) tells_deleted: bool,
    /// Language of the whole, where it stands in an element.
    pub(super) language: Option<String>,
    /// Minutes between changes (`sy:updatePeriod`, `sy:updateFrequency`).
    pub(super) minutes: Option<u32>,
}

impl Facts {
    /// Goes through a feed. Where it is broken, what was found until then counts.
    pub(super) fn of(text: &str) -> Self {
        let mut facts = Self {
            tells_deleted: text.contains(TOMBSTONES),
            ..Self::default()
        };
        let (mut period, mut frequency) = (None, 1);
        let wanted = |name: &str| {
            let entry = matches!(name, "item" | "entry" | "deleted-entry");
            entry || matches!(name, "language" | "updatePeriod" | "updateFrequency")
        };
        let read = xml::records(text.as_bytes(), wanted, &mut |element| {
            match element.name.as_str() {
                "deleted-entry" => facts.deleted.extend(deleted(&element)),
                "language" => facts.language = facts.language.take().or_else(|| element.line()),
                "updatePeriod" => {
                    period = element
                        .line()
                        .and_then(|line| RULES.periods.get(&line).copied());
                }
                "updateFrequency" => {
                    frequency = element
                        .line()
                        .and_then(|line| line.parse().ok())
                        .unwrap_or(1);
                }
                _ => facts.entries.push(entry(&element)),
            }
            if facts.entries.len() + facts.deleted.len() > MAX_FACTS {
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        });
        if let Err(error) = read {
            tracing::debug!(%error, "a feed is not well-formed to its end");
        }
        facts.minutes = period.map(|minutes: u32| minutes / frequency.max(1));
        facts
    }
}

fn deleted(element: &Element) -> Option<Deleted> {
    let page = element
        .child("link")
        .and_then(|link| link.attribute("href"));
    Some(Deleted {
        name: element.attribute("ref")?.to_owned(),
        page: page.map(str::to_owned),
    })
}

fn entry(element: &Element) -> EntryFacts {
    let language = element.attribute("lang").map(str::to_owned);
    let guid = element
        .child("guid")
        .filter(|guid| guid.attribute("isPermaLink") != Some("false"));
    EntryFacts {
        language: language.or_else(|| element.line_at("language")),
        permanent: guid
            .and_then(Element::line)
            .filter(|guid| guid.starts_with("http")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_deletions_and_periods_are_found() {
        let text = "<feed xmlns:at='http://purl.org/atompub/tombstones/1.0'><at:deleted-entry ref='urn:1' when='2026-01-01T00:00:00Z'/>
            <entry xml:lang='th'><title>x</title></entry><entry/></feed>";
        let facts = Facts::of(text);
        assert_eq!(
            (facts.deleted[0].name.as_str(), facts.tells_deleted),
            ("urn:1", true)
        );
        assert_eq!(facts.entries[0].language.as_deref(), Some("th"));
        assert_eq!(facts.entries.len(), 2);
        let rss = "<rss><channel><dc:language>ko</dc:language><sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>
            <item><guid>https://a.org/1</guid></item><item><guid isPermaLink='false'>https://a.org/2</guid></item><item><guid>7</guid></item></channel>";
        let facts = Facts::of(rss);
        assert_eq!(
            (facts.language.as_deref(), facts.minutes),
            (Some("ko"), Some(360))
        );
        let permanent: Vec<_> = facts
            .entries
            .iter()
            .map(|entry| entry.permanent.is_some())
            .collect();
        assert_eq!(permanent, [true, false, false]);
    }
}
