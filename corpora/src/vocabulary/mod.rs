//! Concepts of medicine with their names in many languages: symptoms and signs, drugs and vaccines,
//! diseases and pathogens, tests, devices and measures.
//!
//! The bundled vocabulary is a folder of TOML files, one `[[concept]]` after another, made to be
//! corrected by hand:
//!
//! ```toml
//! [[concept]]
//! id = "paracetamol"
//! class = "drug"
//! codes = ["atc:N02BE01", "inn:paracetamol"]
//! broader = ["analgesic-antipyretic"]
//! any = ["brand:Panadol"]                         # labels of all languages alike
//! en = ["paracetamol", "acetaminophen", "abbr:APAP"]  # the preferred label first
//! zh = ["对乙酰氨基酚", "扑热息痛"]
//! ```
//!
//! A language may go by any name that [`Language::parse`](crate::Language::parse) knows: Indonesian is
//! `ind` there, as `id` is taken.
//!
//! A label is a synonym unless it begins with `brand:`, `abbr:`, `lay:` or `miss:`. Labels of the
//! bundled files are the editors' own; a label from elsewhere names its source:
//! `{ text = "…", source = "who-inn", confidence = "official" }`.

mod code;
mod concept;
mod file;
mod import;
mod in_use;
mod merge;
mod store;

pub use code::{Code, CodeError, CodeSystem};
pub use concept::{Concept, ConceptClass, Confidence, Label, LabelSort};
pub use file::{
    VocabularyError, bundled_vocabulary, bundled_vocabulary_fingerprint, read_vocabulary,
};
pub use import::{
    Format, ImportError, ImportOptions, ImportReport, Imported, LabelDropped, MAX_REFUSALS,
    Mapping, Refusal, Role, import,
};
pub use in_use::VocabularyInUse;
pub use merge::{Conflict, ConflictKind, MERGE_VERSION, Merged, merge};
pub use store::{StoreError, StoredVocabulary, VocabularyHead, VocabularyStore};
