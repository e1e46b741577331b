//! Headings in text without markup, by the rules in `data/headings.toml`.
//!
//! Every line ends up in a heading or in the text under one.

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use corpora::Section;
use serde::Deserialize;

use super::outline::Outline;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    max_width: usize,
    max_caps_width: usize,
    min_caps_letters: usize,
    max_caps_digits: usize,
    max_numbered_width: usize,
    sentence_ends: String,
    bullets: String,
    ranks: Ranks,
    labels: BTreeMap<String, HashSet<String>>,
}

/// Rank of each form of heading.
#[derive(Debug, Default, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ranks {
    chinese_chapter: u32,
    chinese_section: u32,
    capitals: u32,
    roman: u32,
    chinese_numeral: u32,
    number_1: u32,
    chinese_bracket: u32,
    number_2: u32,
    number_3: u32,
    label: u32,
    pub(super) font_largest: u32,
    pub(super) font_larger: u32,
    pub(super) font_large: u32,
}

// A test makes sure that the bundled rules can be read.
static RULES: LazyLock<Rules> =
    LazyLock::new(|| toml::from_str(include_str!("../../data/headings.toml")).unwrap_or_default());

/// The ranks of headings told by their font.
pub(super) fn ranks() -> Ranks {
    RULES.ranks
}

/// Splits text at its headings.
pub(crate) fn sections(text: &str) -> Vec<Section> {
    let mut outline = Outline::default();
    add(&mut outline, text);
    outline.finish()
}

/// Adds text to an outline, split at its headings.
pub(super) fn add(outline: &mut Outline, text: &str) {
    let lines: Vec<&str> = text.lines().collect();
    for (at, line) in lines.iter().enumerate() {
        let next = lines[at + 1..]
            .iter()
            .map(|l| l.trim())
            .find(|l| !l.is_empty());
        match heading(line.trim(), next) {
            Some((rank, heading)) => outline.heading(rank, heading, None),
            None => outline.line(line),
        }
    }
}

/// Rank and text of a line if it is a heading. `next` is the next line that is not empty.
pub(super) fn heading<'l>(line: &'l str, next: Option<&str>) -> Option<(u32, &'l str)> {
    let rules = &*RULES;
    if line.is_empty() || line.starts_with(|c| rules.bullets.contains(c)) {
        return None;
    }
    if let Some(found) = markdown(line) {
        return Some(found);
    }
    let label = line.trim_end_matches([':', '：', ' ']);
    if is_label(label) {
        return Some((rules.ranks.label, label));
    }
    if width(line) > rules.max_width || line.ends_with(|c| rules.sentence_ends.contains(c)) {
        return None;
    }
    let rank = chinese(line)
        .or_else(|| numbered(line, next))
        .or_else(|| capitals(line, next))?;
    Some((rank, line))
}

fn markdown(line: &str) -> Option<(u32, &str)> {
    let text = line.trim_start_matches('#');
    let level = line.len() - text.len();
    let heading = text.trim().trim_end_matches('#').trim_end();
    let good = (1..=6).contains(&level) && text.starts_with([' ', '\t']) && !heading.is_empty();
    good.then_some((u32::try_from(level).unwrap_or(6) * 10, heading))
}

fn is_label(line: &str) -> bool {
    let lower = line.to_lowercase();
    RULES.labels.values().any(|labels| labels.contains(&lower))
}

/// Ideographs are as wide as two letters and say as much.
fn width(line: &str) -> usize {
    line.chars().map(|c| if matches!(c as u32, 0x1100..=0x11ff | 0x2e80..=0xd7ff | 0xf900..=0xfaff | 0xff00..=0xff60) { 2 } else { 1 }).sum()
}

const CHINESE_NUMERALS: &str = "〇零一二三四五六七八九十百";

/// 第三章, 一、, （一）.
fn chinese(line: &str) -> Option<u32> {
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
fn numbered(line: &str, next: Option<&str>) -> Option<u32> {
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

/// A short line in capitals with text after it.
fn capitals(line: &str, next: Option<&str>) -> Option<u32> {
    let digits = line.chars().filter(char::is_ascii_digit).count() * 100;
    let sparse = digits <= line.chars().count() * RULES.max_caps_digits;
    let fits = width(line) <= RULES.max_caps_width && sparse && next.is_some();
    (fits && is_capitals(line)).then_some(RULES.ranks.capitals)
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_bundled_rules_can_be_read() {
        toml::from_str::<Rules>(include_str!("../../data/headings.toml")).unwrap();
    }

    #[test]
    fn headings_of_every_script_are_told_from_text() {
        let is = |line| heading(line, Some("Text goes on.")).is_some();
        for line in [
            "# Úvod",
            "### 1.1 Dose ###",
            "1. FAITS SAILLANTS",
            "2.1 Dose",
            "3.2.1 Doses in children",
            "IV. Clinical features",
            "一、病原学特点",
            "（一）流行病学史",
            "第三章 治疗",
            "第2节 诊断",
            "临床表现",
            "治療",
            "임상증상",
            "CLINICAL FEATURES OF ABORTION",
            "Clinical features:",
            "Introduction",
            "Лечение",
            "ЛЕЧЕНИЕ ЛИХОРАДКИ",
            "التشخيص",
            "लक्षण",
            "การรักษา",
            "症状",
            "ΘΕΡΑΠΕΙΑ ΠΥΡΕΤΟΥ",
            "1. Introduction",
            "DÉFIS ET CONTRAINTES",
        ] {
            assert!(is(line), "{line}");
        }
        for line in [
            "",
            "-",
            "Give oral rehydration solution at once.",
            "1. Wash hands with soap and water for at least twenty seconds before each contact",
            "2.5 mg once daily",
            "6 mg",
            "10 mg/kg",
            "12.5 mg",
            "- CLINICAL FEATURES",
            "■ Anaemia",
            "OUI",
            "N/A",
            "782*",
            "181(23,1%)",
            "患者应给予氧疗，密切监测。",
            "一般治疗",
            "十日后复查",
            "重型。",
            "BCG",
            "I am well",
            "#hashtag",
            "CD4 200",
            "12 13 14 AB 15",
        ] {
            assert!(!is(line), "{line}");
        }
        // Items of a list are not headings, nor is the last line.
        assert!(heading("1. Paracetamol", Some("2. Ibuprofen")).is_none());
        assert!(heading("TREATMENT PLAN", None).is_none());
    }

    #[test]
    fn sections_nest_as_they_are_numbered() {
        let text = "前言\n一、治疗\n（一）一般治疗\n卧床休息。\n（二）抗病毒治疗\n可试用。\n二、预防\n洗手。";
        let found: Vec<_> = sections(text)
            .into_iter()
            .map(|s| (s.path.join("/"), s.text))
            .collect();
        let expected = [
            ("前言", ""),
            ("一、治疗/（一）一般治疗", "卧床休息。"),
            ("一、治疗/（二）抗病毒治疗", "可试用。"),
            ("二、预防", "洗手。"),
        ];
        // The label 前言 has the deepest rank and is closed by every other form.
        assert_eq!(
            found,
            expected.map(|(path, text)| (path.to_owned(), text.to_owned()))
        );
    }

    proptest! {
        #[test]
        fn nothing_is_lost(text in "([#A-Z0-9一二、（）第章a-zé.:\\- ]{0,20}\n){0,12}") {
            let kept: String = sections(&text).iter().flat_map(|s| s.path.iter().map(String::as_str).chain([s.text.as_str()])).collect();
            for word in text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
                prop_assert!(kept.contains(word), "{word:?} of {text:?} is not in {kept:?}");
            }
        }
    }
}
