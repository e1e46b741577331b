//! The vocabulary in use, and what it finds in documents.

use std::sync::{Arc, LazyLock, OnceLock};

use corpora::{Concept, ConceptClass, bundled_vocabulary};
use rustc_hash::FxHashSet;
use tantivy::directory::OwnedBytes;

use super::compile::compile;
use super::lexicon::Lexicon;
use super::marked::MarkedText;
use super::recognise::{Mention, mentions};
use super::resolve::{Context, accepted, beyond_doubt};
use crate::error::{IndexError, LexiconError};
use crate::spelling::Words;
use crate::suggest::Labels;

/// A vocabulary ready for use.
#[derive(Debug)]
pub(crate) struct Terminology {
    pub(crate) lexicon: Lexicon,
    /// Id and class of each concept, by number: looked up for every mention in a document.
    ids: Vec<String>,
    classes: Vec<ConceptClass>,
    /// Stands for its whole content: an index says by which vocabulary it was built.
    pub(crate) fingerprint: String,
    /// What misspellings are looked up in, made at the first one.
    words: OnceLock<Words>,
    /// Its names by their beginnings, made at the first suggestion.
    labels: OnceLock<Labels>,
}

/// The bundled vocabulary, compiled at first use.
static BUNDLED: LazyLock<Result<Arc<Terminology>, String>> = LazyLock::new(|| {
    let concepts = bundled_vocabulary().map_err(|error| error.to_string())?;
    let terminology = Terminology::of(&concepts).map_err(|error| error.to_string())?;
    Ok(Arc::new(terminology))
});

impl Terminology {
    /// The vocabulary in use.
    ///
    /// # Errors
    /// [`IndexError::Vocabulary`] if a bundled file is wrong, which a test rules out.
    pub(crate) fn present() -> Result<Arc<Self>, IndexError> {
        let reason = |reason: &String| IndexError::Vocabulary {
            reason: reason.clone(),
        };
        BUNDLED.as_ref().map(Arc::clone).map_err(reason)
    }

    pub(crate) fn of(concepts: &[Concept]) -> Result<Self, LexiconError> {
        let bytes = compile(concepts)?;
        let fingerprint = blake3::hash(&bytes).to_hex()[..16].to_owned();
        Ok(Self {
            lexicon: Lexicon::open(&OwnedBytes::new(bytes))?,
            ids: concepts.iter().map(|concept| concept.id.clone()).collect(),
            classes: concepts.iter().map(|concept| concept.class).collect(),
            fingerprint,
            words: OnceLock::new(),
            labels: OnceLock::new(),
        })
    }

    /// Number of concepts.
    pub(crate) fn len(&self) -> usize {
        self.ids.len()
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
        self.ids.get(concept as usize).map_or("", String::as_str)
    }

    /// Class of a concept.
    pub(crate) fn class(&self, concept: u32) -> ConceptClass {
        let class = self.classes.get(concept as usize);
        class.copied().unwrap_or(ConceptClass::Measure)
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
                classes: &self.classes,
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
