//! How well a collection's right documents rank.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use corpora::Language;
use indexer::{DenseLeg, Engine, Hit, Leg, Legs, Limits, SearchRequest, Syntax};
use serde::Serialize;
use serde_json::Value;

use crate::collection::{Judgments, Topic, judgments, names, records, topics};
use crate::embedded::UsedModel;
use crate::measures::{Measures, mean, measure, percentile};
use crate::resources::{peak_rss_mb, thread_cpu_seconds};
use crate::shelf::{PATIENCE, Shelf};

/// What is measured.
#[derive(Debug, Clone, Default)]
pub struct Task {
    /// Folder with `docs.jsonl`, `queries.jsonl` and `qrels.tsv`.
    pub dir: PathBuf,
    /// Other topics.
    pub queries: Option<PathBuf>,
    /// Other judgments.
    pub qrels: Option<PathBuf>,
    /// Only topics of this language.
    pub query_lang: Option<String>,
    /// Only documents of this language.
    pub doc_lang: Option<String>,
    /// Only documents named in this file.
    pub only_docs: Option<PathBuf>,
    /// Only these fields of the documents; all of `title` and `text` if empty.
    pub fields: Vec<String>,
    /// Ways of finding that are used; all if empty.
    pub legs: Vec<Leg>,
    /// Misspelt words are searched as they are.
    pub no_spelling: bool,
    /// Signs of the query mean nothing.
    pub no_syntax: bool,
    /// A model, for the dense leg.
    pub model: Option<Arc<UsedModel>>,
    /// Documents whose ids differ in the language before the first dash alone are translations: each
    /// answers what one of them answers.
    pub across: bool,
    /// Where the rankings are written, in TREC's form.
    pub run_out: Option<PathBuf>,
}

impl Task {
    /// How its topics are asked, but for their words.
    fn asking(&self) -> SearchRequest {
        let mut request = SearchRequest::new("");
        if !self.legs.is_empty() {
            request.legs = Legs::of(&self.legs);
        }
        if self.no_syntax {
            request.syntax = Syntax::Words;
        }
        request.spelling = !self.no_spelling;
        (request.limit, request.passages, request.time_limit) = (100, 1, PATIENCE);
        request
    }
}

/// The figures.
#[derive(Debug, Clone, Serialize)]
pub struct Figures {
    /// Mean nDCG@10, linear gain.
    pub ndcg_at_10: f64,
    /// Mean recall@100.
    pub recall_at_100: f64,
    /// Mean reciprocal rank among the first 100.
    pub mrr: f64,
    /// Documents of the collection that were indexed.
    pub documents: usize,
    /// Topics with a relevant document among them.
    pub queries: usize,
    /// Wall seconds from the first byte read to the last document searchable.
    pub index_seconds: f64,
    /// Median processor milliseconds of a query for 100 documents.
    pub p50_ms: f64,
    /// 95th percentile of the same.
    pub p95_ms: f64,
    /// 99th percentile of the same.
    pub p99_ms: f64,
    /// Greatest resident memory, in MB.
    pub peak_rss_mb: f64,
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "nDCG@10 {:.4}  recall@100 {:.4}  MRR@100 {:.4}",
            self.ndcg_at_10, self.recall_at_100, self.mrr
        )?;
        writeln!(
            f,
            "{} documents indexed in {:.1} s, {} queries",
            self.documents, self.index_seconds, self.queries
        )?;
        write!(
            f,
            "query p50 {:.2} ms  p95 {:.2} ms  p99 {:.2} ms (processor time), peak memory {:.0} MB",
            self.p50_ms, self.p95_ms, self.p99_ms, self.peak_rss_mb
        )
    }
}

/// A collection that is indexed, with the topics that can be answered from it.
#[derive(Debug)]
pub struct Prepared {
    shelf: Shelf,
    topics: Vec<Topic>,
    judgments: Judgments,
    asking: SearchRequest,
    documents: usize,
    dense: Option<Arc<DenseLeg>>,
}

