//! What bytes say of themselves.

use super::MediaType;
use crate::charset;

pub(super) fn by_signature(start: &[u8]) -> Option<MediaType> {
    let window = &start[..start.len().min(1024)];
    if window.windows(5).any(|w| w == b"%PDF-") && !looks_like_html(start) {
        return Some(MediaType::Pdf);
    }
    if start.starts_with(b"PK\x03\x04") {
        return Some(MediaType::Zip);
    }
    if start.starts_with(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]) {
        return Some(MediaType::Compound);
    }
    if start.starts_with(&[0x1f, 0x8b]) {
        return Some(MediaType::Gzip);
    }
    let text = trimmed(start);
    if text.starts_with(b"<?xml") {
        // The first element says which it is: records quote pages.
        let is_page = match root_name(text) {
            Some(root) => root.eq_ignore_ascii_case(b"html"),
            None => contains(&lower(&text[..text.len().min(1024)]), b"<html"),
        };
        return Some(if is_page {
            MediaType::Html
        } else {
            MediaType::Xml
        });
    }
    None
}

/// Tags that begin an HTML page (after the WHATWG's MIME sniffing standard).
const HTML_STARTS: [&[u8]; 9] = [
    b"<!doctype html",
    b"<html",
    b"<head",
    b"<body",
    b"<script",
    b"<title",
    b"<meta",
    b"<div",
    b"<table",
];

pub(super) fn looks_like_html(start: &[u8]) -> bool {
    let mut head = lower(trimmed(&start[..start.len().min(4096)]));
    // Comments may stand before the first tag.
    while head.starts_with(b"<!--") {
        let end = head
            .windows(3)
            .position(|w| w == b"-->")
            .map_or(head.len(), |at| at + 3);
        head = trimmed(&head[end..]).to_vec();
    }
    HTML_STARTS.iter().any(|tag| head.starts_with(tag))
}

fn looks_like_json_lines(start: &[u8]) -> bool {
    let line = trimmed(start)
        .split(|b| *b == b'\n')
        .next()
        .unwrap_or_default();
    line.starts_with(b"{")
        && serde_json::from_slice::<serde_json::Value>(line).is_ok_and(|v| v.is_object())
}

pub(super) fn is_binary(start: &[u8]) -> bool {
    let utf16 = start.starts_with(&[0xff, 0xfe])
        || start.starts_with(&[0xfe, 0xff])
        || charset::utf16_by_zeros(start).is_some();
    let odd = |b: &&u8| **b < 0x20 && !matches!(**b, b'\n' | b'\r' | b'\t' | 0x0c | 0x1b);
    !utf16 && start.iter().filter(odd).count() * 50 > start.len()
}

/// The sort of XML by the name of its first element.
pub(super) fn xml_by_root(start: &[u8]) -> Option<MediaType> {
    let root = root_name(start)?;
    let local = root.rsplit(|b| *b == b':').next().unwrap_or(root);
    Some(match local {
        b"article" | b"pmc-articleset" | b"sub-article" => MediaType::Jats,
        b"PubmedArticleSet"
        | b"PubmedArticle"
        | b"MedlineCitationSet"
        | b"MedlineCitation"
        | b"PubmedBookArticleSet"
        | b"PubmedBookArticle" => MediaType::PubmedXml,
        b"dc" | b"OAI-PMH" => MediaType::OaiDc,
        _ => return None,
    })
}

/// Name of the first element, after declaration, comments and document type.
fn root_name(start: &[u8]) -> Option<&[u8]> {
    let mut rest = trimmed(start);
    loop {
        rest = rest.trim_ascii_start();
        let end: &[u8] = match rest {
            [b'<', b'?', ..] => b"?>",
            [b'<', b'!', b'-', b'-', ..] => b"-->",
            // An internal subset ends with `]>`.
            [b'<', b'!', ..] if before(rest, b'[', b'>') => b"]>",
            [b'<', b'!', ..] => b">",
            [b'<', name @ ..] => {
                let end = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'>' | b'/');
                return name.iter().position(end).map(|at| &name[..at]);
            }
            _ => return None,
        };
        let at = rest.windows(end.len()).position(|w| w == end)?;
        rest = &rest[at + end.len()..];
    }
}

fn before(bytes: &[u8], one: u8, other: u8) -> bool {
    bytes.iter().find(|b| **b == one || **b == other) == Some(&one)
}

/// The sort of JSON by keys that no other sort has.
pub(super) fn json_by_keys(start: &[u8]) -> Option<MediaType> {
    let cord = contains(start, b"\"paper_id\"") && contains(start, b"\"metadata\"");
    cord.then_some(MediaType::Cord19)
}

/// The sort of archive by the names of its first entries.
pub(super) fn zip_by_entries(start: &[u8]) -> Option<MediaType> {
    contains(start, b"word/").then_some(MediaType::Docx)
}

/// The dialect of a file of citations, by the tags of its first lines.
pub(super) fn by_tags(start: &[u8]) -> Option<MediaType> {
    let text = charset::decode(start, None);
    let text = text.trim_start();
    if text.starts_with("TY  - ") {
        return Some(MediaType::Ris);
    }
    if text.starts_with("PMID- ") {
        return Some(MediaType::Nbib);
    }
    let tag = |line: &str| line.starts_with('%') && line.as_bytes().get(2) == Some(&b' ');
    let refer =
        text.starts_with("%0 ") || text.lines().take(2).filter(|line| tag(line)).count() == 2;
    refer.then_some(MediaType::EndNote)
}

/// The sort of text where neither server nor name tell.
pub(super) fn by_text(start: &[u8]) -> MediaType {
    let text = trimmed(start);
    if looks_like_json_lines(start) {
        MediaType::JsonLines
    } else if let Some(tagged) = by_tags(start) {
        tagged
    } else if text.starts_with(b"<") && root_name(text).is_some() {
        xml_by_root(text).unwrap_or(MediaType::Text)
    } else {
        MediaType::Text
    }
}

fn trimmed(bytes: &[u8]) -> &[u8] {
    bytes
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(bytes)
        .trim_ascii_start()
}

fn lower(bytes: &[u8]) -> Vec<u8> {
    bytes.to_ascii_lowercase()
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
