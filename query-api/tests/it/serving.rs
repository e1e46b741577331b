//! `rsc serve`, the real program at a real socket.

use crate::program::{Serving, printed, run, wait_for, write};

#[test]
fn an_empty_folder_becomes_a_searchable_collection() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("数据");
    let serving = Serving::start(&data);
    assert_eq!(serving.get("/healthz").0, 200);
    serving.wait_until_ready();
    for query in ["dexamethasone", "地塞米松", "fiebre dengue"] {
        assert!(serving.found(query) > 0, "{query}");
        let encoded: String = url::form_urlencoded::byte_serialize(query.as_bytes()).collect();
        let (status, page) = serving.get(&format!("/search?q={encoded}"));
        assert!(status == 200 && page.contains("<mark>"), "{query}");
        assert!(page.len() < 40_000, "{query}: {} bytes", page.len());
    }
    assert_eq!(serving.terminate(), Some(0));

    // Nothing is done twice at the next start, and the folder can be searched without a service.
    let before = printed(&data, &["status", "--json"]);
    let again = Serving::start(&data);
    again.wait_until_ready();
    assert_eq!(again.terminate(), Some(0));
    let changes =
        |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap()["changes"].clone();
    assert_eq!(
        changes(&before),
        changes(&printed(&data, &["status", "--json"]))
    );
    let text = printed(&data, &["search", "地塞米松", "--explain", "--limit", "2"]);
    assert!(text.contains("  1  ") && text.contains("score"), "{text}");
}

#[test]
fn a_second_service_is_refused_and_told_why() {
    let dir = tempfile::tempdir().unwrap();
    let serving = Serving::start(dir.path());
    serving.wait_until_ready();
    for arguments in [vec!["serve", "--listen", "127.0.0.1:0"], vec!["reindex"]] {
        let second = run(dir.path(), &arguments);
        assert_eq!(second.status.code(), Some(1));
        let errors = String::from_utf8(second.stderr).unwrap();
        let pid = serving.child.id().to_string();
        assert!(
            errors.contains(&pid) && errors.contains("search, status and ingest"),
            "{errors}"
        );
    }
    assert!(printed(dir.path(), &["search", "measles"]).contains("documents in"));
    assert!(serving.found("measles") > 0, "the first goes on");
}

#[test]
fn an_endless_address_and_garbage_do_no_harm() {
    let dir = tempfile::tempdir().unwrap();
    let serving = Serving::start(dir.path());
    let long = format!(
        "GET /v1/search?q={} HTTP/1.1\r\nhost: x\r\n\r\n",
        "a".repeat(10_000_000)
    );
    let answer = serving.raw(long.as_bytes());
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 4"),
        "{}",
        &answer[..answer.len().min(80)]
    );
    let answer = serving.raw(b"\x16\x03\x01\x00\xff\x00\r\n\r\n");
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 400"),
        "{answer}"
    );
    assert_eq!(serving.get("/healthz").0, 200);
}

#[test]
fn what_is_put_into_a_watched_folder_comes_in_by_itself() {
    let dir = tempfile::tempdir().unwrap();
    let (data, folder) = (dir.path().join("data"), dir.path().join("in"));
    write(&folder, "a.md", "# Ravinda fever\n\nGive fluids to all.\n");
    let url = folder.to_str().unwrap();
    let add = [
        "source", "add", "--id", "mine", "--name", "Mine", "--kind", "folder", "--url", url,
    ];
    printed(&data, &add);
    let serving = Serving::start(&data);
    serving.wait_until_ready();
    wait_for("the first file", || serving.found("ravinda") == 1);
    write(
        &folder.join("区"),
        "b.md",
        "# 拉文达热\n\n所有患者应补液。\n",
    );
    wait_for("the new file", || serving.found("拉文达热") == 1);
    write(
        &folder,
        "a.md",
        "# Ravinda fever\n\nGive zincovite to all.\n",
    );
    wait_for("the changed file", || serving.found("zincovite") == 1);
    // Switched off, it is left alone; switched on again, it catches up.
    printed(&data, &["source", "pause", "mine"]);
    write(&folder, "c.md", "# Morvania pox\n\nIsolate for ten days.\n");
    std::thread::sleep(std::time::Duration::from_secs(12));
    assert_eq!(serving.found("morvania"), 0);
    printed(&data, &["source", "resume", "mine"]);
    wait_for("the file that waited", || serving.found("morvania") == 1);
}
