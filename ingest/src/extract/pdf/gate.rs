//! Whether what an engine gave is text: garbage must not be indexed.

use super::order::is_right_to_left;
use super::rules::RULES;
use super::worker::{Page, Reading};
use crate::extract::{ExtractError, Reason};

/// What was counted.
#[derive(Debug, Default)]
struct Counted {
    letters: usize,
    /// Characters that are no white space.
    signs: usize,
    bad: usize,
    right_to_left: usize,
    latin_words: usize,
    with_vowel: usize,
    /// Words of alphabets with capitals, and their letters.
    words: usize,
    cased: usize,
}

/// Refuses what is no text.
pub(super) fn judge(reading: &Reading) -> Result<(), ExtractError> {
    let rules = &RULES.gate;
    let counted = count(reading);
    let pages = reading.pages.len().max(1);
    let pictures = reading.pages.iter().filter(|page| page.pictures).count();
    let sparse = counted.letters < rules.min_letters_per_page * pages && pictures > 0;
    if counted.letters < rules.min_letters || sparse {
        let detail = format!(
            "{} letters on {pages} pages, pictures on {pictures}: scans or drawings; run optical \
             character recognition (for example ocrmypdf) and take it in again",
            counted.letters
        );
        return Err(ExtractError::new(Reason::NoTextLayer, detail));
    }
    garbled(&counted).map_or(Ok(()), |detail| {
        Err(ExtractError::new(Reason::Garbled, detail))
    })
}

/// What to do about text that is not what the pages show.
const REMEDY: &str = "run optical character recognition, or install pdftotext";

/// How text shows that it is not what the pages show.
fn garbled(counted: &Counted) -> Option<String> {
    let rules = &RULES.gate;
    #[expect(clippy::cast_precision_loss, reason = "a share in percent")]
    let bad = counted.bad as f64 * 100.0 / counted.signs.max(1) as f64;
    if bad > rules.max_bad_percent {
        return Some(format!(
            "{bad:.1} % of the signs have no meaning, expected at most {} %: its fonts do not say \
             which letters they show; {REMEDY}",
            rules.max_bad_percent
        ));
    }
    let vowels = counted.with_vowel * 100 / counted.latin_words.max(1);
    if counted.latin_words >= rules.min_words && vowels < rules.min_vowel_percent {
        return Some(format!(
            "only {vowels} % of the words have a vowel, expected at least {} %: its fonts show other \
             letters than they name; {REMEDY}",
            rules.min_vowel_percent
        ));
    }
    // In a Japanese or Chinese text, single Latin letters are all there is.
    let alphabetic = counted.cased * 2 > counted.letters;
    #[expect(clippy::cast_precision_loss, reason = "an average")]
    let length = counted.cased as f64 / counted.words.max(1) as f64;
    if alphabetic && counted.words >= rules.min_words && length < rules.min_word_length {
        return Some(format!(
            "words have {length:.1} letters on average, expected at least {}: they come out in pieces; \
             {REMEDY}",
            rules.min_word_length
        ));
    }
    None
}

/// Says which pages show something but have no text, as in files that are scanned in part.
pub(super) fn unread_pages(reading: &Reading) -> Option<String> {
    let silent = |page: &Page| {
        !page
            .lines
            .iter()
            .any(|line| line.text.chars().any(char::is_alphabetic))
    };
    let empty = reading
        .pages
        .iter()
        .filter(|page| page.pictures && silent(page));
    let numbers: Vec<String> = empty.map(|page| page.number.to_string()).collect();
    if numbers.is_empty() {
        return None;
    }
    let more = if numbers.len() > 20 { ", …" } else { "" };
    let shown = numbers
        .iter()
        .take(20)
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(", ");
    Some(format!(
        "no text on {} pages with pictures ({shown}{more}): they cannot be found",
        numbers.len()
    ))
}

