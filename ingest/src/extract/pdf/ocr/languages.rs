//! Which languages tesseract is to read with: what is declared, else what the pages show. It reads
//! anything with any language, and what comes out may look like text: never a guess.

use corpora::{Language, LanguageIdentifier};

use super::OcrError;
use super::rules::RULES;
use crate::language::{LinguaIdentifier, is_prose};

/// A language of tesseract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Known {
    /// Its tag (BCP 47).
    pub(super) tag: &'static str,
    /// What tesseract calls it.
    pub(super) code: &'static str,
    script: &'static str,
}

/// Scripts of `osd` that go by several names.
const SAME_SCRIPTS: [(&str, &str); 6] = [
    ("Hangul", "Korean"),
    ("Hiragana", "Japanese"),
    ("Katakana", "Japanese"),
    ("HanS", "Han"),
    ("HanT", "Han"),
    ("Fraktur", "Latin"),
];

fn all() -> impl Iterator<Item = Known> {
    RULES
        .tesseract
        .iter()
        .map(|(tag, (code, script))| Known { tag, code, script })
}

impl Known {
    /// The language of that tag, or of its beginning: `zh-Hant` for `zh-Hant-TW`, `pt` for `pt-BR`.
    pub(super) fn of(language: &Language) -> Option<Self> {
        let mut tag = language.tag();
        loop {
            if let Some(known) = all().find(|known| known.tag == tag) {
                return Some(known);
            }
            tag = tag.rsplit_once('-')?.0;
        }
    }

    fn primary(self) -> &'static str {
        self.tag.split('-').next().unwrap_or(self.tag)
    }

    /// How it is called in a message, with the package that has it.
    fn described(self) -> String {
        let language = Language::parse(self.tag).unwrap_or_default();
        let (code, package) = (self.code, self.code.replace('_', "-"));
        format!(
            "{} ({code}): install tesseract-ocr-{package}",
            language.english_name()
        )
    }

    /// The language, and beside it the one that names of drugs and units are written in: without it
    /// they come out as something else.
    fn with_beside(self, installed: &[String]) -> Result<String, OcrError> {
        let beside = RULES.language.beside.as_str();
        if self.script == "Latin" {
            return Ok(self.code.to_owned());
        }
        if has(installed, beside) {
            return Ok(format!("{}+{beside}", self.code));
        }
        let needed = all().find(|known| known.code == beside);
        Err(OcrError::Language(format!(
            "tesseract lacks {}, without which units and names in Latin letters are misread",
            needed.map_or_else(|| beside.to_owned(), Self::described)
        )))
    }
}

fn has(installed: &[String], code: &str) -> bool {
    installed.iter().any(|installed| installed == code)
}

/// What to read with where a language is declared.
pub(super) fn declared(language: &Language, installed: &[String]) -> Result<String, OcrError> {
    let known = Known::of(language).ok_or_else(|| {
        OcrError::Language(format!(
            "tesseract is not known to read {}",
            language.english_name()
        ))
    })?;
    if has(installed, known.code) {
        return known.with_beside(installed);
    }
    Err(OcrError::Language(format!(
        "tesseract lacks {}",
        known.described()
    )))
}

/// What to try first where nothing is declared: the languages there are of the script, or of all.
pub(super) fn to_try(script: Option<&str>, installed: &[String]) -> Result<String, OcrError> {
    let script = script.map(|script| {
        let same = SAME_SCRIPTS.iter().find(|(name, _)| *name == script);
        same.map_or(script, |(_, same)| *same)
    });
    let of_script = || all().filter(|known| script.is_none_or(|script| known.script == script));
    let mut codes: Vec<&str> = of_script()
        .map(|known| known.code)
        .filter(|code| has(installed, code))
        .collect();
    codes.dedup();
    // English first: that most texts have words of.
    codes.sort_by_key(|code| *code != RULES.language.beside);
    codes.truncate(RULES.language.most_at_once);
    if !codes.is_empty() {
        return Ok(codes.join("+"));
    }
    let mut lacking: Vec<String> = of_script().take(3).map(Known::described).collect();
    lacking.dedup();
    let shown = script.map_or("no language is installed".to_owned(), |script| {
        format!("its pages show {script} script")
    });
    Err(OcrError::Language(format!(
        "{shown}, and tesseract lacks {}",
        lacking.join("; ")
    )))
}

/// The language that a text is surely in.
pub(super) fn of_text(text: &str, enough: f64) -> Option<Language> {
    let candidates = LinguaIdentifier::new().candidates(text);
    let (language, confidence) = candidates.into_iter().next()?;
    (confidence >= enough).then_some(language)
}

