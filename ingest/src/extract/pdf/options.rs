//! With what PDF is read.

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Where a PDF is read. Its parsers are not trusted: they may loop, exhaust memory or overflow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PdfWorker {
    /// A child process, killed when it takes too long: the program and the arguments that make it
    /// call [`run_pdf_worker`](crate::run_pdf_worker).
    Program {
        /// The program, usually the running one.
        path: PathBuf,
        /// Its arguments, usually `pdf-worker`.
        args: Vec<String>,
    },
    /// A thread of this process; panics are caught, nothing else, and pdfium is not used. For tests
    /// and measurements.
    InProcess,
}

/// What turns the bytes of a PDF into text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum PdfEngine {
    /// The crate `pdf-extract`, built in.
    PdfExtract,
    /// The library pdfium, if there is one.
    Pdfium,
    /// The program `pdftotext` of poppler, if it is installed.
    Pdftotext,
    /// The crate `lopdf`, built in: it has no layout and is the last resort.
    Lopdf,
}

impl PdfEngine {
    /// All engines.
    pub const ALL: [Self; 4] = [Self::PdfExtract, Self::Pdfium, Self::Pdftotext, Self::Lopdf];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::PdfExtract => "pdf-extract",
            Self::Pdfium => "pdfium",
            Self::Pdftotext => "pdftotext",
            Self::Lopdf => "lopdf",
        }
    }
}

/// With what PDF is read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PdfOptions {
    /// Where it is read.
    pub worker: PdfWorker,
    /// The library pdfium or its folder. Default: beside this program, then where the system looks
    /// for libraries.
    pub pdfium: Option<PathBuf>,
    /// The only engine to use, for measurements. Default: the best reading of all.
    pub engine: Option<PdfEngine>,
    /// How pages that are pictures are recognised. Default: not at all.
    pub ocr: Option<OcrOptions>,
}

impl From<PdfWorker> for PdfOptions {
    fn from(worker: PdfWorker) -> Self {
        Self {
            worker,
            pdfium: None,
            engine: None,
            ocr: None,
        }
    }
}

/// How pages that are pictures are recognised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OcrOptions {
    /// The program `pdftoppm` of poppler. Default: the one on the `PATH`.
    pub pdftoppm: PathBuf,
    /// The program `tesseract`. Default: the one on the `PATH`.
    pub tesseract: PathBuf,
    /// Most pages of a file that are recognised. Default: 500.
    pub max_pages: usize,
    /// Longest time of a program for a page. Default: one minute.
    pub page_time: Duration,
    /// Time for a file after which no further page is begun. Default: 30 minutes.
    pub time: Duration,
}

impl Default for OcrOptions {
    fn default() -> Self {
        Self {
            pdftoppm: "pdftoppm".into(),
            tesseract: "tesseract".into(),
            max_pages: 500,
            page_time: Duration::from_mins(1),
            time: Duration::from_mins(30),
        }
    }
}
