//! From bytes to documents: one extractor for each format.
//!
//! An [`Extractor`] is picked by the recognised [`MediaType`]. It knows nothing of sources, keys or
//! the catalogue: it reports each document it [`Found`], or why something could not become one.

mod abstracts;
mod bibliographic;
mod cord19;
mod crossref;
mod csv;
mod docx;
mod europe_pmc;
mod failure;
mod front_matter;
mod headings;
mod html;
mod jats;
mod json_record;
mod jsonl;
mod lines;
mod link_header;
mod mapped_xml;
mod markdown;
mod medrxiv;
mod oai_dc;
mod outline;
mod pdf;
mod pubmed;
mod pulse;
mod raised;
mod record;
mod replacement;
mod table;
mod tagged;
mod text;

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use corpora::{Document, Language, Notice, Reading};

pub(crate) use abstracts::title as plain_title;
pub(crate) use csv::TableRecords;
pub use failure::{ExtractError, Reason};
pub(crate) use html::page_text;
pub(crate) use link_header::statements as linked;
pub use pdf::{
    OcrOptions, PdfEngine, PdfOptions, PdfWorker, Tool, ToolName, run_pdf_worker, tools,
};
pub use pulse::Pulse;
pub(crate) use record::Record;
pub(crate) use replacement::{Statement, sign};

use crate::media_type::{MediaType, extension};
use crate::unpack;

/// What an extractor is given.
#[derive(Debug, Clone)]
pub struct Input {
    /// Path or address, for the extension and for messages.
    pub name: String,
    /// The recognised format.
    pub media_type: MediaType,
    /// Character encoding as declared by the server.
    pub charset: Option<String>,
    /// The bytes.
    pub body: Body,
    /// What the source sets about the way its documents are read.
    pub reading: Arc<Reading>,
    /// Language that its list or its source declares; `und` if none does.
    pub language: Language,
    /// Is told how a long reading goes on.
    pub pulse: Pulse,
}

#[cfg(test)]
impl Input {
    /// Bytes of a format, without anything said of them.
    pub(crate) fn of(name: &str, media_type: MediaType, bytes: &[u8]) -> Self {
        Self {
            name: name.to_owned(),
            media_type,
            charset: None,
            body: Body::Bytes(bytes.into()),
            reading: Arc::default(),
            language: Language::undetermined(),
            pulse: Pulse::default(),
        }
    }
}

/// Bytes at hand or in a file.
#[derive(Debug, Clone)]
pub enum Body {
    /// At hand.
    Bytes(Arc<[u8]>),
    /// In a file that may be too large to hold: only for extractors that stream.
    File(PathBuf),
    /// Packed with gzip.
    Packed {
        /// The packed bytes.
        body: Box<Self>,
        /// How many they are.
        size: u64,
        /// How many they may unfold to; reading fails beyond that.
        most: u64,
    },
}

impl Body {
    /// A reader over the bytes.
    ///
    /// # Errors
    /// If the file cannot be opened.
    pub fn reader(&self) -> io::Result<Box<dyn BufRead + '_>> {
        Ok(match self {
            Self::Bytes(bytes) => Box::new(Cursor::new(bytes)),
            Self::File(path) => Box::new(BufReader::with_capacity(256 * 1024, File::open(path)?)),
            Self::Packed { body, size, most } => {
                Box::new(unpack::bounded(body.reader()?, *size, *most))
            }
        })
    }

    /// All bytes.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn bytes(&self) -> io::Result<Arc<[u8]>> {
        if let Self::Bytes(bytes) = self {
            return Ok(Arc::clone(bytes));
        }
        let mut bytes = Vec::new();
        self.reader()?.read_to_end(&mut bytes)?;
        Ok(bytes.into())
    }
}

/// A document as its bytes tell it. Source and key are empty: they are not the extractor's matter.
#[derive(Debug, Clone)]
pub struct Extract {
    /// What the file calls the document, where a file holds many.
    pub record: Option<String>,
    /// The document; its language is what it declares, `und` if nothing.
    pub document: Document,
    /// What it says of the standing of other documents: retractions, corrections, replacements.
    pub notices: Vec<Notice>,
    /// What was odd and could be lived with, for a librarian to read.
    pub notes: Vec<String>,
    /// Of what a list says: whether it goes before what the document says of itself. Catalogues know
    /// a title better than what guessed it from a page.
    pub leads: bool,
}

