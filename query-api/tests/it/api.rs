//! The interface for programs.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use corpora::State;
use serde_json::json;

use crate::site::{Site, collection, document, encoded, id};

#[tokio::test]
async fn a_search_answers_with_documents_passages_and_their_standing() {
    let site = Site::of(&collection());
    let answer = site
        .get("/v1/search?q=rehydration&explain=true&facets=language,status")
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("content-type"), "application/json");
    let body = answer.json();
    assert_eq!(body["query"], "rehydration");
    assert_eq!(body["total"], json!({"documents": 4, "exact": true}));
    assert_eq!(body["partial"], json!([]));
    let hits = body["hits"].as_array().unwrap();
    let of = |key: &str| {
        hits.iter()
            .find(|hit| hit["document"]["id"] == id(key))
            .unwrap()
    };
    let old = &of("old")["document"]["status"];
    assert_eq!(
        (&old["state"], &old["date"]),
        (&json!("superseded"), &json!("2004-05"))
    );
    assert_eq!(old["replaced_by"]["id"], id("new"));
    assert_eq!(
        of("bad")["document"]["status"]["note"],
        "The patients did not exist."
    );
    let passage = &of("new")["passages"][0];
    assert_eq!(passage["heading_path"], json!(["Dose"]));
    let text: Vec<char> = passage["text"].as_str().unwrap().chars().collect();
    let range = &passage["highlights"][0];
    let (from, to) = (
        range[0].as_u64().unwrap() as usize,
        range[1].as_u64().unwrap() as usize,
    );
    assert_eq!(text[from..to].iter().collect::<String>(), "rehydration");
    assert!(of("new")["explanation"]["terms"].is_array());
    assert!(body["facets"]["language"].is_array() && body["facets"]["status"].is_array());
}

#[tokio::test]
async fn languages_stand_apart_where_that_is_asked_for() {
    let site = Site::of(&[
        document("a", "en", "Dengue", "Dengue: paracetamol."),
        document("b", "es", "Dengue", "Dengue: paracetamol, no aspirina."),
        document("c", "zh", "登革热", "登革热：对乙酰氨基酚。"),
    ]);
    let plain = site.get("/v1/search?q=dengue").await.json();
    assert!(plain.get("groups").is_none());
    let apart = site
        .get("/v1/search?q=dengue&present=by-language")
        .await
        .json();
    let groups = apart["groups"].as_array().unwrap();
    let hits = apart["hits"].as_array().unwrap();
    assert_eq!((groups.len(), hits.len()), (3, 3));
    for (group, hit) in groups.iter().zip(hits) {
        assert_eq!(
            (&group["documents"], &group["shown"]),
            (&json!(1), &json!(1))
        );
        assert_eq!(group["language"]["tag"], hit["document"]["language"]["tag"]);
    }
    assert_eq!(apart["next_cursor"], json!(null));
}

#[tokio::test]
async fn filters_narrow_and_publishers_keep_their_commas() {
    let site = Site::of(&collection());
    let states = |body: serde_json::Value| -> Vec<String> {
        let hits = body["hits"].as_array().unwrap().clone();
        hits.iter()
            .map(|h| {
                h["document"]["status"]["state"]
                    .as_str()
                    .unwrap()
                    .to_owned()
            })
            .collect()
    };
    let both = site
        .get("/v1/search?q=rehydration&status=retracted,superseded")
        .await
        .json();
    assert_eq!(states(both).len(), 2);
    let one = site
        .get("/v1/search?q=rehydration&status=retracted")
        .await
        .json();
    assert_eq!(states(one), [State::Retracted.name()]);
    let arabic = site.get("/v1/search?language=ar").await.json();
    assert_eq!(
        arabic["hits"][0]["document"]["language"]["direction"],
        "rtl"
    );
    assert_eq!(arabic["total"]["documents"], 1);
    let publisher = encoded("Centers for Testing, Geneva");
    let found = site
        .get(&format!("/v1/search?publisher={publisher}"))
        .await
        .json();
    assert_eq!(found["total"]["documents"], 4);
}