impl Prepared {
    /// Takes in and indexes the collection of a task.
    ///
    /// # Errors
    /// If a file cannot be read or the collection cannot be taken in.
    pub fn of(task: &Task) -> Result<Self> {
        let staged = tempfile::tempdir()?;
        let indexed = stage(task, &staged.path().join("docs.jsonl"))?;
        let mut topics = wanted_topics(task)?;
        let qrels = task.qrels.clone();
        let mut judgments = judgments(&qrels.unwrap_or_else(|| task.dir.join("qrels.tsv")))?;
        if task.across {
            add_translations(&mut judgments, &indexed);
        }
        for grades in judgments.values_mut() {
            grades.retain(|document, _| indexed.contains(document));
        }
        topics.retain(|topic| has_relevant(&judgments, topic));
        ensure!(
            !topics.is_empty(),
            "no topic has a relevant document among those indexed"
        );
        let shelf = Shelf::fill(staged.path())?;
        let dense = match &task.model {
            Some(model) if task.asking().legs.dense => Some(model.embed(&shelf)?),
            _ => None,
        };
        Ok(Self {
            shelf,
            topics,
            judgments,
            asking: task.asking(),
            documents: indexed.len(),
            dense,
        })
    }

    /// Opens the index.
    ///
    /// # Errors
    /// If it cannot be opened.
    pub fn engine(&self) -> Result<Engine> {
        let engine = self.shelf.engine()?;
        engine.use_model(self.dense.clone())?;
        Ok(engine)
    }

    /// Asks every topic; `see` gets each ranking.
    ///
    /// # Errors
    /// If a query fails or `see` does.
    pub fn measure(
        &self,
        engine: &Engine,
        see: &mut dyn FnMut(&Topic, &[String]) -> Result<()>,
    ) -> Result<(Vec<Measures>, Vec<f64>)> {
        let (mut measures, mut times) = (Vec::new(), Vec::new());
        for topic in &self.topics {
            let (ranking, milliseconds) = ask(engine, topic, &self.asking)?;
            see(topic, &ranking)?;
            let grades = self.judgments.get(&topic.id);
            measures.push(
                grades
                    .map(|grades| measure(&ranking, grades))
                    .unwrap_or_default(),
            );
            times.push(milliseconds);
        }
        Ok((measures, times))
    }
}

impl Prepared {
    /// Strength of the best quotation for each topic, and whether its document is a relevant one; at most
    /// `most` topics.
    ///
    /// # Errors
    /// If a question fails.
    pub fn best_quotations(&self, engine: &Engine, most: usize) -> Result<Vec<(f64, bool)>> {
        let mut found = Vec::new();
        for topic in self.topics.iter().take(most) {
            let answer = engine.quotations(&SearchRequest {
                text: topic.text.chars().take(Limits::MAX_QUERY_CHARS).collect(),
                limit: 1,
                ..self.asking.clone()
            })?;
            let grades = self.judgments.get(&topic.id);
            let right = |name: &String| grades.is_some_and(|grades| grades.contains_key(name));
            let mut quotes = answer.quotes.iter();
            let is_right = quotes
                .next()
                .is_some_and(|quote| places(&quote.hit).any(|name| right(&name)));
            found.push((f64::from(answer.best), is_right));
        }
        Ok(found)
    }
}

/// Runs a task.
///
/// # Errors
/// If a file cannot be read, the collection cannot be taken in or a query fails.
pub fn run(task: &Task) -> Result<Figures> {
    let prepared = Prepared::of(task)?;
    let engine = prepared.engine()?;
    let mut out = task.run_out.as_deref().map(create).transpose()?;
    let (measures, mut times) =
        prepared.measure(&engine, &mut |topic, ranking| match &mut out {
            Some(out) => write_run(out, topic, ranking),
            None => Ok(()),
        })?;
    Ok(figures(
        &measures,
        &mut times,
        prepared.documents,
        &prepared.shelf,
    ))
}

/// Gives each judgment of a document to its translations too.
fn add_translations(judgments: &mut Judgments, documents: &HashSet<String>) {
    let mut translations: HashMap<&str, Vec<&str>> = HashMap::new();
    for document in documents {
        let (_, common) = document.split_once('-').unwrap_or(("", document));
        translations.entry(common).or_default().push(document);
    }
    for grades in judgments.values_mut() {
        for (document, grade) in grades.clone() {
            let common = document.split_once('-').map_or("", |(_, common)| common);
            let others = translations.get(common).into_iter().flatten();
            grades.extend(others.map(|other| ((*other).to_owned(), grade)));
        }
    }
}

