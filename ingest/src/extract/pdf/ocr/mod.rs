//! Pages that are pictures, read by optical character recognition: rendered by `pdftoppm`, read by
//! `tesseract` ([`programs`]), in a language that is declared or found out ([`languages`]). What is not
//! sure enough is no text ([`tsv`]), and what was read so is said with the document.

mod error;
mod languages;
mod pages;
mod picture;
mod programs;
mod ruled;
mod rules;
mod trial;
mod tsv;

use std::ops::ControlFlow;
use std::time::Instant;

use corpora::{Language, Ocr};

pub(super) use self::error::OcrError;
use self::pages::Pages;
pub(super) use self::programs::{languages as installed, pdftoppm_version, tesseract_version};
use super::OcrOptions;
use super::reading::{Page, Reading};
use crate::extract::Pulse;

/// What is to be read, and how.
#[derive(Debug)]
pub(super) struct Request<'r> {
    pub(super) options: &'r OcrOptions,
    /// The languages tesseract has, by its own codes.
    pub(super) installed: &'r [String],
    /// The file.
    pub(super) bytes: &'r [u8],
    /// What is declared of its language; `und` if nothing.
    pub(super) language: Language,
    pub(super) pulse: &'r Pulse,
}

/// What was read.
#[derive(Debug)]
pub(super) struct Recognised {
    pub(super) pages: Vec<Page>,
    pub(super) ocr: Ocr,
    pub(super) notes: Vec<String>,
}

/// The language that the text of a reading is surely in.
pub(super) fn language_of(reading: &Reading) -> Option<Language> {
    let lines = reading.pages.iter().flat_map(|page| &page.lines);
    let mut text = String::new();
    for line in lines {
        text.push_str(&line.text);
        text.push('\n');
        if text.len() > SAMPLE {
            break;
        }
    }
    languages::of_text(&text, rules::RULES.language.contradiction)
}

/// Bytes of a text that are enough to tell its language.
const SAMPLE: usize = 6_000;

/// Reads these pages of a file.
pub(super) fn recognise(request: &Request<'_>, wanted: &[u32]) -> Result<Recognised, OcrError> {
    let started = Instant::now();
    let settled = trial::languages(request, wanted)?;
    let mut pages = Pages::new(request, settled);
    for (at, number) in wanted.iter().enumerate() {
        if at >= request.options.max_pages || started.elapsed() >= request.options.time {
            pages.stop_before(&wanted[at..]);
            break;
        }
        let place = format!(
            "page {} of {}, recognised from its picture",
            at + 1,
            wanted.len()
        );
        if let ControlFlow::Break(()) = request.pulse.at(&place) {
            return Err(OcrError::Stopped);
        }
        pages.read(*number)?;
    }
    pages.finish()
}
