//! What a reader may be typing: concepts by the beginning of any of their names, then documents by their
//! titles.

mod concepts;
mod labels;
mod titles;

use corpora::{ConceptClass, Date, DocumentId, Language, State};
use serde::Serialize;

pub(crate) use concepts::Counts;
pub(crate) use labels::Labels;

use crate::concepts::Terminology;
use crate::engine::Engine;
use crate::error::IndexError;

/// Longest beginning that is looked at, in characters; the rest of a longer one is ignored.
const MAX_CHARS: usize = 100;

/// What is wanted of suggestions.
#[derive(Debug, Clone)]
pub struct SuggestRequest {
    /// What is typed so far.
    pub text: String,
    /// Languages the reader prefers, best first.
    pub reader: Vec<Language>,
    /// Most concepts and most documents wanted, 1 to [`SuggestRequest::MAX`].
    pub limit: usize,
}

impl SuggestRequest {
    /// Most suggestions of a sort.
    pub const MAX: usize = 20;
}

/// Suggestions, best first; both empty where nothing is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Suggestions {
    /// Concepts with a name that begins so, or has a word that does.
    pub concepts: Vec<SuggestedConcept>,
    /// Documents with a word in their title that begins so, beside all words before it.
    pub documents: Vec<SuggestedDocument>,
}

/// A concept that may be meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SuggestedConcept {
    /// Its id.
    pub id: String,
    /// What sort of thing it is.
    pub class: ConceptClass,
    /// Its name in the reader's language, else in English.
    pub name: String,
    /// The name that begins so.
    pub matched: String,
    /// Number of documents with a passage that names it; none where they were not counted in time.
    pub documents: Option<u64>,
}

/// A document that may be meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SuggestedDocument {
    /// Its id.
    pub id: DocumentId,
    /// Its title.
    pub title: String,
    /// Language of the text.
    pub language: Language,
    /// Who published it.
    pub publisher: Option<String>,
    /// Date of publication.
    pub published: Option<Date>,
    /// Whether it still holds.
    pub state: State,
}

/// Makes the table of names before the first suggestion.
pub(crate) fn prepare(terminology: &Terminology) {
    terminology.labels(|| Labels::of(terminology));
}

/// Suggests. Takes a few milliseconds at most, whatever is typed.
pub(crate) fn suggest(
    engine: &Engine,
    request: &SuggestRequest,
) -> Result<Suggestions, IndexError> {
    let limit = request.limit.clamp(1, SuggestRequest::MAX);
    let end = request.text.char_indices().nth(MAX_CHARS);
    let text = request
        .text
        .get(..end.map_or(request.text.len(), |(at, _)| at));
    let text = text.unwrap_or_default().trim_start();
    if text.is_empty() {
        return Ok(Suggestions::default());
    }
    let (snapshot, terminology) = (engine.snapshot(), engine.terminology());
    let languages = languages(engine, text, &request.reader);
    let reader = request.reader.first().map_or("en", Language::primary);
    Ok(Suggestions {
        concepts: concepts::concepts(&snapshot, &terminology, text, reader, limit)?,
        documents: titles::titles(&snapshot, text, &languages, limit)?,
    })
}

/// Languages in which a beginning is taken apart.
fn languages(engine: &Engine, text: &str, reader: &[Language]) -> Vec<Language> {
    let candidates = engine.identifier().candidates(text).into_iter();
    let candidates = candidates.map(|(language, _)| language).take(2);
    let english = Language::parse("en").unwrap_or_default();
    let mut languages: Vec<Language> = Vec::new();
    for language in candidates
        .chain(reader.iter().take(2).cloned())
        .chain([english])
    {
        if !languages
            .iter()
            .any(|known| known.primary() == language.primary())
        {
            languages.push(language);
        }
    }
    languages
}

/// Hiragana as katakana: drugs are written in katakana, and typed in hiragana first.
fn katakana(text: &str) -> String {
    let katakana = |c: char| match c {
        '\u{3041}'..='\u{3096}' => char::from_u32(c as u32 + 0x60).unwrap_or(c),
        _ => c,
    };
    text.chars().map(katakana).collect()
}

/// The first text after all that begin so.
fn after(beginning: &str) -> String {
    let mut characters: Vec<char> = beginning.chars().collect();
    while let Some(last) = characters.pop() {
        // The numbers of surrogates belong to no character.
        let next = (last as u32 + 1..=last as u32 + 0x801).find_map(char::from_u32);
        if let Some(next) = next {
            characters.push(next);
            break;
        }
    }
    characters.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_after_a_beginning() {
        assert_eq!(after("ab"), "ac");
        assert_eq!(after("熱"), "熲");
        assert_eq!(after("\u{D7FF}"), "\u{E000}");
        assert_eq!(after("a\u{10FFFF}"), "b");
        assert_eq!(katakana("でかめ熱x"), "デカメ熱x");
    }
}
