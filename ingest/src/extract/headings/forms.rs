//! The forms of headings that are told by how they begin or are written.

use super::rules::RULES;

/// Ideographs are as wide as two letters and say as much.
pub(super) fn width(line: &str) -> usize {
    line.chars().map(|c| if matches!(c as u32, 0x1100..=0x11ff | 0x2e80..=0xd7ff | 0xf900..=0xfaff | 0xff00..=0xff60) { 2 } else { 1 }).sum()
}

const CHINESE_NUMERALS: &str = "〇零一二三四五六七八九十百";

/// 第三章, 一、, （一）.
pub(super) fn chinese(line: &str) -> Option<u32> {
    let ranks = &RULES.ranks;
    let after = |text: &'_ str| -> Option<usize> {
        let count = text
            .chars()
            .take_while(|c| CHINESE_NUMERALS.contains(*c) || c.is_ascii_digit())
            .count();
        (1..=4).contains(&count).then_some(count)
    };
    let nth = |text: &str, n: usize| text.chars().nth(n);
    if let Some(rest) = line.strip_prefix('第') {
        let count = after(rest)?;
        return match nth(rest, count)? {
            '章' | '篇' | '编' | '編' | '部' => Some(ranks.chinese_chapter),
            '节' | '節' | '条' | '條' => Some(ranks.chinese_section),
            _ => None,
        };
    }
    let ideographs = |text: &str| {
        text.chars()
            .take_while(|c| CHINESE_NUMERALS.contains(*c))
            .count()
    };
    if let Some(rest) = line.strip_prefix(['（', '(']) {
        let count = ideographs(rest);
        let closed = count > 0 && matches!(nth(rest, count)?, '）' | ')');
        return (closed && nth(rest, count + 1).is_some()).then_some(ranks.chinese_bracket);
    }
    let count = ideographs(line);
    let marked = count > 0 && matches!(nth(line, count)?, '、' | '．' | '.');
    (marked && nth(line, count + 1).is_some()).then_some(ranks.chinese_numeral)
}

/// `2.1 Dose`, `1. FAITS SAILLANTS`, `IV. Clinical features`.
pub(super) fn numbered(line: &str, next: Option<&str>) -> Option<u32> {
    let ranks = &RULES.ranks;
    let (number, rest) = line.split_once([' ', '\t', '\u{a0}'])?;
    let rest = rest.trim_start();
    let titled = rest
        .chars()
        .find(|c| c.is_alphanumeric())
        .is_some_and(|c| c.is_alphabetic() && !c.is_lowercase());
    if !titled || rest.chars().filter(|c| c.is_alphabetic()).count() < 3 {
        return None;
    }
    let bare = number.trim_end_matches(['.', ')', '．', '-', ':']);
    let parts: Vec<&str> = bare.split('.').collect();
    if parts
        .iter()
        .all(|part| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
    {
        return match parts.len() {
            1 if bare.len() < number.len() && stands_alone(line, rest, next) => {
                Some(ranks.number_1)
            }
            2 => Some(ranks.number_2),
            3..=6 => Some(ranks.number_3),
            _ => None,
        };
    }
    let roman =
        number.ends_with('.') && bare.len() <= 5 && bare.bytes().all(|b| b"IVX".contains(&b));
    (roman && stands_alone(line, rest, next)).then_some(ranks.roman)
}

/// Whether a line with a plain number is a heading rather than the item of a list: it is in
/// capitals, or short and followed by something that is no item.
fn stands_alone(line: &str, rest: &str, next: Option<&str>) -> bool {
    if is_capitals(rest) {
        return true;
    }
    let starts_numbered = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    width(line) <= RULES.max_numbered_width && next.is_some_and(|next| !starts_numbered(next))
}

/// A short line in capitals with text after it; with a comma it is more likely a list of names.
pub(super) fn capitals(line: &str, next: Option<&str>) -> Option<u32> {
    let digits = line.chars().filter(char::is_ascii_digit).count() * 100;
    let sparse = digits <= line.chars().count() * RULES.max_caps_digits;
    let fits = width(line) <= RULES.max_caps_width && sparse && !line.contains(',');
    (fits && next.is_some() && is_capitals(line)).then_some(RULES.ranks.capitals)
}

/// All letters are capitals, of a script that has them, and there are enough.
fn is_capitals(text: &str) -> bool {
    let upper = text.chars().filter(|c| c.is_uppercase()).count();
    let other = text
        .chars()
        .filter(|c| c.is_alphabetic() && !c.is_uppercase())
        .count();
    let word = text
        .split(|c: char| !c.is_alphabetic())
        .any(|word| word.chars().count() >= RULES.min_caps_letters);
    other == 0 && upper >= RULES.min_caps_letters && word
}