/// The language that a text is surely in, where that is another than is told. An identifier that does
/// not know the told one cannot contradict it, nor can a table of names: one of health zones of Congo was
/// taken for Swahili.
pub(super) fn contradiction(text: &str, told: &Language) -> Option<Language> {
    if !is_prose(text) {
        return None;
    }
    let candidates = LinguaIdentifier::new().candidates(text);
    let known = candidates
        .iter()
        .any(|(language, _)| language.primary() == told.primary());
    let (language, confidence) = candidates.into_iter().next()?;
    let sure = confidence >= RULES.language.contradiction;
    (known && sure && language.primary() != told.primary()).then_some(language)
}

/// What to read with, after a trial with `tried` gave a text of this language.
pub(super) fn settled(
    found: &Language,
    tried: &str,
    installed: &[String],
) -> Result<String, OcrError> {
    let known = Known::of(found).map(Known::primary);
    let of_language: Vec<&str> = all()
        .filter(|one| Some(one.primary()) == known && has(installed, one.code))
        .map(|one| one.code)
        .collect();
    // Of two ways to write a language that were tried together, both.
    let both: Vec<&str> = tried
        .split('+')
        .filter(|code| of_language.contains(code))
        .collect();
    let Some((first, others)) = both.split_first() else {
        return declared(found, installed);
    };
    let first = all().find(|one| one.code == *first);
    let first = first.map_or_else(
        || declared(found, installed),
        |one| one.with_beside(installed),
    )?;
    Ok([&[first.as_str()], others].concat().join("+"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn installed(codes: &[&str]) -> Vec<String> {
        codes.iter().map(|code| (*code).to_owned()).collect()
    }

    fn language(tag: &str) -> Language {
        Language::parse(tag).unwrap()
    }

    #[test]
    fn every_language_of_the_project_is_known_or_tesseract_has_none() {
        let unknown: Vec<_> = Language::all_named()
            .iter()
            .filter(|named| Known::of(&language(named.code)).is_none())
            .map(|named| named.code)
            .collect();
        assert_eq!(unknown, ["ckb", "ha", "rw", "so"]);
    }

    #[test]
    fn tags_become_codes() {
        let all = ["eng", "fra", "chi_sim", "chi_tra", "por", "ara"];
        let codes = |tag: &str| declared(&language(tag), &installed(&all)).unwrap();
        assert_eq!(codes("fr-CD"), "fra");
        assert_eq!(codes("pt-BR"), "por");
        assert_eq!(codes("zh"), "chi_sim+eng");
        assert_eq!(codes("zh-Hant-HK"), "chi_tra+eng");
        assert_eq!(codes("zh-TW"), "chi_tra+eng");
        assert_eq!(codes("ar"), "ara+eng");
        let alone = declared(&language("ar"), &installed(&["ara"])).unwrap_err();
        assert!(alone.to_string().contains("tesseract-ocr-eng"), "{alone}");
    }

    #[test]
    fn what_is_lacking_is_named() {
        let lacking = |tag: &str| declared(&language(tag), &installed(&["eng"])).unwrap_err();
        let text = lacking("zh-Hant").to_string();
        assert!(
            text.contains("chi_tra") && text.contains("tesseract-ocr-chi-tra"),
            "{text}"
        );
        assert!(lacking("so").to_string().contains("Somali"));
        let script = to_try(Some("Arabic"), &installed(&["eng", "osd"])).unwrap_err();
        assert!(script.to_string().contains("tesseract-ocr-ara"), "{script}");
    }

    #[test]
    fn only_languages_of_the_script_are_tried() {
        let all = installed(&["eng", "fra", "osd", "rus", "ukr", "spa", "deu", "ita"]);
        assert_eq!(to_try(Some("Cyrillic"), &all).unwrap(), "rus+ukr");
        assert_eq!(to_try(Some("Latin"), &all).unwrap(), "eng+deu+spa+fra");
        assert!(to_try(None, &all).unwrap().starts_with("eng+"));
    }

    #[test]
    fn the_trial_settles_it_or_names_what_is_lacking() {
        let all = installed(&["eng", "fra", "chi_sim", "chi_tra"]);
        let settled = |tag: &str, tried: &str| settled(&language(tag), tried, &all);
        assert_eq!(settled("fr", "eng+fra").unwrap(), "fra");
        assert_eq!(
            settled("zh", "chi_sim+chi_tra").unwrap(),
            "chi_sim+eng+chi_tra"
        );
        let lacking = settled("de", "eng+fra").unwrap_err().to_string();
        assert!(
            lacking.contains("German") && lacking.contains("tesseract-ocr-deu"),
            "{lacking}"
        );
    }
}
