//! Evaluates a collection with judgments.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Result;
use benches::embedded::UsedModel;
use benches::quality::{Task, run};
use clap::Parser;
use indexer::Leg;

/// Searches a test collection and prints how well the right documents rank.
#[derive(Debug, Parser)]
#[command(
    after_help = "Example:\n  cargo run --release -p benches --bin quality -- collections/scifact --json"
)]
struct Arguments {
    /// Folder with docs.jsonl, queries.jsonl and qrels.tsv
    dir: PathBuf,
    /// Other topics than DIR/queries.jsonl
    #[arg(long, value_name = "FILE")]
    queries: Option<PathBuf>,
    /// Other judgments than DIR/qrels.tsv
    #[arg(long, value_name = "FILE")]
    qrels: Option<PathBuf>,
    /// Only topics of this language
    #[arg(long, value_name = "xx")]
    query_lang: Option<String>,
    /// Only documents of this language
    #[arg(long, value_name = "xx")]
    doc_lang: Option<String>,
    /// Only documents whose id is a line of this file
    #[arg(long, value_name = "FILE")]
    only_docs: Option<PathBuf>,
    /// Fields that are indexed
    #[arg(long, value_name = "FIELDS", value_delimiter = ',', default_values = ["title", "text"])]
    fields: Vec<String>,
    /// Ways of finding that are used: lexical, concept, dense; all when absent
    #[arg(long, value_name = "LEGS", value_delimiter = ',')]
    legs: Vec<Leg>,
    /// Folder of a model, for the dense leg; without one it does not run
    #[arg(long, value_name = "DIR")]
    model: Option<PathBuf>,
    /// Folder where the model's vectors are kept for the next measurement
    #[arg(long, value_name = "DIR", requires = "model")]
    vectors: Option<PathBuf>,
    /// Take documents whose ids differ in the language before the first dash alone for translations,
    /// each of which answers what one of them answers
    #[arg(long)]
    across: bool,
    /// Search misspelt words as they are
    #[arg(long)]
    no_spelling: bool,
    /// Search all signs of the query as words
    #[arg(long)]
    no_syntax: bool,
    /// Write the rankings in TREC's form
    #[arg(long, value_name = "FILE")]
    run_out: Option<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let figures = run(&Task {
        dir: arguments.dir,
        queries: arguments.queries,
        qrels: arguments.qrels,
        query_lang: arguments.query_lang,
        doc_lang: arguments.doc_lang,
        only_docs: arguments.only_docs,
        fields: arguments.fields,
        legs: arguments.legs,
        model: UsedModel::load(arguments.model.as_deref(), arguments.vectors)?,
        across: arguments.across,
        no_spelling: arguments.no_spelling,
        no_syntax: arguments.no_syntax,
        run_out: arguments.run_out,
    })?;
    let mut out = std::io::stdout().lock();
    if arguments.json {
        writeln!(out, "{}", serde_json::to_string(&figures)?)?;
    } else {
        writeln!(out, "{figures}")?;
    }
    Ok(())
}
