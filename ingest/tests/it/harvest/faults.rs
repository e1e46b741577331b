//! What holds for every interface.

use corpora::SourceKind;
use serde_json::json;

use super::{KINDS, RECORDS, Record, Shelf, today};
use crate::publisher::{Answer, Delivery};

#[tokio::test(flavor = "multi_thread")]
async fn every_record_comes_once_and_a_second_run_changes_nothing() {
    for kind in KINDS {
        let mut shelf = Shelf::of(kind).await;
        let report = shelf.run().await;
        assert_eq!(report.counts.new, RECORDS, "{kind}: {report}");
        shelf.is_complete().await;
        let harvest = shelf.catalogue.harvest("shelf").unwrap();
        assert!(harvest.cursor.is_some() && harvest.checkpoint.is_none());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn trouble_that_passes_costs_nothing() {
    for kind in KINDS {
        let mut shelf = Shelf::of(kind).await;
        let then = "Fri, 01 Jan 1999 00:00:00 GMT";
        shelf.trouble([
            Answer::status(429).header("Retry-After", "0"),
            Answer::status(503)
                .header("Date", then)
                .header("Retry-After", then),
            Answer::new("text/plain", "short").header("Content-Length", "5000"),
        ]);
        let report = shelf.run().await;
        assert_eq!(report.counts.new, RECORDS, "{kind}: {report}");
        shelf.is_complete().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_harvest_that_breaks_off_goes_on_where_it_was() {
    for kind in KINDS {
        let mut shelf = Shelf::of(kind).await;
        let reset = Answer::new("text/plain", "0123456789").delivered(Delivery::Reset { after: 5 });
        shelf.trouble([reset.clone(), reset.clone(), reset.clone(), reset]);
        let error = shelf.try_run().await.unwrap_err().to_string();
        assert!(error.contains("check the address"), "{kind}: {error}");
        let harvest = shelf.catalogue.harvest("shelf").unwrap();
        // The preprints of a window come when all of it is there.
        assert_eq!(harvest.checkpoint.is_some(), kind != SourceKind::Medrxiv);
        assert!(harvest.cursor.is_none(), "{kind}");
        shelf.run().await;
        shelf.is_complete().await;
        let harvest = shelf.catalogue.harvest("shelf").unwrap();
        assert!(harvest.cursor.is_some() && harvest.checkpoint.is_none());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_that_has_expired_begins_again_and_nothing_comes_twice() {
    for kind in KINDS {
        let expired = match kind {
            SourceKind::OaiPmh => Answer::new(
                "text/xml",
                "<OAI-PMH><responseDate>2026-06-01T00:00:00Z</responseDate><error code='badResumptionToken'>gone</error></OAI-PMH>",
            ),
            SourceKind::Pubmed => Answer::new(
                "text/xml",
                "<eFetchResult><ERROR>Unable to obtain query #1</ERROR></eFetchResult>",
            ),
            // Its places are dates, which do not expire.
            SourceKind::Medrxiv => continue,
            _ => Answer::status(404),
        };
        let mut shelf = Shelf::of(kind).await;
        shelf.trouble([expired.clone()]);
        let report = shelf.run().await;
        assert_eq!(report.counts.new, RECORDS, "{kind}: {report}");
        assert!(report.notes.iter().any(|note| note.contains("began again")));
        shelf.is_complete().await;

        // One that never holds is given up; what came is stored, and the next run heals it.
        let mut shelf = Shelf::of(kind).await;
        shelf.trouble(vec![expired; 9]);
        let error = shelf.try_run().await.unwrap_err().to_string();
        assert!(error.contains("for the 4th time"), "{kind}: {error}");
        shelf.trouble([]);
        shelf.run().await;
        shelf.is_complete().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_something_else_ends_the_run_and_the_next_one_heals() {
    for kind in KINDS {
        for page in [
            "<!doctype html><title>Bot check</title><p>Please wait",
            "{\"error\":\"API rate limit exceeded\"}",
            "",
        ] {
            let mut shelf = Shelf::of(kind).await;
            shelf.trouble([Answer::new("text/html", page)]);
            let error = shelf.try_run().await.unwrap_err().to_string();
            assert!(error.contains("expected an answer of"), "{kind}: {error}");
            shelf.run().await;
            shelf.is_complete().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changes_later_comes_and_the_rest_is_not_asked_for() {
    for kind in KINDS {
        let mut shelf = Shelf::of(kind).await;
        shelf.run().await;
        {
            let mut records = shelf.records.lock().unwrap();
            records[6].title = "Rougeole, deuxième version".to_owned();
            records[6].day = today();
            records.push(Record::new(900, "麻疹暴发", &today()));
        }
        let report = shelf.run().await;
        let counts = &report.counts;
        assert_eq!((counts.new, counts.new_version), (1, 1), "{kind}: {report}");
        assert_eq!(report.resources, 2, "{kind}: {report}");
        shelf.is_complete().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limited_source_takes_its_share_and_goes_on_with_the_next_run() {
    for kind in KINDS {
        let mut shelf = Shelf::of(kind).await;
        shelf.source.listing.limit = Some(70);
        for expected in [70, 70, 65] {
            let report = shelf.run().await;
            assert_eq!(report.counts.new, expected, "{kind}: {report}");
        }
        shelf.is_complete().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_ends_before_all_came_is_told_and_asked_for_again() {
    for (kind, empty) in [
        (
            SourceKind::EuropePmc,
            json!({"hitCount": 205, "nextCursorMark": "x", "resultList": {"result": []}}),
        ),
        (
            SourceKind::Crossref,
            json!({"status": "ok", "message": {"total-results": 205, "next-cursor": "x", "items": []}}),
        ),
    ] {
        let mut shelf = Shelf::of(kind).await;
        shelf.trouble([super::json(&empty)]);
        let report = shelf.run().await;
        assert_eq!(report.counts.new, 100, "{kind}: {report}");
        let told = "100 records came of 205";
        assert!(
            report.notes.iter().any(|note| note.contains(told)),
            "{report}"
        );
        let report = shelf.run().await;
        assert_eq!(report.counts.new, 105, "{kind}: {report}");
        shelf.is_complete().await;
    }
}
