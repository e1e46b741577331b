use std::fs;
use std::ops::ControlFlow;
use std::sync::Arc;

use corpora::Catalogue;
use ingest::{
    ExtractError, Extractor, Extractors, Found, HttpFetcher, HttpOptions, Input, LinguaIdentifier,
    MediaType, NoProgress, PdfWorker, Pipeline, Stop, source_for,
};

use crate::{documents, folder, pipeline, refused, run};

#[tokio::test(flavor = "multi_thread")]
async fn every_file_is_taken_refused_or_counted() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    };
    write("a/指南.md", "# 霍乱\n\n补液。".as_bytes());
    write("b.txt", b"Cholera\n\nRehydrate at once.");
    write("empty.txt", b" \n");
    write(
        "page.pdf",
        b"<!doctype html><title>Error</title><p>Not a PDF",
    );
    write("photo.txt", &[0, 1, 2, 3, 4, 5, 6, 7]);
    write("table.CSV", b"a,b");
    write("book.EPUB", b"PK\x03\x04");
    write("LICENSE", b"MIT");
    write(".git/x.md", b"# hidden");
    write(
        "docs.jsonl",
        b"{\"id\": \"1\", \"text\": \"Fever\"}\nnonsense\n",
    );
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("/etc/hostname", dir.path().join("out.txt")).unwrap();
        std::os::unix::fs::symlink(dir.path(), dir.path().join("round")).unwrap();
    }
    let mut catalogue = Catalogue::in_memory().unwrap();
    let source = folder(dir.path());
    let report = run(&mut catalogue, &source).await;
    let keys: Vec<_> = documents(&catalogue).into_iter().map(|d| d.key).collect();
    assert_eq!(keys, ["a/指南.md", "b.txt", "docs.jsonl#1"]);
    assert_eq!(
        refused(&catalogue),
        [
            "docs.jsonl line 2 bad-record",
            "empty.txt  no-text",
            "page.pdf  mislabelled",
            "photo.txt  no-extractor",
            "table.CSV  bad-record"
        ]
    );
    assert_eq!(report.skipped.to_string(), "1 no extension, 1 .epub");
    assert_eq!(report.resources, 7);
    let kept = catalogue
        .quarantined(10)
        .unwrap()
        .into_iter()
        .find(|item| item.resource == "page.pdf")
        .unwrap();
    assert!(
        catalogue
            .bytes(&kept.digest.unwrap())
            .unwrap()
            .unwrap()
            .starts_with(b"<!doctype")
    );

    // Again: nothing is read that is as it was, and nothing is forgotten.
    let again = run(&mut catalogue, &source).await;
    assert_eq!(
        (again.counts.unchanged, again.counts.still_quarantined),
        (3, 5),
        "{again}"
    );
    assert_eq!(again.counts.total(), 8);

    // A file that changes is a new version; one that is mended leaves quarantine.
    write("b.txt", b"Cholera\n\nRehydrate at once, with ORS.");
    write("empty.txt", b"Measles\n\nVitamin A.");
    let third = run(&mut catalogue, &source).await;
    assert_eq!(
        (
            third.counts.new_version,
            third.counts.new,
            third.counts.unchanged
        ),
        (1, 1, 2),
        "{third}"
    );
    assert_eq!(refused(&catalogue).len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_named_at_the_command_line_keep_their_absolute_path() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().canonicalize().unwrap().join("d.jsonl");
    fs::write(
        &file,
        "{\"id\": \"pm1\", \"title\": \"麻疹\"}\n{\"title\": \"Measles\"}",
    )
    .unwrap();
    let mut catalogue = Catalogue::in_memory().unwrap();
    let source = source_for(file.to_str().unwrap()).unwrap();
    run(&mut catalogue, &source).await;
    let keys: Vec<_> = documents(&catalogue).into_iter().map(|d| d.key).collect();
    assert_eq!(
        keys,
        [
            format!("{}#pm1", file.display()),
            format!("{}#line-2", file.display())
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_source_says_of_all_its_documents_is_taken_over_when_it_changes() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("a.md"), "# A\n\nText.").unwrap();
    let mut catalogue = Catalogue::in_memory().unwrap();
    let mut source = folder(dir.path());
    run(&mut catalogue, &source).await;
    source.jurisdiction = Some("NG".parse().unwrap());
    let report = run(&mut catalogue, &source).await;
    assert_eq!(report.counts.new_version, 1);
    assert_eq!(documents(&catalogue)[0].jurisdiction, source.jurisdiction);
}

#[derive(Debug)]
struct Breaks;

impl Extractor for Breaks {
    fn name(&self) -> &'static str {
        "breaks/1"
    }

    fn media_types(&self) -> &'static [MediaType] {
        &[MediaType::Text]
    }

    fn extract(
        &self,
        _: &Input,
        _: &mut dyn FnMut(Found) -> ControlFlow<()>,
    ) -> Result<(), ExtractError> {
        panic!("index out of bounds")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_extractor_that_breaks_down_does_not_end_the_run() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("a.txt"), "x").unwrap();
    fs::write(dir.path().join("b.md"), "# B\n\nText.").unwrap();
    let pipeline = Pipeline::new(
        Arc::new(HttpFetcher::new(HttpOptions::default()).unwrap()),
        Extractors::standard(PdfWorker::InProcess).with(Arc::new(Breaks)),
        Arc::new(LinguaIdentifier::new()),
    );
    let mut catalogue = Catalogue::in_memory().unwrap();
    let report = pipeline
        .run(
            &mut catalogue,
            &folder(dir.path()),
            &NoProgress,
            &Stop::default(),
        )
        .await
        .unwrap();
    assert_eq!((report.counts.new, report.counts.quarantined), (1, 1));
    assert!(
        report.quarantined[0].detail.contains("index out of bounds"),
        "{report}"
    );
    assert_eq!(refused(&catalogue), ["a.txt  extractor-failed"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_is_not_there_is_an_error() {
    let mut catalogue = Catalogue::in_memory().unwrap();
    let source = folder("/no/such/folder".as_ref());
    let error = pipeline()
        .run(&mut catalogue, &source, &NoProgress, &Stop::default())
        .await
        .unwrap_err();
    assert!(error.to_string().contains("/no/such/folder"), "{error}");
}
