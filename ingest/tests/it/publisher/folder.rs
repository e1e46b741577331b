//! The same story of files, whose faults are not those of a wire.

use std::fs;

use corpora::Catalogue;

use super::story::page;
use crate::{documents, folder, refused, run};

#[tokio::test(flavor = "multi_thread")]
async fn files_in_trouble_are_named_and_heal_and_the_others_are_there_once() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(dir.path().join(name), bytes).unwrap();
    write("好.html", &page("/good").body);
    write("empty.html", b"");
    write("called.pdf", &page("/called").body);
    let mut catalogue = Catalogue::in_memory().unwrap();
    for new in [1, 0] {
        let report = run(&mut catalogue, &folder(dir.path())).await;
        assert_eq!(report.counts.new, new, "{report}");
        assert_eq!(
            refused(&catalogue),
            ["called.pdf  mislabelled", "empty.html  no-text"]
        );
    }

    write("empty.html", &page("/empty").body);
    fs::rename(
        dir.path().join("called.pdf"),
        dir.path().join("called.html"),
    )
    .unwrap();
    let report = run(&mut catalogue, &folder(dir.path())).await;
    assert_eq!(report.counts.new, 2, "{report}");
    let again = run(&mut catalogue, &folder(dir.path())).await;
    assert_eq!(
        (again.counts.unchanged, again.counts.new),
        (3, 0),
        "{again}"
    );
    assert_eq!(documents(&catalogue).len(), 3);
    // Nobody has read that one, and nobody knows what became of it.
    assert_eq!(refused(&catalogue), ["called.pdf  mislabelled"]);
}
