use corpora::{Catalogue, SourceDefinition, SourceKind};
use ingest::Report;

use crate::server::{Answer, Server};
use crate::{documents, refused, run};

fn page(text: &str) -> Answer {
    let html = format!(
        "<!doctype html><html lang=fr><body><main><h1>{text}</h1><p>Les malades reçoivent une réhydratation orale dès l’arrivée : {text}.</p></main>"
    );
    Answer::new("text/html; charset=utf-8", html)
}

fn source(kind: SourceKind, server: &Server, path: &str) -> SourceDefinition {
    SourceDefinition::new("s", "S", kind, &server.url(path))
}

fn asked(server: &Server, path: &str) -> usize {
    let line = format!("get {path} ");
    server
        .asked()
        .iter()
        .filter(|request| request.starts_with(&line))
        .count()
}

fn sitemap(entries: &[(&str, &str)]) -> Answer {
    let entries: String = entries
        .iter()
        .map(|(path, day)| format!("<url><loc>{path}</loc><lastmod>{day}</lastmod></url>"))
        .collect();
    Answer::new("application/xml", format!("<urlset>{entries}</urlset>"))
}

fn counts(report: &Report) -> (u64, u64, u64, u64) {
    let counts = &report.counts;
    (
        counts.new,
        counts.new_version,
        counts.unchanged,
        counts.quarantined,
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_that_did_not_change_long_since_are_not_asked_for_and_still_seen() {
    let server = Server::start().await;
    let source = source(SourceKind::Sitemap, &server, "/sitemap.xml");
    server.serve("/a", page("Choléra"));
    server.serve("/b", page("Rougeole"));
    server.serve(
        "/sitemap.xml",
        sitemap(&[("/a", "2020-01-01"), ("/b", "2020-01-02")]),
    );
    let mut catalogue = Catalogue::in_memory().unwrap();
    assert_eq!(counts(&run(&mut catalogue, &source).await), (2, 0, 0, 0));

    let again = run(&mut catalogue, &source).await;
    assert_eq!(counts(&again), (0, 0, 2, 0), "{again}");
    assert_eq!((asked(&server, "/a"), asked(&server, "/b")), (1, 1));
    // Listed means there: nothing is on its way to be withdrawn.
    assert_eq!(again.counts.withdrawn, 0);

    // Days that are all the same are the day the file was made: they hide no change.
    server.serve("/a", page("Choléra, deuxième version"));
    server.serve(
        "/sitemap.xml",
        sitemap(&[("/a", "2020-01-01"), ("/b", "2020-01-01")]),
    );
    assert_eq!(counts(&run(&mut catalogue, &source).await), (0, 1, 1, 0));
    // So does a day that is not over, or to come.
    server.serve("/b", page("Rougeole, deuxième version"));
    server.serve(
        "/sitemap.xml",
        sitemap(&[("/a", "2020-01-01"), ("/b", "2199-01-01")]),
    );
    assert_eq!(counts(&run(&mut catalogue, &source).await), (0, 1, 1, 0));
    assert_eq!((asked(&server, "/a"), asked(&server, "/b")), (2, 3));

    // A librarian who corrects the source has all of it read again.
    let corrected = SourceDefinition {
        publisher: Some("INSP".to_owned()),
        ..source.clone()
    };
    assert_eq!(counts(&run(&mut catalogue, &corrected).await), (0, 2, 0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_failed_is_asked_for_again_whatever_its_list_says() {
    let server = Server::start().await;
    let source = source(SourceKind::Feed, &server, "/feed");
    let rss = format!(
        "<rss version='2.0'><channel><title>t</title><item><title>A</title><link>{}</link></item></channel></rss>",
        server.url("/a")
    );
    server.serve(
        "/feed",
        Answer::new("application/rss+xml", rss).header("ETag", "\"f\""),
    );
    server.serve("/a", Answer::status(503));
    let mut catalogue = Catalogue::in_memory().unwrap();
    assert_eq!(counts(&run(&mut catalogue, &source).await), (0, 0, 0, 1));
    server.serve("/a", page("Choléra"));
    // The feed has not changed, but it was not told so.
    assert_eq!(counts(&run(&mut catalogue, &source).await), (1, 0, 0, 0));
    assert!(refused(&catalogue).is_empty());
    // Now it is, and nothing is listed, which is no error and no absence.
    let third = run(&mut catalogue, &source).await;
    assert_eq!((counts(&third), third.resources), ((0, 0, 0, 0), 0));
    assert!(
        server
            .asked()
            .last()
            .unwrap()
            .contains("if-none-match: \"f\"")
    );
    assert_eq!(documents(&catalogue).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_text_in_the_feed_stands_in_for_a_page_until_it_can_be_had() {
    let server = Server::start().await;
    let source = source(SourceKind::Feed, &server, "/feed");
    let whole = "Les malades reçoivent une réhydratation orale. ".repeat(10);
    let item = |path: &str, title: &str| {
        format!(
            "<item><title>{title}</title><link>{}</link><description>Bref</description><content:encoded><![CDATA[<p>{title}. {whole}</p>]]></content:encoded></item>",
            server.url(path)
        )
    };
    let rss = format!(
        "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>t</title><language>fr</language>{}{}{}</channel></rss>",
        item("/down", "En panne"),
        item("/empty", "Par script"),
        item("/gone", "Retirée")
    );
    server.serve("/feed", Answer::new("application/rss+xml", rss));
    server.serve("/down", Answer::status(503));
    server.serve(
        "/empty",
        Answer::new(
            "text/html",
            "<!doctype html><div id=app></div><script>x</script>",
        ),
    );
    let mut catalogue = Catalogue::in_memory().unwrap();
    let report = run(&mut catalogue, &source).await;
    // What is not there may have been taken back: nothing stands in for it.
    assert_eq!(counts(&report), (2, 0, 0, 1), "{report}");
    assert_eq!(
        refused(&catalogue),
        [format!("{}  not-there", server.url("/gone"))]
    );
    assert!(
        report
            .notes
            .iter()
            .any(|note| note.contains("/down") && note.contains("503")),
        "{report}"
    );
    assert!(
        report
            .notes
            .iter()
            .any(|note| note.contains("/empty") && note.contains("has no text")),
        "{report}"
    );
    let all = documents(&catalogue);
    let down = all.iter().find(|d| d.title == "En panne").unwrap();
    assert_eq!(
        (down.url.as_deref(), down.key.as_str()),
        (
            Some(server.url("/down").as_str()),
            server.url("/down").as_str()
        )
    );

    // Nothing changes while it is still down, and the page itself is taken once it is there.
    let again = run(&mut catalogue, &source).await;
    assert_eq!(counts(&again), (0, 0, 2, 1), "{again}");
    server.serve("/down", page("Choléra"));
    assert_eq!(counts(&run(&mut catalogue, &source).await), (0, 1, 1, 1));
    // A page that was taken is not replaced by its feed when it fails.
    server.serve("/down", Answer::status(503));
    assert_eq!(counts(&run(&mut catalogue, &source).await), (0, 0, 1, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_page_names_what_its_documents_do_not_name() {
    let server = Server::start().await;
    let source = source(SourceKind::ListPage, &server, "/list");
    let list = "<!doctype html><main><ul><li><a href=/a>Prise en charge du choléra</a> <span>13 juin 2026</span></li></ul></main>";
    server.serve("/list", Answer::new("text/html; charset=utf-8", list));
    server.serve(
        "/a",
        Answer::new(
            "text/plain; charset=utf-8",
            "Réhydratation orale dès l’arrivée du malade.",
        ),
    );
    let mut catalogue = Catalogue::in_memory().unwrap();
    run(&mut catalogue, &source).await;
    let all = documents(&catalogue);
    assert_eq!(all[0].published.unwrap().to_string(), "2026-06-13");
    assert_eq!(all[0].key, server.url("/a"));
}
