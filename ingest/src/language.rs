//! In which language a document is written.

mod sections;
mod small_words;

use std::fmt;

use corpora::{Document, Extent, Language, LanguageIdentifier, ScriptIdentifier};
use lingua::{LanguageDetector, LanguageDetectorBuilder};

pub(crate) use sections::mark as mark_sections;

/// The identifier of this service: the script where that decides, else lingua's models.
///
/// Short texts and single words get low confidences; whether 0.4 is enough is the caller's
/// decision. Text beyond the first 1,500 characters is not looked at.
pub struct LinguaIdentifier {
    detector: LanguageDetector,
}

/// How much lingua looks at: 4–5 ms a text.
const SAMPLE_CHARS: usize = 1_500;

impl LinguaIdentifier {
    /// Loads nothing: the models are in the binary and read as they are needed.
    #[must_use]
    pub fn new() -> Self {
        Self {
            detector: LanguageDetectorBuilder::from_all_languages().build(),
        }
    }
}

impl Default for LinguaIdentifier {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for LinguaIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinguaIdentifier")
    }
}

impl LanguageIdentifier for LinguaIdentifier {
    fn candidates(&self, text: &str) -> Vec<(Language, f64)> {
        let by_script = ScriptIdentifier.candidates(text);
        if !by_script.is_empty() {
            return by_script;
        }
        let sample: String = text.chars().take(SAMPLE_CHARS).collect();
        let values = self.detector.compute_language_confidence_values(sample);
        let language =
            |found: lingua::Language| Language::parse(&found.iso_code_639_1().to_string()).ok();
        values
            .into_iter()
            .filter_map(|(found, value)| Some((language(found)?, value)))
            .collect()
    }
}

/// Letters below which a text cannot contradict what it declares.
const MIN_LETTERS_TO_CONTRADICT: usize = 200;
/// Confidence above which it does.
const CONTRADICTION: f64 = 0.9;
/// Confidence that is enough where nothing is declared.
const ENOUGH: f64 = 0.7;
/// Characters from the middle of a text that are looked at, beside the title.
const MIDDLE_CHARS: usize = 1_200;

/// The language of a document: what it declares, unless the text clearly says otherwise; else that
/// of its source if the text does not say otherwise; else what the text says; else undetermined.
pub(crate) fn decide(
    document: &Document,
    source_default: &Language,
    identifier: &dyn LanguageIdentifier,
) -> Language {
    let sample = sample(document);
    let told = if document.language.is_undetermined() {
        source_default
    } else {
        &document.language
    };
    // What is plain needs no identifier, which takes milliseconds: of records that is most of the time.
    if let Some(plain) = small_words::language(&sample) {
        if told.is_undetermined() {
            return plain;
        }
        if told.primary() == plain.primary() {
            return told.clone();
        }
    } else if small_words::speak_for(told, &sample) {
        return told.clone();
    }
    let candidates = identifier.candidates(&sample);
    let letters = sample.chars().filter(|c| c.is_alphabetic()).count();
    let Some((best, confidence)) = candidates.first() else {
        return told.clone();
    };
    if told.is_undetermined() {
        return if *confidence >= ENOUGH {
            best.clone()
        } else {
            Language::undetermined()
        };
    }
    let agrees = best.primary() == told.primary();
    // Characters of scripts without word breaks carry more than letters do.
    let enough = letters >= MIN_LETTERS_TO_CONTRADICT
        || !is_latin(best) && letters * 4 >= MIN_LETTERS_TO_CONTRADICT;
    if agrees || !enough || *confidence <= CONTRADICTION && !candidates_exclude(&candidates, told) {
        return told.clone();
    }
    if !same_script(best, told) {
        return best.clone();
    }
    // An identifier that does not know the declared language cannot contradict it: Danish looks
    // like Swedish to one that has never seen Danish. Nor can a list of names.
    let known = candidates
        .iter()
        .any(|(language, _)| language.primary() == told.primary());
    if known && is_prose(&sample) {
        // Records tell the language of the article; its abstract is often in another.
        if document.extent == Extent::Abstract {
            return best.clone();
        }
        Language::undetermined()
    } else {
        told.clone()
    }
}

/// Whether most words begin with a small letter, in a script that has them: names and references
/// say little about the language around them.
pub(crate) fn is_prose(sample: &str) -> bool {
    let first = |word: &str| word.chars().find(|c| c.is_alphanumeric());
    let firsts: Vec<char> = sample.split_whitespace().filter_map(first).collect();
    let capitals = firsts.iter().filter(|c| !c.is_lowercase()).count();
    let cased = firsts.iter().any(|c| c.is_lowercase() || c.is_uppercase());
    !cased || capitals * 2 < firsts.len()
}

/// Whether the candidates come from the script alone and the language is not among them: Han text
/// that declares English.
fn candidates_exclude(candidates: &[(Language, f64)], told: &Language) -> bool {
    candidates
        .iter()
        .all(|(language, _)| !same_script(language, told))
}

