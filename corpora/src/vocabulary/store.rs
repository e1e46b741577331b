//! Imported vocabularies in the data folder: one file for each.
//!
//! A file is lines of JSON: first a [`VocabularyHead`], then one [`Concept`] after another. It is
//! written beside its place and then moved there, so that a reader sees the whole of it or nothing.

mod lines;

#[cfg(test)]
mod tests;

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::concept::Concept;
use super::file::EDITORS;
use super::import::ImportReport;
use crate::data_folder::DataFolder;
use lines::{Lines, read};

/// Another number, another form of the file.
const FORM: u32 = 1;
const EXTENSION: &str = "jsonl";
const MAX_NAME_CHARS: usize = 40;
/// Files that are looked at.
const MAX_FILES: usize = 200;

/// What the first line of a file says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VocabularyHead {
    /// Form of the file.
    form: u32,
    /// Name of the vocabulary, the source of its labels.
    pub name: String,
    /// Name of the file it was read from.
    pub file: String,
    /// When it was imported (RFC 3339).
    pub imported: String,
    /// Under what terms it may be used, as the user said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
    /// What was taken and what was not.
    pub report: ImportReport,
}

/// A vocabulary of the data folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredVocabulary {
    /// What it is.
    pub head: VocabularyHead,
    /// Its concepts.
    pub concepts: Vec<Concept>,
}

