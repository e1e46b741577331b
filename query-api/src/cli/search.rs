//! `rsc search`

use std::ops::Range;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use clap::{Args, ValueEnum};
use corpora::{Catalogue, DataFolder, Language, Placement, PlacementEffect};
use indexer::{
    CorrectionKind, DenseLeg, Engine, Hit, HitDocument, HitPassage, Leg, Legs, SearchRequest,
    Syntax, Understood, Why, normalised_query,
};
use ingest::LinguaIdentifier;

use super::Common;
use super::output::{Output, clean, complain};
use crate::api::{answer_json, original};

/// Searches the index, also beside an rsc that is serving
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  rsc search 地塞米松\n  rsc search 'fiebre dengue' --limit 3 --explain\n  rsc search '\"yellow fever\" -vaccine year:2020..'"
)]
pub(super) struct Search {
    /// Words in any language
    #[arg(required = true, value_name = "QUERY")]
    words: Vec<String>,
    /// Language of the words, where it is to be told: en, zh, pt-BR
    #[arg(long, value_name = "LANGUAGE")]
    lang: Option<Language>,
    /// Number of documents, 1 to 100
    #[arg(long, default_value_t = 10, value_name = "N")]
    limit: usize,
    /// How the words are read: with the query syntax, with it and errors, or as plain words
    #[arg(long, value_enum, default_value_t = SyntaxName::Lenient, value_name = "HOW")]
    syntax: SyntaxName,
    /// Ways of finding that are used: lexical, concept, dense [default: all]
    #[arg(long, value_delimiter = ',', value_name = "LEGS")]
    legs: Vec<Leg>,
    /// Say where each score comes from
    #[arg(long)]
    explain: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum SyntaxName {
    Lenient,
    Strict,
    Words,
}

impl From<SyntaxName> for Syntax {
    fn from(name: SyntaxName) -> Self {
        match name {
            SyntaxName::Lenient => Self::Lenient,
            SyntaxName::Strict => Self::Strict,
            SyntaxName::Words => Self::Words,
        }
    }
}

impl Search {
    pub(super) fn run(self, common: &Common, output: &mut Output) -> anyhow::Result<ExitCode> {
        let folder = common.existing_folder()?;
        let engine = Engine::open(&folder, Arc::new(LinguaIdentifier::new()))
            .context("the index cannot be searched")?;
        let query = self.words.join(" ");
        let legs = match self.legs.is_empty() {
            true => Legs::ALL,
            false => Legs::of(&self.legs),
        };
        if legs.dense {
            use_model(&folder, &engine);
        }
        let request = SearchRequest {
            syntax: self.syntax.into(),
            language: self.lang,
            limit: self.limit,
            explain: self.explain,
            legs,
            placements: placements(&folder, &query),
            ..SearchRequest::new(&query)
        };
        let answer = engine.search(&request)?;
        if output.is_json() {
            output.json(&answer_json(&query, answer))?;
            return Ok(ExitCode::SUCCESS);
        }
        for hit in &answer.hits {
            print(output, hit)?;
        }
        let count = answer.total.documents;
        let at_least = if answer.total.exact { "" } else { "at least " };
        let languages: Vec<_> = answer
            .understood
            .languages
            .iter()
            .map(Language::english_name)
            .collect();
        let (ms, languages) = (answer.micros / 1_000, languages.join(", "));
        output.line(format_args!(
            "{at_least}{count} documents in {ms} ms; read as: {languages}"
        ))?;
        understood(output, &answer.understood)?;
        if let Some(dense) = answer
            .legs
            .iter()
            .find(|run| run.leg == Leg::Dense && run.ran)
        {
            let ms = dense.micros / 1_000;
            output.line(format_args!("also found by meaning, in {ms} ms"))?;
        }
        for limitation in &answer.partial {
            output.line(format_args!("{}", output.loud(limitation.name())))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The model that the folder uses; without it, words and concepts answer.
pub(super) fn use_model(folder: &DataFolder, engine: &Engine) {
    let used = DenseLeg::in_use(folder).and_then(|leg| Ok(engine.use_model(leg)?));
    if let Err(error) = used {
        complain(&format!("words and concepts answer alone: {error}"));
    }
}

/// How the query was understood beside its languages.
fn understood(output: &mut Output, understood: &Understood) -> anyhow::Result<()> {
    for correction in &understood.corrections {
        let (from, to) = (clean(&correction.from), clean(&correction.to));
        let to = output.strong(&to);
        match correction.kind {
            CorrectionKind::Applied => {
                output.line(format_args!("\"{from}\" stands nowhere: searched for {to}"))?;
            }
            CorrectionKind::Suggested => {
                output.line(format_args!(
                    "\"{from}\" stands hardly anywhere: did you mean {to}?"
                ))?;
            }
        }
    }
    for concept in &understood.concepts {
        let also = concept.also.join(", ");
        output.line(format_args!(
            "\"{}\" is the {} {} = {also}",
            clean(&concept.typed),
            concept.class,
            output.strong(&concept.name)
        ))?;
    }
    for part in &understood.parts {
        output.line(format_args!("{}: {}", part.kind, clean(&part.typed)))?;
    }
    for note in &understood.notes {
        let (found, expected) = (clean(&note.found), &note.expected);
        output.line(format_args!(
            "searched as words: {found} (expected {expected})"
        ))?;
    }
    Ok(())
}

pub(super) fn print(output: &mut Output, hit: &Hit) -> anyhow::Result<()> {
    let document = &hit.document;
    let title = output.strong(&clean(&document.title));
    output.line(format_args!("{:>3}  {title}", hit.rank))?;
    if let Some(placed) = &hit.placed {
        output.line(format_args!("     {}", placement(placed)))?;
    }
    if let Some(standing) = standing(document) {
        output.line(format_args!("     {}", output.loud(&standing)))?;
    }
    output.line(format_args!("     {}", facts(document)))?;
    if let Some(ocr) = &document.ocr {
        output.line(format_args!("     {}", output.loud(&ocr.told())))?;
    }
    for passage in &hit.passages {
        let heading = place(passage);
        if !heading.is_empty() {
            output.line(format_args!("     § {heading}"))?;
        }
        output.line(format_args!("     {}", marked(output, passage)))?;
        if passage.by_meaning {
            output.line(format_args!("     (by meaning: it has none of your words)"))?;
        }
    }
    let best = hit.passages.first();
    let anchor = best.and_then(|passage| passage.anchor.as_deref());
    let page = best.and_then(|passage| passage.page);
    let url = original(document.url.as_deref(), anchor, page);
    // A file of the user's own has no address: its path leads to it.
    let own = document.holdings.first().map(|holding| holding.key.clone());
    let lead = url.or_else(|| document.url.clone()).or(own);
    output.line(format_args!("     {}", clean(&lead.unwrap_or_default())))?;
    if let Some(why) = &hit.why {
        explain(output, hit.score, why)?;
    }
    Ok(output.line(format_args!(""))?)
}

fn placement(placed: &Placement) -> String {
    let place = match placed.effect {
        PlacementEffect::Pin => "here",
        PlacementEffect::Bury => "last",
    };
    let (reason, who) = (clean(&placed.reason), clean(&placed.who));
    format!("placed {place} by the librarian: {reason} ({who})")
}

/// What librarians placed for a query; without it, a search is still worth its answer.
fn placements(folder: &DataFolder, query: &str) -> Vec<Placement> {
    let read =
        || Catalogue::open_read_only(&folder.catalogue())?.placements_of(&normalised_query(query));
    read().unwrap_or_else(|error| {
        complain(&format!("pins cannot be read: {error}"));
        Vec::new()
    })
}

/// What must be known before anything else.
fn standing(document: &HitDocument) -> Option<String> {
    let status = &document.status;
    // A note on one that still holds, such as that there is an addendum, is told too.
    if status.state == corpora::State::Current && status.note.is_none() {
        return None;
    }
    let date = status.date.map_or(String::new(), |date| format!(" {date}"));
    let by = document.replaced_by.as_ref().map(|link| clean(&link.title));
    let by = by.or_else(|| {
        status
            .by
            .as_ref()
            .map(|reference| clean(&reference.to_string()))
    });
    let by = by.map_or(String::new(), |by| format!(", replaced by: {by}"));
    let why = status
        .note
        .as_ref()
        .map_or(String::new(), |note| format!(" ({})", clean(note)));
    let who = status
        .source
        .as_ref()
        .map_or(String::new(), |who| format!(", says {}", clean(who)));
    let state = status.state.name().to_uppercase();
    Some(format!("{state}{date}{by}{why}{who}"))
}

fn facts(document: &HitDocument) -> String {
    let date = document
        .updated
        .or(document.published)
        .map(|date| date.to_string());
    let facts = [
        document.publisher.as_deref().map(clean),
        date,
        Some(document.kind.name().to_owned()),
        Some(document.language.english_name().to_owned()),
        document.jurisdiction.as_ref().map(ToString::to_string),
        Some(document.id.to_string()),
    ];
    facts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn place(passage: &HitPassage) -> String {
    let page = passage.page.map(|page| format!("p. {page}"));
    let path = clean(&passage.path.join(" › "));
    [Some(path).filter(|path| !path.is_empty()), page]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ")
}

/// The passage with what matches made strong.
fn marked(output: &Output, passage: &HitPassage) -> String {
    let part = |range: Range<usize>| passage.text.get(range).unwrap_or_default();
    // Spaces at the seams between parts count.
    let plain = |text: &str| text.replace(|c: char| c.is_control(), " ");
    let (mut text, mut at) = (String::new(), 0);
    for range in &passage.highlights {
        text.push_str(&plain(part(at..range.start)));
        text.push_str(&output.strong(&plain(part(range.clone()))));
        at = range.end;
    }
    text.push_str(&plain(part(at..passage.text.len())));
    text
}

fn explain(output: &mut Output, score: f32, why: &Why) -> anyhow::Result<()> {
    output.line(format_args!("     score {score:.3} = {}", why.formula))?;
    for term in &why.terms {
        let word = clean(&term.term);
        output.line(format_args!(
            "       {:<8} {word:<20} weight {:.2}, in {} passages: {:.3}",
            term.field, term.weight, term.passages, term.score
        ))?;
    }
    for factor in &why.factors {
        let because = clean(&factor.because);
        output.line(format_args!(
            "       {:<29} {:.3}  {because}",
            factor.name, factor.value
        ))?;
    }
    Ok(())
}