fn figures(measures: &[Measures], times: &mut [f64], documents: usize, shelf: &Shelf) -> Figures {
    let mean = mean(measures);
    Figures {
        ndcg_at_10: mean.ndcg_at_10,
        recall_at_100: mean.recall_at_100,
        mrr: mean.reciprocal_rank,
        documents,
        queries: measures.len(),
        index_seconds: shelf.index_seconds,
        p50_ms: percentile(times, 0.50),
        p95_ms: percentile(times, 0.95),
        p99_ms: percentile(times, 0.99),
        peak_rss_mb: peak_rss_mb(),
    }
}

/// Writes the wanted fields of the wanted documents to a file that is taken in like any other.
fn stage(task: &Task, file: &Path) -> Result<HashSet<String>> {
    let only = task.only_docs.as_deref().map(names).transpose()?;
    let mut out = create(file)?;
    let mut indexed = HashSet::new();
    for mut record in records(&task.dir.join("docs.jsonl"))? {
        let text = |name: &str| {
            record
                .get(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        let id = text("id");
        let spoken = task
            .doc_lang
            .as_ref()
            .is_none_or(|wanted| *wanted == text("lang"));
        if !spoken || only.as_ref().is_some_and(|only| !only.contains(&id)) {
            continue;
        }
        if !task.fields.is_empty() {
            record.retain(|name, _| {
                !matches!(name.as_str(), "title" | "text") || task.fields.contains(name)
            });
        }
        serde_json::to_writer(&mut out, &record)?;
        out.write_all(b"\n")?;
        indexed.insert(id);
    }
    out.flush()?;
    Ok(indexed)
}

fn create(file: &Path) -> Result<BufWriter<File>> {
    Ok(BufWriter::new(
        File::create(file).with_context(|| format!("writing {}", file.display()))?,
    ))
}

fn wanted_topics(task: &Task) -> Result<Vec<Topic>> {
    let mut topics = topics(
        &task
            .queries
            .clone()
            .unwrap_or_else(|| task.dir.join("queries.jsonl")),
    )?;
    topics.retain(|topic| task.query_lang.is_none() || topic.lang == task.query_lang);
    Ok(topics)
}

fn has_relevant(judgments: &Judgments, topic: &Topic) -> bool {
    judgments
        .get(&topic.id)
        .is_some_and(|grades| grades.values().any(|grade| *grade > 0.0))
}

/// The ranking of a topic, by the names the collection gives its documents, and the processor
/// milliseconds it took.
fn ask(engine: &Engine, topic: &Topic, asking: &SearchRequest) -> Result<(Vec<String>, f64)> {
    let mut request = asking.clone();
    request.text = topic.text.chars().take(Limits::MAX_QUERY_CHARS).collect();
    request.language = topic.lang.as_deref().map(Language::parse).transpose()?;
    let began = thread_cpu_seconds();
    let answer = engine.search(&request)?;
    let milliseconds = (thread_cpu_seconds() - began) * 1e3;
    let mut ranking: Vec<String> = answer.hits.iter().flat_map(places).collect();
    ranking.truncate(100);
    Ok((ranking, milliseconds))
}

/// A document that the collection has several times is found at all its places, and so are those of
/// nearly the same text that are named under it.
fn places(hit: &Hit) -> impl Iterator<Item = String> {
    let name = |key: &str| key.rsplit_once('#').map(|(_, name)| name.to_owned());
    let shown = std::iter::once(&hit.document).chain(&hit.alike);
    shown
        .flat_map(|document| &document.holdings)
        .filter_map(move |holding| name(&holding.key))
}

fn write_run(out: &mut impl Write, topic: &Topic, ranking: &[String]) -> Result<()> {
    for (rank, document) in (1..).zip(ranking) {
        writeln!(
            out,
            "{} Q0 {document} {rank} {} rsc",
            topic.id,
            1_000 - rank
        )?;
    }
    Ok(())
}
