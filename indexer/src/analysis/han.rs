//! Chinese characters that are written in two ways: traditional ones become simplified.
//!
//! Done alike in every language, Japanese too: what a Japanese text and a traditional Chinese one
//! write alike is then found by either. A table of single characters is enough, as both sides of a
//! search are folded by it, and costs a hundredth of what segmenting costs.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

use serde::Deserialize;

use super::segment::{self, Class};

/// First and last character of the table.
const FIRST: u32 = 0x3400;
const LAST: u32 = 0x9FFF;

/// What `data/han.toml` says.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pairs {
    /// Traditional character and simplified one, separated from the next pair by white space.
    pairs: String,
    /// Simplified characters that Japanese writes too.
    shared: String,
}

/// The file is part of the program and a test reads it: it cannot fail to parse in service.
static PAIRS: LazyLock<Pairs> =
    LazyLock::new(|| toml::from_str(include_str!("../../data/han.toml")).unwrap_or_default());

/// The simplified form of each character from [`FIRST`] on; 0 where it is the character itself.
static SIMPLIFIED: LazyLock<Vec<u16>> = LazyLock::new(|| {
    let mut table = vec![0; (LAST - FIRST + 1) as usize];
    for pair in PAIRS.pairs.split_whitespace() {
        let mut both = pair.chars();
        let (Some(found), Some(kept)) = (both.next(), both.next()) else {
            continue;
        };
        // Both forms take three bytes: places in the folded text are places in the text.
        let place = (found as u32).checked_sub(FIRST);
        let slot = place.and_then(|place| table.get_mut(place as usize));
        if let (Some(slot), Ok(kept)) = (slot, u16::try_from(kept as u32)) {
            *slot = kept;
        }
    }
    table
});

/// The simplified form of a character, which for most is the character.
pub(super) fn simplified(c: char) -> char {
    let place = (c as u32).wrapping_sub(FIRST);
    match SIMPLIFIED.get(place as usize) {
        None | Some(0) => c,
        Some(&kept) => char::from_u32(u32::from(kept)).unwrap_or(c),
    }
}

/// A text with its traditional characters simplified. It has the length of the text, in bytes.
pub(super) fn simplify(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| simplified(c) == c) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(simplified).collect())
}

/// Characters that only simplified Chinese writes.
static CHINESE_ALONE: LazyLock<HashSet<char>> = LazyLock::new(|| {
    let simplified = PAIRS.pairs.split_whitespace();
    simplified
        .filter_map(|pair| pair.chars().nth(1))
        .filter(|c| !PAIRS.shared.contains(*c))
        .collect()
});

/// Whether a text may be Chinese as well as Japanese: it has Chinese characters, no kana, no Korean, and
/// no character that one of them alone writes.
pub(crate) fn is_chinese_or_japanese(text: &str) -> bool {
    let mut han = false;
    for c in text.chars() {
        match segment::class(c) {
            Class::Han if CHINESE_ALONE.contains(&c) => return false,
            Class::Han => han = true,
            Class::Kana | Class::Hangul => return false,
            Class::SouthEastAsian | Class::Other => {}
        }
    }
    han
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_is_of_two_characters_of_three_bytes_and_simplifying_twice_changes_nothing() {
        let read: Pairs = toml::from_str(include_str!("../../data/han.toml")).unwrap();
        let mut count = 0;
        for pair in read.pairs.split_whitespace() {
            let [found, kept] = pair.chars().collect::<Vec<_>>()[..] else {
                panic!("{pair} is no pair");
            };
            assert_eq!(pair.len(), 6, "{pair}");
            assert!((FIRST..=LAST).contains(&(found as u32)), "{pair}");
            assert_eq!(simplified(found), kept, "{pair} stands twice");
            assert_eq!(simplified(kept), kept, "{pair}");
            count += 1;
        }
        assert!(count > 2_900);
    }

    #[test]
    fn traditional_text_becomes_simplified_and_keeps_its_places() {
        for (traditional, kept) in [
            ("新型冠狀病毒肺炎診療方案", "新型冠状病毒肺炎诊疗方案"),
            ("發熱、頭痛、嘔吐與腹瀉", "发热、头痛、呕吐与腹泻"),
            ("小兒麻痺症", "小儿麻痹症"),
            ("血氧飽和度 SpO2 ≤93%", "血氧饱和度 SpO2 ≤93%"),
            ("高血圧の薬", "高血圧の薬"),
            ("정맥주사 ไข้ fièvre", "정맥주사 ไข้ fièvre"),
        ] {
            assert_eq!(simplify(traditional), kept);
            assert_eq!(simplify(traditional).len(), traditional.len());
        }
    }

    #[test]
    fn a_text_of_chinese_characters_alone_may_be_chinese_or_japanese() {
        for text in [
            "高血圧",
            "糖尿病 食事",
            "不眠症",
            "頭痛",
            "COVID-19 予防接種",
        ] {
            assert!(is_chinese_or_japanese(text), "{text}");
        }
        for text in ["发热", "高血压", "発熱のある患者", "두통 頭痛", "fever", ""] {
            assert!(!is_chinese_or_japanese(text), "{text}");
        }
    }
}
