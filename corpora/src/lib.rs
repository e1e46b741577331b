//! The document model, the source definitions, the bundled corpus and the catalogue that holds what
//! was gathered.
//!
//! Everything else in the workspace depends on this crate and it depends on none of them:
//! `ingest` writes documents into the [`Catalogue`], `indexer` follows its change log, `query-api`
//! shows both. The catalogue is the contract between them and the only copy of the truth; an index
//! can be thrown away and built again from it.
//!
//! ```
//! use corpora::{Catalogue, Document, Put};
//!
//! let mut catalogue = Catalogue::in_memory()?;
//! let mut document = Document::new("demo", "card-1", "Oral rehydration in cholera");
//! document.push_text("Give oral rehydration solution at once.");
//! let batch = catalogue.batch()?;
//! assert!(matches!(batch.put(&document)?, Put::New { .. }));
//! batch.commit()?;
//! # Ok::<(), corpora::CatalogueError>(())
//! ```

mod bundled;
mod catalogue;
mod data_folder;
mod document;
mod front_matter;
mod identification;
mod likeness;
mod model_offer;
mod overlay;
mod source;
mod vocabulary;

pub use bundled::{BundledFile, bundled_sources, starter_files};
pub use catalogue::{
    Batch, CONFIRMATIONS, CONFIRMED_AFTER_DAYS, Catalogue, CatalogueError, Change, ChangeKind,
    Counts, FieldChange, Harvest, Holding, Lag, Link, MAX_EDITIONS, NewPlacement, Placement,
    PlacementEffect, Put, QuarantineFilter, Quarantined, Related, Resource, ResourceOutcome, Run,
    Sayer, SectionChange, SectionChangeKind, SourceHealth, Statement, StoredDocument,
    VersionDifference, VersionEntry,
};
pub use data_folder::{DataFolder, FolderError, Lock, LockError};
pub use document::{
    Authority, Date, DateError, Document, DocumentId, DocumentKind, Edition, Extent, Identifier,
    IdentifierError, Jurisdiction, Language, LanguageError, NamedLanguage, Notice, Ocr, Reference,
    Relation, RelationKind, Section, State, Status, UnknownName,
};
pub use front_matter::{FrontMatter, FrontMatterError};
pub use identification::{LanguageIdentifier, ScriptIdentifier};
pub use model_offer::{ModelFile, ModelOffer, OfferError, model_offers};
pub use overlay::{OverlayError, overlay_sources};
pub use source::{
    Access, AddressFilter, Listing, Reading, Schedule, Selectors, SourceDefinition, SourceError,
    SourceKind, SourceState, VersionPatterns, Versions, XmlMapping,
};
pub use vocabulary::{
    Code, CodeError, CodeSystem, Concept, ConceptClass, Confidence, Conflict, ConflictKind, Format,
    ImportError, ImportOptions, ImportReport, Imported, Label, LabelDropped, LabelSort,
    MAX_REFUSALS, MERGE_VERSION, Mapping, Merged, Refusal, Role, StoreError, StoredVocabulary,
    VocabularyError, VocabularyHead, VocabularyInUse, VocabularyStore, bundled_vocabulary,
    bundled_vocabulary_fingerprint, import, merge, read_vocabulary,
};
