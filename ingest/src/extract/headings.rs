//! Headings in text without markup, by the rules in `data/headings.toml`.
//!
//! Every line ends up in a heading or in the text under one.

mod forms;
mod rules;

use corpora::Section;

use self::forms::{capitals, chinese, numbered, width};
use self::rules::{RULES, Ranks};
use super::outline::Outline;

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
    add_before(outline, text, None);
}

/// Adds text that stands before a line that is no heading, such as the row of a table.
pub(super) fn add_before(outline: &mut Outline, text: &str, after: Option<&str>) {
    let lines: Vec<&str> = text.lines().collect();
    for (at, line) in lines.iter().enumerate() {
        let next = lines[at + 1..]
            .iter()
            .map(|l| l.trim())
            .find(|l| !l.is_empty())
            .or(after);
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
    if width(line) > rules.max_width
        || line.ends_with(|c| rules.sentence_ends.contains(c))
        || is_entry_of_contents(line)
        || goes_on_after_colon(line)
    {
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

/// `6.3 Dosage . . . . . . 36`
fn is_entry_of_contents(line: &str) -> bool {
    let squeezed: String = line.chars().filter(|c| !c.is_whitespace()).collect();
    squeezed.contains("....") || squeezed.contains("……")
}

/// `3.3 Trend: the number of cases grows from week to week`
fn goes_on_after_colon(line: &str) -> bool {
    line.split_once([':', '：'])
        .is_some_and(|(_, rest)| width(rest.trim()) > RULES.max_after_colon)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn is(line: &str) -> bool {
        heading(line, Some("Text goes on.")).is_some()
    }

    #[test]
    fn headings_of_every_script_are_found() {
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
    }

    #[test]
    fn text_is_no_heading() {
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
            "ITURI, NORD-KIVU & SUD-KIVU",
            "6.3 Dosage . . . . . . 36",
            "一、总则 ........ 3",
            "3.3 Trend : the number of cases grows from week to week",
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
