//! The web: bounded in time and size, never into private networks, under our own name.

use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use reqwest::header::{
    ACCEPT_ENCODING, CONTENT_TYPE, ETAG, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LINK,
    LOCATION, RANGE,
};
use reqwest::{Client, Response};
use tokio::time::timeout;

use super::address::{Target, check};
use super::client::{connection, set_up};
use super::guard::{GuardedResolver, is_public};
use super::redirect::Trail;
use super::{
    Exchange, FetchError, Fetched, Fetcher, Page, Request, Transport, body, coding, headers,
};

/// How the web is asked.
#[derive(Debug, Clone)]
pub struct HttpOptions {
    /// What the service calls itself. Default: [`HttpOptions::user_agent`] without contact.
    pub user_agent: String,
    /// Whether private, local and reserved addresses may be reached. Default: no.
    pub allow_private_hosts: bool,
    /// Proxy for all requests, `http://host:port`. It resolves names itself, so that only numbers in
    /// addresses are checked here. Default: none.
    pub proxy: Option<String>,
    /// Limit for making a connection. Default: 10 seconds.
    pub connect_timeout: Duration,
    /// Limit for the head of an answer. Default: 60 seconds.
    pub head_timeout: Duration,
    /// Limit for a whole answer. Default: 5 minutes, in which the largest body comes at 220 KiB/s.
    pub timeout: Duration,
    /// Bytes that come each second, at least. Default: 1 KiB.
    pub slowest: u64,
    /// Time over which that is averaged. Default: 30 seconds.
    pub slowest_span: Duration,
    /// Largest body, in bytes after decompression. Default: 64 MiB.
    pub max_bytes: u64,
}

impl Default for HttpOptions {
    fn default() -> Self {
        Self {
            user_agent: Self::user_agent(None),
            allow_private_hosts: false,
            proxy: None,
            connect_timeout: Duration::from_secs(10),
            head_timeout: Duration::from_mins(1),
            timeout: Duration::from_mins(5),
            slowest: 1 << 10,
            slowest_span: Duration::from_secs(30),
            max_bytes: 64 << 20,
        }
    }
}

impl HttpOptions {
    /// `rsc/VERSION (epidemic guideline search; +CONTACT)`. The contact, an address of a page or a
    /// mailbox, is how a publisher reaches who runs this service before blocking it.
    #[must_use]
    pub fn user_agent(contact: Option<&str>) -> String {
        let contact = contact.map(str::trim).filter(|contact| !contact.is_empty());
        let contact = contact.map_or(String::new(), |contact| format!("; +{contact}"));
        let version = env!("CARGO_PKG_VERSION");
        format!("rsc/{version} (epidemic guideline search{contact})")
    }
}

/// The client for `http` and `https`. As a [`Fetcher`] it follows redirects and asks at once;
/// [`PoliteFetcher`](super::PoliteFetcher) asks when it is seemly.
#[derive(Debug, Clone)]
pub struct HttpFetcher {
    /// Reaches the open internet only.
    guarded: Client,
    /// Reaches everything: for hosts that were allowed by name. Its connections are its own.
    open: Client,
    options: HttpOptions,
}

impl HttpFetcher {
    /// Sets the clients up, with Mozilla's root certificates.
    ///
    /// # Errors
    /// [`FetchError::Client`] if the options cannot be used.
    pub fn new(options: HttpOptions) -> Result<Self, FetchError> {
        Self::with_resolver(options, GuardedResolver::system())
    }

    fn with_resolver(options: HttpOptions, resolver: GuardedResolver) -> Result<Self, FetchError> {
        Ok(Self {
            guarded: set_up(&options, Some(resolver))?,
            open: set_up(&options, None)?,
            options,
        })
    }

    async fn ask(&self, request: &Request) -> Result<Exchange, FetchError> {
        let target = check(request, self.options.allow_private_hosts)?;
        let conditional = request.etag.is_some() || request.last_modified.is_some();
        let response = self.head(request, target).await?;
        let status = response.status();
        let location = headers::text(response.headers(), &LOCATION);
        match (status.as_u16(), location) {
            (301 | 302 | 303 | 307 | 308, Some(location)) => Ok(Exchange::Elsewhere(location)),
            (304, _) if conditional => Ok(Exchange::Done(Fetched::NotModified)),
            (206, _) if request.range.is_some() => {
                let part = headers::part(response.headers());
                let mut page = self.page(request, response).await?;
                page.part = part;
                Ok(Exchange::Done(Fetched::Page(page)))
            }
            (200, _) => {
                let page = self.page(request, response).await?;
                Ok(Exchange::Done(Fetched::Page(page)))
            }
            _ => Err(FetchError::Status {
                url: request.url.clone(),
                status: status.as_u16(),
                retry_after: headers::retry_after(response.headers(), SystemTime::now()),
            }),
        }
    }

