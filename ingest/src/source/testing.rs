//! A web for tests, and listers run to their end.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use corpora::{SourceDefinition, SourceKind};

use super::{Lister, Means, Place, Resource, Resume, open};
use crate::error::IngestError;
use crate::extract::{Extractors, PdfWorker};
use crate::fetch::{FetchError, Fetched, Fetcher, Page, Request};

/// Answers with what it was given; 404 to everything else.
#[derive(Debug, Default)]
pub(crate) struct Web {
    pages: Mutex<HashMap<String, Result<Page, u16>>>,
    asked: Mutex<Vec<Request>>,
}

impl Web {
    pub(crate) fn of(pages: &[(&str, &str, &[u8])]) -> Arc<Self> {
        let web = Self::default();
        for (url, content_type, bytes) in pages {
            web.serve(Page::new(url, content_type, bytes));
        }
        Arc::new(web)
    }

    pub(crate) fn serve(&self, page: Page) {
        self.pages
            .lock()
            .unwrap()
            .insert(page.url.clone(), Ok(page));
    }

    /// A page that is found at another address than it was asked for at.
    pub(crate) fn redirect(&self, from: &str, page: Page) {
        self.pages.lock().unwrap().insert(from.to_owned(), Ok(page));
    }

    pub(crate) fn fail(&self, url: &str, status: u16) {
        self.pages
            .lock()
            .unwrap()
            .insert(url.to_owned(), Err(status));
    }

    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked
            .lock()
            .unwrap()
            .iter()
            .map(|request| request.url.clone())
            .collect()
    }
}

#[async_trait]
impl Fetcher for Web {
    async fn fetch(&self, request: &Request) -> Result<Fetched, FetchError> {
        self.asked.lock().unwrap().push(request.clone());
        let found = self.pages.lock().unwrap().get(&request.url).cloned();
        match found.unwrap_or(Err(404)) {
            Ok(page) if request.etag.is_some() && request.etag == page.etag => {
                Ok(Fetched::NotModified)
            }
            Ok(page) => Ok(Fetched::Page(page)),
            Err(status) => Err(FetchError::Status {
                url: request.url.clone(),
                status,
                retry_after: None,
            }),
        }
    }
}

pub(crate) fn source(kind: SourceKind, url: &str) -> SourceDefinition {
    SourceDefinition::new("s", "S", kind, url)
}

pub(crate) fn means(web: &Arc<Web>, cursor: Option<String>) -> Means {
    Means {
        fetcher: Arc::clone(web) as Arc<dyn Fetcher>,
        extractors: Extractors::standard(PdfWorker::InProcess),
        resume: Resume {
            checkpoint: None,
            cursor,
        },
        identity: super::Identity::default(),
    }
}

/// A lister with what it yielded.
pub(crate) struct Gone {
    pub(crate) resources: Vec<Resource>,
    /// How it ended.
    pub(crate) end: Result<(), IngestError>,
    pub(crate) lister: Box<dyn Lister>,
}

impl Gone {
    pub(crate) fn keys(&self) -> Vec<&str> {
        self.resources
            .iter()
            .map(|resource| resource.key.as_str())
            .collect()
    }

    pub(crate) fn resource(&self, key: &str) -> &Resource {
        self.resources
            .iter()
            .find(|resource| resource.key == key)
            .unwrap()
    }

    pub(crate) fn gone(&self) -> Vec<&str> {
        let gone = self
            .resources
            .iter()
            .filter(|resource| matches!(resource.place, Place::Gone));
        gone.map(|resource| resource.key.as_str()).collect()
    }
}

/// Goes through a list to its end.
pub(crate) async fn through(
    definition: &SourceDefinition,
    means: Means,
) -> Result<Gone, IngestError> {
    let mut lister = open(definition, means).await?;
    let mut resources = Vec::new();
    let end = loop {
        match lister.next().await {
            Ok(Some(resource)) => resources.push(resource),
            Ok(None) => break Ok(()),
            Err(error) => break Err(error),
        }
    };
    Ok(Gone {
        resources,
        end,
        lister,
    })
}
