//! Getting bytes: from the web through a [`Fetcher`], from files directly.
//!
//! A place in the web is only ever read by the fetcher, and a file only where a folder or the
//! person at the command line named it: a feed cannot point to `/etc/passwd`.

pub(crate) mod file;
mod guard;
mod http;

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use thiserror::Error;

pub use http::{HttpFetcher, HttpOptions};

/// What is asked of a server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// Absolute `http` or `https` address.
    pub url: String,
    /// Validator from the last time (RFC 9110, 8.8.3): sent as `If-None-Match`.
    pub etag: Option<String>,
    /// Validator from the last time (RFC 9110, 8.8.2): sent as `If-Modified-Since`.
    pub last_modified: Option<String>,
}

impl Request {
    /// A request without conditions.
    #[must_use]
    pub fn new(url: &str) -> Self {
        Self {
            url: url.to_owned(),
            ..Self::default()
        }
    }
}

/// What a server answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fetched {
    /// The page.
    Page(Page),
    /// The page is as it was when the validators were given.
    NotModified,
}

/// Bytes with what their server or folder says of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// Where it was found in the end, after redirects: an address or a path.
    pub url: String,
    /// Media type as declared, with its parameters: `text/html; charset=gb2312`.
    pub content_type: Option<String>,
    /// The bytes.
    pub bytes: Arc<[u8]>,
    /// Validator (RFC 9110, 8.8.3).
    pub etag: Option<String>,
    /// Validator (RFC 9110, 8.8.2).
    pub last_modified: Option<String>,
}

impl Page {
    /// A page that is known already.
    #[must_use]
    pub fn new(url: &str, content_type: &str, bytes: &[u8]) -> Self {
        Self {
            url: url.to_owned(),
            content_type: Some(content_type.to_owned()),
            bytes: bytes.into(),
            ..Self::default()
        }
    }
}

/// Gets pages from the web.
///
/// Implementations bound the time and the size of every answer, follow redirects themselves, and
/// refuse addresses they must not reach. An answer other than success or 304 is an error, never a
/// page: a caller may take every page for what was asked for. `NotModified` is answered only to a
/// request with a validator. One request must not fail because of another.
#[async_trait]
pub trait Fetcher: Send + Sync + std::fmt::Debug {
    /// Fetches one page.
    ///
    /// # Errors
    /// [`FetchError`] naming the address and what to do.
    async fn fetch(&self, request: &Request) -> Result<Fetched, FetchError>;
}

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
    /// The address leads into a private network.
    #[error(
        "{url}: {address} is a private, local or reserved address: allow private hosts in the configuration if the source is your own"
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
    /// More bytes than are taken.
    #[error("{url}: more than {limit} bytes: take it in as a file, in parts")]
    TooLarge {
        /// What was asked for.
        url: String,
        /// The limit in bytes.
        limit: u64,
    },
    /// No answer in time.
    #[error("{url}: no complete answer within {seconds} s: try again later")]
    Timeout {
        /// What was asked for.
        url: String,
        /// The limit.
        seconds: u64,
    },
    /// The server cannot be reached or breaks off.
    #[error("{url}: {found}: check the address and the network")]
    Connection {
        /// What was asked for.
        url: String,
        /// What the network says, with causes.
        found: String,
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
