//! Real records that are not part of this repository; without them there is nothing to see.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use corpora::{Catalogue, Document, DocumentKind};
use ingest::Report;

use crate::{documents, folder, run};

fn shared(path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../shared/data/formats")
        .join(path);
    if !path.exists() {
        eprintln!("{} is not there: nothing to test", path.display());
    }
    path.exists().then_some(path)
}

async fn taken(path: &Path) -> (Report, Vec<Document>) {
    let mut catalogue = Catalogue::in_memory().unwrap();
    let report = run(&mut catalogue, &folder(path)).await;
    let all = documents(&catalogue);
    eprintln!("{}", coverage(path, &report, &all));
    (report, all)
}

fn count(all: &[Document], has: impl Fn(&Document) -> bool) -> usize {
    all.iter().filter(|document| has(document)).count()
}

fn coverage(path: &Path, report: &Report, all: &[Document]) -> String {
    let mut line = format!("{}: ", path.file_name().unwrap().to_string_lossy());
    let counts = &report.counts;
    let columns = [
        ("new", counts.new as usize),
        ("duplicate", counts.duplicate as usize),
        ("refused", counts.quarantined as usize),
        ("title", count(all, |d| !d.title.is_empty())),
        ("text", count(all, |d| !d.sections.is_empty())),
        ("date", count(all, |d| d.published.is_some())),
        ("authors", count(all, |d| !d.authors.is_empty())),
        (
            "doi",
            count(all, |d| d.identifiers.iter().any(|i| i.scheme() == "doi")),
        ),
        (
            "pmid",
            count(all, |d| d.identifiers.iter().any(|i| i.scheme() == "pmid")),
        ),
        ("link", count(all, |d| d.url.is_some())),
        ("language", count(all, |d| !d.language.is_undetermined())),
        ("journal", count(all, |d| d.publisher.is_some())),
        ("kind", count(all, |d| d.kind != DocumentKind::Unclassified)),
    ];
    for (name, number) in columns {
        let _ = write!(line, "{name} {number}, ");
    }
    line
}

#[tokio::test(flavor = "multi_thread")]
async fn the_literature_database_is_the_same_as_citations_and_as_a_table() {
    let Some(path) = shared("who-litdb-2020-03-18") else {
        return;
    };
    let (report, tagged) = taken(&path.join("litdb.endnote.txt")).await;
    // 2,048 records; two have neither title nor abstract.
    let counts = &report.counts;
    assert_eq!(
        counts.new + counts.duplicate + counts.quarantined,
        2_048,
        "{report}"
    );
    assert_eq!(counts.quarantined, 2, "{report}");
    let (report, table) = taken(&path.join("litdb.csv")).await;
    let counts = &report.counts;
    assert_eq!(
        counts.new + counts.duplicate + counts.quarantined,
        2_048,
        "{report}"
    );
    assert_eq!(counts.quarantined, 2, "{report}");
    let titles = |all: &[Document]| -> std::collections::BTreeSet<String> {
        all.iter().map(|d| d.title.to_lowercase()).collect()
    };
    let (tagged_titles, table_titles) = (titles(&tagged), titles(&table));
    let both = tagged_titles.intersection(&table_titles).count();
    eprintln!(
        "titles: {} and {}, {both} in both",
        tagged_titles.len(),
        table_titles.len()
    );
    for all in [&tagged, &table] {
        // 88 records have no year.
        assert!(count(all, |d| d.published.is_none()) <= 90);
        assert!(count(all, |d| d.identifiers.iter().any(|i| i.scheme() == "doi")) >= 1_600);
        assert!(all.iter().all(|d| d.extent == corpora::Extent::Abstract));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn medline_records_have_everything_a_reader_needs() {
    let Some(path) = shared("pubmed-xml/biopython-entrez") else {
        return;
    };
    for (file, records) in [
        ("pubmed_result1.txt", 1),
        ("pubmed_result2.txt", 4),
        ("pubmed_result3.txt", 1),
    ] {
        let (report, all) = taken(&path.join(file)).await;
        assert_eq!((all.len(), report.exit_code()), (records, 0), "{report}");
        for document in &all {
            assert!(document.published.is_some() && !document.authors.is_empty());
            assert_eq!(document.language.tag(), "en");
            assert!(document.identifiers.iter().any(|i| i.scheme() == "pmid"));
            assert!(!document.sections[0].text.is_empty());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn papers_of_cord_19_are_read_whole() {
    let Some(path) = shared("cord19-json") else {
        return;
    };
    let (report, all) = taken(&path).await;
    // Four papers; the entry of the metadata is no paper and is passed over.
    assert_eq!(
        (all.len() as u64, report.counts.quarantined),
        (4 + 1, 0),
        "{report}"
    );
    for document in all.iter().filter(|d| d.key.starts_with("sample_")) {
        assert_eq!(document.language.tag(), "en", "{}", document.key);
        assert!(document.sections.iter().any(|s| !s.path.is_empty()));
        assert!(document.text_length() > 10_000, "{}", document.key);
    }
}
