//! The languages in which a query is read.

use corpora::{Language, LanguageIdentifier};

use super::request::SearchRequest;
use super::weights::LanguageConfidence;
use crate::analysis::is_chinese_or_japanese;

/// Most languages in which one query is analysed.
const MAX_LANGUAGES: usize = 4;

/// The languages in which the text is analysed: the one the caller names, or those it may be in. A
/// text too short to tell is analysed in the reader's languages and in English too; its exact form
/// is found in every language all the same. One of Chinese characters alone is taken for Chinese by
/// every identifier, and is analysed as Japanese too.
pub(super) fn languages(
    request: &SearchRequest,
    identifier: &dyn LanguageIdentifier,
    confidence: LanguageConfidence,
) -> (Vec<Language>, bool) {
    if let Some(language) = &request.language {
        return (vec![language.clone()], true);
    }
    let candidates = identifier.candidates(&request.text);
    let sure = candidates
        .first()
        .is_some_and(|(_, best)| *best >= confidence.sure);
    let plausible = candidates
        .into_iter()
        .filter(|(_, c)| *c >= confidence.plausible);
    let mut languages: Vec<Language> = Vec::new();
    let mut add = |language: Language| {
        if languages.len() < MAX_LANGUAGES
            && !languages.iter().any(|l| l.primary() == language.primary())
        {
            languages.push(language);
        }
    };
    plausible
        .map(|(language, _)| language)
        .take(2)
        .for_each(&mut add);
    if is_chinese_or_japanese(&request.text) {
        for language in ["zh", "ja"] {
            add(Language::parse(language).unwrap_or_default());
        }
    }
    if !sure {
        request.reader.iter().take(2).cloned().for_each(&mut add);
        add(Language::parse("en").unwrap_or_default());
    }
    (languages, sure)
}
