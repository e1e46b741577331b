use std::sync::Arc;

use corpora::SourceKind;

use super::{Confidence, Proposal, discover};
use crate::error::IngestError;
use crate::fetch::Page;
use crate::source::testing::Web;

const RSS: &str = "<rss version='2.0' xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'><channel><title>Santé publique</title><language>fr</language><ttl>120</ttl><item><link>https://a.org/1</link></item></channel></rss>";

async fn found(web: &Arc<Web>, address: &str) -> Vec<Proposal> {
    let found = discover(&**web, address).await.unwrap();
    assert!(
        web.asked().len() <= super::MAX_REQUESTS,
        "{:?}",
        web.asked()
    );
    for proposal in &found {
        proposal.definition.check().unwrap();
        // What nobody said is not guessed.
        assert_eq!(proposal.definition.authority, corpora::Authority::Unknown);
        assert!(
            proposal.definition.jurisdiction.is_none() && proposal.definition.licence.is_none()
        );
    }
    found
}

fn told(proposals: &[Proposal]) -> Vec<(SourceKind, &str, Confidence)> {
    proposals
        .iter()
        .map(|p| (p.definition.kind, p.definition.url.as_str(), p.confidence))
        .collect()
}

#[tokio::test]
async fn a_front_page_leads_to_its_feed_its_sitemap_and_itself() {
    let html = "<!doctype html><html lang=fr><head><title>Accueil</title><meta property=og:site_name content='Ministère de la Santé'>
        <link rel=alternate type='application/rss+xml' title='Commentaires' href='/comments/feed/'>
        <link rel='alternate home' type='application/rss+xml; charset=utf-8' href='/feed/'></head><body><main>
        <a href=/1>1</a><a href=/2>2</a><a href=/3>3</a><a href=/4>4</a><a href=/5>5</a></main></body></html>";
    let web = Web::of(&[
        ("https://a.org/feed/", "application/rss+xml", RSS.as_bytes()),
        (
            "https://a.org/robots.txt",
            "text/plain",
            b"User-agent: *\nDisallow: /x\n Sitemap: https://a.org/map.xml\n",
        ),
    ]);
    web.redirect("https://www.a.org", Page::default());
    web.redirect(
        "https://www.a.org/",
        Page::new("https://a.org/", "text/html", html.as_bytes()),
    );
    let proposals = found(&web, " www.a.org ").await;
    assert_eq!(
        told(&proposals),
        [
            (SourceKind::Feed, "https://a.org/feed/", Confidence::Sure),
            (
                SourceKind::Sitemap,
                "https://a.org/map.xml",
                Confidence::Likely
            ),
            (SourceKind::ListPage, "https://a.org/", Confidence::Likely),
            (
                SourceKind::Feed,
                "https://a.org/comments/feed/",
                Confidence::Possible
            ),
            (SourceKind::Document, "https://a.org/", Confidence::Possible),
        ]
    );
    let feed = &proposals[0].definition;
    assert_eq!(
        (feed.name.as_str(), feed.language.tag()),
        ("Santé publique", "fr")
    );
    assert_eq!(
        (feed.publisher.as_deref(), feed.schedule.to_string()),
        (Some("Ministère de la Santé"), "2h".to_owned())
    );
}

