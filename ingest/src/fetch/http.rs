//! The web, politely: bounded in time and size, never into private networks, under our own name.

use std::error::Error as _;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use reqwest::header::{
    CONTENT_TYPE, ETAG, HeaderMap, HeaderName, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED,
    RETRY_AFTER,
};
use reqwest::redirect::{Attempt, Policy};
use reqwest::{Client, Response, StatusCode};
use rustls::{ClientConfig, RootCertStore};
use url::Url;

use super::guard::{PrivateName, PublicResolver, refused_literal};
use super::{FetchError, Fetched, Fetcher, Page, Request};

/// How the web is asked.
#[derive(Debug, Clone)]
pub struct HttpOptions {
    /// What the service calls itself. Default: `rsc/VERSION (epidemic guideline search)`.
    pub user_agent: String,
    /// Whether private, local and reserved addresses may be reached. Default: no.
    pub allow_private_hosts: bool,
    /// Proxy for all requests, `http://host:port`. It resolves names itself, so that only numbers in
    /// addresses are checked here. Default: none.
    pub proxy: Option<String>,
    /// Limit for making a connection. Default: 10 seconds.
    pub connect_timeout: Duration,
    /// Limit for a whole answer. Default: 60 seconds.
    pub timeout: Duration,
    /// Redirects followed. Default: 5.
    pub redirects: usize,
    /// Largest body, in bytes after decompression. Default: 64 MiB.
    pub max_bytes: u64,
}

impl Default for HttpOptions {
    fn default() -> Self {
        Self {
            user_agent: concat!(
                "rsc/",
                env!("CARGO_PKG_VERSION"),
                " (epidemic guideline search)"
            )
            .to_owned(),
            allow_private_hosts: false,
            proxy: None,
            connect_timeout: Duration::from_secs(10),
            timeout: Duration::from_mins(1),
            redirects: 5,
            max_bytes: 64 << 20,
        }
    }
}

/// The fetcher for `http` and `https`.
#[derive(Debug, Clone)]
pub struct HttpFetcher {
    client: Client,
    options: HttpOptions,
}

/// A redirect that must not be followed.
#[derive(Debug, thiserror::Error)]
enum Astray {
    #[error("redirected to {0}, a private address")]
    Private(String),
    #[error("redirected to {0}, which is not of the web")]
    Scheme(String),
    #[error("redirected more than {0} times")]
    TooOften(usize),
}

impl HttpFetcher {
    /// Sets the client up, with Mozilla's root certificates.
    ///
    /// # Errors
    /// [`FetchError::Client`] if the options cannot be used.
    pub fn new(options: HttpOptions) -> Result<Self, FetchError> {
        let client = |found: String| FetchError::Client { found };
        let mut roots = RootCertStore::empty();
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        let tls =
            ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
                .with_safe_default_protocol_versions()
                .map_err(|e| client(e.to_string()))?
                .with_root_certificates(roots)
                .with_no_client_auth();
        let mut builder = Client::builder()
            .tls_backend_preconfigured(tls)
            .user_agent(&options.user_agent)
            .connect_timeout(options.connect_timeout)
            .timeout(options.timeout)
            .redirect(redirects(options.redirects, options.allow_private_hosts))
            .no_proxy();
        if let Some(proxy) = &options.proxy {
            builder = builder.proxy(reqwest::Proxy::all(proxy).map_err(|e| client(e.to_string()))?);
        } else if !options.allow_private_hosts {
            builder = builder.dns_resolver(Arc::new(PublicResolver));
        }
        let built = builder.build().map_err(|e| client(causes(&e)))?;
        Ok(Self {
            client: built,
            options,
        })
    }

    fn checked(&self, address: &str) -> Result<Url, FetchError> {
        let url = Url::parse(address)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https"));
        let url = url.ok_or_else(|| FetchError::Address {
            url: address.to_owned(),
        })?;
        match refused_literal(&url) {
            Some(number) if !self.options.allow_private_hosts => Err(FetchError::Private {
                url: address.to_owned(),
                address: number,
            }),
            _ => Ok(url),
        }
    }

