//! Finding out with which languages of tesseract a file is to be read, by reading some of its pages.

use super::languages::{declared, of_text, settled, to_try};
use super::pages::words;
use super::programs::{self, OSD};
use super::rules::RULES;
use super::{OcrError, Request};

/// The languages of tesseract for these pages: the declared one unless the pages clearly are in
/// another, else the one they are clearly in.
pub(super) fn languages(request: &Request<'_>, wanted: &[u32]) -> Result<String, OcrError> {
    let told = match request.language.is_undetermined() {
        true => None,
        false => Some(declared(&request.language, request.installed)?),
    };
    let mut best = Trial::default();
    for number in samples(wanted) {
        let trial = match trial(request, number, told.as_deref()) {
            Err(error) if error.is_of_page() => continue,
            other => other?,
        };
        // What cannot be read tells nothing, whatever it looks like.
        if trial.confidence >= RULES.language.legible && trial.letters >= RULES.language.letters {
            match (found(&trial.text, told.is_some()), &told) {
                (Some(found), Some(told)) if found.primary() == request.language.primary() => {
                    return Ok(told.clone());
                }
                (Some(found), _) => return settled(&found, &trial.codes, request.installed),
                (None, Some(told)) => return Ok(told.clone()),
                (None, None) => {}
            }
        }
        if trial.confidence > best.confidence || best.codes.is_empty() {
            best = trial;
        }
    }
    unsettled(told, best)
}

/// What was read of a page on trial.
#[derive(Debug, Default)]
struct Trial {
    codes: String,
    text: String,
    letters: usize,
    confidence: f32,
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
    let read = words(request, &picture, &codes)?;
    let lines: Vec<&str> = read.lines.iter().map(|line| line.text.as_str()).collect();
    Ok(Trial {
        codes,
        text: lines.join("\n"),
        letters: read.letters,
        confidence: read.confidence,
    })
}

fn found(text: &str, is_declared: bool) -> Option<corpora::Language> {
    let rules = &RULES.language;
    let enough = if is_declared {
        rules.contradiction
    } else {
        rules.enough
    };
    of_text(text, enough)
}

/// No page said what its language is.
fn unsettled(told: Option<String>, best: Trial) -> Result<String, OcrError> {
    if let Some(told) = told {
        return Ok(told);
    }
    if best.letters >= RULES.page.min_letters && best.confidence >= RULES.language.legible {
        let detail = "its language cannot be told: declare it with its source (language = \"fr\")";
        return Err(OcrError::Language(detail.to_owned()));
    }
    if best.letters < RULES.page.min_letters {
        return Err(OcrError::Nothing);
    }
    Err(OcrError::Illegible {
        codes: best.codes,
        found: best.confidence,
        expected: RULES.confidence.min_page,
    })
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
