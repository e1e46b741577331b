//! From the catalogue to an index, and from a query to ranked passages. The only crate that knows
//! tantivy.
//!
//! * A [`Keeper`] owns the index of a data folder: it follows the catalogue's change log, commits,
//!   builds new generations and swaps them in.
//! * An [`Engine`] answers queries, in the keeper's process or, read-only, in any other.
//!
//! The unit of retrieval is the passage, a piece of a section; the unit of display is the document.
//!
//! # Quirks
//! * tantivy's BM25 has fixed `k1 = 1.2`, `b = 0.75`, and counts deleted passages until their
//!   segment is merged: scores of one document drift a little over time. The order of equal scores
//!   is by document number and does not.
//! * Totals are exact only when asked for with facets or when all matches fit the ranking window;
//!   [`Total::exact`] says which.

mod analysis;
mod build;
mod concepts;
mod dense;
mod engine;
mod error;
mod evidence;
mod generation;
mod keeper;
mod passage;
mod quotation;
mod schema;
mod search;
mod spelling;
mod stream;
mod suggest;
mod traits;
mod vocabulary_watch;

pub use analysis::{Analysis, Token, analyze};
pub use build::Rebuild;
pub use dense::{
    DenseLeg, Embedding, EmbeddingError, Encoder, Making, ModelError, ModelFolder, ModelInUse,
    Pooling, Role,
};
pub use engine::{Engine, IndexStatus};
pub use error::{IndexError, SearchError};
pub use generation::current_generation;
pub use keeper::{Keeper, KeeperOptions};
pub use passage::{Passage, passages};
pub use search::{
    ConceptUse, Facet, FacetCounts, FacetValue, Factor, Filters, Hit, HitDocument, HitPassage,
    LanguageGroup, Languages, Leg, LegRun, Legs, Limitation, Limits, Note, NoteKind, PartKind,
    Quotations, Quote, RankingWeights, SearchAnswer, SearchRequest, Similar, SimilarRequest, Sort,
    Syntax, TermScore, Total, Understood, UnderstoodConcept, UnderstoodPart, UnknownLeg, Why,
    WhyNot, normalised_query,
};
pub use spelling::{Correction, CorrectionKind};
pub use suggest::{SuggestRequest, SuggestedConcept, SuggestedDocument, Suggestions};
pub use vocabulary_watch::compile_vocabulary;
