//! medRxiv and bioRxiv.

use corpora::SourceKind;
use serde_json::{Value, json};

use super::{Record, Records, Shelf, Troubles, in_trouble, page, text_of, today};
use crate::documents;
use crate::publisher::{Answer, Asked, Publisher};

/// The interface: windows of dates with offsets; numbers are text where the real one has them so.
pub(super) fn serve(publisher: &Publisher, records: &Records, troubles: &Troubles) {
    // The dates stand in the path: every day on which a window may begin or end is a path.
    let (records, troubles) = (records.clone(), troubles.clone());
    publisher.answer_below("/details/medrxiv/", move |asked| {
        answer(asked, &records, &troubles)
    });
}

fn answer(asked: &Asked, records: &Records, troubles: &Troubles) -> Answer {
    let path = asked.target.split('?').next().unwrap();
    let mut parts = path.rsplit('/');
    let cursor: usize = parts.next().unwrap().parse().unwrap();
    let (to, from) = (parts.next().unwrap(), parts.next().unwrap());
    if let Some(trouble) = in_trouble(troubles, cursor == 100) {
        return trouble;
    }
    let all: Vec<Record> = {
        let records = records.lock().unwrap();
        let here = records
            .iter()
            .filter(|r| r.day.as_str() >= from && r.day.as_str() <= to);
        here.cloned().collect()
    };
    if all.is_empty() {
        return super::json(&json!({"messages": [{"status": "no posts found"}], "collection": []}));
    }
    let (here, _) = page(&all, cursor);
    let collection: Vec<Value> = here
        .iter()
        .map(|r| version(r.number, 1, &r.title, &r.day))
        .collect();
    super::json(
        &json!({"messages": [{"status": "ok", "interval": format!("{from}:{to}"), "cursor": cursor.to_string(),
        "count": here.len(), "count_new_papers": "5", "total": all.len().to_string()}], "collection": collection}),
    )
}

fn version(number: u64, version: u32, title: &str, day: &str) -> Value {
    let record = Record::new(number, title, day);
    json!({"doi": format!("10.1101/2026.01.01.{number}"), "title": title, "authors": "Okoye, N.; 李, 明.", "date": day,
        "version": version.to_string(), "type": "PUBLISHAHEADOFPRINT", "license": "cc_by", "category": "infectious diseases",
        "abstract": text_of(&record), "published": "NA", "server": "medrxiv"})
}

/// A server with versions of preprints, by their days.
fn versions(shelf: &Shelf, all: Vec<Value>) {
    shelf.publisher.answer_below("/details/medrxiv/", move |asked| {
        let path = asked.target.split('?').next().unwrap();
        let mut parts = path.rsplit('/');
        let cursor: usize = parts.next().unwrap().parse().unwrap();
        let (to, from) = (parts.next().unwrap(), parts.next().unwrap());
        let day = |v: &Value| v["date"].as_str().unwrap().to_owned();
        let here: Vec<Value> = all.iter().filter(|v| day(v).as_str() >= from && day(v).as_str() <= to).cloned().collect();
        let page: Vec<&Value> = here.iter().skip(cursor).take(2).collect();
        super::json(&json!({"messages": [{"status": "ok", "cursor": cursor, "count": page.len(), "total": here.len()}], "collection": page}))
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn the_latest_version_wins_whatever_came_before() {
    let mut shelf = Shelf::with(SourceKind::Medrxiv, Vec::new()).await;
    let (old, new) = ("2024-02-03", "2026-05-06");
    let all = || {
        vec![
            version(1, 1, "Cholera one", old),
            version(2, 1, "Cholera two", old),
            version(1, 2, "Cholera one, revised", new),
            version(1, 3, "Cholera one, revised again", new),
            version(3, 1, "霍乱", new),
        ]
    };
    versions(&shelf, all());
    let report = shelf.run().await;
    assert_eq!(report.counts.new, 3, "{report}");
    let shown = |shelf: &Shelf| {
        let mut shown: Vec<_> = documents(&shelf.catalogue)
            .iter()
            .map(|d| (d.title.clone(), d.edition.clone().unwrap()))
            .collect();
        shown.sort();
        shown
    };
    let pair = |title: &str, edition: &str| (title.to_owned(), edition.to_owned());
    let expected = [
        pair("Cholera one, revised again", "3"),
        pair("Cholera two", "1"),
        pair("霍乱", "1"),
    ];
    assert_eq!(shown(&shelf), expected);

    // A harvest that goes on behind the latest version does not take an earlier one for it.
    shelf.source.listing.limit = Some(2);
    // Another definition has everything asked for again.
    shelf.source.listing.exclude = vec!["x".to_owned()];
    for _ in 0..3 {
        shelf.run().await;
        assert_eq!(shown(&shelf), expected);
    }
    let mut later = all();
    later.push(version(2, 2, "Cholera two, revised", &today()));
    versions(&shelf, later);
    let report = shelf.run().await;
    assert_eq!(
        (report.counts.new, report.counts.new_version),
        (0, 1),
        "{report}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_says_more_than_it_gives_is_asked_again() {
    let mut shelf = Shelf::with(SourceKind::Medrxiv, Vec::new()).await;
    shelf.publisher.answer_below("/details/medrxiv/", |asked| {
        let first = asked.target.contains("/0?");
        let collection = if first { vec![version(1, 1, "Cholera", "2026-05-06")] } else { Vec::new() };
        super::json(&json!({"messages": [{"status": "ok", "count": 100, "total": "7"}], "collection": collection}))
    });
    shelf.source.listing.from = Some("2026-05-01".parse().unwrap());
    let report = shelf.run().await;
    assert_eq!(report.counts.new, 1, "{report}");
    assert!(
        report
            .notes
            .iter()
            .any(|note| note.contains("1 of 7 records came")),
        "{report}"
    );
    let cursor = shelf.catalogue.harvest("shelf").unwrap().cursor.unwrap();
    // What is missing is still asked for.
    assert!(cursor.contains("2026-05-01"), "{cursor}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_category_and_an_error_are_told() {
    let mut shelf = Shelf::of(SourceKind::Medrxiv).await;
    shelf.run().await;
    assert!(
        shelf
            .asked()
            .iter()
            .all(|target| target.ends_with("?category=infectious_diseases"))
    );
    let wrong = json!({"messages": [{"status": "Error: interval is not valid"}], "collection": []});
    shelf
        .publisher
        .answer_below("/details/medrxiv/", move |_| super::json(&wrong));
    let error = shelf.try_run().await.unwrap_err().to_string();
    assert!(
        error.contains("refuses: Error: interval is not valid"),
        "{error}"
    );
}
