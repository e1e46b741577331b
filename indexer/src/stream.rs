//! Terms on their way into the index: one text for all terms of a field, so that the index's own
//! threads take it apart without a string for each term.

use tantivy::tokenizer::{Token as IndexToken, TokenStream, Tokenizer};

use corpora::Language;

use crate::analysis::{Stream, visit};

/// Name under which the tokenizer is registered.
pub(crate) const NAME: &str = "terms";

/// Ends a term. No term contains it: it is neither letter, mark nor digit.
const END: char = '\n';

/// Begins a term that stands at the place of the one before.
const SAME_PLACE: char = '\u{1}';

/// Both streams of a text in the form that [`Terms`] reads.
#[derive(Debug, Clone, Default)]
pub(crate) struct Encoded {
    pub(crate) main: String,
    pub(crate) exact: String,
}

/// Takes a text apart and writes its streams.
pub(crate) fn encode(text: &str, language: &Language) -> Encoded {
    let mut encoded = Encoded {
        main: String::with_capacity(text.len() + text.len() / 4),
        exact: String::with_capacity(text.len() + text.len() / 4),
    };
    let (mut last_main, mut last_exact) = (None, None);
    visit(text, language, &mut |term| {
        let (stream, last) = match term.stream {
            Stream::Main => (&mut encoded.main, &mut last_main),
            Stream::Exact => (&mut encoded.exact, &mut last_exact),
        };
        if last.replace(term.position) == Some(term.position) {
            stream.push(SAME_PLACE);
        }
        stream.push_str(term.text);
        stream.push(END);
    });
    encoded
}

/// Reads the terms of an encoded text. Places are counted within the stream.
#[derive(Debug, Clone, Default)]
pub(crate) struct Terms {
    token: IndexToken,
}

#[derive(Debug)]
pub(crate) struct TermStream<'a> {
    rest: &'a str,
    token: &'a mut IndexToken,
}

impl Tokenizer for Terms {
    type TokenStream<'a> = TermStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> TermStream<'a> {
        self.token.reset();
        TermStream {
            rest: text,
            token: &mut self.token,
        }
    }
}

impl TokenStream for TermStream<'_> {
    fn advance(&mut self) -> bool {
        let Some((term, rest)) = self.rest.split_once(END) else {
            return false;
        };
        self.rest = rest;
        let (term, step) = term
            .strip_prefix(SAME_PLACE)
            .map_or((term, 1), |term| (term, 0));
        // The first term of all stands at 0: the position begins just before it.
        self.token.position = self.token.position.wrapping_add(step);
        self.token.text.clear();
        self.token.text.push_str(term);
        true
    }

    fn token(&self) -> &IndexToken {
        self.token
    }

    fn token_mut(&mut self) -> &mut IndexToken {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_come_out_as_they_went_in() {
        let mut terms = Terms::default();
        let encoded = encode("COVID-19 肺炎 ไข้", &Language::parse("en").unwrap()).exact;
        let mut stream = terms.token_stream(&encoded);
        let mut read = Vec::new();
        while stream.advance() {
            read.push((stream.token().text.clone(), stream.token().position));
        }
        let read: Vec<_> = read
            .iter()
            .map(|(text, position)| (text.as_str(), *position))
            .collect();
        assert_eq!(
            read,
            [
                ("covid", 0),
                ("19", 1),
                ("covid19", 1),
                ("肺炎", 2),
                ("ไข้", 3)
            ]
        );
    }
}
