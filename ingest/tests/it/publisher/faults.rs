//! One test for each thing that publishers do. What passes is retried within the run and leaves no
//! trace; what stays is in quarantine with its reason, harms nothing else, and heals.

use std::io::Write;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use corpora::SourceKind;
use flate2::Compression;
use flate2::write::GzEncoder;
use ingest::{HttpOptions, NoProgress, Stop};

use super::story::{A, KINDS, Story, impatient, page};
use super::{Answer, Delivery};
use crate::pipeline_of;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A trouble that passes: the first run brings everything.
async fn passes(trouble: &[Answer]) {
    for kind in KINDS {
        let mut story = Story::of(kind).await;
        let then = page(A);
        story.trouble(trouble.iter().cloned().chain([then]));
        let report = story.run().await;
        assert_eq!(report.exit_code(), 0, "{kind}: {report}");
        assert_eq!(story.publisher.times_asked(A), trouble.len() + 1, "{kind}");
        story.is_complete().await;
    }
}

/// A trouble that stays: the page is refused for `reason` after so many requests, the others are
/// not, and all are there once it is over.
async fn stays(trouble: Answer, reason: &str, requests: usize, says: &str) {
    for kind in KINDS {
        stays_for(kind, trouble.clone(), reason, requests, says).await;
    }
}

