use corpora::SourceKind;

use crate::error::IngestError;
use crate::fetch::Page;
use crate::source::testing::{Web, means, source, through};
use crate::source::unpack::tests::packed;
use crate::source::{Place, Resume};

const ROOT: &str = "https://a.org/sitemap.xml";

fn urlset(addresses: &[&str]) -> String {
    let entries: String = addresses
        .iter()
        .map(|a| format!("<url><loc>{a}</loc></url>"))
        .collect();
    format!("<urlset>{entries}</urlset>")
}

fn index(files: &[&str]) -> String {
    let entries: String = files
        .iter()
        .map(|a| format!("<sitemap><loc>{a}</loc></sitemap>"))
        .collect();
    format!("<sitemapindex>{entries}</sitemapindex>")
}

#[tokio::test]
async fn an_index_leads_to_all_pages_packed_or_not() {
    let web = Web::of(&[
        (ROOT, "", index(&["https://a.org/1.xml", "https://www.a.org/2.xml.gz", ROOT, "https://evil.example/3.xml"]).as_bytes()),
        ("https://a.org/1.xml", "", urlset(&["https://a.org/麻疹", "https://evil.example/x", "/b"]).as_bytes()),
        ("https://www.a.org/2.xml.gz", "", &packed(b"<urlset><url><loc>https://a.org/c</loc><lastmod>2026-01-02</lastmod></url><url><loc>/d</loc><lastmod>2026-01-03</lastmod></url></urlset>")),
    ]);
    let sitemap = source(SourceKind::Sitemap, ROOT);
    let mut all = through(&sitemap, means(&web, None)).await.unwrap();
    assert!(all.end.is_ok());
    assert_eq!(
        all.keys(),
        [
            "https://a.org/%E9%BA%BB%E7%96%B9",
            "https://a.org/b",
            "https://a.org/c",
            "https://www.a.org/d"
        ]
    );
    assert!(
        matches!(&all.resource("https://a.org/c").place, Place::Dated { changed, .. } if changed.to_string() == "2026-01-02")
    );
    // A part on another host was not read: what is not listed is not known to be gone.
    assert!(!all.lister.lists_everything());
    let notes = all.lister.notes().join("\n");
    assert!(
        notes.contains("3.xml: part of the sitemap not read: it is on another host")
            && notes.contains("1 addresses on other hosts"),
        "{notes}"
    );
    assert!(web.asked().iter().all(|url| !url.contains("evil")));
}

#[tokio::test]
async fn what_is_kept_out_is_not_gone_and_what_is_not_listed_is() {
    let web = Web::of(&[(ROOT, "", urlset(&["/a/1", "/b/2"]).as_bytes())]);
    let mut sitemap = source(SourceKind::Sitemap, ROOT);
    sitemap.listing.include = vec!["/a/".to_owned()];
    let all = through(&sitemap, means(&web, None)).await.unwrap();
    assert_eq!(all.keys(), ["https://a.org/a/1"]);
    assert!(all.lister.lists_everything());
    assert!(
        all.lister.passes_over("https://a.org/b/2") && all.lister.passes_over("https://b.org/a/2")
    );
    assert!(!all.lister.passes_over("https://a.org/a/9"));
}

#[tokio::test]
async fn parts_that_fail_are_told_after_the_others_are_listed() {
    let web = Web::of(&[
        (
            ROOT,
            "",
            index(&["https://a.org/none.xml", "https://a.org/1.xml"]).as_bytes(),
        ),
        ("https://a.org/1.xml", "", urlset(&["/a"]).as_bytes()),
    ]);
    let sitemap = source(SourceKind::Sitemap, ROOT);
    // A part that is not there will not be there the next time: the run is not a failure.
    let mut some = through(&sitemap, means(&web, None)).await.unwrap();
    assert!(
        some.end.is_ok() && some.keys() == ["https://a.org/a"] && !some.lister.lists_everything()
    );
    assert!(some.lister.notes()[0].contains("404"));
    web.fail("https://a.org/none.xml", 503);
    let failed = through(&sitemap, means(&web, None)).await.unwrap();
    assert!(matches!(failed.end, Err(IngestError::Fetch(_))) && failed.keys().len() == 1);
    web.serve(Page::new(
        "https://a.org/none.xml",
        "text/html",
        b"<html>Sorry</html>",
    ));
    let failed = through(&sitemap, means(&web, None)).await.unwrap();
    let error = failed.end.unwrap_err().to_string();
    assert!(
        error.contains("none.xml") && error.contains("root is \"html\""),
        "{error}"
    );
}

#[tokio::test]
async fn limited_and_interrupted_runs_go_on_where_they_stopped() {
    let addresses: Vec<String> = (0..250).map(|at| format!("https://a.org/{at}")).collect();
    let addresses: Vec<&str> = addresses.iter().map(String::as_str).collect();
    let web = Web::of(&[(ROOT, "", urlset(&addresses).as_bytes())]);
    let mut sitemap = source(SourceKind::Sitemap, ROOT);
    let mut lister = crate::source::open(&sitemap, means(&web, None))
        .await
        .unwrap();
    for _ in 0..150 {
        lister.next().await.unwrap();
    }
    let mut means_again = means(&web, None);
    means_again.resume = Resume {
        checkpoint: lister.checkpoint(),
        cursor: None,
    };
    let rest = through(&sitemap, means_again).await.unwrap();
    // From the last hundred on, so that the one that was read last is there.
    assert_eq!(
        (rest.keys()[0], rest.keys().len()),
        ("https://a.org/100", 150)
    );
    assert!(!rest.lister.lists_everything() && rest.lister.cursor().is_none());

    sitemap.listing.limit = Some(120);
    let (mut cursor, mut runs) = (None, Vec::new());
    for _ in 0..4 {
        let run = through(&sitemap, means(&web, cursor)).await.unwrap();
        runs.push((run.keys()[0].to_owned(), run.keys().len()));
        assert!(!run.lister.lists_everything());
        cursor = run.lister.cursor();
    }
    let expected = [("0", 120), ("120", 120), ("240", 10), ("0", 120)];
    assert_eq!(
        runs,
        expected.map(|(at, count)| (format!("https://a.org/{at}"), count))
    );
}

#[tokio::test]
async fn endless_indexes_end() {
    // Every file is an index of two others that nobody has seen.
    let web = Web::of(&[]);
    let mut names = vec![ROOT.to_owned()];
    for depth in 0..8 {
        let mut next = Vec::new();
        for name in &names {
            let files = [format!("{name}{depth}a"), format!("{name}{depth}b")];
            web.serve(Page::new(
                name,
                "",
                index(&[&files[0], &files[1]]).as_bytes(),
            ));
            next.extend(files);
        }
        names = next;
    }
    let mut end = through(&source(SourceKind::Sitemap, ROOT), means(&web, None))
        .await
        .unwrap();
    assert!(end.end.is_ok() && end.keys().is_empty() && !end.lister.lists_everything());
    assert_eq!(web.asked().len(), 1 + 2 + 4 + 8);
    assert!(end.lister.notes()[0].contains("too many indexes"));
}

#[tokio::test]
async fn what_is_no_sitemap_is_said_to_be_none() {
    let web = Web::of(&[(ROOT, "text/html", b"<!doctype html><title>x</title>")]);
    let end = through(&source(SourceKind::Sitemap, ROOT), means(&web, None))
        .await
        .unwrap()
        .end;
    assert!(
        matches!(end, Err(IngestError::NotASitemap { .. })),
        "{end:?}"
    );
}
