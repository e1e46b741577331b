//! Going through a source.
//!
//! Resources are read by jobs, several at a time, on the runtime's blocking pool; the catalogue is
//! written by the task of the run alone, in the order of the list.

mod event;
mod extraction;
mod job;
mod look;
mod options;
mod packed;
mod retry;
mod run;
mod served;
mod store;
mod writer;

use std::sync::Arc;

use corpora::{Catalogue, LanguageIdentifier, Quarantined, SourceDefinition, SourceKind};

pub use look::{Look, Preview};
pub use options::{Limits, PipelineOptions};

use crate::discovery::{self, Proposal};
use crate::error::IngestError;
use crate::extract::Extractors;
use crate::fetch::{FetchError, Fetcher, HttpFetcher, Page, PoliteFetcher, SourceFetcher};
use crate::language::LinguaIdentifier;
use crate::progress::Progress;
use crate::report::Report;
use crate::source::{self, Identity, InlineLister, Means, Resource, Resume};
use crate::stop::Stop;

/// The way from a source into the catalogue.
#[derive(Debug, Clone)]
pub struct Pipeline {
    parts: Arc<Parts>,
}

/// What a pipeline is made of.
#[derive(Debug, Clone)]
struct Parts {
    fetcher: Arc<dyn Fetcher>,
    extractors: Extractors,
    identifier: Arc<dyn LanguageIdentifier>,
    limits: Limits,
    identity: Identity,
}

impl Pipeline {
    /// A pipeline of these parts, with the default [`Limits`].
    #[must_use]
    pub fn new(
        fetcher: Arc<dyn Fetcher>,
        extractors: Extractors,
        identifier: Arc<dyn LanguageIdentifier>,
    ) -> Self {
        Self {
            parts: Arc::new(Parts {
                fetcher,
                extractors,
                identifier,
                limits: Limits::default(),
                identity: Identity::default(),
            }),
        }
    }

    /// The pipeline under this name, with these keys.
    #[must_use]
    pub fn identified(self, identity: Identity) -> Self {
        let parts = Parts {
            identity,
            ..Parts::clone(&self.parts)
        };
        Self {
            parts: Arc::new(parts),
        }
    }

    /// The pipeline of the service: the web with manners, all formats, lingua.
    ///
    /// # Errors
    /// [`FetchError::Client`] if the HTTP options cannot be used.
    pub fn standard(options: PipelineOptions) -> Result<Self, FetchError> {
        let fetcher = PoliteFetcher::new(HttpFetcher::new(options.http)?, options.polite);
        let extractors = Extractors::standard(options.pdf);
        Ok(Self {
            parts: Arc::new(Parts {
                fetcher: Arc::new(fetcher),
                extractors,
                identifier: Arc::new(LinguaIdentifier::new()),
                limits: options.limits,
                identity: options.identity,
            }),
        })
    }

    /// Goes through a source and puts what it finds into the catalogue, in batches. The batches are
    /// written on the calling task; one takes some milliseconds.
    ///
    /// # Errors
    /// [`IngestError`] if the list cannot be had or the catalogue not written. What was committed
    /// until then stays, and the next run goes on from there.
    pub async fn run(
        &self,
        catalogue: &mut Catalogue,
        source: &SourceDefinition,
        progress: &dyn Progress,
        stop: &Stop,
    ) -> Result<Report, IngestError> {
        let left = catalogue.harvest(&source.id)?;
        let resume = Resume {
            checkpoint: left.checkpoint,
            cursor: left.cursor,
        };
        let parts = self.for_run(source, stop);
        let lister = source::open(source, means(&parts, resume));
        run::through(&parts, catalogue, source, lister, (progress, stop), false).await
    }

    /// Takes pages in that are at hand, as if a source had listed them.
    ///
    /// # Errors
    /// As [`Pipeline::run`].
    pub async fn take_in(
        &self,
        catalogue: &mut Catalogue,
        source: &SourceDefinition,
        pages: Vec<(String, Page)>,
        progress: &dyn Progress,
        stop: &Stop,
    ) -> Result<Report, IngestError> {
        let lister =
            async { Ok(Box::new(InlineLister::of_pages(pages)) as Box<dyn source::Lister>) };
        run::through(
            &self.parts,
            catalogue,
            source,
            lister,
            (progress, stop),
            false,
        )
        .await
    }

