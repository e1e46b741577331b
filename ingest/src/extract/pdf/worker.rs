//! The worker: bytes in, lines out. What runs here may crash.

use std::io::{self, Read, Write};
use std::process::{Command, ExitCode};
use std::thread;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::PdfWorker;
use super::child::{self, ChildError};
use super::engine;
use crate::bounded::{self, Unanswered};
use crate::extract::Reason;

/// Longest time for a file.
const TIME: Duration = Duration::from_mins(1);
/// Largest answer, in bytes.
const MAX_ANSWER: u64 = 64 << 20;
/// Largest input of the worker, in bytes.
const MAX_INPUT: u64 = 1 << 30;
/// Memory, in KiB, at which the worker ends itself: the largest seen on 1,059 files was 472 MB.
const MAX_MEMORY_KIB: u64 = 1_000_000;

/// What the worker says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) enum Answer {
    /// The pages were read.
    Read(Reading),
    /// They could not be.
    Refused {
        /// Code of the reason.
        reason: String,
        /// What was found, expected, to be done.
        detail: String,
    },
}

/// A file as an engine read it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Reading {
    /// The pages, in order.
    pub(super) pages: Vec<Page>,
    /// Title in the properties of the file.
    pub(super) title: Option<String>,
    /// Pages the engine broke down on.
    pub(super) failed: usize,
    /// Lines of scripts from right to left that came out in the order of the eye.
    pub(super) visual: usize,
}

/// A page.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Page {
    /// Its number, from 1.
    pub(super) number: u32,
    /// Its lines, in the order of the file.
    pub(super) lines: Vec<Line>,
    /// Whether there are pictures on it.
    pub(super) pictures: bool,
}

/// A line.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Line {
    /// Its text.
    pub(super) text: String,
    /// Size of its font; 0 where it is not known.
    pub(super) size: f32,
    /// How far it stands below the line before it; 0 where it is not known or it stands above.
    pub(super) gap: f32,
}

/// Lines of a text whose paragraphs are parted by empty lines.
pub(super) fn plain_lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut gap = 0.0;
    for line in text.lines().map(str::trim) {
        if line.is_empty() {
            gap = f32::MAX;
        } else {
            lines.push(Line {
                text: line.to_owned(),
                size: 0.0,
                gap,
            });
            gap = 0.0;
        }
    }
    lines
}

impl Answer {
    pub(super) fn refused(reason: Reason, detail: impl Into<String>) -> Self {
        Self::Refused {
            reason: reason.code().to_owned(),
            detail: detail.into(),
        }
    }
}

/// Asks the worker to read a file.
pub(super) fn ask(worker: &PdfWorker, bytes: &[u8]) -> Answer {
    match worker {
        PdfWorker::Program { path, args } => ask_program(Command::new(path).args(args), bytes),
        PdfWorker::InProcess => ask_thread(bytes),
    }
}

fn ask_program(command: &mut Command, bytes: &[u8]) -> Answer {
    let output = match child::run(command, bytes, MAX_ANSWER, TIME) {
        Ok(output) => output,
        Err(error @ (ChildError::Slow(_) | ChildError::Large(_))) => {
            let detail = format!("reading {error}: the file is beyond measure or made to harm");
            return Answer::refused(Reason::TooCostly, detail);
        }
        Err(error) => {
            let detail = format!("the reader of PDF {error}: please report this file");
            return Answer::refused(Reason::ExtractorFailed, detail);
        }
    };
    serde_json::from_slice(&output).unwrap_or_else(|error| {
        let detail =
            format!("the reader of PDF gave no answer: {error}: is this program's worker set up?");
        Answer::refused(Reason::ExtractorFailed, detail)
    })
}

fn ask_thread(bytes: &[u8]) -> Answer {
    let bytes = bytes.to_vec();
    bounded::run("pdf", TIME, move || engine::read(&bytes)).unwrap_or_else(|unanswered| {
        match unanswered {
            Unanswered::Slow(_) => {
                Answer::refused(Reason::TooCostly, format!("reading {unanswered}"))
            }
            other => Answer::refused(
                Reason::ExtractorFailed,
                format!("the reader of PDF {other}"),
            ),
        }
    })
}

/// The body of the child process: reads PDF bytes on standard input and writes what it finds as
/// JSON on standard output. Ends itself when it needs too much memory.
#[must_use]
pub fn run_pdf_worker() -> ExitCode {
    // What breaks down is reported in the answer.
    std::panic::set_hook(Box::new(|_| {}));
    thread::spawn(watch_memory);
    let mut bytes = Vec::new();
    if io::stdin()
        .lock()
        .take(MAX_INPUT)
        .read_to_end(&mut bytes)
        .is_err()
    {
        return ExitCode::FAILURE;
    }
    let answer = ask_thread(&bytes);
    let written = serde_json::to_vec(&answer)
        .map_err(io::Error::from)
        .and_then(|json| {
            let mut stdout = io::stdout().lock();
            stdout.write_all(&json).and_then(|()| stdout.flush())
        });
    // Not every thread may have come to an end, and that must not keep the process.
    std::process::exit(i32::from(written.is_err()));
}

/// Ends the process when it needs too much memory, where the system tells (Linux).
fn watch_memory() {
    while let Ok(status) = std::fs::read_to_string("/proc/self/status") {
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib: Option<u64> =
            resident.and_then(|text| text.trim().split(' ').next()?.parse().ok());
        if kib.is_some_and(|kib| kib > MAX_MEMORY_KIB) {
            let detail = format!(
                "reading needs more than {} MB: the file is beyond measure",
                MAX_MEMORY_KIB / 1_000
            );
            let json =
                serde_json::to_vec(&Answer::refused(Reason::TooCostly, detail)).unwrap_or_default();
            let _ = io::stdout().lock().write_all(&json);
            std::process::exit(0);
        }
        thread::sleep(Duration::from_millis(50));
    }
}
