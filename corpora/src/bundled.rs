//! The files inside the binary: sources to choose from and a corpus to start with.

use include_dir::{Dir, include_dir};

use crate::source::{SourceDefinition, SourceError};

static SOURCES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/sources");
static VOCABULARY: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/vocabulary");
static MODELS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/models");
static STARTER: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/starter");

/// A file inside the binary.
#[derive(Debug, Clone, Copy)]
pub struct BundledFile {
    /// Name without folder and extension.
    pub name: &'static str,
    /// The whole file.
    pub text: &'static str,
}

fn files(dir: &'static Dir<'static>, extension: &str, into: &mut Vec<BundledFile>) {
    for file in dir.files() {
        let path = file.path();
        let name = path.file_stem().and_then(|stem| stem.to_str());
        let wanted = path.extension().is_some_and(|found| found == extension);
        if let (true, Some(name), Some(text)) = (wanted, name, file.contents_utf8()) {
            into.push(BundledFile { name, text });
        }
    }
    dir.dirs().for_each(|inner| files(inner, extension, into));
}

/// The sources a librarian can switch on, by id. A test makes sure that every bundled file is valid.
///
/// # Errors
/// [`SourceError`] for the first definition that is not.
pub fn bundled_sources() -> Result<Vec<SourceDefinition>, SourceError> {
    let mut found = Vec::new();
    files(&SOURCES, "toml", &mut found);
    found.sort_by_key(|file| file.name);
    found
        .iter()
        .map(|file| SourceDefinition::from_toml(file.text, &format!("sources/{}.toml", file.name)))
        .collect()
}

/// The starter corpus: Markdown cards with front matter, by name.
#[must_use]
pub fn starter_files() -> Vec<BundledFile> {
    let mut found = Vec::new();
    files(&STARTER, "md", &mut found);
    found.sort_by_key(|file| file.name);
    found
}

/// The models that can be fetched, by name.
pub(crate) fn model_files() -> Vec<BundledFile> {
    let mut found = Vec::new();
    files(&MODELS, "toml", &mut found);
    found.sort_by_key(|file| file.name);
    found
}

/// The files of the bundled vocabulary, by name.
pub(crate) fn vocabulary_files() -> Vec<BundledFile> {
    let mut found = Vec::new();
    files(&VOCABULARY, "toml", &mut found);
    found.sort_by_key(|file| file.name);
    found
}