    /// Sends the request and waits for the head of the answer.
    async fn head(&self, request: &Request, target: Target) -> Result<Response, FetchError> {
        let Target {
            mut url,
            is_allowed,
        } = target;
        if let Some(secret) = &request.secret {
            secret.join(&mut url);
        }
        let client = if is_allowed {
            &self.open
        } else {
            &self.guarded
        };
        // Bytes of a range are those of the file, not of its packed form.
        let accepted = match request.range {
            Some(_) => "identity",
            None => coding::ACCEPTED,
        };
        let mut get = client.get(url).header(ACCEPT_ENCODING, accepted);
        if let Some(range) = &request.range {
            let (first, last) = (range.start, range.end.saturating_sub(1));
            get = get.header(RANGE, format!("bytes={first}-{last}"));
        }
        if let Some(etag) = &request.etag {
            get = get.header(IF_NONE_MATCH, etag);
        }
        if let Some(date) = &request.last_modified {
            get = get.header(IF_MODIFIED_SINCE, date);
        }
        let late = |limit: Duration| FetchError::Timeout {
            url: request.url.clone(),
            seconds: limit.as_secs(),
        };
        let limit = self.options.head_timeout;
        let response = timeout(limit, get.send())
            .await
            .map_err(|_| late(limit))?
            .map_err(|error| match error.is_timeout() {
                true => late(self.options.connect_timeout),
                false => connection(&request.url, &error),
            })?;
        // The resolver answers public addresses only and the client connects to what it answers.
        // Should that ever not hold, nothing of the answer is read.
        let peer = response.remote_addr().map(|peer| peer.ip());
        match peer.filter(|ip| !is_public(*ip)) {
            Some(ip) if !is_allowed && self.options.proxy.is_none() => Err(FetchError::Private {
                url: request.url.clone(),
                address: ip.to_string(),
            }),
            _ => Ok(response),
        }
    }

    async fn page(&self, request: &Request, response: Response) -> Result<Page, FetchError> {
        let head = response.headers();
        let mut page = Page {
            url: match request.secret {
                Some(_) => request.url.clone(),
                None => response.url().to_string(),
            },
            content_type: headers::text(head, &CONTENT_TYPE),
            etag: headers::text(head, &ETAG),
            last_modified: headers::text(head, &LAST_MODIFIED),
            links: headers::all(head, &LINK),
            fresh_for: headers::fresh_for(head, SystemTime::now()),
            ..Page::default()
        };
        page.bytes = body::read(request, response, &self.options).await?.into();
        Ok(page)
    }
}

#[async_trait]
impl Transport for HttpFetcher {
    async fn exchange(&self, request: &Request) -> Result<Exchange, FetchError> {
        let limit = self.options.timeout;
        let late = |_| FetchError::Timeout {
            url: request.url.clone(),
            seconds: limit.as_secs(),
        };
        timeout(limit, self.ask(request)).await.map_err(late)?
    }
}

#[async_trait]
impl Fetcher for HttpFetcher {
    async fn fetch(&self, request: &Request) -> Result<Fetched, FetchError> {
        let mut trail = Trail::new(request);
        loop {
            match self.exchange(trail.request()).await? {
                Exchange::Done(fetched) => return Ok(fetched),
                Exchange::Elsewhere(location) => trail.follow(&location)?,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    #[test]
    fn the_service_says_who_it_is_and_how_it_is_reached() {
        let agent = HttpOptions::user_agent(Some(" mailto:library@hospital.example "));
        assert!(agent.starts_with("rsc/"), "{agent}");
        assert!(
            agent.ends_with("; +mailto:library@hospital.example)"),
            "{agent}"
        );
        assert!(HttpOptions::user_agent(Some("")).ends_with("search)"));
        let options = HttpOptions {
            user_agent: HttpOptions::user_agent(Some("line\nbreak")),
            ..HttpOptions::default()
        };
        assert!(matches!(
            HttpFetcher::new(options),
            Err(FetchError::Client { .. })
        ));
    }

    /// A name that leads to the open internet when it is checked and into a private network a
    /// moment later (DNS rebinding). "Open" is this machine here, for there is nothing else.
    #[tokio::test]
    async fn the_address_that_is_connected_to_is_the_one_that_was_checked() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let _ = stream.read(&mut [0; 4096]).await;
                let answer = b"HTTP/1.1 302 X\r\nConnection: close\r\nLocation: /\r\nContent-Length: 0\r\n\r\n";
                let _ = stream.write_all(answer).await;
            }
        });
        let (resolver, lookups) = GuardedResolver::rebinding();
        let options = HttpOptions::default();
        let fetcher = HttpFetcher::with_resolver(options, resolver).unwrap();
        let request = Request::new(&format!("http://rebind.example:{port}/a"));

        // Connected to what was answered, after one look-up; then seen to be private after all.
        let first = fetcher.exchange(&request).await.unwrap_err();
        assert!(
            matches!(&first, FetchError::Private { address, .. } if address == "127.0.0.1"),
            "{first}"
        );
        assert_eq!(lookups.load(std::sync::atomic::Ordering::SeqCst), 1);
        // The next connection looks again, and what is answered now is refused unconnected.
        let second = fetcher.exchange(&request).await.unwrap_err();
        assert!(
            matches!(&second, FetchError::Private { address, .. } if address == "10.0.0.1"),
            "{second}"
        );
        // Allowed by name, the host is reached wherever it is, by the other client.
        let allowed = Request {
            allow_hosts: ["127.0.0.1".to_owned()].into(),
            ..Request::new(&format!("http://127.0.0.1:{port}/a"))
        };
        let third = fetcher.exchange(&allowed).await.unwrap();
        assert_eq!(third, Exchange::Elsewhere("/".to_owned()));
        assert!(fetcher.exchange(&request).await.is_err());
    }
}
