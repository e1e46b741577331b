//! Telling the language of a text: by its script where that decides, else by a model.

use icu_properties::props::Script;
use icu_properties::script::ScriptWithExtensions;

use crate::document::Language;

/// Tells in which language a text may be written.
///
/// Implementations answer for any text, however short or odd, without panicking and in time
/// bounded by the first few thousand characters. Confidences are between 0 and 1 and fall from the
/// first to the last; they need not add up to 1. An empty answer means "cannot tell", and callers
/// must take it as that.
pub trait LanguageIdentifier: Send + Sync + std::fmt::Debug {
    /// The likely languages, most likely first, with a confidence each.
    fn candidates(&self, text: &str) -> Vec<(Language, f64)>;
}

/// Scripts that one language of this service uses alone.
const DECISIVE: [(Script, &str); 15] = [
    (Script::Hangul, "ko"),
    (Script::Hiragana, "ja"),
    (Script::Katakana, "ja"),
    (Script::Thai, "th"),
    (Script::Lao, "lo"),
    (Script::Khmer, "km"),
    (Script::Myanmar, "my"),
    (Script::Greek, "el"),
    (Script::Hebrew, "he"),
    (Script::Bengali, "bn"),
    (Script::Tamil, "ta"),
    (Script::Telugu, "te"),
    (Script::Gujarati, "gu"),
    (Script::Armenian, "hy"),
    (Script::Georgian, "ka"),
];

/// How much of a text is looked at.
const SAMPLE_CHARS: usize = 2_000;

/// The identifier that looks at the script alone: it knows Korean from Thai, but of Latin,
/// Cyrillic, Arabic and Devanagari text it cannot tell more. Han text without kana may be Chinese
/// or Japanese, and both are answered.
#[derive(Debug, Clone, Copy, Default)]
pub struct ScriptIdentifier;

impl LanguageIdentifier for ScriptIdentifier {
    fn candidates(&self, text: &str) -> Vec<(Language, f64)> {
        let mut counts: Vec<(Script, usize)> = Vec::new();
        for script in text.chars().take(SAMPLE_CHARS).filter_map(script_of) {
            match counts.iter_mut().find(|(found, _)| *found == script) {
                Some((_, count)) => *count += 1,
                None => counts.push((script, 1)),
            }
        }
        let count = |script| {
            counts
                .iter()
                .find(|(s, _)| *s == script)
                .map_or(0, |(_, n)| *n)
        };
        // Drug names and abbreviations stand in Latin letters in every language.
        let letters: usize = counts
            .iter()
            .filter(|(s, _)| *s != Script::Latin)
            .map(|(_, n)| n)
            .sum();
        if letters * 4 < count(Script::Latin) {
            return Vec::new();
        }
        let language = |code: &str| Language::parse(code).unwrap_or_default();
        let (han, kana) = (
            count(Script::Han),
            count(Script::Hiragana) + count(Script::Katakana),
        );
        if han > 0 && (han + kana) * 2 > letters {
            // Japanese prose is a third kana or more; a Chinese text may quote a word of it.
            return if kana * 8 > han {
                vec![(language("ja"), 1.0)]
            } else {
                vec![(language("zh"), 0.7), (language("ja"), 0.3)]
            };
        }
        let decided = DECISIVE
            .iter()
            .find(|(script, _)| count(*script) * 2 > letters);
        decided
            .map(|(_, code)| vec![(language(code), 1.0)])
            .unwrap_or_default()
    }
}

/// The script of a letter; none for digits, marks and signs that all scripts use.
fn script_of(c: char) -> Option<Script> {
    let script = ScriptWithExtensions::new().get_script_val(c);
    (c.is_alphabetic() && script != Script::Common && script != Script::Inherited).then_some(script)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_that_one_language_uses_decides() {
        for (text, expected) in [
            ("호흡 곤란 COVID-19", vec!["ko"]),
            ("発熱のある患者", vec!["ja"]),
            ("高血圧", vec!["zh", "ja"]),
            ("新型冠状病毒肺炎诊疗方案（试行第七版）", vec!["zh", "ja"]),
            ("ไข้เลือดออก", vec!["th"]),
            ("πυρετός", vec!["el"]),
            ("dexamethasone", vec![]),
            ("лихорадка", vec![]),
            ("حمى", vec![]),
            ("12 mg 🤒", vec![]),
            ("", vec![]),
        ] {
            let found = ScriptIdentifier.candidates(text);
            let tags: Vec<_> = found.iter().map(|(language, _)| language.tag()).collect();
            assert_eq!(tags, expected, "{text}");
        }
    }
}
