//! Power that fails at any moment: what was reported stored is there, once.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use corpora::Catalogue;
use serde_json::Value;

use crate::program::{printed, rsc, write};

pub(crate) const FILES: usize = 40;
pub(crate) const DOCUMENTS_EACH: usize = 50;
const ROUNDS: u64 = 50;

/// A small generator of numbers, the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }
}

/// A word that stands in one document only.
fn word(n: usize) -> String {
    let letters = n
        .to_string()
        .bytes()
        .map(|digit| char::from(b'b' + digit - b'0'))
        .collect::<String>();
    format!("zq{letters}zq")
}

fn title(n: usize) -> String {
    format!("{} {n}", word(n))
}

pub(crate) fn generate(folder: &Path) {
    let texts = [
        "Fever and cough for five days.",
        "发热咳嗽五天，血氧下降。",
        "حمى وسعال لمدة خمسة أيام.",
        "पाँच दिन से बुखार और खाँसी।",
        "Лихорадка и кашель пять дней.",
    ];
    for file in 0..FILES {
        let mut lines = String::new();
        for document in 0..DOCUMENTS_EACH {
            let n = file * DOCUMENTS_EACH + document;
            let (title, text) = (title(n), texts[n % texts.len()].repeat(6));
            writeln!(
                lines,
                "{{\"id\":\"d{n}\",\"title\":\"{title}\",\"text\":\"{text} {}\"}}",
                word(n)
            )
            .unwrap();
        }
        write(folder, &format!("part-{file:02}.jsonl"), &lines);
    }
}

/// Starts an ingest, kills it after a while, and returns the greatest number it reported stored.
fn killed_ingest(data: &Path, folder: &Path, after: Duration) -> u64 {
    let mut command = rsc(data);
    command
        .arg("ingest")
        .arg(folder)
        .arg("--json")
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    let reading = std::thread::spawn(move || {
        let lines = out.lines().map_while(Result::ok);
        // The last line may be cut off.
        let events = lines.filter_map(|line| serde_json::from_str::<Value>(&line).ok());
        events
            .filter(|e| e["event"] == "stored")
            .filter_map(|e| e["documents"].as_u64())
            .max()
    });
    std::thread::sleep(after);
    child.kill().unwrap();
    child.wait().unwrap();
    reading.join().unwrap().unwrap_or(0)
}

fn check(data: &Path, reported: u64) -> u64 {
    let file = data.join("catalogue.sqlite");
    if !file.exists() {
        assert_eq!(reported, 0);
        return 0;
    }
    let catalogue = Catalogue::open(&file).unwrap();
    let count = catalogue.document_count().unwrap();
    assert!(
        count >= reported,
        "{count} documents, but {reported} were reported stored"
    );
    let held: u64 = catalogue
        .holdings_by_source()
        .unwrap()
        .iter()
        .map(|(_, n)| n)
        .sum();
    assert_eq!(held, count, "each document is held at one place");
    let (mut titles, mut after) = (HashSet::new(), 0);
    loop {
        let nums = catalogue.document_nums_after(after, 500).unwrap();
        let Some(last) = nums.last() else { break };
        after = *last;
        for num in nums {
            let stored = catalogue.document_by_num(num).unwrap().unwrap();
            assert!(
                titles.insert(stored.document.title),
                "a document is there twice"
            );
            assert_eq!(stored.version, 1);
        }
    }
    assert_eq!(titles.len() as u64, count);
    count
}

/// Lets one ingest run to its end, and makes sure that everything is there and found, once.
fn finish(data: &Path, folder: &Path, reported: u64) {
    let all = FILES * DOCUMENTS_EACH;
    printed(data, &["ingest", folder.to_str().unwrap(), "--json"]);
    assert_eq!(check(data, reported), all as u64);
    let status: Value = serde_json::from_str(&printed(data, &["status", "--json"])).unwrap();
    assert_eq!(status["index"]["documents"], all);
    assert_eq!(status["behind"], 0);
    let data = corpora::DataFolder::create(data).unwrap();
    let engine = indexer::Engine::open(&data, Arc::new(corpora::ScriptIdentifier)).unwrap();
    for n in 0..all {
        let answer = engine
            .search(&indexer::SearchRequest::new(&word(n)))
            .unwrap();
        let titles: Vec<_> = answer
            .hits
            .iter()
            .map(|hit| hit.document.title.as_str())
            .collect();
        assert_eq!(titles, [title(n)]);
    }
}

/// A kill comes while documents are taken in or while they are indexed, as chance has it. Every
/// tenth round the work is finished, looked at and begun anew.
#[test]
fn fifty_kills_lose_and_double_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let (data, folder) = (dir.path().join("data"), dir.path().join("in"));
    generate(&folder);
    let mut dice = Dice(2020);
    let (mut reported, mut cut_off) = (0, 0);
    for round in 1..=ROUNDS {
        let after = Duration::from_millis(30 + dice.below(1_000));
        reported = killed_ingest(&data, &folder, after).max(reported);
        let count = check(&data, reported);
        cut_off += u64::from(count > 0 && count < (FILES * DOCUMENTS_EACH) as u64);
        if round % 10 == 0 {
            finish(&data, &folder, reported);
            std::fs::remove_dir_all(&data).unwrap();
            reported = 0;
        }
    }
    assert!(cut_off > 0, "no kill came while documents were taken in");
}
