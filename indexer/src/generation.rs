//! Generations of the index: each in a folder of its own, one of them the current one.
//!
//! ```text
//! index/
//!   current          name of the current generation, replaced in one step
//!   g000007/         its files, and generation.json, which says what built it
//! ```

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use corpora::DataFolder;
use serde::{Deserialize, Serialize};
use tantivy::index::{Index, IndexSettings};
use tantivy::indexer::LogMergePolicy;
use tantivy::store::Compressor;
use tantivy::{IndexWriter, TantivyDocument};

use crate::error::IndexError;
use crate::schema::{self, Fields};
use crate::stream;

/// What built a generation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Fingerprint {
    fields: u32,
    analysis: u32,
    /// What the ranking is told of documents.
    #[serde(default)]
    traits: u32,
    /// The vocabulary whose concepts are in it.
    #[serde(default)]
    vocabulary: String,
}

impl Fingerprint {
    fn present(vocabulary: &str) -> Self {
        Self {
            fields: schema::VERSION,
            analysis: crate::analysis::VERSION,
            traits: crate::traits::VERSION,
            vocabulary: vocabulary.to_owned(),
        }
    }
}

/// Stored passages are packed in blocks of this size. A block is unpacked for every passage shown,
/// so smaller ones answer faster: 8 kB hold about five passages.
const STORE_BLOCK_BYTES: usize = 8_192;

/// What a commit says of itself.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Payload {
    /// Position in the change log that the commit contains.
    sequence: u64,
}

/// An index on disk.
#[derive(Debug, Clone)]
pub(crate) struct Generation {
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    pub(crate) index: Index,
    pub(crate) fields: Fields,
    /// Whether the present analysis built it, with the present vocabulary.
    pub(crate) up_to_date: bool,
}

fn io_error(path: &Path) -> impl FnOnce(io::Error) -> IndexError {
    let path = path.to_owned();
    move |source| IndexError::Io { path, source }
}

/// Name of the current generation and what built it; opens nothing.
fn find(folder: &Path) -> Result<(String, Fingerprint), IndexError> {
    let pointer = folder.join("current");
    let name = match fs::read_to_string(&pointer) {
        Ok(name) => name.trim().to_owned(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(IndexError::Missing {
                path: folder.to_owned(),
            });
        }
        Err(source) => {
            return Err(IndexError::Io {
                path: pointer,
                source,
            });
        }
    };
    let path = folder.join(&name);
    let manifest = path.join("generation.json");
    let text = fs::read(&manifest).map_err(io_error(&manifest))?;
    let found: Option<Fingerprint> = serde_json::from_slice(&text).ok();
    let Some(found) = found.filter(|found| found.fields == schema::VERSION) else {
        return Err(IndexError::Outdated { path });
    };
    Ok((name, found))
}

/// Name of the current generation of the index, found without opening it.
///
/// # Errors
/// [`IndexError::Missing`] if there is none yet, [`IndexError::Outdated`] if another version of
/// this program built it, [`IndexError::Io`] if it cannot be read.
pub fn current_generation(folder: &DataFolder) -> Result<String, IndexError> {
    find(&folder.index()).map(|(name, _)| name)
}

impl Generation {
    /// Opens the current generation of the folder. `vocabulary` is the fingerprint of the present one.
    pub(crate) fn current(folder: &Path, vocabulary: &str) -> Result<Self, IndexError> {
        let (name, found) = find(folder)?;
        let path = folder.join(&name);
        let index = Index::open_in_dir(&path)?;
        index
            .tokenizers()
            .register(stream::NAME, stream::Terms::default());
        let (_, fields) = schema::schema();
        Ok(Self {
            name,
            path,
            index,
            fields,
            up_to_date: found == Fingerprint::present(vocabulary),
        })
    }

