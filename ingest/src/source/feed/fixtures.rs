//! The feeds by which the parser is tested, 134 files with what is in them, and what is made of them
//! here. They are not part of this repository; without them there is nothing to see.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::entry::plain;
use super::parse::{ParsedFeed, parse};
use crate::fetch::Page;
use crate::source::{Place, Resource};

/// What is made otherwise than the parser expects, and how often, over all feeds:
/// - authors: without the address of mail in brackets; and three names that the expectation misses,
///   where it has the name of an element ("author").
/// - entries: one that holds a picture and no address, of which there is nothing to read.
/// - key: entries without a name get one made of what they say; the parser makes up one by chance.
/// - language: that of the entry before that of the feed; `en_us` as `en-US`.
/// - published: the day as written, whatever the zone; and one that the parser cannot read.
/// - updated: RSS and JSON Feed without a date of change have none; the parser repeats that of
///   publication.
const OTHERWISE: [(&str, usize); 6] = [
    ("authors", 4),
    ("entries", 1),
    ("key", 8),
    ("language", 2),
    ("published", 2),
    ("updated", 34),
];

/// Differences by their class, each with where and what.
type Differences = BTreeMap<&'static str, Vec<String>>;

#[test]
fn the_feeds_of_the_parser_are_read_as_expected_but_for_what_is_argued() {
    let root =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/formats/feeds/feed-rs");
    let mut expected = Vec::new();
    gather(&root, &mut expected);
    if expected.is_empty() {
        println!("{} is not there: nothing to test", root.display());
        return;
    }
    expected.sort();
    let mut differences = Differences::new();
    let mut entries = 0;
    for file in &expected {
        let name = file
            .file_name()
            .unwrap()
            .to_string_lossy()
            .replace(".serde.json", "");
        let original = ["xml", "json"].map(|e| file.with_file_name(format!("{name}.{e}")));
        let Some(original) = original.into_iter().find(|path| path.is_file()) else {
            continue;
        };
        let json: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
        let page = Page::new("", "", &std::fs::read(original).unwrap());
        entries += json["entries"].as_array().unwrap().len();
        match parse(&page) {
            Ok(parsed) => compare(&name, &json, &parsed, &mut differences),
            Err(found) => differences
                .entry("feed")
                .or_default()
                .push(format!("{name}: {found}")),
        }
    }
    println!("{} feeds, {entries} entries", expected.len());
    for (class, all) in &differences {
        println!("\n{class}: {}", all.len());
        all.iter().for_each(|difference| println!("  {difference}"));
    }
    let counts: Vec<_> = differences
        .iter()
        .map(|(class, all)| (*class, all.len()))
        .collect();
    assert_eq!(counts, OTHERWISE);
}

fn gather(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            gather(&path, found);
        } else if path.to_string_lossy().ends_with(".serde.json") {
            found.push(path);
        }
    }
}

fn compare(name: &str, feed: &Value, parsed: &ParsedFeed, differences: &mut Differences) {
    let mut differ = |class, ours: String, theirs: String, at: &str| {
        if ours != theirs {
            let all = differences.entry(class).or_default();
            all.push(format!("{name} {at}: {ours:?}, not {theirs:?}"));
        }
    };
    let title = plain(&text(&feed["title"]["content"])).trim().to_owned();
    differ("title of the feed", parsed.title.clone(), title, "");
    let language = parsed.language.clone().unwrap_or_default();
    differ(
        "language of the feed",
        language,
        text(&feed["language"]),
        "",
    );
    let entries = feed["entries"].as_array().unwrap();
    let (ours, theirs) = (parsed.resources.len(), entries.len());
    differ(
        "entries",
        ours.to_string(),
        theirs.to_string(),
        &parsed.notes.join("; "),
    );
    let mut rest = parsed.resources.iter().peekable();
    for (number, entry) in entries.iter().enumerate() {
        let at = format!("entry {number}");
        let named = |resource: &&Resource| names(entry).contains(&resource.key);
        if let Some(resource) = rest.next_if(named) {
            for (class, ours, theirs) in sides(resource, entry, feed) {
                differ(class, ours, theirs, &at);
            }
        } else {
            let ours = rest.next().map(|r| r.key.clone()).unwrap_or_default();
            differ("key", ours, names(entry).join(" | "), &at);
        }
    }
}

/// What is made of an entry, each beside what is expected.
fn sides(resource: &Resource, entry: &Value, feed: &Value) -> Vec<(&'static str, String, String)> {
    let document = &resource.hints.as_ref().unwrap().document;
    let title = plain(&text(&entry["title"]["content"])).trim().to_owned();
    let day = |date: Option<corpora::Date>| date.map(|d| d.to_string()).unwrap_or_default();
    let authors = entry["authors"].as_array().unwrap().iter();
    let authors: Vec<_> = authors.map(|a| text(&a["name"])).collect();
    let said = [&entry["language"], &feed["language"]].map(text);
    let said = said.into_iter().find(|l| !l.is_empty());
    let language = document.language.tag().to_lowercase();
    let mut sides = vec![
        ("title", document.title.clone(), title),
        (
            "published",
            day(document.published),
            date(&entry["published"]),
        ),
        ("updated", day(document.updated), date(&entry["updated"])),
        ("authors", document.authors.join("; "), authors.join("; ")),
        (
            "language",
            language,
            said.unwrap_or("und".to_owned()).to_lowercase(),
        ),
    ];
    if let Some(body) = body(resource) {
        let content = [&entry["content"]["body"], &entry["summary"]["content"]].map(text);
        let content = content.into_iter().find(|c| !c.is_empty());
        sides.push(("content", words(&body), words(&content.unwrap_or_default())));
    }
    sides
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn date(value: &Value) -> String {
    text(value).chars().take(10).collect()
}

/// Every name an entry could have.
fn names(entry: &Value) -> Vec<String> {
    let links = entry["links"].as_array().unwrap().iter();
    let mut names: Vec<_> = links.map(|link| text(&link["href"])).collect();
    names.push(text(&entry["id"]));
    names.push(text(&entry["content"]["src"]["href"]));
    names
}

/// What stands for the page.
fn body(resource: &Resource) -> Option<String> {
    match &resource.place {
        Place::Inline(page) | Place::WebOr { instead: page, .. } => {
            Some(String::from_utf8_lossy(&page.bytes).into_owned())
        }
        _ => None,
    }
}

/// The first words of some markup.
fn words(markup: &str) -> String {
    let text = scraper::Html::parse_document(markup);
    let text: String = text.root_element().text().collect();
    text.split_whitespace()
        .collect::<Vec<_>>()
        .concat()
        .chars()
        .take(200)
        .collect()
}

/// Feeds that other readers are tested by: what they lead to, by number.
#[test]
fn feeds_in_the_tests_of_others_are_read_whole() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../shared/data/formats/html/trafilatura/tests/resources");
    for (name, expected) in [("feed1.atom", 2), ("feed2.rss", 1), ("feed.json", 25)] {
        let Ok(bytes) = std::fs::read(root.join(name)) else {
            println!("{name} is not there: nothing to test");
            continue;
        };
        let parsed = parse(&Page::new("https://www.example.org/feed", "", &bytes)).unwrap();
        assert_eq!(
            parsed.resources.len(),
            expected,
            "{name}: {:?}",
            parsed.notes
        );
    }
}
