//! The part of a passage that is shown, with what matched marked in it.

use std::collections::HashSet;
use std::ops::Range;

use super::plan::Plan;
use crate::analysis::{Letters, Stream, visit};
use crate::concepts::{MarkedText, Terminology};
use corpora::Language;

/// Longest excerpt, in characters; a character of Han, kana, Hangul or Thai counts as two and a
/// half, as it says as much.
const MAX_WIDTH: usize = 420;

/// An excerpt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Excerpt {
    pub(super) text: String,
    pub(super) highlights: Vec<Range<usize>>,
    pub(super) html: String,
}

/// Where in a text a query matches: ranges in order, each with a number for its term.
fn matches(
    text: &str,
    language: &Language,
    plan: &Plan,
    terminology: &Terminology,
) -> Vec<(Range<usize>, usize)> {
    let mut found: Vec<(Range<usize>, usize)> = Vec::new();
    let mut terms: Vec<String> = Vec::new();
    let mut marked = MarkedText::default();
    visit(text, language, &mut |term| {
        marked.push(text, &term);
        let wanted = match term.stream {
            Stream::Main => &plan.main,
            Stream::Exact => &plan.exact,
        };
        if wanted.contains(term.text) {
            let known = terms.iter().position(|known| known == term.text);
            found.push((term.range, known.unwrap_or(terms.len())));
            if known.is_none() {
                terms.push(term.text.to_owned());
            }
        }
    });
    if !plan.concepts.is_empty() {
        let reading = terminology.read(&marked, text, language.primary());
        for (place, concept) in reading.meant(&plan.concepts) {
            if plan.concepts.contains(&concept) {
                let number = terms.len() + concept as usize;
                found.push((reading.mentions[place].range.clone(), number));
            }
        }
    }
    if !plan.phrases.is_empty() {
        let letters = Letters::of(text);
        for (number, phrase) in plan.phrases.iter().enumerate() {
            let ranges = letters.find(phrase);
            found.extend(ranges.map(|range| (range, usize::MAX - number)));
        }
    }
    found.sort_by_key(|(range, _)| (range.start, range.end));
    found
}

/// Cuts the best part out of a text and marks what matches.
pub(super) fn excerpt(
    text: &str,
    language: &Language,
    plan: &Plan,
    terminology: &Terminology,
) -> Excerpt {
    let found = matches(text, language, plan, terminology);
    let shown = best_part(text, &found);
    cut(text, &found, shown)
}

/// Cuts a given part out of a text and marks what matches.
pub(super) fn excerpt_of(
    part: Range<usize>,
    text: &str,
    language: &Language,
    plan: &Plan,
    terminology: &Terminology,
) -> Excerpt {
    cut(text, &matches(text, language, plan, terminology), part)
}

/// The parts of a text, one after the other, each as long as an excerpt.
pub(super) fn parts(text: &str) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = skip_space(text, 0);
    while start < text.len() {
        let end = end_of_part(text, start);
        // A part that ends within a sentence leaves the sentence to the next.
        let last = start_of_part(text, end);
        let whole = end < text.len() && last > start;
        let end = if whole { last } else { end };
        if end <= start {
            break;
        }
        let shown = start + text[start..end].trim_end().len();
        parts.push(start..shown);
        start = skip_space(text, end);
    }
    parts
}

fn cut(text: &str, found: &[(Range<usize>, usize)], shown: Range<usize>) -> Excerpt {
    let inside = found
        .iter()
        .map(|(range, _)| range)
        .filter(|r| r.start >= shown.start && r.end <= shown.end);
    let highlights = merge(inside.map(|r| r.start - shown.start..r.end - shown.start));
    let text = &text[shown];
    Excerpt {
        html: mark(text, &highlights),
        text: text.to_owned(),
        highlights,
    }
}

