//! A data folder with a keeper, for tests.

use std::sync::Arc;
use std::time::Duration;

use corpora::{Catalogue, DataFolder, Document, DocumentId, Language, ScriptIdentifier};
use indexer::{Engine, Keeper, KeeperOptions, SearchAnswer, SearchRequest};

pub(crate) struct Shelf {
    pub(crate) dir: tempfile::TempDir,
    pub(crate) folder: DataFolder,
    pub(crate) catalogue: Catalogue,
    keeper: Option<Keeper>,
}

pub(crate) fn document(key: &str, language: &str, title: &str, text: &str) -> Document {
    let mut document = Document::new("test", key, title);
    document.language = Language::parse(language).unwrap();
    document.push_text(text);
    document
}

/// Documents by key, language, title and text.
pub(crate) fn documents(texts: &[(&str, &str, &str, &str)]) -> Vec<Document> {
    let of = |&(key, language, title, text): &_| document(key, language, title, text);
    texts.iter().map(of).collect()
}

/// A text long and varied enough to be told from others, and its copies from it.
pub(crate) fn long_text(about: &str) -> String {
    let step = |n: usize| format!("Step {n}: {about}, as ward {} wrote on day {n}.", n * 7 + 3);
    (0..80).map(step).collect::<Vec<_>>().join(" ")
}

impl Shelf {
    pub(crate) fn empty() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let folder = DataFolder::create(dir.path()).unwrap();
        let catalogue = Catalogue::open(&folder.catalogue()).unwrap();
        let mut shelf = Self {
            dir,
            folder,
            catalogue,
            keeper: None,
        };
        shelf.start();
        shelf
    }

    pub(crate) fn with(documents: &[Document]) -> Self {
        let mut shelf = Self::empty();
        shelf.put(documents);
        shelf
    }

    pub(crate) fn start(&mut self) {
        let lock = self.folder.lock_index().unwrap();
        let options = KeeperOptions {
            writer_bytes: 15_000_000,
            build_bytes: 15_000_000,
            writer_threads: 1,
            build_threads: 1,
            poll: Duration::from_millis(10),
            commit_every: Duration::from_millis(50),
        };
        self.keeper =
            Some(Keeper::start(&self.folder, lock, Arc::new(ScriptIdentifier), options).unwrap());
    }

    pub(crate) fn stop(&mut self) {
        self.keeper.take().unwrap().stop().unwrap();
    }

    /// Puts documents and waits until they are searchable.
    pub(crate) fn put(&mut self, documents: &[Document]) -> Vec<DocumentId> {
        let batch = self.catalogue.batch().unwrap();
        let ids = documents
            .iter()
            .map(|d| batch.put(d).unwrap().id().clone())
            .collect();
        batch.commit().unwrap();
        self.catch_up();
        ids
    }

    pub(crate) fn catch_up(&self) {
        let last = self.catalogue.last_change().unwrap();
        assert!(
            self.keeper
                .as_ref()
                .unwrap()
                .wait_for(last, Duration::from_secs(30))
                .unwrap()
        );
    }

    pub(crate) fn engine(&self) -> Arc<Engine> {
        self.keeper.as_ref().unwrap().engine()
    }

    pub(crate) fn ask(&self, request: &SearchRequest) -> SearchAnswer {
        self.engine().search(request).unwrap()
    }

    /// Titles found for a text in a language, best first.
    pub(crate) fn titles(&self, text: &str, language: &str) -> Vec<String> {
        let mut request = SearchRequest::new(text);
        request.language = (!language.is_empty()).then(|| Language::parse(language).unwrap());
        self.ask(&request)
            .hits
            .into_iter()
            .map(|hit| hit.document.title)
            .collect()
    }
}
