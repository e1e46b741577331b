//! Whether a page says above its text that it no longer holds.

use corpora::{Reference, State, Status};
use scraper::Html;
use url::Url;

use super::Line;
use super::notices::{self, Says};
use crate::extract::html::content::Known;
use crate::extract::html::dates;
use crate::extract::html::metadata::select;
use crate::extract::html::walk::inline;

/// Longest words of a notice that are kept, in characters.
const MAX_NOTE: usize = 300;
/// Lines from the heading at which a single word is a notice.
const BESIDE: i64 = 3;

/// The standing that a notice gives, the most serious if there are many, in its own words.
pub(super) fn standing(html: &Html, lines: &[Line<'_>], known: &Known<'_>) -> Option<Status> {
    let window = known.window;
    let said = lines.iter().filter_map(|line| Some((of(line)?, line.text)));
    let said = said.chain(title(window).map(|says| (says, window)));
    // The first of the most serious.
    let (says, text) = said.reduce(|best, next| if next.0 > best.0 { next } else { best })?;
    let mut status = Status {
        state: match says {
            Says::Retracted => State::Retracted,
            Says::Withdrawn => State::Withdrawn,
            Says::Superseded => State::Superseded,
            Says::Outdated => State::Current,
        },
        note: Some(note(text)),
        ..Status::default()
    };
    if says != Says::Outdated {
        status.date = dates::parse(&text.chars().take(60).collect::<String>())
            .filter(|date| date.day().is_some());
    }
    if says == Says::Superseded {
        status.by = leads_to(html, text, known);
    }
    Some(status)
}

fn of(line: &Line<'_>) -> Option<Says> {
    if line.below > notices::below() || line.text.chars().count() > notices::max_chars() {
        return None;
    }
    // The heading itself is a title: of a notice about other documents, perhaps.
    if line.below == 0 || line.linked {
        return None;
    }
    let alone = notices::alone(line.text);
    let beside = (-BESIDE..=BESIDE).contains(&line.below) && !line.heading;
    let beside = beside || notices::is_phrase(line.text);
    match notices::said(line.text) {
        found if found == alone => found.filter(|_| beside),
        found => found,
    }
}

/// A title that begins with such a word in brackets.
fn title(window: &str) -> Option<Says> {
    let window = window.trim_start();
    let rest = window.strip_prefix(['[', '(', '【', '（', '［'])?;
    let end = rest.find([']', ')', '】', '）', '］'])?;
    notices::alone(&rest[..end])
}

fn note(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= MAX_NOTE {
        return text;
    }
    let cut: String = text.chars().take(MAX_NOTE).collect();
    format!("{}…", cut.trim_end())
}

/// The one address that the words of a notice lead to.
fn leads_to(html: &Html, notice: &str, known: &Known<'_>) -> Option<Reference> {
    let here = known.document.url.as_deref().unwrap_or(known.address);
    let here = Url::parse(here).ok();
    let mut addresses: Vec<String> = select(html, "a[href]")
        .filter(|link| {
            let words = inline(*link);
            words.chars().count() >= 4 && notice.contains(&words)
        })
        .filter_map(|link| {
            let href = link.attr("href")?;
            let there = here
                .as_ref()
                .map_or_else(|| Url::parse(href), |here| here.join(href));
            Some(there.ok()?.to_string())
        })
        .collect();
    addresses.dedup();
    match addresses.as_slice() {
        [one] => one.parse().ok(),
        _ => None,
    }
}
