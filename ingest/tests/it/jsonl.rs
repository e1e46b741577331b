use std::fs;

use corpora::{Catalogue, Quarantined};
use ingest::{Progress, Stop};

use crate::{documents, folder, pipeline, refused, run};

#[tokio::test(flavor = "multi_thread")]
async fn a_record_with_a_language_the_identifier_does_not_know_keeps_it() {
    let dir = tempfile::tempdir().unwrap();
    let swahili = "Mgonjwa mwenye homa kali apewe maji mengi na dawa ya kupunguza homa. Apelekwe hospitali mara moja \
        iwapo ana dalili za hatari kama vile kushindwa kupumua, degedege au kupoteza fahamu kabisa kwa muda mrefu.";
    let khmer = "អ្នកជំងឺដែលមានគ្រុនក្តៅខ្លាំងត្រូវតែផឹកទឹកឱ្យបានច្រើន និងទៅមន្ទីរពេទ្យជាបន្ទាន់";
    let haitian = "Pasyan ki gen lafyèv wo dwe bwè anpil dlo epi ale lopital touswit si li gen siy danje tankou pwoblèm pou \
        respire, kriz oswa si li pèdi konesans. Fanmi an dwe siveye li nan kay la pandan ven tan, epi ba li dlo ak sèl ak sik.";
    let line = |id: &str, lang: &str, text: &str| {
        serde_json::json!({"id": id, "lang": lang, "text": text}).to_string()
    };
    let text = [
        line("1", "sw", swahili),
        line("2", "km", khmer),
        line("3", "ht", haitian),
    ]
    .join("\n");
    fs::write(dir.path().join("d.jsonl"), text).unwrap();
    let mut catalogue = Catalogue::in_memory().unwrap();
    run(&mut catalogue, &folder(dir.path())).await;
    let tags: Vec<_> = documents(&catalogue)
        .iter()
        .map(|d| d.language.tag().to_owned())
        .collect();
    assert_eq!(tags, ["sw", "km", "ht"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_that_are_mended_leave_quarantine() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("d.jsonl");
    fs::write(&file, "{\"id\": 1, \"text\": \"a\"}\n{\"id\": 2}\n{\"id\": 3, \"text\": \"c\", \"url\": \"local://x\"}").unwrap();
    let mut catalogue = Catalogue::in_memory().unwrap();
    let report = run(&mut catalogue, &folder(dir.path())).await;
    assert_eq!((report.counts.new, report.counts.quarantined), (2, 1));
    assert!(report.notes.is_empty(), "{:?}", report.notes);
    assert_eq!(refused(&catalogue), ["d.jsonl line 2 no-text"]);
    fs::write(
        &file,
        "{\"id\": 1, \"text\": \"a\"}\n{\"id\": 2, \"text\": \"b\"}\n{\"id\": 3, \"text\": \"c\"}",
    )
    .unwrap();
    let report = run(&mut catalogue, &folder(dir.path())).await;
    assert_eq!(
        (
            report.counts.new,
            report.counts.unchanged,
            report.exit_code()
        ),
        (1, 2, 0),
        "{report}"
    );
    assert!(refused(&catalogue).is_empty());
}

/// Asks a run to end as soon as something of it is on disk.
struct Impatient(Stop);

impl Progress for Impatient {
    fn listed(&self, _: Option<u64>) {}

    fn advanced(&self, _: u64, _: &str) {
        self.0.stop();
    }

    fn quarantined(&self, _: &Quarantined) {}
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_file_is_left_in_the_middle_when_the_run_is_to_end_and_read_whole_by_the_next() {
    const LINES: usize = 20_000;
    let dir = tempfile::tempdir().unwrap();
    let line = |n: usize| format!("{{\"id\": {n}, \"lang\": \"fr\", \"text\": \"numéro {n}\"}}\n");
    let text: String = (0..LINES).map(line).collect();
    fs::write(dir.path().join("d.jsonl"), text).unwrap();
    let mut catalogue = Catalogue::in_memory().unwrap();
    let stop = Stop::default();
    let report = pipeline()
        .run(
            &mut catalogue,
            &folder(dir.path()),
            &Impatient(stop.clone()),
            &stop,
        )
        .await
        .unwrap();
    let (new, refused) = (report.counts.new, report.counts.quarantined);
    assert!(report.stopped, "{report}");
    assert!((100..LINES as u64).contains(&new), "{report}");
    assert_eq!((catalogue.document_count().unwrap(), refused), (new, 0));
    assert!(
        report.notes[0].contains("the next run reads the rest"),
        "{report}"
    );
    let report = run(&mut catalogue, &folder(dir.path())).await;
    assert_eq!(report.counts.unchanged, new);
    assert_eq!(report.counts.new, LINES as u64 - new);
    let report = run(&mut catalogue, &folder(dir.path())).await;
    assert_eq!(report.counts.unchanged, LINES as u64);
}
