//! Notices in `data/notices.toml` that a page no longer holds.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// What a notice says, from the least to the most serious.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Says {
    Outdated,
    Superseded,
    Withdrawn,
    Retracted,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    near: usize,
    max_chars: usize,
    below: i64,
    languages: BTreeMap<String, Words>,
}

/// The words of one language.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Words {
    subjects: Vec<String>,
    said: Said,
    alone: Said,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Said {
    retracted: Vec<String>,
    withdrawn: Vec<String>,
    superseded: Vec<String>,
    outdated: Vec<String>,
}

impl Said {
    /// What is said, the most serious first, with the words for it.
    fn all(&self) -> [(Says, &[String]); 4] {
        [
            (Says::Retracted, &self.retracted),
            (Says::Withdrawn, &self.withdrawn),
            (Says::Superseded, &self.superseded),
            (Says::Outdated, &self.outdated),
        ]
    }
}

// A test makes sure that the bundled notices can be read.
static NOTICES: LazyLock<File> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../data/notices.toml")).unwrap_or_default()
});

/// Longest notice that is looked at, in characters.
pub(super) fn max_chars() -> usize {
    NOTICES.max_chars
}

/// Blocks below the heading of the page in which a notice may stand.
pub(super) fn below() -> i64 {
    NOTICES.below
}

/// What a text says of the document it is of.
pub(super) fn said(text: &str) -> Option<Says> {
    let lower = text.to_lowercase();
    let clauses = lower.split(|c: char| ".!?;,。！？；，،؛।\n".contains(c));
    let mut says = alone(text);
    for clause in clauses {
        for words in NOTICES.languages.values() {
            let subject = words
                .subjects
                .iter()
                .filter_map(|s| clause.find(s).map(|at| (at, at + s.len())));
            for (from, to) in subject {
                says = says.max(beside(clause, from, to, &words.said));
            }
        }
    }
    says
}

/// What is said right after a subject, or right before it, where the verb leads.
fn beside(clause: &str, from: usize, to: usize, said: &Said) -> Option<Says> {
    let near = |part: &str| part.chars().count() <= NOTICES.near;
    said.all().into_iter().find_map(|(says, words)| {
        let found = words.iter().any(|word| {
            let after = clause[to..].find(word.as_str());
            let before = clause[..from].rfind(word.as_str());
            after.is_some_and(|at| near(&clause[to..to + at]))
                || before.is_some_and(|at| clause[at + word.len()..from].trim().is_empty())
        });
        found.then_some(says)
    })
}

/// What a text says whose first sentence, or what is before a colon in it, is nothing but such words.
pub(super) fn alone(text: &str) -> Option<Says> {
    let label = label(text);
    if label.is_empty() || label.len() > 200 {
        return None;
    }
    let all = NOTICES.languages.values();
    all.flat_map(|words| words.alone.all())
        .filter(|(_, words)| words.contains(&label))
        .map(|(says, _)| says)
        .max()
}

/// Whether the words that stand alone are more than one, so that they are no label of anything else.
pub(super) fn is_phrase(text: &str) -> bool {
    let label = label(text);
    label.contains(' ') || label.chars().filter(|c| !c.is_ascii()).count() >= 6
}

fn label(text: &str) -> String {
    let ends = |c: char| ":：\n.。".contains(c);
    let head = text.split(ends).next().unwrap_or_default();
    head.trim_matches(|c: char| !c.is_alphanumeric())
        .to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notices_of_many_languages_are_told() {
        for (text, says) in [
            (
                "This guidance was withdrawn on 1 April 2022",
                Says::Withdrawn,
            ),
            ("This page is no longer being updated.", Says::Outdated),
            (
                "Note: this guideline has been superseded by the 2023 edition.",
                Says::Superseded,
            ),
            ("This article has been retracted.", Says::Retracted),
            ("ARCHIVED", Says::Outdated),
            (
                "This is an archived page. Links may not work.",
                Says::Outdated,
            ),
            ("Ce document a été abrogé.", Says::Withdrawn),
            (
                "Este documento ha sido sustituido por otro",
                Says::Superseded,
            ),
            ("Esta portaria foi revogada.", Says::Withdrawn),
            ("Diese Seite wird nicht mehr aktualisiert.", Says::Outdated),
            ("Документ утратил силу", Says::Withdrawn),
            ("本文件已废止", Says::Withdrawn),
            ("有效性：失效", Says::Withdrawn),
            ("このページは更新を終了しました", Says::Outdated),
            ("이 페이지는 더 이상 업데이트되지 않습니다", Says::Outdated),
            ("تم سحب هذه الوثيقة", Says::Withdrawn),
            ("هذه الصفحة مؤرشفة", Says::Outdated),
            ("این سند منسوخ شده است", Says::Withdrawn),
            ("यह दिशानिर्देश निरस्त कर दिया गया है", Says::Withdrawn),
            ("เอกสารนี้ถูกยกเลิกแล้ว", Says::Withdrawn),
        ] {
            assert_eq!(said(text), Some(says), "{text}");
        }
    }

    #[test]
    fn what_is_not_said_of_the_page_is_no_notice() {
        for text in [
            "This guidance replaces the version that was withdrawn in 2020",
            "Consent may be withdrawn at any time",
            "This page will be archived next year",
            "本通知自发布之日起施行，《诊疗方案（第九版）》同时废止",
            "The drug was withdrawn from the market",
            "See the archived pages",
            "Diese Leitlinie ersetzt die Fassung von 2019",
            "Исследование: отменён приём препарата",
            "このガイドラインは2020年に改訂されました",
            "",
        ] {
            assert_eq!(said(text), None, "{text}");
        }
    }

    #[test]
    fn the_bundled_notices_can_be_read() {
        let file: Result<File, _> = toml::from_str(include_str!("../../../../data/notices.toml"));
        let file = file.unwrap();
        assert!(file.languages.len() == 18);
        for words in file.languages.values() {
            let all = words.said.all().into_iter().chain(words.alone.all());
            let all = all.flat_map(|(_, words)| words).chain(&words.subjects);
            for word in all {
                assert_eq!(word.to_lowercase(), *word);
            }
        }
    }
}