/// Title and a piece from the middle, where front matter and imprints are over. Sections that say
/// that they are in another language tell nothing about that of the document.
fn sample(document: &Document) -> String {
    let own = || {
        let sections = document.sections.iter();
        sections.filter(|section| section.language.is_none())
    };
    let total: usize = own().map(|section| section.text.chars().count()).sum();
    let start = total.saturating_sub(MIDDLE_CHARS) / 2;
    let text = own().flat_map(|section| section.text.chars().chain([' ']));
    let middle: String = text.skip(start).take(MIDDLE_CHARS).collect();
    if middle.trim().is_empty() {
        let headings = own().flat_map(|section| &section.path);
        return headings.fold(document.title.clone(), |all, heading| all + "\n" + heading);
    }
    format!("{}\n{middle}", document.title)
}

/// Languages written in one script, as far as that tells languages of this service apart.
const SCRIPTS: [(&str, &[&str]); 17] = [
    (
        "Cyrl",
        &["ru", "uk", "bg", "sr", "mk", "be", "kk", "ky", "mn", "tg"],
    ),
    ("Arab", &["ar", "fa", "ur", "ps", "ckb", "ug", "sd"]),
    ("Deva", &["hi", "mr", "ne"]),
    ("Hani", &["zh", "ja", "yue"]),
    ("Kore", &["ko"]),
    ("Thai", &["th"]),
    ("Laoo", &["lo"]),
    ("Khmr", &["km"]),
    ("Mymr", &["my"]),
    ("Grek", &["el"]),
    ("Hebr", &["he", "yi"]),
    ("Beng", &["bn", "as"]),
    ("Taml", &["ta"]),
    ("Telu", &["te"]),
    ("Gujr", &["gu"]),
    ("Armn", &["hy"]),
    ("Geor", &["ka"]),
];

fn script(language: &Language) -> Option<&'static str> {
    SCRIPTS
        .iter()
        .find(|(_, languages)| languages.contains(&language.primary()))
        .map(|(script, _)| *script)
}

fn is_latin(language: &Language) -> bool {
    script(language).is_none()
}

/// Languages that are not in the table count as Latin; several of its languages are written in
/// Latin letters too (Serbian, Uzbek), but then no identifier takes them for another script.
fn same_script(one: &Language, other: &Language) -> bool {
    script(one) == script(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(language: &str, text: &str) -> Document {
        let mut document = Document::new("", "", "");
        document.language = Language::parse(language).unwrap();
        document.push_text(text);
        document
    }

    const FRENCH: &str = "Les patients atteints de la maladie à virus Ebola doivent être isolés et \
        recevoir des soins de soutien précoces, notamment une réhydratation orale ou intraveineuse \
        et le traitement des symptômes spécifiques, afin d’améliorer la survie. Les contacts sont suivis \
        pendant vingt et un jours et vaccinés dès que possible par les équipes de riposte.";
    const CHINESE: &str = "重型患者应给予氧疗，密切监测生命体征、水电解质、酸碱平衡及各脏器功能。根据病情监测血常规、\
        尿常规、C反应蛋白、生化指标、凝血功能、动脉血气分析、胸部影像学等。";
    const NAMES: &str = "LIANG Tingbo, CAI Hongliu, CHEN Yu, CHEN Zuobing, FANG Qiang, HAN Weili, HU Shaohua, LI Jianping, \
        LI Tong, LU Xiaoyang, QU Tingting, SHEN Yihong, SHENG Jifang, WANG Huafen, WEI Guoqing, XU Kaijin, ZHAO Xuehong, \
        ZHONG Zifeng, ZHOU Jianying, CAI Xiujun, CHEN Jianing, FU Guosheng, HUANG He";
    const THAI: &str = "ผู้ป่วยไข้เลือดออกควรได้รับการดูแลอย่างใกล้ชิด ดื่มน้ำเกลือแร่ และหลีกเลี่ยงยาแอสไพริน \
        หากมีอาการปวดท้องรุนแรงหรือเลือดออกให้รีบไปโรงพยาบาลทันที";

    #[test]
    fn declared_default_and_text_are_weighed() {
        let identifier = LinguaIdentifier::new();
        for (declared, default, text, expected) in [
            // Declared and agreed, with its region kept.
            ("fr-CD", "und", FRENCH, "fr-CD"),
            ("zh-Hant-TW", "und", CHINESE, "zh-Hant-TW"),
            // Nothing declared: source, then text.
            ("und", "fr", FRENCH, "fr"),
            ("und", "und", FRENCH, "fr"),
            ("und", "und", CHINESE, "zh"),
            ("und", "und", THAI, "th"),
            ("und", "sw", "6 mg", "sw"),
            ("und", "und", "6 mg", "und"),
            // Contradicted by script, by model, or by a model that cannot know.
            ("en", "und", CHINESE, "zh"),
            ("en", "und", THAI, "th"),
            ("en", "und", FRENCH, "und"),
            ("ht", "und", FRENCH, "ht"),
            ("cs", "und", NAMES, "cs"),
            // Too little to contradict.
            ("en", "und", "Fièvre et toux.", "en"),
            ("km", "und", "ជំងឺគ្រុនឈាម", "km"),
            ("ja", "und", "高血圧治療", "ja"),
        ] {
            let default = Language::parse(default).unwrap();
            let found = decide(&document(declared, text), &default, &identifier);
            assert_eq!(found.tag(), expected, "{declared} {default} {text}");
        }
    }
}
