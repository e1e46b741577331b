//! Folding: what differs in writing but not to a reader becomes one.

use std::borrow::Cow;

use std::ops::RangeInclusive;
use std::sync::LazyLock;

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use icu_properties::CodePointMapData;
use icu_properties::props::GeneralCategory;

use super::han::{simplified, simplify};
use super::knowledge::letter_variant;

/// Compatibility composition (NFKC) and lower case; marks stay.
pub(super) fn lower(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    mapped(word, &LOWER).unwrap_or_else(|| lower_any(word))
}

fn lower_any(word: &str) -> String {
    ComposingNormalizerBorrowed::new_nfkc()
        .normalize(word)
        .to_lowercase()
}

/// What becomes of each character below U+0800; 0 where that is not one character, or depends on its
/// neighbours.
type Table = [u16; 0x800];

/// What [`lower`] makes of letters and digits. Looking up the letters of a word that is met anew spares
/// normalising it, and most words of alphabets are of these.
static LOWER: LazyLock<Table> = LazyLock::new(|| {
    table(|c| {
        let mut bytes = [0; 4];
        let alone = c.encode_utf8(&mut bytes);
        // The small form of a sigma, however it is written, is another one at the end of a word.
        match &*ComposingNormalizerBorrowed::new_nfkc().normalize(alone) {
            "Σ" => String::new(),
            _ => lower_any(alone),
        }
    })
});

/// What [`strip_marks`] makes of them.
static BARE: LazyLock<Table> = LazyLock::new(|| table(|c| strip_any(c.encode_utf8(&mut [0; 4]))));

fn table(of: impl Fn(char) -> String) -> Table {
    let categories = CodePointMapData::<GeneralCategory>::new();
    let alone = |c: &char| {
        c.is_ascii()
            || matches!(
                categories.get(*c),
                GeneralCategory::UppercaseLetter
                    | GeneralCategory::LowercaseLetter
                    | GeneralCategory::TitlecaseLetter
                    | GeneralCategory::OtherLetter
                    | GeneralCategory::DecimalNumber
            )
    };
    std::array::from_fn(|code| {
        let c = u32::try_from(code).ok().and_then(char::from_u32);
        let found = c.filter(alone).map(&of).unwrap_or_default();
        let mut found = found.chars();
        match (found.next(), found.next()) {
            (Some(c), None) => u16::try_from(c as u32).unwrap_or(0),
            _ => 0,
        }
    })
}

/// A word with each of its characters replaced by that of the table, if they all have one.
fn mapped(word: &str, table: &Table) -> Option<String> {
    let mut mapped = String::with_capacity(word.len());
    for c in word.chars() {
        let kept = table.get(c as usize).filter(|kept| **kept != 0)?;
        mapped.push(char::from_u32(u32::from(*kept))?);
    }
    Some(mapped)
}

/// The folded form: NFKC, lower case, ASCII digits, letter variants as one, and without the marks
/// that are decoration in their script: Latin, Greek and Cyrillic diacritics, Arabic harakat and
/// tatweel, Hebrew points. Marks of Indic scripts and Thai are letters and stay. Traditional Chinese
/// characters become simplified.
pub(crate) fn fold(word: &str) -> Cow<'_, str> {
    if word.chars().all(is_settled) {
        return simplify(word);
    }
    if word.is_ascii() {
        return Cow::Owned(word.to_ascii_lowercase());
    }
    Cow::Owned(strip_marks(&lower(word)))
}

/// Where scripts of South and South-East Asia begin and end, from Devanagari to Khmer.
const SYLLABIC: std::ops::Range<u32> = 0x0900..0x1800;

/// What [`fold`] makes of each of their characters alone; 0 where that is not one character.
static ALONE: LazyLock<Vec<u16>> = LazyLock::new(|| {
    let folded = |code| {
        let c = char::from_u32(code)?;
        let folded = fold(c.encode_utf8(&mut [0; 4])).into_owned();
        let mut folded = folded.chars();
        let one = folded.next().filter(|_| folded.next().is_none())?;
        u16::try_from(u32::from(one)).ok()
    };
    SYLLABIC.map(|code| folded(code).unwrap_or(0)).collect()
});

/// Writes what [`fold`] makes of one character. Texts of scripts without spaces are read so, character by
/// character.
pub(crate) fn fold_character(c: char, into: &mut String) {
    let place = u32::from(c).checked_sub(SYLLABIC.start);
    let kept = place.and_then(|place| ALONE.get(place as usize));
    match kept.filter(|kept| **kept != 0) {
        Some(&kept) => into.extend(char::from_u32(u32::from(kept))),
        None => into.push_str(&fold(c.encode_utf8(&mut [0; 4]))),
    }
}

/// Characters that no normalisation changes, whatever is beside them: Chinese characters, kana and
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
    mapped(word, &BARE).unwrap_or_else(|| strip_any(word))
}

