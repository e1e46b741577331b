//! Measures indexing, start and query latency on a synthetic collection.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Result, ensure};
use benches::meant::all_legs;
use benches::measures::percentile;
use benches::resources::{anonymous_rss_mb, machine, process_cpu_seconds, thread_cpu_seconds};
use benches::shelf::PATIENCE;
use benches::synthetic::{Numbers, Synthetic};
use clap::Parser;
use corpora::{Catalogue, DataFolder, Language, ScriptIdentifier};
use indexer::{Engine, Facet, Keeper, SearchRequest, SuggestRequest};
use serde_json::{Value, json};

/// Builds a seeded synthetic collection and measures the service's own calls on it.
#[derive(Debug, Parser)]
#[command(
    after_help = "Example:\n  cargo run --release -p benches --bin speed -- --documents 100000"
)]
struct Arguments {
    /// Number of documents of about 2 kB
    #[arg(long, default_value_t = 100_000)]
    documents: usize,
    /// Queries of each class
    #[arg(long, default_value_t = 300)]
    queries: usize,
    /// Folder of a model: queries with all legs are measured too, over vectors drawn at random
    #[arg(long, value_name = "DIR")]
    model: Option<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
    /// Measure start and queries of this folder: the second half of the measurement, in a process of its own
    #[arg(long, hide = true)]
    answer: Option<PathBuf>,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let figures = match &arguments.answer {
        Some(folder) => answering(folder, &arguments)?,
        None => whole(&arguments)?,
    };
    let mut out = std::io::stdout().lock();
    if arguments.json || arguments.answer.is_some() {
        writeln!(out, "{figures}")?;
    } else {
        writeln!(out, "{}", serde_json::to_string_pretty(&figures)?)?;
    }
    Ok(())
}

fn whole(arguments: &Arguments) -> Result<Value> {
    let dir = tempfile::tempdir()?;
    let indexing = indexing(dir.path(), arguments.documents)?;
    let mut child = Command::new(std::env::current_exe()?);
    child
        .arg("--answer")
        .arg(dir.path())
        .args(["--queries", &arguments.queries.to_string()]);
    if let Some(model) = &arguments.model {
        child.arg("--model").arg(model);
    }
    let output = child.output()?;
    ensure!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let answering: Value = serde_json::from_slice(&output.stdout)?;
    Ok(json!({ "machine": machine(), "indexing": indexing, "answering": answering }))
}

/// Puts the documents into a catalogue and builds the index from it. The text per processor second
/// is that of the second step, from catalogue to index, over all threads; putting is told beside it,
/// and making the documents counts in neither.
fn indexing(dir: &Path, documents: usize) -> Result<Value> {
    let folder = DataFolder::create(dir)?;
    let mut catalogue = Catalogue::open(&folder.catalogue())?;
    let synthetic = Synthetic::default();
    let (mut bytes, mut put_cpu) = (0, 0.0);
    for first in (0..documents).step_by(500) {
        let some: Vec<_> = (first..documents.min(first + 500))
            .map(|n| synthetic.document(n))
            .collect();
        bytes += some
            .iter()
            .flat_map(|d| &d.sections)
            .map(|s| s.text.len())
            .sum::<usize>();
        let began = process_cpu_seconds();
        let batch = catalogue.batch()?;
        for document in &some {
            batch.put(document)?;
        }
        batch.commit()?;
        put_cpu += process_cpu_seconds() - began;
    }
    let (began, cpu) = (Instant::now(), process_cpu_seconds());
    let status = Keeper::rebuild(&folder, &folder.lock_index()?, &mut |_| ())?;
    let (wall, cpu) = (began.elapsed().as_secs_f64(), process_cpu_seconds() - cpu);
    let megabytes = bytes as f64 / 1e6;
    Ok(json!({
        "documents": documents, "text_mb": megabytes,
        "put_cpu_seconds": put_cpu, "put_text_mb_per_cpu_second": megabytes / put_cpu,
        "index_cpu_seconds": cpu, "index_wall_seconds": wall,
        "text_mb_per_cpu_second": megabytes / cpu,
        "passages": status.passages, "segments": status.segments, "index_mb": status.bytes as f64 / 1e6,
    }))
}

/// A class of queries: its name, the language, the number of words, and what else is asked.
struct Class {
    name: &'static str,
    tag: &'static str,
    words: std::ops::RangeInclusive<usize>,
    change: fn(&mut SearchRequest),
}