async fn stays_for(kind: SourceKind, trouble: Answer, reason: &str, requests: usize, says: &str) {
    let mut story = Story::of(kind).await;
    story.trouble([trouble]);
    let report = story.run().await;
    let refused: Vec<_> = story.refused().into_iter().collect();
    let expected = [(A.to_owned(), reason.to_owned())];
    assert_eq!(refused, expected, "{kind}: {report}");
    assert!(story.detail().contains(says), "{kind}: {}", story.detail());
    assert_eq!(story.publisher.times_asked(A), requests, "{kind}: {report}");
    story.heals().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_is_reset_in_mid_body_is_tried_again() {
    let reset = page(A).delivered(Delivery::Reset { after: 40 });
    passes(&[reset.clone(), reset]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_breaks_down_for_a_moment_is_tried_again() {
    passes(&[500, 502, 503].map(Answer::status)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_says_when_is_asked_then_whatever_its_clock_says() {
    let then = "Fri, 01 Jan 1999 00:00:00 GMT";
    let skewed = Answer::status(503).header("Date", then);
    passes(&[
        Answer::status(429).header("Retry-After", "0"),
        skewed.header("Retry-After", then),
        Answer::status(429).header("Retry-After", then),
    ])
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_shorter_than_declared_or_torn_in_its_coding_is_tried_again() {
    let short = page(A).header("Content-Length", "5000");
    let mut torn = page(A).header("Content-Encoding", "gzip");
    torn.body = gzip(&torn.body);
    torn.body.truncate(torn.body.len() - 9);
    passes(&[short, torn]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_does_not_answer_is_tried_again() {
    passes(&[page(A).delivered(Delivery::Never)]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_or_forbidden_is_asked_for_once() {
    stays(Answer::status(404), "not-there", 1, "404").await;
    stays(Answer::status(410), "not-there", 1, "410").await;
    stays(Answer::status(403), "fetch-failed", 1, "403").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_broken_for_good_is_given_up_after_four_requests() {
    stays(Answer::status(500), "fetch-failed", 4, "500").await;
    let reset = page(A).delivered(Delivery::Reset { after: 9 });
    stays(reset, "fetch-failed", 4, "check the address").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn redirects_in_a_circle_end() {
    stays(Answer::redirect(301, A), "fetch-failed", 1, "in a circle").await;
    let outside = Answer::redirect(302, "file:///etc/passwd");
    stays(outside, "fetch-failed", 1, "not of the web").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bombs_and_endless_bodies_are_too_large() {
    let mut bomb = page(A).header("Content-Encoding", "gzip");
    bomb.body = gzip(&vec![b' '; 40 << 20]);
    stays(bomb, "too-large", 1, "unpack to more than").await;
    let mut endless = page(A).delivered(Delivery::Endless);
    endless.body = vec![b' '; 64 << 10];
    stays(endless, "too-large", 1, "more than 12582912 bytes").await;
    let declared = page(A).header("Content-Length", "10737418240");
    stays(declared, "too-large", 1, "more than 12582912 bytes").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn endless_heads_and_unknown_codings_are_refused() {
    let head = page(A).delivered(Delivery::EndlessHead);
    stays(head, "fetch-failed", 4, "check the address").await;
    let coding = page(A).header("Content-Encoding", "zstd");
    stays(coding, "fetch-failed", 1, "content coding \"zstd\"").await;
    let not_coded = page(A).header("Content-Encoding", "gzip");
    stays(not_coded, "fetch-failed", 1, "expected gzip").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_comes_drop_by_drop_is_given_up() {
    let every = Duration::from_millis(50);
    let drip = page(A).delivered(Delivery::Drip { bytes: 2, every });
    // One second for each request, which is enough for one kind.
    let says = "expected at least 1024";
    stays_for(SourceKind::Feed, drip, "fetch-failed", 4, says).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unasked_not_modified_is_no_page() {
    stays(Answer::status(304), "fetch-failed", 1, "304").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_what_it_is_whatever_type_is_declared() {
    for kind in KINDS {
        let mut story = Story::of(kind).await;
        let wrong = Answer::new("image/png", page(A).body);
        story.trouble([wrong]);
        let report = story.run().await;
        assert_eq!(report.exit_code(), 0, "{report}");
        story.is_complete().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn validators_that_change_each_time_do_not_make_new_versions() {
    for kind in KINDS {
        let mut story = Story::of(kind).await;
        let count = AtomicU32::new(0);
        story.publisher.answer(A, move |asked| {
            assert_eq!(asked.query("any"), None);
            let etag = format!("W/\"{}\"", count.fetch_add(1, Ordering::SeqCst));
            page(A).header("ETag", &etag)
        });
        story.run().await;
        story.is_complete().await;
        assert_eq!(story.publisher.times_asked(A), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_leaves_quarantine_when_the_page_is_back_and_unchanged() {
    for kind in KINDS {
        let mut story = Story::of(kind).await;
        story.trouble([page(A).header("ETag", "\"1\"")]);
        story.run().await;
        story.is_complete().await;
        for (status, reason) in [(403, "fetch-failed"), (404, "not-there")] {
            story.trouble([Answer::status(status)]);
            let report = story.run().await;
            assert_eq!(report.counts.quarantined, 1, "{report}");
            assert_eq!(story.refused().get(A).map(String::as_str), Some(reason));
            story.trouble([page(A).header("ETag", "\"1\"")]);
            story.run().await;
            story.is_complete().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_asks_for_an_hour_is_left_alone_and_nothing_is_lost() {
    let mut story = Story::of(SourceKind::Feed).await;
    let pipeline = impatient();
    story.trouble([Answer::status(429).header("Retry-After", "3600")]);
    story.run_with(&pipeline).await;
    assert_eq!(
        story.refused().get(A).map(String::as_str),
        Some("fetch-failed")
    );
    assert_eq!(story.publisher.times_asked(A), 1);
    // The same service does not ask again, whoever wants to.
    let asked = story.publisher.asked().len();
    let outcome = pipeline
        .run(
            &mut story.catalogue,
            &story.source,
            &NoProgress,
            &Stop::default(),
        )
        .await;
    let error = outcome.unwrap_err().to_string();
    assert!(
        error.contains("asked to be left alone for another 3"),
        "{error}"
    );
    assert_eq!(story.publisher.asked().len(), asked);
    story.heals().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_is_down_is_left_alone_for_the_rest_of_the_run() {
    let mut story = Story::long_feed(30).await;
    for n in 0..30 {
        story.publisher.serve(&format!("/{n}"), Answer::status(503));
    }
    let report = story.run().await;
    let refused = story.refused();
    assert_eq!(refused.len(), 30, "{report}");
    assert!(refused.values().all(|reason| reason == "fetch-failed"));
    let given_up = |detail: &str| detail.contains("is left alone for the rest of this run");
    let left = report
        .quarantined
        .iter()
        .filter(|q| given_up(&q.detail))
        .count();
    assert!(left >= 15, "{left} left alone: {report}");
    let asked = story.publisher.asked().len();
    assert!(asked < 2 + 15 * 4, "{asked} requests");
    story.heals().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_is_stopped_does_not_wait_and_blames_nobody() {
    for kind in KINDS {
        let mut story = Story::of(kind).await;
        story.trouble([page(A).delivered(Delivery::Never)]);
        let options = HttpOptions {
            allow_private_hosts: true,
            ..HttpOptions::default()
        };
        let stop = Stop::default();
        let (publisher, switch) = (story.publisher.clone(), stop.clone());
        tokio::spawn(async move {
            while publisher.times_asked(A) == 0 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            switch.stop();
        });
        let report = pipeline_of(options)
            .run(&mut story.catalogue, &story.source, &NoProgress, &stop)
            .await
            .unwrap();
        assert!(report.stopped, "{report}");
        assert!(story.refused().is_empty(), "{report}");
        story.heals().await;
    }
}
