//! The tasks whose quality is pinned.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::embedded::UsedModel;
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
    /// Language of topics, where it is another one.
    query_lang: Option<String>,
    /// Language of documents, where it is another one.
    doc_lang: Option<String>,
    /// Other judgments than those of the collection.
    qrels: Option<String>,
    /// Whether translations answer what one of them answers.
    #[serde(default)]
    across: bool,
    only_docs: Option<String>,
    #[serde(default)]
    fields: Vec<String>,
    /// Least nDCG@10 by words and concepts alone; not measured without.
    pub ndcg_at_10: Option<f64>,
    /// Least nDCG@10 with the model `multilingual-e5-small`.
    pub with_model: Option<f64>,
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

    /// The tasks that have a floor with a model, or without, or of those the ones whose name begins
    /// with one of `only`.
    pub fn wanted<'f>(
        &'f self,
        only: &'f [String],
        with_model: bool,
    ) -> impl Iterator<Item = (&'f Floor, f64)> {
        let is_named = |floor: &Floor| only.iter().any(|only| floor.name.starts_with(only));
        self.task.iter().filter_map(move |floor| {
            let least = match with_model {
                true => floor.with_model,
                false => floor.ndcg_at_10,
            };
            let wanted = only.is_empty() || is_named(floor);
            Some((floor, least.filter(|_| wanted)?))
        })
    }
}

impl Floor {
    /// What is measured, on the collections in a folder.
    #[must_use]
    pub fn task(&self, collections: &Path, model: Option<Arc<UsedModel>>) -> Task {
        let dir = collections.join(&self.collection);
        Task {
            only_docs: self.only_docs.as_ref().map(|file| dir.join(file)),
            dir,
            qrels: self
                .qrels
                .as_ref()
                .map(|file| collections.join(&self.collection).join(file)),
            query_lang: self.query_lang.clone().or_else(|| self.lang.clone()),
            doc_lang: self.doc_lang.clone().or_else(|| self.lang.clone()),
            across: self.across,
            model,
            fields: self.fields.clone(),
            ..Task::default()
        }
    }
}
