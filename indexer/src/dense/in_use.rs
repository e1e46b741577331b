//! Which model a data folder uses.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use corpora::DataFolder;
use serde::{Deserialize, Serialize};

use super::embedding::{Embedding, EmbeddingError};
use super::encoder::Encoder;
use super::folder::{ModelError, ModelFolder, unreadable};
use super::leg::DenseLeg;
use super::store::{VectorStore, Vectors};
use crate::engine::Engine;
use crate::error::IndexError;

/// The model that a data folder uses: `models/in-use.json`. Its fingerprint was taken when it was taken
/// into use; what stands in its folder later must be the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelInUse {
    /// Name of the model.
    pub name: String,
    /// Its folder; a name alone is a folder of `models/`.
    pub folder: PathBuf,
    /// What tells it from every other.
    pub fingerprint: String,
    /// Number of components of its vectors.
    pub dimension: usize,
}

const FILE: &str = "in-use.json";

/// Largest such file.
const MAX_BYTES: u64 = 64 << 10;

impl ModelInUse {
    /// The model that a data folder uses, if any.
    ///
    /// # Errors
    /// [`ModelError`] if it cannot be told.
    pub fn of(data: &DataFolder) -> Result<Option<Self>, ModelError> {
        let path = data.models().join(FILE);
        match fs::metadata(&path) {
            Ok(found) if found.len() > MAX_BYTES => Err(ModelError::Form {
                path,
                reason: format!("{} bytes: at most {MAX_BYTES} are read", found.len()),
            }),
            Ok(_) => {
                let bytes = fs::read(&path).map_err(unreadable(&path))?;
                let read = serde_json::from_slice(&bytes);
                read.map(Some).map_err(|error| ModelError::Form {
                    path,
                    reason: format!("{error}: `rsc model use` writes it anew"),
                })
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(unreadable(&path)(error)),
        }
    }

    /// Takes a model into use from now on.
    ///
    /// # Errors
    /// [`ModelError::File`] if that cannot be written down.
    pub fn take(data: &DataFolder, encoder: &Encoder) -> Result<Self, ModelError> {
        let folder = encoder.folder();
        let path = folder.path.canonicalize();
        let path = path.map_err(unreadable(&folder.path))?;
        let own = data.models().canonicalize().ok();
        let within = own.and_then(|own| path.strip_prefix(own).map(Path::to_owned).ok());
        let used = Self {
            name: folder.name.clone(),
            folder: within.unwrap_or(path),
            fingerprint: encoder.fingerprint().to_owned(),
            dimension: folder.dimension,
        };
        let models = data.models();
        fs::create_dir_all(&models).map_err(unreadable(&models))?;
        let (new, file) = (models.join("in-use.json.new"), models.join(FILE));
        let text = serde_json::to_vec_pretty(&used).unwrap_or_default();
        fs::write(&new, text).map_err(unreadable(&new))?;
        fs::rename(&new, &file).map_err(unreadable(&file))?;
        Ok(used)
    }

    /// Uses no model from now on. What it made is kept.
    ///
    /// # Errors
    /// [`ModelError::File`] if that cannot be written down.
    pub fn leave(data: &DataFolder) -> Result<(), ModelError> {
        let path = data.models().join(FILE);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(unreadable(&path)(error)),
            _ => Ok(()),
        }
    }

    /// Loads the model, which must still be the one that was taken into use.
    ///
    /// # Errors
    /// [`ModelError::Exchanged`] if another stands in its place, or why it cannot be loaded.
    pub fn load(&self, data: &DataFolder) -> Result<Arc<Encoder>, ModelError> {
        let folder = ModelFolder::read(&data.models().join(&self.folder))?;
        let encoder = Encoder::load(folder)?;
        if encoder.fingerprint() != self.fingerprint {
            return Err(ModelError::Exchanged {
                path: encoder.folder().path.clone(),
                expected: self.fingerprint.clone(),
                found: encoder.fingerprint().to_owned(),
            });
        }
        Ok(Arc::new(encoder))
    }

    /// How many passages of an index have a vector of this model; it need not be loaded.
    ///
    /// # Errors
    /// [`IndexError`] if index or vectors cannot be read.
    pub fn embedding(&self, data: &DataFolder, engine: &Engine) -> Result<Embedding, IndexError> {
        let folder = data.vectors().join(&self.fingerprint);
        let store = VectorStore::at(&folder, self.dimension);
        let vectors = store.open(&Vectors::default())?;
        let snapshot = engine.snapshot();
        let mut embedding = Embedding::default();
        for reader in snapshot.searcher.segment_readers() {
            let keys = reader.fast_fields().u64("key")?;
            for doc in reader.doc_ids_alive() {
                let has = keys.first(doc).and_then(|key| vectors.place(key)).is_some();
                embedding.passages += 1;
                embedding.embedded += u64::from(has);
            }
        }
        Ok(embedding)
    }
}

impl DenseLeg {
    /// The model that a data folder uses, loaded, with the vectors that it made; none if it uses none.
    ///
    /// # Errors
    /// [`EmbeddingError`] if it cannot be loaded.
    pub fn in_use(data: &DataFolder) -> Result<Option<Arc<Self>>, EmbeddingError> {
        let Some(used) = ModelInUse::of(data)? else {
            return Ok(None);
        };
        let leg = Self::open(used.load(data)?, &data.vectors())?;
        Ok(Some(Arc::new(leg)))
    }
}
