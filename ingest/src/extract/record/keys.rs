//! Names of the records of a file: stable when it is written anew in another order.

use std::collections::HashMap;

use corpora::Identifier;

use crate::extract::Extract;
use crate::fingerprint;

/// What a record is named by first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::extract) enum First {
    /// Its own name: of formats where a librarian says what it is.
    Id,
    /// Its identifiers: of formats where its own name is often its place in the export.
    Identifier,
}

/// Gives each record of a file its name.
#[derive(Debug)]
pub(in crate::extract) struct Keys {
    first: First,
    /// Fingerprint of the content of each name so far.
    seen: HashMap<[u8; 16], [u8; 16]>,
}

impl Keys {
    pub(in crate::extract) fn new(first: First) -> Self {
        Self {
            first,
            seen: HashMap::new(),
        }
    }

    /// Names a record. Another record of the same name and another content gets its content added;
    /// the same record once more keeps its name, and is the same document.
    pub(in crate::extract) fn name(&mut self, extract: &mut Extract) {
        let content = content(extract);
        let id = extract.record.take().filter(|id| !id.is_empty());
        let by_identifier = identifier(&extract.document.identifiers);
        let name = match self.first {
            First::Id => id.or(by_identifier),
            First::Identifier => by_identifier.or(id),
        };
        let name = name.unwrap_or_else(|| format!("content-{}", short(&content)));
        let known = *self.seen.entry(fingerprint::of(&name)).or_insert(content);
        extract.record = Some(if known == content {
            name
        } else {
            format!("{name}~{}", short(&content))
        });
    }
}

/// The best of the identifiers that name one work.
fn identifier(identifiers: &[Identifier]) -> Option<String> {
    let best = ["pmid", "doi", "pmcid"];
    let of = |scheme: &&str| identifiers.iter().find(|i| i.scheme() == *scheme);
    best.iter().find_map(of).map(ToString::to_string)
}

/// Digest of what tells one record from another.
fn content(extract: &Extract) -> [u8; 16] {
    let document = &extract.document;
    let date = document.published.map(|date| date.to_string());
    let mut hasher = blake3::Hasher::new();
    let fields = [&document.title, &document.authors.join("\n")];
    let fields = fields.into_iter().chain(&document.publisher).chain(&date);
    let texts = document.sections.iter().map(|section| &section.text);
    for field in fields.chain(texts) {
        hasher.update(field.as_bytes());
        hasher.update(b"\0");
    }
    cut(hasher.finalize())
}

fn cut(hash: blake3::Hash) -> [u8; 16] {
    let mut first = [0; 16];
    first.copy_from_slice(&hash.as_bytes()[..16]);
    first
}

fn short(content: &[u8; 16]) -> String {
    format!("{:016x}", u128::from_be_bytes(*content) >> 64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(keys: &mut Keys, id: Option<&str>, doi: Option<&str>, title: &str) -> String {
        let mut extract = Extract::new(title);
        extract.record = id.map(str::to_owned);
        if let Some(doi) = doi {
            extract.document.identify(Identifier::doi(doi).unwrap());
        }
        keys.name(&mut extract);
        extract.record.unwrap()
    }

    #[test]
    fn names_do_not_depend_on_the_place_in_the_file() {
        let mut keys = Keys::new(First::Identifier);
        assert_eq!(
            named(&mut keys, Some("1"), Some("10.1000/x"), "发热"),
            "doi:10.1000/x"
        );
        assert_eq!(named(&mut keys, Some("2"), None, "a"), "2");
        let content = named(&mut keys, None, None, "b");
        assert!(content.starts_with("content-"), "{content}");
        assert_eq!(
            named(&mut keys, Some("9"), Some("10.1000/x"), "发热"),
            "doi:10.1000/x"
        );
        let other = named(&mut keys, None, Some("10.1000/x"), "咳嗽");
        assert!(other.starts_with("doi:10.1000/x~"), "{other}");
        let mut keys = Keys::new(First::Id);
        assert_eq!(
            named(&mut keys, Some("c1"), Some("10.1000/x"), "发热"),
            "c1"
        );
        assert_eq!(named(&mut keys, None, None, "b"), content);
    }
}
