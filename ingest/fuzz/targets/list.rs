//! Every kind of list on foreign bytes: the first byte picks the kind, the rest is what the server
//! answers to everything it is asked.
#![no_main]

use std::sync::Arc;

use async_trait::async_trait;
use corpora::{ScriptIdentifier, SourceDefinition, SourceKind};
use ingest::{Extractors, FetchError, Fetched, Fetcher, Page, PdfWorker, Pipeline, Request};
use libfuzzer_sys::fuzz_target;

#[derive(Debug)]
struct Always(Vec<u8>);

#[async_trait]
impl Fetcher for Always {
    async fn fetch(&self, request: &Request) -> Result<Fetched, FetchError> {
        Ok(Fetched::Page(Page {
            url: request.url.clone(),
            bytes: self.0.as_slice().into(),
            ..Page::default()
        }))
    }
}

fuzz_target!(|bytes: &[u8]| {
    let Some((&first, answer)) = bytes.split_first() else {
        return;
    };
    let kind = SourceKind::ALL[usize::from(first) % SourceKind::ALL.len()];
    if matches!(kind, SourceKind::Folder | SourceKind::Cord19) {
        return;
    }
    let mut source = SourceDefinition::new("fuzz", "Fuzz", kind, "https://example.org/list");
    source.query = Some("dengue".to_owned());
    let pipeline = Pipeline::new(
        Arc::new(Always(answer.to_vec())),
        Extractors::standard(PdfWorker::InProcess),
        Arc::new(ScriptIdentifier),
    );
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build();
    if let Ok(runtime) = runtime {
        let _ = runtime.block_on(pipeline.preview(&source, 3));
        runtime.shutdown_background();
    }
});
