//! What an engine gives: pages of lines with their place.

use serde::{Deserialize, Serialize};

/// A file as an engine read it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Reading {
    /// The pages, in order.
    pub(super) pages: Vec<Page>,
    /// Title in the properties of the file.
    pub(super) title: Option<String>,
    /// Language in the properties of the file.
    pub(super) language: Option<String>,
    /// Pages the engine broke down on.
    pub(super) failed: usize,
    /// Lines of scripts from right to left that came out in the order of the eye.
    pub(super) visual: usize,
    /// Fonts that do not say which letters they show, as far as the engine can tell.
    pub(super) mute_fonts: usize,
}

/// A page.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Page {
    /// Its number, from 1.
    pub(super) number: u32,
    /// Its lines, in the order of the file.
    pub(super) lines: Vec<Line>,
    /// Thin straight lines drawn on it.
    #[serde(default)]
    pub(super) rules: Vec<Area>,
    /// Areas that are filled with a colour.
    #[serde(default)]
    pub(super) shades: Vec<Area>,
    /// Whether there are pictures on it.
    pub(super) pictures: bool,
    /// Whether it names fonts.
    pub(super) fonts: bool,
}

/// A line.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Line {
    /// Its text.
    pub(super) text: String,
    /// Size of its font; 0 where it is not known.
    pub(super) size: f32,
    /// How far it stands below the line before it; 0 where it is not known or it stands above.
    pub(super) gap: f32,
    /// Whether it is the row of a table, which ends with its line.
    pub(super) row: bool,
    /// How far it stands below the top of the page.
    #[serde(default)]
    pub(super) y: f32,
    /// Where its words stand, one for each word parted by spaces; empty where that is not known.
    #[serde(default)]
    pub(super) words: Vec<Span>,
}

/// Where a word stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "(f32, f32, bool)", into = "(f32, f32, bool)")]
pub(super) struct Span {
    /// Its left edge.
    pub(super) left: f32,
    /// Its right edge.
    pub(super) right: f32,
    /// Whether its font is bold, as far as the engine can tell.
    pub(super) bold: bool,
}

impl From<(f32, f32, bool)> for Span {
    fn from((left, right, bold): (f32, f32, bool)) -> Self {
        Self { left, right, bold }
    }
}

impl From<Span> for (f32, f32, bool) {
    fn from(span: Span) -> Self {
        (span.left, span.right, span.bold)
    }
}

/// A rectangle on a page, measured from the top left.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "[f32; 4]", into = "[f32; 4]")]
pub(super) struct Area {
    pub(super) left: f32,
    pub(super) top: f32,
    pub(super) right: f32,
    pub(super) bottom: f32,
}

impl From<[f32; 4]> for Area {
    fn from([left, top, right, bottom]: [f32; 4]) -> Self {
        Self {
            left,
            top,
            right,
            bottom,
        }
    }
}

impl From<Area> for [f32; 4] {
    fn from(area: Area) -> Self {
        [area.left, area.top, area.right, area.bottom]
    }
}

/// Lines of a text whose paragraphs are parted by empty lines.
pub(super) fn plain_lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut gap = 0.0;
    for line in text.lines().map(str::trim) {
        if line.is_empty() {
            gap = f32::MAX;
        } else {
            lines.push(Line {
                text: line.to_owned(),
                gap,
                ..Line::default()
            });
            gap = 0.0;
        }
    }
    lines
}

impl Page {
    /// Whether no line of it has a letter.
    pub(super) fn is_silent(&self) -> bool {
        let mut characters = self.lines.iter().flat_map(|line| line.text.chars());
        !characters.any(char::is_alphabetic)
    }
}
