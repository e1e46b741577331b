//! Reading an answer of a repository: whatever its verb, in one go.

use std::ops::ControlFlow;

use crate::xml::{self, Element};

/// An answer, as far as it could be read.
#[derive(Debug, Default)]
pub(super) struct Answer {
    /// The clock of the repository.
    pub(super) at: Option<jiff::Timestamp>,
    pub(super) items: Vec<Item>,
    pub(super) token: Option<String>,
    /// `completeListSize`.
    pub(super) size: Option<u64>,
    /// The first error, with its words.
    pub(super) error: Option<(Code, String)>,
    /// `granularity` of `Identify`.
    pub(super) granularity: Option<String>,
    /// Metadata formats: the prefix, and its schema and namespace.
    pub(super) formats: Vec<(String, String)>,
    /// What is wrong with the rest.
    pub(super) broken: Option<String>,
    parts: usize,
}

/// A record.
#[derive(Debug)]
pub(super) enum Item {
    /// Its identifier and its metadata.
    Record(String, Element),
    /// One that was deleted.
    Deleted(String),
    /// One without metadata.
    Bare(String),
    /// One without identifier.
    Unnamed,
}

/// Errors that are told apart (OAI-PMH 2.0, 3.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Code {
    NoRecordsMatch,
    BadResumptionToken,
    Other,
}

/// Parts of answers that are read.
const PARTS: [&str; 6] = [
    "responseDate",
    "error",
    "record",
    "resumptionToken",
    "granularity",
    "metadataFormat",
];

impl Answer {
    /// Whether anything in it is of an answer.
    pub(super) fn is_one(&self) -> bool {
        self.parts > 0
    }

    fn take(&mut self, part: Element) {
        self.parts += 1;
        match part.name.as_str() {
            "responseDate" => self.at = part.line().and_then(|line| instant(&line)),
            "error" if self.error.is_none() => self.error = Some(error(&part)),
            "record" => self.items.push(item(part)),
            "resumptionToken" => {
                let size = part.attribute("completeListSize");
                self.size = size.and_then(|size| size.trim().parse().ok());
                self.token = Some(part.text().trim().to_owned());
            }
            "granularity" => self.granularity = part.line(),
            "metadataFormat" => self.formats.push(format(&part)),
            _ => {}
        }
    }
}

/// Reads an answer; what stands before a fault is kept.
pub(super) fn read(bytes: &[u8]) -> Answer {
    let mut answer = Answer::default();
    let end = xml::records(bytes, |name| PARTS.contains(&name), &mut |part| {
        answer.take(part);
        ControlFlow::Continue(())
    });
    answer.broken = end.err().map(|error| error.to_string());
    answer
}

/// A moment; some repositories leave the zone out.
fn instant(text: &str) -> Option<jiff::Timestamp> {
    let zoned = text.parse().ok();
    zoned.or_else(|| format!("{}Z", text.trim_end_matches('Z')).parse().ok())
}

fn error(part: &Element) -> (Code, String) {
    let code = part.attribute("code").unwrap_or_default();
    let told = match code {
        "noRecordsMatch" => Code::NoRecordsMatch,
        "badResumptionToken" => Code::BadResumptionToken,
        _ => Code::Other,
    };
    let words = part.line().unwrap_or_default();
    let words: String = words.chars().take(300).collect();
    (told, format!("{code}: {words}"))
}

fn format(part: &Element) -> (String, String) {
    let line = |name| part.line_at(name).unwrap_or_default();
    let about = format!("{} {}", line("schema"), line("metadataNamespace"));
    (line("metadataPrefix"), about.to_lowercase())
}

fn item(mut part: Element) -> Item {
    let Some(key) = part.line_at("header/identifier") else {
        return Item::Unnamed;
    };
    let header = part.child("header");
    if header.and_then(|header| header.attribute("status")) == Some("deleted") {
        return Item::Deleted(key);
    }
    let metadata = part.content.iter_mut().find_map(|node| match node {
        xml::Node::Element(inner) if inner.name == "metadata" => Some(inner),
        _ => None,
    });
    let inner = metadata.and_then(|metadata| {
        metadata.content.drain(..).find_map(|node| match node {
            xml::Node::Element(inner) => Some(inner),
            xml::Node::Text(_) => None,
        })
    });
    match inner {
        Some(inner) => Item::Record(key, inner),
        None => Item::Bare(key),
    }
}
