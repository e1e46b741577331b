//! Whether what an engine gave is text: garbage must not be indexed.

mod count;

use self::count::Counted;
use super::PdfEngine;
use super::reading::{Page, Reading};
use super::rules::RULES;
use crate::extract::{ExtractError, Reason};

/// What is thought of a reading that is text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Verdict {
    /// Why it may still be wrong.
    pub(super) doubt: Option<String>,
    /// How much sense it makes: its letters, less what makes none.
    pub(super) worth: usize,
}

/// Refuses what is no text.
pub(super) fn judge(reading: &Reading, engine: PdfEngine) -> Result<Verdict, ExtractError> {
    let rules = &RULES.gate;
    let counted = Counted::of(reading);
    let pages = reading.pages.len().max(1);
    let pictures = reading.pages.iter().filter(|page| page.pictures).count();
    let sparse = counted.letters < rules.min_letters_per_page * pages && pictures > 0;
    if counted.letters < rules.min_letters || sparse {
        let detail = format!(
            "{} letters on {pages} pages, pictures on {pictures}: scans or drawings",
            counted.letters
        );
        return Err(ExtractError::new(Reason::NeedsOcr, detail));
    }
    if let Some(detail) = garbled(&counted) {
        return Err(ExtractError::new(Reason::Garbled, detail));
    }
    Ok(Verdict {
        doubt: doubt(reading, &counted, engine),
        worth: counted.letters.saturating_sub(counted.bad * 10),
    })
}

/// How text shows that it is not what the pages show.
fn garbled(counted: &Counted) -> Option<String> {
    let rules = &RULES.gate;
    #[expect(clippy::cast_precision_loss, reason = "a share in percent")]
    let bad = counted.bad as f64 * 100.0 / counted.signs.max(1) as f64;
    if bad > rules.max_bad_percent {
        return Some(format!(
            "{bad:.1} % of the signs have no meaning, expected at most {} %: its fonts do not say \
             which letters they show",
            rules.max_bad_percent
        ));
    }
    let vowels = counted.with_vowel * 100 / counted.latin_words.max(1);
    if counted.latin_words >= rules.min_words && vowels < rules.min_vowel_percent {
        return Some(format!(
            "only {vowels} % of the words have a vowel, expected at least {} %: its fonts show other \
             letters than they name",
            rules.min_vowel_percent
        ));
    }
    let mixed = counted.mixed * 100 / counted.all_words.max(1);
    if counted.all_words >= rules.min_words && mixed > rules.max_mixed_percent {
        return Some(format!(
            "{mixed} % of the words mix alphabets, expected at most {} %: its fonts show other \
             letters than they name",
            rules.max_mixed_percent
        ));
    }
    // In a Japanese or Chinese text, single Latin letters are all there is.
    let alphabetic = counted.cased * 2 > counted.letters;
    #[expect(clippy::cast_precision_loss, reason = "an average")]
    let length = counted.cased as f64 / counted.words.max(1) as f64;
    if alphabetic && counted.words >= rules.min_words && length < rules.min_word_length {
        return Some(format!(
            "words have {length:.1} letters on average, expected at least {}: they come out in pieces",
            rules.min_word_length
        ));
    }
    None
}

/// Why a reading that is text may still be wrong.
fn doubt(reading: &Reading, counted: &Counted, engine: PdfEngine) -> Option<String> {
    let pages = reading.pages.len();
    if reading.failed > 0 {
        let failed = reading.failed;
        return Some(format!(
            "{} broke down on {failed} of {pages} pages",
            engine.name()
        ));
    }
    let silent = reading
        .pages
        .iter()
        .filter(|page| page.fonts && !page.pictures && page.is_silent());
    let silent = silent.count();
    if silent > 0 && silent * 100 >= pages * RULES.gate.silent_percent {
        return Some(format!(
            "{silent} of {pages} pages name fonts and have no text"
        ));
    }
    if !matches!(engine, PdfEngine::PdfExtract | PdfEngine::Lopdf) {
        return None;
    }
    if engine == PdfEngine::Lopdf {
        return Some("lopdf knows nothing of the order on the page".to_owned());
    }
    let share = |part: usize| part * 100 / counted.letters.max(1);
    if share(counted.right_to_left) >= RULES.gate.foreign_percent {
        return Some("the order of text from right to left had to be guessed".to_owned());
    }
    if share(counted.joined) >= RULES.gate.foreign_percent {
        return Some(
            "its script joins signs, and which belong together had to be guessed".to_owned(),
        );
    }
    if reading.mute_fonts > 0 {
        return Some(format!(
            "{} fonts do not say which letters they show, so that some may be missing or wrong",
            reading.mute_fonts
        ));
    }
    None
}

/// Pages that show something but have no text, as in files that are scanned in part.
pub(super) fn unread_pages(reading: &Reading) -> Vec<u32> {
    let unread = reading
        .pages
        .iter()
        .filter(|page| page.pictures && page.is_silent());
    unread.map(|page: &Page| page.number).collect()
}

/// Numbers of pages for a message; the first of many.
pub(super) fn listed(numbers: &[u32]) -> String {
    let more = if numbers.len() > 20 { ", …" } else { "" };
    let shown: Vec<String> = numbers.iter().take(20).map(u32::to_string).collect();
    format!("{}{more}", shown.join(", "))
}

#[cfg(test)]
mod tests;
