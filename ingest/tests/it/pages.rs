//! Pages written in the manner of health authorities, each with what is to be read of it.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use corpora::Document;

use crate::pipeline;

/// What was read of a page, to be compared line by line.
fn shown(document: &Document) -> String {
    let mut out = format!("title: {}\n", document.title);
    let date = |date: Option<corpora::Date>| date.map(|date| date.to_string());
    let status = &document.status;
    for (name, value) in [
        ("language", Some(document.language.tag().to_owned())),
        ("kind", Some(document.kind.name().to_owned())),
        ("publisher", document.publisher.clone()),
        ("published", date(document.published)),
        ("updated", date(document.updated)),
        ("status", Some(status.state.name().to_owned())),
        ("since", date(status.date)),
        ("by", status.by.as_ref().map(ToString::to_string)),
        ("note", status.note.clone()),
    ] {
        if let Some(value) = value {
            writeln!(out, "{name}: {value}").unwrap();
        }
    }
    for section in &document.sections {
        let anchor = section.anchor.as_ref().map(|a| format!(" #{a}"));
        let path = section.path.join(" / ");
        writeln!(out, "\n== {path}{}", anchor.unwrap_or_default()).unwrap();
        writeln!(out, "{}", section.text).unwrap();
    }
    out
}

/// The bytes of a page in the encoding it declares.
fn encoded(page: &str) -> Vec<u8> {
    let label = page
        .split_once("charset=")
        .map(|(_, rest)| rest.trim_start_matches('"'));
    let label = label.and_then(|rest| rest.split(['"', ' ', '>']).next());
    let encoding = label.and_then(|label| encoding_rs::Encoding::for_label(label.as_bytes()));
    let (bytes, ..) = encoding.unwrap_or(encoding_rs::UTF_8).encode(page);
    bytes.into_owned()
}

/// What differs is written to the folder for temporary files of the build, to be looked at.
#[tokio::test(flavor = "multi_thread")]
async fn pages_of_authorities_are_read_as_a_reader_sees_them() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let seen = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pages");
    fs::create_dir_all(&seen).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let mut different = Vec::new();
    let mut pages = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "html") {
            continue;
        }
        pages += 1;
        let file = dir.path().join(path.file_name().unwrap());
        fs::write(&file, encoded(&fs::read_to_string(&path).unwrap())).unwrap();
        let look = pipeline().look(file.to_str().unwrap()).await.unwrap();
        let text = look.documents.iter().map(shown).collect::<String>();
        let expected = fs::read_to_string(path.with_extension("txt")).unwrap_or_default();
        if text != expected {
            let name = path.with_extension("txt");
            fs::write(seen.join(name.file_name().unwrap()), &text).unwrap();
            different.push(format!("{}:\n{text}", path.display()));
        }
    }
    assert!(pages > 0);
    assert!(different.is_empty(), "{}", different.join("\n\n"));
}
