use super::super::reading::{Page, plain_lines};
use super::*;

const TEXT: &str = "يعطى المريض محلول معالجة الجفاف عن طريق الفم";

fn candidate(engine: PdfEngine, text: &str, doubt: Option<&str>) -> Candidate {
    let reading = Reading {
        pages: vec![Page {
            number: 1,
            lines: plain_lines(text),
            ..Page::default()
        }],
        ..Reading::default()
    };
    let verdict = Verdict {
        doubt: doubt.map(str::to_owned),
        worth: text.chars().count(),
    };
    Candidate {
        engine,
        reading,
        verdict,
    }
}

#[test]
fn a_reading_without_doubts_is_taken_and_why_is_said() {
    let candidates = vec![
        candidate(PdfEngine::PdfExtract, TEXT, Some("guessed")),
        candidate(PdfEngine::Pdfium, TEXT, None),
    ];
    let chosen = choose(candidates, Vec::new(), None).unwrap();
    assert_eq!(chosen.notes, ["read with pdfium: guessed"]);
}

#[test]
fn a_reading_that_lost_half_is_not_taken_for_being_without_doubts() {
    let long = format!("{TEXT} {TEXT} {TEXT}");
    let candidates = vec![
        candidate(PdfEngine::PdfExtract, &long, Some("guessed")),
        candidate(PdfEngine::Pdftotext, TEXT, None),
    ];
    let chosen = choose(candidates, Vec::new(), None).unwrap();
    assert_eq!(chosen.reading.pages[0].lines[0].text, long);
    assert_eq!(chosen.notes, [format!("guessed; {PLEASE_INSTALL}")]);
}

#[test]
fn without_a_reading_the_refusal_that_says_most_is_given() {
    let refused = |reasons: &[Reason]| {
        let refusals = reasons
            .iter()
            .map(|reason| (PdfEngine::PdfExtract, ExtractError::new(*reason, "x")));
        choose(Vec::new(), refusals.collect(), None)
            .unwrap_err()
            .reason
    };
    assert_eq!(
        refused(&[Reason::ExtractorFailed, Reason::Damaged]),
        Reason::Damaged
    );
    assert_eq!(
        refused(&[Reason::NeedsOcr, Reason::Garbled]),
        Reason::Garbled
    );
    assert_eq!(
        refused(&[Reason::Damaged, Reason::NeedsOcr]),
        Reason::Damaged
    );
    assert_eq!(
        refused(&[Reason::Garbled, Reason::Encrypted]),
        Reason::Encrypted
    );
}
