use corpora::SourceKind;

use crate::error::IngestError;
use crate::fetch::Page;
use crate::source::testing::{Web, means, source, through};

const LIST: &str = "https://a.org/guides/";

fn page(links: &str) -> String {
    format!(
        "<!doctype html><html><body><nav><a href=/home>Home</a></nav><main>{links}</main></body></html>"
    )
}

#[tokio::test]
async fn the_links_of_the_content_are_listed_and_those_to_elsewhere_are_counted() {
    let html = page("<ul><li><a href=a>麻疹诊疗指南</a></li><li><a href='https://cdn.example/b.pdf'>Choléra</a></li>
        <li><a href='?page=2'>2</a></li><li><a href='https://social.example/share'>Share</a></li><li><a href=i.jpg>x</a></li><li><a href='a#top'>top</a></li></ul>");
    let web = Web::of(&[(LIST, "text/html", html.as_bytes())]);
    let mut all = through(&source(SourceKind::ListPage, LIST), means(&web, None))
        .await
        .unwrap();
    assert_eq!(
        all.keys(),
        ["https://a.org/guides/a", "https://cdn.example/b.pdf"]
    );
    assert_eq!(
        all.resources[0].hints.as_ref().unwrap().document.title,
        "麻疹诊疗指南"
    );
    assert!(all.lister.notes()[0].contains("1 links to other sites"));
    assert!(!all.lister.lists_everything());
}

#[tokio::test]
async fn a_source_may_say_which_links_are_documents() {
    let html =
        page("<a class=doc href='https://b.org/x'>x</a><a class=doc href=/y>y</a><a href=/z>z</a>");
    let web = Web::of(&[(LIST, "text/html", html.as_bytes())]);
    let mut list = source(SourceKind::ListPage, LIST);
    list.listing.links = Some("a.doc".to_owned());
    let all = through(&list, means(&web, None)).await.unwrap();
    assert_eq!(all.keys(), ["https://b.org/x", "https://a.org/y"]);
    list.listing.links = None;
    list.listing.include = vec!["/[yz]$".to_owned()];
    assert_eq!(
        through(&list, means(&web, None)).await.unwrap().keys(),
        ["https://a.org/y", "https://a.org/z"]
    );
    list.listing.links = Some("a[".to_owned());
    let error = through(&list, means(&web, None))
        .await
        .err()
        .unwrap()
        .to_string();
    assert!(
        error.contains("listing.links is \"a[\": expected a CSS selector"),
        "{error}"
    );
}

#[tokio::test]
async fn further_pages_are_followed_to_an_end_that_comes() {
    let html = |at: usize| {
        page(&format!(
            "<a href='/doc/{at}'>d</a><a href='/doc/x'>x</a><p class=more><a href='/guides/?page={}'>More</a></p>",
            at + 1
        ))
    };
    let web = Web::of(&[(LIST, "text/html", html(0).as_bytes())]);
    (1..100).for_each(|at| {
        web.serve(Page::new(
            &format!("{LIST}?page={at}"),
            "text/html",
            html(at).as_bytes(),
        ));
    });
    let mut list = source(SourceKind::ListPage, LIST);
    assert_eq!(
        through(&list, means(&web, None))
            .await
            .unwrap()
            .keys()
            .len(),
        2
    );
    list.listing.next = Some(".more".to_owned());
    let mut endless = through(&list, means(&web, None)).await.unwrap();
    assert_eq!(endless.keys().len(), super::MAX_PAGES + 1);
    assert!(endless.lister.notes()[0].contains("more than 50 pages"));
    // A page that leads to itself, and one without anything new.
    web.serve(Page::new(
        &format!("{LIST}?page=1"),
        "text/html",
        page("<a href='/doc/x'>x</a><p class=more><a href='/guides/?page=2'>More</a></p>")
            .as_bytes(),
    ));
    assert_eq!(
        through(&list, means(&web, None))
            .await
            .unwrap()
            .keys()
            .len(),
        2
    );
    list.listing.limit = Some(1);
    assert_eq!(
        through(&list, means(&web, None))
            .await
            .unwrap()
            .keys()
            .len(),
        1
    );
}

#[tokio::test]
async fn a_list_that_did_not_change_is_not_read_again_the_same_day() {
    let mut served = Page::new(LIST, "text/html", page("<a href=a>a</a>").as_bytes());
    served.etag = Some("\"1\"".to_owned());
    let web = Web::of(&[]);
    web.serve(served);
    let list = source(SourceKind::ListPage, LIST);
    let first = through(&list, means(&web, None)).await.unwrap();
    let cursor = first.lister.cursor().unwrap();
    let second = through(&list, means(&web, Some(cursor.clone())))
        .await
        .unwrap();
    assert!(second.keys().is_empty() && second.end.is_ok());
    // A list read two days ago is read again: its pages may have changed without it.
    let mut old: serde_json::Value = serde_json::from_str(&cursor).unwrap();
    old["at"] = serde_json::json!(old["at"].as_u64().unwrap() - 2 * 86_400);
    assert_eq!(
        through(&list, means(&web, Some(old.to_string())))
            .await
            .unwrap()
            .keys()
            .len(),
        1
    );
}

#[tokio::test]
async fn a_page_without_documents_is_an_error_that_says_why() {
    for (content_type, text, said) in [
        (
            "text/html",
            page("<div id=app></div>"),
            "put together by scripts",
        ),
        ("text/html", "<div>".repeat(100_000), "nested"),
        ("application/pdf", "%PDF-1.4".to_owned(), "application/pdf"),
    ] {
        let web = Web::of(&[(LIST, content_type, text.as_bytes())]);
        let error = through(&source(SourceKind::ListPage, LIST), means(&web, None))
            .await
            .err()
            .unwrap();
        assert!(matches!(error, IngestError::NotAListPage { .. }));
        assert!(error.to_string().contains(said), "{error}");
    }
}
