//! Numbers, doses and codes: what belongs together is found however it is written.

use super::fold;
use super::knowledge::{greek_name, grouping, unit};

/// What stands inside a number. Some journals write `2·5 mg`.
fn is_separator(c: char) -> bool {
    matches!(c, '.' | ',' | '\'' | '’' | '٫' | '٬' | '·' | ' ') || is_thin_space(c)
}

/// Spaces that a line does not break at: one between digits belongs to the number.
fn is_thin_space(c: char) -> bool {
    matches!(c, '\u{A0}' | '\u{2009}' | '\u{202F}')
}

/// Digits over the line: a power, or a footnote.
pub(super) fn is_superscript(c: char) -> bool {
    matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹')
}

/// Whether a word is a number, of digits of any script.
pub(super) fn is_number(word: &str) -> bool {
    let first = word.as_bytes().first();
    let plain = first.is_some_and(|byte| byte.is_ascii_digit() || !byte.is_ascii());
    plain
        && word.starts_with(char::is_numeric)
        && word.chars().all(|c| c.is_numeric() || is_separator(c))
}

/// Where the letters of a word begin that starts with a digit: `500mg`, `2,5mg`.
pub(super) fn letters_after_number(word: &str) -> Option<usize> {
    let first = word.as_bytes().first()?;
    if first.is_ascii_alphabetic() || !word.starts_with(char::is_numeric) {
        return None;
    }
    let at = word.find(char::is_alphabetic)?;
    is_number(&word[..at]).then_some(at)
}

/// A number as it is found, whatever stands between its groups of three digits and before its decimals:
/// with a point before the decimals and nothing between the groups. `1,000` is 1000 in English, and
/// 1.0 in German, where `1.000` is 1000. None if it is written so already, or the word is no number.
pub(super) fn plain_number(word: &str, language: &str) -> Option<String> {
    if !word.starts_with(char::is_numeric) || !word.contains(is_separator) {
        return None;
    }
    if is_grouped(word, language) {
        return Some(word.chars().filter(|c| c.is_numeric()).collect());
    }
    let pointed = is_number(word) && word.contains(|c| is_separator(c) && c != '.');
    pointed.then(|| word.replace(is_separator, "."))
}

/// Whether a number has groups of three digits, told by what a language writes between them.
fn is_grouped(word: &str, language: &str) -> bool {
    let mut groups = word.split(|c: char| !c.is_numeric());
    let first = groups.next().unwrap_or_default();
    let starts = (1..=3).contains(&first.chars().count()) && fold::fold(first) != "0";
    if !starts || !groups.all(|group| group.chars().count() == 3) {
        return false;
    }
    let mut signs = word.chars().filter(|c| !c.is_numeric());
    let Some(sign) = signs.next() else {
        return false;
    };
    let repeated = signs.clone().next().is_some();
    // Twice the same sign is never a decimal one.
    signs.all(|other| other == sign)
        && (repeated || is_thin_space(sign) || grouping(language).contains(sign))
}

/// Whether two numbers are one, by what stands between them: `2·5`, and `10 000` where a language
/// writes it so.
pub(super) fn is_one_number(before: &str, gap: &str, after: &str, language: &str) -> bool {
    let digits = |word: &str| word.chars().all(char::is_numeric);
    let after = &after[..letters_after_number(after).unwrap_or(after.len())];
    match gap {
        "·" => digits(before) && digits(after),
        " " | "\u{A0}" | "\u{2009}" | "\u{202F}" => {
            is_grouped(&[before, gap, after].concat(), language)
        }
        _ => false,
    }
}

/// A number with its unit, both folded, as one word.
pub(super) fn dose(number: &str, word: &str) -> Option<String> {
    unit(word).map(|unit| [number, unit].concat())
}

/// A small word with its Greek letters by name: one alone, or beside other letters and digits
/// (`TNFα`). A `μ` before Latin letters is a millionth, which is written `u` where it is not at hand.
pub(super) fn with_greek_names(word: &str, alone: bool) -> Option<String> {
    if word.is_ascii() {
        return None;
    }
    let mixed = word.chars().any(|c| c.is_ascii_alphanumeric());
    let single = alone && word.chars().nth(1).is_none();
    if !(mixed || single) || !word.chars().any(|c| greek_name(c).is_some()) {
        return None;
    }
    let mut named = String::with_capacity(word.len() + 8);
    let mut rest = word.chars().peekable();
    while let Some(c) = rest.next() {
        match greek_name(c) {
            Some("mu") if rest.peek().is_some_and(char::is_ascii_alphabetic) => named.push('u'),
            Some(name) => named.push_str(name),
            None => named.push(c),
        }
    }
    Some(named)
}

/// Longest word that is joined with a number or a Greek letter, and longest number, in characters.
const MAX_NAME: usize = 12;
const MAX_NUMBER: usize = 4;

fn is_at_most(word: &str, length: usize) -> bool {
    word.chars().nth(length).is_none()
}

