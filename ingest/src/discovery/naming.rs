//! What a proposed source is called and how often it is looked at.

use corpora::{Language, Schedule, SourceDefinition, SourceKind};
use url::Url;

use super::rules::RULES;

/// Longest id (see [`SourceDefinition`]).
const MAX_ID: usize = 64;
/// Longest name, in characters.
const MAX_NAME: usize = 120;
/// Minutes between two looks that are proposed: what a feed says, within reason.
const MINUTES: std::ops::RangeInclusive<u32> = 30..=7 * 24 * 60;

/// What is known of a source besides its address.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    pub(super) name: String,
    pub(super) language: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) minutes: Option<u32>,
}

/// A definition with what is known; nothing in it is guessed.
pub(super) fn definition(kind: SourceKind, address: &str, known: &Known) -> SourceDefinition {
    let name = known.name.split_whitespace().collect::<Vec<_>>().join(" ");
    let name: String = name.chars().take(MAX_NAME).collect();
    let host = Url::parse(address)
        .ok()
        .and_then(|url| url.host_str().map(str::to_owned));
    let name = if name.is_empty() {
        host.unwrap_or_else(|| address.to_owned())
    } else {
        name
    };
    let mut definition = SourceDefinition::new(&id(address), &name, kind, address);
    let language = known
        .language
        .as_deref()
        .and_then(|tag| Language::parse(tag).ok());
    definition.language = language.unwrap_or_default();
    definition.publisher.clone_from(&known.publisher);
    if let Some(schedule) = known.minutes.and_then(schedule) {
        definition.schedule = schedule;
    }
    definition
}

/// An id from the host and what of the path means something.
pub(super) fn id(address: &str) -> String {
    let url = Url::parse(address).ok();
    let host = url.as_ref().and_then(Url::host_str).unwrap_or(address);
    let host = host.strip_prefix("www.").unwrap_or(host);
    let path = url.as_ref().map(Url::path).unwrap_or_default();
    let mut words: Vec<String> = words(host).collect();
    let of_path = path
        .split(['/', '.'])
        .filter(|part| !RULES.empty_words.contains(&part.to_ascii_lowercase()));
    for word in of_path.flat_map(words_of) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    let mut id = String::new();
    for word in words {
        let length = id.len() + usize::from(!id.is_empty()) + word.len();
        if length > MAX_ID {
            break;
        }
        if !id.is_empty() {
            id.push('-');
        }
        id.push_str(&word);
    }
    if id.is_empty() {
        "source".to_owned()
    } else {
        id
    }
}

fn words_of(part: &str) -> Vec<String> {
    // What is written in percent signs means nothing to a reader.
    if part.contains('%') {
        Vec::new()
    } else {
        words(part).collect()
    }
}

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| word.to_ascii_lowercase().chars().take(MAX_ID).collect())
}

fn schedule(minutes: u32) -> Option<Schedule> {
    let minutes = minutes.clamp(*MINUTES.start(), *MINUTES.end());
    let text = match minutes {
        m if m % 1_440 == 0 => format!("{}d", m / 1_440),
        m if m % 60 == 0 => format!("{}h", m / 60),
        m => format!("{m}m"),
    };
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_valid_and_tell_where_a_source_is() {
        for (address, expected) in [
            (
                "https://www.who.int/feeds/entity/csr/don/en/rss.xml",
                "who-int-entity-csr-don-en",
            ),
            ("https://insp.cd/feed/", "insp-cd"),
            ("https://a.org/麻疹/list.html", "a-org-list"),
            ("https://例え.jp/", "xn-r8jz45g-jp"),
            ("https://[::1]/", "1"),
        ] {
            assert_eq!(id(address), expected);
            let definition = definition(SourceKind::Feed, address, &Known::default());
            assert!(definition.check().is_ok(), "{address}");
        }
        assert!(id(&format!("https://a.org/{}", "long-name/".repeat(40))).len() <= MAX_ID);
    }

    #[test]
    fn what_a_feed_says_of_its_changes_is_taken_within_reason() {
        for (minutes, expected) in [
            (1, "30m"),
            (60, "1h"),
            (90, "90m"),
            (1_440, "1d"),
            (525_600, "7d"),
        ] {
            let known = Known {
                minutes: Some(minutes),
                ..Known::default()
            };
            let definition = definition(SourceKind::Feed, "https://a.org/", &known);
            assert_eq!(definition.schedule.to_string(), expected);
        }
    }
}
