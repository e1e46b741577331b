//! Which addresses are asked at all, before anything is sent.

use std::sync::LazyLock;

use url::{Host, Url};

use super::guard::refused_literal;
use super::{FetchError, Request};

/// Ports of other protocols: see the head of the file.
const BAD_PORTS: &str = include_str!("../../data/fetch/bad-ports.tsv");

static PORTS: LazyLock<Vec<(u16, &'static str)>> = LazyLock::new(|| {
    let lines = BAD_PORTS.lines().filter(|line| !line.starts_with('#'));
    let fields = lines.filter_map(|line| line.split_once('\t'));
    fields
        .filter_map(|(port, service)| Some((port.parse().ok()?, service)))
        .collect()
});

/// An address that may be asked.
#[derive(Debug)]
pub(super) struct Target {
    pub(super) url: Url,
    /// Whether its host was allowed by name, wherever it is.
    pub(super) is_allowed: bool,
}

/// Checks what can be known without resolving the name.
pub(super) fn check(request: &Request, allow_private: bool) -> Result<Target, FetchError> {
    let mut url = parse(&request.url)?;
    if !url.username().is_empty() || url.password().is_some() {
        // Neither can fail for an address with a host.
        let _ = url.set_username("").and_then(|()| url.set_password(None));
        return Err(FetchError::Credentials {
            url: url.to_string(),
        });
    }
    if let Some(port) = url.port()
        && let Some((port, service)) = PORTS.iter().find(|(bad, _)| *bad == port)
    {
        return Err(FetchError::Port {
            url: request.url.clone(),
            port: *port,
            service,
        });
    }
    let is_allowed = allow_private || is_named(&url, &request.allow_hosts);
    match refused_literal(&url) {
        Some(address) if !is_allowed => Err(FetchError::Private {
            url: request.url.clone(),
            address,
        }),
        _ => Ok(Target { url, is_allowed }),
    }
}

/// An absolute address of the web.
pub(super) fn parse(address: &str) -> Result<Url, FetchError> {
    let url = Url::parse(address).ok();
    url.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
        .ok_or_else(|| FetchError::Address {
            url: address.to_owned(),
        })
}

/// Whether the host is one of these names, compared as addresses are: case, Punycode and the ways
/// to write a number make no difference, anything else does.
fn is_named(url: &Url, names: &[String]) -> bool {
    let host = url.host().map(|host| host.to_owned());
    names
        .iter()
        .any(|name| Host::parse(name).ok().as_ref() == host.as_ref() && host.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(url: &str, allow: &[&str]) -> Result<Target, FetchError> {
        let request = Request {
            allow_hosts: allow.iter().map(|host| (*host).to_owned()).collect(),
            ..Request::new(url)
        };
        check(&request, false)
    }

    #[test]
    fn credentials_and_ports_of_other_protocols_are_refused() {
        for url in ["https://who.int@evil.org/", "https://a:b@who.int/"] {
            let error = checked(url, &[]).unwrap_err();
            assert!(matches!(&error, FetchError::Credentials { .. }), "{error}");
            assert!(!error.to_string().contains('@'), "{error}");
        }
        for url in [
            "http://who.int:22/",
            "http://who.int:25/",
            "https://who.int:6667/",
        ] {
            assert!(
                matches!(checked(url, &[]), Err(FetchError::Port { .. })),
                "{url}"
            );
        }
        for url in [
            "http://who.int/",
            "https://who.int:8443/",
            "http://who.int:8080/",
        ] {
            assert!(checked(url, &[]).is_ok(), "{url}");
        }
        assert!(PORTS.len() > 70, "the list is read");
    }

    #[test]
    fn an_allowed_host_is_that_host_and_nothing_else() {
        let allow = ["10.1.2.3", "Wiki.Krankenhaus-Süd.example", "[fd00::1]"];
        for url in [
            "http://10.1.2.3/",
            "http://10.1.2.3:8080/a",
            "http://0x0a010203/",
            "https://wiki.krankenhaus-süd.example/",
            "http://[fd00:0::1]/",
        ] {
            assert!(checked(url, &allow).unwrap().is_allowed, "{url}");
        }
        for url in [
            "http://10.1.2.4/",
            "http://10.1.2.3.nip.io/",
            "http://sub.wiki.krankenhaus-süd.example/",
            "http://[fd00::2]/",
            "http://[::ffff:10.1.2.3]/",
        ] {
            assert!(
                !matches!(checked(url, &allow), Ok(t) if t.is_allowed),
                "{url}"
            );
        }
        assert!(matches!(
            checked("http://10.1.2.4/", &allow),
            Err(FetchError::Private { .. })
        ));
    }
}
