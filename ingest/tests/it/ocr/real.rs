//! The real programs and real scans, where they are.

use std::path::Path;
use std::process::Command;

use ingest::{OcrOptions, PdfOptions, PdfWorker};

use super::programs::pipeline;
use super::text;

/// Whether tesseract reads French here.
fn reads_french() -> bool {
    let said = Command::new("tesseract").arg("--list-langs").output();
    let has = |text: &[u8]| {
        String::from_utf8_lossy(text)
            .lines()
            .any(|line| line == "fra")
    };
    said.is_ok_and(|said| has(&said.stdout) || has(&said.stderr))
        && Command::new("pdftoppm").arg("-v").output().is_ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scanned_situation_report_is_read_with_the_rows_of_its_tables() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/formats/pdf");
    let file = shared.join("drc-ebola-sitreps-fr/SitRep_07_2026.pdf");
    if !file.is_file() || !reads_french() {
        println!("no scan or no tesseract with French: nothing to test");
        return;
    }
    let mut pdf = PdfOptions::from(PdfWorker::InProcess);
    pdf.ocr = Some(OcrOptions::default());
    let look = pipeline(pdf).look(file.to_str().unwrap()).await.unwrap();
    let document = &look.documents[0];
    assert_eq!(document.language.tag(), "fr");
    let text = text(document);
    assert!(
        text.contains("13 cas de ces 20 échantillons ont été testés et 8 se sont révélés"),
        "{text}"
    );
    assert!(
        text.lines()
            .any(|line| line.starts_with("Bunia 4 39 43 40 3 41 2")),
        "{text}"
    );
    let ocr = document.ocr.as_ref().unwrap();
    assert!(ocr.pages.contains(&2) && ocr.confidence >= 85, "{ocr:?}");
}
