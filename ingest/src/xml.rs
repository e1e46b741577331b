//! XML from strangers, as small trees: bounded in depth and size, without entities of its own.
//!
//! [`records`] goes through a document of any length and hands out one element at a time as a
//! tree; [`parse`] reads a whole document as one tree. Both refuse what a hostile document would do:
//! entities that a document type declares are not expanded (so nothing grows and nothing outside is
//! read); the names of HTML's entities, which publishers use, are. Element names are kept without
//! their prefix: formats that matter here do not mix two vocabularies of the same names.

use std::borrow::Cow;
use std::io::BufRead;
use std::ops::ControlFlow;

use quick_xml::Reader;
use quick_xml::encoding::DecodingReader;
use quick_xml::events::{BytesStart, Event};
use thiserror::Error;

/// Elements within elements that are read. JATS with deep tables has 40.
const MAX_DEPTH: usize = 256;
/// Bytes of text, names and values in one tree.
const MAX_TREE_BYTES: usize = 128 << 20;

/// An element with what is in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Element {
    /// Name without prefix.
    pub(crate) name: String,
    /// Names without prefix (`xml:lang` is `lang`), and values.
    pub(crate) attributes: Vec<(String, String)>,
    /// Content, in order.
    pub(crate) content: Vec<Node>,
}

/// A part of an element's content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    Element(Element),
    Text(String),
}

/// XML that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum XmlError {
    #[error("not well-formed at byte {at}: {found}")]
    Syntax { at: u64, found: String },
    #[error("elements nested deeper than {MAX_DEPTH}, at byte {at}")]
    TooDeep { at: u64 },
    #[error("an element of more than {MAX_TREE_BYTES} bytes, at byte {at}")]
    TooLarge { at: u64 },
    #[error("no element: expected XML")]
    Empty,
}

impl Element {
    /// The value of an attribute.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(n, _)| n == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The elements directly in it.
    pub(crate) fn elements(&self) -> impl Iterator<Item = &Self> {
        self.content.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The elements of a name directly in it.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.elements().filter(move |element| element.name == name)
    }

    /// The first element of a name directly in it.
    pub(crate) fn child(&self, name: &str) -> Option<&Self> {
        self.elements().find(|element| element.name == name)
    }

    /// The first element at a path of names, such as `front/article-meta/title-group`.
    pub(crate) fn at(&self, path: &str) -> Option<&Self> {
        path.split('/')
            .try_fold(self, |element, name| element.child(name))
    }

    /// All text in it, as it stands.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        self.gather(&mut text);
        text
    }

    fn gather(&self, text: &mut String) {
        for node in &self.content {
            match node {
                Node::Element(element) => element.gather(text),
                Node::Text(part) => text.push_str(part),
            }
        }
    }

    /// All text in it, in one line; `None` if there is none.
    pub(crate) fn line(&self) -> Option<String> {
        let line = self.text().split_whitespace().collect::<Vec<_>>().join(" ");
        (!line.is_empty()).then_some(line)
    }

    /// The text of the element at a path, in one line; `None` if there is none.
    pub(crate) fn line_at(&self, path: &str) -> Option<String> {
        self.at(path)?.line()
    }
}

/// Reads a whole document.
pub(crate) fn parse(input: impl BufRead) -> Result<Element, XmlError> {
    let mut root = None;
    read(input, |_| true, &mut |element| {
        root = Some(element);
        ControlFlow::Break(())
    })?;
    root.ok_or(XmlError::Empty)
}

/// Hands out each outermost element for whose name `wanted` answers yes, until told to break.
pub(crate) fn records(
    input: impl BufRead,
    wanted: impl Fn(&str) -> bool,
    found: &mut dyn FnMut(Element) -> ControlFlow<()>,
) -> Result<(), XmlError> {
    read(input, wanted, found)
}

fn read(
    input: impl BufRead,
    wanted: impl Fn(&str) -> bool,
    found: &mut dyn FnMut(Element) -> ControlFlow<()>,
) -> Result<(), XmlError> {
    let mut reader = Reader::from_reader(DecodingReader::new(input));
    reader.config_mut().check_end_names = true;
    let mut buffer = Vec::new();
    let mut builder = Builder::default();
    let mut outside = 0_usize;
    loop {
        buffer.clear();
        let at = reader.buffer_position();
        let event = reader
            .read_event_into(&mut buffer)
            .map_err(|e| XmlError::Syntax {
                at: reader.error_position(),
                found: e.to_string(),
            })?;
        let done = match event {
            Event::Start(start) if builder.is_open() || wanted(&local(start.name().as_ref())) => {
                builder.open(&start, at)?;
                None
            }
            Event::Start(_) => {
                outside += 1;
                if outside > MAX_DEPTH {
                    return Err(XmlError::TooDeep { at });
                }
                None
            }
            Event::Empty(start) if builder.is_open() || wanted(&local(start.name().as_ref())) => {
                builder.open(&start, at)?;
                builder.close()
            }
            Event::End(_) if builder.is_open() => builder.close(),
            Event::End(_) => {
                outside = outside.saturating_sub(1);
                None
            }
            Event::Text(text) => {
                builder.text(&text, at)?;
                None
            }
            Event::CData(text) => {
                builder.text(&text, at)?;
                None
            }
            Event::GeneralRef(name) => {
                builder.text(&reference(&name), at)?;
                None
            }
            Event::Eof if builder.is_open() || outside > 0 => {
                let found = "the document ends within an element".to_owned();
                return Err(XmlError::Syntax { at, found });
            }
            Event::Eof => return Ok(()),
            _ => None,
        };
        if let Some(element) = done
            && found(element).is_break()
        {
            return Ok(());
        }
    }
}

