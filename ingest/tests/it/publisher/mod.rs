//! A publisher on this machine: a real web server, written by hand, that does what the best and
//! the worst of them do.
//!
//! A page is one line, a page in trouble two:
//!
//! ```ignore
//! let publisher = Publisher::start().await;
//! publisher.serve("/a", Answer::html("<p>…"));                        // always
//! publisher.script("/b", [Answer::status(503), Answer::html("<p>…")]); // once, then for good
//! publisher.serve("/c", Answer::html("<p>…").delivered(Delivery::Reset { after: 10 }));
//! publisher.answer("/oai", |asked| match asked.query("resumptionToken") { … });
//! ```
//!
//! A path may hold a query; it is looked for with it first, without it second. What is not there
//! is 404, `/robots.txt` too. An answer with an `ETag` becomes 304 for who knows it. What was
//! asked is in [`Publisher::asked`].
//!
//! A token that expires in mid-harvest is a script of the address that holds it:
//! `script("/oai?verb=ListRecords&resumptionToken=2", [bad_token, page_2])`. A clock that is wrong
//! is a `Date` header.
//!
//! [`Story`](story::Story) tells what must hold for every kind of source and every trouble:
//! nothing lost, nothing twice, the right reason in quarantine, and a second run without changes.
//! For a new kind, add how it lists pages to `Story::of`; the tests of `faults` then hold for it.
//! Kinds whose records come with their list have no page to get into trouble: their stories are
//! told of a [`Shelf`](crate::harvest::Shelf).

mod delivery;
mod faults;
mod folder;
#[cfg(target_os = "linux")]
mod memory;
mod robots;
pub(crate) mod story;

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex};

use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};

pub(crate) use delivery::Delivery;

/// An answer: status, headers, body, and how it comes.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    pub(crate) delivery: Delivery,
}

impl Answer {
    pub(crate) fn new(content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status: 200,
            headers: vec![("Content-Type".to_owned(), content_type.to_owned())],
            body: body.into(),
            delivery: Delivery::Whole,
        }
    }

    pub(crate) fn html(body: impl Into<Vec<u8>>) -> Self {
        Self::new("text/html; charset=utf-8", body)
    }

    pub(crate) fn status(status: u16) -> Self {
        Self {
            status,
            ..Self::new("text/plain", "no")
        }
    }

    pub(crate) fn redirect(status: u16, location: &str) -> Self {
        Self::status(status).header("Location", location)
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn delivered(mut self, delivery: Delivery) -> Self {
        self.delivery = delivery;
        self
    }

    fn find(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}

/// What was asked.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// Path with its query, as it came.
    pub(crate) target: String,
    /// The whole head in lower case.
    pub(crate) head: String,
}

impl Asked {
    /// A parameter of the query, decoded.
    pub(crate) fn query(&self, name: &str) -> Option<String> {
        let (_, query) = self.target.split_once('?')?;
        let mut pairs = url::form_urlencoded::parse(query.as_bytes());
        pairs
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    }
}

#[derive(Clone)]
enum Route {
    /// One after the other; the last stays.
    Script(VecDeque<Answer>),
    Computed(Arc<dyn Fn(&Asked) -> Answer + Send + Sync>),
}

/// The publisher. Clones are the same one.
#[derive(Clone)]
pub(crate) struct Publisher {
    pub(crate) address: String,
    routes: Arc<Mutex<HashMap<String, Route>>>,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl fmt::Debug for Publisher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Publisher")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

impl Publisher {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let publisher = Self {
            address,
            routes: Arc::default(),
            asked: Arc::default(),
        };
        let answering = publisher.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answering.clone().converse(stream));
            }
        });
        publisher
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    /// Answers the same each time.
    pub(crate) fn serve(&self, path: &str, answer: Answer) {
        self.script(path, [answer]);
    }

    /// Answers one after the other; the last one stays.
    pub(crate) fn script(&self, path: &str, answers: impl IntoIterator<Item = Answer>) {
        self.route(path, Route::Script(answers.into_iter().collect()));
    }

    /// Answers what is computed from what was asked.
    pub(crate) fn answer(
        &self,
        path: &str,
        answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static,
    ) {
        self.route(path, Route::Computed(Arc::new(answer)));
    }

    /// Answers everything whose path begins so; the longest beginning answers.
    pub(crate) fn answer_below(
        &self,
        beginning: &str,
        answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static,
    ) {
        assert!(beginning.ends_with('/'));
        self.answer(beginning, answer);
    }

    fn route(&self, path: &str, route: Route) {
        self.routes.lock().unwrap().insert(path.to_owned(), route);
    }

    /// The requests so far, as they came, headers in lower case.
    pub(crate) fn asked(&self) -> Vec<String> {
        let asked = self.asked.lock().unwrap();
        asked.iter().map(|asked| asked.head.clone()).collect()
    }

    /// How often a path was asked for.
    pub(crate) fn times_asked(&self, target: &str) -> usize {
        let asked = self.asked.lock().unwrap();
        asked.iter().filter(|asked| asked.target == target).count()
    }

    /// One request, one answer, one connection.
    async fn converse(self, mut stream: TcpStream) {
        let mut head = Vec::new();
        let mut buffer = [0; 4096];
        while !head.windows(4).any(|w| w == b"\r\n\r\n") {
            match stream.read(&mut buffer).await {
                Ok(read) if read > 0 => head.extend_from_slice(&buffer[..read]),
                _ => return,
            }
        }
        let head = String::from_utf8_lossy(&head).into_owned();
        let asked = Asked {
            target: head.split(' ').nth(1).unwrap_or_default().to_owned(),
            head: head.to_lowercase(),
        };
        self.asked.lock().unwrap().push(asked.clone());
        let answer = self.find(&asked);
        // The other side may hang up whenever it has had enough.
        let _ = delivery::deliver(stream, &answer).await;
    }

    fn find(&self, asked: &Asked) -> Answer {
        let mut routes = self.routes.lock().unwrap();
        let path = asked.target.split('?').next().unwrap_or_default();
        let key = [asked.target.as_str(), path]
            .into_iter()
            .find(|key| routes.contains_key(*key))
            .map(str::to_owned)
            .or_else(|| beginning(&routes, path))
            .unwrap_or_default();
        let answer = match routes.get_mut(&key) {
            None => Answer::status(404),
            Some(Route::Computed(answer)) => answer(asked),
            Some(Route::Script(script)) if script.len() > 1 => script.pop_front().unwrap(),
            Some(Route::Script(script)) => script.front().cloned().unwrap(),
        };
        let etag = answer.find("ETag").map(str::to_lowercase);
        let known = etag.is_some_and(|etag| asked.head.contains(&format!("if-none-match: {etag}")));
        if known && answer.status == 200 {
            return Answer {
                body: Vec::new(),
                ..Answer::status(304)
            };
        }
        answer
    }
}

/// The longest route that ends with a slash and begins a path.
fn beginning(routes: &HashMap<String, Route>, path: &str) -> Option<String> {
    let begins = |key: &&String| key.len() > 1 && key.ends_with('/') && path.starts_with(*key);
    routes
        .keys()
        .filter(begins)
        .max_by_key(|key| key.len())
        .cloned()
}