#[tokio::test]
async fn lists_and_documents_are_told_by_their_content() {
    let oai = "<OAI-PMH xmlns='http://www.openarchives.org/OAI/2.0/'><Identify><repositoryName>知识库</repositoryName></Identify></OAI-PMH>";
    let web = Web::of(&[
        ("https://a.org/f", "text/html", RSS.as_bytes()),
        (
            "https://a.org/s",
            "application/octet-stream",
            b"<urlset><url><loc>https://a.org/1</loc></url></urlset>",
        ),
        ("https://a.org/o?verb=Identify", "text/xml", oai.as_bytes()),
        ("https://a.org/d", "application/pdf", b"%PDF-1.7 x"),
        (
            "https://a.org/j",
            "application/json",
            br#"{"version": "https://jsonfeed.org/version/1", "title": "J", "items": []}"#,
        ),
        (
            "https://a.org/x",
            "application/xml",
            b"<article><front/></article>",
        ),
    ]);
    for (address, kind, url) in [
        ("https://a.org/f", SourceKind::Feed, "https://a.org/f"),
        ("https://a.org/s", SourceKind::Sitemap, "https://a.org/s"),
        (
            "https://a.org/o?verb=Identify",
            SourceKind::OaiPmh,
            "https://a.org/o",
        ),
        ("https://a.org/d", SourceKind::Document, "https://a.org/d"),
        ("https://a.org/j", SourceKind::Feed, "https://a.org/j"),
        ("https://a.org/x", SourceKind::Document, "https://a.org/x"),
    ] {
        let proposals = discover(&*web, address).await.unwrap();
        assert_eq!(
            told(&proposals),
            [(kind, url, Confidence::Sure)],
            "{address}"
        );
    }
    let repository = discover(&*web, "https://a.org/o?verb=Identify")
        .await
        .unwrap();
    assert_eq!(repository[0].definition.name, "知识库");
    assert!(repository[0].definition.listing.is_default());
    // Somebody who pastes a part of it wants that part.
    let part = "https://a.org/o?verb=ListRecords&metadataPrefix=jats&set=mal%C3%A1ria";
    web.serve(Page::new(part, "text/xml", oai.as_bytes()));
    let repository = discover(&*web, part).await.unwrap();
    let listing = &repository[0].definition.listing;
    assert_eq!(listing.set.as_deref(), Some("malária"));
    assert_eq!(listing.prefix.as_deref(), Some("jats"));
    assert_eq!(repository[0].definition.url, "https://a.org/o");
}

#[tokio::test]
async fn sites_that_name_nothing_are_asked_at_the_usual_places_within_measure() {
    let html = "<html><head><title>DSpace</title><meta name=generator content='DSpace 7.6'></head><body><p>Repository</p></body></html>";
    let identify = "<OAI-PMH><Identify><repositoryName>R</repositoryName></Identify></OAI-PMH>";
    let web = Web::of(&[
        ("https://r.org/", "text/html", html.as_bytes()),
        (
            "https://r.org/oai/request?verb=Identify",
            "text/xml",
            identify.as_bytes(),
        ),
        ("https://r.org/rss.xml", "text/xml", RSS.as_bytes()),
        ("https://r.org/sitemap.xml", "text/xml", b"<sitemapindex/>"),
    ]);
    let proposals = found(&web, "https://r.org/").await;
    assert_eq!(
        told(&proposals),
        [
            (
                SourceKind::OaiPmh,
                "https://r.org/oai/request",
                Confidence::Sure
            ),
            (SourceKind::Feed, "https://r.org/rss.xml", Confidence::Sure),
            (
                SourceKind::Sitemap,
                "https://r.org/sitemap.xml",
                Confidence::Likely
            ),
            (SourceKind::Document, "https://r.org/", Confidence::Possible),
        ]
    );
    let bare = Web::of(&[(
        "https://b.org/x/",
        "text/html",
        b"<html><body>x</body></html>",
    )]);
    assert_eq!(found(&bare, "https://b.org/x/").await.len(), 1);
}

#[tokio::test]
async fn databases_are_known_without_asking_and_nonsense_is_refused() {
    let web = Web::of(&[]);
    let proposals = found(&web, "https://pubmed.ncbi.nlm.nih.gov/?term=ebola").await;
    assert_eq!(proposals[0].definition.query.as_deref(), Some("ebola"));
    assert!(web.asked().is_empty());
    for none in ["", "ftp://a.org/", "guidelines", "https://", "/etc/passwd"] {
        let outcome = discover(&*web, none).await;
        assert!(
            matches!(outcome, Err(IngestError::NoTarget { .. })),
            "{none}: {outcome:?}"
        );
    }
    assert!(matches!(
        discover(&*web, "https://a.org/").await,
        Err(IngestError::Fetch(_))
    ));
}
