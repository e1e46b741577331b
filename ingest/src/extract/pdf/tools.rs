//! Which optional tools there are.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde::Serialize;

use super::ocr::{self, OcrError};
use super::options::OcrOptions;
use super::poppler;
use super::worker::{self, Answer, Request};
use super::{PdfEngine, PdfOptions, PdfWorker};

/// What was found of the tools, looked for once.
#[derive(Debug, Default)]
pub(super) struct Tools {
    pdfium: OnceLock<Option<PathBuf>>,
    languages: OnceLock<Vec<String>>,
}

impl Tools {
    /// The library pdfium, if there is one that can be used.
    pub(super) fn pdfium(&self, options: &PdfOptions) -> Option<&Path> {
        let found = self.pdfium.get_or_init(|| find_pdfium(options).ok());
        found.as_deref()
    }

    /// The languages of tesseract, by its own codes. A failure is not kept: it may be installed while
    /// this program runs.
    ///
    /// # Errors
    /// Why it cannot be used.
    pub(super) fn languages(&self, options: &OcrOptions) -> Result<&[String], OcrError> {
        if let Some(known) = self.languages.get() {
            return Ok(known);
        }
        let found = ocr::installed(&options.tesseract)?;
        Ok(self.languages.get_or_init(|| found))
    }
}

/// Finds the library that works: as configured, else beside this program, else the system's.
///
/// # Errors
/// Why what is configured, or else the system's, cannot be used.
pub(super) fn find_pdfium(options: &PdfOptions) -> Result<PathBuf, String> {
    if options.worker == PdfWorker::InProcess {
        return Err("a crash of it would end this program".to_owned());
    }
    let mut reason = String::new();
    for library in candidates(options) {
        match try_pdfium(options, &library) {
            Ok(()) => return Ok(library),
            Err(error) => reason = error,
        }
    }
    Err(reason)
}

/// Which optional tool it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ToolName {
    /// The library pdfium.
    Pdfium,
    /// The program `pdftotext` of poppler.
    Pdftotext,
    /// The program `pdftoppm` of poppler, which makes pictures of pages.
    Pdftoppm,
    /// The program `tesseract`, which reads pictures.
    Tesseract,
}

impl ToolName {
    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pdfium => "pdfium",
            Self::Pdftotext => "pdftotext",
            Self::Pdftoppm => "pdftoppm",
            Self::Tesseract => "tesseract",
        }
    }
}

/// An optional tool that reads PDF, as it would be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Tool {
    /// Which one.
    pub name: ToolName,
    /// Whether it is there and can be used.
    pub usable: bool,
    /// What is loaded or started: a path, or a bare name that the system looks up.
    pub path: Option<PathBuf>,
    /// What it says of its version.
    pub version: Option<String>,
    /// The languages it has, by its own codes.
    pub languages: Vec<String>,
    /// Why it cannot be used.
    pub reason: Option<String>,
}

/// What was found of a tool.
struct Found {
    path: PathBuf,
    version: Option<String>,
    languages: Vec<String>,
}

impl Found {
    fn new(path: impl Into<PathBuf>, version: Option<String>) -> Self {
        Self {
            path: path.into(),
            version,
            languages: Vec::new(),
        }
    }
}

impl Tool {
    fn of(name: ToolName, found: Result<Found, String>) -> Self {
        let (found, reason) = found.map_or_else(|e| (None, Some(e)), |found| (Some(found), None));
        let (path, version, languages) = match found {
            Some(found) => (Some(found.path), found.version, found.languages),
            None => (None, None, Vec::new()),
        };
        Self {
            name,
            usable: reason.is_none(),
            path,
            version,
            languages,
            reason,
        }
    }
}

/// The optional tools, looked for and tried as reading a PDF does: in the worker.
#[must_use]
pub fn tools(options: &PdfOptions) -> Vec<Tool> {
    let pdfium = find_pdfium(options).map(|path| Found::new(path, None));
    let pdftotext = poppler::version()
        .map(|version| Found::new(poppler::PROGRAM, Some(version)))
        .map_err(|error| error.to_string());
    vec![
        Tool::of(ToolName::Pdfium, pdfium),
        Tool::of(ToolName::Pdftotext, pdftotext),
        Tool::of(ToolName::Pdftoppm, recogniser(options, pdftoppm)),
        Tool::of(ToolName::Tesseract, recogniser(options, tesseract)),
    ]
}

/// A program for recognition, unless that is switched off.
fn recogniser(
    options: &PdfOptions,
    find: fn(&OcrOptions) -> Result<Found, OcrError>,
) -> Result<Found, String> {
    let options = options.ocr.as_ref();
    let options = options.ok_or("optical character recognition is switched off")?;
    find(options).map_err(|error| error.to_string())
}

fn pdftoppm(options: &OcrOptions) -> Result<Found, OcrError> {
    let version = ocr::pdftoppm_version(&options.pdftoppm)?;
    Ok(Found::new(&options.pdftoppm, Some(version)))
}

fn tesseract(options: &OcrOptions) -> Result<Found, OcrError> {
    let version = ocr::tesseract_version(&options.tesseract)?;
    Ok(Found {
        languages: ocr::installed(&options.tesseract)?,
        ..Found::new(&options.tesseract, Some(version))
    })
}

fn candidates(options: &PdfOptions) -> Vec<PathBuf> {
    let name = PathBuf::from(format!(
        "{}pdfium{}",
        std::env::consts::DLL_PREFIX,
        std::env::consts::DLL_SUFFIX
    ));
    if let Some(configured) = &options.pdfium {
        let file = if configured.is_dir() {
            configured.join(name)
        } else {
            configured.clone()
        };
        return vec![file];
    }
    let program = std::env::current_exe().ok();
    let beside = program.and_then(|program| Some(program.parent()?.join(&name)));
    let beside = beside.filter(|library| library.is_file());
    beside.into_iter().chain([name]).collect()
}

/// Whether a library can be loaded; in the worker, since loading runs what is in it.
fn try_pdfium(options: &PdfOptions, library: &Path) -> Result<(), String> {
    let request = Request {
        engine: PdfEngine::Pdfium,
        library: Some(library.to_owned()),
    };
    match worker::ask(&options.worker, &request, NOTHING) {
        // It is there and says that this is no PDF.
        Answer::Refused { reason, detail } if reason != "damaged" => Err(detail),
        Answer::Refused { .. } | Answer::Read(_) => Ok(()),
    }
}

/// What no engine takes for a PDF.
const NOTHING: &[u8] = b"nothing";
