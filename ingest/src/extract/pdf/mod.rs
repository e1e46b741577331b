//! PDF, read in a process of its own.
//!
//! One engine after the other gives lines with their place on the page ([`engine`], [`poppler`]);
//! they are judged ([`gate`]), the best reading is chosen ([`chain`]) and put together
//! ([`layout`]).

mod chain;
mod engine;
mod gate;
mod guard;
mod layout;
mod options;
mod order;
mod poppler;
mod reading;
mod rules;
mod title;
mod tools;
mod worker;

use std::ops::ControlFlow;
use std::sync::Arc;

pub use self::options::{PdfEngine, PdfOptions, PdfWorker};
use self::tools::Tools;
pub use self::tools::{Tool, tools};
pub use self::worker::run_pdf_worker;
use super::{Extract, ExtractError, Extractor, Found, Input, Reason};
use crate::media_type::MediaType;

/// Reads PDF.
#[derive(Debug, Clone)]
pub(super) struct Pdf {
    options: PdfOptions,
    tools: Arc<Tools>,
}

impl Pdf {
    pub(super) fn new(options: PdfOptions) -> Self {
        Self {
            options,
            tools: Arc::default(),
        }
    }
}

impl Extractor for Pdf {
    fn name(&self) -> &'static str {
        "pdf/3"
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
        let chosen = chain::read(&self.options, &self.tools, &bytes)?;
        let mut extract = Extract::new("");
        extract.notes = chosen.notes;
        let unread = gate::unread_pages(&chosen.reading);
        if !unread.is_empty() {
            extract.notes.push(format!(
                "no text on {} pages with pictures ({}): they cannot be found",
                unread.len(),
                gate::listed(&unread)
            ));
        }
        let composed = layout::compose(&chosen.reading);
        extract.document.title =
            title::choose(chosen.reading.title.as_deref(), composed.title.as_deref());
        extract.document.sections = composed.sections;
        let _ = found(Found {
            item: String::new(),
            extract: Ok(extract),
        });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::worker::{Answer, Request};
    use super::*;

    fn extracted(bytes: &[u8]) -> Result<Extract, ExtractError> {
        let input = Input::of("x.pdf", MediaType::Pdf, bytes);
        let mut all = Vec::new();
        Pdf::new(PdfWorker::InProcess.into()).extract(&input, &mut |found| {
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
                matches!(reason, Reason::Damaged | Reason::NeedsOcr),
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
        let request = Request {
            engine: PdfEngine::PdfExtract,
            library: None,
        };
        let answer = worker::ask(&worker, &request, b"%PDF-1.7");
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
