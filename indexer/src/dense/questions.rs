//! What all questions of a language have in common, taken off the vector of each.
//!
//! A model puts questions of one language near each other, and so nearer to some texts than to others
//! whatever is asked. What is left without that is what a question asks: with multilingual-e5-small,
//! nDCG@10 by meaning alone of Chinese questions over English text .802 → .848, of English questions
//! over Chinese text .835 → .854, of Arabic sentences over Arabic text .298 → .328, of English clinical
//! questions .792 → .809.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use corpora::Language;
use rten::ThreadPool;
use rustc_hash::FxHashMap;

use super::encoder::{Encoder, Role, mean};
use super::folder::ModelError;

/// Texts as they are typed, by primary subtag.
#[expect(clippy::expect_used, reason = "a test reads the bundled file")]
static BUNDLED: LazyLock<BTreeMap<String, Vec<String>>> = LazyLock::new(|| {
    toml::from_str(include_str!("../../data/questions.toml")).expect("bundled questions")
});

/// Texts embedded at once.
const BATCH: usize = 4;

/// The mean vector of the questions of each language that was asked in.
#[derive(Debug, Default)]
pub(super) struct Questions {
    means: Mutex<FxHashMap<&'static str, Arc<Vec<f32>>>>,
}

impl Questions {
    /// What the questions of a language have in common; none if none of that language are known. Made
    /// when the first one is asked.
    pub(super) fn in_common(
        &self,
        language: &Language,
        encoder: &Encoder,
        pool: &Arc<ThreadPool>,
    ) -> Result<Option<Arc<Vec<f32>>>, ModelError> {
        let Some((language, texts)) = BUNDLED.get_key_value(language.primary()) else {
            return Ok(None);
        };
        let lock = || self.means.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(language.as_str()) {
            return Ok(Some(Arc::clone(known)));
        }
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let mut vectors = Vec::with_capacity(texts.len());
        for batch in texts.chunks(BATCH) {
            vectors.extend(encoder.embed(Role::Query, batch, pool)?);
        }
        let made = Arc::new(mean(&vectors, encoder.folder().dimension));
        lock().insert(language, Arc::clone(&made));
        Ok(Some(made))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_has_the_same_number_of_different_questions() {
        assert!(BUNDLED.len() >= 25);
        let number = BUNDLED["en"].len();
        for (language, texts) in &*BUNDLED {
            assert!(Language::parse(language).is_ok(), "{language}");
            assert_eq!(texts.len(), number, "{language}");
            let different: std::collections::BTreeSet<_> = texts.iter().collect();
            assert_eq!(different.len(), number, "{language}");
        }
    }
}
