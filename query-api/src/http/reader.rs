//! Who asks: the languages they read, and the page they are on.

use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::{HeaderMap, Uri};
use corpora::Language;

use crate::locale::{Locale, accepted_languages, choose};

/// What a request says of its reader.
#[derive(Debug, Clone)]
pub(crate) struct Reader {
    /// Language of the pages; none only if no language file could be read.
    locale: Option<&'static Locale>,
    /// The language the address asks for, if it is one of ours.
    pub(crate) chosen: Option<&'static str>,
    /// Languages the reader reads, best first.
    pub(crate) languages: Vec<Language>,
    /// Path of the page.
    pub(crate) path: String,
    /// Parameters of the page, without the choice of language.
    pub(crate) pairs: Vec<(String, String)>,
}

/// Name of the parameter that chooses the language of the pages.
pub(crate) const UI: &str = "ui";

/// A page with more parameters than this was not made by us; the rest is ignored.
const MAX_PAIRS: usize = 200;

impl Reader {
    pub(crate) fn of(uri: &Uri, headers: &HeaderMap) -> Self {
        let header = headers
            .get(ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok());
        let accepted = accepted_languages(header.unwrap_or_default());
        let query = uri.query().unwrap_or_default();
        let mut pairs: Vec<_> = url::form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .take(MAX_PAIRS)
            .collect();
        let asked = pairs
            .iter()
            .find(|(name, _)| name == UI)
            .map(|(_, value)| value.clone());
        pairs.retain(|(name, _)| name != UI);
        let locale = choose(asked.as_deref(), &accepted);
        let asked = asked.and_then(|tag| Language::parse(&tag).ok());
        let chosen = locale.map(|locale| locale.language.tag());
        let chosen = chosen.filter(|tag| asked.is_some_and(|asked| asked.primary() == *tag));
        // Whoever chose a language for the pages reads that best.
        let first = chosen.and(locale).map(|locale| locale.language.clone());
        let mut languages: Vec<Language> = first.into_iter().chain(accepted).collect();
        languages.dedup_by(|a, b| a.primary() == b.primary());
        Self {
            locale,
            chosen,
            languages,
            path: uri.path().to_owned(),
            pairs,
        }
    }

    /// The language of the pages.
    pub(crate) fn locale(&self) -> Option<&'static Locale> {
        self.locale
    }
}
