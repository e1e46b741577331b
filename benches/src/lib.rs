//! Measurements of quality and speed, through the same calls as the service.
//!
//! * `quality` searches a collection with judgments and prints how well the right documents rank.
//! * `floors` runs `quality` over several collections and holds the figures against pinned floors.
//! * `speed` makes a synthetic collection and measures indexing, start and query latency.
//! * `labels` searches by every name of every bundled concept and compares with its English name.
//! * `vocabulary` compares the names of the bundled concepts with published vocabularies.
//! * `html` extracts web pages and counts what is kept of their text and dropped of the rest.
//! * `pdf` extracts PDF files and compares them with their text, by engine.

pub mod agreement;
pub mod collection;
pub mod embedded;
pub mod floors;
pub mod likeness;
pub mod meant;
pub mod measures;
pub mod pairs;
pub mod published;
pub mod quality;
pub mod resources;
pub mod scattered;
pub mod shelf;
pub mod snippets;
pub mod synthetic;
pub mod translations;

// The service's allocator, so that its figures are measured.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
