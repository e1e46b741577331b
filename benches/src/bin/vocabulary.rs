//! Compares the names of the bundled concepts with published vocabularies.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::PathBuf;

use anyhow::Result;
use benches::published::{Published, plain, published, terminology};
use clap::Parser;
use corpora::{Concept, LabelSort};
use serde::Serialize;

/// Compares the names of the bundled concepts with those of published vocabularies, joined by code, or
/// by the English name where a table has no codes. Both are somebody's choice: a difference is a
/// place to look at, not an error of either.
#[derive(Debug, Parser)]
#[command(
    after_help = "Example:\n  cargo run --release -p benches --bin vocabulary -- ../shared/data/vocabulary --list"
)]
struct Arguments {
    /// Folder with hpo, doid and symp (OBO and babelon files) and tico-19/terminology.tsv
    dir: PathBuf,
    /// Only this language
    #[arg(long, value_name = "xx")]
    lang: Option<String>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
    /// Print the concepts for which no name is common
    #[arg(long)]
    list: bool,
}

/// Names of a concept in a language, ours and theirs.
struct Pair<'c> {
    concept: &'c Concept,
    /// Where theirs are from: a system of codes or a table.
    from: &'static str,
    language: String,
    theirs: Vec<String>,
}

#[derive(Debug, Default, Serialize)]
struct Figures {
    /// Concepts with names on both sides.
    concepts: usize,
    /// Share of them with a common name.
    agree: f64,
    /// Share of them whose preferred published name is one of ours.
    preferred: f64,
    /// Published names, and the share of them among ours.
    theirs: usize,
    theirs_among_ours: f64,
    /// Our names without brands, abbreviations, misspellings and what patients say, and the share of
    /// them among the published.
    ours: usize,
    ours_among_theirs: f64,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let concepts = corpora::bundled_vocabulary()?;
    let mut pairs = by_code(&concepts, &published(&arguments.dir)?);
    let table = terminology(&arguments.dir.join("tico-19/terminology.tsv"))?;
    pairs.extend(by_english_name(&concepts, &table));
    pairs.retain(|pair| {
        let wanted = arguments.lang.as_ref();
        wanted.is_none_or(|wanted| *wanted == pair.language) && !ours(pair).is_empty()
    });
    let mut out = std::io::stdout().lock();
    if arguments.list {
        list(&mut out, &pairs)?;
    }
    let figures = figures(&pairs);
    if arguments.json {
        writeln!(out, "{}", serde_json::to_string(&figures)?)?;
        return Ok(());
    }
    for (of, figures) in &figures {
        writeln!(
            out,
            "{of:<12} {:4} concepts  agree {:.3}  preferred {:.3}  theirs {:5} (among ours {:.3})  ours {:5} (among theirs {:.3})",
            figures.concepts,
            figures.agree,
            figures.preferred,
            figures.theirs,
            figures.theirs_among_ours,
            figures.ours,
            figures.ours_among_theirs
        )?;
    }
    Ok(())
}

fn by_code<'c>(concepts: &'c [Concept], published: &Published) -> Vec<Pair<'c>> {
    let mut pairs = Vec::new();
    for concept in concepts {
        for code in &concept.codes {
            let start = (code.clone(), String::new());
            let named = published
                .range(start..)
                .take_while(|((of, _), _)| of == code);
            pairs.extend(named.map(|((_, language), names)| Pair {
                concept,
                from: code.system.name(),
                language: language.clone(),
                theirs: names.clone(),
            }));
        }
    }
    pairs
}

/// Joins a table without codes: its English term is an English name of the concept, and of no other.
fn by_english_name<'c>(
    concepts: &'c [Concept],
    table: &BTreeMap<(String, String), Vec<String>>,
) -> Vec<Pair<'c>> {
    let mut named: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (place, concept) in concepts.iter().enumerate() {
        for name in names(concept, "en", &[]) {
            named.entry(name).or_default().insert(place);
        }
    }
    let mut pairs: Vec<Pair<'c>> = Vec::new();
    for ((english, language), names) in table {
        let places = named.get(english).into_iter().flatten();
        let places: Vec<usize> = places.copied().collect();
        if let &[place] = places.as_slice()
            && let Some(concept) = concepts.get(place)
        {
            pairs.push(Pair {
                concept,
                from: "tico-19",
                language: language.clone(),
                theirs: names.clone(),
            });
        }
    }
    pairs
}

/// Names of a concept in a language, or of all languages, as they are compared.
fn names(concept: &Concept, language: &str, without: &[LabelSort]) -> BTreeSet<String> {
    let labels = concept.labels.iter().filter(|label| {
        let spoken = label.language.as_ref();
        spoken.is_none_or(|spoken| spoken.primary() == language) && !without.contains(&label.sort)
    });
    labels.map(|label| plain(&label.text, language)).collect()
}

fn ours(pair: &Pair<'_>) -> BTreeSet<String> {
    names(pair.concept, &pair.language, &[])
}

fn figures(pairs: &[Pair<'_>]) -> BTreeMap<String, Figures> {
    let unofficial = [
        LabelSort::Brand,
        LabelSort::Abbreviation,
        LabelSort::Lay,
        LabelSort::Misspelling,
    ];
    let mut all: BTreeMap<String, Figures> = BTreeMap::new();
    for pair in pairs {
        let ours = ours(pair);
        let official = names(pair.concept, &pair.language, &unofficial);
        let theirs: Vec<String> = pair
            .theirs
            .iter()
            .map(|name| plain(name, &pair.language))
            .collect();
        let common = theirs.iter().filter(|name| ours.contains(*name)).count();
        let of = all.entry(format!("{} {}", pair.language, pair.from));
        let of = of.or_default();
        of.concepts += 1;
        of.agree += f64::from(u8::from(common > 0));
        let preferred = theirs.first().is_some_and(|name| ours.contains(name));
        of.preferred += f64::from(u8::from(preferred));
        of.theirs += theirs.len();
        of.theirs_among_ours += common as f64;
        of.ours += official.len();
        of.ours_among_theirs += official.iter().filter(|n| theirs.contains(n)).count() as f64;
    }
    for of in all.values_mut() {
        let concepts = of.concepts.max(1) as f64;
        of.agree /= concepts;
        of.preferred /= concepts;
        of.theirs_among_ours /= of.theirs.max(1) as f64;
        of.ours_among_theirs /= of.ours.max(1) as f64;
    }
    all
}

fn list(out: &mut impl Write, pairs: &[Pair<'_>]) -> Result<()> {
    for pair in pairs {
        let ours = ours(pair);
        if pair
            .theirs
            .iter()
            .any(|name| ours.contains(&plain(name, &pair.language)))
        {
            continue;
        }
        writeln!(
            out,
            "{}\t{}\t{}\tours: {}\ttheirs: {}",
            pair.language,
            pair.from,
            pair.concept.id,
            ours.into_iter().collect::<Vec<_>>().join("; "),
            pair.theirs.join("; ")
        )?;
    }
    Ok(())
}
