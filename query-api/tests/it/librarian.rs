//! What a librarian says of a document.

use serde_json::Value;

use crate::program::{Serving, printed, run, wait_for, write};

fn json(text: &str) -> Value {
    serde_json::from_str(text.lines().next().unwrap()).unwrap()
}

fn hit(text: &str, title: &str) -> Value {
    let found: Value = serde_json::from_str(text).unwrap();
    let hits = found["hits"].as_array().unwrap();
    let hit = hits.iter().find(|hit| hit["document"]["title"] == title);
    hit.unwrap()["document"].clone()
}

const SEVENTH: &str = "拉文达热诊疗方案 第七版";
const EIGHTH: &str = "拉文达热诊疗方案 第八版";

/// Two editions of a protocol, the older of which a librarian says is replaced.
struct Protocols {
    dir: tempfile::TempDir,
    seventh: String,
    eighth: String,
    /// What the command said.
    answer: String,
}

impl Protocols {
    fn marked() -> Self {
        let mut protocols = Self {
            dir: tempfile::tempdir().unwrap(),
            seventh: String::new(),
            eighth: String::new(),
            answer: String::new(),
        };
        protocols.write(
            "7.md",
            &format!("# {SEVENTH}\n\n拉文达热患者应隔离七天。\n"),
        );
        protocols.write(
            "8.md",
            &format!("# {EIGHTH}\n\n拉文达热患者应隔离五天，必要时延长。\n"),
        );
        protocols.ingest();
        let id = |title| protocols.hit(title)["id"].as_str().unwrap().to_owned();
        (protocols.seventh, protocols.eighth) = (id(SEVENTH), id(EIGHTH));
        let (seventh, eighth) = (&protocols.seventh, &protocols.eighth);
        protocols.answer = protocols.rsc(&[
            "document",
            "supersede",
            seventh,
            "--by",
            eighth,
            "--who",
            "Ana Ruiz",
            "--why",
            "第八版代替第七版",
        ]);
        protocols
    }

    fn rsc(&self, arguments: &[&str]) -> String {
        printed(&self.dir.path().join("data"), arguments)
    }

    fn write(&self, name: &str, text: &str) {
        write(&self.dir.path().join("in"), name, text);
    }

    fn ingest(&self) {
        self.rsc(&["ingest", self.dir.path().join("in").to_str().unwrap()]);
    }

    fn hit(&self, title: &str) -> Value {
        hit(&self.rsc(&["search", "拉文达热", "--json"]), title)
    }

    fn shown(&self) -> Value {
        json(&self.rsc(&["document", "show", &self.seventh, "--json"]))
    }

    fn is_superseded(&self) {
        let document = self.hit(SEVENTH);
        let status = &document["status"];
        assert_eq!(status["state"], "superseded", "{document}");
        assert_eq!(status["source"], "Ana Ruiz");
        assert_eq!(status["note"], "第八版代替第七版");
        assert_eq!(status["date"].as_str().unwrap().len(), 10);
    }
}

#[test]
fn what_a_librarian_says_is_in_every_hit() {
    let protocols = Protocols::marked();
    let text = &protocols.answer;
    assert!(
        text.contains("superseded") && text.contains(&protocols.eighth),
        "{text}"
    );
    protocols.is_superseded();
    let text = protocols.rsc(&["search", "拉文达热"]);
    assert!(
        text.contains("SUPERSEDED") && text.contains("Ana Ruiz"),
        "{text}"
    );
    // The old one stands below what replaces it.
    assert!(
        text.find("第八版").unwrap() < text.find("第七版").unwrap(),
        "{text}"
    );
}

