//! Input that means harm.

use axum::body::Body;
use axum::http::{Request, StatusCode};

use crate::site::{Site, collection, encoded, id};

/// Nothing of a page may be markup that we did not write.
fn assert_harmless(page: &str) {
    let lower = page.to_lowercase();
    for bad in [
        "<script",
        "<img",
        "javascript:",
        "onerror=alert(1)>",
        "<b>\u{202e}",
    ] {
        assert!(!lower.contains(bad), "{bad} in {page}");
    }
}

#[tokio::test]
async fn documents_and_queries_cannot_put_markup_into_pages() {
    let site = Site::of(&collection());
    for query in [
        "<script>alert(1)</script>",
        "rehydration",
        "\"><script>alert(2)</script>",
        "'\"<img src=x>",
    ] {
        let page = site
            .get(&format!("/search?q={}&filters=1", encoded(query)))
            .await;
        assert_eq!(page.status, StatusCode::OK);
        assert_harmless(&page.text);
    }
    let page = site.get(&format!("/documents/{}", id("hostile"))).await;
    assert_harmless(&page.text);
    assert!(page.text.contains("alert(1)"), "the text is shown, as text");
    let page = site
        .get("/search?language=%3Cscript%3E&q=%22%3E%3Cscript%3E&ui=%3Cscript%3E")
        .await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert_harmless(&page.text);
}

#[tokio::test]
async fn odd_queries_are_answered_or_refused_but_never_fail() {
    let site = Site::of(&collection());
    let long = "发".repeat(2_001);
    for (query, status) in [
        ("\0", 200),
        ("a\0b", 200),
        ("\u{202e}\u{2066}abc", 200),
        ("((((((\"", 200),
        ("* OR 1=1 -- [", 200),
        ("👩🏽‍⚕️", 200),
        (long.as_str(), 400),
    ] {
        for path in ["/v1/search", "/search"] {
            let answer = site.get(&format!("{path}?q={}", encoded(query))).await;
            assert_eq!(answer.status.as_u16(), status, "{path} {query:?}");
        }
    }
    // Bytes that are no UTF-8 at all.
    assert_eq!(
        site.get("/v1/search?q=%FF%FE%80").await.status,
        StatusCode::OK
    );
    assert_eq!(site.get("/documents/%FF").await.status.as_u16() / 100, 4);
}

#[tokio::test]
async fn a_large_body_is_refused() {
    let site = Site::of(&collection());
    let body = Request::get("/v1/search?q=a").header("content-length", "10000000");
    let answer = site
        .send(body.body(Body::from(vec![b'a'; 10_000_000])).unwrap())
        .await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(answer.json()["type"], "/problems/too-large");
}

#[tokio::test]
async fn names_of_requests_are_only_taken_over_when_plain() {
    let site = Site::of(&collection());
    for (given, taken) in [
        ("abc-123", true),
        ("<script>", false),
        (&"a".repeat(65), false),
    ] {
        let request = Request::get("/healthz").header("x-request-id", given);
        let answer = site.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.header("x-request-id") == given, taken, "{given}");
    }
}

#[tokio::test]
async fn every_answer_carries_the_headers_that_protect_its_reader() {
    let site = Site::of(&collection());
    for address in [
        "/",
        "/search?q=a",
        "/nothing",
        "/v1/search?q=a",
        "/v1/nothing",
        "/healthz",
    ] {
        let answer = site.get(address).await;
        assert!(
            answer
                .header("content-security-policy")
                .starts_with("default-src 'none'"),
            "{address}"
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert!(
            !answer.header("cache-control").is_empty() && !answer.header("x-request-id").is_empty()
        );
    }
}
