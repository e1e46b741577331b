//! Identifiers in a query: who types a DOI wants that document.

use corpora::Identifier;

/// Words of a query that are looked at.
const MAX_WORDS: usize = 16;

/// An ISBN-10 may end in X.
const MIN_ISBN_DIGITS: usize = 9;

/// The identifiers that a query has: DOI, PMCID, ISBN and address by their form, PMID by its name
/// before it, since a number alone is none.
pub(super) fn identifiers(text: &str) -> Vec<Identifier> {
    let mut found = Vec::new();
    let mut before = "";
    for word in text.split_whitespace().take(MAX_WORDS) {
        if let Some(identifier) = identifier(word, before)
            && !found.contains(&identifier)
        {
            found.push(identifier);
        }
        before = word;
    }
    found
}

fn identifier(word: &str, before: &str) -> Option<Identifier> {
    let named = || {
        let name = before.trim_end_matches(':');
        format!("{name}:{word}").parse().ok()
    };
    let by_form = word.parse().ok().or_else(|| {
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        let long = digits >= MIN_ISBN_DIGITS;
        long.then(|| Identifier::isbn(word).ok()).flatten()
    });
    by_form.or_else(named)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_seen_among_words_and_numbers_are_none() {
        for (text, expected) in [
            ("10.1056/NEJMoa2021436", "doi:10.1056/nejmoa2021436"),
            (
                "地塞米松 https://doi.org/10.1056/NEJMoa2021436",
                "doi:10.1056/nejmoa2021436",
            ),
            (
                "ديكساميثازون doi:10.1056/NEJMoa2021436",
                "doi:10.1056/nejmoa2021436",
            ),
            ("PMID: 32678530", "pmid:32678530"),
            ("pmid:32678530", "pmid:32678530"),
            ("PMC7383595", "pmcid:PMC7383595"),
            ("978-92-4-151021-9", "isbn:9789241510219"),
        ] {
            let found: Vec<String> = identifiers(text)
                .iter()
                .map(Identifier::to_string)
                .collect();
            assert_eq!(found, [expected], "{text}");
        }
        for text in [
            "",
            "32678530",
            "500 mg",
            "10.5 mg/kg",
            "COVID-19",
            "1234567890",
            "१२३४५६७८९०",
        ] {
            assert_eq!(identifiers(text), [], "{text}");
        }
    }
}
