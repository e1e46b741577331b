//! Going through sources from the command line: one at a time, with progress, then the index.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::Context;
use corpora::{Catalogue, DataFolder, Lock, LockError, Quarantined, SourceDefinition};
use indexer::{Keeper, KeeperOptions};
use ingest::{
    BarProgress, HttpOptions, IngestError, LineProgress, LinguaIdentifier, OcrOptions, PdfOptions,
    PdfWorker, Pipeline, PipelineOptions, Progress, Ran, Report, Stop, after_run,
};
use jiff::Timestamp;
use serde_json::json;

use super::output::{Output, complain};

/// How PDFs are read: by this same program in a process of its own, which may crash, hang or eat
/// memory without harm. The environment variable `RSC_PDFIUM` says where the library pdfium is;
/// `RSC_OCR=off` switches optical character recognition off.
pub(super) fn pdf_options() -> PdfOptions {
    let worker = match std::env::current_exe() {
        Ok(path) => PdfWorker::Program {
            path,
            args: vec!["pdf-worker".to_owned()],
        },
        Err(error) => {
            tracing::warn!(%error, "this program cannot find itself; PDFs are read without a guard");
            PdfWorker::InProcess
        }
    };
    let mut pdf = PdfOptions::from(worker);
    pdf.pdfium = std::env::var_os("RSC_PDFIUM").map(PathBuf::from);
    let is_off = |value: String| matches!(value.as_str(), "off" | "no" | "0" | "false");
    let off = std::env::var("RSC_OCR").is_ok_and(is_off);
    pdf.ocr = (!off).then(OcrOptions::default);
    pdf
}

/// The pipeline of the service. The environment variable `RSC_CONTACT` (an address or a mailbox) is
/// how publishers reach who runs it.
pub(super) fn pipeline(allow_private_hosts: bool) -> anyhow::Result<Pipeline> {
    let mut options = PipelineOptions::new(pdf_options());
    options.http.allow_private_hosts = allow_private_hosts;
    let contact = std::env::var("RSC_CONTACT").ok();
    options.http.user_agent = HttpOptions::user_agent(contact.as_deref());
    options.identity.contact = contact;
    options.identity.variable = Some(|name| std::env::var(name).ok());
    Ok(Pipeline::standard(options)?)
}

/// The right to put documents in.
pub(super) fn lock_ingest(folder: &DataFolder) -> anyhow::Result<Lock> {
    folder
        .lock_ingest()
        .context("documents are being taken in already: wait for that to end")
}

/// Something to be gone through.
#[derive(Debug)]
pub(super) enum Work {
    /// What a source lists.
    Run(SourceDefinition),
    /// What was refused of a source.
    Retry(SourceDefinition, Vec<Quarantined>),
}

/// Runs a source, and notes how it went and when it is due again.
pub(super) async fn run_source(
    pipeline: &Pipeline,
    catalogue: &mut Catalogue,
    source: &SourceDefinition,
    progress: &dyn Progress,
    stop: &Stop,
) -> Result<Report, IngestError> {
    let before = catalogue.harvest(&source.id)?;
    let report = pipeline.run(catalogue, source, progress, stop).await;
    let ran = Ran {
        outcome: report.as_ref(),
        at: Timestamp::now(),
        chance: chance(),
    };
    catalogue.record_harvest(&source.id, &after_run(source, &before, ran))?;
    report
}

/// A number from 0 to 1 that nobody can foresee and nothing depends on.
fn chance() -> f64 {
    let random = RandomState::new().build_hasher().finish();
    f64::from((random >> 32) as u32) / f64::from(u32::MAX)
}

/// What a run needs.
pub(super) struct Running<'r> {
    pub(super) folder: &'r DataFolder,
    pub(super) pipeline: Pipeline,
    pub(super) stop: Stop,
}

