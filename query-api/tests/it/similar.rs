//! Similar documents in the interface and on the page of a document.

use axum::http::StatusCode;

use crate::site::{Site, document, id};

fn site() -> Site {
    let mut documents = vec![
        document(
            "en",
            "en",
            "Fever care",
            "For fever give paracetamol, in dengue no ibuprofen.",
        ),
        document(
            "zh",
            "zh",
            "退热",
            "患者发热时可用对乙酰氨基酚，登革热时避免布洛芬。",
        ),
        document("empty", "ja", "", ""),
    ];
    let mut retracted = document(
        "bad",
        "en",
        "Bad care",
        "Fever, paracetamol, dengue, ibuprofen.",
    );
    retracted.status.state = corpora::State::Retracted;
    documents.push(retracted);
    Site::of(&documents)
}

#[tokio::test]
async fn similar_documents_come_with_their_standing() {
    let site = site();
    let address = format!("/v1/documents/{}/similar", id("en"));
    let body = site.get(&address).await.json();
    let hits = body["hits"].as_array().unwrap();
    let states: Vec<_> = hits
        .iter()
        .map(|hit| &hit["document"]["status"]["state"])
        .collect();
    assert_eq!(states, ["current", "retracted"], "{body}");
    assert_eq!(hits[0]["document"]["title"], "退热");
    assert!(
        body["concepts"]
            .as_array()
            .unwrap()
            .contains(&"paracetamol".into())
    );
    let one = site.get(&format!("{address}?limit=1")).await.json();
    assert_eq!(one["hits"].as_array().unwrap().len(), 1);
    let empty = site
        .get(&format!("/v1/documents/{}/similar", id("empty")))
        .await;
    assert_eq!(empty.status, StatusCode::OK);
    let none = site.get("/v1/documents/dzzzzzzzzzzzzzzzz/similar").await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
    let wrong = site.get(&format!("{address}?limit=0")).await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    let unknown = site.get(&format!("{address}?q=x")).await;
    assert_eq!(unknown.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn the_page_of_a_document_leads_to_similar_ones() {
    let site = site();
    for (ui, heading) in [
        ("en", "Similar documents"),
        ("zh", "相似文献"),
        ("ar", "وثائق مشابهة"),
    ] {
        let page = site.get(&format!("/documents/{}?ui={ui}", id("en"))).await;
        let (_, similar) = page.text.split_once(heading).unwrap();
        assert!(
            similar.contains(&id("zh")) && similar.contains(&id("bad")),
            "{ui}"
        );
    }
    let empty = site.get(&format!("/documents/{}?ui=en", id("empty"))).await;
    assert_eq!(empty.status, StatusCode::OK);
    assert!(!empty.text.contains("Similar documents"));
}
