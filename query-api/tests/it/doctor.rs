//! What `rsc doctor` says, and that it only looks.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;

use crate::program::{Serving, printed, rsc, write};

/// Asks for the JSON form, with this `PATH`.
fn doctor(data: &Path, path: &Path) -> (Option<i32>, Value) {
    let mut command = rsc(data);
    let command = command.args(["doctor", "--json"]).env("PATH", path);
    let output = command.output().unwrap();
    let said = serde_json::from_slice(&output.stdout).unwrap();
    (output.status.code(), said)
}

fn text(data: &Path, path: &Path) -> (Option<i32>, String) {
    let Output { status, stdout, .. } = rsc(data).arg("doctor").env("PATH", path).output().unwrap();
    (status.code(), String::from_utf8(stdout).unwrap())
}

/// All files of a folder.
fn files(folder: &Path) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        }
        found.insert(path);
    }
    found
}

#[test]
fn without_tools_and_without_a_folder_all_is_well_and_nothing_is_made() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("数据");
    let (code, said) = doctor(&data, dir.path());
    assert_eq!((code, &said["ok"]), (Some(0), &Value::Bool(true)), "{said}");
    let pdftotext = &said["tools"][1];
    assert_eq!(pdftotext["usable"], false);
    assert!(
        pdftotext["install"]
            .as_str()
            .unwrap()
            .contains("poppler-utils")
    );
    assert_eq!(
        (&said["data"]["exists"], &said["data"]["schema"]),
        (&Value::Bool(false), &Value::Null)
    );
    assert!(said["data"]["free_bytes"].as_u64().unwrap() > 0);

    let (code, said) = text(&data, dir.path());
    assert_eq!(code, Some(0));
    for part in [
        "数据",
        "not used (optional)",
        "poppler-utils",
        "RSC_PDFIUM",
        "not there yet",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(files(dir.path()).is_empty());
}

#[cfg(unix)]
#[test]
fn a_tool_on_the_path_is_shown_with_its_version() {
    use std::os::unix::fs::PermissionsExt;

    let dir = tempfile::tempdir().unwrap();
    let tool = write(
        dir.path(),
        "pdftotext",
        "#!/bin/sh\necho 'pdftotext version 9.9' >&2\n",
    );
    std::fs::set_permissions(&tool, std::fs::Permissions::from_mode(0o755)).unwrap();
    let (_, said) = doctor(&dir.path().join("data"), dir.path());
    assert_eq!(
        said["tools"][1]["version"], "pdftotext version 9.9",
        "{said}"
    );
    let (_, said) = text(&dir.path().join("data"), dir.path());
    assert!(said.contains("pdftotext, pdftotext version 9.9"), "{said}");
}

#[cfg(unix)]
#[test]
fn recognition_is_shown_with_its_languages_and_can_be_switched_off() {
    use std::os::unix::fs::PermissionsExt;

    let dir = tempfile::tempdir().unwrap();
    let (data, bin) = (dir.path().join("data"), dir.path());
    let (_, said) = text(&data, bin);
    for part in [
        "tesseract is not installed",
        "pdftoppm is not installed",
        "tesseract-ocr-fra",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let script = "#!/bin/sh\ncase $1 in --list-langs) printf 'List:\\nara\\nchi_sim\\n-x\\n';; *) echo 'tesseract 9.9';; esac\n";
    let tool = write(bin, "tesseract", script);
    std::fs::set_permissions(&tool, std::fs::Permissions::from_mode(0o755)).unwrap();
    let (_, said) = doctor(&data, bin);
    let tesseract = &said["tools"][3];
    assert_eq!(tesseract["version"], "tesseract 9.9", "{said}");
    assert_eq!(
        tesseract["languages"],
        serde_json::json!(["ara", "chi_sim"])
    );
    let mut off = rsc(&data);
    let off = off.arg("doctor").env("PATH", bin).env("RSC_OCR", "off");
    let said = String::from_utf8(off.output().unwrap().stdout).unwrap();
    assert!(said.contains("switched off"), "{said}");
}

#[test]
fn a_library_that_is_named_and_not_there_is_told_and_no_error() {
    let dir = tempfile::tempdir().unwrap();
    let library = dir.path().join("libpdfium.so");
    let mut command = rsc(&dir.path().join("data"));
    let output = command
        .args(["doctor", "--json"])
        .env("RSC_PDFIUM", &library);
    let output = output.output().unwrap();
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (output.status.code(), &said["tools"][0]["usable"]),
        (Some(0), &Value::Bool(false))
    );
    let reason = said["tools"][0]["reason"].as_str().unwrap();
    assert!(reason.contains("libpdfium.so"), "{reason}");
}

#[test]
fn a_folder_in_use_is_looked_at_and_not_touched() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("بيانات");
    let good = write(dir.path(), "a.md", "# 发热\n\n发热患者应隔离。\n");
    printed(&data, &["ingest", good.to_str().unwrap()]);
    let before = files(&data);
    let (code, said) = doctor(&data, dir.path());
    assert_eq!(code, Some(0), "{said}");
    let found = &said["data"];
    assert_eq!(
        (&found["index"], &found["running"]),
        (&"g000001".into(), &Value::Bool(false))
    );
    assert_eq!(
        (found["quarantined"].as_u64(), found["writable"].as_bool()),
        (Some(0), Some(true))
    );
    assert!(found["schema"].as_u64().unwrap() > 0);
    assert_eq!(files(&data), before);

    let serving = Serving::start(&data);
    serving.wait_until_ready();
    let (code, said) = doctor(&data, dir.path());
    assert_eq!(
        (code, &said["data"]["running"]),
        (Some(0), &Value::Bool(true))
    );
    assert_eq!(said["data"]["process"], serving.child.id());
}

#[test]
fn what_cannot_be_used_ends_with_one_and_says_why() {
    let dir = tempfile::tempdir().unwrap();
    let file = write(dir.path(), "data", "no folder");
    let (code, said) = doctor(&file, dir.path());
    assert_eq!(
        (code, &said["ok"]),
        (Some(1), &Value::Bool(false)),
        "{said}"
    );

    let damaged = dir.path().join("damaged");
    write(
        &damaged,
        "catalogue.sqlite",
        "this is no catalogue, however long it may be",
    );
    let (code, said) = text(&damaged, dir.path());
    assert!(code == Some(1) && said.contains("PROBLEM"), "{said}");
}
