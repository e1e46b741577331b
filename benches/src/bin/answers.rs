//! How well questions that a collection answers are told from those that it does not.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use benches::collection::topics;
use benches::embedded::UsedModel;
use benches::quality::{Prepared, Task};
use clap::Parser;
use indexer::{Engine, RankingWeights, SearchRequest};

/// Asks a collection its own questions and those of another, and says at which strength of the best
/// quotation how many of each are answered, and how many of the own with the right document.
#[derive(Debug, Parser)]
#[command(
    after_help = "Example:\n  cargo run --release -p benches --bin answers -- collections/covid-qa collections/xquad --query-lang en --model models/multilingual-e5-small"
)]
struct Arguments {
    /// Folder of the collection, with the questions that it answers
    collection: PathBuf,
    /// Folder of the collection whose questions it does not answer
    others: PathBuf,
    /// Only questions of this language
    #[arg(long, value_name = "xx")]
    query_lang: Option<String>,
    /// Only documents of this language
    #[arg(long, value_name = "xx")]
    doc_lang: Option<String>,
    /// Take documents whose ids differ in the language before the first dash alone for translations
    #[arg(long)]
    across: bool,
    /// Folder of a model
    #[arg(long, value_name = "DIR")]
    model: Option<PathBuf>,
    /// Folder where the model's vectors are kept for the next measurement
    #[arg(long, value_name = "DIR", requires = "model")]
    vectors: Option<PathBuf>,
    /// Other weights than the bundled: NAME=VALUE
    #[arg(long = "weight", value_name = "NAME=VALUE")]
    weights: Vec<String>,
    /// Most questions of each collection
    #[arg(long, default_value_t = 400)]
    most: usize,
}

/// Shares of the foreign questions that may be answered.
const SHARES: [f64; 5] = [0.2, 0.1, 0.05, 0.02, 0.01];

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let task = Task {
        dir: arguments.collection.clone(),
        query_lang: arguments.query_lang.clone(),
        doc_lang: arguments.doc_lang.clone(),
        across: arguments.across,
        model: UsedModel::load(arguments.model.as_deref(), arguments.vectors.clone())?,
        ..Task::default()
    };
    let prepared = Prepared::of(&task)?;
    // Every best quotation is looked at, however weak.
    let mut changes = vec![
        ("answers.least".to_owned(), -1.0),
        ("answers.least_by_words".to_owned(), -1.0),
    ];
    for change in &arguments.weights {
        let (name, value) = change
            .split_once('=')
            .with_context(|| format!("{change}: expected NAME=VALUE"))?;
        changes.push((name.to_owned(), value.parse()?));
    }
    let engine = prepared
        .engine()?
        .with_weights(RankingWeights::with(&changes)?);
    let own = prepared.best_quotations(&engine, arguments.most)?;
    let mut foreign = Vec::new();
    let wanted = |lang: Option<&str>| {
        arguments
            .query_lang
            .as_deref()
            .is_none_or(|l| lang == Some(l))
    };
    let others = topics(&arguments.others.join("queries.jsonl"))?;
    let others = others
        .into_iter()
        .filter(|topic| wanted(topic.lang.as_deref()));
    for topic in others.take(arguments.most) {
        foreign.push(f64::from(best(&engine, &topic.text)?));
    }
    if own.is_empty() || foreign.is_empty() {
        bail!("no questions in that language");
    }
    report(&own, foreign)
}

fn best(engine: &Engine, question: &str) -> Result<f32> {
    let request = SearchRequest {
        limit: 1,
        ..SearchRequest::new(question)
    };
    Ok(engine.quotations(&request)?.best)
}

#[expect(clippy::cast_precision_loss, reason = "numbers of questions")]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of a number"
)]
fn report(own: &[(f64, bool)], mut foreign: Vec<f64>) -> Result<()> {
    let mut out = std::io::stdout().lock();
    foreign.sort_by(|a, b| b.total_cmp(a));
    let share = |count: usize| count as f64 / own.len() as f64;
    let right = own.iter().filter(|(_, right)| *right).count();
    writeln!(
        out,
        "{} own questions, {:.3} with the right document first; {} foreign",
        own.len(),
        share(right),
        foreign.len()
    )?;
    for wanted in SHARES {
        let place = (foreign.len() as f64 * wanted) as usize;
        let least = foreign.get(place).copied().unwrap_or(0.0);
        let answered = own.iter().filter(|(strength, _)| *strength > least);
        let rightly = answered.clone().filter(|(_, right)| *right).count();
        writeln!(
            out,
            "above {least:.3}: {:.3} of the foreign answered, {:.3} of the own, {:.3} rightly",
            wanted,
            share(answered.count()),
            share(rightly)
        )?;
    }
    Ok(())
}
