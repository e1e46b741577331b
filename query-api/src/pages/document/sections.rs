//! The text of a document, section by section.

use std::collections::HashSet;

use corpora::{Document, Section};

use crate::locale::fill;
use crate::pages::frame::Frame;
use crate::pages::text::{Block, Tongue, blocks, section_anchor};

/// A section on its page.
#[derive(Debug)]
pub(in crate::pages) struct Part {
    /// Empty where an earlier part has the same headings and page.
    pub(in crate::pages) anchor: String,
    /// Names of passages that join this section with those that follow: such a passage knows only
    /// the headings that all of them share.
    pub(in crate::pages) joined: Vec<String>,
    /// Headings that are new since the part before, with their level in HTML.
    pub(in crate::pages) headings: Vec<Heading>,
    /// Page of the original, where it is another than the part before was on.
    pub(in crate::pages) page: String,
    pub(in crate::pages) blocks: Vec<Block>,
    pub(in crate::pages) tongue: Tongue,
}

#[derive(Debug)]
pub(in crate::pages) struct Heading {
    pub(in crate::pages) level: usize,
    pub(in crate::pages) text: String,
}

/// The title is `h1`; HTML has no deeper heading than `h6`.
const FIRST_LEVEL: usize = 2;
const LAST_LEVEL: usize = 6;

pub(super) fn parts(frame: &Frame, document: &Document) -> Vec<Part> {
    let mut seen = HashSet::new();
    let (mut path, mut page): (&[String], Option<u32>) = (&[], None);
    let mut parts = Vec::new();
    for section in &document.sections {
        let anchor = section_anchor(&section.path, section.page);
        let number = section
            .page
            .filter(|_| section.page != page)
            .map(|n| n.to_string());
        let own = seen.insert(anchor.clone());
        let shared = (0..section.path.len())
            .filter_map(|depth| section_anchor_of(section, depth, &mut seen));
        let joined = shared.collect();
        parts.push(Part {
            anchor: if own { anchor } else { String::new() },
            joined,
            headings: new_headings(path, section),
            page: number.map_or(String::new(), |n| {
                fill(&frame.texts.results.page, &[("n", &n)])
            }),
            blocks: blocks(&section.text),
            tongue: Tongue::of(section.language.as_ref().unwrap_or(&document.language)),
        });
        (path, page) = (&section.path, section.page.or(page));
    }
    parts
}

fn section_anchor_of(
    section: &Section,
    depth: usize,
    seen: &mut HashSet<String>,
) -> Option<String> {
    let anchor = section_anchor(&section.path[..depth], section.page);
    seen.insert(anchor.clone()).then_some(anchor)
}

fn new_headings(before: &[String], section: &Section) -> Vec<Heading> {
    let shared = before
        .iter()
        .zip(&section.path)
        .take_while(|(a, b)| a == b)
        .count();
    let new = section.path.iter().enumerate().skip(shared);
    new.map(|(depth, text)| Heading {
        level: (FIRST_LEVEL + depth).min(LAST_LEVEL),
        text: text.clone(),
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Reader;
    use axum::http::{HeaderMap, Uri};

    #[test]
    fn passages_that_join_sections_are_found_on_the_page() {
        let reader = Reader::of(&Uri::from_static("/"), &HeaderMap::new());
        let frame = Frame::of(&reader).unwrap();
        let mut document = Document::new("s", "k", "指南");
        document.sections = vec![
            Section::headed(&["治疗", "剂量"], "6 毫克"),
            Section::headed(&["治疗", "疗程"], "10 天"),
        ];
        let parts = parts(&frame, &document);
        for passage in indexer::passages(&document) {
            let wanted = section_anchor(&passage.path, passage.page);
            let found = parts
                .iter()
                .any(|p| p.anchor == wanted || p.joined.contains(&wanted));
            assert!(found, "{:?}", passage.path);
        }
        assert_eq!(parts[1].headings.len(), 1, "a heading is not repeated");
    }
}
