//! How much of the main content of pages is kept and how much else is dropped, by snippets that
//! must and must not be in the text (the measure of trafilatura's own evaluation).

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use corpora::Language;
use ingest::{Body, Extractors, Input, MediaType, PdfWorker, Pulse};
use serde::{Deserialize, Serialize};

/// What is expected of a page.
#[derive(Debug, Deserialize)]
struct Expected {
    file: String,
    #[serde(default)]
    with: Vec<String>,
    #[serde(default)]
    without: Vec<String>,
}

/// What came out of a page.
#[derive(Debug, Serialize)]
pub struct Page {
    /// Name of its file.
    pub file: String,
    /// Characters of its text.
    pub characters: usize,
    /// Snippets that should be there and are not.
    pub missing: Vec<String>,
    /// Snippets that should not be there and are.
    pub unexpected: Vec<String>,
    /// Why there is no text, and what the extractor noted.
    pub notes: Vec<String>,
    #[serde(skip)]
    expected: (usize, usize),
    #[serde(skip)]
    time: Duration,
}

/// The sum over all pages.
#[derive(Debug, Default, Serialize)]
pub struct Sum {
    /// Pages read.
    pub pages: usize,
    /// Expected snippets that are there.
    pub kept: usize,
    /// Expected snippets that are missing.
    pub lost: usize,
    /// Unexpected snippets that are there.
    pub intruding: usize,
    /// Unexpected snippets that are not there.
    pub dropped: usize,
    /// Share of the snippets there that were expected.
    pub precision: f64,
    /// Share of the expected snippets that are there.
    pub recall: f64,
    /// Harmonic mean of the two.
    pub f1: f64,
    /// Longest time for a page, in milliseconds.
    pub slowest_millis: f64,
}

impl Sum {
    /// Adds pages up.
    #[must_use]
    pub fn of(pages: &[Page]) -> Self {
        let mut sum = Self {
            pages: pages.len(),
            ..Self::default()
        };
        for page in pages {
            let (with, without) = page.expected;
            sum.lost += page.missing.len();
            sum.kept += with - page.missing.len();
            sum.intruding += page.unexpected.len();
            sum.dropped += without - page.unexpected.len();
            sum.slowest_millis = sum.slowest_millis.max(page.time.as_secs_f64() * 1_000.0);
        }
        #[expect(clippy::cast_precision_loss, reason = "counts of snippets are small")]
        let share = |part: usize, rest: usize| part as f64 / (part + rest).max(1) as f64;
        sum.precision = share(sum.kept, sum.intruding);
        sum.recall = share(sum.kept, sum.lost);
        sum.f1 = 2.0 * sum.precision * sum.recall / (sum.precision + sum.recall).max(f64::EPSILON);
        sum
    }
}

/// Pages with what is expected of them.
#[derive(Debug)]
pub struct Pages(Vec<(PathBuf, String, Expected)>);

impl Pages {
    /// Those pages named in `evaldata.json` of a folder that are in its `cache` or `eval`.
    ///
    /// # Errors
    /// If the list cannot be read or none of its pages is there.
    pub fn open(folder: &Path) -> Result<Self> {
        let list = folder.join("evaldata.json");
        let text = std::fs::read(&list).with_context(|| list.display().to_string())?;
        let all: BTreeMap<String, Expected> =
            serde_json::from_slice(&text).with_context(|| list.display().to_string())?;
        let here = all.into_iter().filter_map(|(address, expected)| {
            let places = ["cache", "eval"].map(|place| folder.join(place).join(&expected.file));
            let path = places.into_iter().find(|path| path.is_file())?;
            Some((path, address, expected))
        });
        let pages: Vec<_> = here.collect();
        ensure!(!pages.is_empty(), "no page of {} is there", list.display());
        Ok(Self(pages))
    }

    /// Reads every page on so many threads. Also tells the time it took.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub fn read(&self, threads: usize) -> Result<(Vec<Page>, Duration)> {
        let inputs: Vec<_> = self
            .0
            .iter()
            .map(|(path, address, expected)| Ok((input(path, address)?, expected)))
            .collect::<Result<_>>()?;
        let started = Instant::now();
        let mut pages = std::thread::scope(|scope| {
            let chunks = inputs.chunks(inputs.len().div_ceil(threads.max(1)));
            let read = |part: &[(Input, &Expected)]| -> Vec<Page> {
                part.iter()
                    .map(|(input, expected)| page(input, expected))
                    .collect()
            };
            let running: Vec<_> = chunks.map(|part| scope.spawn(move || read(part))).collect();
            let done = running.into_iter().filter_map(|thread| thread.join().ok());
            done.flatten().collect::<Vec<_>>()
        });
        let time = started.elapsed();
        ensure!(pages.len() == inputs.len(), "a thread broke down");
        pages.sort_by(|a, b| a.file.cmp(&b.file));
        Ok((pages, time))
    }
}

fn input(path: &Path, address: &str) -> Result<Input> {
    let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
    Ok(Input {
        name: address.to_owned(),
        media_type: MediaType::Html,
        charset: None,
        body: Body::Bytes(bytes.into()),
        reading: Arc::default(),
        language: Language::undetermined(),
        pulse: Pulse::default(),
    })
}

fn page(input: &Input, expected: &Expected) -> Page {
    let started = Instant::now();
    let (text, notes) = text(input);
    let time = started.elapsed();
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = plain(&text);
    let there = |snippet: &&String| text.contains(&plain(snippet));
    Page {
        file: expected.file.clone(),
        characters: text.chars().count(),
        missing: expected
            .with
            .iter()
            .filter(|s| !there(s))
            .cloned()
            .collect(),
        unexpected: expected.without.iter().filter(there).cloned().collect(),
        notes,
        expected: (expected.with.len(), expected.without.len()),
        time,
    }
}

/// Headings and text in reading order, and the notes.
fn text(input: &Input) -> (String, Vec<String>) {
    let extractors = Extractors::standard(PdfWorker::InProcess);
    let (mut text, mut notes) = (String::new(), Vec::new());
    let Some(extractor) = extractors.for_type(MediaType::Html) else {
        return (text, notes);
    };
    let result = extractor.extract(input, &mut |found| {
        match found.extract {
            Ok(extract) => {
                let mut last: &[String] = &[];
                for section in &extract.document.sections {
                    let same = section.path.iter().zip(last).take_while(|(a, b)| a == b);
                    for heading in &section.path[same.count()..] {
                        text.push_str(heading);
                        text.push('\n');
                    }
                    text.push_str(&section.text);
                    text.push('\n');
                    last = &section.path;
                }
                notes.extend(extract.notes);
            }
            Err(error) => notes.push(error.to_string()),
        }
        ControlFlow::Continue(())
    });
    notes.extend(result.err().map(|error| error.to_string()));
    (text, notes)
}
