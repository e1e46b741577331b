//! Where the library pdfium is.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde::Serialize;

use super::poppler;
use super::worker::{self, Answer, Request};
use super::{PdfEngine, PdfOptions, PdfWorker};

/// What was found of the tools, looked for once.
#[derive(Debug, Default)]
pub(super) struct Tools {
    pdfium: OnceLock<Option<PathBuf>>,
}

impl Tools {
    /// The library pdfium, if there is one that can be used.
    pub(super) fn pdfium(&self, options: &PdfOptions) -> Option<&Path> {
        let found = self.pdfium.get_or_init(|| find_pdfium(options).ok());
        found.as_deref()
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

/// An optional tool that reads PDF, as it would be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Tool {
    /// Which one.
    pub engine: PdfEngine,
    /// Whether it is there and can be used.
    pub usable: bool,
    /// What is loaded or started: a path, or a bare name that the system looks up.
    pub path: Option<PathBuf>,
    /// What it says of its version.
    pub version: Option<String>,
    /// Why it cannot be used.
    pub reason: Option<String>,
}

/// The optional tools, looked for and tried as reading a PDF does: in the worker.
#[must_use]
pub fn tools(options: &PdfOptions) -> Vec<Tool> {
    let pdfium = find_pdfium(options).map(|path| (path, None));
    let pdftotext = match poppler::version() {
        Ok(version) => Ok((poppler::PROGRAM.into(), Some(version))),
        Err(error) => Err(error.to_string()),
    };
    let tool = |engine, found: Result<(PathBuf, Option<String>), String>| {
        let (found, reason) = found.map_or_else(|e| (None, Some(e)), |found| (Some(found), None));
        let (path, version) = found.unzip();
        Tool {
            engine,
            usable: reason.is_none(),
            path,
            version: version.flatten(),
            reason,
        }
    };
    vec![
        tool(PdfEngine::Pdfium, pdfium),
        tool(PdfEngine::Pdftotext, pdftotext),
    ]
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
