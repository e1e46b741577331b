//! PDF, read in a process of its own.
//!
//! The worker gives lines with their place on the page. Here they are judged ([`gate`]), read with
//! a second engine if they are found wanting ([`second`]), and put together ([`layout`]).

mod child;
mod engine;
mod gate;
mod layout;
mod order;
mod rules;
mod second;
mod title;
mod worker;

use std::ops::ControlFlow;
use std::path::PathBuf;

pub use self::worker::run_pdf_worker;
use self::worker::{Answer, Page, Reading};
use super::{Extract, ExtractError, Extractor, Found, Input, Reason};
use crate::media_type::MediaType;

/// Where a PDF is read. Its parsers are not trusted: they may loop, exhaust memory or overflow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PdfWorker {
    /// A child process, killed when it takes too long: the program and the arguments that make it
    /// call [`run_pdf_worker`].
    Program {
        /// The program, usually the running one.
        path: PathBuf,
        /// Its arguments, usually `pdf-worker`.
        args: Vec<String>,
    },
    /// A thread of this process; panics are caught, nothing else. For tests and measurements.
    InProcess,
}

/// Reads PDF.
#[derive(Debug, Clone)]
pub(super) struct Pdf {
    worker: PdfWorker,
}

impl Pdf {
    pub(super) fn new(worker: PdfWorker) -> Self {
        Self { worker }
    }
}

impl Extractor for Pdf {
    fn name(&self) -> &'static str {
        "pdf/1"
    }

    fn media_types(&self) -> &'static [MediaType] {
        &[MediaType::Pdf]
    }

    fn extract(
        &self,
        input: &Input,
        found: &mut dyn FnMut(Found) -> ControlFlow<()>,
    ) -> Result<(), ExtractError> {
        let bytes = input
            .body
            .bytes()
            .map_err(|e| ExtractError::new(Reason::FetchFailed, e.to_string()))?;
        let first = match worker::ask(&self.worker, &bytes) {
            Answer::Read(reading) => Ok(layout::unified(reading)),
            Answer::Refused { reason, detail } => Err(ExtractError::new(
                Reason::from_code(&reason).unwrap_or(Reason::ExtractorFailed),
                detail,
            )),
        };
        let (reading, mut notes) = settle(first, &bytes)?;
        notes.extend(gate::unread_pages(&reading));
        let mut extract = Extract::new("");
        extract.notes = notes;
        let composed = layout::compose(&reading);
        extract.document.title = title::choose(reading.title.as_deref(), composed.title.as_deref());
        extract.document.sections = composed.sections;
        let _ = found(Found {
            item: String::new(),
            extract: Ok(extract),
        });
        Ok(())
    }
}

/// The first reading if it is good, else that of the second engine if there is one and it is; else
/// why the first is not.
fn settle(
    first: Result<Reading, ExtractError>,
    bytes: &[u8],
) -> Result<(Reading, Vec<String>), ExtractError> {
    let first = first.and_then(|reading| gate::judge(&reading).map(|()| reading));
    let doubt = match &first {
        Ok(reading) => gate::doubt(reading),
        // What needs a password or harms needs and does so with every engine.
        Err(error)
            if matches!(
                error.reason,
                Reason::Encrypted | Reason::TooCostly | Reason::TooLarge
            ) =>
        {
            None
        }
        Err(error) => Some(error.to_string()),
    };
    let Some(doubt) = doubt else {
        return Ok((first?, Vec::new()));
    };
    let second = second::read(bytes).and_then(|pages| {
        let title = first
            .as_ref()
            .ok()
            .and_then(|reading| reading.title.clone());
        let pages = with_pictures(pages, first.as_ref().ok());
        let reading = layout::unified(Reading {
            pages,
            title,
            ..Reading::default()
        });
        gate::judge(&reading).ok().map(|()| reading)
    });
    match (second, first) {
        (Some(reading), _) => Ok((reading, vec![format!("read with pdftotext: {doubt}")])),
        (None, Ok(reading)) => Ok((
            reading,
            vec![format!(
                "{doubt}; with pdftotext installed it is read better"
            )],
        )),
        (None, Err(error)) => Err(error),
    }
}

/// Pages of the second engine, which does not tell of pictures, with what the first knows of them.
fn with_pictures(mut pages: Vec<Page>, first: Option<&Reading>) -> Vec<Page> {
    for (page, known) in pages
        .iter_mut()
        .zip(first.iter().flat_map(|first| &first.pages))
    {
        page.pictures = known.pictures;
    }
    pages
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn extracted(bytes: &[u8]) -> Result<Extract, ExtractError> {
        let input = Input::of("x.pdf", MediaType::Pdf, bytes);
        let mut all = Vec::new();
        Pdf::new(PdfWorker::InProcess).extract(&input, &mut |found| {
            all.push(found.extract);
            ControlFlow::Continue(())
        })?;
        all.remove(0)
    }

    #[test]
    fn what_is_no_pdf_or_broken_is_refused() {
        for bytes in [&b""[..], b"%PDF-1.7", b"%PDF-1.7\n%%EOF", b"hello"] {
            let reason = extracted(bytes).unwrap_err().reason;
            assert!(
                matches!(reason, Reason::Damaged | Reason::NoTextLayer),
                "{reason}"
            );
        }
    }

    #[test]
    fn a_program_that_is_not_there_is_a_failure_of_the_extractor() {
        let worker = PdfWorker::Program {
            path: "/no/such/program".into(),
            args: Vec::new(),
        };
        let answer = worker::ask(&worker, b"%PDF-1.7");
        assert!(matches!(answer, Answer::Refused { reason, .. } if reason == "extractor-failed"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn foreign_bytes_never_panic(tail in proptest::collection::vec(any::<u8>(), 0..300)) {
            let bytes = [b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n".as_slice(), &tail].concat();
            let _ = extracted(&bytes);
        }
    }
}