#[tokio::test]
async fn what_is_wrong_with_a_request_is_named() {
    let site = Site::of(&collection());
    let answer = site
        .get("/v1/search?q=a&colour=red&limit=1000&language=klingonese")
        .await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let problem = answer.json();
    let named: Vec<_> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| &e["parameter"])
        .collect();
    assert_eq!(named, ["colour", "limit", "language"]);
    assert!(
        problem["errors"][0]["expected"]
            .as_str()
            .unwrap()
            .contains("year_from")
    );
    assert_eq!(problem["instance"], "/v1/search");
    assert_eq!(problem["request_id"], answer.header("x-request-id"));
    let page = site.get(problem["type"].as_str().unwrap()).await;
    assert_eq!(page.status, StatusCode::OK);
}

#[tokio::test]
async fn every_failure_of_the_interface_is_a_problem_document() {
    let site = Site::of(&collection());
    for (address, status) in [
        ("/v1/nothing", 404),
        ("/v1/documents/daaaaaaaaaaaaaaaa", 404),
        ("/v1/documents/..%2F..%2Fetc%2Fpasswd", 404),
        ("/v1/documents/daaaaaaaaaaaaaaaa/versions", 404),
        ("/v1/search?cursor=nonsense", 400),
        ("/v1/search?q=a&q=b", 400),
        ("/v1/search?explain=perhaps", 400),
    ] {
        let answer = site.get(address).await;
        assert_eq!(answer.status.as_u16(), status, "{address}");
        assert_eq!(
            answer.header("content-type"),
            "application/problem+json",
            "{address}"
        );
        let problem = answer.json();
        for member in ["type", "title", "status", "detail", "instance"] {
            assert!(!problem[member].is_null(), "{address}: {member}");
        }
    }
    let post = Request::post("/v1/search").body(Body::empty()).unwrap();
    let answer = site.send(post).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(answer.json()["type"], "/problems/method-not-allowed");
    assert_eq!(answer.header("allow"), "GET,HEAD");
}

#[tokio::test]
async fn cursors_lead_through_all_documents_once() {
    let cards: Vec<_> = (0..23)
        .map(|n| {
            document(
                &format!("card-{n}"),
                "en",
                &format!("Card {n}"),
                &format!("fever {n}"),
            )
        })
        .collect();
    let site = Site::of(&cards);
    let (mut seen, mut address) = (Vec::new(), "/v1/search?q=fever&limit=10".to_owned());
    loop {
        let body = site.get(&address).await.json();
        for hit in body["hits"].as_array().unwrap() {
            assert_eq!(hit["rank"], seen.len() + 1);
            seen.push(hit["document"]["id"].as_str().unwrap().to_owned());
        }
        let Some(cursor) = body["next_cursor"].as_str() else {
            break;
        };
        address = format!("/v1/search?q=fever&limit=10&cursor={cursor}");
    }
    assert_eq!(seen.len(), 23);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 23);
}

#[tokio::test]
async fn a_document_is_given_whole_and_not_twice_to_who_has_it() {
    let site = Site::of(&collection());
    let address = format!("/v1/documents/{}", id("old"));
    let answer = site.get(&address).await;
    let body = answer.json();
    assert_eq!(body["sections"][0]["text"], "Give rehydration slowly.");
    assert_eq!(
        body["status"]["replaced_by"]["title"],
        "Rehydration in cholera"
    );
    assert_eq!(
        (&body["versions"], &body["is_summary"]),
        (&json!(1), &json!(false))
    );
    let places = body["found_at"].as_array().unwrap();
    let places: Vec<_> = places.iter().map(|place| &place["key"]).collect();
    assert_eq!(places, ["old"]);
    assert_eq!(answer.header("content-language"), "en");
    let etag = answer.header("etag").to_owned();
    let again = Request::get(&address)
        .header("if-none-match", &etag)
        .body(Body::empty())
        .unwrap();
    let again = site.send(again).await;
    assert_eq!(
        (again.status, again.text.as_str()),
        (StatusCode::NOT_MODIFIED, "")
    );
    assert_eq!(again.header("etag"), etag);
    let versions = site
        .get(body["links"]["versions"].as_str().unwrap())
        .await
        .json();
    assert_eq!(versions["versions"][0]["version"], 1);
}

#[tokio::test]
async fn health_and_readiness_differ() {
    let site = Site::of(&collection());
    assert_eq!(site.get("/healthz").await.status, StatusCode::OK);
    assert_eq!(site.get("/readyz").await.status, StatusCode::OK);
    assert!(site.app.is_ready());
    let sources = site.get("/v1/sources").await;
    assert!(sources.json()["sources"].is_array());
}