#[test]
fn what_a_librarian_says_outlives_new_versions_and_can_be_taken_back() {
    let protocols = Protocols::marked();
    protocols.write(
        "7.md",
        &format!("# {SEVENTH}\n\n拉文达热患者应隔离七天。\n\n新增一段。\n"),
    );
    // Changed, then unchanged.
    for _ in 0..2 {
        protocols.ingest();
        protocols.is_superseded();
    }
    let shown = protocols.shown();
    assert_eq!(
        (&shown["version"], &shown["replaced_by"]["id"]),
        (&2.into(), &protocols.eighth.as_str().into())
    );
    assert_eq!(shown["statements"][0]["sayer"], "librarian");
    let text = protocols.rsc(&["document", "show", &protocols.seventh]);
    assert!(
        text.contains("Ana Ruiz") && text.contains("version 2"),
        "{text}"
    );

    // Taken back; both statements stay on record.
    let seventh = &protocols.seventh;
    protocols.rsc(&[
        "document", "restore", seventh, "--who", "李伟", "--why", "误标",
    ]);
    assert_eq!(protocols.hit(SEVENTH)["status"]["state"], "current");
    let statements = &protocols.shown()["statements"];
    assert_eq!(statements.as_array().unwrap().len(), 2);
}

#[test]
fn beside_a_service_it_is_seen_at_once_in_the_api_and_on_the_page() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let folder = dir.path().join("in");
    write(&folder, "a.md", "# Ravinda fever\n\nGive fluids to all.\n");
    printed(&data, &["ingest", folder.to_str().unwrap()]);
    let found = printed(&data, &["search", "ravinda", "--json"]);
    let id = hit(&found, "Ravinda fever")["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let serving = Serving::start(&data);
    serving.wait_until_ready();
    let mark = [
        "document",
        "withdraw",
        &id,
        "--who",
        "أمينة المكتبة",
        "--why",
        "أُلغي بقرار الوزارة",
    ];
    let text = printed(&data, &mark);
    assert!(text.contains("within 2 seconds"), "{text}");
    wait_for("the standing", || {
        let (_, body) = serving.get("/v1/search?q=ravinda");
        hit(&body, "Ravinda fever")["status"]["note"] == "أُلغي بقرار الوزارة"
    });
    let (_, page) = serving.get("/search?q=ravinda");
    assert!(page.contains("standing withdrawn"), "{page}");
    assert!(
        page.contains("أمينة المكتبة") && page.contains("أُلغي بقرار الوزارة"),
        "{page}"
    );
}

#[test]
fn nothing_is_recorded_without_a_name_a_reason_and_a_document() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let folder = dir.path().join("in");
    write(&folder, "a.md", "# Ravinda fever\n\nGive fluids.\n");
    printed(&data, &["ingest", folder.to_str().unwrap()]);
    let found = printed(&data, &["search", "ravinda", "--json"]);
    let id = hit(&found, "Ravinda fever")["id"]
        .as_str()
        .unwrap()
        .to_owned();
    for (arguments, said) in [
        (vec!["withdraw", &id, "--why", "x"], "--who"),
        (vec!["withdraw", &id, "--who", "Ana"], "--why"),
        (
            vec!["withdraw", &id, "--who", " ", "--why", "x"],
            "who says so",
        ),
        (
            vec!["withdraw", "doi:10.1234/none", "--who", "Ana", "--why", "x"],
            "no document here",
        ),
        (
            vec!["withdraw", "何か", "--who", "Ana", "--why", "x"],
            "expected a document",
        ),
        (
            vec!["supersede", &id, "--by", &id, "--who", "Ana", "--why", "x"],
            "cannot replace itself",
        ),
        (
            vec![
                "withdraw", &id, "--who", "Ana", "--why", "x", "--since", "soon",
            ],
            "soon",
        ),
    ] {
        let arguments = [&["document"][..], &arguments[..]].concat();
        let output = run(&data, &arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(errors.contains(said), "{arguments:?}: {errors}");
    }
    assert_eq!(
        hit(
            &printed(&data, &["search", "ravinda", "--json"]),
            "Ravinda fever"
        )["status"]["state"],
        "current"
    );
}
