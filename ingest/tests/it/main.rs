//! The way in from outside: what a source has is in the catalogue, once, and what cannot be is in
//! quarantine with its reason.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::too_many_lines,
    reason = "helpers of tests fail as tests do, and a story is told in one piece"
)]

mod bundled;
mod crash;
mod dropped;
mod feed;
mod folder;
mod harvest;
mod hostile;
mod http;
mod jsonl;
mod languages;
mod lists;
mod look;
#[cfg(unix)]
mod ocr;
mod pages;
mod pdf;
mod publisher;
mod quarantine;
mod records;
mod scholarly;
mod server;
mod shared;
mod shared_records;
mod starter;
mod versions;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use corpora::{Catalogue, Document, SourceDefinition, SourceKind};
use ingest::{
    Extractors, HttpFetcher, HttpOptions, LinguaIdentifier, NoProgress, PdfWorker, Pipeline,
    PoliteFetcher, PoliteOptions, Report, Stop,
};

/// A pipeline that may reach this machine.
fn pipeline() -> Pipeline {
    pipeline_of(HttpOptions {
        allow_private_hosts: true,
        ..HttpOptions::default()
    })
}

/// A pipeline with the manners of the service, which do not cost time here.
fn pipeline_of(http: HttpOptions) -> Pipeline {
    let manners = PoliteOptions {
        delay: Duration::ZERO,
        first_pause: Duration::ZERO,
        ..PoliteOptions::default()
    };
    let fetcher = PoliteFetcher::new(HttpFetcher::new(http).unwrap(), manners);
    Pipeline::new(
        Arc::new(fetcher),
        Extractors::standard(PdfWorker::InProcess),
        Arc::new(LinguaIdentifier::new()),
    )
}

fn folder(path: &Path) -> SourceDefinition {
    SourceDefinition::new("files", "Files", SourceKind::Folder, path.to_str().unwrap())
}

async fn run(catalogue: &mut Catalogue, source: &SourceDefinition) -> Report {
    pipeline()
        .run(catalogue, source, &NoProgress, &Stop::default())
        .await
        .unwrap()
}

/// All documents, in the order in which they came.
fn documents(catalogue: &Catalogue) -> Vec<Document> {
    let changes = catalogue.changes_after(0, 10_000).unwrap();
    let mut nums: Vec<_> = changes.iter().map(|change| change.document).collect();
    nums.sort_unstable();
    nums.dedup();
    nums.iter()
        .map(|num| catalogue.document_by_num(*num).unwrap().unwrap().document)
        .collect()
}

/// Reason of each refused item by its resource and part.
fn refused(catalogue: &Catalogue) -> Vec<String> {
    let mut all: Vec<String> = catalogue
        .quarantined(10_000)
        .unwrap()
        .iter()
        .map(|item| format!("{} {} {}", item.resource, item.item, item.reason))
        .collect();
    all.sort();
    all
}
