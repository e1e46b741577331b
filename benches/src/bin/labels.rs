//! Searches by every name of every bundled concept.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result, anyhow};
use benches::agreement::{Ranking, overlap};
use benches::shelf::{PATIENCE, Shelf};
use benches::translations::{ranking, stage};
use clap::Parser;
use corpora::{Concept, LabelSort, Language};
use indexer::{Engine, SearchRequest};
use ingest::LinguaIdentifier;
use serde::Serialize;

/// Searches a collection of many languages by every name of every bundled concept and compares what is
/// found with what the English name finds, as far down as there are texts that name the concept, ten
/// at most: below, both list what shares some word. Translations of one text (records with the same
/// `parallel`) count as one, at the place of the best. A name agrees with an overlap of 0.8.
#[derive(Debug, Parser)]
#[command(
    after_help = "Example:\n  cargo run --release -p benches --bin labels -- collections/tico-19 documents/nstg-2022 --sample 300"
)]
struct Arguments {
    /// Folders with docs.jsonl (id, lang, title, text, and parallel for translations); the starter
    /// corpus is added
    #[arg(required = true)]
    dirs: Vec<PathBuf>,
    /// Only so many names of each language, always the same ones
    #[arg(long, value_name = "N")]
    sample: Option<usize>,
    /// Reader of all searches; the language of the name when absent
    #[arg(long, value_name = "xx")]
    reader: Option<String>,
    /// Scores that differ by less than this share are a tie
    #[arg(long, value_name = "SHARE", default_value_t = 0.05)]
    ties: f32,
    /// Threads that search
    #[arg(long, default_value_t = 2)]
    threads: usize,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
    /// Print the names that do not agree
    #[arg(long)]
    list: bool,
}

/// Least overlap of a name that agrees.
const AGREES: f64 = 0.8;

/// Texts that are compared.
const DEPTH: usize = 10;

/// Documents asked for: about ten texts if each comes in ten languages.
const ASKED: usize = 100;

/// A name of a concept with its language; without one for names of all languages.
struct Name<'c> {
    concept: &'c Concept,
    language: Option<&'c Language>,
    text: &'c str,
    sort: LabelSort,
}

/// What the English name of a concept finds.
struct Reference {
    ranking: Ranking,
    /// Texts that name the concept, as far as they are compared.
    depth: usize,
}

/// How the search by a name compares.
struct Outcome {
    overlap: f64,
    /// Concepts that the name was taken for.
    understood: Vec<String>,
    best: Vec<String>,
}

#[derive(Debug, Default, Clone, Serialize)]
struct Figures {
    names: usize,
    agree: f64,
    mean_overlap: f64,
    /// Share of the names that were taken for their concept, and for it alone.
    understood: f64,
    alone: f64,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let staged = tempfile::tempdir()?;
    stage(&arguments.dirs, staged.path())?;
    let shelf = Shelf::fill(staged.path())?;
    let engine = shelf.engine_with(Arc::new(LinguaIdentifier::new()))?;
    let concepts = corpora::bundled_vocabulary()?;
    let (references, unnamed) = references(&engine, &concepts)?;
    let known = concepts
        .iter()
        .filter(|concept| references.contains_key(concept.id.as_str()));
    let names = sampled(known.flat_map(names).collect(), arguments.sample);
    let outcomes = outcomes(&engine, &arguments, &references, &names)?;
    let mut out = std::io::stdout().lock();
    if arguments.list {
        list(&mut out, &references, &names, &outcomes)?;
    }
    let figures = figures(&names, &outcomes);
    if arguments.json {
        let all = serde_json::json!({ "languages": figures, "concepts_not_named": unnamed });
        writeln!(out, "{all}")?;
        return Ok(());
    }
    writeln!(
        out,
        "{} concepts; {unnamed} more are left out: no text names them",
        references.len()
    )?;
    for (language, of) in &figures {
        writeln!(
            out,
            "{language:<5} {:6} names  agree {:.3}  mean overlap {:.3}  understood {:.3}  alone {:.3}",
            of.names, of.agree, of.mean_overlap, of.understood, of.alone
        )?;
    }
    Ok(())
}

fn english(concept: &Concept) -> Option<&str> {
    let mut labels = concept.labels.iter();
    let english = labels.find(|label| {
        let language = label.language.as_ref();
        label.sort == LabelSort::Preferred && language.is_some_and(|l| l.primary() == "en")
    });
    english.map(|label| label.text.as_str())
}

fn names(concept: &Concept) -> impl Iterator<Item = Name<'_>> {
    concept.labels.iter().map(move |label| Name {
        concept,
        language: label.language.as_ref(),
        text: &label.text,
        sort: label.sort,
    })
}

impl Name<'_> {
    fn language(&self) -> &str {
        self.language.map_or("any", Language::primary)
    }
}