/// Whether a name and a number, or a number and a short name in capitals, with a hyphen or nothing
/// between them, are a code: `COVID-19`, `IL-6`, `5-HT3`.
pub(super) fn is_code(before: &str, after: &str) -> bool {
    let numbered = after.starts_with(char::is_numeric)
        && before.ends_with(char::is_alphabetic)
        && is_at_most(after, MAX_NUMBER)
        && is_at_most(before, MAX_NAME);
    let capital = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    numbered
        || before.len() <= 2
            && before.bytes().all(|byte| byte.is_ascii_digit())
            && (2..=4).contains(&after.len())
            && after.starts_with(|c: char| c.is_ascii_uppercase())
            && after.as_bytes().iter().all(capital)
}

/// Whether two folded words, one of them the name of a Greek letter, are short enough to be written as
/// one: `TNF-α`, `β-lactam`.
pub(super) fn may_be_one(before: &str, after: &str) -> bool {
    is_at_most(before, MAX_NAME) && is_at_most(after, MAX_NAME)
}

/// A folded code without the `s` of its plural: `E2Fs`, `1990s`. Shorter ones are names: `H2S`.
pub(super) fn singular(code: &str) -> &str {
    match code.strip_suffix('s') {
        Some(one) if one.len() >= 3 => one,
        _ => code,
    }
}

/// Small digits under the line, as in `SpO₂`: part of the word before them. Those above it may be
/// footnotes.
pub(super) fn is_subscript(c: char) -> bool {
    matches!(c, '₀'..='₉')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_from_words() {
        for number in ["5", "2.5", "2,5", "1,000,000", "٢٫٥", "५००", "１２"] {
            assert!(is_number(number), "{number}");
        }
        for word in ["", "a5", "5a", "mg", "٫", "五"] {
            assert!(!is_number(word), "{word}");
        }
        assert_eq!(letters_after_number("2.5mg"), Some(3));
        assert_eq!(letters_after_number("५००mg"), Some(9));
        assert_eq!(letters_after_number("5HT3"), Some(1));
        assert_eq!(letters_after_number("IL6"), None);
        assert_eq!(letters_after_number("500"), None);
    }

    #[test]
    fn only_signs_of_the_language_stand_between_groups() {
        for (number, language, expected) in [
            ("1,000", "en", Some("1000")),
            ("1.000", "en", None),
            ("1.000", "de", Some("1000")),
            ("1,000", "de", Some("1.000")),
            ("1,000,000", "de", Some("1000000")),
            ("1 000", "fr", Some("1000")),
            ("1\u{202F}000", "en", Some("1000")),
            ("0.125", "de", None),
            ("0,125", "en", Some("0.125")),
            ("2,5", "fr", Some("2.5")),
            ("2·5", "en", Some("2.5")),
            ("1,000.5", "en", Some("1.000.5")),
            ("12.345", "es", Some("12345")),
            ("12,345", "es", Some("12345")),
            ("500", "en", None),
            ("a,b", "en", None),
        ] {
            let found = plain_number(number, language);
            assert_eq!(found.as_deref(), expected, "{number} {language}");
        }
    }

    #[test]
    fn numbers_with_a_space_inside_are_one_where_the_language_writes_them_so() {
        for (before, gap, after, language, expected) in [
            ("10", " ", "000", "fr", true),
            ("10", " ", "000", "en", false),
            ("10", "\u{A0}", "000", "en", true),
            ("1 000", " ", "000", "ru", true),
            ("10", " ", "50", "fr", false),
            ("0", " ", "500", "fr", false),
            ("2", "·", "5", "en", true),
            ("2", "·", "5mg", "en", true),
            ("1", " ", "000mg", "fr", true),
            ("a", "·", "b", "ca", false),
            ("2", "-", "5", "en", false),
        ] {
            let found = is_one_number(before, gap, after, language);
            assert_eq!(found, expected, "{before}{gap}{after} {language}");
        }
    }

    #[test]
    fn greek_letters_have_names_where_they_are_no_words() {
        for (word, alone, expected) in [
            ("β", true, Some("beta")),
            ("β", false, None),
            ("tnfα", false, Some("tnfalpha")),
            ("β2", true, Some("beta2")),
            ("μg", true, Some("ug")),
            ("μ", true, Some("mu")),
            ("μmol", false, Some("umol")),
            ("πυρετοσ", true, None),
            ("il6", true, None),
            ("й", true, None),
        ] {
            assert_eq!(with_greek_names(word, alone).as_deref(), expected, "{word}");
        }
    }

    #[test]
    fn codes_lose_the_ending_of_their_plural_alone() {
        for (code, expected) in [
            ("e2fs", "e2f"),
            ("1990s", "1990"),
            ("h2s", "h2s"),
            ("hba1c", "hba1c"),
        ] {
            assert_eq!(singular(code), expected);
        }
    }

    #[test]
    fn codes_are_a_name_and_a_number() {
        for (before, after) in [
            ("COVID", "19"),
            ("IL", "6"),
            ("5", "HT3"),
            ("5", "FU"),
            ("ИЛ", "6"),
            ("कोविड", "19"),
            ("ＣＯＶＩＤ", "１９"),
        ] {
            assert!(is_code(before, after), "{before}-{after}");
        }
        for (before, after) in [
            ("28", "day"),
            ("10", "20"),
            ("post", "operative"),
            ("COVID", "20200"),
        ] {
            assert!(!is_code(before, after), "{before}-{after}");
        }
    }
}
