//! Cursors: where the next page begins, in which state of the index, for which query.

use std::hash::{DefaultHasher, Hash, Hasher};

use data_encoding::BASE64URL_NOPAD;

use super::request::{Limits, SearchRequest, Sort};
use crate::error::SearchError;

/// What a cursor says. It is opaque to callers and means nothing for another query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cursor {
    pub(super) offset: usize,
    pub(super) generation: String,
    pub(super) sequence: u64,
}

/// A mark of everything that shapes the order of an answer.
fn mark(request: &SearchRequest) -> u64 {
    let mut hasher = DefaultHasher::new();
    request.text.hash(&mut hasher);
    request.syntax.hash(&mut hasher);
    request.language.hash(&mut hasher);
    request.reader.hash(&mut hasher);
    format!("{:?}", request.filters).hash(&mut hasher);
    format!("{:?}", request.concepts).hash(&mut hasher);
    request.spelling.hash(&mut hasher);
    request.legs.hash(&mut hasher);
    request.languages.hash(&mut hasher);
    (request.sort == Sort::Date).hash(&mut hasher);
    hasher.finish()
}

impl Cursor {
    /// The text that callers pass back.
    pub(super) fn encode(&self, request: &SearchRequest) -> String {
        let Self {
            offset,
            generation,
            sequence,
        } = self;
        let plain = format!("1.{offset}.{generation}.{sequence}.{:x}", mark(request));
        BASE64URL_NOPAD.encode(plain.as_bytes())
    }

    /// Reads a cursor that came with a request.
    pub(super) fn decode(text: &str, request: &SearchRequest) -> Result<Self, SearchError> {
        Self::read(text, request).ok_or(SearchError::BadCursor)
    }

    fn read(text: &str, request: &SearchRequest) -> Option<Self> {
        let plain = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        let plain = String::from_utf8(plain).ok()?;
        let parts: Vec<&str> = plain.split('.').collect();
        let &["1", offset, generation, sequence, marked] = parts.as_slice() else {
            return None;
        };
        let same_query = u64::from_str_radix(marked, 16).ok()? == mark(request);
        let cursor = Self {
            // This service gives out none that leads further, and what it did not give out may hold
            // any number.
            offset: offset.parse().ok().filter(|at| *at <= Limits::MAX_DEPTH)?,
            generation: generation.to_owned(),
            sequence: sequence.parse().ok()?,
        };
        same_query.then_some(cursor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_belongs_to_its_query() {
        let cursor = Cursor {
            offset: 20,
            generation: "g000001".to_owned(),
            sequence: 7,
        };
        let request = SearchRequest::new("发热 fièvre");
        let text = cursor.encode(&request);
        assert_eq!(Cursor::decode(&text, &request).unwrap(), cursor);
        let other = SearchRequest::new("咳嗽");
        for bad in [
            Cursor::decode(&text, &other),
            Cursor::decode("%%%", &request),
            Cursor::decode("", &request),
        ] {
            assert!(matches!(bad, Err(SearchError::BadCursor)));
        }
    }

    #[test]
    fn a_forged_cursor_leads_nowhere() {
        let request = SearchRequest::new("发热");
        let forged = Cursor {
            offset: usize::MAX,
            generation: "g000001".to_owned(),
            sequence: 7,
        };
        let read = Cursor::decode(&forged.encode(&request), &request);
        assert!(matches!(read, Err(SearchError::BadCursor)));
    }
}