    fn error(&self, url: &str, error: &reqwest::Error) -> FetchError {
        let url = url.to_owned();
        if error.is_timeout() {
            return FetchError::Timeout {
                url,
                seconds: self.options.timeout.as_secs(),
            };
        }
        let mut cause = error.source();
        while let Some(inner) = cause {
            if let Some(private) = inner.downcast_ref::<PrivateName>() {
                return FetchError::Private {
                    url,
                    address: private.address.to_string(),
                };
            }
            if let Some(Astray::Private(address)) = inner.downcast_ref::<Astray>() {
                return FetchError::Private {
                    url,
                    address: address.clone(),
                };
            }
            cause = inner.source();
        }
        FetchError::Connection {
            url,
            found: causes(error),
        }
    }

    async fn body(&self, url: &str, mut response: Response) -> Result<Vec<u8>, FetchError> {
        let limit = self.options.max_bytes;
        let too_large = || FetchError::TooLarge {
            url: url.to_owned(),
            limit,
        };
        if response
            .content_length()
            .is_some_and(|length| length > limit)
        {
            return Err(too_large());
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|e| self.error(url, &e))? {
            if (bytes.len() + chunk.len()) as u64 > limit {
                return Err(too_large());
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }
}

#[async_trait]
impl Fetcher for HttpFetcher {
    async fn fetch(&self, request: &Request) -> Result<Fetched, FetchError> {
        let url = self.checked(&request.url)?;
        let mut get = self.client.get(url);
        if let Some(etag) = &request.etag {
            get = get.header(IF_NONE_MATCH, etag);
        }
        if let Some(date) = &request.last_modified {
            get = get.header(IF_MODIFIED_SINCE, date);
        }
        let conditional = request.etag.is_some() || request.last_modified.is_some();
        let response = get.send().await.map_err(|e| self.error(&request.url, &e))?;
        let status = response.status();
        if status == StatusCode::NOT_MODIFIED && conditional {
            return Ok(Fetched::NotModified);
        }
        if status != StatusCode::OK {
            let retry_after =
                header(response.headers(), &RETRY_AFTER).and_then(|text| text.parse().ok());
            return Err(FetchError::Status {
                url: request.url.clone(),
                status: status.as_u16(),
                retry_after,
            });
        }
        let mut page = Page {
            url: response.url().to_string(),
            content_type: header(response.headers(), &CONTENT_TYPE),
            etag: header(response.headers(), &ETAG),
            last_modified: header(response.headers(), &LAST_MODIFIED),
            ..Page::default()
        };
        page.bytes = self.body(&request.url, response).await?.into();
        Ok(Fetched::Page(page))
    }
}

fn redirects(limit: usize, allow_private: bool) -> Policy {
    Policy::custom(move |attempt: Attempt<'_>| {
        let private = if allow_private {
            None
        } else {
            refused_literal(attempt.url())
        };
        let scheme = attempt.url().scheme();
        if let Some(address) = private {
            attempt.error(Astray::Private(address))
        } else if !matches!(scheme, "http" | "https") {
            let found = attempt.url().to_string();
            attempt.error(Astray::Scheme(found))
        } else if attempt.previous().len() > limit {
            attempt.error(Astray::TooOften(limit))
        } else {
            attempt.follow()
        }
    })
}

fn header(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned)
}

/// An error with its causes, innermost last; the client's own message repeats the address only.
fn causes(error: &reqwest::Error) -> String {
    let mut chain = Vec::new();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let text = inner.to_string();
        if chain.last() != Some(&text) {
            chain.push(text);
        }
        cause = inner.source();
    }
    if chain.is_empty() {
        error.to_string()
    } else {
        chain.join(": ")
    }
}
