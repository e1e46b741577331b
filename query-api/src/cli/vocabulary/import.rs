//! `rsc vocabulary import` and `rsc vocabulary check`

use std::fs::File;
use std::io::{IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::Args;
use corpora::{
    ConceptClass, Confidence, Conflict, DataFolder, ImportOptions, ImportReport, Imported,
    Language, Mapping, VocabularyHead, VocabularyInUse, VocabularyStore, import,
};
use indexer::compile_vocabulary;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use super::lock;
use crate::cli::Common;
use crate::cli::output::{Output, clean, complain};

/// Conflicts and refused records that are shown one by one.
const SHOWN: usize = 10;
/// Longest mapping that is read.
const MAX_MAPPING_BYTES: u64 = 1 << 20;
/// Files that take long enough to show progress.
const LONG_BYTES: u64 = 4 << 20;

/// Reads a vocabulary and stores it; an imported one of the same name is replaced
///
/// Formats are told by content and may be packed with gzip: OBO (HPO, DOID, SYMP, MONDO), babelon
/// tables (translations of HPO), MeSH descriptors (XML), SKOS (Turtle, N-Triples), SPARQL results
/// (JSON) from Wikidata, and CSV or TSV whose columns --column or --mapping explain. The exit code is
/// 2 if records were refused; the rest is stored all the same.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  rsc vocabulary import hp-zh.babelon.tsv\n  rsc vocabulary import atc.csv --class drug --column code=id,code:atc --column name=label:en --confidence official"
)]
pub(super) struct Import {
    #[command(flatten)]
    what: What,
    /// Under what terms it may be used; kept with it
    #[arg(long, value_name = "TEXT")]
    licence: Option<String>,
}

/// Reads a vocabulary and says what an import would bring; stores nothing
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  rsc vocabulary check hp.obo --json")]
pub(super) struct Check {
    #[command(flatten)]
    what: What,
}

#[derive(Debug, Args)]
struct What {
    /// The file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Name of the vocabulary: lower-case letters, digits, hyphens [default: from the file's name]
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Class of concepts where the file does not say it: drug, drug-class, vaccine, symptom, sign,
    /// disease, pathogen, test, device, measure
    #[arg(long, value_name = "CLASS")]
    class: Option<ConceptClass>,
    /// Language of labels where the file does not say it
    #[arg(long, value_name = "LANGUAGE")]
    language: Option<Language>,
    /// How far the labels of a table can be relied on: official or candidate
    #[arg(long, value_name = "WORD")]
    confidence: Option<Confidence>,
    /// What a column of a table is: id, code, code:SYSTEM, label, synonym, brand, abbreviation, lay,
    /// misspelling (with a language: label:fr), language, class, broader, status; several by commas
    #[arg(long = "column", value_name = "NAME=ROLE")]
    columns: Vec<String>,
    /// TOML file that says what the columns are: a table [columns] of NAME = "ROLE"
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// Characters that part several values in one cell
    #[arg(long, value_name = "CHARACTERS")]
    within: Option<String>,
}

/// What an import brought or would bring.
#[derive(Debug, Serialize)]
struct OutcomeJson<'o> {
    name: &'o str,
    file: String,
    stored: bool,
    #[serde(flatten)]
    report: &'o ImportReport,
    /// Concepts that join one that is there.
    joined: usize,
    conflicts: &'o [Conflict],
}

impl Import {
    pub(super) fn run(self, common: &Common, output: &mut Output) -> anyhow::Result<ExitCode> {
        let read = self.what.read()?;
        let at = DataFolder::at(&common.data);
        if read.imported.concepts.is_empty() {
            let file = read.file.clone();
            read.tell(&VocabularyStore::of(&at), false, output)?;
            bail!("{file}: no concept could be taken; nothing is stored");
        }
        let folder = common.folder()?;
        let _lock = lock(&folder)?;
        let store = VocabularyStore::of(&folder);
        if self.what.name.is_none() {
            check_replaced(&store, &read)?;
        }
        let report = read.imported.report.clone();
        let head = VocabularyHead::now(&read.name, &read.file, self.licence, report);
        store.save(&head, &read.imported.concepts)?;
        let code = read.tell(&store, true, output)?;
        compile_vocabulary(&folder)?;
        Ok(code)
    }
}

/// A name that was taken from the file's does not replace what came from another file.
fn check_replaced(store: &VocabularyStore, read: &ReadFile) -> anyhow::Result<()> {
    let mut heads = store.list()?.into_iter().flatten();
    if let Some(head) = heads.find(|head| head.name == read.name && head.file != read.file) {
        bail!(
            "{} was imported from {}: give --name {} to replace it, or another name",
            head.name,
            head.file,
            head.name
        );
    }
    Ok(())
}

impl Check {
    pub(super) fn run(
        self,
        store: &VocabularyStore,
        output: &mut Output,
    ) -> anyhow::Result<ExitCode> {
        self.what.read()?.tell(store, false, output)
    }
}

/// A file that was read.
struct ReadFile {
    name: String,
    file: String,
    imported: Imported,
}

impl What {
    fn read(&self) -> anyhow::Result<ReadFile> {
        let file = self.file.file_name().unwrap_or_default();
        let file = file.to_string_lossy().into_owned();
        let name = self.name.clone().unwrap_or_else(|| name_of(&file));
        VocabularyStore::check_name(&name)?;
        let options = ImportOptions {
            name: name.clone(),
            class: self.class,
            language: self.language.clone(),
            confidence: self.confidence,
            mapping: self.mapping()?,
        };
        let opened = File::open(&self.file);
        let opened = opened.with_context(|| format!("{} cannot be read", self.file.display()))?;
        let bytes = opened.metadata()?.len();
        let bar = bar(bytes);
        let imported = import(bar.wrap_read(opened), &file, &options);
        bar.finish_and_clear();
        Ok(ReadFile {
            name,
            file,
            imported: imported?,
        })
    }

