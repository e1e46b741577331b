//! What the weights of the ranking do.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use benches::embedded::UsedModel;
use benches::floors::{FILE, Floors};
use benches::quality::Prepared;
use clap::Parser;
use indexer::RankingWeights;

/// Measures every task of the floors file with other weights of the ranking.
///
/// Each variant is one weight, or several joined by commas, with other values. Without any, each
/// part of the ranking is switched off in turn; with a model, each part of how words and meaning are
/// put together. With several, the variant to use is also chosen by
/// cross-validation: for each fold of the topics the one that is best on the others, on the mean over
/// the tasks, is measured on the fold.
#[derive(Debug, Parser)]
#[command(
    after_help = "Examples:\n  cargo run --release -p benches --bin weights -- ../shared/data/retrieval\n  \
                  cargo run --release -p benches --bin weights -- ../shared/data/retrieval words.stop=0.5 words.stop=0.3"
)]
struct Arguments {
    /// Folder of the collections
    collections: PathBuf,
    /// Variants: NAME=VALUE[,NAME=VALUE...]
    variants: Vec<String>,
    /// Only tasks whose name begins so, several with commas
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// Folder of a model: the floors with a model are measured
    #[arg(long, value_name = "DIR")]
    model: Option<PathBuf>,
    /// Folder where the model's vectors are kept for the next measurement
    #[arg(long, value_name = "DIR", requires = "model")]
    vectors: Option<PathBuf>,
    /// Parts that the topics are divided into for the cross-validation
    #[arg(long, default_value_t = 5)]
    folds: usize,
}

/// Each part of the ranking that can be left out.
const PARTS: [&str; 9] = [
    "fields.exact=0",
    "fields.title=0",
    "fields.headings=0",
    "words.stop=1",
    "words.repeated=1",
    "concepts.meant=0,concepts.instead=0",
    "concepts.instead=0",
    "sections.asked=0",
    "reader.other_language=1",
];

/// Each part of how words and meaning are put together.
const PARTS_OF_FUSION: [&str; 7] = [
    "dense.words=0",
    "dense.meaning=0,dense.foreign=0",
    "dense.foreign=0",
    "dense.questions=0",
    "dense.bend=1",
    "dense.least_telling=6,dense.telling=6",
    "dense.off_drug=1",
];

/// nDCG@10 of each topic, by task.
type Scores = Vec<(String, Vec<f64>)>;

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let floors = Floors::read(Path::new(FILE))?;
    let names: Vec<String> = match arguments.variants.is_empty() {
        true if arguments.model.is_some() => PARTS_OF_FUSION.map(str::to_owned).to_vec(),
        true => PARTS.map(str::to_owned).to_vec(),
        false => arguments.variants.clone(),
    };
    let mut variants = vec![(
        "as it is".to_owned(),
        RankingWeights::with(&[])?,
        Scores::new(),
    )];
    for name in names {
        let weights = RankingWeights::with(&changes(&name)?)?;
        variants.push((name, weights, Scores::new()));
    }
    let mut out = std::io::stdout().lock();
    let model = UsedModel::load(arguments.model.as_deref(), arguments.vectors)?;
    for (floor, _) in floors.wanted(&arguments.only, model.is_some()) {
        let prepared = Prepared::of(&floor.task(&arguments.collections, model.clone()))
            .with_context(|| floor.name.clone())?;
        write!(out, "{:<14}", floor.name)?;
        let mut before = None;
        for (_, weights, scores) in &mut variants {
            let engine = prepared.engine()?.with_weights(weights.clone());
            let (measures, _) = prepared.measure(&engine, &mut |_, _| Ok(()))?;
            let of_topics: Vec<f64> = measures.iter().map(|found| found.ndcg_at_10).collect();
            let mean = mean(of_topics.iter().copied());
            match before {
                None => write!(out, " {mean:.4}")?,
                Some(before) => write!(out, " {:+.4}", mean - before)?,
            }
            before = before.or(Some(mean));
            scores.push((floor.name.clone(), of_topics));
        }
        writeln!(out)?;
        out.flush()?;
    }
    report(&mut out, &variants, arguments.folds)
}

fn changes(variant: &str) -> Result<Vec<(String, f64)>> {
    let change = |text: &str| {
        let (name, value) = text
            .split_once('=')
            .with_context(|| format!("{text}: expected NAME=VALUE"))?;
        Ok((name.to_owned(), value.parse().context(text.to_owned())?))
    };
    variant.split(',').map(change).collect()
}

fn report(
    out: &mut impl Write,
    variants: &[(String, RankingWeights, Scores)],
    folds: usize,
) -> Result<()> {
    if folds < 2 {
        bail!("{folds} folds: at least 2 are needed");
    }
    writeln!(out)?;
    for (name, _, scores) in variants {
        writeln!(out, "{:.4}  {name}", over_tasks(scores, |_| true))?;
    }
    let (mut chosen_mean, mut plain_mean) = (Vec::new(), Vec::new());
    for fold in 0..folds {
        let train = |scores: &Scores| over_tasks(scores, |topic| topic % folds != fold);
        let test = |scores: &Scores| over_tasks(scores, |topic| topic % folds == fold);
        let best = variants
            .iter()
            .max_by(|a, b| train(&a.2).total_cmp(&train(&b.2)));
        if let (Some(best), Some(plain)) = (best, variants.first()) {
            writeln!(
                out,
                "fold {fold}: {} {:.4}, as it is {:.4}",
                best.0,
                test(&best.2),
                test(&plain.2)
            )?;
            chosen_mean.push(test(&best.2));
            plain_mean.push(test(&plain.2));
        }
    }
    let (chosen, plain) = (mean(chosen_mean.into_iter()), mean(plain_mean.into_iter()));
    writeln!(
        out,
        "chosen on the other folds {chosen:.4}, as it is {plain:.4}"
    )?;
    Ok(())
}

/// Mean over the tasks of the means over those topics whose place is wanted.
fn over_tasks(scores: &Scores, wanted: impl Fn(usize) -> bool) -> f64 {
    let of_task = |(_, topics): &(String, Vec<f64>)| {
        let topics = topics.iter().enumerate();
        mean(
            topics
                .filter(|(place, _)| wanted(*place))
                .map(|(_, score)| *score),
        )
    };
    mean(scores.iter().map(of_task))
}

#[expect(clippy::cast_precision_loss, reason = "a number of topics")]
fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut count) = (0.0, 0_usize);
    for value in values {
        sum += value;
        count += 1;
    }
    sum / count.max(1) as f64
}
