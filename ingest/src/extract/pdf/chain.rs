//! Which engines read a file, and whose reading is taken: not the first that will do, but the one
//! that makes most sense.

use super::gate::{self, Verdict};
use super::reading::Reading;
use super::tools::Tools;
use super::worker::{self, Request};
use super::{PdfEngine, PdfOptions, layout, poppler};
use crate::extract::{ExtractError, Reason};

/// A reading that makes sense, and what is to be said of it.
#[derive(Debug)]
pub(super) struct Chosen {
    pub(super) reading: Reading,
    pub(super) notes: Vec<String>,
}

/// Why no reading makes sense, and what is known of the file all the same.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) error: ExtractError,
    pub(super) known: Option<Reading>,
}

/// A reading with what is thought of it.
struct Candidate {
    engine: PdfEngine,
    reading: Reading,
    verdict: Verdict,
}

/// Share of the letters of another reading, in percent, below which a reading without doubts has
/// lost something.
const LOSS_PERCENT: usize = 80;

/// Reads a file with one engine after the other until one leaves no doubt; takes the best.
pub(super) fn read(
    options: &PdfOptions,
    tools: &Tools,
    bytes: &[u8],
) -> Result<Chosen, Box<Refusal>> {
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut refusals: Vec<(PdfEngine, ExtractError)> = Vec::new();
    let mut known: Option<Reading> = None;
    for engine in order(options, tools) {
        let Some(read) = ask(options, tools, engine, bytes) else {
            continue;
        };
        let judged = read.and_then(|mut reading| {
            complete(&mut reading, known.as_ref());
            remember(&mut known, &reading);
            gate::judge(&reading, engine).map(|verdict| (reading, verdict))
        });
        match judged {
            Ok((reading, verdict)) => candidates.push(Candidate {
                engine,
                reading,
                verdict,
            }),
            Err(error) => refusals.push((engine, error)),
        }
        if is_settled(&candidates, &refusals) {
            break;
        }
    }
    choose(candidates, refusals, known.as_ref()).map_err(|error| Box::new(Refusal { error, known }))
}

/// The engines there are, those first that lose least: of 69 files pdfium keeps 0.95 of the words and
/// 0.93 of their order, pdf-extract 0.77 and 0.75, pdftotext 0.97 and 0.85; and pdfium
/// keeps the rows of tables together where pdftotext tears them apart.
fn order(options: &PdfOptions, tools: &Tools) -> Vec<PdfEngine> {
    if let Some(engine) = options.engine {
        return vec![engine];
    }
    let mut engines = vec![
        PdfEngine::Pdfium,
        PdfEngine::PdfExtract,
        PdfEngine::Pdftotext,
        PdfEngine::Lopdf,
    ];
    engines.retain(|engine| *engine != PdfEngine::Pdfium || tools.pdfium(options).is_some());
    engines
}

/// What an engine reads; nothing if there is no such engine.
fn ask(
    options: &PdfOptions,
    tools: &Tools,
    engine: PdfEngine,
    bytes: &[u8],
) -> Option<Result<Reading, ExtractError>> {
    let library = match engine {
        PdfEngine::Pdftotext => return poppler::read(bytes).map(|r| r.map(layout::unified)),
        PdfEngine::Pdfium => Some(tools.pdfium(options)?.to_owned()),
        PdfEngine::PdfExtract | PdfEngine::Lopdf => None,
    };
    let request = Request { engine, library };
    let answer = worker::ask(&options.worker, &request, bytes);
    Some(Result::from(answer).map(layout::unified))
}

/// Adds what another engine knows of the file and this one does not tell.
fn complete(reading: &mut Reading, known: Option<&Reading>) {
    let Some(known) = known else { return };
    if reading.title.is_none() {
        reading.title.clone_from(&known.title);
    }
    if reading.language.is_none() {
        reading.language.clone_from(&known.language);
    }
    for (page, known) in reading.pages.iter_mut().zip(&known.pages) {
        page.pictures |= known.pictures;
        page.fonts |= known.fonts;
    }
}

