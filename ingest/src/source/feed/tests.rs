use corpora::SourceKind;
use proptest::prelude::*;

use super::MAX_ENTRIES;
use super::parse::{ParsedFeed, parse};
use crate::error::IngestError;
use crate::fetch::Page;
use crate::source::testing::{Web, means, source, through};
use crate::source::unpack::tests::packed;
use crate::source::{Place, Resource};

const FEED: &str = "https://insp.cd/feed/";

fn parsed(text: &str) -> Result<ParsedFeed, String> {
    parse(&Page::new(FEED, "application/rss+xml", text.as_bytes()))
}

fn found(text: &str) -> Result<Vec<Resource>, String> {
    parsed(text).map(|feed| feed.resources)
}

fn rss(items: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel><title>T</title><language>fr-CD</language>{items}</channel></rss>"
    )
}

fn inline_text(resource: &Resource) -> String {
    match &resource.place {
        Place::Inline(page) | Place::WebOr { instead: page, .. } => {
            String::from_utf8_lossy(&page.bytes).into_owned()
        }
        place => panic!("{place:?}"),
    }
}

#[test]
fn entries_lead_to_pages_or_are_documents_and_never_files() {
    let text = rss("<item><title>Ebola &lt;i&gt;Bundibugyo&lt;/i&gt;</title><link>https://insp.cd/a</link><guid isPermaLink=\"false\">1</guid>
        <author>a@insp.cd (A)</author><pubDate>Sat, 13 Jun 2026 23:00:00 -0500</pubDate></item>
        <item><title>Sans lien</title><guid isPermaLink=\"false\">2</guid><description>&lt;p&gt;Texte&lt;/p&gt;</description></item>
        <item><title>Fichier</title><link>file:///etc/passwd</link><guid isPermaLink=\"false\">3</guid></item>
        <item><title>Permanent</title><guid>https://insp.cd/p</guid></item>");
    let feed = parsed(&text).unwrap();
    let resources = feed.resources;
    assert_eq!(resources.len(), 3, "{resources:?}");
    assert!(matches!(&resources[0].place, Place::Web(url) if url == "https://insp.cd/a"));
    let hints = &resources[0].hints.as_ref().unwrap().document;
    assert_eq!(
        (hints.title.as_str(), hints.language.tag()),
        ("Ebola Bundibugyo", "fr-CD")
    );
    // The day that was written, whatever the zone; RSS has no date of change.
    assert_eq!(hints.published.unwrap().to_string(), "2026-06-13");
    assert_eq!(
        (hints.updated, hints.authors.as_slice()),
        (None, &["A".to_owned()][..])
    );
    assert!(matches!(&resources[1].place, Place::Inline(_)));
    assert_eq!(resources[2].key, "https://insp.cd/p");
    // What leads nowhere is named.
    assert!(feed.notes[0].contains("Fichier"), "{:?}", feed.notes);
}

#[test]
fn atom_and_json_feeds_are_feeds_and_pages_are_not() {
    let atom = r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh" xml:base="https://b.org/x/"><id>x</id><title>t</title><entry><id>y</id>
        <title>麻疹</title><link rel="enclosure" href="https://a.org/p.mp3"/><link type="application/json" href="/a.json"/><link href="a"/><updated>2020-03</updated></entry>
        <entry xml:lang="ja" xml:base="sub/"><id>z</id><title>コレラ</title><link href="c"/><published>2020-03-04T01:00:00+09:00</published><updated>2020-03-05T00:00:00Z</updated></entry></feed>"#;
    let json = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "t", "language": "ja", "items": [{"id": "1", "url": "https://insp.cd/b", "title": "コレラ", "content_text": "x"},
        {"id": 7, "content_text": "CD4 <200 & falling", "attachments": [{"url": "https://insp.cd/a.mp3", "mime_type": "audio/mpeg"}]},
        {"id": "8", "title": "PDF", "attachments": [{"url": "https://insp.cd/a.pdf", "mime_type": "application/pdf"}]}]}"#;
    let resources = found(atom).unwrap();
    assert_eq!(resources[0].key, "https://b.org/x/a");
    let hints: Vec<_> = resources
        .iter()
        .map(|r| r.hints.clone().unwrap().document)
        .collect();
    assert_eq!(
        (
            hints[0].language.tag(),
            hints[0].updated.unwrap().to_string()
        ),
        ("zh", "2020-03".to_owned())
    );
    assert_eq!(
        (
            hints[1].language.tag(),
            hints[1].published.unwrap().to_string()
        ),
        ("ja", "2020-03-04".to_owned())
    );
    assert_eq!(resources[1].key, "https://b.org/x/sub/c");
    let resources = found(json).unwrap();
    let keys: Vec<_> = resources.iter().map(|r| r.key.as_str()).collect();
    assert_eq!(keys, ["https://insp.cd/b", "7", "https://insp.cd/a.pdf"]);
    // Text is text: what looks like a tag does not swallow the rest.
    assert!(inline_text(&resources[1]).contains("CD4 &lt;200 &amp; falling"));
    for none in [
        "<!doctype html><html><body>Not found</body></html>",
        "",
        "{}",
        "<urlset/>",
    ] {
        assert!(found(none).is_err(), "{none}");
    }
}

