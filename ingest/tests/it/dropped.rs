//! A page that no longer says that it was taken back.

use std::fs;

use corpora::{Catalogue, SourceDefinition, SourceKind, State, Status};

use crate::server::{Answer, Server};
use crate::{folder, run};

fn status(catalogue: &Catalogue) -> Status {
    catalogue.document_by_num(1).unwrap().unwrap().status
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_drops_its_retraction_stays_retracted_and_says_so() {
    let server = Server::start().await;
    let serve = |title: &str, text: &str| {
        let html = format!("<html lang=ru><title>{title}</title><p>{text}");
        server.serve("/a", Answer::new("text/html; charset=utf-8", html));
    };
    let source = SourceDefinition::new("a", "Журнал", SourceKind::Document, &server.url("/a"));
    let mut catalogue = Catalogue::in_memory().unwrap();
    serve("RETRACTED: Ивермектин", "Больным давали ивермектин.");
    run(&mut catalogue, &source).await;
    assert_eq!(status(&catalogue).state, State::Retracted);
    for text in [
        "Больным давали ивермектин.",
        "Больным давали ивермектин. Новое.",
    ] {
        serve("Ивермектин", text);
        run(&mut catalogue, &source).await;
        let status = status(&catalogue);
        assert_eq!(status.state, State::Retracted);
        let note = status.note.unwrap();
        assert!(note.contains("no longer said since"), "{note}");
    }
    let seq = catalogue.last_change().unwrap();
    run(&mut catalogue, &source).await;
    assert_eq!(catalogue.last_change().unwrap(), seq);
    serve("RETRACTED: Ивермектин", "Больным давали ивермектин.");
    run(&mut catalogue, &source).await;
    let said_again = status(&catalogue);
    assert_eq!(said_again.state, State::Retracted);
    assert!(!said_again.note.unwrap().contains("no longer"));
    serve("Ивермектин", "Больным давали ивермектин.");
    run(&mut catalogue, &source).await;
    let id = catalogue.document_by_num(1).unwrap().unwrap().id;
    let batch = catalogue.batch().unwrap();
    batch.notice(&id, &Status::default()).unwrap();
    batch.commit().unwrap();
    assert_eq!(status(&catalogue).state, State::Current);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_person_changes_in_a_file_holds_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("指南.md");
    let mut catalogue = Catalogue::in_memory().unwrap();
    fs::write(
        &file,
        "---\nstatus:\n  state: withdrawn\n---\n# 指南\n\n补液。\n",
    )
    .unwrap();
    run(&mut catalogue, &folder(dir.path())).await;
    assert_eq!(status(&catalogue).state, State::Withdrawn);
    fs::write(&file, "# 指南\n\n补液。\n").unwrap();
    run(&mut catalogue, &folder(dir.path())).await;
    assert_eq!(status(&catalogue).state, State::Current);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_begins_to_name_a_successor_is_heard_though_the_page_is_the_same() {
    let server = Server::start().await;
    let page = || {
        Answer::new(
            "text/html; charset=utf-8",
            "<title>दिशानिर्देश</title><p>ओआरएस दें।",
        )
    };
    let next = Answer::new(
        "text/html; charset=utf-8",
        "<title>दिशानिर्देश २</title><p>ओआरएस और जिंक दें।",
    );
    server.serve("/v1", page());
    server.serve("/v2", next);
    let mut catalogue = Catalogue::in_memory().unwrap();
    for path in ["/v1", "/v2", "/v1"] {
        let id = path.trim_start_matches('/');
        let source = SourceDefinition::new(id, "G", SourceKind::Document, &server.url(path));
        run(&mut catalogue, &source).await;
        assert_eq!(status(&catalogue).state, State::Current);
    }
    server.serve("/v1", page().header("Link", "</v2>; rel=successor-version"));
    let source = SourceDefinition::new("v1", "G", SourceKind::Document, &server.url("/v1"));
    for _ in 0..2 {
        let report = run(&mut catalogue, &source).await;
        assert_eq!(status(&catalogue).state, State::Superseded, "{report}");
    }
}