    fn mapping(&self) -> anyhow::Result<Option<Mapping>> {
        let mut mapping = match &self.mapping {
            Some(path) => Mapping::from_toml(&text(path)?, &path.display().to_string())?,
            None if self.columns.is_empty() => return Ok(None),
            None => Mapping::default(),
        };
        for column in &self.columns {
            // Names of columns may have the sign in them, roles do not.
            let Some((name, role)) = column.rsplit_once('=') else {
                bail!("--column {column}: expected NAME=ROLE, such as nom=label:fr");
            };
            mapping.add(name, role)?;
        }
        if self.within.is_some() {
            mapping.within.clone_from(&self.within);
        }
        Ok(Some(mapping))
    }
}

fn text(path: &Path) -> anyhow::Result<String> {
    let read = || {
        let mut text = String::new();
        File::open(path)?
            .take(MAX_MAPPING_BYTES)
            .read_to_string(&mut text)?;
        std::io::Result::Ok(text)
    };
    read().with_context(|| format!("{} cannot be read", path.display()))
}

/// `hp-zh` of `HP-zh.babelon.tsv`.
fn name_of(file: &str) -> String {
    let mut stem = file.to_lowercase();
    let endings = [
        ".gz", ".obo", ".tsv", ".csv", ".txt", ".xml", ".json", ".ttl", ".nt", ".babelon",
    ];
    while let Some(shorter) = endings.iter().find_map(|ending| stem.strip_suffix(ending)) {
        stem = shorter.to_owned();
    }
    let plain = |c: char| match c {
        'a'..='z' | '0'..='9' => c,
        _ => '-',
    };
    stem.chars()
        .map(plain)
        .take(40)
        .collect::<String>()
        .trim_matches('-')
        .to_owned()
}

fn bar(bytes: u64) -> ProgressBar {
    if bytes < LONG_BYTES || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(bytes);
    match ProgressStyle::with_template("{bar:30} {bytes}/{total_bytes} {eta}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

impl ReadFile {
    /// Says what it brought, beside what is there.
    fn tell(
        self,
        store: &VocabularyStore,
        stored: bool,
        output: &mut Output,
    ) -> anyhow::Result<ExitCode> {
        let in_use = VocabularyInUse::without(store, &self.name)?;
        for problem in &in_use.problems {
            complain(&format!("left out: {problem}"));
        }
        let mut merged = in_use.merged;
        let (joined, known) = (merged.joined, merged.conflicts.len());
        merged.add(self.imported.concepts);
        let outcome = OutcomeJson {
            name: &self.name,
            file: self.file,
            stored,
            report: &self.imported.report,
            joined: merged.joined - joined,
            conflicts: &merged.conflicts[known..],
        };
        output.json(&outcome)?;
        print(output, &outcome)?;
        let refused = self.imported.report.refused > 0;
        Ok(ExitCode::from(if refused { 2 } else { 0 }))
    }
}

fn print(output: &mut Output, outcome: &OutcomeJson<'_>) -> anyhow::Result<()> {
    let (report, name) = (outcome.report, outcome.name);
    output.line(format_args!(
        "{name}: {} as {}: {} concepts, {} labels, {} codes",
        clean(&outcome.file),
        report.format,
        report.concepts,
        report.labels,
        report.codes
    ))?;
    output.line(format_args!("  languages  {}", counts(&report.languages)))?;
    if !report.dropped.is_empty() {
        output.line(format_args!("  left out   {}", counts(&report.dropped)))?;
    }
    if report.skipped > 0 {
        output.line(format_args!(
            "  passed over {} records that are no names or are given up",
            report.skipped
        ))?;
    }
    if report.refused > 0 {
        output.line(format_args!("  refused    {} records", report.refused))?;
    }
    for refusal in report.refusals.iter().take(SHOWN) {
        let (record, reason) = (clean(&refusal.record), clean(&refusal.reason));
        output.line(format_args!("    {:>7}  {record}: {reason}", refusal.at))?;
    }
    output.line(format_args!(
        "  joins      {} concepts that are there, {} conflicts",
        outcome.joined,
        outcome.conflicts.len()
    ))?;
    for conflict in outcome.conflicts.iter().take(SHOWN) {
        let Conflict {
            kind,
            concept,
            other,
            between,
        } = conflict;
        let between = between.join(", ");
        output.line(format_args!(
            "    {kind}: {concept} and {other} ({between})"
        ))?;
    }
    let state = match outcome.stored {
        true => "stored; a running rsc takes it up by itself",
        false => "nothing is stored",
    };
    output.line(format_args!("  {state}"))?;
    Ok(())
}

fn counts<K: std::fmt::Display>(counts: &std::collections::BTreeMap<K, u64>) -> String {
    let mut counts: Vec<_> = counts.iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    let counts: Vec<_> = counts
        .iter()
        .map(|(what, count)| format!("{what} {count}"))
        .collect();
    counts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_names_its_vocabulary() {
        for (file, name) in [
            ("hp-zh.babelon.tsv", "hp-zh"),
            (
                "DO_infectious_disease_slim.obo",
                "do-infectious-disease-slim",
            ),
            ("hp-fr.synonyms.tsv.gz", "hp-fr-synonyms"),
            ("词表.csv", ""),
        ] {
            assert_eq!(name_of(file), name);
        }
    }
}
