//! The way in: source → list → fetch → extract → normalise → catalogue.
//!
//! A [`Pipeline`] goes through a source and puts what it finds into a [`corpora::Catalogue`]. It is
//! built from three things that can be replaced: a [`Fetcher`] (the web), [`Extractors`] (one for
//! each format) and a [`corpora::LanguageIdentifier`]. A source kind is one file in `source`, a
//! format one file in `extract`; neither knows of the others.
//!
//! ```no_run
//! # async fn demo() -> Result<(), Box<dyn std::error::Error>> {
//! use ingest::{NoProgress, PdfWorker, Pipeline, PipelineOptions, Stop, source_for};
//!
//! let mut catalogue = corpora::Catalogue::open("data/catalogue.sqlite".as_ref())?;
//! let pipeline = Pipeline::standard(PipelineOptions::new(PdfWorker::InProcess))?;
//! let source = source_for("guidelines/")?;
//! let report = pipeline.run(&mut catalogue, &source, &NoProgress, &Stop::default()).await?;
//! assert_eq!(report.exit_code(), 0, "{report}");
//! # Ok(()) }
//! ```
//!
//! # Quirks
//! - A bad document is data: it is quarantined with a reason and the run goes on. Only a list that
//!   cannot be had, or a catalogue that cannot be written, ends a run.
//! - Documents that a source no longer lists stay in the catalogue.
//! - The text of a PDF without text layer is recognised only with [`PdfOptions::ocr`] and where
//!   `pdftoppm` and `tesseract` are installed; else it is refused as `needs-ocr`.

mod bounded;
mod charset;
mod discovery;
mod download;
mod error;
mod extract;
mod fetch;
mod fingerprint;
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;
mod language;
mod media_type;
mod normalise;
mod pipeline;
mod progress;
mod report;
mod schedule;
mod source;
mod starter;
mod stop;
mod unpack;
mod versions;
mod xml;

pub use discovery::{Confidence, Proposal, discover};
pub use download::{DownloadError, download};
pub use error::IngestError;
pub use extract::{
    Body, Extract, ExtractError, Extractor, Extractors, Found, Input, OcrOptions, PdfEngine,
    PdfOptions, PdfWorker, Pulse, Reason, Tool, ToolName, run_pdf_worker, tools,
};
pub use fetch::{
    Exchange, FetchError, Fetched, Fetcher, HttpFetcher, HttpOptions, Page, PoliteFetcher,
    PoliteOptions, Request, Secret, Transport,
};
pub use language::LinguaIdentifier;
pub use media_type::MediaType;
pub use pipeline::{Limits, Look, Pipeline, PipelineOptions, Preview};
pub use progress::{BarProgress, LineProgress, NoProgress, Progress};
pub use report::{Report, Skipped};
pub use schedule::{FAILING_AFTER, Ran, after_run, is_due};
pub use source::{Identity, Lister, Place, Resource, source_for};
pub use starter::{STARTER_SOURCE, starter, starter_source};
pub use stop::Stop;
pub use versions::{EditionShown, Superseded, renew_editions, would_supersede};
