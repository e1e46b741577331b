//! The tasks whose quality is pinned.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::quality::Task;

/// The file of the bundled floors.
pub const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/floors.toml");

/// Tasks with the least quality they must have.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Floors {
    /// Digest of each collection's documents, topics and judgments, by its folder.
    pub digests: BTreeMap<String, String>,
    task: Vec<Floor>,
}

/// A task with its floor.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Floor {
    /// Name of the task.
    pub name: String,
    /// Folder of its collection.
    pub collection: String,
    /// Language of topics and documents.
    lang: Option<String>,
    only_docs: Option<String>,
    #[serde(default)]
    fields: Vec<String>,
    /// Least nDCG@10.
    pub ndcg_at_10: f64,
}

impl Floors {
    /// Reads a file of floors.
    ///
    /// # Errors
    /// If it cannot be read or is of another form.
    pub fn read(file: &Path) -> Result<Self> {
        let shown = || file.display().to_string();
        let text = std::fs::read_to_string(file).with_context(shown)?;
        toml::from_str(&text).with_context(shown)
    }

    /// The tasks, or those whose name contains `only`.
    pub fn wanted<'f>(&'f self, only: Option<&'f str>) -> impl Iterator<Item = &'f Floor> {
        let wanted = move |floor: &&Floor| only.is_none_or(|only| floor.name.contains(only));
        self.task.iter().filter(wanted)
    }
}

impl Floor {
    /// What is measured, on the collections in a folder.
    #[must_use]
    pub fn task(&self, collections: &Path) -> Task {
        let dir = collections.join(&self.collection);
        Task {
            only_docs: self.only_docs.as_ref().map(|file| dir.join(file)),
            dir,
            query_lang: self.lang.clone(),
            doc_lang: self.lang.clone(),
            fields: self.fields.clone(),
            ..Task::default()
        }
    }
}