#[test]
fn entries_without_a_name_keep_the_one_they_get() {
    let text = rss(
        "<item><description>Trois cas à Bunia</description></item><item><description>Quatre cas</description></item>",
    );
    let keys = |text: &str| {
        found(text)
            .unwrap()
            .into_iter()
            .map(|r| r.key)
            .collect::<Vec<_>>()
    };
    assert_eq!(keys(&text), keys(&text));
    assert_ne!(keys(&text)[0], keys(&text)[1]);
}

#[test]
fn whole_texts_stand_by_for_their_pages_and_teasers_do_not() {
    let whole = "Réhydratation orale. ".repeat(20);
    let item = |content: &str| {
        rss(&format!(
            "<item><link>https://insp.cd/a</link><description>Court</description><content:encoded><![CDATA[<p>{content}</p>]]></content:encoded></item>"
        ))
    };
    let resources = found(&item(&whole)).unwrap();
    assert!(
        matches!(&resources[0].place, Place::WebOr { address, .. } if address == "https://insp.cd/a")
    );
    assert!(inline_text(&resources[0]).contains("Réhydratation"));
    assert!(matches!(
        found(&item("Court texte")).unwrap()[0].place,
        Place::Web(_)
    ));
}

#[test]
fn broken_feeds_lose_nothing_but_what_is_broken() {
    let broken = "\u{feff}\n".to_owned()
        + &rss(
            "<item><title>R&D &nbsp; <3</title><link>https://insp.cd/a?x=1&y=2</link></item><item><title>b</b></title></item><item><link>https://insp.cd/c</link></item>",
        );
    let feed = parsed(&broken).unwrap();
    let keys: Vec<_> = feed.resources.iter().map(|r| r.key.as_str()).collect();
    assert_eq!(keys, ["https://insp.cd/a?x=1&y=2", "https://insp.cd/c"]);
    assert_eq!(
        feed.resources[0].hints.as_ref().unwrap().document.title,
        "R&D \u{a0} <3"
    );
    assert!(!feed.notes.is_empty());
    let packed = packed(rss("<item><link>https://insp.cd/a</link></item>").as_bytes());
    assert_eq!(
        parse(&Page::new(FEED, "application/gzip", &packed))
            .unwrap()
            .resources
            .len(),
        1
    );
}

#[test]
fn deep_and_endless_feeds_do_no_harm() {
    let deep = format!(
        "<rss version='2.0'><channel><item>{}",
        "<a>".repeat(100_000)
    );
    let _ = found(&deep);
    let many = "<item><title>t</title><link>https://a.org/x</link></item>".repeat(3_000);
    let long = parsed(&rss(&many)).unwrap();
    assert_eq!(long.resources.len(), MAX_ENTRIES);
    assert!(long.notes[0].contains("3000 entries"));
    assert!(parse(&Page::new(FEED, "", &packed(&vec![b' '; 40 << 20]))).is_err());
}

#[tokio::test]
async fn a_feed_is_asked_for_only_if_it_changed() {
    let mut page = Page::new(
        FEED,
        "application/rss+xml",
        rss("<item><link>https://insp.cd/a</link></item>").as_bytes(),
    );
    page.etag = Some("\"1\"".to_owned());
    let web = Web::of(&[]);
    web.serve(page);
    let mut feed = source(SourceKind::Feed, FEED);
    let first = through(&feed, means(&web, None)).await.unwrap();
    assert_eq!(first.keys(), ["https://insp.cd/a"]);
    let cursor = first.lister.cursor();
    let second = through(&feed, means(&web, cursor.clone())).await.unwrap();
    assert!(second.end.is_ok() && second.keys().is_empty());
    assert_eq!(second.lister.cursor(), cursor);
    assert!(!second.lister.lists_everything());
    // Another reader, an entry that could not be had, a cursor of nobody: all is listed again.
    feed.publisher = Some("INSP".to_owned());
    assert_eq!(
        through(&feed, means(&web, cursor))
            .await
            .unwrap()
            .keys()
            .len(),
        1
    );
    let mut third = through(&feed, means(&web, Some("garbage".to_owned())))
        .await
        .unwrap();
    third.lister.missed("https://insp.cd/a");
    assert_eq!(
        through(&feed, means(&web, third.lister.cursor()))
            .await
            .unwrap()
            .keys()
            .len(),
        1
    );
}

