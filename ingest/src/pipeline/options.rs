//! How a pipeline is set up.

use crate::extract::PdfOptions;
use crate::fetch::{HttpOptions, PoliteOptions};
use crate::source::Identity;

/// How the pipeline of the service is set up.
#[derive(Debug, Clone)]
pub struct PipelineOptions {
    /// Where PDFs are read.
    pub pdf: PdfOptions,
    /// How the web is asked.
    pub http: HttpOptions,
    /// How servers are treated.
    pub polite: PoliteOptions,
    /// How much is taken.
    pub limits: Limits,
    /// Who asks interfaces.
    pub identity: Identity,
}

impl PipelineOptions {
    /// The defaults.
    #[must_use]
    pub fn new(pdf: impl Into<PdfOptions>) -> Self {
        Self {
            pdf: pdf.into(),
            http: HttpOptions::default(),
            polite: PoliteOptions::default(),
            limits: Limits::default(),
            identity: Identity::default(),
        }
    }
}

/// How much is taken, and how often it is committed.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Largest file or page, in bytes. Default: 64 MiB.
    pub max_bytes: u64,
    /// Largest file of a format that is read piece by piece (JSON Lines, CSV, citations), also what a
    /// packed one may unfold to. Default: 4 GiB.
    pub max_streamed_bytes: u64,
    /// Resources read at the same time. Default: one for each core, 2 to 8.
    pub parallel: usize,
    /// Documents after which a batch is committed. Default: 500.
    pub batch_documents: usize,
    /// Milliseconds after which a batch is committed. Default: 1,000.
    pub batch_millis: u64,
    /// Bytes of text and files held after which a batch is committed. Default: 32 MiB.
    pub batch_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Self {
            max_bytes: 64 << 20,
            max_streamed_bytes: 4 << 30,
            parallel: cores.clamp(2, 8),
            batch_documents: 500,
            batch_millis: 1_000,
            batch_bytes: 32 << 20,
        }
    }
}
