//! What the ranking needs to know of a passage's document, in one number of a column.

use corpora::{Authority, Document, DocumentKind};

use crate::evidence::{Certainty, certainty};

/// Version of what is packed. Raise it when more of a document is: indexes are then built again, and answer
/// meanwhile.
pub(crate) const VERSION: u32 = 1;

/// Kind, authority, language and stated certainty of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Traits {
    pub(crate) kind: DocumentKind,
    pub(crate) authority: Authority,
    pub(crate) language: Subtag,
    pub(crate) certainty: Certainty,
}

/// A primary language subtag of two or three letters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Subtag([u8; 3]);

impl Subtag {
    pub(crate) fn of(primary: &str) -> Self {
        let mut letters = [0; 3];
        for (to, from) in letters.iter_mut().zip(primary.bytes()) {
            *to = from;
        }
        Self(letters)
    }
}

impl Traits {
    pub(crate) fn of(document: &Document) -> Self {
        Self {
            kind: document.kind,
            authority: document.authority,
            language: Subtag::of(document.language.primary()),
            certainty: certainty(document.evidence.as_deref().unwrap_or_default()),
        }
    }

    pub(crate) fn pack(self) -> u64 {
        let Subtag([a, b, c]) = self.language;
        let (kind, authority) = (self.kind as u8, self.authority as u8);
        u64::from_le_bytes([kind, authority, a, b, c, self.certainty as u8, 0, 0])
    }

    /// Reads what was packed; what this version does not know is the default.
    pub(crate) fn unpack(packed: u64) -> Self {
        let [kind, authority, a, b, c, certainty, ..] = packed.to_le_bytes();
        let kind = DocumentKind::ALL.get(usize::from(kind)).copied();
        let authority = Authority::ALL.get(usize::from(authority)).copied();
        let certainty = Certainty::ALL.get(usize::from(certainty)).copied();
        Self {
            kind: kind.unwrap_or_default(),
            authority: authority.unwrap_or_default(),
            language: Subtag([a, b, c]),
            certainty: certainty.unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_is_unpacked() {
        for &kind in DocumentKind::ALL {
            for &authority in Authority::ALL {
                for (language, &certainty) in ["zh", "yue", "und"].iter().zip(Certainty::ALL) {
                    let traits = Traits {
                        kind,
                        authority,
                        language: Subtag::of(language),
                        certainty,
                    };
                    assert_eq!(Traits::unpack(traits.pack()), traits);
                }
            }
        }
        assert_eq!(Traits::unpack(u64::MAX).kind, DocumentKind::Unclassified);
    }
}
