//! Holds the quality of the search against pinned floors.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use benches::quality::{Task, run};
use clap::Parser;
use serde::Deserialize;

/// Measures every task of the floors file and fails if one has fallen below its floor.
///
/// Lowering a floor is an edit of that file, with the reason in its commit.
#[derive(Debug, Parser)]
#[command(
    after_help = "Example:\n  cargo run --release -p benches --bin floors -- ../shared/data/retrieval"
)]
struct Arguments {
    /// Folder of the collections
    collections: PathBuf,
    /// The floors
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/floors.toml"))]
    floors: PathBuf,
    /// Only tasks whose name contains this
    #[arg(long)]
    only: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Floors {
    /// Digest of each collection's documents, topics and judgments, by its folder.
    digests: std::collections::BTreeMap<String, String>,
    task: Vec<Floor>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Floor {
    name: String,
    collection: String,
    /// Language of topics and documents.
    lang: Option<String>,
    only_docs: Option<String>,
    #[serde(default)]
    fields: Vec<String>,
    /// Least nDCG@10.
    ndcg_at_10: f64,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let text = std::fs::read_to_string(&arguments.floors)?;
    let floors: Floors =
        toml::from_str(&text).with_context(|| arguments.floors.display().to_string())?;
    let wanted = |floor: &&Floor| {
        arguments
            .only
            .as_ref()
            .is_none_or(|only| floor.name.contains(only))
    };
    let mut out = std::io::stdout().lock();
    let mut fallen = Vec::new();
    for floor in floors.task.iter().filter(wanted) {
        let dir = arguments.collections.join(&floor.collection);
        check_digest(&dir, floors.digests.get(&floor.collection))?;
        let figures = run(&task(floor, dir)).with_context(|| floor.name.clone())?;
        let found = figures.ndcg_at_10;
        let verdict = if found < floor.ndcg_at_10 {
            "BELOW"
        } else {
            "ok"
        };
        writeln!(
            out,
            "{:<12} nDCG@10 {found:.4} (floor {:.4}) recall@100 {:.3} p50 {:.1} ms p99 {:.1} ms  {verdict}",
            floor.name, floor.ndcg_at_10, figures.recall_at_100, figures.p50_ms, figures.p99_ms
        )?;
        if found < floor.ndcg_at_10 {
            fallen.push(floor.name.as_str());
        }
    }
    if !fallen.is_empty() {
        bail!("below their floors: {}", fallen.join(", "));
    }
    Ok(())
}

fn task(floor: &Floor, dir: PathBuf) -> Task {
    Task {
        only_docs: floor.only_docs.as_ref().map(|file| dir.join(file)),
        dir,
        query_lang: floor.lang.clone(),
        doc_lang: floor.lang.clone(),
        fields: floor.fields.clone(),
        ..Task::default()
    }
}

/// A floor holds for the data it was measured on and for no other.
fn check_digest(dir: &Path, pinned: Option<&String>) -> Result<()> {
    let mut hasher = blake3::Hasher::new();
    for name in ["docs.jsonl", "queries.jsonl", "qrels.tsv"] {
        let file = dir.join(name);
        hasher
            .update(&std::fs::read(&file).with_context(|| format!("reading {}", file.display()))?);
    }
    let found = hasher.finalize().to_hex()[..16].to_owned();
    ensure!(
        pinned == Some(&found),
        "{}: digest {found}, but the floors were measured on {}: measure anew and pin both",
        dir.display(),
        pinned.map_or("none", String::as_str)
    );
    Ok(())
}
