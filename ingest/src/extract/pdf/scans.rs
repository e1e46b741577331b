//! Scans: what no engine could read because it is pictures is recognised, where that is asked for.

use corpora::{Language, Ocr};

use super::chain::{Chosen, Refusal};
use super::ocr::{self, OcrError, Recognised, Request};
use super::reading::{Page, Reading};
use super::tools::Tools;
use super::{PdfOptions, gate, layout};
use crate::extract::{ExtractError, Input, Reason};

/// What was read of a file in the end.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) reading: Reading,
    pub(super) notes: Vec<String>,
    /// What of it was recognised from pictures.
    pub(super) ocr: Option<Ocr>,
}

/// A file whose pages may have to be recognised.
pub(super) struct Scans<'s> {
    pub(super) options: &'s PdfOptions,
    pub(super) tools: &'s Tools,
    pub(super) input: &'s Input,
    pub(super) bytes: &'s [u8],
}

/// What to do where nothing recognises text here.
const ELSEWHERE: &str =
    "run optical character recognition (for example ocrmypdf) and take it in again";

impl Scans<'_> {
    /// A reading with the text of those of its pages that are pictures.
    pub(super) fn complete(&self, chosen: Chosen) -> Result<Read, ExtractError> {
        let mut read = Read {
            reading: chosen.reading,
            notes: chosen.notes,
            ocr: None,
        };
        let unread = gate::unread_pages(&read.reading);
        if unread.is_empty() {
            return Ok(read);
        }
        let language = ocr::language_of(&read.reading).unwrap_or(self.declared(&read.reading));
        match self.recognise(&unread, language) {
            None => read
                .notes
                .push(format!("{}: they cannot be found", without_text(&unread))),
            Some(Ok(recognised)) => {
                put(&mut read, recognised);
            }
            Some(Err(OcrError::Stopped)) => return Err(stopped()),
            Some(Err(OcrError::Nothing)) => read.notes.push(without_text(&unread)),
            Some(Err(error)) => read.notes.push(format!(
                "{}: they cannot be found: {error}",
                without_text(&unread)
            )),
        }
        Ok(read)
    }

    /// A file that no engine could read, by its pictures; else why it is refused.
    pub(super) fn whole(&self, refusal: Refusal) -> Result<Read, ExtractError> {
        let Refusal { mut error, known } = refusal;
        if !matches!(error.reason, Reason::NeedsOcr | Reason::Garbled) {
            return Err(error);
        }
        let known = known.unwrap_or_default();
        let pages: Vec<u32> = known.pages.iter().map(|page| page.number).collect();
        let why = match self.recognise(&pages, self.declared(&known)) {
            None if error.reason == Reason::NeedsOcr => ELSEWHERE.to_owned(),
            None => return Err(error),
            Some(Err(OcrError::Stopped)) => return Err(stopped()),
            Some(Err(found)) => found.to_string(),
            Some(Ok(recognised)) => {
                let mut read = Read {
                    reading: Reading {
                        title: known.title,
                        pages: known.pages.iter().map(emptied).collect(),
                        ..Reading::default()
                    },
                    notes: Vec::new(),
                    ocr: None,
                };
                put(&mut read, recognised);
                return Ok(read);
            }
        };
        error.detail = format!("{}; {why}", error.detail);
        Err(error)
    }

    /// What is recognised; nothing if that is not asked for.
    fn recognise(&self, pages: &[u32], language: Language) -> Option<Result<Recognised, OcrError>> {
        let options = self.options.ocr.as_ref()?;
        let recognise = |installed: &[String]| {
            let request = Request {
                options,
                installed,
                bytes: self.bytes,
                language,
                pulse: &self.input.pulse,
            };
            ocr::recognise(&request, pages)
        };
        Some(self.tools.languages(options).and_then(recognise))
    }

    /// What the list, the source or the file itself says of its language.
    fn declared(&self, reading: &Reading) -> Language {
        let own = reading.language.as_deref();
        let own = own.and_then(|tag| Language::parse(tag).ok());
        own.filter(|language| !language.is_undetermined())
            .unwrap_or_else(|| self.input.language.clone())
    }
}

/// Puts recognised pages in their places.
fn put(read: &mut Read, recognised: Recognised) {
    let recognised_pages = Reading {
        pages: recognised.pages,
        ..Reading::default()
    };
    for page in layout::unified(recognised_pages).pages {
        let place = read
            .reading
            .pages
            .iter_mut()
            .find(|known| known.number == page.number);
        if let Some(place) = place {
            *place = page;
        }
    }
    read.notes.extend(recognised.notes);
    read.ocr = Some(recognised.ocr);
}

fn emptied(page: &Page) -> Page {
    Page {
        lines: Vec::new(),
        ..page.clone()
    }
}

fn without_text(pages: &[u32]) -> String {
    format!(
        "no text on {} pages with pictures ({})",
        pages.len(),
        gate::listed(pages)
    )
}

fn stopped() -> ExtractError {
    let detail = "reading was stopped: take it in again, or run `rsc quarantine retry`";
    ExtractError::new(Reason::NeedsOcr, detail)
}