/// The tree that is being built.
#[derive(Debug, Default)]
struct Builder {
    open: Vec<Element>,
    bytes: usize,
}

impl Builder {
    fn is_open(&self) -> bool {
        !self.open.is_empty()
    }

    fn weigh(&mut self, bytes: usize, at: u64) -> Result<(), XmlError> {
        self.bytes += bytes;
        if self.bytes > MAX_TREE_BYTES {
            return Err(XmlError::TooLarge { at });
        }
        Ok(())
    }

    fn open(&mut self, start: &BytesStart<'_>, at: u64) -> Result<(), XmlError> {
        if self.open.len() >= MAX_DEPTH {
            return Err(XmlError::TooDeep { at });
        }
        // An element costs about this much beside its text.
        self.weigh(start.len() + 96, at)?;
        let mut attributes = start.attributes();
        let attributes = attributes
            .with_checks(false)
            .flatten()
            .map(|attribute| {
                let value = attribute.value;
                (local(attribute.key.as_ref()), unescape(&value).into_owned())
            })
            .collect();
        self.open.push(Element {
            name: local(start.name().as_ref()),
            attributes,
            content: Vec::new(),
        });
        Ok(())
    }

    fn text(&mut self, text: &str, at: u64) -> Result<(), XmlError> {
        self.weigh(text.len(), at)?;
        if let Some(element) = self.open.last_mut() {
            match element.content.last_mut() {
                Some(Node::Text(before)) => before.push_str(text),
                _ => element.content.push(Node::Text(text.to_owned())),
            }
        }
        Ok(())
    }

    /// The record, if the element that ends is one.
    fn close(&mut self) -> Option<Element> {
        let element = self.open.pop()?;
        if let Some(parent) = self.open.last_mut() {
            parent.content.push(Node::Element(element));
            return None;
        }
        self.bytes = 0;
        Some(element)
    }
}

fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or(name).to_owned()
}

/// What a reference stands for: a character by number, or one of HTML's names. Others, which only
/// the document itself could explain, stay as they are written.
fn reference(name: &str) -> String {
    let number = name.strip_prefix('#').and_then(|number| {
        let hexadecimal = number.strip_prefix(['x', 'X']);
        hexadecimal.map_or_else(
            || number.parse().ok(),
            |digits| u32::from_str_radix(digits, 16).ok(),
        )
    });
    if let Some(character) = number.and_then(char::from_u32) {
        return character.to_string();
    }
    quick_xml::escape::resolve_html5_entity(name)
        .map_or_else(|| format!("&{name};"), ToOwned::to_owned)
}

/// Text with what its references stand for.
pub(crate) fn unescape(value: &str) -> Cow<'_, str> {
    if !value.contains('&') {
        return Cow::Borrowed(value);
    }
    let mut text = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(start) = rest.find('&') {
        text.push_str(&rest[..start]);
        rest = &rest[start + 1..];
        match rest.find(';').filter(|end| *end <= 32) {
            Some(end) => {
                text.push_str(&reference(&rest[..end]));
                rest = &rest[end + 1..];
            }
            None => text.push('&'),
        }
    }
    text.push_str(rest);
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_document_becomes_a_tree_without_prefixes() {
        let xml = "<?xml version='1.0'?><!DOCTYPE a><a xml:lang='zh' b='1 &amp; 2'>地塞<i>米松</i>\n<x:c xmlns:x='u'>&#x41;&eacute;<![CDATA[<b>]]></x:c><d/></a>";
        let root = parse(xml.as_bytes()).unwrap();
        assert_eq!(
            (root.name.as_str(), root.attribute("lang")),
            ("a", Some("zh"))
        );
        assert_eq!(root.attribute("b"), Some("1 & 2"));
        assert_eq!(root.line().unwrap(), "地塞米松 Aé<b>");
        assert_eq!(root.line_at("c").unwrap(), "Aé<b>");
        assert!(root.child("d").is_some() && root.line_at("d").is_none());
    }

    #[test]
    fn records_come_one_by_one_until_told_to_stop() {
        let xml = "<set><r>1</r><x><r>2<r>in it</r></r></x><r/><r>4</r></set>";
        let mut seen = Vec::new();
        records(xml.as_bytes(), |name| name == "r", &mut |record| {
            seen.push(record.text());
            if seen.len() == 3 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })
        .unwrap();
        assert_eq!(seen, ["1", "2in it", ""]);
    }

    #[test]
    fn hostile_documents_are_refused_or_harmless() {
        let deep = "<a>".repeat(100_000);
        assert!(matches!(
            parse(deep.as_bytes()),
            Err(XmlError::TooDeep { .. })
        ));
        let skipped = records(deep.as_bytes(), |_| false, &mut |_| {
            ControlFlow::Continue(())
        });
        assert!(matches!(skipped, Err(XmlError::TooDeep { .. })));
        let lol = "<!DOCTYPE l [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'><!ENTITY f SYSTEM 'file:///etc/passwd'>]><l>&b;&f;</l>";
        assert_eq!(parse(lol.as_bytes()).unwrap().text(), "&b;&f;");
        for broken in [
            "",
            "text",
            "<a><b></a>",
            "<a>",
            "<a",
            "\0\0",
            "<!DOCTYPE a [",
        ] {
            assert!(parse(broken.as_bytes()).is_err(), "{broken}");
        }
    }

    proptest! {
        #[test]
        fn foreign_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), text in "[<>/a&;#x='\"!\\[\\]?é ]{0,80}") {
            let _ = parse(&*bytes);
            let _ = parse(text.as_bytes());
        }
    }
}
