//! Time is paused: waits take no time and are measured exactly.

use std::collections::HashMap;
use std::sync::Mutex;

use super::*;
use crate::fetch::Page;

/// Answers each address with one thing after the other; the last stays. What is not there is 404.
#[derive(Debug, Default)]
struct Scripted {
    answers: Mutex<HashMap<String, Vec<Said>>>,
    asked: Mutex<Vec<(f64, String)>>,
    start: Mutex<Option<Instant>>,
}

#[derive(Debug, Clone, Copy)]
enum Said {
    Page(&'static str),
    Status(u16),
    Busy(u16, u64),
    Goto(&'static str),
    Reset,
}

#[async_trait]
impl Transport for Scripted {
    async fn exchange(&self, request: &Request) -> Result<Exchange, FetchError> {
        let start = *self.start.lock().unwrap().get_or_insert_with(Instant::now);
        let url = request.url.clone();
        let asked = (start.elapsed().as_secs_f64(), url.clone());
        self.asked.lock().unwrap().push(asked);
        let mut answers = self.answers.lock().unwrap();
        let said = match answers.get_mut(&url) {
            None => Said::Status(404),
            Some(script) if script.len() > 1 => script.remove(0),
            Some(script) => script[0],
        };
        let status = |status, retry_after| {
            Err(FetchError::Status {
                url: url.clone(),
                status,
                retry_after,
            })
        };
        match said {
            Said::Page(text) => {
                let page = Page::new(&url, "text/plain", text.as_bytes());
                Ok(Exchange::Done(Fetched::Page(page)))
            }
            Said::Status(code) => status(code, None),
            Said::Busy(code, seconds) => status(code, Some(seconds)),
            Said::Goto(location) => Ok(Exchange::Elsewhere(location.to_owned())),
            Said::Reset => Err(FetchError::Connection {
                url,
                found: "connection reset".to_owned(),
            }),
        }
    }
}

fn polite(answers: &[(&str, &[Said])]) -> PoliteFetcher<Scripted> {
    let answers = answers
        .iter()
        .map(|(url, said)| ((*url).to_owned(), said.to_vec()));
    let scripted = Scripted {
        answers: Mutex::new(answers.collect()),
        ..Scripted::default()
    };
    PoliteFetcher::new(scripted, PoliteOptions::default())
}

impl PoliteFetcher<Scripted> {
    async fn ask(&self, url: &str) -> Result<Fetched, FetchError> {
        self.fetch(&Request::new(url)).await
    }

    async fn invited(&self, url: &str) -> Result<Fetched, FetchError> {
        let request = Request {
            invited: true,
            ..Request::new(url)
        };
        self.fetch(&request).await
    }

    /// Seconds since the first request and address of each.
    fn asked(&self) -> Vec<(f64, String)> {
        self.transport.asked.lock().unwrap().clone()
    }

    fn paths(&self) -> Vec<String> {
        let all = self.asked().into_iter();
        all.map(|(_, url)| url.replace("https://a.org", ""))
            .collect()
    }
}

const PAGE: &[Said] = &[Said::Page("x")];

#[tokio::test(start_paused = true)]
async fn robots_txt_is_asked_once_and_obeyed_also_where_redirects_lead() {
    let polite = polite(&[
        (
            "https://a.org/robots.txt",
            &[Said::Page(
                "User-agent: *\nDisallow: /private\nCrawl-delay: 4",
            )],
        ),
        ("https://a.org/1", PAGE),
        ("https://a.org/2", PAGE),
        ("https://a.org/3", &[Said::Goto("/private/3")]),
    ]);
    assert!(polite.ask("https://a.org/1").await.is_ok());
    assert!(polite.ask("https://a.org/2").await.is_ok());
    for url in ["https://a.org/private/x", "https://a.org/3"] {
        let error = polite.ask(url).await.unwrap_err();
        assert!(matches!(error, FetchError::Disallowed { .. }), "{error}");
        assert!(error.to_string().contains("https://a.org/robots.txt"));
    }
    assert_eq!(polite.paths(), ["/robots.txt", "/1", "/2", "/3"]);
    let times: Vec<f64> = polite.asked().iter().map(|(at, _)| at.round()).collect();
    // The first page comes at our own pace, for robots.txt was asked for before it was known.
    assert_eq!(times, [0.0, 1.0, 5.0, 9.0]);
    // A person who names an address is no crawler.
    let named = polite.invited("https://a.org/private/x").await;
    assert!(matches!(named, Err(FetchError::Status { status: 404, .. })));
    // After a day the rules are asked for again.
    tokio::time::advance(Duration::from_hours(24)).await;
    polite.ask("https://a.org/1").await.unwrap();
    assert_eq!(polite.paths()[5..], ["/robots.txt", "/1"]);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_fetched_while_nobody_knows_whether_it_may_be() {
    let robots = "https://a.org/robots.txt";
    let down: &[Said] = &[Said::Status(503)];
    let polite = polite(&[(robots, down), ("https://a.org/1", PAGE)]);
    let error = polite.ask("https://a.org/1").await.unwrap_err();
    assert!(
        matches!(
            &error,
            FetchError::RobotsUnknown {
                retry_after: 590..=600,
                ..
            }
        ),
        "{error:?}"
    );
    assert_eq!(polite.asked().len(), 4, "with its retries");
    assert!(polite.ask("https://a.org/1").await.is_err());
    assert_eq!(polite.asked().len(), 4, "not asked again for now");

    tokio::time::advance(Duration::from_mins(10)).await;
    let found = vec![Said::Page("User-agent: *\nDisallow: /2")];
    let say = |said| {
        let mut answers = polite.transport.answers.lock().unwrap();
        answers.insert(robots.to_owned(), said);
    };
    say(found);
    assert!(polite.ask("https://a.org/1").await.is_ok());
    // Rules of yesterday hold while today's cannot be had.
    say(vec![Said::Reset]);
    tokio::time::advance(Duration::from_hours(30)).await;
    assert!(polite.ask("https://a.org/1").await.is_ok());
    let error = polite.ask("https://a.org/2").await.unwrap_err();
    assert!(matches!(error, FetchError::Disallowed { .. }), "{error}");
}

#[tokio::test(start_paused = true)]
async fn what_may_pass_is_tried_again_and_what_may_not_is_not() {
    let polite = polite(&[
        (
            "https://a.org/shaky",
            &[
                Said::Reset,
                Said::Status(500),
                Said::Status(502),
                Said::Page("x"),
            ],
        ),
        ("https://a.org/down", &[Said::Status(503)]),
        ("https://a.org/gone", &[Said::Status(410)]),
        ("https://a.org/no", &[Said::Status(403)]),
    ]);
    assert!(polite.invited("https://a.org/shaky").await.is_ok());
    assert_eq!(polite.asked().len(), 4);
    for (path, times) in [("down", 4), ("gone", 1), ("no", 1)] {
        let before = polite.asked().len();
        let url = format!("https://a.org/{path}");
        polite.invited(&url).await.unwrap_err();
        assert_eq!(polite.asked().len() - before, times, "{path}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_host_that_names_a_time_is_left_alone_until_then() {
    let polite = polite(&[
        (
            "https://a.org/busy",
            &[Said::Busy(429, 100), Said::Page("x")],
        ),
        ("https://a.org/closed", &[Said::Busy(503, 3_600)]),
        ("https://a.org/other", PAGE),
    ]);
    assert!(polite.invited("https://a.org/busy").await.is_ok());
    let second = polite.asked()[1].0;
    assert!((100.0..101.0).contains(&second), "{second}");

    let error = polite.invited("https://a.org/closed").await.unwrap_err();
    assert_eq!(error.retry_after(), Some(3_600));
    let before = polite.asked().len();
    let error = polite.invited("https://a.org/other").await.unwrap_err();
    assert!(matches!(error, FetchError::Closed { .. }), "{error}");
    assert!(error.retry_after().unwrap() > 3_500);
    assert_eq!(polite.asked().len(), before);
    tokio::time::advance(Duration::from_hours(1)).await;
    assert!(polite.invited("https://a.org/other").await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn the_delay_of_a_source_is_its_own() {
    let polite = polite(&[("https://a.org/1", PAGE)]);
    for _ in 0..3 {
        let request = Request {
            delay: Some(Duration::from_millis(250)),
            ..Request::new("https://a.org/1")
        };
        polite.fetch(&request).await.unwrap();
    }
    let times: Vec<f64> = polite.asked().iter().map(|(at, _)| *at).collect();
    for (time, expected) in times.iter().zip([0.0, 0.25, 0.5, 0.75]) {
        assert!((time - expected).abs() < 0.02, "{times:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn one_hundred_at_once_ask_for_the_rules_once_and_for_pages_one_by_one() {
    let polite = Arc::new(polite(&[("https://a.org/1", PAGE)]));
    let asking: Vec<_> = (0..100)
        .map(|_| {
            let polite = Arc::clone(&polite);
            tokio::spawn(async move { polite.ask("https://a.org/1").await.is_ok() })
        })
        .collect();
    for task in asking {
        assert!(task.await.unwrap());
    }
    let asked = polite.asked();
    assert_eq!(asked.len(), 101);
    assert!(asked.windows(2).all(|pair| pair[1].0 - pair[0].0 > 0.98));
}
