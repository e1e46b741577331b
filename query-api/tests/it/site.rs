//! A small collection behind a router, without a socket.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use corpora::{
    Catalogue, DataFolder, Document, LanguageIdentifier, Reference, ScriptIdentifier, Section,
    State, Status,
};
use indexer::{Keeper, KeeperOptions};
use ingest::{LinguaIdentifier, NoProgress, PdfWorker, Pipeline, PipelineOptions, Stop};
use query_api::{App, router};
use serde_json::Value;
use tower::ServiceExt;

/// A collection with its index, gone when dropped.
pub(crate) struct Site {
    pub(crate) router: Router,
    pub(crate) app: App,
    _keeper: Keeper,
    folder: tempfile::TempDir,
}

/// An answer, read whole.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|e| panic!("{e}: {}", self.text))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

impl Site {
    pub(crate) fn of(documents: &[Document]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let folder = DataFolder::create(dir.path()).unwrap();
        let mut catalogue = Catalogue::open(&folder.catalogue()).unwrap();
        let batch = catalogue.batch().unwrap();
        for document in documents {
            batch.put(document).unwrap();
        }
        batch.commit().unwrap();
        Self::open(dir, &folder, &catalogue, Arc::new(ScriptIdentifier))
    }

    /// The starter corpus, with languages of queries told as in service.
    pub(crate) async fn starter() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let folder = DataFolder::create(dir.path()).unwrap();
        let mut catalogue = Catalogue::open(&folder.catalogue()).unwrap();
        let pipeline = Pipeline::standard(PipelineOptions::new(PdfWorker::InProcess)).unwrap();
        let (progress, stop) = (NoProgress, Stop::default());
        let report = ingest::starter(&mut catalogue, &pipeline, &progress, &stop).await;
        let report = report.unwrap();
        assert_eq!(report.exit_code(), 0, "{report}");
        let identifier = Arc::new(LinguaIdentifier::new());
        Self::open(dir, &folder, &catalogue, identifier)
    }

    fn open(
        dir: tempfile::TempDir,
        folder: &DataFolder,
        catalogue: &Catalogue,
        identifier: Arc<dyn LanguageIdentifier>,
    ) -> Self {
        let lock = folder.lock_index().unwrap();
        let keeper = Keeper::start(folder, lock, identifier, KeeperOptions::default()).unwrap();
        let last = catalogue.last_change().unwrap();
        assert!(keeper.wait_for(last, Duration::from_secs(30)).unwrap());
        let app = App::new(keeper.engine(), folder.catalogue());
        app.set_ready();
        Self {
            router: router(app.clone()),
            app,
            _keeper: keeper,
            folder: dir,
        }
    }

    /// The catalogue, as another process opens it.
    pub(crate) fn catalogue(&self) -> Catalogue {
        let folder = DataFolder::create(self.folder.path()).unwrap();
        Catalogue::open(&folder.catalogue()).unwrap()
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 10_000_000).await.unwrap();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            text,
        }
    }

    pub(crate) async fn get(&self, address: &str) -> Answer {
        self.send(Request::get(address).body(Body::empty()).unwrap())
            .await
    }
}

/// An encoded query.
pub(crate) fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// Identifier of the document with that key.
pub(crate) fn id(key: &str) -> String {
    corpora::DocumentId::derive("s", key).to_string()
}

/// A document of the source `s`.
pub(crate) fn document(key: &str, language: &str, title: &str, text: &str) -> Document {
    let mut document = Document::new("s", key, title);
    document.language = language.parse().unwrap();
    document.sections = vec![Section::headed(&["Dose"], text)];
    document.url = Some(format!("https://example.org/{key}"));
    document.publisher = Some("Centers for Testing, Geneva".to_owned());
    document
}

/// Documents by key, language, title and text.
pub(crate) fn documents(texts: &[(&str, &str, &str, &str)]) -> Vec<Document> {
    let of = |&(key, language, title, text): &_| document(key, language, title, text);
    texts.iter().map(of).collect()
}

/// A few documents: a current one, one it replaces, a retracted one, one in Arabic, a hostile one.
pub(crate) fn collection() -> Vec<Document> {
    let current = document(
        "new",
        "en",
        "Rehydration in cholera",
        "Give oral rehydration at once.",
    );
    let mut old = document(
        "old",
        "en",
        "Rehydration in cholera, 1990",
        "Give rehydration slowly.",
    );
    old.status = Status {
        state: State::Superseded,
        by: Some(Reference::Key("new".to_owned())),
        date: Some("2004-05".parse().unwrap()),
        ..Status::default()
    };
    let mut retracted = document(
        "bad",
        "en",
        "Miracle cure",
        "The rehydration miracle cures.",
    );
    retracted.status = Status {
        state: State::Retracted,
        source: Some("https://example.org/notice".to_owned()),
        note: Some("The patients did not exist.".to_owned()),
        ..Status::default()
    };
    let arabic = document("ar", "ar", "علاج الكوليرا", "يُعطى محلول الإمهاء الفموي فوراً.");
    let mut hostile = document(
        "hostile",
        "en",
        "<script>alert(1)</script> rehydration",
        "\"><script>alert('rehydration')</script> & <b>\u{202e}bidi",
    );
    hostile.publisher = Some("<img src=x onerror=alert(1)>".to_owned());
    hostile.url = Some("javascript:alert(1)".to_owned());
    vec![current, old, retracted, arabic, hostile]
}
