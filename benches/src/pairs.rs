//! Documents with their text beside them: `X.pdf` and `X.txt`.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use corpora::Language;
use ingest::{
    Body, Extract, Extractors, Input, MediaType, PdfEngine, PdfOptions, PdfWorker, Pulse,
};
use serde::Serialize;

use crate::likeness::Likeness;

/// A file as an engine read it.
#[derive(Debug, Serialize)]
pub struct Read {
    /// Name without extension.
    pub file: String,
    /// The engine; `auto` if the best was chosen.
    pub engine: &'static str,
    /// Share of the words of its text.
    pub words: f64,
    /// Share of the runs of three words of its text.
    pub order: f64,
    /// Characters for each page that has any.
    pub characters_per_page: usize,
    /// Seconds it took.
    pub seconds: f64,
    /// What was said of it.
    pub notes: Vec<String>,
    /// Why there is nothing.
    pub refused: Option<String>,
}

/// How files are read.
#[derive(Debug)]
pub struct Readers {
    worker: PdfWorker,
    pdfium: Option<PathBuf>,
}

impl Readers {
    /// Reads in a process of this same program, called with `pdf-worker`.
    ///
    /// # Errors
    /// If this program cannot find itself.
    pub fn new(pdfium: Option<PathBuf>) -> Result<Self> {
        let worker = PdfWorker::Program {
            path: std::env::current_exe()?,
            args: vec!["pdf-worker".to_owned()],
        };
        Ok(Self { worker, pdfium })
    }

    /// Reads a file with one engine, or the best, and compares it with the text beside it.
    ///
    /// # Errors
    /// If one of the two files cannot be read.
    pub fn read(&self, file: &Path, engine: Option<PdfEngine>) -> Result<Read> {
        let mut options = PdfOptions::from(self.worker.clone());
        options.pdfium.clone_from(&self.pdfium);
        options.engine = engine;
        let extractors = Extractors::standard(options);
        let input = Input {
            name: file.display().to_string(),
            media_type: MediaType::Pdf,
            charset: None,
            body: Body::Bytes(read(file)?.into()),
            reading: Arc::default(),
            language: Language::undetermined(),
            pulse: Pulse::default(),
        };
        let reference = decoded(&read(&file.with_extension("txt"))?);
        let started = Instant::now();
        let extract = extracted(&extractors, &input);
        let seconds = started.elapsed().as_secs_f64();
        let text = extract.as_ref().map(text).unwrap_or_default();
        let likeness = Likeness::of(&reference, &text);
        let pages = extract.as_ref().map_or(0, pages).max(1);
        Ok(Read {
            file: file
                .file_stem()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default(),
            engine: engine.map_or("auto", PdfEngine::name),
            words: likeness.words,
            order: likeness.order,
            characters_per_page: text.chars().count() / pages,
            seconds,
            notes: extract
                .as_ref()
                .map(|e| e.notes.clone())
                .unwrap_or_default(),
            refused: extract.err(),
        })
    }
}

/// The PDF files of a folder that have their text beside them, in the order of their names.
///
/// # Errors
/// If the folder cannot be read, or has none.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let context = || folder.display().to_string();
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(context)? {
        let path = entry?.path();
        let is_pdf = path.extension().is_some_and(|extension| extension == "pdf");
        if is_pdf && path.with_extension("txt").is_file() {
            files.push(path);
        }
    }
    ensure!(
        !files.is_empty(),
        "{}: no X.pdf with X.txt beside it",
        folder.display()
    );
    files.sort();
    Ok(files)
}

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).with_context(|| path.display().to_string())
}

/// Text in whatever encoding it is.
fn decoded(bytes: &[u8]) -> String {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let encoding = detector.guess(None, Utf8Detection::Allow);
    encoding.decode(bytes).0.into_owned()
}

fn extracted(extractors: &Extractors, input: &Input) -> Result<Extract, String> {
    let extractor = extractors
        .for_type(input.media_type)
        .ok_or("nothing reads it")?;
    let mut all = Vec::new();
    let outcome = extractor.extract(input, &mut |found| {
        all.push(found.extract);
        ControlFlow::Continue(())
    });
    outcome.map_err(|error| error.to_string())?;
    let first = all.pop().ok_or("nothing in it")?;
    first.map_err(|error| error.to_string())
}

/// Headings and text in the order of reading; each heading once.
fn text(extract: &Extract) -> String {
    let mut text = String::new();
    let mut above: &[String] = &[];
    for section in &extract.document.sections {
        let same = section.path.iter().zip(above).take_while(|(a, b)| a == b);
        for heading in &section.path[same.count()..] {
            text.push_str(heading);
            text.push('\n');
        }
        text.push_str(&section.text);
        text.push('\n');
        above = &section.path;
    }
    text
}

fn pages(extract: &Extract) -> usize {
    let sections = extract.document.sections.iter();
    let mut pages: Vec<_> = sections.filter_map(|section| section.page).collect();
    pages.sort_unstable();
    pages.dedup();
    pages.len()
}