#[tokio::test]
async fn pages_of_a_feed_are_followed_to_an_end_that_comes() {
    let page = |at: usize| {
        let next = format!("https://a.org/feed?page={}", at + 1);
        format!(
            "<feed xmlns='http://www.w3.org/2005/Atom'><id>f</id><title>t</title><link rel='next' href='{next}'/><entry><id>{at}</id><title>t</title><link href='/{at}'/></entry></feed>"
        )
    };
    let web = Web::of(&[
        ("https://a.org/feed", "", page(0).as_bytes()),
        ("https://a.org/feed?page=1", "", page(1).as_bytes()),
    ]);
    let feed = source(SourceKind::Feed, "https://a.org/feed");
    let all = through(&feed, means(&web, None)).await.unwrap();
    assert_eq!(all.keys(), ["https://a.org/0", "https://a.org/1"]);
    assert!(all.end.is_ok());
    // A page that fails is an error after what came before it.
    web.fail("https://a.org/feed?page=2", 503);
    let cut = through(&feed, means(&web, None)).await.unwrap();
    assert!(matches!(cut.end, Err(IngestError::Fetch(_))) && cut.keys().len() == 2);
    // A feed that always names another page.
    (2..100).for_each(|at| {
        web.serve(Page::new(
            &format!("https://a.org/feed?page={at}"),
            "",
            page(at).as_bytes(),
        ));
    });
    let mut endless = through(&feed, means(&web, None)).await.unwrap();
    assert_eq!(endless.keys().len(), super::MAX_PAGES);
    assert!(endless.lister.notes()[0].contains("older entries"));
}

#[tokio::test]
async fn deleted_entries_are_gone_under_the_key_they_had() {
    let open = "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:at='http://purl.org/atompub/tombstones/1.0'><id>f</id><title>t</title>";
    let entry = "<entry><id>urn:1</id><title>t</title><link href='https://a.org/1'/></entry>";
    let gone = "<at:deleted-entry ref='urn:1' when='2026-01-01T00:00:00Z'/><at:deleted-entry ref='urn:2' when='2026-01-01T00:00:00Z'><link href='https://a.org/2'/></at:deleted-entry>";
    let web = Web::of(&[(
        "https://a.org/feed",
        "",
        format!("{open}{entry}</feed>").as_bytes(),
    )]);
    let feed = source(SourceKind::Feed, "https://a.org/feed");
    let first = through(&feed, means(&web, None)).await.unwrap();
    assert!(first.gone().is_empty());
    web.serve(Page::new(
        "https://a.org/feed",
        "",
        format!("{open}{gone}</feed>").as_bytes(),
    ));
    let second = through(&feed, means(&web, first.lister.cursor()))
        .await
        .unwrap();
    assert_eq!(second.gone(), ["https://a.org/1", "https://a.org/2"]);
    // What is deleted and listed is listed.
    web.serve(Page::new(
        "https://a.org/feed",
        "",
        format!("{open}{gone}{entry}</feed>").as_bytes(),
    ));
    let third = through(&feed, means(&web, second.lister.cursor()))
        .await
        .unwrap();
    assert_eq!(third.gone(), ["https://a.org/2"]);
}

#[tokio::test]
async fn addresses_are_filtered_and_the_limit_holds() {
    let items: String = (0..9)
        .map(|at| format!("<item><link>https://insp.cd/{at}/x</link></item>"))
        .collect();
    let web = Web::of(&[(FEED, "", rss(&items).as_bytes())]);
    let mut feed = source(SourceKind::Feed, FEED);
    feed.listing.exclude = vec!["/[0-4]/".to_owned()];
    feed.listing.limit = Some(3);
    let some = through(&feed, means(&web, None)).await.unwrap();
    assert_eq!(
        some.keys(),
        [
            "https://insp.cd/5/x",
            "https://insp.cd/6/x",
            "https://insp.cd/7/x"
        ]
    );
    feed.listing.exclude = vec!["(".to_owned()];
    assert!(matches!(
        through(&feed, means(&web, None)).await,
        Err(IngestError::Source(_))
    ));
}

proptest! {
    #[test]
    fn foreign_feeds_never_panic(text in "(<(rss|channel|item|title|link|feed|entry|/item|/entry|/rss|content|!\\[CDATA\\[)( version=.2.0.| xml:base=.[a-z:/]{0,4}.)?>|[a-z<&;#\"{}:é麻 ]{0,6}){0,30}", bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
        let _ = found(&text);
        let _ = parse(&Page::new(FEED, "", &bytes));
    }
}

#[test]
fn content_in_xhtml_is_text() {
    let text = "Isoler les malades et réhydrater sans attendre. ".repeat(8);
    let atom = format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><id>x</id><title>t</title><entry><id>urn:1</id><title>Choléra</title>
        <content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><p>{text}</p></div></content></entry>
        <entry><id>urn:2</id><title>霍乱</title><link href=\"https://a.org/2\"/>
        <content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><p>{text}</p></div></content></entry></feed>"
    );
    let feed = parsed(&atom).unwrap();
    assert_eq!(feed.notes, Vec::<String>::new());
    let [alone, linked] = &feed.resources[..] else {
        panic!("{:?}", feed.resources)
    };
    assert!(matches!(&alone.place, Place::Inline(page) if page.bytes.len() > text.len()));
    assert!(matches!(&linked.place, Place::WebOr { .. }));
}
