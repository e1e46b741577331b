//! How much memory an answer can take, whatever it is. Measured on the whole process, so that it
//! is run alone: `cargo test -p ingest --test it -- --ignored memory --nocapture`.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use ingest::{
    FetchError, Fetcher, HttpFetcher, HttpOptions, PoliteFetcher, PoliteOptions, Request,
};

use super::{Answer, Delivery, Publisher};

/// Peak of the memory of this process so far, in MiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM"))
        .unwrap();
    let kib: u64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    kib >> 10
}

fn bomb(mebibytes: usize) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let zeros = vec![0; 1 << 20];
    for _ in 0..mebibytes {
        encoder.write_all(&zeros).unwrap();
    }
    encoder.finish().unwrap()
}

#[ignore = "measures the whole process: run alone"]
#[tokio::test(flavor = "multi_thread")]
async fn memory_stays_within_the_limit_of_a_page() {
    let publisher = Publisher::start().await;
    let packed = Answer::html(bomb(10_240)).header("Content-Encoding", "gzip");
    publisher.serve("/bomb", packed);
    let chunk = vec![b'x'; 64 << 10];
    publisher.serve("/endless", Answer::html(chunk).delivered(Delivery::Endless));
    publisher.serve(
        "/declared",
        Answer::html("x").header("Content-Length", "10737418240"),
    );
    let options = HttpOptions {
        allow_private_hosts: true,
        ..HttpOptions::default()
    };
    let limit = options.max_bytes >> 20;
    let http = HttpFetcher::new(options).unwrap();
    let fetcher = PoliteFetcher::new(http, PoliteOptions::default());
    for (path, most) in [
        ("/declared", 8),
        ("/bomb", 24),
        ("/endless", 2 * limit + 16),
    ] {
        let before = peak();
        let error = fetcher.fetch(&Request::new(&publisher.url(path))).await;
        let risen = peak() - before;
        eprintln!("{path}: {before} MiB before, {risen} MiB more at the peak");
        assert!(
            matches!(
                error,
                Err(FetchError::TooLarge { .. } | FetchError::Bomb { .. })
            ),
            "{path}: {error:?}"
        );
        assert!(risen <= most, "{path}: {risen} MiB");
    }
}