const CLASSES: [Class; 8] = [
    Class {
        name: "one word",
        tag: "en",
        words: 1..=1,
        change: |_| (),
    },
    Class {
        name: "2-4 words",
        tag: "en",
        words: 2..=4,
        change: |_| (),
    },
    Class {
        name: "2-4 words, Chinese",
        tag: "zh",
        words: 2..=4,
        change: |_| (),
    },
    Class {
        name: "2-4 words, one language",
        tag: "en",
        words: 2..=4,
        change: only_english,
    },
    Class {
        name: "2-4 words, two facets",
        tag: "en",
        words: 2..=4,
        change: two_facets,
    },
    Class {
        name: "2-4 words, explained",
        tag: "en",
        words: 2..=4,
        change: |r| r.explain = true,
    },
    Class {
        name: "one misspelt word",
        tag: "en",
        words: 1..=1,
        change: misspelt,
    },
    Class {
        name: "a sentence of 20 words",
        tag: "en",
        words: 20..=20,
        change: |_| (),
    },
];

/// Puts a letter into a word that no word of the collection has.
fn misspelt(request: &mut SearchRequest) {
    let at = request.text.char_indices().nth(3);
    request.text.insert(at.map_or(0, |(at, _)| at), 'x');
}

fn only_english(request: &mut SearchRequest) {
    request.filters.languages = Language::parse("en").into_iter().collect();
}

fn two_facets(request: &mut SearchRequest) {
    request.facets = vec![Facet::Language, Facet::Kind];
}

/// Opens the index and asks.
fn answering(dir: &Path, arguments: &Arguments) -> Result<Value> {
    let queries = arguments.queries;
    let began = Instant::now();
    let folder = DataFolder::create(dir)?;
    let engine = Engine::open(&folder, Arc::new(ScriptIdentifier))?;
    let mut numbers = Numbers::new(42);
    let synthetic = Synthetic::default();
    let first = SearchRequest::new(&synthetic.query("en", 3, &mut numbers));
    engine.search(&first)?;
    let start_ms = began.elapsed().as_secs_f64() * 1e3;
    let mut classes = Vec::new();
    for class in &CLASSES {
        let mut times = Vec::new();
        // The first tenth warms the caches of the system and is not counted.
        for n in 0..queries + queries / 10 {
            let words = class.words.start() + n % (class.words.end() - class.words.start() + 1);
            let mut request = SearchRequest::new(&synthetic.query(class.tag, words, &mut numbers));
            request.language = Language::parse(class.tag).ok();
            request.time_limit = PATIENCE;
            (class.change)(&mut request);
            let began = thread_cpu_seconds();
            engine.search(&request)?;
            if n >= queries / 10 {
                times.push((thread_cpu_seconds() - began) * 1e3);
            }
        }
        classes.push(json!({
            "class": class.name,
            "p50_ms": percentile(&mut times, 0.50),
            "p95_ms": percentile(&mut times, 0.95),
            "p99_ms": percentile(&mut times, 0.99),
        }));
    }
    classes.push(suggesting(&engine, &synthetic, queries)?);
    let mut figures = json!({
        "start_to_first_answer_ms": start_ms,
        "memory_mb": anonymous_rss_mb(),
        "queries_cpu": classes,
    });
    if let Some(model) = &arguments.model {
        figures["with_model"] = all_legs(&engine, model, &folder.vectors(), queries)?;
    }
    Ok(figures)
}

/// Asks for what beginnings of two to five letters may become.
fn suggesting(engine: &Engine, synthetic: &Synthetic, queries: usize) -> Result<Value> {
    let mut numbers = Numbers::new(43);
    let mut times = Vec::new();
    for n in 0..queries + queries / 10 {
        let word = synthetic.query("en", 1, &mut numbers);
        let request = SuggestRequest {
            text: word.chars().take(2 + n % 4).collect(),
            reader: Vec::new(),
            limit: 5,
        };
        let began = thread_cpu_seconds();
        engine.suggest(&request)?;
        if n >= queries / 10 {
            times.push((thread_cpu_seconds() - began) * 1e3);
        }
    }
    Ok(json!({
        "class": "suggestions",
        "p50_ms": percentile(&mut times, 0.50),
        "p95_ms": percentile(&mut times, 0.95),
        "p99_ms": percentile(&mut times, 0.99),
    }))
}
