//! Concepts in the interface and on the page.

use axum::http::StatusCode;
use corpora::Document;
use serde_json::Value;

use crate::site::{Site, documents, encoded};

/// One passage in each of several languages, none of which share a word.
fn collection() -> Vec<Document> {
    let texts = [
        ("zh", "zh", "退热", "患者发热时可用对乙酰氨基酚。"),
        (
            "es",
            "es",
            "Cuidados",
            "Si hay fiebre, dar paracetamol cada seis horas.",
        ),
        ("ar", "ar", "رعاية", "عند الحمى يعطى الباراسيتامول."),
        ("en", "en", "Wound care", "Clean the wound with water."),
    ];
    documents(&texts)
}

fn languages(body: &Value) -> Vec<String> {
    let hits = body["hits"].as_array().unwrap().iter();
    let mut found: Vec<String> = hits
        .map(|hit| {
            hit["document"]["language"]["tag"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    found.sort();
    found
}

#[tokio::test]
async fn a_bare_term_is_found_in_every_language_until_it_is_switched_off() {
    let site = Site::of(&collection());
    for query in ["fever", "जुकाम बुखार", "acetaminophen", "N02BE01", "fieber"]
    {
        let body = site
            .get(&format!("/v1/search?q={}", encoded(query)))
            .await
            .json();
        assert_eq!(languages(&body), ["ar", "es", "zh"], "{query}");
    }
    let body = site
        .get("/v1/search?q=fever&facets=drug,symptom")
        .await
        .json();
    let understood = &body["understood"]["concepts"][0];
    assert_eq!(understood["id"], "fever");
    assert_eq!(understood["used"], true);
    assert_eq!(body["facets"]["drug"][0]["value"], "paracetamol");
    assert_eq!(body["facets"]["drug"][0]["documents"], 3);
    // What made it match is marked in its own language.
    let hits = body["hits"].as_array().unwrap();
    let chinese = hits
        .iter()
        .find(|hit| hit["document"]["language"]["tag"] == "zh")
        .unwrap();
    let html = chinese["passages"][0]["html"].as_str().unwrap();
    assert!(html.contains("<mark>发热</mark>"), "{html}");
    for off in ["concepts=off", "without_concept=fever"] {
        let body = site.get(&format!("/v1/search?q=fever&{off}")).await.json();
        assert_eq!(languages(&body), Vec::<String>::new(), "{off}");
        assert_eq!(body["understood"]["concepts"][0]["used"], false);
    }
    let body = site
        .get("/v1/search?q=paracetamol&symptom=fever&language=es")
        .await
        .json();
    assert_eq!(languages(&body), ["es"]);
}

#[tokio::test]
async fn a_concept_is_shown_with_its_names_codes_and_documents() {
    let site = Site::of(&collection());
    let body = site.get("/v1/concepts/paracetamol").await.json();
    assert!(
        body["codes"]
            .as_array()
            .unwrap()
            .contains(&"atc:N02BE01".into())
    );
    assert_eq!(body["labels"]["zh"][0]["text"], "对乙酰氨基酚");
    assert_eq!(body["labels"]["zh"][0]["sort"], "preferred");
    assert_eq!(body["documents"]["total"], 3);
    assert_eq!(body["occurs_with"]["symptoms"][0]["value"], "fever");
    let named = site
        .get(&format!("/v1/concepts?q={}", encoded("发热 Panadol")))
        .await
        .json();
    let ids: Vec<_> = named["concepts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["id"].clone())
        .collect();
    assert_eq!(ids, ["fever", "paracetamol"]);
    let missing = site.get("/v1/concepts/no-such").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_page_says_what_was_understood_and_leads_to_the_search_without_it() {
    let site = Site::of(&collection());
    let page = site.get("/search?q=fever&ui=en").await.text;
    assert!(page.contains("Understood:"), "{page}");
    assert!(page.contains("without_concept=fever") && page.contains("concepts=off"));
    let page = site.get("/search?q=fever&concepts=off&ui=en").await.text;
    assert!(
        page.contains("<s>") && page.contains("Search by meaning too"),
        "{page}"
    );
}
