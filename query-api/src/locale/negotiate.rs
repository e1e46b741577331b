//! Choosing the language of a page: what its address says, else what the browser accepts.

use corpora::Language;

use super::{Locale, locales};

/// No browser lists more languages than this.
const MAX_LANGUAGES: usize = 10;

/// The languages of an `Accept-Language` header (RFC 9110, 12.5.4), best first.
pub(crate) fn accepted_languages(header: &str) -> Vec<Language> {
    let mut weighted: Vec<(f32, Language)> = Vec::new();
    for part in header.split(',').take(MAX_LANGUAGES) {
        let (tag, parameters) = part.split_once(';').unwrap_or((part, ""));
        let weight = parameters
            .trim()
            .strip_prefix("q=")
            .map_or(Ok(1.0), str::parse);
        let (Ok(language), Ok(weight)) = (Language::parse(tag), weight) else {
            continue;
        };
        if weight > 0.0 && !language.is_undetermined() {
            weighted.push((weight, language));
        }
    }
    weighted.sort_by(|a, b| b.0.total_cmp(&a.0));
    weighted.into_iter().map(|(_, language)| language).collect()
}

/// The language of the page: `asked` where it is one of ours, else the first accepted that is,
/// else English.
pub(crate) fn choose(asked: Option<&str>, accepted: &[Language]) -> Option<&'static Locale> {
    let ours = |language: &Language| {
        locales()
            .iter()
            .find(|locale| locale.language.primary() == language.primary())
    };
    let asked = asked.and_then(|tag| Language::parse(tag).ok());
    asked
        .as_ref()
        .and_then(ours)
        .or_else(|| accepted.iter().find_map(ours))
        .or(locales().first())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepted_languages_are_ordered_by_their_weight() {
        let found = accepted_languages("en;q=0.5, zh-Hans-CN, fr;q=0.9, *;q=0.1, ru;q=0, x;q=z");
        let tags: Vec<_> = found.iter().map(Language::tag).collect();
        assert_eq!(tags, ["zh-Hans-CN", "fr", "en"]);
        assert!(accepted_languages("").is_empty());
    }

    #[test]
    fn the_address_wins_over_the_browser_and_english_is_the_last_resort() {
        let tag = |asked, accepted: &str| {
            choose(asked, &accepted_languages(accepted))
                .unwrap()
                .language
                .tag()
        };
        assert_eq!(tag(Some("ar"), "fr"), "ar");
        assert_eq!(tag(Some("tlh"), "pt-BR, fr"), "pt");
        assert_eq!(tag(None, "tlh"), "en");
        assert_eq!(tag(Some("<script>"), ""), "en");
    }
}
