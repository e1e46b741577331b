//! The fetcher of one run of one source: what its definition allows, and what is given up.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use corpora::{SourceDefinition, SourceKind};

use super::error::host_of;
use super::{FetchError, Fetched, Fetcher, Request};
use crate::stop::Stop;

/// Failures in a row, each after its retries, after which a host is left alone for the rest of a
/// run. With the default retries and pauses a host that does not answer costs some minutes then.
const MAX_FAILURES: u32 = 5;

/// What robots.txt means for a source.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Invitation {
    /// It is asked everywhere: the source is crawled.
    Nowhere,
    /// It is not asked at this host, an interface made for programs; it is elsewhere, where the
    /// interface leads to.
    At(String),
    /// It is not asked: a person named each address.
    Everywhere,
}

/// Adds to each request what the definition of the source says.
#[derive(Debug)]
pub(crate) struct SourceFetcher {
    inner: Arc<dyn Fetcher>,
    stop: Stop,
    invitation: Invitation,
    delay: Option<Duration>,
    allow_hosts: Arc<[String]>,
    /// Failures in a row of each host.
    failures: Mutex<HashMap<String, (u32, String)>>,
}

impl SourceFetcher {
    /// For one run.
    pub(crate) fn new(inner: Arc<dyn Fetcher>, source: &SourceDefinition, stop: &Stop) -> Self {
        let invitation = match source.kind {
            SourceKind::Document => Invitation::Everywhere,
            SourceKind::OaiPmh
            | SourceKind::Pubmed
            | SourceKind::EuropePmc
            | SourceKind::Medrxiv
            | SourceKind::Crossref => Invitation::At(host_of(&source.url)),
            _ => Invitation::Nowhere,
        };
        Self {
            inner,
            stop: stop.clone(),
            invitation,
            delay: source.access.delay_millis.map(Duration::from_millis),
            allow_hosts: source.access.allow_hosts.clone().into(),
            failures: Mutex::default(),
        }
    }

    fn filled(&self, request: &Request) -> Request {
        let invited = match &self.invitation {
            Invitation::Nowhere => false,
            Invitation::At(host) => *host == host_of(&request.url),
            Invitation::Everywhere => true,
        };
        Request {
            invited: request.invited || invited,
            delay: request.delay.or(self.delay),
            allow_hosts: Arc::clone(&self.allow_hosts),
            ..request.clone()
        }
    }

    /// Refuses what would most likely fail again.
    fn check(&self, url: &str) -> Result<(), FetchError> {
        let host = host_of(url);
        let failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        match failures.get(&host) {
            Some((count, found)) if *count >= MAX_FAILURES => Err(FetchError::GivenUp {
                url: url.to_owned(),
                host,
                failures: *count,
                found: found.clone(),
            }),
            _ => Ok(()),
        }
    }

    /// Notes what came of a request. After redirects, it tells something of where they led to.
    fn note(&self, asked: &str, outcome: &Result<Fetched, FetchError>) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        match outcome {
            Err(error) if error.is_of_the_host() => {
                let host = host_of(error.url().unwrap_or(asked));
                let noted = failures.entry(host).or_default();
                *noted = (noted.0 + 1, error.to_string());
            }
            Err(FetchError::Status { url, .. }) => {
                failures.remove(&host_of(url));
            }
            Err(_) => {}
            Ok(fetched) => {
                failures.remove(&host_of(asked));
                if let Fetched::Page(page) = fetched {
                    failures.remove(&host_of(&page.url));
                }
            }
        }
    }
}

