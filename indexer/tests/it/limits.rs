use std::time::Duration;

use corpora::{Reference, State, Status};
use indexer::{Limitation, Limits, SearchError, SearchRequest};

use crate::support::{Shelf, document};

fn many(count: usize) -> Vec<corpora::Document> {
    (0..count)
        .map(|n| {
            document(
                &n.to_string(),
                "en",
                &format!("Report {n}"),
                &format!("Ebola virus disease {}", "case ".repeat(n % 7)),
            )
        })
        .collect()
}

#[test]
fn pages_follow_one_another_without_gaps_or_repeats_while_documents_arrive() {
    let mut documents = many(95);
    // Some are replaced by others: the rule that keeps them below must not disturb the pages.
    for n in (0..90).step_by(9) {
        documents[n].status = Status {
            state: State::Superseded,
            by: Some(Reference::Key((n + 3).to_string())),
            ..Status::default()
        };
    }
    let mut shelf = Shelf::with(&documents);
    let mut request = SearchRequest::new("ebola disease");
    let whole = {
        let mut all = request.clone();
        all.limit = 100;
        shelf
            .ask(&all)
            .hits
            .into_iter()
            .map(|h| h.document.title)
            .collect::<Vec<_>>()
    };
    let mut paged = Vec::new();
    loop {
        let answer = shelf.ask(&request);
        assert!(answer.partial.is_empty());
        paged.extend(answer.hits.into_iter().map(|h| h.document.title));
        shelf.put(&[document(
            &format!("new {}", paged.len()),
            "en",
            "Ebola Ebola",
            "Ebola ebola disease",
        )]);
        match answer.next {
            Some(next) => request.cursor = Some(next),
            None => break,
        }
    }
    assert_eq!(paged.len(), 95);
    assert_eq!(paged, whole);
}

#[test]
fn requests_out_of_their_limits_are_refused_with_what_was_expected() {
    let shelf = Shelf::with(&many(3));
    let engine = shelf.engine();
    let mut request = SearchRequest::new(&"热".repeat(Limits::MAX_QUERY_CHARS + 1));
    assert!(matches!(
        engine.search(&request),
        Err(SearchError::TooLong { .. })
    ));
    request = SearchRequest::new("ebola");
    for (limit, passages) in [(0, 1), (Limits::MAX_HITS + 1, 1), (1, 0), (1, 99)] {
        (request.limit, request.passages) = (limit, passages);
        let error = engine.search(&request).unwrap_err();
        assert!(matches!(error, SearchError::OutOfRange { .. }), "{error}");
    }
    request = SearchRequest::new("ebola");
    request.cursor = Some("bm9uc2Vuc2U".to_owned());
    assert!(matches!(
        engine.search(&request),
        Err(SearchError::BadCursor)
    ));
}

#[test]
fn a_query_of_too_many_words_is_answered_and_says_so() {
    let shelf = Shelf::with(&many(3));
    let text: String = (0..200).map(|n| format!("ebola{n} ")).collect();
    let answer = shelf.ask(&SearchRequest::new(&format!("ebola {text}")));
    assert_eq!(answer.partial, [Limitation::TooManyWords]);
    assert_eq!(answer.hits.len(), 3);
}

#[test]
fn when_time_runs_out_the_answer_says_so() {
    let shelf = Shelf::with(&many(30));
    let mut request = SearchRequest::new("ebola");
    request.time_limit = Duration::ZERO;
    request.facets = indexer::Facet::ALL.to_vec();
    let answer = shelf.ask(&request);
    assert_eq!(answer.partial, [Limitation::TimeLimit]);
    assert!(!answer.total.exact);
}

#[test]
fn no_query_is_an_error_however_odd() {
    let shelf = Shelf::with(&many(3));
    for text in [
        "\"",
        "[ x TO",
        "a AND OR NOT",
        "::::",
        "🤒",
        "\u{0}",
        "\u{202e}evil",
        "*",
        "~~",
        "(((((",
        "-",
        "ﷺ",
        "e\u{301}\u{301}\u{301}",
        "\u{1f468}\u{200d}\u{1f469}",
        "' OR 1=1 --",
        "    ",
        "的",
        "ー",
        "\u{e31}",
    ] {
        shelf.ask(&SearchRequest::new(text));
    }
}
