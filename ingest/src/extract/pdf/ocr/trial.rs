//! Finding out with which languages of tesseract a file is to be read, by reading some of its pages.

use std::collections::BTreeMap;

use corpora::Language;

use super::languages::{contradiction, declared, of_text, settled, to_try};
use super::pages::words;
use super::programs::{self, OSD};
use super::rules::RULES;
use super::tsv::PageText;
use super::{OcrError, Request};

/// What to read with, and what was read with it on trial.
#[derive(Debug)]
pub(super) struct Settled {
    pub(super) codes: String,
    /// The language they are of.
    pub(super) language: Language,
    pub(super) read: BTreeMap<u32, PageText>,
}

/// The languages of tesseract for these pages: the declared one unless the pages clearly are in
/// another, else the one they are clearly in.
pub(super) fn languages(request: &Request<'_>, wanted: &[u32]) -> Result<Settled, OcrError> {
    let told = match request.language.is_undetermined() {
        true => None,
        false => Some(declared(&request.language, request.installed)?),
    };
    let (mut trials, mut failure) = (Vec::new(), None);
    let mut found = None;
    for number in samples(wanted) {
        match trial(request, number, told.as_deref()) {
            Err(error) if error.is_of_page() => failure = Some(error),
            Err(error) => return Err(error),
            Ok(trial) => {
                found = settle(request, &trial, told.as_deref())?;
                trials.push(trial);
            }
        }
        if found.is_some() {
            break;
        }
    }
    let told = told.map(|codes| (codes, request.language.clone()));
    let Some((codes, language)) = found.or(told) else {
        return Err(unsettled(trials, failure));
    };
    let same = trials.into_iter().filter(|trial| trial.codes == codes);
    Ok(Settled {
        read: same.map(|trial| (trial.number, trial.text)).collect(),
        codes,
        language,
    })
}

/// A page that was read on trial.
#[derive(Debug)]
struct Trial {
    number: u32,
    codes: String,
    text: PageText,
}

fn trial(request: &Request<'_>, number: u32, told: Option<&str>) -> Result<Trial, OcrError> {
    let picture = programs::render(request.options, request.bytes, number)?;
    let codes = match told {
        Some(told) => told.to_owned(),
        None => {
            let has_osd = request.installed.iter().any(|code| code == OSD);
            let script = has_osd.then(|| programs::script(request.options, &picture));
            to_try(script.flatten().as_deref(), request.installed)?
        }
    };
    let text = words(request, &picture, &codes)?;
    Ok(Trial {
        number,
        codes,
        text,
    })
}

/// The languages to read with, if this page says enough, and the language they are of.
fn settle(
    request: &Request<'_>,
    trial: &Trial,
    told: Option<&str>,
) -> Result<Option<(String, Language)>, OcrError> {
    // What cannot be read tells nothing, whatever it looks like.
    if !trial.text.is_telling() {
        return Ok(None);
    }
    let text = trial.text.text();
    let found = match told {
        Some(_) => contradiction(&text, &request.language),
        None => of_text(&text, RULES.language.enough),
    };
    match (found, told) {
        (Some(found), _) => {
            settled(&found, &trial.codes, request.installed).map(|codes| Some((codes, found)))
        }
        (None, Some(told)) => Ok(Some((told.to_owned(), request.language.clone()))),
        (None, None) => Ok(None),
    }
}

/// Why no page said what its language is.
fn unsettled(trials: Vec<Trial>, failure: Option<OcrError>) -> OcrError {
    let best = trials
        .into_iter()
        .max_by(|a, b| a.text.confidence.total_cmp(&b.text.confidence));
    match (best, failure) {
        (None, Some(failure)) => failure,
        (Some(best), _) if best.text.is_telling() => OcrError::Language(
            "the language cannot be told: declare it with the source (language = \"fr\")"
                .to_owned(),
        ),
        (Some(best), _) if !best.text.is_picture() => OcrError::Illegible {
            codes: best.codes,
            found: best.text.confidence,
            expected: RULES.confidence.min_page,
        },
        _ => OcrError::Nothing,
    }
}

/// The pages to look at: the first may be a cover, and one in the middle is most likely text.
fn samples(wanted: &[u32]) -> Vec<u32> {
    let most = RULES.language.samples;
    let mut places: Vec<usize> = (0..most)
        .map(|at| at * wanted.len() / most.max(1))
        .collect();
    places.dedup();
    // From the middle outwards.
    let middle = places.len() / 2;
    places.rotate_left(middle);
    places
        .into_iter()
        .filter_map(|at| wanted.get(at).copied())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_from_all_over_are_looked_at_and_none_twice() {
        assert_eq!(samples(&[7]), [7]);
        assert_eq!(samples(&[3, 9]).len(), 2);
        let many: Vec<u32> = (1..=30).collect();
        assert_eq!(samples(&many), [11, 21, 1]);
        assert!(samples(&[]).is_empty());
    }
}
