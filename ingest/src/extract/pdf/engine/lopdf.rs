//! The last resort: the text of lopdf, which knows nothing of places.

use std::panic::{AssertUnwindSafe, catch_unwind};

use lopdf::Document;

use super::super::reading::{Page, Reading, plain_lines};
use super::super::worker::Answer;
use super::{Length, open};

/// Reads all pages.
pub(super) fn read(document: &Document) -> Result<Reading, Answer> {
    let mut reading = Reading {
        title: open::title(document),
        language: open::language(document),
        mute_fonts: open::mute_fonts(document),
        ..Reading::default()
    };
    let mut length = Length::default();
    for (number, id) in document.get_pages() {
        let text = page(document, number);
        reading.failed += usize::from(text.is_none());
        let mut page = Page {
            number,
            lines: plain_lines(&text.unwrap_or_default()),
            ..Page::default()
        };
        open::describe(document, id, &mut page);
        length.add(&page)?;
        reading.pages.push(page);
    }
    Ok(reading)
}

/// The text of a page; nothing if it cannot be read.
pub(super) fn page(document: &Document, number: u32) -> Option<String> {
    let text = catch_unwind(AssertUnwindSafe(|| document.extract_text(&[number])));
    text.ok().and_then(Result::ok)
}
