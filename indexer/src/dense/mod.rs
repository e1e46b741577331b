//! The dense leg: passages and queries as vectors of a language model, so that a sentence finds what
//! says the same in other words or another language. It is always optional.
//!
//! ```text
//! a folder with a model ─▶ Encoder ─▶ vectors/<model>/ (a file of int8 vectors by the key of the text)
//!                             │                 │ rows of each segment, means by language
//!                             ▼                 ▼
//!                     query ─▶ vector ─▶ scan of a View ─▶ candidates, fused with the other legs
//! ```
//!
//! * Vectors are kept by the hash of what was embedded, so that they outlive generations of the index,
//!   are shared by passages of the same text, and are never made twice.
//! * Of many vectors, sketches (`sketch.rs`) say which cannot be among the nearest; the rest is compared in full.
//! * The index says which text stands where; a [`View`] finds the vectors of a snapshot's passages. A
//!   passage without a vector yet is found by its words all the same.

mod embedding;
mod encoder;
mod folder;
mod in_use;
mod key;
mod leg;
mod memory;
mod part;
mod places;
mod quantised;
mod questions;
mod scan;
mod sketch;
mod store;
mod tokenizer;
mod view;

pub use embedding::{Embedding, EmbeddingError, Making};
pub use encoder::{Encoder, Role};
pub use folder::{ModelError, ModelFolder, Pooling};
pub use in_use::ModelInUse;
pub use leg::DenseLeg;

pub(crate) use embedding::{embed_by, embed_missing};
pub(crate) use key::passage_key;
pub(crate) use scan::{Comparison, QueryVector};
pub(crate) use view::View;
