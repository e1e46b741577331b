//! Reading the entries of a broken feed one by one.

use std::ops::Range;
use std::sync::LazyLock;

use feed_rs::model::Feed;
use regex::Regex;

use super::MAX_ENTRIES;

/// Bytes of what stands before the first entry that each entry is read with; longer ones are
/// replaced by the root alone.
const MAX_HEAD: usize = 16 << 10;
/// Elements whose text may hold markup that nobody escaped.
const TEXTS: [&str; 5] = [
    "title",
    "description",
    "summary",
    "content",
    "content:encoded",
];

static ENTRY: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"<(/?)((?:[\w.-]{1,40}:)?(?:item|entry))(?:\s[^>]*)?>").ok());
static ROOT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"<((?:[\w.-]{1,40}:)?(rss|feed|RDF))\b[^>]*>").ok());

/// What could be saved of a feed that cannot be read as a whole.
pub(super) struct Saved {
    pub(super) feed: Feed,
    /// Entries that could not be read.
    pub(super) lost: usize,
}

/// Reads the entries one by one, those with unescaped markup as text. `None` if there is none.
pub(super) fn salvage(text: &str, read: &dyn Fn(&str) -> Result<Feed, String>) -> Option<Saved> {
    let root = ROOT.as_ref()?.captures(text)?;
    let (tag, name, kind) = (root[0].to_owned(), root[1].to_owned(), root[2].to_owned());
    let entries = entries(text);
    let first = entries.first()?.start;
    let close = if kind == "rss" {
        format!("</channel></{name}>")
    } else {
        format!("</{name}>")
    };
    let bare = if kind == "rss" {
        format!("{tag}<channel>")
    } else {
        tag
    };
    let whole = &text[..first];
    let head = Some(whole)
        .filter(|head| head.len() <= MAX_HEAD && read(&format!("{head}{close}")).is_ok());
    let head = head.unwrap_or(&bare);
    let mut feed = read(&format!("{head}{close}")).ok()?;
    let mut lost = 0;
    for entry in entries.into_iter().take(MAX_ENTRIES) {
        let entry = &text[entry];
        let one = read(&format!("{head}{entry}{close}"))
            .or_else(|_| read(&format!("{head}{}{close}", marked(entry))));
        match one.map(|one| one.entries) {
            Ok(mut one) if !one.is_empty() => feed.entries.append(&mut one),
            _ => lost += 1,
        }
    }
    (!feed.entries.is_empty()).then_some(Saved { feed, lost })
}

/// The entries as they stand, each from its start to its end or to the start of the next.
fn entries(text: &str) -> Vec<Range<usize>> {
    let Some(regex) = ENTRY.as_ref() else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut open = None;
    for tag in regex.captures_iter(text) {
        let Some(whole) = tag.get(0) else { continue };
        match (open, &tag[1]) {
            (Some(start), "/") => {
                found.push(start..whole.end());
                open = None;
            }
            (Some(start), _) => {
                found.push(start..whole.start());
                open = Some(whole.start());
            }
            (None, "") => open = Some(whole.start()),
            (None, _) => {}
        }
    }
    found.extend(open.map(|start| start..text.len()));
    found
}

/// An entry whose texts are marked as text.
fn marked(entry: &str) -> String {
    let mut entry = entry.to_owned();
    for name in TEXTS {
        let Ok(regex) = Regex::new(&format!(r"(?s)(<{name}(?:\s[^>]*)?>)(.*?)(</{name}>)")) else {
            continue;
        };
        let mark = |found: &regex::Captures<'_>| {
            if found[2].contains("<![CDATA[") {
                return found[0].to_owned();
            }
            format!("{}<![CDATA[{}]]>{}", &found[1], &found[2], &found[3])
        };
        entry = regex.replace_all(&entry, mark).into_owned();
    }
    entry
}

#[cfg(test)]
mod tests {
    use super::*;

    fn saved(text: &str) -> (Vec<String>, usize) {
        let read = |text: &str| feed_rs::parser::parse(text.as_bytes()).map_err(|e| e.to_string());
        let saved = salvage(text, &read).unwrap();
        let titles = saved
            .feed
            .entries
            .into_iter()
            .map(|entry| entry.title.unwrap().content);
        (titles.collect(), saved.lost)
    }

    #[test]
    fn the_sound_entries_of_a_broken_feed_are_kept_and_the_others_counted() {
        let rss = "<rss version='2.0'><channel><title>t</title>
            <item><title>麻疹</title><description><p>a<br>b</description></item>
            <item><title>Холера</title></b></item>
            <item><title>إيبولا</title><link>https://a.org/3</link></item>
            <item><title>half";
        assert_eq!(saved(rss), (vec!["麻疹".to_owned(), "إيبولا".to_owned()], 2));
        let rdf = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>
            <channel><items></channel><item><title>a</title><link>https://a.org/1</link></item></rdf:RDF>";
        assert_eq!(saved(rdf), (vec!["a".to_owned()], 0));
        let atom = "<feed xmlns='http://www.w3.org/2005/Atom'><title>t</title><entry><id>1</id><title/><content type='x y z'>a</content></entry>
            <entry><id>2</id><title>b</title></entry></feed>";
        assert_eq!(saved(atom), (vec!["b".to_owned()], 1));
    }
}
