//! PDF, read in a process of its own.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::ExitCode;

use super::{ExtractError, Extractor, Found, Input, Reason};
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
        _: &Input,
        _: &mut dyn FnMut(Found) -> ControlFlow<()>,
    ) -> Result<(), ExtractError> {
        Err(ExtractError::new(
            Reason::NoExtractor,
            format!("{:?}", self.worker),
        ))
    }
}

/// The body of the child process: reads PDF bytes on standard input and writes what it finds as
/// JSON on standard output.
#[must_use]
pub fn run_pdf_worker() -> ExitCode {
    ExitCode::SUCCESS
}
