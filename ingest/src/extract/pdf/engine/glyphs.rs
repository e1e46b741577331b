//! From glyphs with their places to lines.

use super::super::order;
use super::super::reading::{Line, Span};
use crate::extract::markdown::is_dense;

/// In sizes of the font: a gap that is a space, and a step down that is a new line.
const SPACE: f64 = 0.1;
const NEW_LINE: f64 = 0.5;

/// What an engine says of a glyph.
#[derive(Debug, Clone, Copy)]
pub(super) struct Glyph<'t> {
    /// The letters it stands for.
    pub(super) text: &'t str,
    /// Where it begins, from the left.
    pub(super) x: f64,
    /// Where it stands, from the top.
    pub(super) y: f64,
    /// Its width; what is not above 0 if the engine does not know, infinite if the engine itself
    /// finds the spaces.
    pub(super) width: f64,
    /// Size of its font on the page.
    pub(super) size: f64,
    /// Whether it may begin a word or line.
    pub(super) fresh: bool,
}

/// Puts glyphs together, in the order in which they come.
#[derive(Debug, Default)]
pub(super) struct Glyphs {
    done: Vec<Line>,
    text: String,
    /// Where the words of the line stand.
    words: Vec<Span>,
    y: f64,
    /// Characters of each size on the line.
    sizes: Vec<(f32, usize)>,
    order: order::Steps,
    visual: usize,
    last_end: f64,
    last_start: f64,
    last_y: f64,
    gap: f64,
}

/// Width taken for a glyph whose width the engine does not find, as happens with embedded fonts, in
/// sizes of the font: no narrower than nearly all glyphs of its kind, so that words are not torn.
fn likely_width(text: &str) -> f64 {
    match text.chars().next() {
        Some('m' | 'w' | 'M' | 'W' | '%' | '@' | '—') => 0.95,
        Some(c) if is_dense(c) => 1.0,
        Some(c) if c.is_uppercase() => 0.8,
        _ => 0.62,
    }
}

#[expect(clippy::cast_possible_truncation, reason = "pages are small")]
pub(super) fn short(value: f64) -> f32 {
    value as f32
}

/// A place on the page, to a tenth of a point: more says nothing and takes room.
pub(super) fn place(value: f64) -> f32 {
    short((value * 10.0).round() / 10.0)
}

impl Glyphs {
    /// Adds a glyph; gives whether it begins a word.
    pub(super) fn add(&mut self, glyph: Glyph<'_>) -> bool {
        let size = if glyph.size.is_finite() && glyph.size > 0.0 {
            glyph.size
        } else {
            1.0
        };
        let width = if glyph.width > 0.0 {
            glyph.width
        } else {
            likely_width(glyph.text) * size
        };
        let (start, end) = (glyph.x, glyph.x + width);
        self.place(glyph, size);
        self.order.step(glyph.text, start - self.last_start);
        if self.text.is_empty() {
            self.y = glyph.y;
        }
        let visible = !glyph.text.trim().is_empty();
        let begins = visible && (self.text.is_empty() || self.text.ends_with(char::is_whitespace));
        if visible {
            if begins {
                self.words.push(Span {
                    left: f32::MAX,
                    right: f32::MIN,
                    bold: false,
                });
            }
            self.widen(start, if end.is_finite() { end } else { start });
        }
        self.text.push_str(glyph.text);
        self.count(glyph.text, size);
        (self.last_start, self.last_end, self.last_y) = (start, end, glyph.y);
        begins
    }

    /// Says how far the word goes that the last glyph is of.
    pub(super) fn widen(&mut self, left: f64, right: f64) {
        if let Some(word) = self.words.last_mut() {
            word.left = word.left.min(place(left));
            word.right = word.right.max(place(right));
        }
    }

    /// Says whether the word that the last glyph is of is bold.
    pub(super) fn embolden(&mut self, bold: bool) {
        if let Some(word) = self.words.last_mut() {
            word.bold = bold;
        }
    }

    /// Adds a space that the engine found between two glyphs.
    pub(super) fn space(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with(' ') {
            self.text.push(' ');
        }
    }

    /// Begins a new line or a space before a glyph, where its place says so.
    fn place(&mut self, glyph: Glyph<'_>, size: f64) {
        let down = glyph.y - self.last_y;
        if glyph.fresh && down.abs() > size * NEW_LINE {
            self.end_line();
            self.gap = down.max(0.0);
            return;
        }
        let right = glyph.fresh && glyph.x > self.last_end + size * SPACE;
        let back = glyph.x + size * SPACE < self.last_start - size;
        if right || back {
            self.space();
        }
    }

    fn count(&mut self, text: &str, size: f64) {
        let letters = text.chars().filter(|c| !c.is_whitespace()).count();
        let rounded = short((size * 2.0).round() / 2.0);
        let known = self
            .sizes
            .iter_mut()
            .find(|(found, _)| (*found - rounded).abs() < 0.1);
        match known {
            Some((_, count)) => *count += letters,
            None => self.sizes.push((rounded, letters)),
        }
    }

    /// Ends the line.
    pub(super) fn end_line(&mut self) {
        let text = std::mem::take(&mut self.text);
        let size = self
            .sizes
            .iter()
            .max_by_key(|(_, count)| *count)
            .map_or(0.0, |(size, _)| *size);
        self.sizes.clear();
        let (text, visual) = order::logical(&text, std::mem::take(&mut self.order));
        self.visual += usize::from(visual);
        let texts: Vec<&str> = text.split_whitespace().collect();
        let mut words = std::mem::take(&mut self.words);
        if visual {
            words.reverse();
        }
        // A glyph may stand for several words: then it is not known where each of them stands.
        if words.len() != texts.len() {
            words.clear();
        }
        if !texts.is_empty() {
            self.done.push(Line {
                text: texts.join(" "),
                size,
                gap: short(std::mem::take(&mut self.gap)),
                row: false,
                y: place(self.y),
                words,
            });
        }
    }

    /// The lines, and how many of them came in the order of the eye and were turned.
    pub(super) fn finish(mut self) -> (Vec<Line>, usize) {
        self.end_line();
        (self.done, self.visual)
    }
}
