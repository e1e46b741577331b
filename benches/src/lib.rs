//! Measurements of quality and speed, through the same calls as the service.
//!
//! * `quality` searches a collection with judgments and prints how well the right documents rank.
//! * `floors` runs `quality` over several collections and holds the figures against pinned floors.
//! * `speed` makes a synthetic collection and measures indexing, start and query latency.
//! * `html` extracts web pages and counts what is kept of their text and dropped of the rest.
//! * `pdf` extracts PDF files and compares them with their text, by engine.

pub mod collection;
pub mod floors;
pub mod likeness;
pub mod measures;
pub mod pairs;
pub mod quality;
pub mod resources;
pub mod shelf;
pub mod snippets;
pub mod synthetic;

// The service's allocator, so that its figures are measured.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