impl Running<'_> {
    /// Goes through the sources, then brings the index up to date. The exit code is 1 if a source
    /// failed, 2 if something was refused.
    pub(super) async fn through(
        &self,
        catalogue: &mut Catalogue,
        work: &[Work],
        output: &mut Output,
    ) -> anyhow::Result<ExitCode> {
        let mut code = 0;
        for part in work {
            let progress = progress(self.folder, output);
            let (Work::Run(source) | Work::Retry(source, _)) = part;
            let report = match part {
                Work::Run(source) => {
                    run_source(&self.pipeline, catalogue, source, &*progress, &self.stop).await
                }
                Work::Retry(source, items) => {
                    self.pipeline
                        .retry(catalogue, source, items, &*progress, &self.stop)
                        .await
                }
            };
            drop(progress);
            match report {
                Ok(report) => {
                    code = code.max(if code == 1 { 1 } else { report.exit_code() });
                    output.line(format_args!("{}", report.to_string().trim_end()))?;
                    output.json(&json!({"event": "report", "report": report}))?;
                }
                Err(error) => {
                    code = 1;
                    complain(&format!("{}: {:#}", source.id, anyhow::Error::from(error)));
                    output.json(&json!({"event": "failed", "source": source.id}))?;
                }
            }
            if self.stop.is_stopped() {
                break;
            }
        }
        index(self.folder, &self.stop, catalogue, output)?;
        Ok(ExitCode::from(code))
    }
}

/// Brings the index up to date, or says who will.
pub(super) fn index(
    folder: &DataFolder,
    stop: &Stop,
    catalogue: &Catalogue,
    output: &mut Output,
) -> anyhow::Result<()> {
    let last = catalogue.last_change()?;
    if stop.is_stopped() {
        output.line(format_args!(
            "stopped; the index catches up at the next start of rsc"
        ))?;
        return Ok(());
    }
    let lock = match folder.lock_index() {
        Ok(lock) => lock,
        Err(LockError::Held { holder, .. }) => {
            let pid = holder.map_or(String::new(), |pid| format!(" (process {pid})"));
            output.line(format_args!(
                "the running rsc{pid} shows them within 2 seconds"
            ))?;
            output.json(&json!({"event": "index-kept-by", "process": holder}))?;
            return Ok(());
        }
        Err(error) => return Err(error.into()),
    };
    let identifier = Arc::new(LinguaIdentifier::new());
    let keeper = Keeper::start(folder, lock, identifier, KeeperOptions::default())?;
    while !stop.is_stopped() && !keeper.wait_for(last, Duration::from_millis(200))? {}
    let status = keeper.engine().status()?;
    keeper.stop()?;
    output.line(format_args!(
        "indexed: {} documents, {} passages",
        status.documents, status.passages
    ))?;
    output.json(&json!({"event": "indexed", "index": status}))?;
    Ok(())
}

fn progress(folder: &DataFolder, output: &Output) -> Box<dyn Progress> {
    if output.is_json() {
        return Box::new(StoredProgress::of(folder));
    }
    match std::io::stderr().is_terminal() {
        true => Box::new(BarProgress::new()),
        false => Box::new(LineProgress::default()),
    }
}

/// Lines of JSON on standard output that say how many documents are stored. The number is read
/// back through a connection of its own, which sees what was committed and nothing else.
struct StoredProgress {
    state: Mutex<Reported>,
}

struct Reported {
    catalogue: Option<Catalogue>,
    stored: u64,
    last: Option<Instant>,
}

/// Time between two looks at the catalogue.
const LOOK_EVERY: Duration = Duration::from_millis(25);

impl StoredProgress {
    fn of(folder: &DataFolder) -> Self {
        let catalogue = Catalogue::open_read_only(&folder.catalogue()).ok();
        Self {
            state: Mutex::new(Reported {
                catalogue,
                stored: 0,
                last: None,
            }),
        }
    }
}

impl Progress for StoredProgress {
    fn listed(&self, _: Option<u64>) {}

    fn advanced(&self, done: u64, current: &str) {
        let Ok(mut state) = self.state.lock() else {
            return;
        };
        if state.last.is_some_and(|last| last.elapsed() < LOOK_EVERY) {
            return;
        }
        state.last = Some(Instant::now());
        let stored = state
            .catalogue
            .as_ref()
            .and_then(|c| c.document_count().ok());
        if let Some(stored) = stored.filter(|stored| *stored != state.stored) {
            state.stored = stored;
            say(&json!({"event": "stored", "documents": stored, "resources": done, "at": current}));
        }
    }

    fn quarantined(&self, item: &Quarantined) {
        say(&json!({"event": "quarantined", "item": item}));
    }
}

fn say(line: &serde_json::Value) {
    // A reader that has gone must not end the run.
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}
