//! From lines on pages to paragraphs under headings.

mod fonts;
mod hyphens;
mod paragraphs;
mod running;
mod table;

use std::borrow::Cow;

use corpora::Section;
use icu_normalizer::ComposingNormalizerBorrowed;

use self::fonts::Fonts;
use self::hyphens::Hyphens;
use super::reading::{Line, Page, Reading};
use super::rules::RULES;
use crate::extract::headings;
use crate::extract::markdown::is_dense;
use crate::extract::outline::Outline;

/// What a file says, put together.
#[derive(Debug, Default)]
pub(super) struct Composed {
    pub(super) sections: Vec<Section>,
    /// The first line in a font for titles.
    pub(super) title: Option<String>,
}

/// Puts the lines of a file together.
pub(super) fn compose(reading: &Reading) -> Composed {
    let mut pages = reading.pages.clone();
    running::remove(&mut pages);
    // The same few words on every page are the text.
    if pages.iter().all(Page::is_silent) {
        pages.clone_from(&reading.pages);
    }
    let apart: Vec<f32> = pages.iter().map(|page| apart(&page.lines)).collect();
    let hyphens = Hyphens::of(&pages);
    let tables = table::take(&mut pages, &hyphens);
    let fonts = Fonts::of(&pages);
    let mut outline = Outline::default();
    for ((page, tables), apart) in pages.iter().zip(tables).zip(apart) {
        outline.page(page.number);
        let mut flow = Flow {
            outline: &mut outline,
            apart,
            fonts: &fonts,
            hyphens: &hyphens,
        };
        let mut from = 0;
        for table in tables {
            flow.text(&page.lines[from..table.at], table.rows.first());
            from = table.at;
            flow.rows(&table.rows);
        }
        flow.text(&page.lines[from..], None);
    }
    Composed {
        sections: outline.finish(),
        title: fonts.title(&pages),
    }
}

/// Adds what stands on a page to an outline.
struct Flow<'p> {
    outline: &'p mut Outline,
    apart: f32,
    fonts: &'p Fonts,
    hyphens: &'p Hyphens,
}

impl Flow<'_> {
    /// Lines, and the row of a table they stand before.
    fn text(&mut self, lines: &[Line], row: Option<&String>) {
        for piece in pieces(lines, self.apart, self.fonts) {
            match piece {
                Piece::Heading(rank, text) => self.outline.heading(rank, &text, None),
                Piece::Text(lines) => {
                    let text = paragraphs::join(&lines, self.hyphens);
                    headings::add_before(self.outline, &text, row.map(String::as_str));
                }
                Piece::Rows(rows) => self.rows(&rows),
            }
        }
    }

    fn rows<R: AsRef<str>>(&mut self, rows: &[R]) {
        self.outline.line("");
        rows.iter().for_each(|row| self.outline.line(row.as_ref()));
        self.outline.line("");
    }
}

/// The reading with ligatures, presentation forms, radicals and bullets as what they stand for.
pub(super) fn unified(mut reading: Reading) -> Reading {
    for line in reading.pages.iter_mut().flat_map(|page| &mut page.lines) {
        line.text = bullets(letters(&line.text).into_owned());
    }
    reading
}

/// Bullets of symbol fonts at the start of a line.
fn bullets(line: String) -> String {
    match line.chars().next() {
        Some(c @ '\u{f020}'..='\u{f0ff}') => format!("• {}", line[c.len_utf8()..].trim_start()),
        _ => line,
    }
}

