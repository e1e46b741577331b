//! Redirects, one step at a time: each step is checked and asked for like an address of its own.

use async_trait::async_trait;

use super::address::parse;
use super::{FetchError, Fetched, Request};

/// Redirects followed: RFC 9309, 2.3.1.2 asks for at least five, browsers give up at twenty.
pub(super) const MAX_REDIRECTS: usize = 5;

/// What came of one exchange with a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exchange {
    /// An answer.
    Done(Fetched),
    /// The answer is elsewhere: the value of `Location`, relative to what was asked for.
    Elsewhere(String),
}

/// Asks one server once. A [`Fetcher`](super::Fetcher) follows redirects; this does not, so that
/// who decides how a host is asked decides it for every host on the way.
///
/// Implementations bound the time and the size of the answer and refuse addresses they must not
/// reach, with [`Request::allow_hosts`] as the only exception.
#[async_trait]
pub trait Transport: Send + Sync + std::fmt::Debug {
    /// Asks.
    ///
    /// # Errors
    /// [`FetchError`] naming the address and what to do.
    async fn exchange(&self, request: &Request) -> Result<Exchange, FetchError>;
}

/// The way from one address to the next.
#[derive(Debug)]
pub(super) struct Trail {
    request: Request,
    gone: Vec<String>,
}

impl Trail {
    pub(super) fn new(request: &Request) -> Self {
        Self {
            request: request.clone(),
            gone: Vec::new(),
        }
    }

    /// What is asked for now.
    pub(super) fn request(&self) -> &Request {
        &self.request
    }

    /// Goes on to where a redirect leads.
    pub(super) fn follow(&mut self, location: &str) -> Result<(), FetchError> {
        let here = parse(&self.request.url)?;
        let astray = |found: String| FetchError::Redirects {
            url: self.request.url.clone(),
            found,
        };
        let next = here
            .join(location)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https"))
            .ok_or_else(|| {
                astray(format!(
                    "redirects to \"{location}\", which is not of the web"
                ))
            })?;
        let here = here.to_string();
        // A fragment makes no other page of it.
        let same = |url: &str| url.split('#').next() == next.as_str().split('#').next();
        if same(&here) || self.gone.iter().any(|gone| same(gone)) {
            return Err(astray(format!("redirects in a circle, back to {next}")));
        }
        self.gone.push(here);
        if self.gone.len() > MAX_REDIRECTS {
            return Err(astray(format!(
                "redirected more than {MAX_REDIRECTS} times"
            )));
        }
        self.request.url = next.into();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trail_ends_in_circles_outside_the_web_and_after_five_steps() {
        let mut trail = Trail::new(&Request::new("https://who.int/a"));
        for location in ["/指南", "//www.who.int/b", "c?d#e", "../f"] {
            trail.follow(location).unwrap();
        }
        assert_eq!(trail.request().url, "https://www.who.int/f");
        for location in ["file:///etc/passwd", "javascript:1", "http://", "#top"] {
            let error = trail.follow(location).unwrap_err();
            assert!(matches!(error, FetchError::Redirects { .. }), "{location}");
        }
        let circle = trail.follow("https://who.int/a#again").unwrap_err();
        assert!(circle.to_string().contains("in a circle"), "{circle}");
        trail.follow("/g").unwrap();
        let far = trail.follow("/h").unwrap_err();
        assert!(far.to_string().contains("more than 5 times"), "{far}");
    }
}
