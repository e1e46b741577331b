//! A folder of the user's own that adds to the bundled sources or overrides them.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::bundled::bundled_sources;
use crate::source::{SourceDefinition, SourceError};

/// A definition larger than this is no definition.
const MAX_DEFINITION_BYTES: u64 = 64 * 1024;

/// A folder of definitions that cannot be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum OverlayError {
    /// A file cannot be read.
    #[error("{}: cannot be read: {source}", path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A definition is larger than any definition is.
    #[error("{}: {bytes} bytes: a source definition has at most {MAX_DEFINITION_BYTES}", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Its size.
        bytes: u64,
    },
    /// A definition is wrong.
    #[error(transparent)]
    Definition(#[from] SourceError),
}

/// The bundled sources with those of `folder/*.toml` added; one with the id of a bundled source
/// takes its place. A folder that does not exist adds nothing.
///
/// # Errors
/// [`OverlayError`] for the first file that cannot be used.
pub fn overlay_sources(folder: &Path) -> Result<Vec<SourceDefinition>, OverlayError> {
    let bundled = bundled_sources()?.into_iter();
    let mut by_id: BTreeMap<String, SourceDefinition> =
        bundled.map(|d| (d.id.clone(), d)).collect();
    for path in definition_files(folder)? {
        let unreadable = |source| OverlayError::Unreadable {
            path: path.clone(),
            source,
        };
        let bytes = path.metadata().map_err(unreadable)?.len();
        if bytes > MAX_DEFINITION_BYTES {
            return Err(OverlayError::TooLarge { path, bytes });
        }
        let text = std::fs::read_to_string(&path).map_err(unreadable)?;
        let definition = SourceDefinition::from_toml(&text, &path.display().to_string())?;
        by_id.insert(definition.id.clone(), definition);
    }
    Ok(by_id.into_values().collect())
}

fn definition_files(folder: &Path) -> Result<Vec<PathBuf>, OverlayError> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => {
            return Err(OverlayError::Unreadable {
                path: folder.to_owned(),
                source,
            });
        }
    };
    let paths = entries.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    let mut files: Vec<_> = paths
        .filter(|p| p.extension().is_some_and(|e| e == "toml"))
        .collect();
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_the_users_adds_a_source() {
        let folder = tempfile::tempdir().unwrap();
        let before = overlay_sources(&folder.path().join("missing"))
            .unwrap()
            .len();
        let text =
            "id = \"my-hospital\"\nname = \"مستشفى\"\nkind = \"folder\"\nurl = \"guidelines\"\n";
        std::fs::write(folder.path().join("my-hospital.toml"), text).unwrap();
        let sources = overlay_sources(folder.path()).unwrap();
        assert_eq!(sources.len(), before + 1);
        std::fs::write(folder.path().join("broken.toml"), "id = 1").unwrap();
        let error = overlay_sources(folder.path()).unwrap_err().to_string();
        assert!(error.contains("broken.toml"), "{error}");
    }
}
