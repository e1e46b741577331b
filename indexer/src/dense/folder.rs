//! A model as a folder: weights, tokenizer, and what is known of them.
//!
//! ```text
//! multilingual-e5-small/
//!   model.onnx        weights: any one `.onnx`, or the one that `model.toml` names
//!   tokenizer.json    as Hugging Face's tokenizers write it
//!   config.json       sizes, as transformers write it
//!   model.toml        optional: prefixes, pooling, licence
//! ```

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use thiserror::Error;

/// A model that cannot be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ModelError {
    /// A file cannot be read.
    #[error("{}: {source}: a model folder has weights (.onnx), tokenizer.json and config.json", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Which weights are meant cannot be told.
    #[error("{}: found {found} files that end in .onnx, expected one: name it in model.toml, onnx = \"…\"", path.display())]
    Weights {
        /// The folder.
        path: PathBuf,
        /// Number of such files.
        found: usize,
    },
    /// A file is not what it should be.
    #[error("{}: {reason}", path.display())]
    Form {
        /// The file.
        path: PathBuf,
        /// What is wrong, and what was expected.
        reason: String,
    },
    /// The model does not answer as it should.
    #[error("{}: the model does not run: {reason}", path.display())]
    Run {
        /// The folder.
        path: PathBuf,
        /// What went wrong.
        reason: String,
    },
    /// Vectors or a folder belong to another model than is there now.
    #[error(
        "{}: expected the model {expected}, found {found}: \
         `rsc model use` takes the present one into use and embeds anew", path.display()
    )]
    Exchanged {
        /// The folder.
        path: PathBuf,
        /// Fingerprint that was noted.
        expected: String,
        /// Fingerprint that is there.
        found: String,
    },
}

/// How the vectors of tokens become one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pooling {
    /// The mean of all tokens.
    #[default]
    Mean,
    /// The vector of the first token.
    Cls,
}

/// What a folder says of its model.
#[derive(Debug, Clone)]
pub struct ModelFolder {
    /// The folder.
    pub path: PathBuf,
    /// Name of the model: the manifest's, or the folder's.
    pub name: String,
    /// Put before a query.
    pub query_prefix: String,
    /// Put before a passage.
    pub passage_prefix: String,
    /// How the vectors of tokens become one, where the model leaves that to its user.
    pub pooling: Pooling,
    /// Number of components of a vector.
    pub dimension: usize,
    /// Most tokens of a text; the rest is cut off.
    pub max_tokens: usize,
    /// Licence of the weights, where the folder says it.
    pub licence: Option<String>,
    pub(super) weights: PathBuf,
    pub(super) tokenizer: PathBuf,
}

/// `model.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Manifest {
    name: Option<String>,
    onnx: Option<PathBuf>,
    query_prefix: Option<String>,
    passage_prefix: Option<String>,
    pooling: Pooling,
    dimension: Option<usize>,
    max_tokens: Option<usize>,
    licence: Option<String>,
}

/// What is read of `config.json`.
#[derive(Debug, Deserialize)]
struct Config {
    hidden_size: usize,
    #[serde(default = "usual_positions")]
    max_position_embeddings: usize,
    #[serde(default)]
    model_type: String,
}

const fn usual_positions() -> usize {
    512
}

/// Largest file that is read as a manifest or configuration.
const MAX_TEXT_BYTES: u64 = 1 << 20;
/// Largest weights, and largest tokenizer.
const MAX_WEIGHTS_BYTES: u64 = 4 << 30;
const MAX_TOKENIZER_BYTES: u64 = 256 << 20;
/// Largest vector; a row of the store is of this many bytes.
const MAX_DIMENSION: usize = 4_096;
/// Longest input in tokens: the time and memory of a text grow with its square.
const MAX_TOKENS: usize = 8_192;