/// A stored vocabulary that cannot be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Its name is none.
    #[error(
        "\"{name}\" is no name for a vocabulary: expected 1 to {MAX_NAME_CHARS} lower-case letters, digits and hyphens, and not \"{EDITORS}\""
    )]
    Name {
        /// The name.
        name: String,
    },
    /// There is none of this name.
    #[error("no vocabulary \"{name}\" was imported: `rsc vocabulary list` shows which were")]
    Missing {
        /// The name.
        name: String,
    },
    /// Its file is not of the form.
    #[error("{}, line {line}: {problem}: import it again or remove it", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
        /// What is wrong.
        problem: String,
    },
    /// A bundled vocabulary file is wrong.
    #[error(transparent)]
    Bundled(#[from] super::file::VocabularyError),
    /// Its file cannot be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// The imported vocabularies of a data folder.
#[derive(Debug, Clone)]
pub struct VocabularyStore {
    folder: PathBuf,
}

impl VocabularyHead {
    /// The head of a vocabulary that is being imported now.
    #[must_use]
    pub fn now(name: &str, file: &str, licence: Option<String>, report: ImportReport) -> Self {
        Self {
            form: FORM,
            name: name.to_owned(),
            file: file.to_owned(),
            imported: jiff::Timestamp::now().to_string(),
            licence,
            report,
        }
    }
}

impl VocabularyStore {
    /// The store of a data folder; nothing is made before something is saved.
    #[must_use]
    pub fn of(folder: &DataFolder) -> Self {
        Self {
            folder: folder.vocabularies(),
        }
    }

    /// Checks a name before the work is done.
    ///
    /// # Errors
    /// [`StoreError::Name`] if it is none.
    pub fn check_name(name: &str) -> Result<(), StoreError> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let sound = (1..=MAX_NAME_CHARS).contains(&name.len())
            && name.chars().all(plain)
            && !name.starts_with('-')
            && name != EDITORS;
        let error = || StoreError::Name {
            name: name.chars().take(60).collect(),
        };
        sound.then_some(()).ok_or_else(error)
    }

    /// The stored vocabularies in the order of their names, each read when it is asked for: with its
    /// concepts, or why it cannot be used.
    ///
    /// # Errors
    /// [`StoreError`] if the folder cannot be read.
    pub fn read_each(
        &self,
    ) -> Result<impl Iterator<Item = Result<StoredVocabulary, StoreError>>, StoreError> {
        let files = self.files()?.into_iter();
        Ok(files.map(|(_, path)| read(&path)))
    }

    /// What the stored vocabularies are, by name, without their concepts.
    ///
    /// # Errors
    /// [`StoreError`] if the folder cannot be read.
    pub fn list(&self) -> Result<Vec<Result<VocabularyHead, StoreError>>, StoreError> {
        let files = self.files()?.into_iter();
        Ok(files.map(|(_, path)| Lines::open(&path)?.head()).collect())
    }

    /// Whether nothing is stored.
    ///
    /// # Errors
    /// [`StoreError`] if the folder cannot be read.
    pub fn is_empty(&self) -> Result<bool, StoreError> {
        Ok(self.files()?.is_empty())
    }

    /// Stores a vocabulary, in place of one of the same name.
    ///
    /// # Errors
    /// [`StoreError`] if its name is none or it cannot be written; what was there then stays.
    pub fn save(&self, head: &VocabularyHead, concepts: &[Concept]) -> Result<(), StoreError> {
        let name = &head.name;
        Self::check_name(name)?;
        let path = self.path(name);
        let new = self.folder.join(format!(".{name}.{}", std::process::id()));
        let written = self
            .write(head, concepts, &new)
            .and_then(|()| fs::rename(&new, &path));
        if written.is_err() {
            let _ = fs::remove_file(&new);
        }
        written.map_err(|source| StoreError::Io { path, source })
    }

    fn write(&self, head: &VocabularyHead, concepts: &[Concept], path: &Path) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let mut file = BufWriter::new(File::create(path)?);
        serde_json::to_writer(&mut file, head)?;
        file.write_all(b"\n")?;
        for concept in concepts {
            serde_json::to_writer(&mut file, concept)?;
            file.write_all(b"\n")?;
        }
        file.into_inner()
            .map_err(io::IntoInnerError::into_error)?
            .sync_all()
    }

    /// Removes a vocabulary.
    ///
    /// # Errors
    /// [`StoreError::Missing`] if there is none of this name, [`StoreError::Io`] if it cannot be removed.
    pub fn remove(&self, name: &str) -> Result<(), StoreError> {
        Self::check_name(name)?;
        let path = self.path(name);
        fs::remove_file(&path).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => StoreError::Missing {
                name: name.to_owned(),
            },
            _ => StoreError::Io { path, source },
        })
    }

    /// Stands for what is stored: another as soon as a vocabulary is added, changed or removed. Looks
    /// at names, sizes and times and reads one line of each file.
    ///
    /// # Errors
    /// [`StoreError`] if the folder cannot be read.
    pub fn fingerprint(&self) -> Result<String, StoreError> {
        let mut hasher = blake3::Hasher::new();
        for (name, path) in self.files()? {
            let io = |source| StoreError::Io {
                path: path.clone(),
                source,
            };
            // A file that has gone since is not there.
            let Ok(about) = fs::metadata(&path) else {
                continue;
            };
            let changed = about.modified().map_err(io)?;
            let changed = changed.duration_since(UNIX_EPOCH).unwrap_or_default();
            let stands = format!("{name}\n{}\n{}\n", about.len(), changed.as_nanos());
            hasher.update(stands.as_bytes());
            // Names, sizes and times may be the same after a quick second import; its time is not.
            if let Ok(mut lines) = Lines::open(&path)
                && let Ok(Some(head)) = lines.next()
            {
                hasher.update(head);
            }
        }
        Ok(hasher.finalize().to_hex()[..16].to_owned())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.{EXTENSION}"))
    }

    /// The files that are vocabularies, by name.
    fn files(&self) -> Result<Vec<(String, PathBuf)>, StoreError> {
        let io = |source| StoreError::Io {
            path: self.folder.clone(),
            source,
        };
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(io(error)),
        };
        let mut files = Vec::new();
        for entry in entries {
            let path = entry.map_err(io)?.path();
            let stem = path.file_stem().and_then(|stem| stem.to_str());
            let ours = path.extension().is_some_and(|found| found == EXTENSION);
            if let (true, Some(stem)) = (ours, stem)
                && Self::check_name(stem).is_ok()
                && path.is_file()
            {
                files.push((stem.to_owned(), path));
            }
        }
        files.sort();
        files.truncate(MAX_FILES);
        Ok(files)
    }
}
