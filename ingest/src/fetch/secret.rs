//! Keys of interfaces, which are sent and never shown.

use std::fmt;

use url::Url;

/// A parameter that goes to one host only and appears in no error, no log and no stored address.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret {
    parameter: &'static str,
    value: String,
    origin: url::Origin,
}

impl Secret {
    /// A secret for the server of an address; `None` if the one is empty or the other no address.
    #[must_use]
    pub fn new(parameter: &'static str, value: &str, url: &str) -> Option<Self> {
        let origin = Url::parse(url).ok()?.origin();
        (!value.is_empty() && origin.is_tuple()).then(|| Self {
            parameter,
            value: value.to_owned(),
            origin,
        })
    }

    /// Adds it to an address of its server; a redirect to another one does not carry it away.
    pub(super) fn join(&self, url: &mut Url) {
        if url.origin() == self.origin {
            url.query_pairs_mut()
                .append_pair(self.parameter, &self.value);
        }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({})", self.parameter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_goes_to_its_server_and_is_not_shown() {
        let secret = Secret::new("api_key", "s3cr3t", "https://api.example/x").unwrap();
        let joined = |url: &str| {
            let mut url = Url::parse(url).unwrap();
            secret.join(&mut url);
            url.to_string()
        };
        assert_eq!(
            joined("https://api.example/y?a=1"),
            "https://api.example/y?a=1&api_key=s3cr3t"
        );
        for other in ["https://else.example/y", "http://api.example/y"] {
            assert_eq!(joined(other), other);
        }
        assert_eq!(format!("{secret:?}"), "Secret(api_key)");
        assert!(Secret::new("k", "", "https://a.example/").is_none());
        assert!(Secret::new("k", "v", "nowhere").is_none());
    }
}
