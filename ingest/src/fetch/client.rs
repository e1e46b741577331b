//! The HTTP client and what its errors are about.

use std::error::Error as _;
use std::sync::Arc;

use reqwest::Client;
use reqwest::redirect::Policy;
use rustls::{ClientConfig, RootCertStore};

use super::guard::{GuardedResolver, PrivateName};
use super::{FetchError, HttpOptions};

/// A client that follows nothing, unpacks nothing and keeps no cookies.
pub(super) fn set_up(
    options: &HttpOptions,
    guard: Option<GuardedResolver>,
) -> Result<Client, FetchError> {
    let fail = |found: String| FetchError::Client { found };
    let mut roots = RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    let tls =
        ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|e| fail(e.to_string()))?
            .with_root_certificates(roots)
            .with_no_client_auth();
    let mut builder = Client::builder()
        .tls_backend_preconfigured(tls)
        .user_agent(&options.user_agent)
        .connect_timeout(options.connect_timeout)
        .redirect(Policy::none())
        .no_proxy();
    if let Some(proxy) = &options.proxy {
        builder = builder.proxy(reqwest::Proxy::all(proxy).map_err(|e| fail(e.to_string()))?);
    } else if let Some(guard) = guard {
        builder = builder.dns_resolver(Arc::new(guard));
    }
    builder.build().map_err(|e| fail(causes(&e)))
}

/// What an error of the client is about.
pub(super) fn connection(url: &str, error: &reqwest::Error) -> FetchError {
    let url = url.to_owned();
    let mut cause = error.source();
    while let Some(inner) = cause {
        if let Some(private) = inner.downcast_ref::<PrivateName>() {
            return FetchError::Private {
                url,
                address: private.address.to_string(),
            };
        }
        // An i/o error shows the cause of what it wraps, not what it wraps.
        let wrapped = inner
            .downcast_ref::<std::io::Error>()
            .and_then(std::io::Error::get_ref);
        if let Some(tls) = wrapped.and_then(|e| e.downcast_ref::<rustls::Error>()) {
            return FetchError::Tls {
                url,
                found: tls.to_string(),
            };
        }
        cause = inner.source();
    }
    FetchError::Connection {
        url,
        found: causes(error),
    }
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