impl ModelFolder {
    /// Reads what a folder says of its model; the weights are not opened.
    ///
    /// # Errors
    /// [`ModelError`] if a file is missing, too large or not of its form.
    pub fn read(path: &Path) -> Result<Self, ModelError> {
        let manifest = manifest(&path.join("model.toml"))?;
        let config = config(&path.join("config.json"))?;
        let weights = match &manifest.onnx {
            Some(named) => path.join(inside(path, named)?),
            None => only_weights(path)?,
        };
        let tokenizer = path.join("tokenizer.json");
        check_size(&weights, MAX_WEIGHTS_BYTES)?;
        check_size(&tokenizer, MAX_TOKENIZER_BYTES)?;
        let folder_name = path.canonicalize().ok();
        let folder_name = folder_name.as_deref().unwrap_or(path).file_name();
        let folder_name =
            folder_name.map_or_else(String::new, |n| n.to_string_lossy().into_owned());
        let name = manifest.name.unwrap_or(folder_name);
        let dimension = manifest.dimension.unwrap_or(config.hidden_size);
        // The family of E5 was trained with these words before its texts.
        let is_e5 = name.to_lowercase().contains("e5");
        let usual = |prefix: &str| {
            if is_e5 {
                prefix.to_owned()
            } else {
                String::new()
            }
        };
        // RoBERTa counts positions from 2.
        let reserved = if config.model_type.contains("roberta") {
            2
        } else {
            0
        };
        let positions = config.max_position_embeddings.saturating_sub(reserved);
        let max_tokens = manifest.max_tokens.unwrap_or(positions).min(positions);
        for (what, value, most) in [
            ("dimension", dimension, MAX_DIMENSION),
            ("max_tokens", max_tokens, MAX_TOKENS),
        ] {
            if !(8..=most).contains(&value) {
                return Err(ModelError::Form {
                    path: path.to_owned(),
                    reason: format!("{what} is {value}: expected 8 to {most}"),
                });
            }
        }
        Ok(Self {
            path: path.to_owned(),
            query_prefix: manifest.query_prefix.unwrap_or_else(|| usual("query: ")),
            passage_prefix: manifest
                .passage_prefix
                .unwrap_or_else(|| usual("passage: ")),
            pooling: manifest.pooling,
            licence: manifest.licence,
            name,
            dimension,
            max_tokens,
            weights,
            tokenizer,
        })
    }

    /// What tells this model from every other: a hash of its weights, its tokenizer and how they are
    /// used. Vectors of different fingerprints cannot be compared.
    ///
    /// # Errors
    /// [`ModelError::File`] if a file cannot be read.
    pub fn fingerprint(&self) -> Result<String, ModelError> {
        let mut hasher = blake3::Hasher::new();
        for path in [&self.weights, &self.tokenizer] {
            let file = fs::File::open(path).map_err(unreadable(path))?;
            hasher.update_reader(file).map_err(unreadable(path))?;
        }
        for text in [&self.query_prefix, &self.passage_prefix] {
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        }
        let sizes = format!("{:?} {} {}", self.pooling, self.dimension, self.max_tokens);
        hasher.update(sizes.as_bytes());
        Ok(hasher.finalize().to_hex().as_str()[..16].to_owned())
    }
}

pub(super) fn unreadable(path: &Path) -> impl FnOnce(io::Error) -> ModelError {
    let path = path.to_owned();
    move |source| ModelError::File { path, source }
}

fn check_size(path: &Path, most: u64) -> Result<(), ModelError> {
    let found = fs::metadata(path).map_err(unreadable(path))?.len();
    if found > most {
        return Err(ModelError::Form {
            path: path.to_owned(),
            reason: format!("{found} bytes: at most {most} are read"),
        });
    }
    Ok(())
}

fn manifest(path: &Path) -> Result<Manifest, ModelError> {
    if !path.exists() {
        return Ok(Manifest::default());
    }
    check_size(path, MAX_TEXT_BYTES)?;
    let text = fs::read_to_string(path).map_err(unreadable(path))?;
    toml::from_str(&text).map_err(|error| ModelError::Form {
        path: path.to_owned(),
        reason: error.to_string(),
    })
}

fn config(path: &Path) -> Result<Config, ModelError> {
    check_size(path, MAX_TEXT_BYTES)?;
    let bytes = fs::read(path).map_err(unreadable(path))?;
    serde_json::from_slice(&bytes).map_err(|error| ModelError::Form {
        path: path.to_owned(),
        reason: format!("{error}: expected hidden_size and max_position_embeddings"),
    })
}

/// A path of a manifest, which must not lead out of the folder.
fn inside<'p>(folder: &Path, named: &'p Path) -> Result<&'p Path, ModelError> {
    let plain = named
        .components()
        .all(|part| matches!(part, std::path::Component::Normal(_)));
    if plain {
        return Ok(named);
    }
    Err(ModelError::Form {
        path: folder.join("model.toml"),
        reason: format!("onnx = {named:?}: expected a path inside the folder"),
    })
}

/// The only weights of a folder, or of its folder `onnx`, where publishers keep them.
fn only_weights(folder: &Path) -> Result<PathBuf, ModelError> {
    let within = |folder: &Path| -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let paths = entries.map(|entry| entry.path());
        let mut found: Vec<_> = paths
            .filter(|path| path.extension().is_some_and(|end| end == "onnx"))
            .collect();
        found.sort();
        found
    };
    fs::read_dir(folder).map_err(unreadable(folder))?;
    let mut found = within(folder);
    if found.is_empty() {
        found = within(&folder.join("onnx"));
    }
    match <[PathBuf; 1]>::try_from(found) {
        Ok([weights]) => Ok(weights),
        Err(found) => Err(ModelError::Weights {
            path: folder.to_owned(),
            found: found.len(),
        }),
    }
}
