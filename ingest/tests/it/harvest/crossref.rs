//! Crossref.

use corpora::{SourceDefinition, SourceKind, State};
use serde_json::{Value, json};

use super::{Record, Records, Shelf, Troubles, in_trouble, number, page, since, text_of};
use crate::publisher::Publisher;

/// The works: a cursor that says where.
pub(super) fn serve(publisher: &Publisher, records: &Records, troubles: &Troubles) {
    let (records, troubles) = (records.clone(), troubles.clone());
    publisher.answer("/works", move |asked| {
        let cursor = asked.query("cursor").unwrap_or_default();
        if let Some(trouble) = in_trouble(&troubles, cursor == "AoJ/100==") {
            return trouble;
        }
        let start = cursor.trim_start_matches("AoJ/").trim_end_matches('=');
        let start = start.parse().unwrap_or(0);
        let filter = asked.query("filter").unwrap_or_default();
        let from = filter.split_once("from-index-date:").map(|(_, from)| from.to_owned());
        let all = since(&records, from.as_deref());
        let (here, _) = page(&all, start);
        assert_eq!(number(asked, "rows"), 100);
        let next = format!("AoJ/{}==", start + here.len());
        let items: Vec<Value> = here.iter().map(work).collect();
        super::json(&json!({"status": "ok", "message-type": "work-list", "message-version": "1.0.0",
            "message": {"total-results": all.len(), "next-cursor": next, "items": items, "items-per-page": 100}}))
    });
}

fn work(record: &Record) -> Value {
    json!({"DOI": format!("10.5555/ABC.{}", record.number), "title": [record.title], "type": "journal-article",
        "abstract": format!("<jats:p>{}</jats:p>", text_of(record)), "issued": {"date-parts": [[2026, 3]]}})
}

#[tokio::test(flavor = "multi_thread")]
async fn the_query_is_kept_and_later_runs_ask_by_index_date() {
    let mut shelf = Shelf::of(SourceKind::Crossref).await;
    shelf.run().await;
    shelf.run().await;
    let asked = shelf.asked();
    assert!(asked[0].contains("filter=type:journal-article&query=霍乱&rows=100&cursor=*&mailto=library@hospital.example"), "{}", asked[0]);
    assert!(
        asked
            .last()
            .unwrap()
            .contains("filter=type:journal-article,from-index-date:20")
    );
    let all = crate::documents(&shelf.catalogue);
    assert_eq!(all[0].key, "10.5555/abc.1");
    assert_eq!(all[0].published.unwrap().to_string(), "2026-03");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_filter_is_told() {
    let mut shelf = Shelf::of(SourceKind::Crossref).await;
    let wrong = json!({"status": "failed", "message-type": "validation-failure", "message": [{"type": "filter-not-available", "message": "Filter colour specified but there is no such filter"}]});
    shelf.publisher.serve("/works", super::json(&wrong));
    let error = shelf.try_run().await.unwrap_err().to_string();
    assert!(
        error.contains("Crossref refuses") && error.contains("no such filter"),
        "{error}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_reaches_the_article_that_another_source_brought() {
    let mut shelf = Shelf::of(SourceKind::EuropePmc).await;
    let article = json!({"id": "7", "source": "MED", "pmid": "7", "doi": "10.5555/x", "title": "Ivermectin trial", "abstractText": "Of no use."});
    let answer = json!({"hitCount": 1, "resultList": {"result": [article]}});
    shelf.publisher.serve("/search", super::json(&answer));
    shelf.run().await;
    let notices = Shelf::of(SourceKind::Crossref).await;
    let notice = json!({"DOI": "10.5555/n1", "title": ["Retraction: Ivermectin trial"],
        "update-to": [{"DOI": "10.5555/X", "type": "retraction", "label": "Retraction", "source": "retraction-watch", "record-id": 17, "updated": {"date-parts": [[2026, 6, 9]]}}]});
    let answer = json!({"status": "ok", "message": {"total-results": 1, "items": [notice]}});
    notices.publisher.serve("/works", super::json(&answer));
    shelf.source = SourceDefinition {
        id: "notices".to_owned(),
        ..notices.source.clone()
    };
    shelf.run().await;
    let stored = shelf.catalogue.document_by_num(1).unwrap().unwrap();
    assert_eq!(stored.document.title, "Ivermectin trial");
    assert_eq!(stored.status.state, State::Retracted);
    assert_eq!(
        stored.status.source.as_deref(),
        Some("https://doi.org/10.5555/n1")
    );
    assert!(
        stored
            .status
            .note
            .unwrap()
            .contains("Retraction Watch, record 17")
    );
}
