//! Reading the body of an answer: unpacked, bounded, and not drop by drop.

use std::time::Duration;

use reqwest::Response;
use reqwest::header::CONTENT_ENCODING;
use tokio::time::{Instant, timeout_at};

use super::client::connection;
use super::coding::{Bounds, Halt, Unpacking};
use super::{FetchError, HttpOptions, Request, headers};

/// Reads the whole body, or as much as is enough.
pub(super) async fn read(
    request: &Request,
    mut response: Response,
    options: &HttpOptions,
) -> Result<Vec<u8>, FetchError> {
    let bounds = Bounds {
        limit: options.max_bytes,
        enough: request.enough,
    };
    let fail = |halt| halted(&request.url, options.max_bytes, halt);
    let declared = response.content_length();
    if bounds.enough.is_none() && declared.is_some_and(|length| length > bounds.limit) {
        return Err(fail(Halt::TooLarge));
    }
    let coding = headers::text(response.headers(), &CONTENT_ENCODING);
    let mut unpacking = Unpacking::of(coding.as_deref(), bounds).ok_or_else(|| {
        let found = format!("content coding \"{}\"", coding.unwrap_or_default());
        FetchError::Coding {
            url: request.url.clone(),
            found,
        }
    })?;
    let mut pace = Pace::new(options);
    while let Some(chunk) = pace.next(&request.url, &mut response).await? {
        match unpacking.take(chunk.as_ref()) {
            Ok(()) => {}
            Err(Halt::Enough) => return Ok(unpacking.so_far()),
            Err(halt) => return Err(fail(halt)),
        }
    }
    unpacking.finish().map_err(fail)
}

/// Sees to it that a body does not come drop by drop: in each span of time, so many bytes.
struct Pace {
    span: Duration,
    expected: u64,
    received: u64,
    end: Instant,
}

impl Pace {
    fn new(options: &HttpOptions) -> Self {
        let span = options.slowest_span;
        Self {
            span,
            expected: options.slowest.saturating_mul(span.as_secs().max(1)),
            received: 0,
            end: Instant::now() + span,
        }
    }

    /// The next bytes; `None` at the end.
    async fn next(
        &mut self,
        url: &str,
        response: &mut Response,
    ) -> Result<Option<impl AsRef<[u8]> + use<>>, FetchError> {
        loop {
            if let Ok(outcome) = timeout_at(self.end, response.chunk()).await {
                let chunk = outcome.map_err(|error| connection(url, &error))?;
                self.received += chunk.as_ref().map_or(0, |chunk| chunk.len() as u64);
                return Ok(chunk);
            }
            if self.received < self.expected {
                return Err(FetchError::TooSlow {
                    url: url.to_owned(),
                    received: self.received,
                    seconds: self.span.as_secs(),
                    expected: self.expected,
                });
            }
            self.received = 0;
            self.end += self.span;
        }
    }
}

fn halted(url: &str, limit: u64, halt: Halt) -> FetchError {
    let url = url.to_owned();
    match halt {
        // Nothing asks for nothing; were it so, it would be a limit.
        Halt::TooLarge | Halt::Enough => FetchError::TooLarge { url, limit },
        Halt::Bomb {
            packed,
            unpacked,
            ratio,
        } => FetchError::Bomb {
            url,
            packed,
            unpacked,
            ratio,
        },
        Halt::Broken(found) => FetchError::Coding { url, found },
        Halt::Torn(found) => FetchError::Connection {
            url,
            found: format!("the body ends within its content coding: {found}"),
        },
    }
}
