//! The folder that holds everything: catalogue, index, locks.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use thiserror::Error;

/// Layout of a data folder.
///
/// ```text
/// data/
///   catalogue.sqlite     the truth
///   index/               generations of the index, disposable
///   sources/*.toml       sources of the user's own, optional
///   vocabularies/*.jsonl vocabularies of the user's own, optional
///   models/              models of language, and which of them is in use, optional
///   vectors/             vectors that models made, disposable
///   ingest.lock          held while documents are taken in
///   index.lock           held by the one process that writes the index
///   vocabularies.lock    held while a vocabulary is imported or removed
/// ```
#[derive(Debug, Clone)]
pub struct DataFolder {
    root: PathBuf,
}

/// A data folder that cannot be used.
#[derive(Debug, Error)]
#[error("data folder {}: {source}: choose another with --data or make it writable", path.display())]
pub struct FolderError {
    /// The folder.
    pub path: PathBuf,
    /// Why.
    pub source: io::Error,
}

/// A lock that could not be taken.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum LockError {
    /// Another process has it.
    #[error("{}: held by another rsc{}", path.display(), holder.map_or(String::new(), |pid| format!(" (process {pid})")))]
    Held {
        /// The lock file.
        path: PathBuf,
        /// Process that holds it, where it is known.
        holder: Option<u32>,
    },
    /// The lock file cannot be used.
    #[error("{}: {source}", path.display())]
    Unusable {
        /// The lock file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// An exclusive lock between processes, released when dropped or when the process ends.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl DataFolder {
    /// The folder at `root`, made if there is none.
    ///
    /// # Errors
    /// [`FolderError`] if it cannot be made.
    pub fn create(root: &Path) -> Result<Self, FolderError> {
        let folder = Self {
            root: root.to_owned(),
        };
        std::fs::create_dir_all(folder.index()).map_err(|source| FolderError {
            path: root.to_owned(),
            source,
        })?;
        Ok(folder)
    }

    /// The folder at `root`, which may not be there; nothing is made.
    #[must_use]
    pub fn at(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
        }
    }

    /// The folder itself.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The catalogue's file.
    #[must_use]
    pub fn catalogue(&self) -> PathBuf {
        self.root.join("catalogue.sqlite")
    }

    /// The folder of index generations.
    #[must_use]
    pub fn index(&self) -> PathBuf {
        self.root.join("index")
    }

    /// The folder of the user's own source definitions.
    #[must_use]
    pub fn sources(&self) -> PathBuf {
        self.root.join("sources")
    }

    /// The folder of imported vocabularies.
    #[must_use]
    pub fn vocabularies(&self) -> PathBuf {
        self.root.join("vocabularies")
    }

    /// The folder of vectors, in which each model has a folder of its own.
    #[must_use]
    pub fn vectors(&self) -> PathBuf {
        self.root.join("vectors")
    }

    /// The folder of models.
    #[must_use]
    pub fn models(&self) -> PathBuf {
        self.root.join("models")
    }

    /// Takes the right to put documents in.
    ///
    /// # Errors
    /// [`LockError`] if another process has it.
    pub fn lock_ingest(&self) -> Result<Lock, LockError> {
        lock(self.root.join("ingest.lock"))
    }

    /// Takes the right to write the index.
    ///
    /// # Errors
    /// [`LockError`] if another process has it.
    pub fn lock_index(&self) -> Result<Lock, LockError> {
        lock(self.root.join("index.lock"))
    }

    /// Takes the right to change the imported vocabularies.
    ///
    /// # Errors
    /// [`LockError`] if another process has it.
    pub fn lock_vocabularies(&self) -> Result<Lock, LockError> {
        lock(self.root.join("vocabularies.lock"))
    }

    /// Looks whether another process changes the imported vocabularies; makes nothing.
    ///
    /// # Errors
    /// [`LockError::Held`] if one does, [`LockError::Unusable`] if it cannot be known.
    pub fn check_vocabularies_settled(&self) -> Result<(), LockError> {
        check_free(self.root.join("vocabularies.lock"))
    }

    /// Looks whether another process takes documents in or keeps the index; makes nothing.
    ///
    /// # Errors
    /// [`LockError::Held`] if one does, [`LockError::Unusable`] if it cannot be known.
    pub fn check_idle(&self) -> Result<(), LockError> {
        check_free(self.root.join("index.lock"))?;
        check_free(self.root.join("ingest.lock"))
    }
}

/// A lock that is shared, and given back at once, shows whether another process has it.
fn check_free(path: PathBuf) -> Result<(), LockError> {
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(source) => return Err(LockError::Unusable { path, source }),
    };
    match file.try_lock_shared() {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => Err(held(path, file)),
        Err(TryLockError::Error(source)) => Err(LockError::Unusable { path, source }),
    }
}

/// The error that names the holder, whose number is in the file.
fn held(path: PathBuf, file: File) -> LockError {
    let mut pid = String::new();
    let _ = file.take(20).read_to_string(&mut pid);
    LockError::Held {
        path,
        holder: pid.trim().parse().ok(),
    }
}

fn lock(path: PathBuf) -> Result<Lock, LockError> {
    let open = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path);
    let mut file = open.map_err(|source| LockError::Unusable {
        path: path.clone(),
        source,
    })?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(held(path, file)),
        Err(TryLockError::Error(source)) => return Err(LockError::Unusable { path, source }),
    }
    // The number is for the reader of an error message; the lock itself does not need it.
    let _ = file
        .set_len(0)
        .and_then(|()| write!(file, "{}", std::process::id()));
    Ok(Lock { _file: file })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_held_once_and_names_its_holder() {
        let dir = tempfile::tempdir().unwrap();
        let folder = DataFolder::create(&dir.path().join("数据")).unwrap();
        let lock = folder.lock_index().unwrap();
        let refused = folder.lock_index().unwrap_err().to_string();
        assert!(
            refused.contains(&std::process::id().to_string()),
            "{refused}"
        );
        let seen = folder.check_idle().unwrap_err().to_string();
        assert_eq!(seen, refused);
        drop(lock);
        folder.check_idle().unwrap();
        folder.lock_index().unwrap();
    }

    #[test]
    fn looking_makes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let folder = DataFolder::at(&dir.path().join("بيانات"));
        folder.check_idle().unwrap();
        assert!(!folder.root().exists());
    }
}
