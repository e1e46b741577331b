//! Europe PMC.

use corpora::SourceKind;
use ingest::{NoProgress, Stop};
use serde_json::{Value, json};

use super::{Record, Records, Shelf, Troubles, in_trouble, page, since, text_of};
use crate::publisher::{Answer, Publisher};

/// The search: marks say where, and the last page gives its own again.
pub(super) fn serve(publisher: &Publisher, records: &Records, troubles: &Troubles) {
    let (records, troubles) = (records.clone(), troubles.clone());
    publisher.answer("/search", move |asked| {
        let mark = asked.query("cursorMark").unwrap_or_default();
        if let Some(trouble) = in_trouble(&troubles, mark == "mark+100=") {
            return trouble;
        }
        let start = mark.trim_start_matches("mark+").trim_end_matches('=');
        let start = start.parse().unwrap_or(0);
        let query = asked.query("query").unwrap_or_default();
        let from = query.split_once("UPDATE_DATE:[").map(|(_, rest)| rest[..10].to_owned());
        let all = since(&records, from.as_deref());
        let (here, _) = page(&all, start);
        let next = match here.len() {
            0 => mark,
            came => format!("mark+{}=", start + came),
        };
        let results: Vec<Value> = here.iter().map(result).collect();
        super::json(&json!({"version": "6.9", "hitCount": all.len(), "nextCursorMark": next, "resultList": {"result": results}}))
    });
}

fn result(record: &Record) -> Value {
    json!({"id": record.number.to_string(), "source": "MED", "pmid": record.number.to_string(), "title": record.title,
        "abstractText": format!("<h4>Methods</h4>{}", text_of(record)), "language": "eng", "pubYear": "2026"})
}

#[tokio::test(flavor = "multi_thread")]
async fn whole_records_are_asked_for_and_later_what_was_updated() {
    let mut shelf = Shelf::of(SourceKind::EuropePmc).await;
    shelf.run().await;
    shelf.run().await;
    let asked = shelf.asked();
    assert!(
        asked[0].contains("format=json&resulttype=core&pagesize=100&cursormark=*"),
        "{}",
        asked[0]
    );
    assert!(
        asked[0].contains("query=title:cholera or title:霍乱&") || asked[0].contains("霍乱&format"),
        "{}",
        asked[0]
    );
    let last = asked.last().unwrap();
    assert!(
        last.contains("霍乱) and update_date:[20") && last.contains(" to 3000-01-01]"),
        "{last}"
    );
    let all = crate::documents(&shelf.catalogue);
    assert_eq!(all[0].key, "MED/1");
    assert_eq!(
        all[0].url.as_deref(),
        Some("https://europepmc.org/article/MED/1")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_of_the_interface_is_told() {
    let mut shelf = Shelf::of(SourceKind::EuropePmc).await;
    let error = json!({"errCode": 400, "errMsg": "Invalid query syntax"});
    shelf.publisher.serve("/search", super::json(&error));
    let error = shelf.try_run().await.unwrap_err().to_string();
    assert!(
        error.contains("Europe PMC refuses: Invalid query syntax"),
        "{error}"
    );
    let deep = "[".repeat(100_000);
    shelf
        .publisher
        .serve("/search", Answer::new("application/json", deep));
    let error = shelf.try_run().await.unwrap_err().to_string();
    assert!(
        error.contains("expected an answer of Europe PMC"),
        "{error}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_without_text_is_refused_alone_and_can_be_read_again() {
    let mut shelf = Shelf::of(SourceKind::EuropePmc).await;
    let answer = |title: &str| {
        let bare = json!({"id": "PPR1.pdf", "source": "PPR", "title": title});
        let good =
            json!({"id": "2", "source": "MED", "title": "Choléra", "abstractText": "Réhydrater."});
        super::json(
            &json!({"hitCount": 2, "resultList": {"result": [bare, good, {"title": "nameless"}]}}),
        )
    };
    shelf.publisher.serve("/search", answer(" "));
    let report = shelf.run().await;
    assert_eq!(
        (report.counts.new, report.counts.quarantined),
        (1, 1),
        "{report}"
    );
    let notes = report.notes.join("\n");
    assert!(notes.contains("1 results without source and id"), "{notes}");
    let refused = |shelf: &Shelf| shelf.catalogue.quarantined(10).unwrap();
    let before = refused(&shelf);
    assert_eq!(
        (before[0].reason.as_str(), before[0].resource.as_str()),
        ("no-text", "PPR/PPR1.pdf")
    );

    // Read again from what was kept, it is still what it was, and not taken for a PDF.
    let (source, items) = (shelf.source.clone(), before);
    super::pipeline()
        .retry(
            &mut shelf.catalogue,
            &source,
            &items,
            &NoProgress,
            &Stop::default(),
        )
        .await
        .unwrap();
    assert_eq!(refused(&shelf)[0].reason, "no-text");
    shelf.publisher.serve("/search", answer("麻疹"));
    shelf.run().await;
    assert!(refused(&shelf).is_empty());
}
