//! Finds passages by bare terms of other languages.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use benches::collection::records;
use benches::shelf::{PATIENCE, Shelf};
use clap::Parser;
use corpora::Language;
use indexer::{ConceptUse, Engine, Leg, SearchRequest};
use serde_json::{Value, json};

/// Searches the English passages of a collection by the translations of English terms: a term is
/// found if one of the ten best passages contains the English one.
#[derive(Debug, Parser)]
#[command(
    after_help = "Example:\n  cargo run --release -p benches --bin terms -- collections/tico-19 terminology.tsv"
)]
struct Arguments {
    /// Folder with docs.jsonl (id, lang, text)
    dir: PathBuf,
    /// Table with tabs: set, language of the term, language of its name, term, name
    terms: PathBuf,
    /// Ways of finding that are used, lexical among them; all when absent
    #[arg(long, value_name = "LEGS", value_delimiter = ',')]
    legs: Vec<Leg>,
    /// Vocabularies that are imported beside the bundled one, several with commas
    #[arg(long, value_name = "FILES", value_delimiter = ',')]
    vocabularies: Vec<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
    /// Print the terms that are not found
    #[arg(long)]
    missed: bool,
}

/// Hits looked at.
const DEPTH: usize = 10;

/// An English term with its name in another language.
struct Pair {
    english: String,
    language: Language,
    term: String,
}

#[derive(Default)]
struct Score {
    asked: usize,
    found: usize,
    missed: Vec<String>,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let staged = tempfile::tempdir()?;
    let texts = stage(&arguments.dir, &staged.path().join("docs.jsonl"))?;
    let shelf = Shelf::fill_with(staged.path(), &arguments.vocabularies)?;
    let engine = shelf.engine()?;
    let concepts = match arguments.legs.is_empty() || arguments.legs.contains(&Leg::Concept) {
        true => ConceptUse::All,
        false => ConceptUse::Off,
    };
    let mut scores: BTreeMap<String, Score> = BTreeMap::new();
    for pair in pairs(&arguments.terms)? {
        // A term that no passage has cannot be found.
        if !texts.values().any(|text| has(text, &pair.english)) {
            continue;
        }
        let score = scores
            .entry(pair.language.primary().to_owned())
            .or_default();
        score.asked += 1;
        if is_found(&engine, &pair, &concepts, &texts)? {
            score.found += 1;
        } else {
            score
                .missed
                .push(format!("{} = {}", pair.term, pair.english));
        }
    }
    report(&arguments, &scores)
}

fn report(arguments: &Arguments, scores: &BTreeMap<String, Score>) -> Result<()> {
    let mut out = std::io::stdout().lock();
    let share = |score: &Score| score.found as f64 / score.asked.max(1) as f64;
    if arguments.json {
        let of = |(language, score): (&String, &Score)| {
            let figures = json!({ "terms": score.asked, "success_at_10": share(score) });
            (language.clone(), figures)
        };
        let all: serde_json::Map<String, Value> = scores.iter().map(of).collect();
        writeln!(out, "{}", Value::Object(all))?;
        return Ok(());
    }
    for (language, score) in scores {
        writeln!(
            out,
            "{language}  {:4} terms  success@10 {:.3}",
            score.asked,
            share(score)
        )?;
        if arguments.missed {
            for missed in &score.missed {
                writeln!(out, "    {missed}")?;
            }
        }
    }
    Ok(())
}

/// Writes the English passages to a file that is taken in like any other; their texts by id.
fn stage(dir: &Path, file: &Path) -> Result<BTreeMap<String, String>> {
    let mut out = std::io::BufWriter::new(std::fs::File::create(file)?);
    let mut texts = BTreeMap::new();
    for record in records(&dir.join("docs.jsonl"))? {
        let text = |name: &str| {
            let value = record.get(name).and_then(Value::as_str);
            value.unwrap_or_default().to_owned()
        };
        if text("lang") != "en" {
            continue;
        }
        serde_json::to_writer(&mut out, &record)?;
        out.write_all(b"\n")?;
        texts.insert(text("id"), format!(" {} ", plain(&text("text"))));
    }
    out.flush()?;
    Ok(texts)
}

/// Words in small letters with one space between them.
fn plain(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric());
    let words = words.filter(|word| !word.is_empty()).map(str::to_lowercase);
    words.collect::<Vec<_>>().join(" ")
}

fn has(text: &str, english: &str) -> bool {
    text.contains(&format!(" {english} "))
}

fn pairs(file: &Path) -> Result<Vec<Pair>> {
    let table = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
    let mut pairs: Vec<Pair> = Vec::new();
    for line in table.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let &[_, "en", language, english, term] = cells.as_slice() else {
            continue;
        };
        let (language, english) = (Language::parse(language)?, plain(english));
        let same = |pair: &Pair| {
            pair.english == english
                && pair.term == term
                && pair.language.primary() == language.primary()
        };
        if !term.trim().is_empty() && !english.is_empty() && !pairs.iter().any(same) {
            let term = term.to_owned();
            pairs.push(Pair {
                english,
                language,
                term,
            });
        }
    }
    Ok(pairs)
}

fn is_found(
    engine: &Engine,
    pair: &Pair,
    concepts: &ConceptUse,
    texts: &BTreeMap<String, String>,
) -> Result<bool> {
    let request = SearchRequest {
        language: Some(pair.language.clone()),
        concepts: concepts.clone(),
        limit: DEPTH,
        passages: 1,
        time_limit: PATIENCE,
        ..SearchRequest::new(&pair.term)
    };
    let answer = engine.search(&request)?;
    let keys = answer.hits.iter().flat_map(|hit| &hit.document.holdings);
    let ids = keys.filter_map(|holding| holding.key.rsplit_once('#'));
    let mut found = ids.filter_map(|(_, id)| texts.get(id));
    Ok(found.any(|text| has(text, &pair.english)))
}
