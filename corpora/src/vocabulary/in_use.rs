//! The vocabulary in use: the bundled one with the imported ones.

use super::file::bundled_vocabulary;
use super::merge::{Merged, merge};
use super::store::{StoreError, VocabularyStore};

/// The bundled vocabulary and the imported ones as one.
#[derive(Debug, Default)]
pub struct VocabularyInUse {
    /// The concepts, the bundled ones first, and what did not agree.
    pub merged: Merged,
    /// Imported vocabularies that cannot be used, and are left out.
    pub problems: Vec<StoreError>,
}

impl VocabularyInUse {
    /// Reads and merges them: bundled first, then by name.
    ///
    /// # Errors
    /// [`StoreError`] if the folder cannot be read, or a bundled file is wrong, which a test rules
    /// out.
    pub fn read(store: &VocabularyStore) -> Result<Self, StoreError> {
        Self::without(store, "")
    }

    /// The same without the imported vocabulary of a name: what another of that name would meet.
    ///
    /// # Errors
    /// Those of [`VocabularyInUse::read`].
    pub fn without(store: &VocabularyStore, name: &str) -> Result<Self, StoreError> {
        let mut in_use = Self {
            merged: merge(vec![bundled_vocabulary()?]),
            problems: Vec::new(),
        };
        // One after another: two large ones need not be in memory beside the whole.
        for stored in store.read_each()? {
            match stored {
                Ok(stored) if stored.head.name == name => {}
                Ok(stored) => in_use.merged.add(stored.concepts),
                Err(problem) => in_use.problems.push(problem),
            }
        }
        Ok(in_use)
    }
}
