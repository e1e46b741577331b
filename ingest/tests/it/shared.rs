use std::path::Path;

use corpora::Catalogue;

use crate::{documents, folder, run};

/// Real documents that are not part of this repository; without them there is nothing to see.
#[tokio::test(flavor = "multi_thread")]
async fn real_documents_are_taken_in_whole() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/documents");
    if !shared.is_dir() {
        println!("{} is not there: nothing to test", shared.display());
        return;
    }
    let mut catalogue = Catalogue::in_memory().unwrap();
    let report = run(&mut catalogue, &folder(&shared)).await;
    // 446 records and four descriptions; the pairs of parallel.jsonl are no documents.
    assert_eq!(report.counts.new + report.counts.duplicate, 450, "{report}");
    assert_eq!(
        report.reasons().into_iter().collect::<Vec<_>>(),
        [("no-text", 229)]
    );
    let all = documents(&catalogue);
    let records: Vec<_> = all
        .iter()
        .filter(|d| d.key.contains("docs.jsonl#"))
        .collect();
    assert!(records.iter().all(|d| d.publisher.is_some()));
    // 22 of the 48 situation reports have no date.
    assert_eq!(records.iter().filter(|d| d.published.is_none()).count(), 22);
    let odd: Vec<_> = records
        .iter()
        .filter(|d| !["fr", "cs", "zh", "en"].contains(&d.language.tag()))
        .map(|d| (&d.key, d.language.tag()))
        .collect();
    assert_eq!(odd, []);
    let headed = records
        .iter()
        .filter(|d| d.sections.iter().any(|s| !s.path.is_empty()))
        .count();
    assert!(
        headed * 10 >= records.len() * 7,
        "{headed} of {} have headings",
        records.len()
    );

    let again = run(&mut catalogue, &folder(&shared)).await;
    assert_eq!(
        (again.counts.unchanged, again.counts.still_quarantined),
        (450, 229)
    );
    assert!(
        again.seconds * 10.0 <= report.seconds,
        "{} s, then {} s",
        report.seconds,
        again.seconds
    );
}
