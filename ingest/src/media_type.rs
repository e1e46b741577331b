//! What bytes are, told by the bytes first and by what is said of them second.

use std::fmt;

use serde::Serialize;

/// The formats that are told apart. What cannot be read yet is named all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(into = "&'static str")]
pub enum MediaType {
    /// Portable Document Format.
    Pdf,
    /// HTML and XHTML.
    Html,
    /// Markdown.
    Markdown,
    /// Text without markup.
    Text,
    /// One JSON object on each line.
    JsonLines,
    /// One JSON value.
    Json,
    /// XML of any sort.
    Xml,
    /// Zip archives, among them office documents and e-books.
    Zip,
    /// Gzip.
    Gzip,
    /// Anything else.
    Binary,
}

impl MediaType {
    /// The name on the wire.
    #[must_use]
    pub const fn essence(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Html => "text/html",
            Self::Markdown => "text/markdown",
            Self::Text => "text/plain",
            Self::JsonLines => "application/jsonl",
            Self::Json => "application/json",
            Self::Xml => "application/xml",
            Self::Zip => "application/zip",
            Self::Gzip => "application/gzip",
            Self::Binary => "application/octet-stream",
        }
    }

    /// What a name with this extension promises.
    #[must_use]
    pub fn of_extension(extension: &str) -> Option<Self> {
        Some(match extension.to_ascii_lowercase().as_str() {
            "pdf" => Self::Pdf,
            "html" | "htm" | "xhtml" | "shtml" => Self::Html,
            "md" | "markdown" => Self::Markdown,
            "txt" | "text" => Self::Text,
            "jsonl" | "ndjson" => Self::JsonLines,
            "json" => Self::Json,
            "xml" | "rss" | "atom" => Self::Xml,
            "zip" | "docx" | "xlsx" | "pptx" | "odt" | "epub" => Self::Zip,
            "gz" => Self::Gzip,
            _ => return None,
        })
    }

    /// What a server says.
    fn of_content_type(content_type: &str) -> Option<Self> {
        let essence = content_type
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        Some(match essence.as_str() {
            "application/pdf" | "application/x-pdf" => Self::Pdf,
            "text/html" | "application/xhtml+xml" => Self::Html,
            "text/markdown" | "text/x-markdown" => Self::Markdown,
            "text/plain" => Self::Text,
            "application/jsonl" | "application/x-ndjson" | "application/x-jsonlines" => {
                Self::JsonLines
            }
            "application/json" => Self::Json,
            other if other.ends_with("/xml") || other.ends_with("+xml") => Self::Xml,
            other if other.ends_with("+json") => Self::Json,
            _ => return None,
        })
    }

    /// Recognises bytes by their beginning; where that does not decide, the declared type and then
    /// the name do.
    #[must_use]
    pub fn recognise(start: &[u8], name: &str, content_type: Option<&str>) -> Self {
        if let Some(found) = by_signature(start) {
            return found;
        }
        let named = extension(name).and_then(Self::of_extension);
        let declared = content_type.and_then(Self::of_content_type);
        if looks_like_html(start) && !matches!(named, Some(Self::Markdown | Self::JsonLines)) {
            return Self::Html;
        }
        if is_binary(start) {
            return Self::Binary;
        }
        let textual = |t: &Self| !matches!(t, Self::Pdf | Self::Zip | Self::Gzip);
        // Servers say text/plain of everything they do not know.
        let declared = declared.filter(|t| textual(t) && *t != Self::Text);
        match declared.or(named.filter(textual)) {
            Some(told) => told,
            None if looks_like_json_lines(start) => Self::JsonLines,
            None => Self::Text,
        }
    }
}

impl fmt::Display for MediaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.essence())
    }
}

impl From<MediaType> for &'static str {
    fn from(media_type: MediaType) -> Self {
        media_type.essence()
    }
}

/// The extension of a path or of the path of an address.
pub(crate) fn extension(name: &str) -> Option<&str> {
    let path = if name.contains("://") {
        name.split(['?', '#']).next().unwrap_or(name)
    } else {
        name
    };
    let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let (stem, extension) = file.rsplit_once('.')?;
    (!stem.is_empty() && !extension.is_empty()).then_some(extension)
}

fn by_signature(start: &[u8]) -> Option<MediaType> {
    let window = &start[..start.len().min(1024)];
    if window.windows(5).any(|w| w == b"%PDF-") && !looks_like_html(start) {
        return Some(MediaType::Pdf);
    }
    if start.starts_with(b"PK\x03\x04") {
        return Some(MediaType::Zip);
    }
    if start.starts_with(&[0x1f, 0x8b]) {
        return Some(MediaType::Gzip);
    }
    let text = trimmed(start);
    if text.starts_with(b"<?xml") {
        let head = lower(&text[..text.len().min(1024)]);
        return Some(if contains(&head, b"<html") {
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

fn looks_like_html(start: &[u8]) -> bool {
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

fn is_binary(start: &[u8]) -> bool {
    let utf16 = start.starts_with(&[0xff, 0xfe]) || start.starts_with(&[0xfe, 0xff]);
    let odd = |b: &&u8| **b < 0x20 && !matches!(**b, b'\n' | b'\r' | b'\t' | 0x0c | 0x1b);
    !utf16 && start.iter().filter(odd).count() * 50 > start.len()
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Beginning, name, declared type, what it is.
    type Case = (&'static [u8], &'static str, Option<&'static str>, MediaType);

    const LONG: &[u8] =
        b"fever\0and cough, a text of which one byte is a zero and all others are not so";

    #[rustfmt::skip]
    const CASES: [Case; 15] = [
        (b"%PDF-1.7 x", "a.html", Some("text/html"), MediaType::Pdf),
        (b"\xef\xbb\xbf<!DOCTYPE html><p>", "report.pdf", Some("application/pdf"), MediaType::Html),
        (b"<!-- x --><html>", "", None, MediaType::Html),
        (b"<?xml version=\"1.0\"?><html xmlns=", "a", None, MediaType::Html),
        (b"<?xml version=\"1.0\"?><rss>", "a.html", None, MediaType::Xml),
        (b"{\"id\": 1}\n{\"id\": 2}", "records", Some("text/plain"), MediaType::JsonLines),
        (b"{\"id\": 1}", "a.json", None, MediaType::Json),
        (b"# Cholera", "a.md", Some("text/plain"), MediaType::Markdown),
        ("地塞米松".as_bytes(), "说明", None, MediaType::Text),
        (b"\0\x01\x02\x03", "a", None, MediaType::Binary),
        (b"\0\x01\x02\x03", "a.txt", Some("text/plain"), MediaType::Binary),
        (LONG, "a.txt", None, MediaType::Text),
        (b"not a pdf", "a.pdf", Some("application/pdf"), MediaType::Text),
        (b"PK\x03\x04", "a.txt", None, MediaType::Zip),
        (b"", "", None, MediaType::Text),
    ];

    #[test]
    fn bytes_decide_before_names_and_servers() {
        for (start, name, declared, expected) in CASES {
            assert_eq!(
                MediaType::recognise(start, name, declared),
                expected,
                "{name} {start:?}"
            );
        }
    }

    #[test]
    fn the_extension_is_that_of_the_last_part() {
        for (name, expected) in [
            ("/a.b/c", None),
            ("x/指南.PDF", Some("PDF")),
            ("https://a.org/x.pdf?y=z.html#p", Some("pdf")),
            (".gitignore", None),
            ("a.", None),
            ("docs.jsonl", Some("jsonl")),
        ] {
            assert_eq!(extension(name), expected, "{name}");
        }
    }
}
