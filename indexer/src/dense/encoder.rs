//! Texts to vectors, by a model in memory.

use std::sync::Arc;

use rten::{Model, ModelOptions, NodeId, RunOptions, ThreadPool, ValueOrView};
use rten_tensor::prelude::*;
use rten_tensor::{NdTensor, NdTensorView};

use super::folder::{ModelError, ModelFolder, Pooling};
use super::tokenizer::Tokenizer;

/// What a text is to the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Something that is looked for.
    Query,
    /// Something that may be found.
    Passage,
}

/// A model in memory. Shared between threads; each call runs on the threads of the pool it is given.
pub struct Encoder {
    folder: ModelFolder,
    fingerprint: String,
    model: Model,
    tokenizer: Tokenizer,
    inputs: Inputs,
    output: NodeId,
    /// Whether the model itself makes one vector of its tokens.
    pooled: bool,
    neutral: Vec<f32>,
    room: f32,
}

#[derive(Debug, Clone, Copy)]
struct Inputs {
    ids: NodeId,
    mask: NodeId,
    types: Option<NodeId>,
}

/// Sentences about nothing that is looked for here: what their vectors have in common, all have.
const NEUTRAL: &str = include_str!("../../data/neutral.txt");

/// The least room that is reckoned with; multilingual-e5-small, which leaves little, leaves 0.18.
const LEAST_ROOM: f32 = 0.15;

/// Longest text that is taken apart, in bytes: 8,192 tokens of the longest words are within it.
const MAX_TEXT_BYTES: usize = 64 << 10;

impl std::fmt::Debug for Encoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Encoder")
            .field("folder", &self.folder)
            .field("fingerprint", &self.fingerprint)
            .finish_non_exhaustive()
    }
}

impl Encoder {
    /// Loads a model and tries it on some sentences.
    ///
    /// # Errors
    /// [`ModelError`] if a part of it cannot be read, or it does not make vectors of its dimension.
    pub fn load(folder: ModelFolder) -> Result<Self, ModelError> {
        let fingerprint = folder.fingerprint()?;
        let tokenizer = Tokenizer::load(&folder)?;
        let loaded = ModelOptions::default()
            .prepack_weights(true)
            .load_file(&folder.weights);
        let model = loaded.map_err(|error| ModelError::Form {
            path: folder.weights.clone(),
            reason: format!("{error}: expected an ONNX model"),
        })?;
        let inputs = Inputs::of(&model, &folder)?;
        let (output, pooled) = output(&model, &folder)?;
        let mut encoder = Self {
            folder,
            fingerprint,
            model,
            tokenizer,
            inputs,
            output,
            pooled,
            neutral: Vec::new(),
            room: 1.0,
        };
        let pool = Arc::new(ThreadPool::with_num_threads(1));
        let sentences: Vec<&str> = NEUTRAL.lines().collect();
        let vectors = encoder.embed(Role::Passage, &sentences, &pool)?;
        encoder.neutral = mean(&vectors, encoder.folder.dimension);
        let common: f32 = encoder.neutral.iter().map(|x| x * x).sum();
        encoder.room = (1.0 - common).max(LEAST_ROOM);
        Ok(encoder)
    }

    /// What the folder says of the model.
    #[must_use]
    pub fn folder(&self) -> &ModelFolder {
        &self.folder
    }

    /// What tells this model from every other.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// What the vectors of all texts have in common, however far apart they are.
    pub(super) fn neutral(&self) -> &[f32] {
        &self.neutral
    }

    /// What is left of a cosine between what texts about different things reach on average and 1: the
    /// measure of nearness, so that models can be exchanged.
    #[must_use]
    pub fn room(&self) -> f32 {
        self.room
    }

    /// The ids of a text's tokens, with those that begin and end it, cut to what the model takes.
    ///
    /// # Errors
    /// [`ModelError::Run`] if the tokenizer has no token for a part of it.
    pub fn tokens(&self, role: Role, text: &str) -> Result<Vec<u32>, ModelError> {
        let prefix = match role {
            Role::Query => &self.folder.query_prefix,
            Role::Passage => &self.folder.passage_prefix,
        };
        let text = &text[..text.floor_char_boundary(MAX_TEXT_BYTES)];
        let tokens = self
            .tokenizer
            .encode(&format!("{prefix}{text}"), self.folder.max_tokens);
        tokens.map_err(|reason| self.failed(reason))
    }

    /// The vector of something that is looked for, of length 1.
    ///
    /// # Errors
    /// [`ModelError::Run`] if the model fails.
    pub fn query(&self, text: &str) -> Result<Vec<f32>, ModelError> {
        self.one(Role::Query, text)
    }

    /// The vector of something that may be found, of length 1.
    ///
    /// # Errors
    /// [`ModelError::Run`] if the model fails.
    pub fn passage(&self, text: &str) -> Result<Vec<f32>, ModelError> {
        self.one(Role::Passage, text)
    }

    fn one(&self, role: Role, text: &str) -> Result<Vec<f32>, ModelError> {
        let pool = Arc::new(ThreadPool::with_num_threads(1));
        let vectors = self.embed(role, &[text], &pool)?;
        Ok(vectors.into_iter().next().unwrap_or_default())
    }

