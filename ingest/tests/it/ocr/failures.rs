//! Whatever a program does, the file is kept and the reason told.

use std::fs;
use std::time::Duration;

use corpora::Catalogue;

use super::programs::Programs;
use super::{FRENCH, run, source, why};
use crate::pdf::scanned;

/// Scripts in the place of a program, and what is said of it.
const FAILURES: [(&str, &str, &str); 9] = [
    ("pdftoppm", "exit 3", "pdftoppm ended with"),
    ("pdftoppm", "kill -SEGV $$", "pdftoppm ended with"),
    ("pdftoppm", "cat > /dev/null", "no picture in grey"),
    (
        "pdftoppm",
        "cat > /dev/null; printf 'P5\\n9 9\\n255\\nx'",
        "no picture in grey",
    ),
    ("pdftoppm", "exec sleep 30", "pdftoppm took more than 1 s"),
    ("pdftoppm", "exec yes", "pdftoppm wrote more than"),
    (
        "tesseract",
        "cat > /dev/null; echo hello",
        "tesseract gave no table of words",
    ),
    ("tesseract", "kill -ABRT $$", "tesseract ended with"),
    ("tesseract", "exec sleep 30", "tesseract took more than 1 s"),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_fails_costs_the_file_nothing_but_its_text() {
    for (program, script, said) in FAILURES {
        let dir = tempfile::tempdir().unwrap();
        let mut programs = Programs::new(&dir.path().join("bin"), &["fra"]);
        programs.page("fra", 1, &FRENCH, 96);
        let list = "case \"$1\" in --list-langs) printf 'List:\\nfra\\n'; exit;; esac\n";
        programs.program(program, &format!("{list}{script}\n"));
        programs.options.page_time = Duration::from_secs(1);
        let source = source(&dir.path().join("in"), &scanned(&[None]), "fr");
        let mut catalogue = Catalogue::in_memory().unwrap();
        run(&mut catalogue, &programs, &source).await;
        let why = why(&catalogue);
        assert!(why.contains(said), "{program}, {script}: {why}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_is_not_there_is_named_with_its_package() {
    for (program, package) in [
        ("pdftoppm", "poppler-utils"),
        ("tesseract", "tesseract-ocr"),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let programs = Programs::new(&dir.path().join("bin"), &["fra"]);
        programs.page("fra", 1, &FRENCH, 96);
        fs::remove_file(dir.path().join("bin").join(program)).unwrap();
        let source = source(&dir.path().join("in"), &scanned(&[None]), "fr");
        let mut catalogue = Catalogue::in_memory().unwrap();
        run(&mut catalogue, &programs, &source).await;
        let why = why(&catalogue);
        let said = format!("{program} is not installed: install {package}");
        assert!(why.contains(&said), "{why}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_fails_is_named_and_the_others_are_read() {
    let dir = tempfile::tempdir().unwrap();
    let programs = Programs::new(&dir.path().join("bin"), &["fra"]);
    (1..=3).for_each(|page| programs.page("fra", page, &FRENCH, 96));
    fs::write(dir.path().join("bin/fra-2"), "garbage").unwrap();
    let source = source(&dir.path().join("in"), &scanned(&[None, None, None]), "fr");
    let mut catalogue = Catalogue::in_memory().unwrap();
    let report = run(&mut catalogue, &programs, &source).await;
    let ocr = crate::documents(&catalogue).remove(0).ocr.unwrap();
    assert_eq!((ocr.pages, ocr.unread), (vec![1, 3], vec![2]), "{report}");
}
