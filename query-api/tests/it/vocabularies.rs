//! Vocabularies that users bring.

use std::path::Path;

use serde_json::Value;

use crate::program::{Serving, printed, run, wait_for, write};

const NAMES: &str = "code,en,zh,th\nhpo:9000001,glimmer sickness,微光热,ไข้แสงริบหรี่\n";

const MORE: &str = "source_language\ttranslation_language\tsubject_id\tsource_value\tpredicate_id\ttranslation_value\ttranslation_status\n\
    en\tru\tHP:9000001\tglimmer sickness\trdfs:label\tмерцающая лихорадка\tOFFICIAL\n\
    en\thi\tHP:0001945\tFever\trdfs:label\tझिलमिल ज्वर\tCANDIDATE\n\
    en\tko\tHP:1\tX\trdfs:label\tㅇㅇ\tPERHAPS\n";

fn json(text: &str) -> Value {
    serde_json::from_str(text.lines().next().unwrap()).unwrap()
}

fn import(data: &Path, file: &Path, what: &str) -> Vec<String> {
    let file = file.to_str().unwrap();
    let columns = ["code=code", "en=label:en", "zh=label:zh", "th=label:th"];
    let mut arguments = vec!["vocabulary", what, file, "--class", "disease", "--json"];
    columns
        .iter()
        .for_each(|column| arguments.extend(["--column", column]));
    let printed = printed(data, &arguments);
    printed.lines().map(str::to_owned).collect()
}

fn check_shown(data: &Path) {
    let shown = json(&printed(
        data,
        &["vocabulary", "show", "мерцающая лихорадка", "--json"],
    ));
    let labels = shown[0]["labels"].as_array().unwrap();
    let sources: Vec<_> = labels
        .iter()
        .map(|l| (l["source"].as_str(), l["text"].as_str()))
        .collect();
    assert!(
        sources.contains(&(Some("more"), Some("мерцающая лихорадка"))),
        "{sources:?}"
    );
    assert!(
        sources.contains(&(Some("glimmer"), Some("ไข้แสงริบหรี่"))),
        "{sources:?}"
    );
    let shown = printed(data, &["vocabulary", "show", "hpo:0001945"]);
    assert!(
        shown.contains("fever") && shown.contains("झिलमिल ज्वर (synonym, more, candidate)"),
        "{shown}"
    );
}

#[test]
fn a_vocabulary_is_checked_imported_shown_listed_and_removed() {
    let dir = tempfile::tempdir().unwrap();
    let (data, file) = (dir.path().join("数据"), dir.path().join("glimmer.csv"));
    write(dir.path(), "glimmer.csv", NAMES);
    write(dir.path(), "more.tsv", MORE);
    let checked = json(&import(&data, &file, "check")[0]);
    assert_eq!(
        (&checked["stored"], &checked["concepts"]),
        (&false.into(), &1.into())
    );
    assert!(!data.exists(), "a check makes nothing");
    let imported = json(&import(&data, &file, "import")[0]);
    assert_eq!(
        (&imported["stored"], &imported["labels"]),
        (&true.into(), &3.into())
    );

    // A record is refused, and said to be; the rest joins by code what is there.
    let more = dir.path().join("more.tsv");
    let output = run(
        &data,
        &[
            "vocabulary",
            "import",
            more.to_str().unwrap(),
            "--licence",
            "CC BY",
        ],
    );
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.contains("refused    1 records") && text.contains("its status is none of"),
        "{text}"
    );
    assert!(text.contains("joins      2 concepts"), "{text}");

    check_shown(&data);
    let listed = json(&printed(&data, &["vocabulary", "list", "--json"]));
    let names: Vec<_> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|v| v["name"].clone())
        .collect();
    assert_eq!(names, ["glimmer", "more"]);
    assert_eq!(listed[1]["licence"], "CC BY");
    printed(&data, &["vocabulary", "remove", "glimmer", "more"]);
    assert!(
        !run(&data, &["vocabulary", "show", "微光热"])
            .status
            .success()
    );
    let missing = run(&data, &["vocabulary", "remove", "glimmer"]);
    let said = String::from_utf8_lossy(&missing.stderr).into_owned();
    assert!(
        !missing.status.success() && said.contains("rsc vocabulary list"),
        "{said}"
    );
}

#[test]
fn a_name_taken_from_a_file_does_not_replace_what_came_from_another() {
    let dir = tempfile::tempdir().unwrap();
    let (data, file) = (dir.path().join("data"), dir.path().join("glimmer.csv"));
    write(dir.path(), "glimmer.csv", NAMES);
    import(&data, &file, "import");
    let other = dir.path().join("other");
    write(&other, "glimmer.csv.txt", NAMES);
    let other = other.join("glimmer.csv.txt");
    let arguments = [
        "vocabulary",
        "import",
        other.to_str().unwrap(),
        "--class",
        "sign",
    ];
    let columns = ["--column", "code=code", "--column", "en=label:en"];
    let refused = run(&data, &[&arguments[..], &columns].concat());
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("was imported from glimmer.csv"), "{said}");
}

#[test]
fn what_cannot_be_read_is_said_and_nothing_is_stored() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    for (name, text, said) in [
        ("a.csv", "x,y\n1,2\n", "--column NAME=ROLE"),
        (
            "b.obo",
            "format-version: 1.2\n",
            "no concept could be taken",
        ),
        ("c.txt", "发热", "not a vocabulary"),
        (
            "d.xml",
            "<?xml version='1.0'?><DescriptorRecordSet><DescriptorRecord>",
            "download it again",
        ),
        (
            "词.obo",
            "format-version: 1.2\n",
            "no name for a vocabulary",
        ),
    ] {
        write(dir.path(), name, text);
        let file = dir.path().join(name);
        let output = run(&data, &["vocabulary", "import", file.to_str().unwrap()]);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{name}");
        assert!(error.contains(said), "{name}: {error}");
    }
    assert!(!data.join("vocabularies").exists());
}

#[test]
fn a_running_service_takes_up_what_is_imported_and_drops_what_is_removed() {
    let dir = tempfile::tempdir().unwrap();
    let (data, file) = (dir.path().join("data"), dir.path().join("glimmer.csv"));
    write(dir.path(), "glimmer.csv", NAMES);
    write(
        &dir.path().join("in"),
        "a.md",
        "# 病例\n\n患者诊断为微光热，已隔离观察七天。\n",
    );
    printed(&data, &["ingest", dir.path().join("in").to_str().unwrap()]);
    let serving = Serving::start(&data);
    // No word of the query is in the document.
    let found = || {
        let (status, body) = serving.get("/v1/search?q=glimmer+sickness");
        let body: Value = serde_json::from_str(&body).unwrap_or_default();
        let hits = body["hits"].as_array().map_or(0, Vec::len);
        (status == 200).then_some((hits, body["understood"]["concepts"].clone()))
    };
    assert_eq!(found().unwrap().0, 0);
    import(&data, &file, "import");
    wait_for("the new name", || {
        found().is_some_and(|(hits, _)| hits == 1)
    });
    assert_eq!(found().unwrap().1[0]["class"], "disease");
    printed(&data, &["vocabulary", "remove", "glimmer"]);
    wait_for("the old names", || {
        found().is_some_and(|(hits, _)| hits == 0)
    });
}
