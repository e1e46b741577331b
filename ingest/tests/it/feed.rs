use corpora::{Catalogue, SourceDefinition, SourceKind};
use ingest::{IngestError, NoProgress, Stop};

use crate::server::{Answer, Server};
use crate::{documents, pipeline, refused, run};

fn feed(server: &Server) -> SourceDefinition {
    let mut source = SourceDefinition::new("insp", "INSP", SourceKind::Feed, &server.url("/feed"));
    source.publisher = Some("INSP".to_owned());
    source
}

fn rss(server: &Server) -> String {
    let item = |title: &str, path: &str| {
        format!(
            "<item><title>{title}</title><link>{}{path}</link><guid>{path}</guid>\
             <pubDate>Sat, 13 Jun 2026 10:00:00 +0000</pubDate></item>",
            server.address
        )
    };
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>INSP</title><language>fr</language>{}{}{}{}</channel></rss>",
        item("Situation Ebola", "/a"),
        item("Disparu", "/gone"),
        item("Message", "/error"),
        "<item><title>Brève</title><guid isPermaLink=\"false\">note-1</guid>\
         <description>Trois cas confirmés à Bunia, aucun décès.</description></item>",
    )
}

const PAGE: &str = "<!doctype html><html lang=fr><body><main><p>Vingt-quatre nouveaux cas confirmés ont été rapportés \
    au terme de la journée dans les provinces touchées par l’épidémie de maladie à virus Ebola.</p></main>";

#[tokio::test(flavor = "multi_thread")]
async fn entries_become_documents_and_what_cannot_be_had_is_named() {
    let server = Server::start().await;
    server.serve("/feed", Answer::new("application/rss+xml", rss(&server)));
    server.serve(
        "/a",
        Answer::new("text/html; charset=utf-8", PAGE).header("ETag", "\"1\""),
    );
    server.serve(
        "/error",
        Answer::new("text/html", "<title>Page non trouvée</title><p>Désolé.</p>"),
    );
    let mut catalogue = Catalogue::in_memory().unwrap();
    let report = run(&mut catalogue, &feed(&server)).await;
    assert_eq!(
        (
            report.counts.new,
            report.counts.quarantined,
            report.exit_code()
        ),
        (2, 2, 2),
        "{report}"
    );

    let all = documents(&catalogue);
    let page = all.iter().find(|d| d.key == server.url("/a")).unwrap();
    assert_eq!(
        (page.title.as_str(), page.language.tag()),
        ("Situation Ebola", "fr")
    );
    assert_eq!(page.published.unwrap().to_string(), "2026-06-13");
    assert_eq!(
        (page.publisher.as_deref(), page.url.as_deref()),
        (Some("INSP"), Some(server.url("/a").as_str()))
    );
    let note = all.iter().find(|d| d.key == "note-1").unwrap();
    assert_eq!((note.title.as_str(), note.url.as_deref()), ("Brève", None));
    assert_eq!(
        refused(&catalogue),
        [
            format!("{}  error-page", server.url("/error")),
            format!("{}  not-there", server.url("/gone"))
        ]
    );

    // The second time the page is asked for with its validator, and nothing changes.
    let again = run(&mut catalogue, &feed(&server)).await;
    assert_eq!(
        (
            again.counts.unchanged,
            again.counts.new,
            again.counts.new_version
        ),
        (2, 0, 0),
        "{again}"
    );
    assert_eq!(
        (again.counts.still_quarantined, again.counts.quarantined),
        (1, 1)
    );
    assert!(
        server
            .asked()
            .iter()
            .any(|request| request.contains("if-none-match: \"1\""))
    );

    // A page that changes is a new version, one that comes back leaves quarantine.
    let changed = PAGE.replace("Vingt-quatre", "Vingt-cinq");
    server.serve("/a", Answer::new("text/html; charset=utf-8", changed));
    server.serve(
        "/gone",
        Answer::new("text/html; charset=utf-8", PAGE.replace("cas", "patients")),
    );
    let third = run(&mut catalogue, &feed(&server)).await;
    assert_eq!(
        (third.counts.new_version, third.counts.new),
        (1, 1),
        "{third}"
    );
    assert_eq!(refused(&catalogue).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_that_is_none_ends_the_run_and_the_catalogue_knows_why() {
    let server = Server::start().await;
    server.serve("/feed", Answer::new("text/html", "<!doctype html><p>Hello"));
    let mut catalogue = Catalogue::in_memory().unwrap();
    let outcome = pipeline()
        .run(
            &mut catalogue,
            &feed(&server),
            &NoProgress,
            &Stop::default(),
        )
        .await;
    assert!(
        matches!(outcome, Err(IngestError::NotAFeed { .. })),
        "{outcome:?}"
    );
    assert!(
        catalogue.last_runs().unwrap()[0]
            .error
            .as_ref()
            .unwrap()
            .contains("expected an RSS")
    );
}
