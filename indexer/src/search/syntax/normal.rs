//! One form for all ways to write a query: what it is recognised by.

use super::super::request::Limits;
use super::read::{Operand, read};
use crate::analysis::Letters;

/// A query as it is recognised when it is asked again: folded as documents are, without punctuation and
/// superfluous space, in the order typed, with its signs in one form. `COVID‑19  Fièvre` and `covid-19 fievre`
/// are the same query, `fever -cough` and `fever cough` are not. Empty for a text without letters.
#[must_use]
pub fn normalised_query(text: &str) -> String {
    let end = text.char_indices().nth(Limits::MAX_QUERY_CHARS);
    let text = &text[..end.map_or(text.len(), |(at, _)| at)];
    let parts = read(text).operands;
    let parts = parts.iter().map(|operand| part(text, operand));
    let filled: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
    filled.join(" ")
}

fn part(text: &str, operand: &Operand) -> String {
    let letters = Letters::of(&text[operand.inner.clone()]);
    if letters.is_empty() {
        return String::new();
    }
    let sign = |is: bool, sign: &'static str| if is { sign } else { "" };
    let field = operand.field.as_ref().map(|fielded| fielded.field.name());
    let quote = sign(operand.quoted, "\"");
    [
        sign(operand.or.is_some(), "| "),
        sign(operand.excluded, "-"),
        field.unwrap_or_default(),
        sign(field.is_some(), ":"),
        quote,
        letters.as_str(),
        quote,
        sign(operand.star, "*"),
    ]
    .concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writing_differs_and_the_query_is_the_same() {
        for (written, normal) in [
            ("  COVID\u{2011}19   Fièvre? ", "covid 19 fievre"),
            ("发热　咳嗽", "发热 咳嗽"),
            ("ＣＯＶＩＤ", "covid"),
            ("الحُمّى", "الحمي"),
            ("“Acute  Fever” －cough", "\"acute fever\" -cough"),
            ("„acute fever“ -COUGH", "\"acute fever\" -cough"),
            ("vaccin* OR Impf*", "vaccin* | impf*"),
            ("Language：FR rash", "language:fr rash"),
            ("तेज बुखार", "तेज बुखार"),
            ("?!", ""),
        ] {
            assert_eq!(normalised_query(written), normal, "{written}");
            assert_eq!(normalised_query(normal), normal, "{written}, twice");
        }
        assert_ne!(
            normalised_query("fever -cough"),
            normalised_query("fever cough")
        );
    }
}
