//! The query language in the interface and on the page.

use axum::http::StatusCode;

use crate::site::{Site, document, encoded};

fn site() -> Site {
    Site::of(&[
        document(
            "yf",
            "en",
            "Yellow fever",
            "The yellow fever vaccine protects for life.",
        ),
        document(
            "df",
            "en",
            "Dengue fever",
            "Dengue fever: yellow skin is rare.",
        ),
        document("zh", "zh", "发热", "急性发热患者给予对乙酰氨基酚。"),
    ])
}

async fn titles(site: &Site, query: &str, rest: &str) -> Vec<String> {
    let address = format!("/v1/search?q={}{rest}", encoded(query));
    let body = site.get(&address).await.json();
    let hits = body["hits"]
        .as_array()
        .unwrap_or_else(|| panic!("{body}"))
        .iter();
    let title = |hit: &serde_json::Value| hit["document"]["title"].as_str().unwrap().to_owned();
    let mut titles: Vec<String> = hits.map(title).collect();
    titles.sort();
    titles
}

#[tokio::test]
async fn what_was_understood_is_in_the_answer() {
    let site = site();
    assert_eq!(
        titles(&site, "\"yellow fever\"", "").await,
        ["Yellow fever"]
    );
    assert_eq!(
        titles(&site, "fever -vaccine language:en", "").await,
        ["Dengue fever"]
    );
    assert_eq!(titles(&site, "「急性发热」", "").await, ["发热"]);
    let query = encoded("\"yellow fever\" -dengue protect* kind:nonsense");
    let body = site
        .get(&format!("/v1/search?explain=true&q={query}"))
        .await
        .json();
    let parts = &body["understood"]["parts"];
    assert_eq!(parts[0]["kind"], "phrase");
    assert_eq!(parts[0]["typed"], "\"yellow fever\"");
    assert_eq!(parts[1]["kind"], "excluded");
    assert_eq!(parts[2]["kind"], "prefix");
    let note = &body["understood"]["notes"][0];
    assert_eq!(note["kind"], "unknown-value");
    assert_eq!(
        (&note["position"], &note["found"]),
        (&32.into(), &"kind:nonsense".into())
    );
    let hit = &body["hits"][0];
    assert!(
        hit["passages"][0]["html"]
            .as_str()
            .unwrap()
            .contains("<mark>yellow fever</mark>")
    );
    let factors = hit["explanation"]["factors"].as_array().unwrap();
    assert!(factors.iter().any(|factor| factor["name"] == "phrase"));
}

#[tokio::test]
async fn strict_refuses_and_words_take_no_sign() {
    let site = site();
    let query = encoded("发热 \"咳嗽");
    let refused = site
        .get(&format!("/v1/search?syntax=strict&q={query}"))
        .await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    let problem = refused.json();
    assert!(
        problem["type"]
            .as_str()
            .unwrap()
            .ends_with("invalid-parameter")
    );
    let error = &problem["errors"][0];
    assert_eq!(
        (&error["parameter"], &error["position"]),
        (&"q".into(), &3.into())
    );
    assert_eq!(error["found"], "\"咳嗽");
    assert!(
        error["expected"]
            .as_str()
            .unwrap()
            .contains("quotation mark")
    );
    for syntax in ["", "&syntax=lenient", "&syntax=words"] {
        let answer = site.get(&format!("/v1/search?q={query}{syntax}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{syntax}");
    }
    let both = titles(&site, "\"yellow fever\" -dengue", "&syntax=words").await;
    assert_eq!(both, ["Dengue fever", "Yellow fever"]);
    let wrong = site.get("/v1/search?q=x&syntax=sql").await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn the_page_says_what_is_demanded_and_what_was_searched_as_words() {
    let site = site();
    let query = encoded("\"yellow fever\" -dengue \"");
    let page = site.get(&format!("/search?ui=en&q={query}")).await;
    assert_eq!(page.status, StatusCode::OK);
    for said in [
        "Only with:",
        "Without:",
        "Searched as plain words:",
        "-dengue",
    ] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    let arabic = site.get(&format!("/search?ui=ar&q={query}")).await;
    assert!(arabic.text.contains("بدون:"));
    let hostile = site
        .get(&format!("/search?q={}", encoded("-\"<script>\" x")))
        .await;
    assert!(!hostile.text.contains("<script>"));
}
