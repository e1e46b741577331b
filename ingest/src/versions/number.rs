//! Numbers of editions, as titles and addresses write them. The signs and words are in
//! `data/numerals.toml`.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

#[derive(Debug, Default)]
struct Rules {
    digits: HashMap<char, char>,
    separators: String,
    han: HashMap<char, u32>,
    powers: HashMap<char, u32>,
    words: HashMap<String, u32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    digits: Vec<String>,
    separators: String,
    han: Han,
    words: HashMap<String, Vec<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Han {
    digits: String,
    same: HashMap<char, char>,
    powers: HashMap<char, u32>,
}

// A test makes sure that the bundled rules can be read.
static RULES: LazyLock<Rules> = LazyLock::new(|| read().unwrap_or_default());

fn read() -> Result<Rules, toml::de::Error> {
    let file: File = toml::from_str(include_str!("../../data/numerals.toml"))?;
    let digits = file
        .digits
        .iter()
        .flat_map(|row| row.chars().zip('0'..='9'));
    let mut han: HashMap<char, u32> = file.han.digits.chars().zip(0..).collect();
    let same = file.han.same.iter();
    let same: Vec<_> = same
        .filter_map(|(sign, of)| Some((*sign, *han.get(of)?)))
        .collect();
    han.extend(same);
    let words = file.words.values().flat_map(|words| words.iter().zip(1..));
    let words = words.flat_map(|(forms, number)| forms.split(' ').map(move |form| (form, number)));
    Ok(Rules {
        digits: digits.collect(),
        separators: file.separators,
        han,
        powers: file.han.powers,
        words: words
            .map(|(form, number)| (form.to_owned(), number))
            .collect(),
    })
}

/// Most parts of a number, and most digits of a part.
const MAX_PARTS: usize = 6;
const MAX_DIGITS: usize = 8;
/// Longest text that is read as a number, in characters.
const MAX_CHARS: usize = 40;

/// The same text with the digits of all scripts as ASCII digits.
pub(super) fn with_plain_digits(text: &str) -> String {
    let plain = |c: char| RULES.digits.get(&c).copied().unwrap_or(c);
    text.chars().map(plain).collect()
}

/// The parts of a number, the weightiest first: `3.1`, `٣`, `第七`, `Second`, `2nd`, `IV`, `v2-0`. `None`
/// where it is not clear which number it is.
pub(super) fn number(text: &str) -> Option<Vec<u32>> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > MAX_CHARS {
        return None;
    }
    let plain = with_plain_digits(text).to_lowercase();
    of_digits(&plain)
        .or_else(|| RULES.words.get(&plain).map(|number| vec![*number]))
        .or_else(|| of_han(&plain).map(|number| vec![number]))
        .or_else(|| of_roman(text).map(|number| vec![number]))
}

fn of_digits(plain: &str) -> Option<Vec<u32>> {
    let bare = plain.trim_start_matches("第").trim_start_matches('v');
    let bare = ["st", "nd", "rd", "th", "ª", "º", "°", "."]
        .iter()
        .find_map(|suffix| bare.strip_suffix(suffix))
        .unwrap_or(bare);
    let parts: Vec<&str> = bare.split(|c| RULES.separators.contains(c)).collect();
    let digits = |part: &&str| {
        (1..=MAX_DIGITS).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
    };
    if parts.len() > MAX_PARTS || !parts.iter().all(digits) {
        return None;
    }
    parts.iter().map(|part| part.parse().ok()).collect()
}

/// 七, 十, 二十一, 一百零三, and digit by digit 二〇.
fn of_han(plain: &str) -> Option<u32> {
    let bare = plain.strip_prefix('第').unwrap_or(plain);
    let signs: Vec<char> = bare.chars().collect();
    if signs.is_empty() || signs.len() > MAX_DIGITS {
        return None;
    }
    if !signs.iter().any(|sign| RULES.powers.contains_key(sign)) {
        let digit = |number: Option<u32>, sign: &char| Some(number? * 10 + RULES.han.get(sign)?);
        return signs.iter().fold(Some(0), digit);
    }
    let (mut sum, mut digit) = (0, None);
    for sign in signs {
        if let Some(power) = RULES.powers.get(&sign) {
            sum += digit.take().unwrap_or(1) * power;
        } else {
            digit = Some(*RULES.han.get(&sign)?);
        }
    }
    Some(sum + digit.unwrap_or(0))
}

/// Roman numerals to 39, in capitals: small letters are letters.
fn of_roman(text: &str) -> Option<u32> {
    const TENS: [&str; 4] = ["", "X", "XX", "XXX"];
    const ONES: [&str; 10] = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"];
    (1..40_u32).find(|number| {
        let part = |list: &[&'static str], at: u32| list.get(at as usize).copied().unwrap_or("");
        let (tens, ones) = (part(&TENS, number / 10), part(&ONES, number % 10));
        text.strip_prefix(tens) == Some(ones)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_bundled_numerals_can_be_read() {
        let rules = read().unwrap();
        assert_eq!(rules.digits.len(), 110);
        assert!(rules.words.keys().all(|word| *word == word.to_lowercase()));
        assert_eq!(rules.han.len(), 15);
    }

    #[test]
    fn numbers_are_read_as_they_are_written_everywhere() {
        for (text, expected) in [
            ("3.1", &[3, 1][..]),
            ("v14", &[14]),
            ("2-10", &[2, 10]),
            ("2nd", &[2]),
            ("6ª", &[6]),
            ("七", &[7]),
            ("第十", &[10]),
            ("二十一", &[21]),
            ("一百零三", &[103]),
            ("二〇", &[20]),
            ("٣", &[3]),
            ("۱۲", &[12]),
            ("३.१", &[3, 1]),
            ("１０", &[10]),
            ("Second", &[2]),
            ("الثالثة", &[3]),
            ("Вторая", &[2]),
            ("troisième", &[3]),
            ("XVIII", &[18]),
            ("II", &[2]),
        ] {
            assert_eq!(number(text).as_deref(), Some(expected), "{text}");
        }
        for text in [
            "",
            "final",
            "试行",
            "3.x",
            "1.2.3.4.5.6.7",
            "123456789",
            "iv",
            "3..1",
            "B",
        ] {
            assert_eq!(number(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn foreign_text_never_panics(text in "[0-9v.第一十百零٣XIV-]{0,50}") {
            let _ = number(&text);
        }
    }
}