    /// Reads again what was refused, from the bytes that were kept where they were, without fetching.
    /// `items` are of the one source; what cannot be read this time is refused again.
    ///
    /// # Errors
    /// [`IngestError`] if the catalogue cannot be read or written.
    pub async fn retry(
        &self,
        catalogue: &mut Catalogue,
        source: &SourceDefinition,
        items: &[Quarantined],
        progress: &dyn Progress,
        stop: &Stop,
    ) -> Result<Report, IngestError> {
        let mut resources: Vec<Resource> = Vec::new();
        for item in items {
            if !resources.iter().any(|known| known.key == item.resource) {
                resources.push(retry::resource(catalogue, source, item)?);
            }
        }
        let lister =
            async { Ok(Box::new(InlineLister::new(resources)) as Box<dyn source::Lister>) };
        let parts = self.for_run(source, stop);
        run::through(&parts, catalogue, source, lister, (progress, stop), true).await
    }

    /// What a source would bring: its first documents as they would be stored, and what would be
    /// refused among them. Nothing is stored.
    ///
    /// # Errors
    /// [`IngestError`] if the list cannot be had.
    pub async fn preview(
        &self,
        source: &SourceDefinition,
        limit: usize,
    ) -> Result<Preview, IngestError> {
        let parts = self.for_run(source, &Stop::default());
        let lister = source::open(source, means(&parts, Resume::default())).await?;
        look::preview(&parts, source, lister, limit).await
    }

    /// A fingerprint of what a folder source holds, which changes when a file comes, goes or is
    /// written to. None for other sources, and for folders that cannot be walked. Blocks for as long as
    /// listing the folder takes.
    #[must_use]
    pub fn folder_stamp(&self, source: &SourceDefinition) -> Option<[u8; 32]> {
        if source.kind != SourceKind::Folder {
            return None;
        }
        source::folder_stamp(source.url.as_ref(), &self.parts.extractors)
    }

    /// What sources are behind an address, best first. Nothing is stored.
    ///
    /// # Errors
    /// As [`discover`](crate::discover).
    pub async fn discover(&self, address: &str) -> Result<Vec<Proposal>, IngestError> {
        discovery::discover(&*self.parts.fetcher, address).await
    }

    /// What the system sees in one file or at one address. Nothing is stored. What cannot be fetched
    /// or read is told in the answer.
    ///
    /// # Errors
    /// [`IngestError::NoTarget`] if it is neither a file nor an address.
    pub async fn look(&self, target: &str) -> Result<Look, IngestError> {
        let mut source = source::source_for(target)?;
        // Looked at one by one, whatever it is.
        if source.kind == SourceKind::Feed {
            source.kind = SourceKind::Document;
        }
        let parts = self.for_run(&source, &Stop::default());
        look::look(&parts, source, target).await
    }

    /// The parts, with the fetcher for one run of one source.
    fn for_run(&self, source: &SourceDefinition, stop: &Stop) -> Arc<Parts> {
        let inner = Arc::clone(&self.parts.fetcher);
        Arc::new(Parts {
            fetcher: Arc::new(SourceFetcher::new(inner, source, stop)),
            ..Parts::clone(&self.parts)
        })
    }
}

fn means(parts: &Parts, resume: Resume) -> Means {
    Means {
        fetcher: Arc::clone(&parts.fetcher),
        extractors: parts.extractors.clone(),
        resume,
        identity: parts.identity.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_can_be_spawned() {
        fn spawnable<T: Send>(_: T) {}
        let pipeline =
            Pipeline::standard(PipelineOptions::new(crate::PdfWorker::InProcess)).unwrap();
        let mut catalogue = Catalogue::in_memory().unwrap();
        let source = crate::starter_source();
        let stop = Stop::default();
        spawnable(pipeline.run(&mut catalogue, &source, &crate::NoProgress, &stop));
        spawnable(crate::starter(
            &mut catalogue,
            &pipeline,
            &crate::NoProgress,
            &stop,
        ));
        spawnable(pipeline.preview(&source, 1));
        spawnable(pipeline.look("."));
    }
}
