//! Collections embedded with a model, for measurements.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use indexer::{DenseLeg, Embedding, Encoder, ModelFolder};
use indicatif::{ProgressBar, ProgressStyle};

use crate::shelf::Shelf;

/// A model with the folder where its vectors are kept.
#[derive(Debug)]
pub struct UsedModel {
    encoder: Arc<Encoder>,
    vectors: Option<PathBuf>,
}

/// Threads that embed: measurements run alone on their machine.
const THREADS: usize = 2;

impl UsedModel {
    /// Loads the model of a folder, if one is given. Vectors are kept in `vectors` for the next
    /// measurement, else with the collection that they are of.
    ///
    /// # Errors
    /// If the folder holds no model.
    pub fn load(model: Option<&Path>, vectors: Option<PathBuf>) -> Result<Option<Arc<Self>>> {
        let Some(folder) = model else {
            return Ok(None);
        };
        let encoder = ModelFolder::read(folder).and_then(Encoder::load);
        let encoder = Arc::new(encoder.context("the model cannot be used")?);
        Ok(Some(Arc::new(Self { encoder, vectors })))
    }

    /// Embeds a collection.
    ///
    /// # Errors
    /// If the model fails or vectors cannot be kept.
    pub fn embed(&self, shelf: &Shelf) -> Result<Arc<DenseLeg>> {
        let kept = self.vectors.clone();
        let folder = kept.unwrap_or_else(|| shelf.folder().vectors());
        let leg = Arc::new(DenseLeg::open(Arc::clone(&self.encoder), &folder)?);
        let engine = shelf.engine()?;
        engine.use_model(Some(Arc::clone(&leg)))?;
        let style = "embedding {bar:40} {pos}/{len} passages, {eta} left";
        let bar = ProgressBar::new(0).with_style(ProgressStyle::with_template(style)?);
        let mut shown = |embedding: Embedding| {
            bar.set_length(embedding.passages);
            bar.set_position(embedding.embedded);
        };
        engine.embed(THREADS, &mut shown, &mut || false)?;
        bar.finish_and_clear();
        Ok(leg)
    }
}
