//! Reading page after page, and what is thought of each.

use corpora::Ocr;

use super::picture::Picture;
use super::programs::{self, Layout};
use super::ruled::{self, Strip};
use super::rules::RULES;
use super::trial::Settled;
use super::tsv::PageText;
use super::{OcrError, Recognised, Request, languages};
use crate::extract::pdf::reading::Page;

/// Pages in a row that fail, after which the programs or the file are at fault and not the page.
const MAX_FAILED: usize = 3;

/// The pages read so far.
pub(super) struct Pages<'r> {
    request: &'r Request<'r>,
    settled: Settled,
    pages: Vec<Page>,
    ocr: Ocr,
    /// Pages without text.
    pictures: Vec<u32>,
    /// Letters of legible pages, and the sum of their confidences.
    letters: usize,
    sum: f32,
    /// The best confidence of what was not legible.
    illegible: f32,
    failed: usize,
    last: Option<OcrError>,
    notes: Vec<String>,
}

impl<'r> Pages<'r> {
    pub(super) fn new(request: &'r Request<'r>, settled: Settled) -> Self {
        Self {
            request,
            settled,
            pages: Vec::new(),
            ocr: Ocr::default(),
            pictures: Vec::new(),
            letters: 0,
            sum: 0.0,
            illegible: 0.0,
            failed: 0,
            last: None,
            notes: Vec::new(),
        }
    }

    /// Reads a page; a failure of it alone is noted.
    pub(super) fn read(&mut self, number: u32) -> Result<(), OcrError> {
        let known = self.settled.read.remove(&number);
        match self.in_its_language(number, known) {
            Ok(text) => {
                self.failed = 0;
                self.take(number, &text);
            }
            // Of a page in another language than the rest, that is its own affair.
            Err(error @ OcrError::Language(_)) => {
                self.ocr.unread.push(number);
                self.notes
                    .push(format!("page {number} was not recognised: {error}"));
                self.last = Some(error);
            }
            Err(error) if error.is_of_page() && self.failed + 1 < MAX_FAILED => {
                self.failed += 1;
                self.ocr.unread.push(number);
                self.notes
                    .push(format!("page {number} was not recognised: {error}"));
                self.last = Some(error);
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// A page, read again if it clearly is in another language than was read with: letters with marks
    /// come out as digits in another language.
    fn in_its_language(&self, number: u32, known: Option<PageText>) -> Result<PageText, OcrError> {
        let (request, settled) = (self.request, &self.settled);
        let text = known.map_or_else(|| read(request, number, &settled.codes), Ok)?;
        let other = match text.is_telling() {
            true => languages::contradiction(&text.text(), &settled.language),
            false => None,
        };
        match other {
            Some(other) => {
                let codes = languages::settled(&other, "", request.installed)?;
                read(request, number, &codes)
            }
            None => Ok(text),
        }
    }

    fn take(&mut self, number: u32, text: &PageText) {
        if text.is_picture() {
            self.pictures.push(number);
            return;
        }
        if !text.is_legible() {
            self.illegible = self.illegible.max(text.confidence);
            self.ocr.unread.push(number);
            return;
        }
        self.letters += text.letters;
        #[expect(clippy::cast_precision_loss, reason = "letters of a page are few")]
        let letters = text.letters as f32;
        self.sum += text.confidence * letters;
        self.ocr.pages.push(number);
        if text.is_doubtful() {
            self.ocr.doubtful.push(number);
        }
        self.pages.push(text.page(number));
    }

    /// Reads no more, though there are more.
    pub(super) fn stop_before(&mut self, left: &[u32]) {
        self.ocr.unread.extend(left);
        let options = self.request.options;
        self.notes.push(format!(
            "{} pages were not recognised: at most {} pages and {} minutes are spent on a file",
            left.len(),
            options.max_pages,
            options.time.as_secs() / 60
        ));
    }

    pub(super) fn finish(mut self) -> Result<Recognised, OcrError> {
        if self.pages.is_empty() {
            if let Some(error) = self.last {
                return Err(error);
            }
            if self.ocr.unread.is_empty() {
                return Err(OcrError::Nothing);
            }
            return Err(OcrError::Illegible {
                codes: self.settled.codes,
                found: self.illegible,
                expected: RULES.confidence.min_page,
            });
        }
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share in percent"
        )]
        let confidence = (self.sum / self.letters.max(1) as f32).floor() as u8;
        self.ocr.confidence = confidence;
        self.notes.insert(0, self.ocr.told());
        if !self.pictures.is_empty() {
            let numbers = Ocr::ranges(&self.pictures);
            self.notes
                .push(format!("pictures without text on pages {numbers}"));
        }
        Ok(Recognised {
            pages: self.pages,
            ocr: self.ocr,
            notes: self.notes,
        })
    }
}

/// Reads one page.
fn read(request: &Request<'_>, number: u32, codes: &str) -> Result<PageText, OcrError> {
    let picture = programs::render(request.options, request.bytes, number)?;
    words(request, &picture, codes)
}

/// The words of a page; tables without their rules and row by row.
pub(super) fn words(
    request: &Request<'_>,
    picture: &Picture,
    codes: &str,
) -> Result<PageText, OcrError> {
    let options = request.options;
    let blocks = match request.installed.iter().any(|code| code == programs::OSD) {
        true => Layout::TurnedBlocks,
        false => Layout::Blocks,
    };
    let Some(strips) = ruled::strips(picture) else {
        return programs::words(options, picture, codes, blocks);
    };
    let mut parts = Vec::new();
    for Strip { picture, table } in &strips {
        let Some(table) = table else {
            parts.push(programs::words(options, picture, codes, blocks)?);
            continue;
        };
        let rows = programs::words(options, table, codes, Layout::Rows)?;
        if rows.is_legible() {
            parts.push(rows.into_rows());
            continue;
        }
        let as_is = programs::words(options, picture, codes, blocks)?;
        parts.push(match as_is.is_surer_than(&rows) {
            true => as_is,
            false => rows.into_rows(),
        });
    }
    let parts = PageText::joined(parts);
    if parts.is_legible() {
        return Ok(parts);
    }
    // A table that lies on its side, or no table.
    let whole = programs::words(options, picture, codes, blocks)?;
    Ok(if whole.is_surer_than(&parts) {
        whole
    } else {
        parts
    })
}
