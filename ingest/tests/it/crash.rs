use std::fmt::Write;
use std::fs;
use std::sync::Mutex;
use std::time::Duration;

use corpora::{Catalogue, Quarantined};
use ingest::{NoProgress, Progress, Stop};

use crate::{folder, pipeline, run};

const FILES: usize = 8;
const LINES: usize = 700;

fn write_files(dir: &std::path::Path) {
    for file in 0..FILES {
        let mut text = String::new();
        for line in 0..LINES {
            let _ = writeln!(
                text,
                "{{\"id\": \"{file}-{line}\", \"text\": \"第{file}号文件第{line}条：患者发热咳嗽。\", \"lang\": \"zh\"}}"
            );
        }
        fs::write(dir.join(format!("{file}.jsonl")), text).unwrap();
    }
}

/// Stops a run after some resources.
struct StopAfter<'s>(u64, &'s Stop, Mutex<Vec<u64>>);

impl Progress for StopAfter<'_> {
    fn listed(&self, total: Option<u64>) {
        assert_eq!(total, Some(FILES as u64));
    }

    fn advanced(&self, done: u64, _: &str) {
        self.2.lock().unwrap().push(done);
        if done >= self.0 {
            self.1.stop();
        }
    }

    fn quarantined(&self, _: &Quarantined) {}
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_is_stopped_ends_cleanly_and_is_taken_up_again() {
    let dir = tempfile::tempdir().unwrap();
    write_files(dir.path());
    let mut catalogue = Catalogue::in_memory().unwrap();
    let stop = Stop::default();
    let progress = StopAfter(2, &stop, Mutex::default());
    let report = pipeline()
        .run(&mut catalogue, &folder(dir.path()), &progress, &stop)
        .await
        .unwrap();
    assert!(report.stopped);
    assert_eq!(report.counts.new, catalogue.document_count().unwrap());
    assert_eq!(report.counts.new, 2 * LINES as u64);
    assert!(progress.2.lock().unwrap().is_sorted());
    let rest = run(&mut catalogue, &folder(dir.path())).await;
    assert_eq!(rest.counts.new, ((FILES - 2) * LINES) as u64);
    assert_eq!(rest.counts.unchanged, 2 * LINES as u64);
    assert!(!rest.stopped);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_is_cut_off_loses_and_doubles_nothing() {
    let dir = tempfile::tempdir().unwrap();
    write_files(dir.path());
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("catalogue.sqlite");
    for millis in [1, 60, 150, 300] {
        let mut catalogue = Catalogue::open(&file).unwrap();
        let (pipeline, source, stop) = (pipeline(), folder(dir.path()), Stop::default());
        let run = pipeline.run(&mut catalogue, &source, &NoProgress, &stop);
        // The future is dropped wherever it stands, as a process that is killed.
        let _ = tokio::time::timeout(Duration::from_millis(millis), run).await;
    }
    let mut catalogue = Catalogue::open(&file).unwrap();
    run(&mut catalogue, &folder(dir.path())).await;
    assert_eq!(catalogue.document_count().unwrap(), (FILES * LINES) as u64);
    // Each document came once and has one version.
    assert_eq!(
        catalogue.changes_after(0, 1_000_000).unwrap().len(),
        FILES * LINES
    );
    let last = run(&mut catalogue, &folder(dir.path())).await;
    assert_eq!(last.counts.unchanged, (FILES * LINES) as u64);
}
