//! The dates a page says of itself in its text.

use std::sync::LazyLock;

use corpora::Date;
use serde::Deserialize;

use super::Line;
use crate::extract::html::dates::{Conventions, beginning, is_whole, parse_in};

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    published: Vec<String>,
    updated: Vec<String>,
    other: Vec<String>,
}

/// What a word says the date after it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    Published,
    Updated,
    Other,
}

// A test makes sure that the bundled words can be read. The longest first.
static WORDS: LazyLock<Vec<(String, Of)>> = LazyLock::new(|| {
    let words: Words =
        toml::from_str(include_str!("../../../../data/page-dates.toml")).unwrap_or_default();
    let of = |words: Vec<String>, of: Of| words.into_iter().map(move |word| (word, of));
    let mut all: Vec<(String, Of)> = of(words.published, Of::Published)
        .chain(of(words.updated, Of::Updated))
        .chain(of(words.other, Of::Other))
        .collect();
    all.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
    all
});

/// Longest line that is looked at, in bytes.
const MAX_LINE: usize = 400;
/// Lines below the heading of the page, above it, and above its end, that are looked at.
const BELOW: i64 = 14;
const ABOVE: i64 = -14;
const LAST: usize = 12;
/// Lines from the heading at which a date that stands alone is of the page.
const BESIDE: i64 = 3;

/// When the page says it was published and brought up to date.
pub(super) fn dates(lines: &[Line<'_>], conventions: Conventions) -> (Option<Date>, Option<Date>) {
    let near = |line: &&Line<'_>| {
        let top = (ABOVE..=BELOW).contains(&line.below);
        line.text.len() <= MAX_LINE
            && !line.linked
            && line.lead.is_none()
            && (top || line.above_end <= LAST)
    };
    let (mut published, mut updated) = (Found::default(), Found::default());
    for line in lines.iter().filter(near) {
        for (of, date) in labelled(line.text, conventions) {
            match of {
                Of::Published => published.add(line, date),
                Of::Updated => updated.add(line, date),
                Of::Other => {}
            }
        }
    }
    // A date alone beside the heading is that of publication.
    let alone = lines.iter().filter(|line| {
        let beside = (-BESIDE..=BESIDE).contains(&line.below) && line.below != 0;
        let leads = line.lead.is_some_and(has_word);
        beside && !line.linked && !leads && is_whole(line.text)
    });
    let mut alone: Vec<Option<Date>> = alone.map(|line| parse_in(line.text, conventions)).collect();
    alone.dedup();
    let single = match alone.as_slice() {
        [one] => *one,
        _ => None,
    };
    let updated = updated.settled();
    let published = published.settled();
    let only =
        single.filter(|_| published.is_none() && !updated.is_some_and(|u| Some(u) == single));
    (published.or(only), updated)
}

/// The dates that were found of one sort.
#[derive(Debug, Default)]
struct Found {
    /// Beside the heading.
    top: Option<Date>,
    /// Elsewhere; nothing where that differs.
    end: Option<Option<Date>>,
}

impl Found {
    fn add(&mut self, line: &Line<'_>, date: Date) {
        if (ABOVE..=BELOW).contains(&line.below) {
            self.top = self.top.or(Some(date));
        } else {
            let same = self.end.is_none_or(|known| known == Some(date));
            self.end = Some(same.then_some(date));
        }
    }

    fn settled(&self) -> Option<Date> {
        self.top.or_else(|| self.end.flatten())
    }
}

/// The dates of a line with the words before them.
fn labelled(text: &str, conventions: Conventions) -> Vec<(Of, Date)> {
    let lower = text.to_lowercase();
    let mut marks: Vec<(usize, usize, Of)> = Vec::new();
    for (word, of) in WORDS.iter() {
        for (at, _) in lower.match_indices(word.as_str()) {
            let end = at + word.len();
            let taken = marks.iter().any(|(from, to, _)| at < *to && *from < end);
            if !taken && is_word(&lower, at, end) {
                marks.push((at, end, *of));
            }
        }
    }
    marks.sort_unstable_by_key(|mark| mark.0);
    let ends: Vec<usize> = marks.iter().skip(1).map(|mark| mark.0).collect();
    let segments = marks.iter().zip(ends.into_iter().chain([lower.len()]));
    segments
        .filter_map(|((_, from, of), to)| Some((*of, beginning(&lower[*from..to], conventions)?)))
        .collect()
}

/// Whether a text has a word that says which date follows.
fn has_word(text: &str) -> bool {
    let lower = text.to_lowercase();
    WORDS.iter().any(|(word, _)| lower.contains(word.as_str()))
}

/// Whether letters that are written with spaces between words do not go on before or after.
fn is_word(text: &str, from: usize, to: usize) -> bool {
    let spaced = |c: char| c.is_alphabetic() && !runs_on(c);
    let before = text[..from].chars().next_back();
    let first = text[from..].chars().next();
    let after = text[to..].chars().next();
    let last = text[..to].chars().next_back();
    let joined = |a: Option<char>, b: Option<char>| a.is_some_and(spaced) && b.is_some_and(spaced);
    !joined(before, first) && !joined(last, after)
}

/// Letters of scripts that are written without spaces, or with suffixes.
const fn runs_on(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let found = labelled(text, Conventions::default());
        found
            .into_iter()
            .map(|(of, date)| format!("{of:?} {date}"))
            .collect()
    }

    #[test]
    fn a_line_says_which_date_is_which() {
        for (text, expected) in [
            (
                "Publié le 12 février 2018 - Mis à jour le 3 mars 2021",
                &["Published 2018-02-12", "Updated 2021-03-03"][..],
            ),
            (
                "发布时间：2023-07-26来源：医政司字体：大 中 小",
                &["Published 2023-07-26"],
            ),
            ("Stand: 30.06.2021", &["Updated 2021-06-30"]),
            ("작성일2023.08.03", &["Published 2023-08-03"]),
            ("最終更新日：令和5年11月10日", &["Updated 2023-11-10"]),
            ("Next review due: 4 March 2025", &["Other 2025-03-04"]),
            ("آخر تحديث: ١٢ نيسان ٢٠٢٢", &["Updated 2022-04-12"]),
            ("เผยแพร่เมื่อ: 13 มิถุนายน พ.ศ. 2566", &["Published 2023-06-13"]),
            ("प्रकाशित तिथि: ४ मार्च २०२१", &["Published 2021-03-04"]),
            ("Дата публикации: 26.10.2020", &["Published 2020-10-26"]),
            ("Published data from 3 March 2020", &[]),
            ("republished 3 March 2020", &[]),
            ("Standing orders of 3 March 2020", &[]),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn the_bundled_words_can_be_read() {
        let words: Result<Words, _> =
            toml::from_str(include_str!("../../../../data/page-dates.toml"));
        assert!(words.is_ok(), "{words:?}");
        assert!(WORDS.iter().all(|(word, _)| word.to_lowercase() == *word));
    }
}
