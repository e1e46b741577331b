//! Getting bytes: from the web through a [`Fetcher`], from files directly.
//!
//! A place in the web is only ever read by the fetcher, and a file only where a folder or the
//! person at the command line named it: a feed cannot point to `/etc/passwd`.
//!
//! Three layers, each with one job:
//! - [`HttpFetcher`] makes one exchange with one server: guarded addresses, bounded time and size.
//! - [`PoliteFetcher`] decides when: robots.txt, pauses, few connections, retries, redirects.
//! - `SourceFetcher` is the fetcher of one run of one source: what its definition allows, and
//!   what is given up for this run.
//!
//! # Quirks
//! - A body without declared length, or with one that is too small, ends where the server or the
//!   declared length ends it; HTTP cannot tell that more was meant. A body that is shorter than
//!   declared, or that breaks off within its content coding, is an error.

mod address;
mod body;
mod client;
mod coding;
mod error;
pub(crate) mod file;
#[cfg(fuzzing)]
pub(crate) mod fuzzing;
mod guard;
mod headers;
mod hosts;
mod http;
mod polite;
mod redirect;
mod retry;
mod robots;
mod secret;
mod source;

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;

pub use error::FetchError;
pub use http::{HttpFetcher, HttpOptions};
pub use polite::{PoliteFetcher, PoliteOptions};
pub use redirect::{Exchange, Transport};
pub use secret::Secret;
pub(crate) use source::SourceFetcher;

/// What is asked of a server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// Absolute `http` or `https` address.
    pub url: String,
    /// Validator from the last time (RFC 9110, 8.8.3): sent as `If-None-Match`.
    pub etag: Option<String>,
    /// Validator from the last time (RFC 9110, 8.8.2): sent as `If-Modified-Since`.
    pub last_modified: Option<String>,
    /// Whether programs are invited, so that robots.txt is not asked: an interface made for them,
    /// or an address that a person named.
    pub invited: bool,
    /// Time between two requests to the host. Default: that of the fetcher, or what robots.txt
    /// asks for.
    pub delay: Option<Duration>,
    /// Hosts that may be reached although they are private: names as they stand in addresses.
    pub allow_hosts: Arc<[String]>,
    /// Bytes that are enough: what comes after them is left unread.
    pub enough: Option<u64>,
    /// Bytes that are wanted, from the first to before the last (RFC 9110, 14.2); the answer may be all.
    pub range: Option<Range<u64>>,
    /// A parameter that is sent with the address, but is no part of it anywhere else.
    pub secret: Option<Secret>,
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
    /// Its links to other pages (RFC 8288), as the server writes them.
    pub links: Option<String>,
    /// Where its bytes stand in the whole, and how many the whole has, if this is a part of it.
    pub part: Option<(u64, u64)>,
    /// How long the server says that it stays as it is (RFC 9111, 4.2); zero where it says that it
    /// must be asked for again each time.
    pub fresh_for: Option<Duration>,
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
