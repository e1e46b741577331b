//! Terms on their way into the index: one text for all terms of a field, so that the index's own
//! threads take it apart without a string for each term.

use tantivy::tokenizer::{Token as IndexToken, TokenStream, Tokenizer};

use corpora::Language;

use crate::analysis::{Stream, visit};
use crate::concepts::MarkedText;

/// Name under which the tokenizer is registered.
pub(crate) const NAME: &str = "terms";

/// Ends a term. No term contains it: it is neither letter, mark nor digit.
pub(crate) const END: char = '\n';

/// Both streams of a text in the form that [`Terms`] reads.
#[derive(Debug, Clone, Default)]
pub(crate) struct Encoded {
    pub(crate) main: String,
    pub(crate) exact: String,
}

/// Takes a text apart, writes its streams, and leaves in `marked`, if it is wanted, what labels are
/// looked up in. A word whose exact form is its stem stands in the main
/// stream alone, which spares more than half of the exact one; queries look for exact forms in both.
pub(crate) fn encode(
    text: &str,
    language: &Language,
    mut marked: Option<&mut MarkedText>,
) -> Encoded {
    if let Some(marked) = &mut marked {
        marked.clear();
    }
    let mut encoded = Encoded {
        main: String::with_capacity(text.len() + text.len() / 4),
        exact: String::with_capacity(text.len() + text.len() / 4),
    };
    // Where the exact form of the word that comes next in the main stream begins.
    let mut before = (usize::MAX, 0);
    visit(text, language, &mut |term| {
        if let Some(marked) = &mut marked {
            marked.push(text, &term);
        }
        let stream = match term.stream {
            Stream::Exact => {
                before = (term.position, encoded.exact.len());
                &mut encoded.exact
            }
            Stream::Main => {
                let (position, start) = before;
                let exact = encoded.exact.get(start..).unwrap_or_default();
                if position == term.position && exact.strip_suffix(END) == Some(term.text) {
                    encoded.exact.truncate(start);
                }
                &mut encoded.main
            }
        };
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
        // Terms are short: looking at each byte is faster than a search made for long texts.
        let Some(end) = self.rest.bytes().position(|byte| byte == END as u8) else {
            return false;
        };
        let term = &self.rest[..end];
        self.rest = &self.rest[end + 1..];
        // The first term of all stands at 0: the position begins just before it.
        self.token.position = self.token.position.wrapping_add(1);
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
        let language = Language::parse("en").unwrap();
        let encoded = encode("COVID-19 vaccines 肺炎 ไข้", &language, None);
        let mut read = |text: &str| {
            let mut stream = terms.token_stream(text);
            let mut read = Vec::new();
            while stream.advance() {
                read.push((stream.token().text.clone(), stream.token().position));
            }
            read
        };
        let of = |terms: &[&str]| -> Vec<(String, usize)> {
            let numbered = terms.iter().enumerate();
            numbered.map(|(n, term)| ((*term).to_owned(), n)).collect()
        };
        assert_eq!(
            read(&encoded.main),
            of(&["covid", "19", "vaccin", "肺炎", "ไข้"])
        );
        // What is its own stem is not repeated.
        assert_eq!(
            read(&encoded.exact),
            of(&["covid19", "vaccines", "肺炎", "ไข้"])
        );
    }
}
