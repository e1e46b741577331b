use std::fs;

use corpora::{SourceDefinition, SourceKind};
use ingest::IngestError;

use crate::server::{Answer, Server};
use crate::{folder, pipeline};

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_shows_what_would_be_stored_up_to_its_limit() {
    let dir = tempfile::tempdir().unwrap();
    for n in 0..5 {
        fs::write(
            dir.path().join(format!("{n}.md")),
            format!("# Measles {n}\n\n## Dose\n\n{n} mg"),
        )
        .unwrap();
    }
    fs::write(dir.path().join("1.txt"), "").unwrap();
    let preview = pipeline().preview(&folder(dir.path()), 3).await.unwrap();
    let titles: Vec<_> = preview.documents.iter().map(|d| d.title.as_str()).collect();
    assert_eq!(titles, ["Measles 0", "Measles 1"]);
    assert_eq!(preview.quarantined[0].reason, "no-text");
    assert_eq!(preview.total, Some(6));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_shows_what_the_system_sees_in_a_file_or_at_an_address() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("记录.jsonl");
    let lines: Vec<String> = (0..150)
        .map(|n| format!("{{\"id\": {n}, \"text\": \"{n}\"}}"))
        .collect();
    fs::write(&file, lines.join("\n")).unwrap();
    let look = pipeline().look(file.to_str().unwrap()).await.unwrap();
    assert_eq!((look.documents.len(), look.more), (100, true));
    assert_eq!(look.media_type.unwrap().essence(), "application/jsonl");
    assert!(look.reader.starts_with("jsonl/"));

    let server = Server::start().await;
    server.serve(
        "/a",
        Answer::new("text/html", "<title>Mpox</title><p>Isolate.</p>"),
    );
    let look = pipeline().look(&server.url("/a")).await.unwrap();
    assert_eq!(look.documents[0].title, "Mpox");
    let look = pipeline().look(&server.url("/b")).await.unwrap();
    assert_eq!(look.quarantined[0].reason, "not-there");
    for target in ["/no/such/file", dir.path().to_str().unwrap(), "ftp://x"] {
        let outcome = pipeline().look(target).await;
        assert!(
            matches!(outcome, Err(IngestError::NoTarget { .. })),
            "{target}: {outcome:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_shows_what_came_before_a_page_of_the_list_that_cannot_be_had() {
    let server = Server::start().await;
    // What leads to the next page leads nowhere.
    let feed = "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel>\
         <title>INSP</title><atom:link rel=\"next\" href=\"http://127.0.0.1:1/feed\"/><item><title>Brève</title>\
         <guid isPermaLink=\"false\">note-1</guid><description>Trois cas confirmés à Bunia.</description></item>\
         </channel></rss>";
    server.serve("/feed", Answer::new("application/rss+xml", feed));
    let source = SourceDefinition::new("insp", "INSP", SourceKind::Feed, &server.url("/feed"));
    let preview = pipeline().preview(&source, 10).await.unwrap();
    assert_eq!(preview.documents.len(), 1, "{preview:?}");
    let told = |note: &String| note.contains("could not be read on");
    assert!(preview.notes.iter().any(told), "{:?}", preview.notes);
    // Where nothing came before, that is what there is to say.
    let source = SourceDefinition::new("insp", "INSP", SourceKind::Feed, &server.url("/none"));
    assert!(pipeline().preview(&source, 10).await.is_err());
}
