//! The vocabulary in use, and what it finds in documents.

use std::path::Path;
use std::sync::{Arc, LazyLock, OnceLock};

use corpora::{
    ConceptClass, DataFolder, VocabularyInUse, VocabularyStore, bundled_vocabulary,
    bundled_vocabulary_fingerprint,
};
use rustc_hash::FxHashSet;

use super::compile::compile;
use super::kept::{self, Kept};
use super::lexicon::{Lexicon, MAGIC};
use super::marked::MarkedText;
use super::recognise::{Mention, mentions};
use super::resolve::{Context, accepted, beyond_doubt};
use super::sections;
use crate::error::IndexError;
use crate::spelling::Words;
use crate::suggest::Labels;

/// A vocabulary ready for use.
#[derive(Debug)]
pub(crate) struct Terminology {
    pub(crate) lexicon: Lexicon,
    /// Kinds of sections, by the words of their headings.
    pub(super) sections: Lexicon,
    /// Stands for its whole content: an index says by which vocabulary it was built.
    pub(crate) fingerprint: String,
    /// What misspellings are looked up in, made at the first one.
    words: OnceLock<Words>,
    /// Its names by their beginnings, made at the first suggestion.
    labels: OnceLock<Labels>,
}

impl Terminology {
    /// The vocabulary in use: the bundled one with those of the data folder, mapped from the compiled
    /// form that the folder of the index keeps. Where it is missing or damaged it is compiled, and
    /// kept if the folder can be written.
    ///
    /// # Errors
    /// [`IndexError::Vocabulary`] if the folder of imported vocabularies cannot be read, or a bundled
    /// file is wrong, which a test rules out. An imported one that is damaged is left out.
    pub(crate) fn present(folder: &DataFolder) -> Result<Arc<Self>, IndexError> {
        let fingerprint = Self::present_fingerprint(folder)?;
        let index = folder.index();
        let lexicon = kept::open(&index, Kept::Vocabulary, &fingerprint, || compiled(folder))?;
        let sections = kept::open(&index, Kept::Sections, &fingerprint, sections::compiled)?;
        Ok(Arc::new(Self {
            lexicon,
            sections,
            fingerprint,
            words: OnceLock::new(),
            labels: OnceLock::new(),
        }))
    }

    /// What stands for the vocabulary in use, and for what its compiled form depends on besides.
    ///
    /// # Errors
    /// [`IndexError::Vocabulary`] if the folder of imported vocabularies cannot be read.
    pub(crate) fn present_fingerprint(folder: &DataFolder) -> Result<String, IndexError> {
        let imported = VocabularyStore::of(folder).fingerprint();
        let mut hasher = blake3::Hasher::new();
        hasher.update(MAGIC);
        hasher.update(&crate::analysis::VERSION.to_le_bytes());
        hasher.update(&corpora::MERGE_VERSION.to_le_bytes());
        hasher.update(bundled_vocabulary_fingerprint().as_bytes());
        hasher.update(sections::BUNDLED.as_bytes());
        hasher.update(imported.map_err(unusable)?.as_bytes());
        Ok(hasher.finalize().to_hex()[..16].to_owned())
    }

    #[cfg(test)]
    pub(crate) fn of(concepts: &[corpora::Concept]) -> Result<Self, crate::error::LexiconError> {
        let bytes = tantivy::directory::OwnedBytes::new(compile(concepts)?);
        let sections = compile(&sections::bundled().unwrap_or_default())?;
        Ok(Self {
            lexicon: Lexicon::open(&bytes)?,
            sections: Lexicon::open(&tantivy::directory::OwnedBytes::new(sections))?,
            fingerprint: String::new(),
            words: OnceLock::new(),
            labels: OnceLock::new(),
        })
    }

    /// Removes what the folder keeps of vocabularies before this one.
    pub(crate) fn remove_others(&self, index: &Path) {
        kept::remove_others(index, &self.fingerprint);
    }

    /// The words of all labels, as `make` gathers them.
    pub(crate) fn words(&self, make: impl FnOnce() -> Words) -> &Words {
        self.words.get_or_init(make)
    }

    /// The names by their beginnings, as `make` gathers them.
    pub(crate) fn labels(&self, make: impl FnOnce() -> Labels) -> &Labels {
        self.labels.get_or_init(make)
    }

    /// Id of a concept.
    pub(crate) fn id(&self, concept: u32) -> &str {
        self.lexicon.id(concept)
    }

    /// Class of a concept.
    pub(crate) fn class(&self, concept: u32) -> ConceptClass {
        let class = self.lexicon.class(concept);
        class.unwrap_or(ConceptClass::Measure)
    }

    /// The labels in a text, whatever they mean.
    pub(crate) fn read<'t>(
        &'t self,
        marked: &MarkedText,
        text: &'t str,
        language: &'t str,
    ) -> Reading<'t> {
        Reading {
            mentions: mentions(&self.lexicon, marked, language),
            context: Context {
                lexicon: &self.lexicon,
                text,
                language,
            },
        }
    }
}

/// A text with the labels found in it.
#[derive(Debug)]
pub(crate) struct Reading<'t> {
    pub(crate) mentions: Vec<Mention>,
    pub(crate) context: Context<'t>,
}

impl Reading<'_> {
    /// Adds what is named beyond doubt.
    pub(crate) fn sure(&self, known: &mut FxHashSet<u32>) {
        known.extend(beyond_doubt(&self.context, &self.mentions));
    }

    /// The concepts meant, each as often as it is named, with the place of the mention.
    pub(crate) fn meant(&self, known: &FxHashSet<u32>) -> Vec<(usize, u32)> {
        accepted(&self.context, &self.mentions, known)
    }
}

/// The bundled vocabulary, which is compiled once in a process: it takes the better part of a second.
static BUNDLED: LazyLock<Result<Vec<u8>, String>> = LazyLock::new(|| {
    let concepts = bundled_vocabulary().map_err(|error| error.to_string())?;
    compile(&concepts).map_err(|error| error.to_string())
});

fn compiled(folder: &DataFolder) -> Result<Vec<u8>, IndexError> {
    let store = VocabularyStore::of(folder);
    if store.is_empty().map_err(unusable)? {
        let reason = |reason| IndexError::Vocabulary { reason };
        return BUNDLED.clone().map_err(reason);
    }
    let in_use = VocabularyInUse::read(&store).map_err(unusable)?;
    for problem in &in_use.problems {
        tracing::warn!(%problem, "an imported vocabulary is left out");
    }
    compile(&in_use.merged.concepts).map_err(unusable)
}

fn unusable(error: impl std::error::Error) -> IndexError {
    IndexError::Vocabulary {
        reason: error.to_string(),
    }
}
