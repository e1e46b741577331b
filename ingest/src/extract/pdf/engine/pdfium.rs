//! The library pdfium, bound when it is needed.

use std::path::Path;

use pdfium_render::prelude::*;

use super::super::order::is_right_to_left;
use super::super::reading::{Line, Page, Reading};
use super::super::rules::RULES;
use super::super::worker::Answer;
use super::glyphs::{Glyph, Glyphs};
use super::strokes::{Paint, Strokes};
use super::{Length, check_pages, open};
use crate::extract::Reason;

/// What pdfium puts for a hyphen at the end of a line.
const HYPHEN: u32 = 2;

/// Straight lines that the smallest table has.
const MIN_RULES: usize = 3;

/// Reads all pages. Without a library it is looked for where the system looks.
pub(super) fn read(library: Option<&Path>, bytes: Vec<u8>) -> Result<Reading, Answer> {
    let bound = match library {
        Some(path) => Pdfium::bind_to_library(path),
        None => Pdfium::bind_to_system_library(),
    };
    let pdfium = Pdfium::new(bound.map_err(|error| {
        let detail = format!("pdfium cannot be used: {error}: does it suit this system?");
        Answer::refused(Reason::ExtractorFailed, detail)
    })?);
    let document = pdfium
        .load_pdf_from_byte_vec(bytes, None)
        .map_err(|error| unreadable(&error))?;
    let pages = document.pages();
    check_pages(usize::try_from(pages.len()).unwrap_or(0))?;
    let title = document.metadata().get(PdfDocumentMetadataTagType::Title);
    let mut reading = Reading {
        title: title.map(|title| title.value().to_owned()),
        ..Reading::default()
    };
    let mut length = Length::default();
    for (number, index) in (1..).zip(0..pages.len()) {
        let page = pages.get(index).and_then(|page| read_page(&page, number));
        reading.failed += usize::from(page.is_err());
        let page = page.unwrap_or(Page {
            number,
            ..Page::default()
        });
        length.add(&page)?;
        reading.pages.push(page);
    }
    Ok(reading)
}

fn unreadable(error: &PdfiumError) -> Answer {
    match error {
        PdfiumError::PdfiumLibraryInternalError(PdfiumInternalError::PasswordError) => {
            open::encrypted("says pdfium")
        }
        _ => Answer::refused(
            Reason::Damaged,
            "pdfium finds no whole PDF in it: get the file again from its publisher",
        ),
    }
}

fn read_page(page: &PdfPage<'_>, number: u32) -> Result<Page, PdfiumError> {
    let height = f64::from(page.height().value);
    let text = page.text()?;
    let (strokes, pictures) = read_objects(page, height);
    let (rules, shades) = strokes.finish();
    // Asking for fonts takes time, and only tables need to know of them.
    let bold = rules.len() >= MIN_RULES;
    let lines = read_lines(&text, height, bold);
    Ok(Page {
        number,
        fonts: !lines.is_empty(),
        lines,
        pictures,
        rules,
        shades,
    })
}

fn read_lines(text: &PdfPageText<'_>, height: f64, bold: bool) -> Vec<Line> {
    let characters = text.chars();
    let mut glyphs = Glyphs::default();
    let mut high = None;
    let mut last: Option<PdfPageTextChar<'_>> = None;
    for character in characters.iter() {
        let value = character.unicode_value();
        match value {
            0x0a | 0x0d => {
                end_word(&mut glyphs, last.take().as_ref());
                glyphs.end_line();
            }
            0x20 | 0xa0 => {
                end_word(&mut glyphs, last.take().as_ref());
                glyphs.space();
            }
            0xd800..=0xdbff => high = Some(value),
            _ => {
                let Some(c) = letter(value, high.take()) else {
                    continue;
                };
                let begins = add(&mut glyphs, &character, c, height);
                if begins && bold {
                    glyphs.embolden(is_bold(&character));
                }
                last = Some(character);
            }
        }
    }
    end_word(&mut glyphs, last.as_ref());
    glyphs.finish().0
}

/// What is drawn on a page, and whether there are pictures.
fn read_objects(page: &PdfPage<'_>, height: f64) -> (Strokes, bool) {
    let mut strokes = Strokes::default();
    let mut pictures = false;
    for object in page.objects().iter() {
        pictures |= object.object_type() == PdfPageObjectType::Image;
        if let Some(path) = object.as_path_object()
            && strokes.has_room()
        {
            read_path(&mut strokes, path, height);
        }
    }
    (strokes, pictures)
}

fn read_path(strokes: &mut Strokes, path: &PdfPagePathObject<'_>, height: f64) {
    let Ok(matrix) = path.matrix() else {
        return;
    };
    let filled = path
        .fill_mode()
        .is_ok_and(|mode| mode != PdfPathFillMode::None);
    let stroked = path.is_stroked().unwrap_or(false);
    let white = || {
        let colour = path.fill_color();
        colour.is_ok_and(|c| c.alpha() == 0 || c.red().min(c.green()).min(c.blue()) > 250)
    };
    let paint = match (filled, stroked) {
        (_, true) => Paint::Stroked,
        (true, false) => Paint::Filled { white: white() },
        (false, false) => return,
    };
    for segment in path.segments().transform(matrix).iter() {
        let (x, y) = segment.point();
        let point = (f64::from(x.value), height - f64::from(y.value));
        match segment.segment_type() {
            PdfPathSegmentType::MoveTo => strokes.begin(point),
            PdfPathSegmentType::LineTo => strokes.line(point),
            _ => strokes.curve(),
        }
        if segment.is_close() {
            strokes.close();
        }
    }
    strokes.paint(paint);
}

/// The letter of a value, or of the second of two that make one.
fn letter(value: u32, high: Option<u32>) -> Option<char> {
    match (value, high) {
        (HYPHEN, _) => Some('-'),
        (0, _) => None,
        (0xdc00..=0xdfff, Some(high)) => {
            char::from_u32(0x1_0000 + ((high - 0xd800) << 10) + (value - 0xdc00))
        }
        (0xdc00..=0xdfff | 0xfffe | 0xffff, _) => Some('\u{fffd}'),
        _ => char::from_u32(value),
    }
}

/// Adds a letter; gives whether it begins a word.
fn add(glyphs: &mut Glyphs, character: &PdfPageTextChar<'_>, c: char, height: f64) -> bool {
    let Ok((x, y)) = character.origin() else {
        return false;
    };
    let begins = glyphs.add(Glyph {
        text: c.encode_utf8(&mut [0; 4]),
        x: f64::from(x.value),
        y: height - f64::from(y.value),
        // It finds the spaces itself.
        width: f64::INFINITY,
        size: f64::from(character.scaled_font_size().value),
        fresh: true,
    });
    // The origin of a letter is its left edge, from which letters to the left go on.
    if begins && is_right_to_left(c) {
        end_word(glyphs, Some(character));
    }
    begins
}

/// Says where the word of a character ends, which its origin does not tell.
fn end_word(glyphs: &mut Glyphs, last: Option<&PdfPageTextChar<'_>>) {
    if let Some(Ok(bounds)) = last.map(PdfPageTextChar::loose_bounds) {
        let (left, right) = (bounds.left().value, bounds.right().value);
        if left.is_finite() && right.is_finite() {
            glyphs.widen(f64::from(left), f64::from(right));
        }
    }
}

/// Whether the font of a character is bold by its name; weights are said of few fonts.
fn is_bold(character: &PdfPageTextChar<'_>) -> bool {
    let name = character.font_name().to_ascii_lowercase();
    RULES
        .table
        .bold
        .iter()
        .any(|word| name.contains(word.as_str()))
}
