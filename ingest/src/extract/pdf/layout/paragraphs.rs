//! From lines to paragraphs.

use super::super::rules::RULES;
use super::hyphens::{Hyphens, Joint, ends_in_hyphen, is_hyphen, repeats_hyphen};
use crate::extract::headings;
use crate::extract::markdown::is_dense;

/// Joins the lines of paragraphs; gives one paragraph, list item or table row on each line.
pub(super) fn join(lines: &[&str], hyphens: &Hyphens) -> String {
    let widths: Vec<usize> = lines.iter().map(|line| line.chars().count()).collect();
    let mut sorted = widths.clone();
    sorted.sort_unstable();
    // The longest lines are few; nine in ten tell the width of the column.
    let full = sorted.get(sorted.len() * 9 / 10).copied().unwrap_or(0);
    let mut out = String::new();
    for (at, line) in lines.iter().enumerate() {
        let line = line.trim();
        if line.is_empty() {
            out.push('\n');
            continue;
        }
        let goes_on = at > 0 && goes_on(lines[at - 1].trim(), line, widths[at - 1], full);
        if goes_on {
            append(&mut out, line, hyphens);
        } else {
            if !out.is_empty() && !out.ends_with('\n') {
                out.push('\n');
            }
            out.push_str(line);
        }
        let ends = lines.get(at + 1).is_none_or(|next| next.trim().is_empty());
        if ends {
            out.push('\n');
        }
    }
    out
}

/// The lines of a cell of a table, joined.
pub(super) fn on_one_line<'l>(lines: impl Iterator<Item = &'l str>, hyphens: &Hyphens) -> String {
    let mut out = String::new();
    for line in lines {
        if out.is_empty() {
            out.push_str(line);
        } else {
            append(&mut out, line, hyphens);
        }
    }
    out
}

/// Whether a line goes on in the next.
fn goes_on(line: &str, next: &str, width: usize, full: usize) -> bool {
    let rules = &RULES.paragraphs;
    if repeats_hyphen(line, next) {
        return true;
    }
    let hyphened = ends_in_hyphen(line) && next.starts_with(char::is_lowercase);
    if line.is_empty()
        || begins_item(next)
        || (is_row(line) && !next.starts_with(char::is_lowercase))
    {
        return false;
    }
    let is_heading = |line: &str, next: &str| headings::heading(line, Some(next)).is_some();
    if is_heading(line, next) || is_heading(next, "x") {
        return false;
    }
    hyphened || (width >= rules.min_line && width * 100 >= full * rules.short_percent)
}

/// Whether a line looks like the row of a table: it ends with one number of several.
fn is_row(line: &str) -> bool {
    let ends = line.ends_with(|c: char| c.is_ascii_digit() || "%)*".contains(c));
    let numbers = line
        .split_whitespace()
        .filter(|word| word.contains(|c: char| c.is_ascii_digit()));
    ends && numbers.count() >= 3
}

/// Adds a line to the one it goes on with.
fn append(out: &mut String, line: &str, hyphens: &Hyphens) {
    let last = out.chars().next_back();
    let first = line.chars().next();
    let mut line = line;
    if repeats_hyphen(out, line) {
        line = line.trim_start_matches(is_hyphen);
    } else if ends_in_hyphen(out) {
        match hyphens.joint(out, line) {
            Joint::Cut => {
                out.pop();
            }
            Joint::Hyphen => {}
            Joint::Apart => out.push(' '),
        }
    } else if !(last.is_some_and(is_dense) && first.is_some_and(is_dense)) {
        out.push(' ');
    }
    out.push_str(line);
}

/// Whether a line begins the item of a list.
fn begins_item(line: &str) -> bool {
    let mut characters = line.chars();
    let Some(first) = characters.next() else {
        return false;
    };
    if "•●○◦▪■□➢✓❖◆▶–—*·-".contains(first) || is_symbol_bullet(first) {
        return characters
            .next()
            .is_some_and(|c| c.is_whitespace() || c.is_alphabetic());
    }
    let label: String = line
        .chars()
        .take_while(|c| c.is_alphanumeric())
        .take(4)
        .collect();
    let numbered = label.len() <= 3
        && (label.bytes().all(|b| b.is_ascii_digit()) && !label.is_empty()
            || label.chars().count() == 1);
    let rest = &line[label.len()..];
    numbered
        && rest.starts_with([')', '.', '、', '．', '）'])
        && rest.chars().nth(1).is_some_and(|c| !c.is_ascii_digit())
}

/// Bullets of symbol fonts.
fn is_symbol_bullet(c: char) -> bool {
    matches!(c as u32, 0xf0a7 | 0xf0b7 | 0xf0d8 | 0xf0fc)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_a_paragraph_are_joined_in_every_script() {
        for (lines, expected) in [
            (
                vec![
                    "Les patients reçoivent une réhydrata-",
                    "tion orale dès leur arrivée au centre de traite-",
                    "ment.",
                    "Suivi : 21 jours.",
                ],
                "Les patients reçoivent une réhydratation orale dès leur arrivée au centre de traitement.\nSuivi : 21 jours.",
            ),
            (
                vec![
                    "Patients hospitalised with severe COVID-",
                    "19 receive six milligrams of dexamethasone",
                    "once daily.",
                    "",
                    "Next paragraph.",
                ],
                "Patients hospitalised with severe COVID-19 receive six milligrams of dexamethasone once daily.\n\nNext paragraph.",
            ),
            (
                vec![
                    "W dzienniku opisano zdjęcie rentgenowskie czarno-",
                    "-białe.",
                ],
                "W dzienniku opisano zdjęcie rentgenowskie czarno-białe.",
            ),
            (
                vec![
                    "重型患者应给予氧疗，密切监测生命体征、水电解质、酸碱平衡及各脏器功",
                    "能。",
                ],
                "重型患者应给予氧疗，密切监测生命体征、水电解质、酸碱平衡及各脏器功能。",
            ),
            (
                vec![
                    "Give to all adults with signs of dehydration:",
                    "• oral rehydration solution, as much as they",
                    "want",
                    "1. once",
                    "2. twice",
                ],
                "Give to all adults with signs of dehydration:\n• oral rehydration solution, as much as they want\n1. once\n2. twice",
            ),
            (
                vec![
                    "يعطى المريض محلول معالجة الجفاف عن طريق الفم فورا",
                    "ثم يعاد تقييمه",
                ],
                "يعطى المريض محلول معالجة الجفاف عن طريق الفم فورا ثم يعاد تقييمه",
            ),
        ] {
            assert_eq!(join(&lines, &Hyphens::default()).trim(), expected);
        }
    }
}
