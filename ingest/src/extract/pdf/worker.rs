//! The worker: a file in, lines out. What runs here may crash.

use std::io::{self, BufRead, Read, Write};
use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::thread;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::guard::{self, Bounds, ChildError, Limits};
use super::reading::Reading;
use super::{PdfEngine, PdfWorker, engine};
use crate::bounded::{self, Unanswered};
use crate::extract::{ExtractError, Reason};

/// Longest time for a file.
const TIME: Duration = Duration::from_mins(1);
/// Largest input of the worker, in bytes.
const MAX_INPUT: u64 = 1 << 30;
/// Memory, in KiB, at which the worker ends itself: the largest seen on 1,059 files was 472 MB.
const MAX_MEMORY_KIB: u64 = 1_000_000;
/// What the worker may take. Address space is more than memory: allocators and threads reserve it.
const BOUNDS: Bounds = Bounds {
    time: TIME,
    output: 64 << 20,
    limits: Limits {
        memory: 4 << 30,
        cpu_seconds: 60,
        file: 0,
    },
};

/// What the worker is asked: a line of JSON before the bytes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Request {
    /// The engine to use.
    pub(super) engine: PdfEngine,
    /// Where the library pdfium is.
    pub(super) library: Option<PathBuf>,
}

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

impl Answer {
    pub(super) fn refused(reason: Reason, detail: impl Into<String>) -> Self {
        Self::Refused {
            reason: reason.code().to_owned(),
            detail: detail.into(),
        }
    }
}

impl From<Answer> for Result<Reading, ExtractError> {
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::Read(reading) => Ok(reading),
            Answer::Refused { reason, detail } => Err(ExtractError::new(
                Reason::from_code(&reason).unwrap_or(Reason::ExtractorFailed),
                detail,
            )),
        }
    }
}

/// Asks the worker to read a file.
pub(super) fn ask(worker: &PdfWorker, request: &Request, bytes: &[u8]) -> Answer {
    match worker {
        PdfWorker::Program { path, args } => {
            ask_program(Command::new(path).args(args), request, bytes)
        }
        PdfWorker::InProcess => ask_thread(request.clone(), bytes.to_vec()),
    }
}

fn ask_program(command: &mut Command, request: &Request, bytes: &[u8]) -> Answer {
    let mut input = serde_json::to_vec(request).unwrap_or_default();
    input.push(b'\n');
    input.extend_from_slice(bytes);
    let output = match guard::run(command, &input, BOUNDS) {
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

fn ask_thread(request: Request, bytes: Vec<u8>) -> Answer {
    let answer = bounded::run("pdf", TIME, move || engine::read(&request, bytes));
    answer.unwrap_or_else(|unanswered| match unanswered {
        Unanswered::Slow(_) => Answer::refused(Reason::TooCostly, format!("reading {unanswered}")),
        other => Answer::refused(
            Reason::ExtractorFailed,
            format!("the reader of PDF {other}"),
        ),
    })
}

/// The body of the child process: reads a request and the bytes of a PDF on standard input and
/// writes what it finds as JSON on standard output. Ends itself when it needs too much memory.
#[must_use]
pub fn run_pdf_worker() -> ExitCode {
    // What breaks down is reported in the answer.
    std::panic::set_hook(Box::new(|_| {}));
    thread::spawn(watch_memory);
    let Ok((request, bytes)) = requested(&mut io::stdin().lock()) else {
        return ExitCode::FAILURE;
    };
    let answer = ask_thread(request, bytes);
    let written = serde_json::to_vec(&answer)
        .map_err(io::Error::from)
        .and_then(|json| {
            let mut stdout = io::stdout().lock();
            stdout.write_all(&json).and_then(|()| stdout.flush())
        });
    // Not every thread may have come to an end, and that must not keep the process.
    std::process::exit(i32::from(written.is_err()));
}

fn requested(input: &mut impl BufRead) -> io::Result<(Request, Vec<u8>)> {
    let mut input = input.take(MAX_INPUT);
    let mut line = Vec::new();
    input.read_until(b'\n', &mut line)?;
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes)?;
    Ok((serde_json::from_slice(&line)?, bytes))
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

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn reason(script: &str) -> String {
        let worker = PdfWorker::Program {
            path: "sh".into(),
            args: vec!["-c".to_owned(), script.to_owned()],
        };
        let request = Request {
            engine: PdfEngine::PdfExtract,
            library: None,
        };
        match ask(&worker, &request, b"%PDF-1.7") {
            Answer::Refused { reason, .. } => reason,
            Answer::Read(_) => "read".to_owned(),
        }
    }

    #[test]
    fn a_worker_that_breaks_down_is_a_failure_of_the_extractor() {
        for script in [
            "kill -ABRT $$",
            "kill -SEGV $$",
            "kill -KILL $$",
            "exit 1",
            "echo hello",
            "true",
        ] {
            assert_eq!(reason(script), "extractor-failed", "{script}");
        }
    }

    #[test]
    fn a_worker_that_never_stops_talking_is_too_costly() {
        assert_eq!(reason("exec yes"), "too-costly");
    }
}