/// The first names of each language in an order that is random and always the same.
fn sampled(names: Vec<Name<'_>>, most: Option<usize>) -> Vec<Name<'_>> {
    let Some(most) = most else { return names };
    let mut drawn: Vec<_> = names
        .into_iter()
        .map(|name| {
            let key = format!("{}\n{}\n{}", name.concept.id, name.language(), name.text);
            (*blake3::hash(key.as_bytes()).as_bytes(), name)
        })
        .collect();
    drawn.sort_by_key(|(key, _)| *key);
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    drawn.retain(|(_, name)| {
        let count = taken.entry(name.language().to_owned()).or_default();
        *count += 1;
        *count <= most
    });
    drawn.into_iter().map(|(_, name)| name).collect()
}

/// What the English names find, and how many concepts no text names.
fn references<'c>(
    engine: &Engine,
    concepts: &'c [Concept],
) -> Result<(BTreeMap<&'c str, Reference>, usize)> {
    let mut found = BTreeMap::new();
    for concept in concepts {
        let Some(name) = english(concept) else {
            continue;
        };
        let mut request = request(name, "en")?;
        let all = ranking(&engine.search(&request)?);
        request.filters.concepts = vec![concept.id.clone()];
        let depth = ranking(&engine.search(&request)?).len().min(DEPTH);
        if depth > 0 {
            let ranking = all;
            found.insert(concept.id.as_str(), Reference { ranking, depth });
        }
    }
    let unnamed = concepts.len() - found.len();
    Ok((found, unnamed))
}

fn request(text: &str, reader: &str) -> Result<SearchRequest> {
    Ok(SearchRequest {
        reader: vec![Language::parse(reader)?],
        limit: ASKED,
        passages: 1,
        time_limit: PATIENCE,
        ..SearchRequest::new(text)
    })
}

fn outcomes(
    engine: &Engine,
    arguments: &Arguments,
    references: &BTreeMap<&str, Reference>,
    names: &[Name<'_>],
) -> Result<Vec<Outcome>> {
    let one = |name: &Name<'_>| -> Result<Outcome> {
        let reader = arguments.reader.as_deref();
        let spoken = name.language.map_or("en", Language::primary);
        let request = request(name.text, reader.unwrap_or(spoken))?;
        let answer = engine
            .search(&request)
            .with_context(|| name.text.to_owned())?;
        let found = ranking(&answer);
        let reference = references.get(name.concept.id.as_str());
        let understood = answer.understood.concepts.into_iter();
        Ok(Outcome {
            overlap: reference.map_or(0.0, |Reference { ranking, depth }| {
                overlap(ranking, &found, *depth, arguments.ties)
            }),
            understood: understood.map(|concept| concept.id).collect(),
            best: found.into_iter().map(|(text, _)| text).take(5).collect(),
        })
    };
    let share = names.len().div_ceil(arguments.threads.max(1)).max(1);
    std::thread::scope(|scope| {
        let parts: Vec<_> = names
            .chunks(share)
            .map(|part| scope.spawn(move || part.iter().map(one).collect::<Result<Vec<_>>>()))
            .collect();
        let mut all = Vec::with_capacity(names.len());
        for part in parts {
            all.extend(part.join().map_err(|_| anyhow!("a search failed"))??);
        }
        Ok(all)
    })
}

fn figures(names: &[Name<'_>], outcomes: &[Outcome]) -> BTreeMap<String, Figures> {
    let mut figures: BTreeMap<String, Figures> = BTreeMap::new();
    for (name, outcome) in names.iter().zip(outcomes) {
        let meant = outcome.understood.contains(&name.concept.id);
        for language in [name.language(), "all"] {
            let of = figures.entry(language.to_owned()).or_default();
            of.names += 1;
            of.agree += f64::from(u8::from(outcome.overlap >= AGREES));
            of.mean_overlap += outcome.overlap;
            of.understood += f64::from(u8::from(meant));
            of.alone += f64::from(u8::from(meant && outcome.understood.len() == 1));
        }
    }
    for of in figures.values_mut() {
        let names = of.names.max(1) as f64;
        for sum in [
            &mut of.agree,
            &mut of.mean_overlap,
            &mut of.understood,
            &mut of.alone,
        ] {
            *sum /= names;
        }
    }
    figures
}

fn list(
    out: &mut impl Write,
    references: &BTreeMap<&str, Reference>,
    names: &[Name<'_>],
    outcomes: &[Outcome],
) -> Result<()> {
    for (name, outcome) in names.iter().zip(outcomes) {
        if outcome.overlap >= AGREES {
            continue;
        }
        let reference = references.get(name.concept.id.as_str());
        let reference = reference
            .into_iter()
            .flat_map(|reference| &reference.ranking);
        let reference = reference.take(5);
        let reference: Vec<&str> = reference.map(|(text, _)| text.as_str()).collect();
        writeln!(
            out,
            "{}\t{}\t{}\t{}\t{:.2}\t{}\t{}\t{}",
            name.language(),
            name.concept.id,
            name.sort,
            name.text,
            outcome.overlap,
            outcome.understood.join(","),
            outcome.best.join(" "),
            reference.join(" ")
        )?;
    }
    Ok(())
}
