//! Scans: what is recognised, what of it is said, and what is refused all the same.

mod failures;
mod programs;
mod real;

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use corpora::{Catalogue, Document, Language, Ocr, Quarantined, SourceDefinition};
use ingest::{NoProgress, Progress, Report, Stop};

use self::programs::Programs;
use crate::pdf::{of_lines, scanned};
use crate::{documents, folder, refused};

const FRENCH: [&str; 3] = [
    "Les malades gravement déshydratés reçoivent immédiatement une perfusion",
    "intraveineuse de soluté de Ringer, et leurs signes vitaux sont surveillés toutes",
    "les heures. Les enfants reçoivent aussi 20 mg de zinc pendant 10 jours.",
];

/// A folder with one file, in the language that is declared.
fn source(path: &Path, bytes: &[u8], language: &str) -> SourceDefinition {
    fs::create_dir_all(path).unwrap();
    fs::write(path.join("a.pdf"), bytes).unwrap();
    let mut source = folder(path);
    source.language = Language::parse(language).unwrap();
    source
}

async fn run(catalogue: &mut Catalogue, programs: &Programs, source: &SourceDefinition) -> Report {
    let (pipeline, stop) = (programs.pipeline(), Stop::default());
    pipeline
        .run(catalogue, source, &NoProgress, &stop)
        .await
        .unwrap()
}

/// The text of a document in one piece.
fn text(document: &Document) -> String {
    let texts = document
        .sections
        .iter()
        .map(|section| section.text.as_str());
    texts.collect::<Vec<_>>().join("\n")
}