fn strip_any(word: &str) -> String {
    let decomposed = DecomposingNormalizerBorrowed::new_nfd().normalize(word);
    let mut plain = String::with_capacity(word.len());
    for c in decomposed.chars() {
        if is_decoration(c) || c == NUKTA && plain.ends_with(LOAN_SOUNDS) {
            continue;
        }
        match letter_variant(c) {
            Some(kept) => plain.push_str(kept),
            None => plain.push(ascii_digit(c).unwrap_or(simplified(c))),
        }
    }
    // Hangul and marks that stay are put together again.
    ComposingNormalizerBorrowed::new_nfc()
        .normalize(&plain)
        .into_owned()
}

/// The dot of Devanagari that tells sounds of loan words apart is mostly left out below these letters;
/// below others it makes another letter.
const NUKTA: char = '\u{93C}';
const LOAN_SOUNDS: [char; 5] = ['क', 'ख', 'ग', 'ज', 'फ'];

/// Marks that do not change which word it is, and signs that are not seen.
pub(super) fn is_decoration(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36F}'       // Latin, Greek, Cyrillic
        | '\u{591}'..='\u{5C7}'     // Hebrew points and accents
        | '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{640}'
        | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}' | '\u{FE00}'..='\u{FE0F}')
}

/// Decimal digits of all scripts, ten by ten.
static DIGITS: LazyLock<Vec<RangeInclusive<u32>>> = LazyLock::new(|| {
    CodePointMapData::<GeneralCategory>::new()
        .iter_ranges_for_value(GeneralCategory::DecimalNumber)
        .collect()
});

/// The ASCII digit of the same value, for a decimal digit of any script.
fn ascii_digit(c: char) -> Option<char> {
    let code = c as u32;
    // Most characters are told apart from digits without looking them up.
    if code < 0x660 {
        return None;
    }
    let found = DIGITS.partition_point(|digits| *digits.end() < code);
    let digits = DIGITS.get(found).filter(|digits| digits.contains(&code))?;
    char::from_digit((code - digits.start()) % 10, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_alone_folds_as_a_word_of_it() {
        for c in ('\0'..='\u{3100}').chain(['新', '種', '한', '𝒳']) {
            let mut one = String::new();
            fold_character(c, &mut one);
            assert_eq!(one, fold(&c.to_string()), "{c:?}");
        }
    }

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
            ("頭痛", "头痛"),
            ("ｶ頭", "カ头"),
            ("बुख़ार", "बुखार"),
            ("खाँसी", "खांसी"),
            ("צה״ל", "צה\"ל"),
            ("חיסון", "חיסונ"),
            ("об’єм", "об'єм"),
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
                assert_eq!(strip_marks(&lower(&written)), simplify(&written), "{c:?}");
                assert_eq!(fold(&written), simplify(&written), "{c:?}");
            }
        }
        assert_eq!(fold("का"), "का");
        assert_ne!(fold("बड़ा"), fold("बडा"));
        assert_ne!(fold("ก็"), fold("ก"));
    }

    #[test]
    fn words_are_looked_up_letter_by_letter_to_the_same_effect() {
        let alone = |table: &Table| -> Vec<char> {
            let codes = (0..0x800).filter(|code| table[*code as usize] != 0);
            codes.filter_map(char::from_u32).collect()
        };
        for (table, slow) in [
            (&LOWER, lower_any as fn(&str) -> String),
            (&BARE, strip_any as fn(&str) -> String),
        ] {
            let letters = alone(table);
            assert!(letters.len() > 1_000);
            for (at, first) in letters.iter().enumerate() {
                for second in letters.iter().skip(at % 7).step_by(7) {
                    let word = format!("{first}{second}{first}");
                    assert_eq!(mapped(&word, table), Some(slow(&word)), "{word}");
                }
            }
        }
        assert_eq!(lower("ΟΔΟΣ"), "οδος");
        assert_eq!(lower("ΟΔΟϹ"), "οδος");
        assert_eq!(mapped("a\u{301}", &BARE), None);
    }

    #[test]
    fn digits_of_every_script_are_one() {
        let mut scripts = 0;
        for zero in [
            '٠', '۰', '߀', '०', '০', '੦', '૦', '୦', '௦', '౦', '೦', '൦', '෦', '๐', '໐', '༠', '၀',
            '႐', '០', '᠐', '᥆', '꩐', '０', '𑁦', '𞥐',
        ] {
            for value in 0..10 {
                let digit = char::from_u32(zero as u32 + value).unwrap();
                let expected = char::from_digit(value, 10).unwrap().to_string();
                assert_eq!(fold(&digit.to_string()), expected, "{digit}");
            }
            scripts += 1;
        }
        assert_eq!(scripts, 25);
        assert_eq!(fold("५०० १२ ৩০ ၄၂ ៥"), "500 12 30 42 5");
    }
}