    /// The vectors of texts, each of length 1, made in one batch: texts of like length take the least
    /// time together.
    ///
    /// # Errors
    /// [`ModelError::Run`] if the model fails.
    pub(crate) fn embed(
        &self,
        role: Role,
        texts: &[&str],
        pool: &Arc<ThreadPool>,
    ) -> Result<Vec<Vec<f32>>, ModelError> {
        let tokens = texts.iter().map(|text| self.tokens(role, text));
        let tokens = tokens.collect::<Result<Vec<_>, _>>()?;
        let longest = tokens.iter().map(Vec::len).max().unwrap_or(0);
        if longest == 0 {
            return Ok(Vec::new());
        }
        let shape = [tokens.len(), longest];
        let mut ids = NdTensor::<i32, 2>::full(shape, self.tokenizer.padding);
        let mut mask = NdTensor::<i32, 2>::zeros(shape);
        for (row, tokens) in tokens.iter().enumerate() {
            for (column, &token) in tokens.iter().enumerate() {
                ids[[row, column]] = i32::try_from(token).unwrap_or(0);
                mask[[row, column]] = 1;
            }
        }
        let types = NdTensor::<i32, 2>::zeros(shape);
        let mut inputs: Vec<(NodeId, ValueOrView<'_>)> = vec![
            (self.inputs.ids, ids.view().into()),
            (self.inputs.mask, mask.view().into()),
        ];
        inputs.extend(self.inputs.types.map(|node| (node, types.view().into())));
        let options = RunOptions::default().with_thread_pool(Some(Arc::clone(pool)));
        let outputs = self.model.run(inputs, &[self.output], Some(options));
        let output = outputs.map_err(|error| self.failed(error.to_string()))?;
        let output = output.into_iter().next();
        let output = output.ok_or_else(|| self.failed("it gave no output".to_owned()))?;
        let mut vectors = if self.pooled {
            let pooled: NdTensor<f32, 2> = output.try_into().map_err(|e| self.wrong(&e))?;
            rows(pooled.view())
        } else {
            let states: NdTensor<f32, 3> = output.try_into().map_err(|e| self.wrong(&e))?;
            let states = tokens.iter().zip(0..).map(|(tokens, row)| {
                pool_tokens(states.slice(row), tokens.len(), self.folder.pooling)
            });
            states.collect()
        };
        for vector in &mut vectors {
            self.check(vector)?;
            normalise(vector);
        }
        Ok(vectors)
    }

    fn check(&self, vector: &[f32]) -> Result<(), ModelError> {
        let expected = self.folder.dimension;
        if vector.len() != expected {
            let found = vector.len();
            return Err(self.failed(format!(
                "it makes vectors of dimension {found}, config.json says {expected}"
            )));
        }
        if vector.iter().all(|x| x.is_finite()) {
            return Ok(());
        }
        Err(self.failed("it makes vectors with components that are no numbers".to_owned()))
    }

    fn wrong(&self, error: &rten::TryFromValueError) -> ModelError {
        self.failed(format!(
            "its output has another form than expected: {error}"
        ))
    }

    fn failed(&self, reason: String) -> ModelError {
        ModelError::Run {
            path: self.folder.path.clone(),
            reason,
        }
    }
}

impl Inputs {
    fn of(model: &Model, folder: &ModelFolder) -> Result<Self, ModelError> {
        let named = |name: &str| {
            let mut inputs = model.input_ids().iter().copied();
            inputs.find(|&id| model.node_info(id).and_then(|node| node.name()) == Some(name))
        };
        let needed = |name: &str| {
            named(name).ok_or_else(|| ModelError::Form {
                path: folder.weights.clone(),
                reason: format!("no input {name}: expected a model of text embeddings"),
            })
        };
        Ok(Self {
            ids: needed("input_ids")?,
            mask: needed("attention_mask")?,
            types: named("token_type_ids"),
        })
    }
}

/// The output that is read, and whether it is one vector a text.
fn output(model: &Model, folder: &ModelFolder) -> Result<(NodeId, bool), ModelError> {
    // Names that the exporters of such models use, the readier vector first.
    const POOLED: [&str; 3] = ["embedding", "sentence_embedding", "text_embeds"];
    const STATES: [&str; 2] = ["last_hidden_state", "token_embeddings"];
    let named = |name: &&str| {
        model
            .find_node(name)
            .filter(|id| model.output_ids().contains(id))
    };
    if let Some(pooled) = POOLED.iter().find_map(named) {
        return Ok((pooled, true));
    }
    if let Some(states) = STATES.iter().find_map(named) {
        return Ok((states, false));
    }
    Err(ModelError::Form {
        path: folder.weights.clone(),
        reason: format!("no output {} or {}", POOLED.join(", "), STATES.join(", ")),
    })
}

fn rows(vectors: NdTensorView<'_, f32, 2>) -> Vec<Vec<f32>> {
    let rows = 0..vectors.size(0);
    rows.map(|row| vectors.slice(row).iter().copied().collect())
        .collect()
}

fn pool_tokens(states: NdTensorView<'_, f32, 2>, tokens: usize, pooling: Pooling) -> Vec<f32> {
    match pooling {
        Pooling::Cls => states.slice(0).iter().copied().collect(),
        Pooling::Mean => {
            let mut sum = vec![0.0; states.size(1)];
            for token in 0..tokens {
                let state: NdTensorView<'_, f32, 1> = states.slice(token);
                for (sum, x) in sum.iter_mut().zip(state.iter()) {
                    *sum += x;
                }
            }
            // Whatever is divided by here, the vector is brought to length 1 next.
            sum
        }
    }
}

pub(super) fn mean(vectors: &[Vec<f32>], dimension: usize) -> Vec<f32> {
    let mut mean = vec![0.0; dimension];
    for (count, vector) in (1..).zip(vectors) {
        let share = 1.0 / f32::from(u16::try_from(count).unwrap_or(u16::MAX));
        for (mean, x) in mean.iter_mut().zip(vector) {
            *mean += (x - *mean) * share;
        }
    }
    mean
}

fn normalise(vector: &mut [f32]) {
    let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
    if length > 0.0 {
        vector.iter_mut().for_each(|x| *x /= length);
    }
}
