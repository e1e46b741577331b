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

#[test]
#[expect(clippy::too_many_lines, reason = "a story is told in one piece")]
fn what_a_librarian_says_is_in_every_hit_outlives_new_versions_and_can_be_taken_back() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let folder = dir.path().join("in");
    let old = "# 拉文达热诊疗方案 第七版\n\n拉文达热患者应隔离七天。\n";
    write(&folder, "7.md", old);
    write(
        &folder,
        "8.md",
        "# 拉文达热诊疗方案 第八版\n\n拉文达热患者应隔离五天，必要时延长。\n",
    );
    let path = folder.to_str().unwrap();
    printed(&data, &["ingest", path]);
    let search = |query: &str| printed(&data, &["search", query, "--json"]);
    let id = |title: &str| {
        hit(&search("拉文达热"), title)["id"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let (seventh, eighth) = (id("拉文达热诊疗方案 第七版"), id("拉文达热诊疗方案 第八版"));

    let who = ["--who", "Ana Ruiz", "--why", "第八版代替第七版"];
    let supersede = [
        &["document", "supersede", &seventh, "--by", &eighth][..],
        &who[..],
    ]
    .concat();
    let text = printed(&data, &supersede);
    assert!(
        text.contains("superseded") && text.contains(&eighth),
        "{text}"
    );
    let expected = |document: &Value| {
        let status = &document["status"];
        assert_eq!(status["state"], "superseded", "{document}");
        assert_eq!(status["source"], "Ana Ruiz");
        assert_eq!(status["note"], "第八版代替第七版");
        assert_eq!(status["date"].as_str().unwrap().len(), 10);
    };
    expected(&hit(&search("拉文达热"), "拉文达热诊疗方案 第七版"));
    let text = printed(&data, &["search", "拉文达热"]);
    assert!(
        text.contains("SUPERSEDED") && text.contains("Ana Ruiz"),
        "{text}"
    );
    // The old one stands below what replaces it.
    assert!(
        text.find("第八版").unwrap() < text.find("第七版").unwrap(),
        "{text}"
    );

    // A new harvest of the same document, changed and unchanged.
    write(&folder, "7.md", &format!("{old}\n\n新增一段。\n"));
    for _ in 0..2 {
        printed(&data, &["ingest", path]);
        expected(&hit(&search("拉文达热"), "拉文达热诊疗方案 第七版"));
    }
    let shown = json(&printed(&data, &["document", "show", &seventh, "--json"]));
    assert_eq!(
        (&shown["version"], &shown["replaced_by"]["id"]),
        (&2.into(), &eighth.as_str().into())
    );
    assert_eq!(shown["statements"][0]["sayer"], "librarian");
    let text = printed(&data, &["document", "show", &seventh]);
    assert!(
        text.contains("Ana Ruiz") && text.contains("version 2"),
        "{text}"
    );

    // Taken back; both statements stay on record.
    let restore = [
        &["document", "restore", &seventh][..],
        &["--who", "李伟", "--why", "误标"],
    ]
    .concat();
    printed(&data, &restore);
    assert_eq!(
        hit(&search("拉文达热"), "拉文达热诊疗方案 第七版")["status"]["state"],
        "current"
    );
    let shown = json(&printed(&data, &["document", "show", &seventh, "--json"]));
    assert_eq!(shown["statements"].as_array().unwrap().len(), 2);
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