fn merge(ranges: impl Iterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut merged: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

/// How wide a character is in an excerpt, in fifths of a Latin letter's share of the limit.
fn width(c: char) -> usize {
    match c as u32 {
        0x0E00..=0x0EFF | 0x1100..=0x11FF | 0x3040..=0x30FF | 0x3400..=0x9FFF | 0xAC00..=0xD7A3 => {
            5
        }
        _ => 2,
    }
}

/// The part with the most different terms: the first of those, begun at the start of its sentence
/// or line where that is near.
fn best_part(text: &str, found: &[(Range<usize>, usize)]) -> Range<usize> {
    let mut best = (0, 0, 0..end_of_part(text, 0));
    let mut last_start = None;
    for (range, _) in found {
        let start = start_of_part(text, range.start);
        if last_start == Some(start) {
            continue;
        }
        last_start = Some(start);
        let part = start..end_of_part(text, start);
        let inside: Vec<_> = found
            .iter()
            .filter(|(r, _)| r.start >= part.start && r.end <= part.end)
            .collect();
        let terms: HashSet<usize> = inside.iter().map(|(_, term)| *term).collect();
        if (terms.len(), inside.len()) > (best.0, best.1) {
            best = (terms.len(), inside.len(), part);
        }
    }
    best.2
}

/// Marks after which a part may begin.
const BREAKS: [char; 17] = [
    '\n', '.', '!', '?', '。', '！', '？', '؟', '۔', '।', ';', '；', '•', '■', '●', '▪', '・',
];

/// How far before a match a part may begin, in widths.
const LEAD: usize = 160 * 2;

fn start_of_part(text: &str, at: usize) -> usize {
    let (mut start, mut used) = (at, 0);
    let mut word = at;
    for (position, c) in text[..at].char_indices().rev() {
        used += width(c);
        if used > LEAD {
            return word;
        }
        // The point of "27.0 %" ends nothing: a part must never begin with half a number.
        let ends = !c.is_ascii() || c == '\n' || text[start..].starts_with(char::is_whitespace);
        if BREAKS.contains(&c) && ends {
            return skip_space(text, start);
        }
        if c.is_whitespace() {
            word = start;
        }
        start = position;
    }
    skip_space(text, start)
}

fn skip_space(text: &str, at: usize) -> usize {
    at + text[at..].len() - text[at..].trim_start().len()
}

fn end_of_part(text: &str, start: usize) -> usize {
    let (mut used, mut word) = (0, None);
    for (position, c) in text[start..].char_indices() {
        used += width(c);
        if used > MAX_WIDTH * 2 {
            return word.unwrap_or(start + position);
        }
        let spaceless = width(c) > 2;
        if c.is_whitespace() || spaceless {
            word = Some(start + position);
        }
    }
    start + text[start..].trim_end().len()
}

/// Text as HTML: escaped first, then the ranges put in `<mark>`.
fn mark(text: &str, highlights: &[Range<usize>]) -> String {
    let mut html = String::with_capacity(text.len() + highlights.len() * 13 + 16);
    let mut at = 0;
    for range in highlights {
        escape(&text[at..range.start], &mut html);
        html.push_str("<mark>");
        escape(&text[range.clone()], &mut html);
        html.push_str("</mark>");
        at = range.end;
    }
    escape(&text[at..], &mut html);
    html
}

fn escape(text: &str, html: &mut String) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c => html.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::analyze;

    fn plan(text: &str, language: &Language) -> Plan {
        let analysis = analyze(text, language);
        Plan {
            main: analysis.main.into_iter().map(|t| t.text).collect(),
            exact: analysis.exact.into_iter().map(|t| t.text).collect(),
            ..Plan::default()
        }
    }

    fn shown(text: &str, language: &Language, plan: &Plan) -> Excerpt {
        excerpt(text, language, plan, &Terminology::of(&[]).unwrap())
    }

    #[test]
    fn what_matches_is_marked_in_every_script() {
        for (tag, query, text, marked) in [
            (
                "en",
                "vaccines",
                "The vaccine & others",
                "The <mark>vaccine</mark> &amp; others",
            ),
            (
                "zh",
                "地塞米松",
                "给予地塞米松治疗",
                "给予<mark>地塞米松</mark>治疗",
            ),
            ("ar", "الأدوية", "هذه أدوية", "هذه <mark>أدوية</mark>"),
            (
                "ko",
                "호흡",
                "호흡곤란이 있는",
                "<mark>호흡</mark>곤란이 있는",
            ),
            ("hi", "बुखार", "तेज बुखार।", "तेज <mark>बुखार</mark>।"),
            (
                "th",
                "ไข้เลือดออก",
                "โรคไข้เลือดออก",
                "โรค<mark>ไข้เลือดออก</mark>",
            ),
            (
                "ru",
                "лихорадка",
                "при лихорадке",
                "при <mark>лихорадке</mark>",
            ),
            (
                "fr",
                "fièvre",
                "l'hyperthermie (FIEVRE)",
                "l&#39;hyperthermie (<mark>FIEVRE</mark>)",
            ),
        ] {
            let language = Language::parse(tag).unwrap();
            assert_eq!(
                shown(text, &language, &plan(query, &language)).html,
                marked,
                "{tag}"
            );
        }
    }

    #[test]
    fn a_document_cannot_bring_markup_of_its_own() {
        let language = Language::parse("en").unwrap();
        let text = "<script>alert('fever')</script> <mark>fever";
        let html = shown(text, &language, &plan("fever script", &language)).html;
        assert!(
            !html
                .replace("<mark>", "")
                .replace("</mark>", "")
                .contains('<'),
            "{html}"
        );
    }

    #[test]
    fn a_part_never_begins_inside_a_number() {
        let language = Language::parse("en").unwrap();
        let filler = "Nothing else is of interest in this place. ".repeat(20);
        let text = format!(
            "{filler}\nDeath within 28 days: 27.0% with hydroxychloroquine, 25.0% without. {filler}"
        );
        let found = shown(&text, &language, &plan("hydroxychloroquine", &language));
        assert!(
            found.text.starts_with("Death within 28 days: 27.0%"),
            "{}",
            found.text
        );
    }

    #[test]
    fn parts_hold_the_whole_text_in_whole_sentences() {
        for sentence in [
            "Give 6 mg of dexamethasone once a day. ",
            "每日一次给予地塞米松六毫克。",
            "يعطى ديكساميثازون مرة واحدة يوميا؟ ",
            "रोज़ एक बार दवा दें। ",
            "ให้ยาวันละครั้ง ",
        ] {
            let text = sentence.repeat(60);
            let parts = parts(&text);
            assert!(parts.len() > 2);
            let joined: String = parts.iter().map(|part| &text[part.clone()]).collect();
            let bare = |text: &str| text.replace(char::is_whitespace, "");
            assert_eq!(bare(&joined), bare(&text));
            for part in parts {
                let begins = sentence.trim().chars().next();
                assert_eq!(text[part].chars().next(), begins, "{sentence}");
            }
        }
        assert!(parts("").is_empty());
        assert!(parts(" \n ").is_empty());
    }

    #[test]
    fn the_part_with_the_most_terms_is_shown() {
        let language = Language::parse("en").unwrap();
        let filler = "Nothing of interest here. ".repeat(40);
        let text = format!("Fever is common. {filler}Give dexamethasone 6 mg for fever. {filler}");
        let found = shown(&text, &language, &plan("dexamethasone fever", &language));
        assert!(
            found.text.starts_with("Give dexamethasone 6 mg"),
            "{}",
            found.text
        );
        assert!(found.text.chars().count() <= MAX_WIDTH);
        assert_eq!(found.highlights.len(), 2);
    }
}