impl Extract {
    /// An extract with nothing in it.
    #[must_use]
    pub fn new(title: &str) -> Self {
        Self {
            record: None,
            document: Document::new("", "", title),
            notices: Vec::new(),
            notes: Vec::new(),
            leads: false,
        }
    }
}

/// One item of an input: a document, or why it is none.
#[derive(Debug)]
pub struct Found {
    /// Which part of the input, such as `line 12`; empty for the whole.
    pub item: String,
    /// The document.
    pub extract: Result<Extract, ExtractError>,
}

/// Reads one format.
///
/// Bytes come from strangers: implementations bound depth, size and time, and never leave part of a
/// text out without saying so. They report items in the order of the input, and stop as soon as
/// they are told to break. A failure of the whole input is returned, also when items were reported
/// before it; a failure of one item is reported as [`Found`] and the rest goes on. An input
/// without any item is a failure of the whole. Panics are caught by the caller but are defects.
pub trait Extractor: Send + Sync + std::fmt::Debug {
    /// Name and version, such as `html/1`: a change means that everything is to be read again.
    fn name(&self) -> &'static str;

    /// The formats it reads.
    fn media_types(&self) -> &'static [MediaType];

    /// Whether it reads piece by piece, so that files may be larger than memory.
    fn streams(&self) -> bool {
        false
    }

    /// Reads an input and reports what it finds.
    ///
    /// # Errors
    /// [`ExtractError`] if the input as a whole cannot be read.
    fn extract(
        &self,
        input: &Input,
        found: &mut dyn FnMut(Found) -> ControlFlow<()>,
    ) -> Result<(), ExtractError>;
}

/// The extractors there are.
#[derive(Debug, Clone, Default)]
pub struct Extractors(Vec<Arc<dyn Extractor>>);

impl Extractors {
    /// All formats that can be read.
    #[must_use]
    pub fn standard(pdf: impl Into<PdfOptions>) -> Self {
        Self::default()
            .with(Arc::new(europe_pmc::EuropePmc))
            .with(Arc::new(medrxiv::Medrxiv))
            .with(Arc::new(crossref::Crossref))
            .with(Arc::new(jsonl::JsonLines))
            .with(Arc::new(csv::Csv))
            .with(Arc::new(docx::Docx))
            .with(Arc::new(cord19::Cord19))
            .with(Arc::new(tagged::Tagged::RIS))
            .with(Arc::new(tagged::Tagged::ENDNOTE))
            .with(Arc::new(tagged::Tagged::NBIB))
            .with(Arc::new(jats::Jats))
            .with(Arc::new(pubmed::PubmedXml))
            .with(Arc::new(oai_dc::OaiDc))
            .with(Arc::new(mapped_xml::MappedXml))
            .with(Arc::new(html::Html))
            .with(Arc::new(pdf::Pdf::new(pdf.into())))
            .with(Arc::new(markdown::Markdown))
            .with(Arc::new(text::PlainText))
    }

    /// These and one more, which goes before the others.
    #[must_use]
    pub fn with(mut self, extractor: Arc<dyn Extractor>) -> Self {
        self.0.insert(0, extractor);
        self
    }

    /// The extractor for a format.
    #[must_use]
    pub fn for_type(&self, media_type: MediaType) -> Option<&Arc<dyn Extractor>> {
        self.0
            .iter()
            .find(|extractor| extractor.media_types().contains(&media_type))
    }

    /// Whether files with this extension can be read.
    #[must_use]
    pub fn reads_extension(&self, extension: &str) -> bool {
        MediaType::of_extension(extension)
            .is_some_and(|media_type| self.for_type(media_type).is_some())
    }

    /// Whether files of this name can be read; of a packed one, what it was before.
    pub(crate) fn reads_name(&self, name: &str) -> bool {
        let plain = name.strip_suffix(".gz").unwrap_or(name);
        extension(plain).is_some_and(|found| self.reads_extension(found))
    }

    /// The formats that can be read.
    #[must_use]
    pub fn media_types(&self) -> Vec<MediaType> {
        self.0
            .iter()
            .flat_map(|extractor| extractor.media_types())
            .copied()
            .collect()
    }

    /// The formats that can be read, for messages.
    pub(crate) fn readable(&self) -> String {
        self.media_types()
            .into_iter()
            .map(MediaType::essence)
            .collect::<Vec<_>>()
            .join(", ")
    }
}
