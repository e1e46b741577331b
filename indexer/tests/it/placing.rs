use corpora::{NewPlacement, Placement, PlacementEffect, Reference, State, Status};
use indexer::{SearchRequest, Sort, normalised_query};

use crate::support::{Shelf, document, long_text};

const PIN: PlacementEffect = PlacementEffect::Pin;
const BURY: PlacementEffect = PlacementEffect::Bury;

/// Twenty documents on one subject, the first the best.
fn shelf() -> Shelf {
    let documents: Vec<_> = (0..20)
        .map(|n| {
            let text = format!("ebola {}", "other ".repeat(n));
            document(&n.to_string(), "en", &format!("Report {n}"), &text)
        })
        .collect();
    Shelf::with(&documents)
}

fn place(shelf: &Shelf, key: &str, effect: PlacementEffect) -> Placement {
    let query = "Ebola";
    let new = NewPlacement {
        query,
        normal: &normalised_query(query),
        document: &corpora::DocumentId::derive("test", key),
        effect,
        reason: "国家指南",
        who: "Ana",
        expires: None,
    };
    shelf.catalogue.place(&new).unwrap()
}

fn asked(shelf: &Shelf) -> SearchRequest {
    SearchRequest {
        placements: shelf.catalogue.placements_of("ebola").unwrap(),
        ..SearchRequest::new("ebola")
    }
}

/// Titles of all pages, three documents each.
fn paged(shelf: &Shelf, request: &SearchRequest) -> Vec<String> {
    let mut request = SearchRequest {
        limit: 3,
        ..request.clone()
    };
    let mut titles = Vec::new();
    loop {
        let answer = shelf.ask(&request);
        titles.extend(answer.hits.into_iter().map(|hit| hit.document.title));
        match answer.next {
            Some(next) => request.cursor = Some(next),
            None => return titles,
        }
    }
}

#[test]
fn pinned_documents_come_first_buried_ones_last_and_none_is_lost_between_pages() {
    let shelf = shelf();
    let natural = paged(&shelf, &SearchRequest::new("ebola"));
    assert_eq!(natural.len(), 20);
    place(&shelf, "17", PIN);
    place(&shelf, "9", PIN);
    place(&shelf, "0", BURY);
    let titles = paged(&shelf, &asked(&shelf));
    let mut expected = vec!["Report 17".to_owned(), "Report 9".to_owned()];
    let moved = ["Report 17", "Report 9", "Report 0"];
    let others = natural
        .iter()
        .filter(|title| !moved.contains(&title.as_str()));
    expected.extend(others.cloned());
    expected.push("Report 0".to_owned());
    assert_eq!(titles, expected);
    let answer = shelf.ask(&asked(&shelf));
    assert_eq!(answer.total.documents, 20);
    let placed = answer.hits[0].placed.as_ref().unwrap();
    assert_eq!((placed.reason.as_str(), placed.effect), ("国家指南", PIN));
    assert!(answer.hits[2].placed.is_none());
    // In the order of dates nothing is placed.
    let mut dated = asked(&shelf);
    dated.sort = Sort::Date;
    assert!(
        shelf
            .ask(&dated)
            .hits
            .iter()
            .all(|hit| hit.placed.is_none())
    );
}

#[test]
fn a_pinned_document_need_not_have_the_words_but_must_pass_the_filters() {
    let mut shelf = shelf();
    shelf.put(&[document("sw", "sw", "Mwongozo", "homa ya kuvuja damu")]);
    place(&shelf, "sw", PIN);
    let answer = shelf.ask(&asked(&shelf));
    assert_eq!(answer.hits[0].document.title, "Mwongozo");
    assert_eq!(answer.total.documents, 21);
    let mut english = asked(&shelf);
    english.filters.languages = vec!["en".parse().unwrap()];
    let hits = shelf.ask(&english).hits;
    assert!(hits.iter().all(|hit| hit.document.title != "Mwongozo"));
}

#[test]
fn a_pin_never_lifts_what_no_longer_holds() {
    for state in [State::Retracted, State::Withdrawn, State::Superseded] {
        let mut shelf = shelf();
        let mut bad = document("bad", "en", "Bad", "ebola and many other things besides");
        bad.status.state = state;
        shelf.put(&[bad]);
        place(&shelf, "bad", PIN);
        let hits = shelf.ask(&asked(&shelf)).hits;
        assert_ne!(hits[0].document.title, "Bad", "{state}");
        let all = paged(&shelf, &asked(&shelf));
        assert_eq!(
            all.iter().filter(|title| *title == "Bad").count(),
            1,
            "{state}"
        );
        assert!(hits.iter().all(|hit| hit.placed.is_none()));
    }
}

#[test]
fn what_is_replaced_stays_below_its_successor_wherever_that_is_put() {
    let mut shelf = shelf();
    let mut old = document("old", "en", "Old edition", "ebola");
    old.status = Status {
        state: State::Superseded,
        by: Some(Reference::Key("new".to_owned())),
        ..Status::default()
    };
    shelf.put(&[document("new", "en", "New edition", "ebola ebola"), old]);
    place(&shelf, "new", BURY);
    let titles = paged(&shelf, &asked(&shelf));
    assert_eq!(titles.len(), 22);
    assert_eq!(titles[20..], ["New edition", "Old edition"]);
}

#[test]
fn a_pinned_copy_comes_out_from_under_the_other() {
    let mut shelf = shelf();
    let text = long_text("ebola patients are isolated");
    shelf.put(&[
        document("one", "en", "Copy one", &text),
        document("two", "en", "Copy two", &text),
    ]);
    let natural = shelf.ask(&SearchRequest {
        limit: 100,
        ..SearchRequest::new("ebola")
    });
    let copies = natural.hits.iter().flat_map(|hit| &hit.alike);
    assert_eq!(copies.count(), 1, "one lies under the other");
    place(&shelf, "two", PIN);
    let hits = shelf.ask(&asked(&shelf)).hits;
    assert_eq!(hits[0].document.title, "Copy two");
    assert!(
        hits[1..]
            .iter()
            .all(|hit| hit.alike.iter().all(|d| d.title != "Copy two"))
    );
}