/// Keeps the first reading for what it knows of the file, with what the others know besides.
fn remember(known: &mut Option<Reading>, reading: &Reading) {
    match known {
        Some(known) => complete(known, Some(reading)),
        None => *known = Some(reading.clone()),
    }
}

/// Whether no other engine needs to be asked.
fn is_settled(candidates: &[Candidate], refusals: &[(PdfEngine, ExtractError)]) -> bool {
    if let Some(last) = candidates.last()
        && last.verdict.doubt.is_none()
    {
        return true;
    }
    let costly = refusals
        .iter()
        .filter(|(_, error)| error.reason == Reason::TooCostly);
    // What needs a password or is too large needs and is so with every engine; what is made to harm
    // need not be tried by all.
    let hopeless =
        |error: &ExtractError| matches!(error.reason, Reason::Encrypted | Reason::TooLarge);
    refusals.iter().any(|(_, error)| hopeless(error)) || costly.count() > 1
}

fn choose(
    candidates: Vec<Candidate>,
    refusals: Vec<(PdfEngine, ExtractError)>,
    known: Option<&Reading>,
) -> Result<Chosen, ExtractError> {
    let most = candidates
        .iter()
        .map(|c| c.verdict.worth)
        .max()
        .unwrap_or(0);
    let first = candidates
        .first()
        .map(|c| (c.engine, c.verdict.doubt.clone()));
    let whole = |c: &Candidate| c.verdict.worth * 100 >= most * LOSS_PERCENT;
    // Of equals the one that was asked first.
    let best = candidates.into_iter().rev().max_by_key(|c| {
        (
            whole(c),
            c.verdict.doubt.is_none(),
            c.engine != PdfEngine::Lopdf,
        )
    });
    let Some(best) = best else {
        return Err(worst(refusals));
    };
    let mut notes = Vec::new();
    let passed = refusals
        .first()
        .map(|(engine, error)| (*engine, error.to_string()));
    let doubted = first.and_then(|(engine, doubt)| doubt.map(|doubt| (engine, doubt)));
    match (passed.or(doubted), &best.verdict.doubt) {
        (_, Some(doubt)) => notes.push(format!("{doubt}; {PLEASE_INSTALL}")),
        (Some((engine, why)), None) if engine != best.engine => {
            notes.push(format!("read with {}: {why}", best.engine.name()));
        }
        _ => {}
    }
    if best.engine == PdfEngine::Pdftotext {
        // A table of cases by health zone came out as a column of zones and columns of numbers.
        notes.push("pdftotext may have read tables column by column".to_owned());
    }
    let mut reading = best.reading;
    complete(&mut reading, known);
    Ok(Chosen { reading, notes })
}

/// What to do where the engines at hand do not suffice.
const PLEASE_INSTALL: &str = "with pdfium or pdftotext installed it may be read better";

/// The refusal that says most; of equals that of the engine that loses least.
fn worst(refusals: Vec<(PdfEngine, ExtractError)>) -> ExtractError {
    let weight = |error: &ExtractError| match error.reason {
        Reason::Encrypted | Reason::TooLarge => 0,
        // A text layer that cannot be read says more than none.
        Reason::Garbled => 1,
        Reason::ExtractorFailed => 3,
        _ => 2,
    };
    let chosen = refusals.into_iter().min_by_key(|(_, error)| weight(error));
    let mut error = chosen.map_or_else(
        || ExtractError::new(Reason::ExtractorFailed, "the engine asked for is not there"),
        |(_, error)| error,
    );
    if error.reason == Reason::Garbled {
        error.detail = format!(
            "{}; {PLEASE_INSTALL}, or run optical character recognition",
            error.detail
        );
    }
    error
}

#[cfg(test)]
mod tests;