/// Why a reading that is text may still be wrong.
pub(super) fn doubt(reading: &Reading) -> Option<String> {
    if reading.failed > 0 {
        return Some(format!(
            "the reader broke down on {} of {} pages",
            reading.failed,
            reading.pages.len()
        ));
    }
    let counted = count(reading);
    let from_right = counted.right_to_left * 100 / counted.letters.max(1);
    if from_right >= RULES.gate.right_to_left_percent {
        return Some("the order of text from right to left had to be guessed".to_owned());
    }
    None
}

fn count(reading: &Reading) -> Counted {
    let mut counted = Counted::default();
    for line in reading.pages.iter().flat_map(|page| &page.lines) {
        for c in line.text.chars().filter(|c| !c.is_whitespace()) {
            counted.signs += 1;
            counted.letters += usize::from(c.is_alphabetic() && !is_private(c));
            counted.bad += usize::from(c == '\u{fffd}' || is_private(c) || c.is_control());
            counted.right_to_left += usize::from(is_right_to_left(c));
        }
        for word in line
            .text
            .split(|c: char| !c.is_alphabetic())
            .filter(|word| !word.is_empty())
        {
            counted.word(word);
        }
    }
    counted
}

impl Counted {
    fn word(&mut self, word: &str) {
        let letters = word.chars().count();
        if word.chars().all(|c| c.is_lowercase() || c.is_uppercase()) {
            self.words += 1;
            self.cased += letters;
        }
        if letters >= 3 && word.chars().all(is_latin) {
            self.latin_words += 1;
            self.with_vowel += usize::from(word.chars().any(is_vowel));
        }
    }
}

fn is_private(c: char) -> bool {
    matches!(c as u32, 0xe000..=0xf8ff | 0xf_0000..=0x10_ffff)
}

fn is_latin(c: char) -> bool {
    matches!(c as u32, 0x41..=0x5a | 0x61..=0x7a | 0xc0..=0x24f | 0x1e00..=0x1eff)
}

/// Plain vowels, and all letters with marks: nearly all of them are.
fn is_vowel(c: char) -> bool {
    matches!(c.to_ascii_lowercase(), 'a' | 'e' | 'i' | 'o' | 'u' | 'y') || !c.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::super::worker::plain_lines;
    use super::*;

    fn reading(text: &str) -> Reading {
        let pages = vec![Page {
            number: 1,
            lines: plain_lines(text),
            pictures: false,
        }];
        Reading {
            pages,
            ..Reading::default()
        }
    }

    #[test]
    fn text_of_every_script_passes() {
        for text in [
            "Dexamethasone 6 mg once daily for up to ten days",
            "重型患者应给予氧疗，密切监测生命体征和各脏器功能。",
            "発熱のある患者には解熱剤を投与してください",
            "호흡 곤란이 있는 환자에게는 산소를 투여한다",
            "يعطى المريض محلول معالجة الجفاف عن طريق الفم",
            "बुखार और खांसी वाले मरीजों की जांच करें",
            "ไข้เลือดออกเป็นโรคที่เกิดจากไวรัส",
            "Лихорадка Эбола: клинические рекомендации",
            "Fièvre hémorragique : prise en charge",
        ] {
            judge(&reading(text)).unwrap();
        }
    }

    #[test]
    fn scans_and_garbage_are_told_apart() {
        let reason = |text: &str| judge(&reading(text)).unwrap_err().reason;
        assert_eq!(reason("- 1 -"), Reason::NoTextLayer);
        assert_eq!(
            reason(&format!(
                "Dexamethasone once daily {}",
                "\u{f0b7}".repeat(5)
            )),
            Reason::Garbled
        );
        assert_eq!(
            reason(&"ne z ná mé mu v ir u je s d íle ní ".repeat(30)),
            Reason::Garbled
        );
        assert_eq!(
            reason(&"'HDPHWKDVRQH PJ RQFH GDLOB ".repeat(30)),
            Reason::Garbled
        );
    }
}
