//! What keeps a page from being had.

use std::io;
use std::path::PathBuf;

use thiserror::Error;
use url::Url;

/// A page or file that could not be had.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum FetchError {
    /// The address is no address of the web.
    #[error("\"{url}\" is not an absolute http or https address")]
    Address {
        /// What was asked for.
        url: String,
    },
    /// The address holds a name or password, which would be stored and shown with the document.
    #[error(
        "{url}: the address holds a name or password: expected one without; ask the publisher for an open address"
    )]
    Credentials {
        /// What was asked for, without them.
        url: String,
    },
    /// The port belongs to another protocol.
    #[error(
        "{url}: port {port} belongs to {service}, not to the web: expected a port that browsers open"
    )]
    Port {
        /// What was asked for.
        url: String,
        /// The port.
        port: u16,
        /// What it is for.
        service: &'static str,
    },
    /// The address leads into a private network.
    #[error(
        "{url}: {address} is a private, local or reserved address: allow its host in the definition of the source (`allow_hosts`) if it is your own"
    )]
    Private {
        /// What was asked for.
        url: String,
        /// The host or number it leads to.
        address: String,
    },
    /// The server answered, but not with the page.
    #[error(
        "{url}: the server answered {status}, expected 200: open the address in a browser to see whether it moved"
    )]
    Status {
        /// What was asked for.
        url: String,
        /// Code of the answer.
        status: u16,
        /// Seconds after which the server wants to be asked again, where it says so.
        retry_after: Option<u64>,
    },
    /// Redirects lead nowhere.
    #[error("{url}: {found}: open the address in a browser to see where the page is")]
    Redirects {
        /// What was asked for.
        url: String,
        /// What the redirects do.
        found: String,
    },
    /// More bytes than are taken.
    #[error("{url}: more than {limit} bytes: take it in as a file, in parts")]
    TooLarge {
        /// What was asked for.
        url: String,
        /// The limit in bytes.
        limit: u64,
    },
    /// A small answer that unpacks to a huge one.
    #[error(
        "{url}: {packed} bytes unpack to more than {unpacked}, expected at most {ratio} times as many: look at the address before taking it in"
    )]
    Bomb {
        /// What was asked for.
        url: String,
        /// Bytes that came.
        packed: u64,
        /// Bytes they had become when it was given up.
        unpacked: u64,
        /// The largest ratio that is taken.
        ratio: u64,
    },
    /// The content coding (RFC 9110, 8.4) is unknown or broken.
    #[error("{url}: {found}: expected gzip, br or no content coding; tell the publisher")]
    Coding {
        /// What was asked for.
        url: String,
        /// What was found.
        found: String,
    },
    /// No answer in time.
    #[error("{url}: no complete answer within {seconds} s: try again later")]
    Timeout {
        /// What was asked for.
        url: String,
        /// The limit.
        seconds: u64,
    },
    /// The answer comes drop by drop.
    #[error(
        "{url}: {received} bytes within {seconds} s, expected at least {expected}: try again later"
    )]
    TooSlow {
        /// What was asked for.
        url: String,
        /// Bytes that came in the time.
        received: u64,
        /// The time.
        seconds: u64,
        /// Bytes that were expected in it.
        expected: u64,
    },
    /// The server cannot be reached or breaks off.
    #[error("{url}: {found}: check the address and the network")]
    Connection {
        /// What was asked for.
        url: String,
        /// What the network says, with causes.
        found: String,
    },
    /// The server cannot prove who it is.
    #[error("{url}: {found}: open the address in a browser and look at its certificate")]
    Tls {
        /// What was asked for.
        url: String,
        /// What is wrong.
        found: String,
    },
    /// The publisher asks programs not to fetch it (RFC 9309).
    #[error(
        "{url}: {robots} asks programs not to fetch this address: ask the publisher, or take it in by naming it: rsc ingest {url}"
    )]
    Disallowed {
        /// What was asked for.
        url: String,
        /// Where the publisher says so.
        robots: String,
    },
    /// Nobody knows whether the publisher allows it: RFC 9309, 2.3.1.4 says not to fetch then.
    #[error(
        "{url}: {robots} could not be had, so nothing of this host is fetched for now ({found}): asked again in {retry_after} s at the earliest"
    )]
    RobotsUnknown {
        /// What was asked for.
        url: String,
        /// What could not be had.
        robots: String,
        /// Why.
        found: String,
        /// Seconds until it is asked for again.
        retry_after: u64,
    },
    /// The host wants to be left alone.
    #[error(
        "{url}: {host} asked to be left alone for another {retry_after} s: a later run fetches it"
    )]
    Closed {
        /// What was asked for.
        url: String,
        /// Its host.
        host: String,
        /// Seconds until it may be asked again.
        retry_after: u64,
    },
    /// The host failed too often in this run.
    #[error(
        "{url}: {host} failed {failures} times in a row ({found}) and is left alone for the rest of this run: the next run tries it again"
    )]
    GivenUp {
        /// What was asked for.
        url: String,
        /// Its host.
        host: String,
        /// How often it failed.
        failures: u32,
        /// How it failed last.
        found: String,
    },
    /// The run was asked to end while this was waited for.
    #[error("{url}: given up because the run was asked to end: the next run fetches it")]
    Stopped {
        /// What was asked for.
        url: String,
    },
    /// The client could not be set up.
    #[error("HTTP client: {found}")]
    Client {
        /// What the client says.
        found: String,
    },
    /// A file cannot be read.
    #[error("{}: {source}: check the path and its permissions", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl FetchError {
    /// Whether the same request may do better in some seconds.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Status { status, .. } => matches!(status, 408 | 429 | 500 | 502 | 503 | 504),
            Self::Timeout { .. } | Self::TooSlow { .. } | Self::Connection { .. } => true,
            _ => false,
        }
    }

    /// Whether it tells something of the host, not of one page: a page that is broken (500) for
    /// good must not keep its neighbours away.
    #[must_use]
    pub(super) fn is_of_the_host(&self) -> bool {
        match self {
            Self::Status { status, .. } => matches!(status, 429 | 502 | 503 | 504),
            Self::RobotsUnknown { .. } | Self::Closed { .. } => true,
            _ => self.is_transient(),
        }
    }

    /// Seconds after which it is worth asking again, where the server or the rules say so.
    #[must_use]
    pub fn retry_after(&self) -> Option<u64> {
        match self {
            Self::Status { retry_after, .. } => *retry_after,
            Self::RobotsUnknown { retry_after, .. } | Self::Closed { retry_after, .. } => {
                Some(*retry_after)
            }
            _ => None,
        }
    }

    /// The address that failed: after redirects, the one they led to.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        match self {
            Self::Address { url }
            | Self::Credentials { url }
            | Self::Port { url, .. }
            | Self::Private { url, .. }
            | Self::Status { url, .. }
            | Self::Redirects { url, .. }
            | Self::TooLarge { url, .. }
            | Self::Bomb { url, .. }
            | Self::Coding { url, .. }
            | Self::Timeout { url, .. }
            | Self::TooSlow { url, .. }
            | Self::Connection { url, .. }
            | Self::Tls { url, .. }
            | Self::Disallowed { url, .. }
            | Self::RobotsUnknown { url, .. }
            | Self::Closed { url, .. }
            | Self::GivenUp { url, .. }
            | Self::Stopped { url } => Some(url),
            Self::Client { .. } | Self::File { .. } => None,
        }
    }
}

/// The host of an address in lower case, without its port; empty if it has none.
pub(super) fn host_of(url: &str) -> String {
    let url = Url::parse(url).ok();
    url.and_then(|url| url.host_str().map(str::to_owned))
        .unwrap_or_default()
}
