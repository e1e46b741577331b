use std::fs;
use std::path::Path;

use corpora::SourceKind;

use super::*;
use crate::source::Place;
use crate::source::testing::{Gone, Web, means, source, through};

const HEADERS: &str = "cord_uid,sha,source_x,title,doi,pmcid,pubmed_id,license,abstract,publish_time,authors,journal,pdf_json_files,pmc_json_files,url\n";

fn release(rows: &str, files: &[&str]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for folder in ["pdf_json", "pmc_json"] {
        fs::create_dir_all(dir.path().join("document_parses").join(folder)).unwrap();
    }
    for file in files {
        fs::write(dir.path().join(file), "{}").unwrap();
    }
    fs::write(dir.path().join("metadata.csv"), format!("{HEADERS}{rows}")).unwrap();
    dir
}

async fn list(path: &Path, checkpoint: Option<String>) -> Gone {
    let definition = source(SourceKind::Cord19, path.to_str().unwrap());
    let mut means = means(&Web::of(&[]), None);
    means.resume.checkpoint = checkpoint;
    through(&definition, means).await.unwrap()
}

const ROWS: &str = "aa,s1; s2,PMC,新冠肺炎,10.1000/A,PMC1,1,cc-by,Summary.,2020-03-12,\"Müller, J.; 陈薇\",Lancet,document_parses/pdf_json/s1.json; document_parses/pdf_json/s2.json,document_parses/pmc_json/PMC1.xml.json,https://doi.org/10.1000/a\n\
    bb,s3; s4,MedRxiv,Two parses,,,,unk,,2020,,,document_parses/pdf_json/s3.json; document_parses/pdf_json/s4.json,,\n\
    cc,,WHO,Only an abstract,,,,,\"Fièvre, toux\",,,,,,\n\
    dd,,WHO,Gone,,,,,x,,,,document_parses/pdf_json/none.json; ../metadata.csv,,\n\
    aa,,WHO,Another of the same name,,,,,x,,,,,,\n";

#[tokio::test]
async fn records_are_listed_with_their_parses_and_what_the_metadata_know() {
    let files = [
        "pdf_json/s1.json",
        "pdf_json/s3.json",
        "pdf_json/s4.json",
        "pmc_json/PMC1.xml.json",
    ];
    let files = files.map(|file| format!("document_parses/{file}"));
    let dir = release(ROWS, &files.each_ref().map(String::as_str));
    let mut gone = list(dir.path(), None).await;
    let keys = gone.keys();
    assert_eq!(keys[..5], ["aa", "bb", "bb/s4", "cc", "dd"]);
    assert!(keys[5].starts_with("aa~"), "{keys:?}");
    let first = gone.resource("aa");
    assert!(matches!(&first.place, Place::File(path) if path.ends_with("pmc_json/PMC1.xml.json")));
    let hints = first.hints.as_ref().unwrap();
    assert!(hints.leads);
    assert_eq!(
        (
            hints.document.title.as_str(),
            hints.document.identifiers.len()
        ),
        ("新冠肺炎", 3)
    );
    assert_eq!(hints.document.authors, ["Müller, J.", "陈薇"]);
    assert_eq!(hints.document.published.unwrap().to_string(), "2020-03-12");
    let second = gone.resource("bb").hints.as_ref().unwrap();
    assert_eq!(second.document.kind, corpora::DocumentKind::Preprint);
    let part = gone.resource("bb/s4").hints.as_ref().unwrap();
    assert_eq!(part.document.relations[0].to.to_string(), "key:bb");
    let Place::Inline(page) = &gone.resource("cc").place else {
        panic!("no page")
    };
    assert!(String::from_utf8_lossy(&page.bytes).contains("Fièvre, toux"));
    assert!(gone.lister.lists_everything());
    let notes = gone.lister.notes().join("\n");
    assert!(
        notes.contains("1 parses") && notes.contains("outside"),
        "{notes}"
    );
}

#[tokio::test]
async fn an_interrupted_list_goes_on_where_it_was_unless_the_release_is_another() {
    let rows: String = (0..450)
        .map(|n| format!("u{n},,WHO,Title {n},,,,,x,,,,,,\n"))
        .collect();
    let dir = release(&rows, &[]);
    let whole = list(dir.path(), None).await;
    assert_eq!(whole.resources.len(), 450);
    let checkpoint = whole.lister.checkpoint();
    let rest = list(&dir.path().join("metadata.csv"), checkpoint.clone()).await;
    assert_eq!((rest.keys()[0], rest.resources.len()), ("u400", 50));
    assert!(!rest.lister.lists_everything());
    fs::write(
        dir.path().join("metadata.csv"),
        format!("{HEADERS}{rows}x,,,,,,,,,,,,,,\n"),
    )
    .unwrap();
    assert_eq!(list(dir.path(), checkpoint).await.resources.len(), 451);
}

#[tokio::test]
async fn a_bad_row_is_told_and_what_is_no_release_is_refused() {
    let dir = release("aa,too,few\nbb,,WHO,Toux,,,,,x,,,,,,\n", &[]);
    let mut gone = list(dir.path(), None).await;
    assert_eq!(gone.keys(), ["bb"]);
    assert!(!gone.lister.lists_everything());
    assert!(gone.lister.notes()[0].contains("line 2"));
    let definition = source(SourceKind::Cord19, "/no/such/folder");
    let error = Cord19Lister::open(&definition, &means(&Web::of(&[]), None))
        .await
        .unwrap_err();
    assert!(error.to_string().contains("expected the folder"), "{error}");
    fs::write(dir.path().join("metadata.csv"), "a,b\n1,2\n").unwrap();
    let definition = source(SourceKind::Cord19, dir.path().to_str().unwrap());
    let gone = through(&definition, means(&Web::of(&[]), None))
        .await
        .unwrap();
    assert!(
        gone.end
            .unwrap_err()
            .to_string()
            .contains("no column is known")
    );
}
