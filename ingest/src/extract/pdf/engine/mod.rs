//! The engines that run in the worker: bytes in, pages of lines out.

mod glyphs;
mod lopdf;
mod open;
mod pdf_extract;
mod pdfium;
mod strokes;

use super::PdfEngine;
use super::reading::Page;
use super::worker::{Answer, Request};
use crate::extract::Reason;

/// Pages read.
const MAX_PAGES: usize = 5_000;
/// Characters read of all pages.
const MAX_CHARACTERS: usize = 20_000_000;

/// Reads a file with the engine that is asked for.
pub(super) fn read(request: &Request, bytes: Vec<u8>) -> Answer {
    let read = match request.engine {
        PdfEngine::PdfExtract => open::document(&bytes).and_then(|d| pdf_extract::read(&d)),
        PdfEngine::Lopdf => open::document(&bytes).and_then(|d| lopdf::read(&d)),
        PdfEngine::Pdfium => pdfium::read(request.library.as_deref(), bytes),
        PdfEngine::Pdftotext => Err(Answer::refused(
            Reason::ExtractorFailed,
            "pdftotext is a program of its own",
        )),
    };
    read.map_or_else(|refused| refused, Answer::Read)
}

/// Refuses files with too many pages.
fn check_pages(count: usize) -> Result<(), Answer> {
    if count == 0 {
        return Err(Answer::refused(
            Reason::Damaged,
            "no pages in the file: get it again from its publisher",
        ));
    }
    if count > MAX_PAGES {
        let detail = format!("{count} pages, expected at most {MAX_PAGES}: take it in in parts");
        return Err(Answer::refused(Reason::TooLarge, detail));
    }
    Ok(())
}

/// Counts the text of pages, and refuses too much of it.
#[derive(Debug, Default)]
struct Length(usize);

impl Length {
    fn add(&mut self, page: &Page) -> Result<(), Answer> {
        self.0 += page.lines.iter().map(|line| line.text.len()).sum::<usize>();
        if self.0 > MAX_CHARACTERS {
            let detail = format!(
                "more than {MAX_CHARACTERS} characters by page {}: take it in in parts",
                page.number
            );
            return Err(Answer::refused(Reason::TooLarge, detail));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
