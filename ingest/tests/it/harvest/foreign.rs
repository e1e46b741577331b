//! Answers of any bytes, to everything that is asked: no interface panics, hangs or goes on without
//! end.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use corpora::{ScriptIdentifier, SourceDefinition};
use ingest::{Extractors, FetchError, Fetched, Fetcher, Page, PdfWorker, Pipeline, Request};
use proptest::prelude::*;

use super::KINDS;

#[derive(Debug)]
struct Always {
    answer: Vec<u8>,
    asked: AtomicUsize,
}

#[async_trait]
impl Fetcher for Always {
    async fn fetch(&self, request: &Request) -> Result<Fetched, FetchError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        Ok(Fetched::Page(Page::new(&request.url, "", &self.answer)))
    }
}

/// Requests made for three documents of each kind.
fn asked(answer: &[u8]) -> Vec<usize> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    let of_kind = |kind| {
        let web = Arc::new(Always {
            answer: answer.to_vec(),
            asked: AtomicUsize::new(0),
        });
        let mut source = SourceDefinition::new("f", "F", kind, "https://example.org/list");
        source.query = Some("霍乱".to_owned());
        let pipeline = Pipeline::new(
            Arc::clone(&web) as Arc<dyn Fetcher>,
            Extractors::standard(PdfWorker::InProcess),
            Arc::new(ScriptIdentifier),
        );
        let _ = runtime.block_on(pipeline.preview(&source, 3));
        web.asked.load(Ordering::SeqCst)
    };
    KINDS.into_iter().map(of_kind).collect()
}

#[test]
fn servers_that_promise_without_end_are_left() {
    for answer in [
        "<OAI-PMH><responseDate>2026-01-01T00:00:00Z</responseDate><resumptionToken>again</resumptionToken></OAI-PMH>",
        "<eSearchResult><Count>99999999</Count><QueryKey>1</QueryKey><WebEnv>W</WebEnv></eSearchResult>",
        "<eSearchResult><Count>500</Count><QueryKey>1</QueryKey><WebEnv>W</WebEnv><ERROR/></eSearchResult>",
        r#"{"hitCount": 1e9, "nextCursorMark": "x", "resultList": {"result": [{"title": "t"}]}}"#,
        r#"{"messages": [{"status": "ok", "total": "4999"}], "collection": [{"doi": "10.1101/1"}]}"#,
        r#"{"messages": [{"status": "ok", "total": "999999999"}], "collection": [{"x": 1}]}"#,
        r#"{"status": "ok", "message": {"total-results": 9, "next-cursor": "x", "items": [{"a": 1}]}}"#,
    ] {
        let asked = asked(answer.as_bytes());
        assert!(
            asked.iter().all(|asked| *asked < 400),
            "{answer}: {asked:?}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn foreign_answers_never_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..200),
        xml in "(<(/)?(OAI-PMH|record|header|identifier|metadata|dc|resumptionToken|eSearchResult|Count|PubmedArticle|PMID|ERROR)>|[a-z0-9地&;]){0,20}",
        json in "(\\{|\\}|\\[|\\]|:|,|\"(messages|collection|doi|resultList|result|items|message|status|ok|total)\"|[0-9]){0,20}",
    ) {
        for answer in [bytes.as_slice(), xml.as_bytes(), json.as_bytes()] {
            prop_assert!(asked(answer).iter().all(|asked| *asked < 400));
        }
    }
}