    /// Makes a new, empty generation beside the others. It is not current yet.
    pub(crate) fn create(folder: &Path, vocabulary: &str) -> Result<Self, IndexError> {
        let numbers = names(folder)?
            .into_iter()
            .filter_map(|name| name[1..].parse::<u32>().ok());
        let name = format!("g{:06}", numbers.max().unwrap_or(0) + 1);
        let path = folder.join(&name);
        fs::create_dir_all(&path).map_err(io_error(&path))?;
        let (schema, fields) = schema::schema();
        let settings = IndexSettings {
            docstore_compression: Compressor::Lz4,
            docstore_blocksize: STORE_BLOCK_BYTES,
            ..IndexSettings::default()
        };
        let index = Index::builder()
            .schema(schema)
            .settings(settings)
            .create_in_dir(&path)?;
        index
            .tokenizers()
            .register(stream::NAME, stream::Terms::default());
        let manifest = path.join("generation.json");
        fs::write(
            &manifest,
            serde_json::to_vec(&Fingerprint::present(vocabulary)).unwrap_or_default(),
        )
        .map_err(io_error(&manifest))?;
        Ok(Self {
            name,
            path,
            index,
            fields,
            up_to_date: true,
        })
    }

    /// Makes this the current generation, in one step, and removes all others. Processes that have
    /// one of them open keep it until they close it.
    pub(crate) fn make_current(&self, folder: &Path) -> Result<(), IndexError> {
        let (new, pointer) = (folder.join("current.new"), folder.join("current"));
        let write = || -> io::Result<()> {
            let mut file = fs::File::create(&new)?;
            file.write_all(self.name.as_bytes())?;
            file.sync_all()?;
            fs::rename(&new, &pointer)
        };
        write().map_err(io_error(&pointer))?;
        self.remove_others(folder)
    }

    /// Removes every generation but this one: older ones, and what a crash left unfinished.
    pub(crate) fn remove_others(&self, folder: &Path) -> Result<(), IndexError> {
        for name in names(folder)?.into_iter().filter(|name| *name != self.name) {
            let path = folder.join(name);
            fs::remove_dir_all(&path).map_err(io_error(&path))?;
        }
        Ok(())
    }

    /// Position in the change log that the last commit contains.
    pub(crate) fn sequence(&self) -> Result<u64, IndexError> {
        let payload = self.index.load_metas()?.payload;
        let parsed = payload.and_then(|json| serde_json::from_str::<Payload>(&json).ok());
        Ok(parsed.unwrap_or_default().sequence)
    }

    /// Highest number of a document in it, 0 if there is none.
    pub(crate) fn highest_document(&self) -> Result<u64, IndexError> {
        let searcher = self.index.reader()?.searcher();
        let mut highest = 0;
        for segment in searcher.segment_readers() {
            highest = highest.max(segment.fast_fields().u64("document")?.max_value());
        }
        Ok(highest)
    }

    /// A writer with a bounded memory of `bytes` in all.
    pub(crate) fn writer(
        &self,
        threads: usize,
        bytes: usize,
    ) -> Result<IndexWriter<TantivyDocument>, IndexError> {
        let writer = self.index.writer_with_num_threads(threads, bytes)?;
        let mut policy = LogMergePolicy::default();
        // Replaced passages count in the statistics until they are merged away.
        policy.set_del_docs_ratio_before_merge(0.25);
        writer.set_merge_policy(Box::new(policy));
        Ok(writer)
    }

    /// Bytes on disk.
    pub(crate) fn bytes(&self) -> u64 {
        let entries = fs::read_dir(&self.path).into_iter().flatten().flatten();
        entries
            .filter_map(|entry| entry.metadata().ok())
            .map(|metadata| metadata.len())
            .sum()
    }
}

/// Commits and notes the position that the commit contains.
pub(crate) fn commit(
    writer: &mut IndexWriter<TantivyDocument>,
    sequence: u64,
) -> Result<(), IndexError> {
    let payload = serde_json::to_string(&Payload { sequence }).unwrap_or_default();
    let mut prepared = writer.prepare_commit()?;
    prepared.set_payload(&payload);
    prepared.commit()?;
    Ok(())
}

fn names(folder: &Path) -> Result<Vec<String>, IndexError> {
    let entries = fs::read_dir(folder).map_err(io_error(folder))?;
    let names = entries
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok());
    let named = |name: &String| {
        name.len() == 7 && name.starts_with('g') && name[1..].bytes().all(|b| b.is_ascii_digit())
    };
    Ok(names.filter(named).collect())
}
