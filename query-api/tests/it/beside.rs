//! Commands beside and without a service.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::kill::{DOCUMENTS_EACH, FILES, generate};
use crate::program::{Serving, printed, rsc, run, wait_for, write};
use serde_json::Value;

#[test]
fn what_is_ingested_beside_a_service_becomes_searchable() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let serving = Serving::start(&data);
    serving.wait_until_ready();
    let word = "葡萄藤热";
    let line = format!(
        "{{\"id\":\"a\",\"title\":\"{word}诊疗\",\"text\":\"{word}患者应隔离。\",\"lang\":\"zh\"}}\n"
    );
    let file = write(&dir.path().join("in"), "docs.jsonl", &line);
    let text = printed(&data, &["ingest", file.to_str().unwrap()]);
    assert!(text.contains("within 2 seconds"), "{text}");
    wait_for("the document", || serving.found(word) == 1);
}

#[test]
fn ingest_indexes_by_itself_and_says_what_it_refused() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let folder = dir.path().join("in");
    write(&folder, "a.md", "# Ravinda fever\n\nGive fluids.\n");
    let good = run(&data, &["ingest", folder.to_str().unwrap()]);
    assert_eq!(
        good.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&good.stderr)
    );
    assert!(printed(&data, &["search", "ravinda"]).contains("1 documents"));

    write(
        &folder,
        "broken.jsonl",
        "{\"id\":\"x\",\"title\":\"t\",\"text\":\"fine\"}\nnot json\n",
    );
    let output = run(&data, &["ingest", folder.to_str().unwrap(), "--json"]);
    assert_eq!(output.status.code(), Some(2));
    let lines = String::from_utf8(output.stdout).unwrap();
    let events: Vec<Value> = lines
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    let report = &events.iter().find(|e| e["event"] == "report").unwrap()["report"];
    assert_eq!(report["quarantined"][0]["item"], "line 2");
    assert_eq!(report["counts"]["unchanged"], 1);
    assert!(events.iter().any(|event| event["event"] == "indexed"));
}

#[test]
fn failures_say_what_to_do() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("nothing");
    for (arguments, said) in [
        (vec!["search", "fever"], "rsc serve"),
        (vec!["status"], "rsc serve"),
        (vec!["reindex"], "rsc serve"),
        (vec!["ingest", "/no/such/file"], "/no/such/file"),
        (vec!["source", "run", "nobody"], "nobody"),
        (vec!["extract", "/no/such/file"], "/no/such/file"),
    ] {
        let output = run(&data, &arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(errors.contains(said), "{arguments:?}: {errors}");
        if ["search", "status", "reindex"].contains(&arguments[0]) {
            assert!(!data.exists(), "reading makes no folder");
        }
    }
}

#[test]
fn sources_are_listed_added_run_and_removed() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let folder = dir.path().join("in");
    write(&folder, "a.md", "# Ravinda fever\n\nGive fluids.\n");
    let url = folder.to_str().unwrap();
    let add = [
        "source", "add", "--id", "mine", "--name", "Mine", "--kind", "folder", "--url", url,
    ];
    printed(&data, &add);
    assert_eq!(
        run(&data, &add).status.code(),
        Some(1),
        "a name is taken once"
    );
    assert!(printed(&data, &["source", "preview", "mine"]).contains("Ravinda fever"));
    printed(&data, &["source", "run", "mine"]);
    let list: Value = serde_json::from_str(&printed(&data, &["source", "list", "--json"])).unwrap();
    let sources = list.as_array().unwrap();
    let mine = sources
        .iter()
        .find(|source| source["id"] == "mine")
        .unwrap();
    assert_eq!(
        (mine["documents"].as_u64(), mine["state"].as_str()),
        (Some(1), Some("active"))
    );
    assert!(sources.len() > 20, "the bundled ones are offered");
    printed(&data, &["source", "pause", "mine"]);
    printed(&data, &["source", "remove", "mine"]);
    assert!(!printed(&data, &["source", "list"]).contains("mine"));
    assert!(
        printed(&data, &["search", "ravinda"]).contains("Ravinda fever"),
        "its documents stay"
    );
}

#[test]
fn extract_shows_a_file_and_stores_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let file = write(
        dir.path(),
        "a.md",
        "# Ravinda fever\n\n## Dose\n\nGive fluids \u{1b}[31m.\n",
    );
    let text = printed(&data, &["extract", file.to_str().unwrap()]);
    assert!(
        text.contains("Ravinda fever") && text.contains("Dose") && text.contains("Give fluids")
    );
    assert!(
        !text.contains('\u{1b}'),
        "documents cannot command a terminal"
    );
    assert!(!data.exists());
}

#[test]
fn reindex_builds_the_same_index_again() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let file = write(dir.path(), "a.md", "# Ravinda fever\n\nGive fluids.\n");
    printed(&data, &["ingest", file.to_str().unwrap()]);
    let status: Value = serde_json::from_str(&printed(&data, &["reindex", "--json"])).unwrap();
    assert_eq!(status["documents"], 1);
    assert!(printed(&data, &["search", "ravinda"]).contains("1 documents"));
}

#[test]
fn an_ingest_that_is_asked_to_end_keeps_what_it_has() {
    let dir = tempfile::tempdir().unwrap();
    let (data, folder) = (dir.path().join("data"), dir.path().join("in"));
    generate(&folder);
    let mut command = rsc(&data);
    command
        .arg("ingest")
        .arg(&folder)
        .arg("--json")
        .stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let first: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
    let pid = child.id().to_string();
    Command::new("kill").args(["-TERM", &pid]).status().unwrap();
    let rest: Vec<Value> = lines
        .map(|line| serde_json::from_str(&line.unwrap()).unwrap())
        .collect();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let report = &rest
        .iter()
        .find(|event| event["event"] == "report")
        .unwrap()["report"];
    assert_eq!(report["stopped"], true, "{report}");
    let status: Value = serde_json::from_str(&printed(&data, &["status", "--json"])).unwrap();
    assert_eq!(status["documents"], report["counts"]["new"]);
    assert!(status["documents"].as_u64() >= first["documents"].as_u64());
    assert!(status["documents"].as_u64().unwrap() < (FILES * DOCUMENTS_EACH) as u64);
}

#[test]
fn a_source_is_written_as_toml_and_read_as_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let list: Value = serde_json::from_str(&printed(&data, &["source", "list", "--json"])).unwrap();
    let bundled: Vec<&str> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|s| s["id"].as_str().unwrap())
        .collect();
    // One of each kind is enough here: all of them are read from TOML to begin with.
    let (mut kinds, mut tried) = (std::collections::BTreeSet::new(), 0);
    for id in bundled {
        let before = printed(&data, &["source", "export", id]);
        let kind = before
            .lines()
            .find(|line| line.starts_with("kind"))
            .unwrap()
            .to_owned();
        if !kinds.insert(kind) {
            continue;
        }
        let name = format!("copy-{tried}");
        let file = write(
            dir.path(),
            "copy.toml",
            &before.replace(&format!("id = \"{id}\""), &format!("id = \"{name}\"")),
        );
        printed(
            &data,
            &["source", "add", file.to_str().unwrap(), "--paused"],
        );
        let after = printed(&data, &["source", "export", &name]);
        assert_eq!(after.replace(&name, id), before, "{id}");
        tried += 1;
    }
    assert!(tried >= 5, "{kinds:?}");
}
