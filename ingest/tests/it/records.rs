use std::fs;
use std::io::Write;
use std::path::Path;

use corpora::{Catalogue, Extent, SourceDefinition, SourceKind};

use crate::{documents, folder, refused, run};

const CSV: &str =
    "Title,Abstract,Published Year,DOI\nFièvre,Résumé,2020,10.1000/a\n咳嗽,摘要,2021,\n";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_written_anew_in_another_order_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("文献.csv");
    fs::write(&file, CSV).unwrap();
    let mut catalogue = Catalogue::in_memory().unwrap();
    let report = run(&mut catalogue, &folder(dir.path())).await;
    assert_eq!(report.counts.new, 2, "{report}");
    assert!(
        documents(&catalogue)
            .iter()
            .all(|d| d.extent == Extent::Abstract)
    );
    let other =
        "DOI;Abstract;Title;Published Year\n;摘要;咳嗽;2021\n10.1000/a;Résumé;Fièvre;2020\n";
    fs::write(&file, other).unwrap();
    let report = run(&mut catalogue, &folder(dir.path())).await;
    assert_eq!(
        (report.counts.unchanged, report.exit_code()),
        (2, 0),
        "{report}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_columns_hold_can_be_said_and_said_otherwise() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(
        dir.path().join("d.csv"),
        "药名,用法,说明\n奎宁,10 mg,慎用\n",
    )
    .unwrap();
    let mut catalogue = Catalogue::in_memory().unwrap();
    let mut source = folder(dir.path());
    let report = run(&mut catalogue, &source).await;
    assert_eq!(report.counts.new, 0);
    assert!(
        report.quarantined[0].detail.contains("title = \"药名\""),
        "{report}"
    );
    source.reading.columns = [
        ("title".to_owned(), "药名".to_owned()),
        ("text".to_owned(), "用法".to_owned()),
    ]
    .into();
    let report = run(&mut catalogue, &source).await;
    assert_eq!((report.counts.new, report.exit_code()), (1, 0), "{report}");
    source
        .reading
        .columns
        .insert("text".to_owned(), "说明".to_owned());
    let report = run(&mut catalogue, &source).await;
    assert_eq!(report.counts.new + report.counts.new_version, 1, "{report}");
    assert!(
        documents(&catalogue)
            .iter()
            .any(|d| d.sections[0].text == "慎用")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn packed_files_are_read_as_what_is_in_them_one_level_deep() {
    let dir = tempfile::tempdir().unwrap();
    let bomb = [CSV.as_bytes(), "发热,".repeat(8 << 20).as_bytes()].concat();
    let files: [(&str, Vec<u8>); 8] = [
        ("a.csv.gz", gzip(CSV.as_bytes())),
        ("b.jsonl.gz", gzip("{\"id\": 1, \"text\": \"боль\"}\n".as_bytes())),
        ("c.html.gz", gzip("<html><title>حمى</title><body><p>يعطى المريض محلول معالجة الجفاف عن طريق الفم فورا</p></body></html>".as_bytes())),
        ("d.ris.gz", gzip("TY  - JOUR\nTI  - ไข้เลือดออก\nER  - \n".as_bytes())),
        ("e.csv.gz", gzip(&gzip(CSV.as_bytes()))),
        ("f.csv.gz", gzip(&bomb)),
        ("g.csv.gz", gzip(CSV.as_bytes())[..30].to_vec()),
        ("h.tar.gz", gzip(b"x")),
    ];
    for (name, bytes) in &files {
        fs::write(dir.path().join(name), bytes).unwrap();
    }
    let mut catalogue = Catalogue::in_memory().unwrap();
    let report = run(&mut catalogue, &folder(dir.path())).await;
    let mut keys: Vec<_> = documents(&catalogue).into_iter().map(|d| d.key).collect();
    keys.sort();
    assert!(
        keys.iter().any(|key| key.starts_with("b.jsonl.gz#1")),
        "{keys:?}"
    );
    assert_eq!(
        keys.iter().filter(|key| !key.starts_with("a.csv")).count(),
        3,
        "{keys:?}\n{report}"
    );
    assert_eq!(
        refused(&catalogue),
        [
            "e.csv.gz  no-extractor",
            "f.csv.gz  too-large",
            "g.csv.gz  damaged"
        ],
        "{report}"
    );
    assert_eq!(report.skipped.total(), 1);
    let again = run(&mut catalogue, &folder(dir.path())).await;
    assert_eq!(
        (again.counts.new, again.counts.still_quarantined),
        (0, 3),
        "{again}"
    );
}

const HEADERS: &str =
    "cord_uid,title,doi,abstract,publish_time,authors,journal,pdf_json_files,pmc_json_files\n";

fn release(dir: &Path, rows: &str) -> SourceDefinition {
    let folder = dir.join("document_parses/pdf_json");
    fs::create_dir_all(&folder).unwrap();
    let paper = r#"{"paper_id": "s1", "metadata": {"title": "JOURNAL OF NOTHING", "authors": []}, "abstract": [], "body_text": [{"text": "Give 6 mg once a day for ten days.", "section": "Dose"}]}"#;
    fs::write(folder.join("s1.json"), paper).unwrap();
    fs::write(dir.join("metadata.csv"), format!("{HEADERS}{rows}")).unwrap();
    SourceDefinition::new("cord", "CORD-19", SourceKind::Cord19, dir.to_str().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_of_cord_19_is_taken_in_and_its_next_one_changes_only_what_changed() {
    let dir = tempfile::tempdir().unwrap();
    let second = "bb,Nur eine Zusammenfassung,,Fieber und Husten,2021,,,,\n";
    let source = release(
        dir.path(),
        &format!(
            "aa,Dexamethasone,10.1000/a,,2020-07-17,\"Horby, P\",NEJM,document_parses/pdf_json/s1.json,\n{second}cc,,,,,,,,\n"
        ),
    );
    let mut catalogue = Catalogue::in_memory().unwrap();
    let report = run(&mut catalogue, &source).await;
    assert_eq!(
        (report.counts.new, report.counts.quarantined),
        (2, 1),
        "{report}"
    );
    let all = documents(&catalogue);
    let paper = &all[0];
    assert_eq!(
        (paper.key.as_str(), paper.title.as_str()),
        ("aa", "Dexamethasone")
    );
    assert_eq!(
        (paper.extent, paper.sections[0].path[0].as_str()),
        (Extent::FullText, "Dose")
    );
    assert_eq!(paper.published.unwrap().to_string(), "2020-07-17");
    assert_eq!(
        (all[1].extent, all[1].sections[0].text.as_str()),
        (Extent::Abstract, "Fieber und Husten")
    );
    // The parse is the same; what the metadata say of it is not.
    let source = release(
        dir.path(),
        "aa,RETRACTED: Dexamethasone,10.1000/a,,2020-07-17,\"Horby, P\",NEJM,document_parses/pdf_json/s1.json,\n",
    );
    let report = run(&mut catalogue, &source).await;
    assert_eq!(
        (report.counts.new_version, report.counts.new),
        (1, 0),
        "{report}"
    );
    assert_eq!(
        documents(&catalogue)[0].status.state,
        corpora::State::Retracted
    );
}
