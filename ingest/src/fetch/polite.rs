//! The web, politely: what publishers ask for is done, and a server in trouble gets time.
//!
//! robots.txt (RFC 9309) is asked before anything that a program found: lists (feeds, sitemaps,
//! list pages), what they lead to, and where redirects go. It is not asked before what a person
//! named one by one, which is no crawling, nor before interfaces made for programs
//! ([`Request::invited`]).

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tokio::time::{Instant, sleep};
use url::Url;

use super::address::parse;
use super::error::host_of;
use super::hosts::{Barred, Hosts};
use super::redirect::Trail;
use super::robots::{self, Known, Remembered, Rules};
use super::{Exchange, FetchError, Fetched, Fetcher, Request, Transport, retry};

/// How servers are treated.
#[derive(Debug, Clone)]
pub struct PoliteOptions {
    /// Time between the starts of two requests to one host, unless its source or its robots.txt
    /// says otherwise. Default: 1 second.
    pub delay: Duration,
    /// Longest such time that robots.txt can ask for. Default: 30 seconds.
    pub longest_delay: Duration,
    /// Connections to one host at the same time. Default: 2.
    pub connections_per_host: usize,
    /// Connections in all at the same time. Default: 16.
    pub connections: usize,
    /// Times that a failure which may pass is tried again. Default: 3.
    pub retries: u32,
    /// Pause before the first of them; it doubles for each. Default: 1 second.
    pub first_pause: Duration,
    /// Longest time that a host which asks for it is waited for; longer ones are left to a later
    /// run. Default: 2 minutes.
    pub patience: Duration,
}

impl Default for PoliteOptions {
    fn default() -> Self {
        Self {
            delay: Duration::from_secs(1),
            longest_delay: Duration::from_secs(30),
            connections_per_host: 2,
            connections: 16,
            retries: 3,
            first_pause: Duration::from_secs(1),
            patience: Duration::from_mins(2),
        }
    }
}

/// A fetcher with manners over a [`Transport`]. Dropping what it waits for ends the waiting.
#[derive(Debug)]
pub struct PoliteFetcher<T> {
    transport: T,
    options: PoliteOptions,
    hosts: Hosts,
    robots: Known,
}

impl<T: Transport> PoliteFetcher<T> {
    /// Puts manners on a transport.
    #[must_use]
    pub fn new(transport: T, options: PoliteOptions) -> Self {
        Self {
            transport,
            hosts: Hosts::new(options.connections_per_host, options.connections),
            options,
            robots: Known::default(),
        }
    }

    /// Asks for one address on the way of a request, if its publisher allows it.
    async fn step(&self, request: &Request) -> Result<Exchange, FetchError> {
        let mut delay = self.options.delay;
        if !request.invited {
            let url = parse(&request.url)?;
            let rules = self.rules(&url, request).await?;
            rules.check(&url)?;
            let asked = rules.crawl_delay().unwrap_or_default();
            delay = delay.max(asked.min(self.options.longest_delay));
        }
        self.attempts(request, request.delay.unwrap_or(delay)).await
    }

    /// The rules of a host: from memory, or fetched while all others who want them wait.
    async fn rules(&self, url: &Url, request: &Request) -> Result<Rules, FetchError> {
        let cell = self.robots.cell(url);
        let mut cell = cell.lock().await;
        if let Some(known) = cell.as_ref()
            && known.until > Instant::now()
        {
            return Ok(known.rules.clone());
        }
        let ask = Request {
            invited: true,
            delay: request.delay,
            allow_hosts: Arc::clone(&request.allow_hosts),
            enough: Some(robots::MAX_BYTES),
            ..Request::new(robots::address(url).as_str())
        };
        // Of the same fetcher, whose steps ask for rules; not so for an invited request.
        let rules = match self.fetch(&ask).await {
            Ok(Fetched::Page(page)) => {
                let read = move || Rules::read(&page.bytes);
                let lost = |e: tokio::task::JoinError| Rules::unknown(e.to_string());
                tokio::task::spawn_blocking(read).await.unwrap_or_else(lost)
            }
            Ok(Fetched::NotModified) => Rules::unknown("304 without validator".to_owned()),
            Err(error) => match Rules::of_failure(&error) {
                Some(rules) => rules,
                None => return Err(error),
            },
        };
        let remembered = Remembered::after(rules, cell.take());
        Ok(cell.insert(remembered).rules.clone())
    }

    /// Tries until it works, cannot work, or was tried often enough.
    async fn attempts(&self, request: &Request, delay: Duration) -> Result<Exchange, FetchError> {
        let mut failures = 0;
        loop {
            let error = match self.once(request, delay).await {
                Ok(exchange) => return Ok(exchange),
                Err(error) if !error.is_transient() => return Err(error),
                Err(error) => error,
            };
            failures += 1;
            let asked = Duration::from_secs(error.retry_after().unwrap_or(0));
            self.hosts.close(&host_of(&request.url), asked);
            if failures > self.options.retries || asked > self.options.patience {
                return Err(error);
            }
            tracing::debug!(%error, failures, "tried again");
            sleep(retry::pause(self.options.first_pause, failures)).await;
        }
    }

    async fn once(&self, request: &Request, delay: Duration) -> Result<Exchange, FetchError> {
        let host = host_of(&request.url);
        let entering = self.hosts.enter(&host, delay, self.options.patience);
        let _entry = entering.await.map_err(|barred| {
            let url = request.url.clone();
            match barred {
                // Rounded up: after that time it is open.
                Barred::Closed(silence) => FetchError::Closed {
                    url,
                    host: host.clone(),
                    retry_after: silence.as_secs() + 1,
                },
                Barred::Lost => FetchError::Stopped { url },
            }
        })?;
        self.transport.exchange(request).await
    }

    async fn follow(&self, request: &Request) -> Result<Fetched, FetchError> {
        let mut trail = Trail::new(request);
        loop {
            match self.step(trail.request()).await? {
                Exchange::Done(fetched) => return Ok(fetched),
                Exchange::Elsewhere(location) => trail.follow(&location)?,
            }
        }
    }
}

#[async_trait]
impl<T: Transport> Fetcher for PoliteFetcher<T> {
    async fn fetch(&self, request: &Request) -> Result<Fetched, FetchError> {
        self.follow(request).await
    }
}

#[cfg(test)]
mod tests;
