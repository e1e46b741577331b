//! What publishers ask of programs, and what the definition of a source allows.

use corpora::{Catalogue, SourceKind};
use ingest::{HttpOptions, IngestError, NoProgress, Stop};

use super::Answer;
use super::story::{A, KINDS, Story, impatient};
use crate::pipeline_of;

const ROBOTS: &str = "/robots.txt";

#[tokio::test(flavor = "multi_thread")]
async fn what_a_feed_leads_to_is_not_fetched_against_the_will_of_its_publisher() {
    let mut story = Story::of(SourceKind::Feed).await;
    let rules = "User-agent: *\nDisallow: /a\n";
    story
        .publisher
        .serve(ROBOTS, Answer::new("text/plain", rules));
    let report = story.run().await;
    assert_eq!(report.counts.new, 2, "{report}");
    assert_eq!(
        story.refused().get(A).map(String::as_str),
        Some("fetch-failed")
    );
    assert!(
        story.detail().contains("asks programs not to fetch"),
        "{report}"
    );
    assert_eq!(story.publisher.times_asked(A), 0);
    assert_eq!(story.publisher.times_asked(ROBOTS), 1);
    story.publisher.serve(ROBOTS, Answer::status(404));
    story.heals().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_a_person_named_is_fetched() {
    let mut story = Story::of(SourceKind::Document).await;
    let rules = "User-agent: *\nDisallow: /\n";
    story
        .publisher
        .serve(ROBOTS, Answer::new("text/plain", rules));
    story.run().await;
    story.is_complete().await;
    assert_eq!(story.publisher.times_asked(ROBOTS), 0);
    let look = impatient().look(&story.publisher.url(A)).await.unwrap();
    assert_eq!(look.documents.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn while_nobody_knows_what_is_allowed_the_list_is_not_fetched() {
    let mut story = Story::of(SourceKind::Feed).await;
    story.publisher.serve(ROBOTS, Answer::status(503));
    let outcome = impatient()
        .run(
            &mut story.catalogue,
            &story.source,
            &NoProgress,
            &Stop::default(),
        )
        .await;
    let Err(IngestError::Fetch(error)) = outcome else {
        panic!("{outcome:?}")
    };
    assert!(
        error.to_string().contains("/robots.txt could not be had"),
        "{error}"
    );
    assert!(error.retry_after().is_some());
    assert_eq!(story.publisher.times_asked("/feed"), 0);
    story.publisher.serve(ROBOTS, Answer::new("text/plain", ""));
    story.heals().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_reaches_the_private_hosts_it_names_and_no_other() {
    for kind in KINDS {
        let mut story = Story::of(kind).await;
        let guarded = pipeline_of(HttpOptions::default());
        let mut nothing = Catalogue::in_memory().unwrap();
        let refused = guarded
            .run(&mut nothing, &story.source, &NoProgress, &Stop::default())
            .await;
        let text = refused.map_or_else(|e| e.to_string(), |report| report.to_string());
        assert!(text.contains("allow_hosts"), "{text}");
        assert!(story.publisher.asked().is_empty());

        // The same machine under another name is another host.
        story.source.access.allow_hosts = vec!["127.0.0.1".to_owned()];
        let elsewhere = story.publisher.url("/b").replace("127.0.0.1", "localhost");
        story.trouble([Answer::redirect(302, &elsewhere)]);
        story.run_with(&guarded).await;
        assert_eq!(
            story.refused().get(A).map(String::as_str),
            Some("fetch-failed")
        );
        assert!(story.detail().contains("private"), "{}", story.detail());
        story.calm();
        story.run_with(&guarded).await;
        story.is_complete().await;
    }
}
