//! Holds the quality of the search against pinned floors.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use benches::embedded::UsedModel;
use benches::floors::Floors;
use benches::quality::run;
use clap::Parser;

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
    /// Only tasks whose name begins so, several with commas
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// Folder of a model: the floors with a model are measured
    #[arg(long, value_name = "DIR")]
    model: Option<PathBuf>,
    /// Folder where the model's vectors are kept for the next measurement
    #[arg(long, value_name = "DIR", requires = "model")]
    vectors: Option<PathBuf>,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let floors = Floors::read(&arguments.floors)?;
    let mut out = std::io::stdout().lock();
    let mut fallen = Vec::new();
    let model = UsedModel::load(arguments.model.as_deref(), arguments.vectors)?;
    for (floor, least) in floors.wanted(&arguments.only, model.is_some()) {
        let dir = arguments.collections.join(&floor.collection);
        check_digest(&dir, floors.digests.get(&floor.collection))?;
        let figures = run(&floor.task(&arguments.collections, model.clone()))
            .with_context(|| floor.name.clone())?;
        let found = figures.ndcg_at_10;
        let verdict = if found < least { "BELOW" } else { "ok" };
        writeln!(
            out,
            "{:<14} nDCG@10 {found:.4} (floor {:.4}) recall@100 {:.3} p50 {:.1} ms p99 {:.1} ms  {verdict}",
            floor.name, least, figures.recall_at_100, figures.p50_ms, figures.p99_ms
        )?;
        if found < least {
            fallen.push(floor.name.as_str());
        }
    }
    if !fallen.is_empty() {
        bail!("below their floors: {}", fallen.join(", "));
    }
    Ok(())
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