fn letters(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_form) {
        return Cow::Borrowed(text);
    }
    let normalizer = ComposingNormalizerBorrowed::new_nfkc();
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_form(c) {
            out.push_str(&normalizer.normalize(c.encode_utf8(&mut [0; 4])));
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// Forms that stand for other letters: Latin ligatures, Hebrew and Arabic presentation forms,
/// Chinese radicals and compatibility ideographs.
fn is_form(c: char) -> bool {
    matches!(c as u32, 0xfb00..=0xfdff | 0xfe70..=0xfefc | 0x2e80..=0x2fd5 | 0xf900..=0xfaff)
}

/// A heading by its font, lines of text, or rows of a table.
enum Piece<'l> {
    Heading(u32, String),
    Text(Vec<&'l str>),
    Rows(Vec<&'l str>),
}

/// Parts lines at headings by their font and where they stand `apart`; lines of one heading are
/// joined.
fn pieces<'l>(lines: &'l [Line], apart: f32, fonts: &Fonts) -> Vec<Piece<'l>> {
    let mut pieces: Vec<Piece<'l>> = Vec::new();
    for line in lines {
        let gap = apart > 0.0 && line.gap > apart;
        let close = line.gap < line.size * 2.0;
        let rank = fonts.rank(line).filter(|_| !line.row);
        match (rank, pieces.last_mut()) {
            (None, Some(Piece::Rows(rows))) if line.row => rows.push(&line.text),
            (None, _) if line.row => pieces.push(Piece::Rows(vec![&line.text])),
            (Some(rank), Some(Piece::Heading(last, text))) if *last == rank && close => {
                let dense = text.chars().next_back().is_some_and(is_dense);
                text.push_str(if dense { "" } else { " " });
                text.push_str(&line.text);
            }
            (Some(rank), _) => pieces.push(Piece::Heading(rank, line.text.clone())),
            (None, Some(Piece::Text(text))) => {
                if gap {
                    text.push("");
                }
                text.push(&line.text);
            }
            (None, _) => pieces.push(Piece::Text(vec![&line.text])),
        }
    }
    pieces
}

/// How far lines of a page are apart where a paragraph begins.
fn apart(lines: &[Line]) -> f32 {
    usual_gap(lines) * RULES.paragraphs.gap_percent / 100.0
}

/// The distance from line to line that is most usual on a page; the least of those that are.
fn usual_gap(lines: &[Line]) -> f32 {
    let mut gaps: Vec<f32> = lines
        .iter()
        .map(|line| line.gap)
        .filter(|gap| *gap > 0.0)
        .collect();
    gaps.sort_unstable_by(f32::total_cmp);
    let alike = |a: &f32, b: &f32| b - a < 0.5;
    let usual = gaps.chunk_by(alike).rev().max_by_key(|gaps| gaps.len());
    match usual.and_then(|gaps| gaps.first()) {
        // Empty lines of text without places are gaps in any case.
        Some(gap) if *gap == f32::MAX => 1.0,
        Some(gap) => *gap,
        None => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::super::reading::plain_lines;
    use super::*;

    #[test]
    fn forms_become_letters_and_nothing_else_changes() {
        assert_eq!(letters("ﬁèvre eﬃcace ½ ① Ａ"), "fièvre efficace ½ ① Ａ");
        assert_eq!(letters("ﻋﺮﺑﻲ"), "عربي");
        assert_eq!(letters("⾼⾎压"), "高血压");
    }

    #[test]
    fn the_same_words_on_every_page_are_not_lost() {
        let page = |number| Page {
            number,
            lines: plain_lines("حبيبي habibi"),
            ..Page::default()
        };
        let reading = Reading {
            pages: (1..=5).map(page).collect(),
            ..Reading::default()
        };
        let sections = compose(&reading).sections;
        assert!(sections[0].text.contains("حبيبي"), "{sections:?}");
    }

    #[test]
    fn large_lines_are_headings_and_the_rest_is_text() {
        let line = |text: &str, size: f32| Line {
            text: text.to_owned(),
            size,
            gap: 12.0,
            ..Line::default()
        };
        let body = "Les patients reçoivent une réhydratation orale ou intraveineuse dès leur";
        let mut lines = vec![
            line("Rapport de situation", 24.0),
            line("Traitement des", 16.0),
            line("malades", 16.0),
        ];
        lines.extend((0..12).map(|_| line(body, 11.0)));
        let reading = Reading {
            pages: vec![Page {
                number: 1,
                lines,
                ..Page::default()
            }],
            ..Reading::default()
        };
        let composed = compose(&reading);
        assert_eq!(composed.title.as_deref(), Some("Rapport de situation"));
        assert_eq!(composed.sections.len(), 1);
        assert_eq!(
            composed.sections[0].path,
            ["Rapport de situation", "Traitement des malades"]
        );
        assert_eq!(composed.sections[0].page, Some(1));
    }
}