#[async_trait]
impl Fetcher for SourceFetcher {
    async fn fetch(&self, request: &Request) -> Result<Fetched, FetchError> {
        self.check(&request.url)?;
        let request = self.filled(request);
        let outcome = tokio::select! {
            biased;
            () = self.stop.stopped() => Err(FetchError::Stopped { url: request.url.clone() }),
            outcome = self.inner.fetch(&request) => outcome,
        };
        self.note(&request.url, &outcome);
        outcome
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers by the path: its number is the status; notes what it was asked.
    #[derive(Debug, Default)]
    struct Scripted(Mutex<Vec<Request>>);

    #[async_trait]
    impl Fetcher for Scripted {
        async fn fetch(&self, request: &Request) -> Result<Fetched, FetchError> {
            self.0.lock().unwrap().push(request.clone());
            let url = request.url.clone();
            match request.url.rsplit('/').next().unwrap().parse() {
                Ok(200) => Ok(Fetched::NotModified),
                Ok(status) => Err(FetchError::Status {
                    url,
                    status,
                    retry_after: None,
                }),
                Err(_) => std::future::pending().await,
            }
        }
    }

    fn fetcher(kind: SourceKind) -> (Arc<Scripted>, SourceFetcher, Stop) {
        let mut source = SourceDefinition::new("s", "S", kind, "https://api.example/list");
        source.access.delay_millis = Some(350);
        source.access.allow_hosts = vec!["10.1.2.3".to_owned()];
        let (scripted, stop) = (Arc::new(Scripted::default()), Stop::default());
        let inner: Arc<dyn Fetcher> = Arc::<Scripted>::clone(&scripted);
        let fetcher = SourceFetcher::new(inner, &source, &stop);
        (scripted, fetcher, stop)
    }

    async fn ask(fetcher: &SourceFetcher, url: &str) -> Result<Fetched, FetchError> {
        fetcher.fetch(&Request::new(url)).await
    }

    #[tokio::test]
    async fn requests_carry_what_the_definition_says() {
        for (kind, at_home, elsewhere) in [
            (SourceKind::Feed, false, false),
            (SourceKind::Sitemap, false, false),
            (SourceKind::ListPage, false, false),
            (SourceKind::OaiPmh, true, false),
            (SourceKind::Document, true, true),
        ] {
            let (scripted, fetcher, _) = fetcher(kind);
            ask(&fetcher, "https://api.example/200").await.unwrap();
            ask(&fetcher, "https://else.example/200").await.unwrap();
            let asked = scripted.0.lock().unwrap();
            let invited = (asked[0].invited, asked[1].invited);
            assert_eq!(invited, (at_home, elsewhere), "{kind}");
            assert_eq!(asked[0].delay, Some(Duration::from_millis(350)));
            assert_eq!(&*asked[0].allow_hosts, ["10.1.2.3"]);
        }
    }

    #[tokio::test]
    async fn a_host_that_keeps_failing_is_left_alone_and_others_are_not() {
        let (scripted, fetcher, _) = fetcher(SourceKind::Feed);
        for _ in 0..MAX_FAILURES {
            ask(&fetcher, "https://down.example/503").await.unwrap_err();
        }
        let error = ask(&fetcher, "https://down.example/200").await.unwrap_err();
        assert!(matches!(error, FetchError::GivenUp { failures: 5, .. }));
        let text = error.to_string();
        assert!(text.contains("503") && text.contains("next run"), "{text}");
        assert_eq!(scripted.0.lock().unwrap().len(), 5);
        assert!(ask(&fetcher, "https://up.example/200").await.is_ok());
    }

    #[tokio::test]
    async fn broken_pages_and_failures_between_successes_do_not_close_a_host() {
        let (_, fetcher, _) = fetcher(SourceKind::Feed);
        for _ in 0..20 {
            for status in ["404", "500", "403", "503", "503", "503", "200"] {
                let _ = ask(&fetcher, &format!("https://a.example/{status}")).await;
            }
        }
        for _ in 0..20 {
            let _ = ask(&fetcher, "https://a.example/500").await;
        }
        assert!(ask(&fetcher, "https://a.example/200").await.is_ok());
    }

    #[tokio::test]
    async fn waiting_ends_when_the_run_is_asked_to_end() {
        let (_, fetcher, stop) = fetcher(SourceKind::Feed);
        let switch = stop.clone();
        tokio::spawn(async move {
            tokio::task::yield_now().await;
            switch.stop();
        });
        let error = ask(&fetcher, "https://a.example/never").await.unwrap_err();
        assert!(matches!(error, FetchError::Stopped { .. }), "{error}");
    }
}
