//! A folder of files.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use corpora::SourceDefinition;

use super::{LOCAL, Lister, Place, Resource};
use crate::error::IngestError;
use crate::extract::Extractors;
use crate::media_type::{MediaType, extension};
use crate::report::Skipped;

/// Folders within folders that are followed.
const MAX_DEPTH: usize = 64;
/// Bytes by which sorts of JSON are told.
const START: u64 = 8 * 1024;

/// Yields the files of a folder by name; files that nothing reads are counted.
#[derive(Debug)]
pub(super) struct FolderLister {
    root: PathBuf,
    absolute_keys: bool,
    total: u64,
    files: std::vec::IntoIter<PathBuf>,
    skipped: Skipped,
}

impl FolderLister {
    /// Walks the folder. Hidden files are passed over, and links that lead out of it.
    pub(super) async fn open(
        definition: &SourceDefinition,
        extractors: Extractors,
    ) -> Result<Self, IngestError> {
        let path = PathBuf::from(&definition.url);
        let walked = tokio::task::spawn_blocking(move || Walk::of(&path, extractors)).await;
        let walk = walked.map_err(|e| IngestError::TaskLost {
            source_id: definition.id.clone(),
            found: e.to_string(),
        })??;
        Ok(Self {
            root: walk.root,
            absolute_keys: definition.id == LOCAL,
            total: walk.files.len() as u64,
            files: walk.files.into_iter(),
            skipped: walk.skipped,
        })
    }

    fn key(&self, file: &Path) -> String {
        let relative = file.strip_prefix(&self.root).unwrap_or(file);
        let named = if self.absolute_keys || relative.as_os_str().is_empty() {
            file
        } else {
            relative
        };
        named.to_string_lossy().into_owned()
    }
}

#[async_trait]
impl Lister for FolderLister {
    fn total(&self) -> Option<u64> {
        Some(self.total)
    }

    fn lists_everything(&self) -> bool {
        !self.absolute_keys
    }

    async fn next(&mut self) -> Result<Option<Resource>, IngestError> {
        let next = self.files.next();
        Ok(next.map(|file| Resource {
            key: self.key(&file),
            place: Place::File(file),
            hints: None,
        }))
    }

    fn skipped(&self) -> Skipped {
        self.skipped.clone()
    }
}

/// A fingerprint of what a folder holds: names, sizes and times of its files, not their content. None
/// if it cannot be walked.
pub(crate) fn stamp(path: &Path, extractors: &Extractors) -> Option<[u8; 32]> {
    let walk = Walk::of(path, extractors.clone()).ok()?;
    let mut hasher = blake3::Hasher::new();
    for file in &walk.files {
        let facts = file.metadata().ok();
        let changed = facts.as_ref().and_then(|facts| facts.modified().ok());
        let changed = changed.and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
        hasher.update(file.as_os_str().as_encoded_bytes());
        hasher.update(&facts.map_or(0, |facts| facts.len()).to_le_bytes());
        hasher.update(&changed.map_or(0, |at| at.as_nanos()).to_le_bytes());
    }
    Some(*hasher.finalize().as_bytes())
}

struct Walk {
    root: PathBuf,
    extractors: Extractors,
    files: Vec<PathBuf>,
    skipped: Skipped,
}

impl Walk {
    fn of(path: &Path, extractors: Extractors) -> Result<Self, IngestError> {
        let root = path.canonicalize().map_err(|source| IngestError::Folder {
            path: path.to_owned(),
            source,
        })?;
        let mut walk = Self {
            root: root.clone(),
            extractors,
            files: Vec::new(),
            skipped: Skipped::default(),
        };
        if root.is_dir() {
            walk.folder(&root, 0)?;
        } else {
            // A file that was named is read, whatever its name.
            walk.files.push(root);
        }
        Ok(walk)
    }

    fn folder(&mut self, folder: &Path, depth: usize) -> Result<(), IngestError> {
        let failed = |source: io::Error| IngestError::Folder {
            path: folder.to_owned(),
            source,
        };
        if depth > MAX_DEPTH {
            return Err(failed(io::Error::other(format!(
                "more than {MAX_DEPTH} folders deep"
            ))));
        }
        let mut entries = std::fs::read_dir(folder)
            .and_then(|entries| entries.collect::<Result<Vec<_>, _>>())
            .map_err(failed)?;
        entries.sort_by_key(std::fs::DirEntry::file_name);
        for entry in entries {
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            match (hidden, self.inside(&entry.path())) {
                (true, _) | (_, None) => {}
                (_, Some(path)) if path.is_dir() => self.folder(&path, depth + 1)?,
                (_, Some(path)) => self.file(path),
            }
        }
        Ok(())
    }

    /// The path, if it is no link, or a link to a file within the folder. Links to folders are not
    /// followed: what they lead to is found where it is.
    fn inside(&self, path: &Path) -> Option<PathBuf> {
        if !path.is_symlink() {
            return Some(path.to_owned());
        }
        let target = path.canonicalize().ok()?;
        (target.is_file() && target.starts_with(&self.root)).then(|| path.to_owned())
    }

    fn file(&mut self, path: PathBuf) {
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        if self.extractors.reads_name(&name) || self.reads_sort(&name, &path) {
            self.files.push(path);
        } else {
            self.skipped.add(extension(&name));
        }
    }

    /// Whether it is JSON of a sort that is read: its name does not tell, its beginning does.
    fn reads_sort(&self, name: &str, path: &Path) -> bool {
        if extension(name).and_then(MediaType::of_extension) != Some(MediaType::Json) {
            return false;
        }
        let mut start = Vec::new();
        let read = File::open(path).and_then(|file| file.take(START).read_to_end(&mut start));
        let sort = MediaType::recognise(&start, name, None);
        read.is_ok() && self.extractors.for_type(sort).is_some()
    }
}