/// Why the only file was refused.
fn why(catalogue: &Catalogue) -> String {
    let items = catalogue.quarantined(10).unwrap();
    assert_eq!(items.len(), 1, "{items:?}");
    assert_eq!(items[0].reason, "needs-ocr");
    items[0].detail.clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scan_is_read_in_its_declared_language_and_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let programs = Programs::new(&dir.path().join("bin"), &["eng", "fra"]);
    programs.page("fra", 1, &FRENCH, 96);
    programs.page("fra", 2, &FRENCH, 83);
    let source = source(
        &dir.path().join("in"),
        &scanned(&[None, None, None]),
        "fr-CD",
    );
    let mut catalogue = Catalogue::in_memory().unwrap();
    let report = run(&mut catalogue, &programs, &source).await;
    let document = documents(&catalogue).remove(0);
    assert!(text(&document).contains("20 mg de zinc"), "{document:?}");
    assert_eq!(document.language.tag(), "fr-CD");
    let expected = Ocr {
        pages: vec![1, 2],
        doubtful: vec![2],
        unread: vec![],
        confidence: 89,
    };
    assert_eq!(document.ocr, Some(expected));
    let told =
        "pages read by optical character recognition: 1-2 (confidence 89 %); hardly legible: 2";
    assert!(
        report.notes.iter().any(|note| note.contains(told)),
        "{report}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_language_that_nobody_declares_is_found_out() {
    let dir = tempfile::tempdir().unwrap();
    let programs = Programs::new(&dir.path().join("bin"), &["eng", "fra"]);
    programs.page("eng+fra", 1, &FRENCH, 90);
    programs.page("fra", 1, &FRENCH, 96);
    let source = source(&dir.path().join("in"), &scanned(&[None]), "und");
    let mut catalogue = Catalogue::in_memory().unwrap();
    run(&mut catalogue, &programs, &source).await;
    let document = documents(&catalogue).remove(0);
    assert_eq!(document.language.tag(), "fr");
    assert_eq!(document.ocr.unwrap().confidence, 96);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_language_that_is_not_installed_is_named_and_nothing_is_guessed() {
    let dir = tempfile::tempdir().unwrap();
    let programs = Programs::new(&dir.path().join("bin"), &["eng"]);
    // French read as English looks like text, and is not what is written there.
    programs.page("eng", 1, &FRENCH, 90);
    for (language, named) in [
        ("und", "tesseract-ocr-fra"),
        ("en", "tesseract-ocr-fra"),
        ("ar", "tesseract-ocr-ara"),
        ("zh-Hant", "tesseract-ocr-chi-tra"),
        ("ha", "Hausa"),
    ] {
        let path = dir.path().join(language);
        let source = source(&path, &scanned(&[None]), language);
        let mut catalogue = Catalogue::in_memory().unwrap();
        run(&mut catalogue, &programs, &source).await;
        let why = why(&catalogue);
        assert!(why.contains(named), "{language}: {why}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_hardly_legible_is_refused_with_what_was_found_and_expected() {
    let dir = tempfile::tempdir().unwrap();
    let programs = Programs::new(&dir.path().join("bin"), &["fra"]);
    programs.page("fra", 1, &FRENCH, 61);
    let source = source(&dir.path().join("in"), &scanned(&[None]), "fr");
    let mut catalogue = Catalogue::in_memory().unwrap();
    run(&mut catalogue, &programs, &source).await;
    let why = why(&catalogue);
    assert!(
        why.contains("confidence 61 %, expected at least 80 %"),
        "{why}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_without_text_in_a_file_with_text_are_filled_in() {
    let dir = tempfile::tempdir().unwrap();
    let programs = Programs::new(&dir.path().join("bin"), &["fra"]);
    programs.page(
        "fra",
        2,
        &["Deuxième page du rapport de situation hebdomadaire"],
        95,
    );
    programs.page("fra", 3, &["Carte des zones de santé touchées"], 55);
    let pages = [Some(FRENCH), None, None, Some(FRENCH)];
    let source = source(&dir.path().join("in"), &scanned(&pages), "und");
    let mut catalogue = Catalogue::in_memory().unwrap();
    run(&mut catalogue, &programs, &source).await;
    let document = documents(&catalogue).remove(0);
    let found = document
        .sections
        .iter()
        .find(|section| section.page == Some(2));
    assert!(
        found.is_some_and(|section| section.text.contains("Deuxième page")),
        "{document:?}"
    );
    let ocr = document.ocr.unwrap();
    assert_eq!((ocr.pages, ocr.unread), (vec![2], vec![3]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_without_pictures_is_not_recognised() {
    let dir = tempfile::tempdir().unwrap();
    let programs = Programs::new(&dir.path().join("bin"), &["fra"]);
    let source = source(&dir.path().join("in"), &of_lines(&FRENCH), "fr");
    let mut catalogue = Catalogue::in_memory().unwrap();
    run(&mut catalogue, &programs, &source).await;
    assert_eq!(documents(&catalogue).remove(0).ocr, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_beyond_the_limit_are_named_as_unread() {
    let dir = tempfile::tempdir().unwrap();
    let mut programs = Programs::new(&dir.path().join("bin"), &["fra"]);
    programs.options.max_pages = 1;
    programs.page("fra", 1, &FRENCH, 96);
    let source = source(&dir.path().join("in"), &scanned(&[None, None, None]), "fr");
    let mut catalogue = Catalogue::in_memory().unwrap();
    let report = run(&mut catalogue, &programs, &source).await;
    let ocr = documents(&catalogue).remove(0).ocr.unwrap();
    assert_eq!((ocr.pages, ocr.unread), (vec![1], vec![2, 3]));
    assert!(
        report
            .notes
            .iter()
            .any(|note| note.contains("at most 1 pages")),
        "{report}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_refused_is_read_from_its_kept_bytes_once_tesseract_is_there() {
    let dir = tempfile::tempdir().unwrap();
    let bin = dir.path().join("bin");
    let programs = Programs::new(&bin, &["fra"]);
    programs.page("fra", 1, &FRENCH, 96);
    fs::remove_file(bin.join("tesseract")).unwrap();
    let source = source(&dir.path().join("in"), &scanned(&[None]), "fr");
    let mut catalogue = Catalogue::in_memory().unwrap();
    run(&mut catalogue, &programs, &source).await;
    let why = why(&catalogue);
    assert!(
        why.contains("install tesseract-ocr, then run `rsc quarantine retry`"),
        "{why}"
    );
    fs::remove_file(dir.path().join("in/a.pdf")).unwrap();

    let programs = Programs::new(&bin, &["fra"]);
    let items = catalogue.quarantined(10).unwrap();
    let (pipeline, stop) = (programs.pipeline(), Stop::default());
    let report = pipeline.retry(&mut catalogue, &source, &items, &NoProgress, &stop);
    assert_eq!(report.await.unwrap().counts.new, 1);
    assert!(refused(&catalogue).is_empty());
    assert_eq!(documents(&catalogue).remove(0).ocr.unwrap().pages, [1]);
}

/// Throws the switch when the first page is told of.
struct Impatient {
    stop: Stop,
    saw_page: AtomicBool,
}

impl Progress for Impatient {
    fn listed(&self, _: Option<u64>) {}

    fn advanced(&self, _: u64, current: &str) {
        if current.contains("page 1 of 3") {
            self.saw_page.store(true, Ordering::Relaxed);
            self.stop.stop();
        }
    }

    fn quarantined(&self, _: &Quarantined) {}
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_is_stopped_does_not_wait_for_the_last_page_and_the_next_reads_it_all() {
    let dir = tempfile::tempdir().unwrap();
    let programs = Programs::new(&dir.path().join("bin"), &["fra"]);
    (1..=3).for_each(|page| programs.page("fra", page, &FRENCH, 96));
    let source = source(&dir.path().join("in"), &scanned(&[None, None, None]), "fr");
    let mut catalogue = Catalogue::in_memory().unwrap();
    let stop = Stop::default();
    let progress = Impatient {
        stop: stop.clone(),
        saw_page: AtomicBool::new(false),
    };
    let pipeline = programs.pipeline();
    let report = pipeline
        .run(&mut catalogue, &source, &progress, &stop)
        .await
        .unwrap();
    assert!(progress.saw_page.load(Ordering::Relaxed) && report.stopped);
    assert!(documents(&catalogue).is_empty());
    assert!(why(&catalogue).contains("reading was stopped at page"));

    run(&mut catalogue, &programs, &source).await;
    assert_eq!(
        documents(&catalogue).remove(0).ocr.unwrap().pages,
        [1, 2, 3]
    );
    assert!(refused(&catalogue).is_empty());
}
