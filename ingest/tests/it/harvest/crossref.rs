//! Crossref.

use corpora::SourceKind;
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
