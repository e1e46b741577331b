//! What a source's own versioning does, from its definition to a hit.

use std::path::Path;

use serde_json::Value;

use crate::program::{printed, write};

const DEFINITION: &str = r#"
id = "protocols"
name = "诊疗方案"
kind = "folder"
url = "FOLDER"
language = "zh"

[versions]
titles = ['^(?<series>拉文达热)(?:肺炎|感染)诊疗方案（第(?<version>[一二三四五六七八九十]+)版）$']
"#;

const SEVENTH: &str = "拉文达热肺炎诊疗方案（第七版）";
const TENTH: &str = "拉文达热感染诊疗方案（第十版）";

struct Protocols(tempfile::TempDir);

impl Protocols {
    /// The source is known; the later edition came first.
    fn of_a_source() -> Self {
        let protocols = Self(tempfile::tempdir().unwrap());
        let files = protocols.0.path().join("in");
        write(
            &files,
            "10.md",
            &format!("# {TENTH}\n\n患者应隔离五天，必要时延长。\n"),
        );
        let definition = DEFINITION.replace("FOLDER", files.to_str().unwrap());
        write(protocols.0.path(), "protocols.toml", &definition);
        let file = protocols.0.path().join("protocols.toml");
        protocols.rsc(&["source", "add", file.to_str().unwrap()]);
        protocols.rsc(&["source", "run", "protocols"]);
        write(
            &files,
            "7.md",
            &format!("# {SEVENTH}\n\n患者应隔离、隔离、再隔离。\n"),
        );
        protocols
    }

    fn rsc(&self, arguments: &[&str]) -> String {
        printed(&self.0.path().join("data"), arguments)
    }

    fn hits(&self) -> Vec<Value> {
        let found = self.rsc(&["search", "患者隔离", "--json"]);
        let found: Value = serde_json::from_str(&found).unwrap();
        let hits = found["hits"].as_array().unwrap().clone();
        hits.into_iter()
            .map(|hit| hit["document"].clone())
            .collect()
    }
}

#[test]
fn an_earlier_edition_that_comes_later_says_what_replaced_it_and_stays_below_it() {
    let protocols = Protocols::of_a_source();
    let preview = protocols.rsc(&["source", "preview", "protocols"]);
    let (older, newer) = (format!("{SEVENTH} [七]"), format!("by {TENTH} [十]"));
    assert!(
        preview.contains(&older) && preview.contains(&newer),
        "{preview}"
    );
    for told in [true, false] {
        let report = protocols.rsc(&["source", "run", "protocols"]);
        let marked = report.contains("superseded by later editions 1");
        assert_eq!(marked, told, "{report}");
        let hits = protocols.hits();
        let titles: Vec<_> = hits
            .iter()
            .map(|hit| hit["title"].as_str().unwrap())
            .collect();
        assert_eq!(titles, [TENTH, SEVENTH]);
        let status = &hits[1]["status"];
        assert_eq!(status["state"], "superseded");
        assert_eq!(status["replaced_by"]["title"], TENTH);
        let note = status["note"].as_str().unwrap();
        assert!(
            note.contains("by the versioning of the source protocols"),
            "{note}"
        );
        assert_eq!(hits[0]["status"]["state"], "current");
    }
    let id = protocols.hits()[1]["id"].as_str().unwrap().to_owned();
    protocols.rsc(&[
        "document",
        "restore",
        &id,
        "--who",
        "Ana Ruiz",
        "--why",
        "另一种疾病",
    ]);
    let restored = protocols.hits();
    let restored = restored.iter().find(|hit| hit["title"] == SEVENTH).unwrap();
    assert_eq!(restored["status"]["state"], "current");
}

#[test]
fn a_definition_with_versions_is_exported_and_read_again() {
    let protocols = Protocols::of_a_source();
    let exported = protocols.rsc(&["source", "export", "protocols"]);
    assert!(exported.contains("[versions]"), "{exported}");
    protocols.rsc(&["source", "remove", "protocols"]);
    write(protocols.0.path(), "again.toml", &exported);
    let file = protocols.0.path().join("again.toml");
    protocols.rsc(&["source", "add", file.to_str().unwrap()]);
    assert_eq!(protocols.rsc(&["source", "export", "protocols"]), exported);
    assert!(Path::new(&file).exists());
}
