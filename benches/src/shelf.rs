//! A data folder for a measurement, filled and indexed as in service.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use corpora::{
    Catalogue, DataFolder, ImportOptions, LanguageIdentifier, ScriptIdentifier, VocabularyHead,
    VocabularyStore,
};
use indexer::{Engine, Keeper};
use ingest::{NoProgress, PdfWorker, Pipeline, PipelineOptions, Stop, source_for};

/// A filled data folder that is removed when dropped.
#[derive(Debug)]
pub struct Shelf {
    folder: DataFolder,
    _dir: tempfile::TempDir,
    /// Number of documents in the catalogue.
    pub documents: u64,
    /// Wall seconds from the first byte read to the last document searchable.
    pub index_seconds: f64,
}

impl Shelf {
    /// Takes in a file or folder, as `rsc ingest` does, and indexes it, as `rsc reindex` does.
    ///
    /// # Errors
    /// If anything fails or is quarantined.
    pub fn fill(path: &Path) -> Result<Self> {
        Self::fill_with(path, &[])
    }

    /// As [`Self::fill`], with vocabularies imported before, as `rsc vocabulary import` does.
    ///
    /// # Errors
    /// As there, or if a vocabulary cannot be imported.
    pub fn fill_with(path: &Path, vocabularies: &[PathBuf]) -> Result<Self> {
        let dir = tempfile::tempdir()?;
        let folder = DataFolder::create(dir.path())?;
        for (number, vocabulary) in vocabularies.iter().enumerate() {
            import_vocabulary(&folder, vocabulary, &format!("imported-{number}"))
                .with_context(|| vocabulary.display().to_string())?;
        }
        let began = Instant::now();
        let mut catalogue = Catalogue::open(&folder.catalogue())?;
        let pipeline = Pipeline::standard(PipelineOptions::new(PdfWorker::InProcess))?;
        let source = source_for(&path.display().to_string())?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()?;
        let report = runtime.block_on(pipeline.run(
            &mut catalogue,
            &source,
            &NoProgress,
            &Stop::default(),
        ))?;
        ensure!(
            report.counts.quarantined == 0,
            "the collection was not taken in whole:\n{report}"
        );
        Keeper::rebuild(&folder, &folder.lock_index()?, &mut |_| ())?;
        let documents = catalogue.document_count()?;
        Ok(Self {
            folder,
            _dir: dir,
            documents,
            index_seconds: began.elapsed().as_secs_f64(),
        })
    }

    /// The data folder.
    #[must_use]
    pub fn folder(&self) -> &DataFolder {
        &self.folder
    }

    /// Opens the index as the command line does. Languages of queries are told by script.
    ///
    /// # Errors
    /// If it cannot be opened.
    pub fn engine(&self) -> Result<Engine> {
        self.engine_with(Arc::new(ScriptIdentifier))
    }

    /// As [`Self::engine`], with languages of queries told by `identifier`.
    ///
    /// # Errors
    /// As there.
    pub fn engine_with(&self, identifier: Arc<dyn LanguageIdentifier>) -> Result<Engine> {
        Ok(Engine::open(&self.folder, identifier)?)
    }
}

fn import_vocabulary(folder: &DataFolder, path: &Path, name: &str) -> Result<()> {
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    let options = ImportOptions {
        name: name.to_owned(),
        ..ImportOptions::default()
    };
    let imported = corpora::import(File::open(path)?, &file, &options)?;
    let head = VocabularyHead::now(name, &file, None, imported.report);
    VocabularyStore::of(folder).save(&head, &imported.concepts)?;
    Ok(())
}

/// How long a query of a measurement may take: long enough never to be cut.
pub const PATIENCE: Duration = Duration::from_secs(30);
