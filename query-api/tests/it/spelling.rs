//! Misspelt words and suggestions, in the interface and on the page.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use corpora::Document;

use crate::site::{Site, collection, documents, encoded, id};

fn drugs() -> Vec<Document> {
    let texts = [
        (
            "en",
            "en",
            "Steroids",
            "Dexamethasone 6 mg a day. Prednisone or prednisolone by mouth.",
        ),
        ("ru", "ru", "Лечение", "Дексаметазон при гипоксии."),
        ("zh", "zh", "治疗", "重型患者用地塞米松。"),
    ];
    documents(&texts)
}

#[tokio::test]
async fn a_corrected_query_says_so_and_offers_the_original() {
    let site = Site::of(&drugs());
    let body = site.get("/v1/search?q=dexmethasone+6+mg").await.json();
    let understood = &body["understood"];
    assert_eq!(body["query"], "dexmethasone 6 mg");
    assert_eq!(understood["searched"], "dexamethasone 6 mg");
    let correction = &understood["corrections"][0];
    assert_eq!(correction["from"], "dexmethasone");
    assert_eq!(correction["to"], "dexamethasone");
    assert_eq!(correction["kind"], "applied");
    assert_eq!(correction["concept"], "dexamethasone");
    assert!(body["total"]["documents"].as_u64() > Some(0));
    let off = site
        .get("/v1/search?q=dexmethasone&spelling=off")
        .await
        .json();
    assert_eq!(
        off["understood"]["corrections"].as_array().map(Vec::len),
        Some(0)
    );
    assert_eq!(off["total"]["documents"], 0);
    let wrong = site.get("/v1/search?q=x&spelling=maybe").await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    let page = site.get("/search?q=dexmethasone&ui=en").await.text;
    assert!(
        page.contains("Showing results for") && page.contains("spelling=off"),
        "{page}"
    );
    let page = site
        .get("/search?q=dexmethasone&spelling=off&ui=en")
        .await
        .text;
    assert!(!page.contains("Showing results for"), "{page}");
}

#[tokio::test]
async fn drugs_that_look_alike_are_offered_side_by_side() {
    let site = Site::of(&drugs());
    let body = site.get("/v1/search?q=prednisolne").await.json();
    assert_eq!(body["understood"]["searched"], serde_json::Value::Null);
    let corrections = body["understood"]["corrections"].as_array().unwrap();
    let mut to: Vec<_> = corrections
        .iter()
        .map(|c| c["to"].as_str().unwrap())
        .collect();
    to.sort_unstable();
    assert_eq!(to, ["prednisolone", "prednisone"]);
    for ui in [
        "en", "zh", "es", "fr", "pt", "de", "ar", "ru", "hi", "id", "fa", "ja", "sw",
    ] {
        let page = site
            .get(&format!("/search?q=prednisolne&ui={ui}"))
            .await
            .text;
        assert!(
            page.contains("q=prednisone") && page.contains("q=prednisolone"),
            "{ui}"
        );
    }
}

#[tokio::test]
async fn doses_and_codes_are_never_corrected() {
    let site = Site::of(&drugs());
    for query in ["2.5 mg", "H5N1", "N02BE01", "\"dexmethasone\""] {
        let body = site
            .get(&format!("/v1/search?q={}", encoded(query)))
            .await
            .json();
        let corrections = body["understood"]["corrections"].as_array().unwrap();
        assert!(corrections.is_empty(), "{query}");
    }
}

#[tokio::test]
async fn suggestions_name_concepts_and_documents_with_their_standing() {
    let mut documents = drugs();
    documents.extend(collection());
    let site = Site::of(&documents);
    let answer = site.get("/v1/suggest?q=dexam&limit=3").await;
    assert_eq!(answer.header("cache-control"), "private, no-cache");
    let body = answer.json();
    let first = &body["concepts"][0];
    assert_eq!(first["id"], "dexamethasone");
    assert_eq!(first["class"], "drug");
    assert_eq!(first["documents"], 3);
    assert_eq!(first["url"], "/v1/concepts/dexamethasone");
    let again = Request::get("/v1/suggest?q=dexam&limit=3");
    let again = again
        .header("if-none-match", answer.header("etag"))
        .body(Body::empty());
    assert_eq!(
        site.send(again.unwrap()).await.status,
        StatusCode::NOT_MODIFIED
    );
    let body = site.get("/v1/suggest?q=miracle").await.json();
    assert_eq!(body["documents"][0]["id"], id("bad"));
    assert_eq!(body["documents"][0]["status"]["state"], "retracted");
    for empty in ["/v1/suggest", "/v1/suggest?q=", "/v1/suggest?q=%E2%80%AE"] {
        let body = site.get(empty).await.json();
        let lists = [&body["concepts"], &body["documents"]];
        assert!(
            lists.iter().all(|list| list.as_array().unwrap().is_empty()),
            "{empty}"
        );
    }
    for wrong in [
        "/v1/suggest?q=a&limit=0",
        "/v1/suggest?q=a&limit=1000",
        "/v1/suggest?x=a",
    ] {
        assert_eq!(
            site.get(wrong).await.status,
            StatusCode::BAD_REQUEST,
            "{wrong}"
        );
    }
    let long = format!("/v1/suggest?q={}", "x".repeat(10_000));
    assert_eq!(site.get(&long).await.status, StatusCode::OK);
}
