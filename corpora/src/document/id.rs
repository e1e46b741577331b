//! The stable name of a document.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Stable identifier of a document: the letter `d` and 16 characters of Base32, derived from the
/// source and key it was first seen under, so that a catalogue built again from the same sources
/// gives the same identifiers.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DocumentId(String);

impl DocumentId {
    /// The identifier for a document first seen as `key` of `source`.
    #[must_use]
    pub fn derive(source: &str, key: &str) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher
            .update(source.as_bytes())
            .update(b"\0")
            .update(key.as_bytes());
        let digest = hasher.finalize();
        let text = data_encoding::BASE32_NOPAD.encode(&digest.as_bytes()[..10]);
        Self(format!("d{}", text.to_ascii_lowercase()))
    }

    /// Takes a text that has the form of an identifier; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let form = |b: u8| b.is_ascii_lowercase() || (b'2'..=b'7').contains(&b);
        let good = text.len() == 17 && text.starts_with('d') && text.bytes().all(form);
        good.then(|| Self(text.to_owned()))
    }

    /// The text of the identifier.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_the_same_for_the_same_place_and_parses_back() {
        let id = DocumentId::derive("who", "https://www.who.int/zh/发热");
        assert_eq!(id, DocumentId::derive("who", "https://www.who.int/zh/发热"));
        assert_ne!(id, DocumentId::derive("who", "https://www.who.int/zh/发冷"));
        assert_eq!(DocumentId::parse(id.as_str()), Some(id));
        assert_eq!(DocumentId::parse("../../etc/passwd"), None);
    }
}
