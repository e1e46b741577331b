//! Folding: what differs in writing but not to a reader becomes one.

use std::borrow::Cow;

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};

use super::knowledge::letter_variant;

/// Compatibility composition (NFKC) and lower case; marks stay.
pub(super) fn lower(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    ComposingNormalizerBorrowed::new_nfkc()
        .normalize(word)
        .to_lowercase()
}

/// The folded form: NFKC, lower case, ASCII digits, letter variants as one, and without the marks
/// that are decoration in their script: Latin, Greek and Cyrillic diacritics, Arabic harakat and
/// tatweel, Hebrew points. Marks of Indic scripts and Thai are letters and stay.
pub(crate) fn fold(word: &str) -> Cow<'_, str> {
    if word.chars().all(is_settled) {
        return Cow::Borrowed(word);
    }
    if word.is_ascii() {
        return Cow::Owned(word.to_ascii_lowercase());
    }
    Cow::Owned(strip_marks(&lower(word)))
}

/// Characters that stand for themselves, whatever is beside them: Chinese characters, kana and
/// Korean syllables as they are mostly written.
fn is_settled(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}' | '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FC}'
        | '\u{AC00}'..='\u{D7A3}')
}

/// Removes decoration from a lower-case word.
pub(super) fn strip_marks(word: &str) -> String {
    if word.is_ascii() {
        return word.to_owned();
    }
    let decomposed = DecomposingNormalizerBorrowed::new_nfd().normalize(word);
    let mut plain = String::with_capacity(word.len());
    for c in decomposed.chars() {
        if is_decoration(c) {
            continue;
        }
        match letter_variant(c) {
            Some(kept) => plain.push_str(kept),
            None => plain.push(ascii_digit(c).unwrap_or(c)),
        }
    }
    // Hangul and marks that stay are put together again.
    ComposingNormalizerBorrowed::new_nfc()
        .normalize(&plain)
        .into_owned()
}

/// Marks that do not change which word it is, and signs that are not seen.
pub(super) fn is_decoration(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36F}'       // Latin, Greek, Cyrillic
        | '\u{591}'..='\u{5C7}'     // Hebrew points and accents
        | '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{640}'
        | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}' | '\u{FE00}'..='\u{FE0F}')
}

/// Zeros of the scripts whose digits people write in clinical text.
const ZEROS: [char; 10] = ['٠', '۰', '०', '০', '௦', '๐', '໐', '០', '၀', '੦'];

fn ascii_digit(c: char) -> Option<char> {
    let value = ZEROS
        .iter()
        .find_map(|&zero| (c as u32).checked_sub(zero as u32).filter(|v| *v < 10))?;
    char::from_digit(value, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reads_the_same_is_the_same() {
        for (written, folded) in [
            ("Fièvre", "fievre"),
            ("NEUMONÍA", "neumonia"),
            ("Übelkeit", "ubelkeit"),
            ("Straße", "strasse"),
            ("ＳｐＯ₂", "spo2"),
            ("ﬁèvre", "fievre"),
            ("ёлка", "елка"),
            ("й", "и"),
            ("ΠΥΡΕΤΌΣ", "πυρετοσ"),
            ("مُسْتَشْفًى", "مستشفي"),
            ("أدوية", "ادويه"),
            ("۵۰۰", "500"),
            ("٥٠٠", "500"),
            ("शामिल", "शामिल"),
            ("ก็", "ก็"),
            ("호흡", "호흡"),
            ("ガ", "ガ"),
            ("ｶﾞ", "ガ"),
        ] {
            assert_eq!(fold(written), fold(folded), "{written}");
        }
        for c in ('\u{3000}'..='\u{D7FF}').filter(|c| is_settled(*c)) {
            let alone = c.to_string();
            for written in [
                alone.clone(),
                format!("{c}{c}"),
                format!("カ{c}"),
                format!("각{c}"),
            ] {
                assert_eq!(strip_marks(&lower(&written)), written, "{c:?}");
            }
        }
        assert_eq!(fold("का"), "का");
        assert_ne!(fold("ก็"), fold("ก"));
    }
}
