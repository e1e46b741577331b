//! The library pdfium, bound when it is needed.

use std::path::Path;

use pdfium_render::prelude::*;

use super::super::reading::{Page, Reading};
use super::super::worker::Answer;
use super::glyphs::{Glyph, Glyphs};
use super::{Length, check_pages, open};
use crate::extract::Reason;

/// What pdfium puts for a hyphen at the end of a line.
const HYPHEN: u32 = 2;

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
    let mut glyphs = Glyphs::default();
    let mut high = None;
    for character in text.chars().iter() {
        let value = character.unicode_value();
        match value {
            0x0a | 0x0d => glyphs.end_line(),
            0x20 | 0xa0 => glyphs.space(),
            0xd800..=0xdbff => high = Some(value),
            _ => {
                let Some(c) = letter(value, high.take()) else {
                    continue;
                };
                add(&mut glyphs, &character, c, height);
            }
        }
    }
    let (lines, _) = glyphs.finish();
    let pictures = page
        .objects()
        .iter()
        .any(|object| object.object_type() == PdfPageObjectType::Image);
    Ok(Page {
        number,
        fonts: !lines.is_empty(),
        lines,
        pictures,
    })
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

fn add(glyphs: &mut Glyphs, character: &PdfPageTextChar<'_>, c: char, height: f64) {
    let Ok((x, y)) = character.origin() else {
        return;
    };
    glyphs.add(Glyph {
        text: c.encode_utf8(&mut [0; 4]),
        x: f64::from(x.value),
        y: height - f64::from(y.value),
        // It finds the spaces itself.
        width: f64::INFINITY,
        size: f64::from(character.scaled_font_size().value),
        fresh: true,
    });
}
