//! What was refused is kept with its bytes, and read again from them.

use std::ops::ControlFlow;
use std::sync::Arc;

use corpora::{Catalogue, QuarantineFilter, SourceKind};
use ingest::{
    ExtractError, Extractor, Extractors, Found, HttpFetcher, HttpOptions, Input, LinguaIdentifier,
    MediaType, NoProgress, PdfWorker, Pipeline, Reason, Stop,
};

use crate::publisher::story::{A, KINDS, Story, impatient};
use crate::server::Answer;
use crate::{documents, folder, refused, run};

/// An extractor of yesterday, which could not read HTML.
#[derive(Debug)]
struct Yesterday;

impl Extractor for Yesterday {
    fn name(&self) -> &'static str {
        "yesterday/1"
    }

    fn media_types(&self) -> &'static [MediaType] {
        &[MediaType::Html]
    }

    fn extract(
        &self,
        _: &Input,
        _: &mut dyn FnMut(Found) -> ControlFlow<()>,
    ) -> Result<(), ExtractError> {
        Err(ExtractError::new(
            Reason::Damaged,
            "not yet: expected better days",
        ))
    }
}

fn yesterday() -> Pipeline {
    let options = HttpOptions {
        allow_private_hosts: true,
        ..HttpOptions::default()
    };
    Pipeline::new(
        Arc::new(HttpFetcher::new(options).unwrap()),
        Extractors::standard(PdfWorker::InProcess).with(Arc::new(Yesterday)),
        Arc::new(LinguaIdentifier::new()),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn an_extractor_that_improved_reads_the_kept_bytes_and_asks_nobody() {
    for kind in KINDS {
        let mut story = Story::of(kind).await;
        story.run_with(&yesterday()).await;
        let items = story.catalogue.quarantined(10).unwrap();
        assert!(!items.is_empty());
        for item in &items {
            assert_eq!(
                (item.reason.as_str(), item.source.as_str()),
                ("damaged", "story")
            );
            let bytes = story
                .catalogue
                .bytes(item.digest.as_ref().unwrap())
                .unwrap()
                .unwrap();
            assert_eq!(bytes.len() as u64, item.size);
        }
        // The publisher has gone away meanwhile.
        for item in &items {
            let path = item.resource.replace(&story.publisher.address, "");
            story.publisher.serve(&path, Answer::status(404));
        }
        let asked = story.publisher.asked().len();
        let report = impatient()
            .retry(
                &mut story.catalogue,
                &story.source,
                &items,
                &NoProgress,
                &Stop::default(),
            )
            .await
            .unwrap();
        assert_eq!(
            story.publisher.asked().len(),
            asked,
            "{kind}: nothing is fetched"
        );
        assert_eq!(report.counts.new, items.len() as u64, "{kind}: {report}");
        assert!(story.refused().is_empty(), "{kind}");
        assert!(
            documents(&story.catalogue)
                .iter()
                .any(|d| d.title == format!("Note {A}"))
        );
        story.calm();
        story.is_complete().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_record_of_many_is_tried_again_without_touching_the_others() {
    let dir = tempfile::tempdir().unwrap();
    let lines = "{\"id\": 1, \"text\": \"Лихорадка\"}\nnonsense\n{\"id\": 3, \"text\": \"발열\"}\n";
    std::fs::write(dir.path().join("a.jsonl"), lines).unwrap();
    std::fs::write(dir.path().join("b.txt"), "").unwrap();
    let mut catalogue = Catalogue::in_memory().unwrap();
    let source = folder(dir.path());
    run(&mut catalogue, &source).await;
    let only = QuarantineFilter {
        reason: Some("bad-record".to_owned()),
        ..QuarantineFilter::default()
    };
    let items = catalogue.quarantined_like(&only, 10).unwrap();
    assert_eq!(items.len(), 1);
    let before = catalogue.last_change().unwrap();
    let report = impatient()
        .retry(
            &mut catalogue,
            &source,
            &items,
            &NoProgress,
            &Stop::default(),
        )
        .await
        .unwrap();
    // It is no better today: refused again, for its reason, and nothing else changed.
    assert_eq!(
        (report.counts.unchanged, report.counts.quarantined),
        (2, 1),
        "{report}"
    );
    assert_eq!(catalogue.last_change().unwrap(), before);
    assert_eq!(
        refused(&catalogue),
        ["a.jsonl line 2 bad-record", "b.txt  no-text"]
    );
    // And under the number that the librarian knows.
    let again = catalogue.quarantined_like(&only, 10).unwrap();
    assert_eq!(again[0].id, items[0].id);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_never_came_is_fetched_when_it_is_tried_again() {
    let mut story = Story::of(SourceKind::Document).await;
    story.trouble([Answer::status(403)]);
    story.run().await;
    let items = story.catalogue.quarantined(10).unwrap();
    assert_eq!(items[0].digest, None);
    story.calm();
    impatient()
        .retry(
            &mut story.catalogue,
            &story.source,
            &items,
            &NoProgress,
            &Stop::default(),
        )
        .await
        .unwrap();
    story.is_complete().await;
}
