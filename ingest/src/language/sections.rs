//! Sections in another language than their document: summaries in English, manuals in twelve languages.

use corpora::{Document, Language, LanguageIdentifier, Section};

use super::small_words;
use super::{CONTRADICTION, ENOUGH, MIN_LETTERS_TO_CONTRADICT, is_latin, is_prose, same_script};

/// Characters from the middle of a section that are looked at: 1 ms each.
const SAMPLE_CHARS: usize = 300;
/// Characters from the middle in which small words are looked for first: some microseconds.
const PLAIN_CHARS: usize = 800;
/// Sections of a document that are looked at; in a longer one, every second, third and so on.
const MOST_SECTIONS: usize = 48;

/// Gives sections their language where it is clearly not that of the document. What they declare stays.
/// A short section between two of one language is taken to be in it too.
pub(crate) fn mark(document: &mut Document, identifier: &dyn LanguageIdentifier) {
    if document.sections.len() < 2 {
        return;
    }
    let whole = document.language.clone();
    let long: Vec<usize> = (0..document.sections.len())
        .filter(|at| is_long(&document.sections[*at]))
        .collect();
    let step = long.len().div_ceil(MOST_SECTIONS).max(1);
    // The document's own language is a verdict too: it ends a run of sections in another one.
    let mut last: Option<(usize, Option<Language>)> = None;
    for at in long.into_iter().step_by(step) {
        let section = &document.sections[at];
        let told = section.language.clone();
        let found = told.or_else(|| other_than(&whole, section, identifier));
        document.sections[at].language.clone_from(&found);
        if let Some((before, language)) = &last
            && *language == found
        {
            fill(&mut document.sections[before + 1..at], found.as_ref());
        }
        last = Some((at, found));
    }
}

fn fill(sections: &mut [Section], language: Option<&Language>) {
    for section in sections {
        if section.language.is_none() {
            section.language = language.cloned();
        }
    }
}

/// Whether a section has enough letters to be judged by; signs of scripts without word breaks carry more.
fn is_long(section: &Section) -> bool {
    let letters = section.text.chars().filter(|c| c.is_alphabetic());
    letters
        .map(|c| if c.is_ascii() { 1 } else { 4 })
        .scan(0, |sum, weight| {
            *sum += weight;
            Some(*sum)
        })
        .any(|sum| sum >= MIN_LETTERS_TO_CONTRADICT)
}

/// So many characters from the middle of a text.
fn middle(text: &str, chars: usize) -> String {
    let start = text.chars().count().saturating_sub(chars) / 2;
    text.chars().skip(start).take(chars).collect()
}

fn other_than(
    whole: &Language,
    section: &Section,
    identifier: &dyn LanguageIdentifier,
) -> Option<Language> {
    // Most sections are plain prose of their document's language.
    let plain = small_words::language(&middle(&section.text, PLAIN_CHARS));
    if plain.is_some_and(|plain| plain.primary() == whole.primary()) {
        return None;
    }
    let sample = middle(&section.text, SAMPLE_CHARS);
    let candidates = identifier.candidates(&sample);
    let (best, confidence) = candidates.first()?;
    if best.primary() == whole.primary() {
        return None;
    }
    let other_script = !whole.is_undetermined() && !same_script(best, whole);
    // Han text without kana may be Japanese: of two answers by script, the document's own holds.
    let mut all = candidates.iter().map(|(language, _)| language.primary());
    let possible = all.any(|primary| primary == whole.primary());
    let sure = if whole.is_undetermined() {
        *confidence >= ENOUGH
    } else {
        *confidence > CONTRADICTION
    };
    let clear = sure && (is_prose(&sample) || !is_latin(best));
    // An identifier that does not know the document's language cannot contradict it in its own script.
    let known = whole.is_undetermined() || possible || other_script;
    ((clear && known) || (other_script && !possible && !is_latin(best))).then(|| best.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::LinguaIdentifier;

    const ENGLISH: &str = "Patients with suspected Ebola virus disease should be isolated at once and receive early \
        supportive care, including oral or intravenous fluids and treatment of specific symptoms, which improves survival. \
        Contacts are followed for twenty-one days and vaccinated as soon as possible by the response teams.";
    const FRENCH: &str = "Les patients atteints de la maladie à virus Ebola doivent être isolés et recevoir des soins de \
        soutien précoces, notamment une réhydratation orale ou intraveineuse et le traitement des symptômes spécifiques, \
        afin d’améliorer la survie. Les contacts sont suivis pendant vingt et un jours et vaccinés dès que possible.";
    const SPANISH: &str = "Los pacientes con enfermedad por el virus del Ébola deben aislarse y recibir pronto cuidados de \
        sostén, en particular rehidratación oral o intravenosa y tratamiento de los síntomas, lo que mejora la \
        supervivencia. A los contactos se les sigue durante veintiún días y se les vacuna cuanto antes.";
    const ARABIC: &str = "يجب عزل المرضى المصابين بمرض فيروس الإيبولا وإعطاؤهم الرعاية الداعمة المبكرة بما في ذلك الإماهة الفموية أو الوريدية \
        وعلاج الأعراض، مما يحسن فرص البقاء على قيد الحياة، ويتابع المخالطون مدة واحد وعشرين يوما.";
    const CHINESE: &str = "疑似埃博拉病毒病患者应立即隔离，并尽早给予支持治疗，包括口服或静脉补液以及对症治疗，以提高生存率。\
        对密切接触者应随访二十一天，并尽快由应急队伍接种疫苗。";
    const THAI: &str = "ผู้ป่วยไข้เลือดออกควรได้รับการดูแลอย่างใกล้ชิด ดื่มน้ำเกลือแร่ และหลีกเลี่ยงยาแอสไพริน \
        หากมีอาการปวดท้องรุนแรงหรือเลือดออกให้รีบไปโรงพยาบาลทันที";

    fn marked(language: &str, texts: &[&str]) -> Vec<String> {
        let mut document = Document::new("", "", "");
        document.language = Language::parse(language).unwrap();
        texts.iter().for_each(|text| document.push_text(text));
        mark(&mut document, &LinguaIdentifier::new());
        let tag = |section: &Section| {
            section
                .language
                .as_ref()
                .map_or("-", |l| l.tag())
                .to_owned()
        };
        document.sections.iter().map(tag).collect()
    }

    #[test]
    fn sections_in_another_language_are_told_apart_whatever_their_script() {
        let all = [ENGLISH, FRENCH, SPANISH, ARABIC, CHINESE, THAI];
        assert_eq!(marked("en", &all), ["-", "fr", "es", "ar", "zh", "th"]);
        assert_eq!(marked("fr", &all), ["en", "-", "es", "ar", "zh", "th"]);
        assert_eq!(marked("ar", &all), ["en", "fr", "es", "-", "zh", "th"]);
        // Nobody is sure of the whole, but of its parts.
        assert_eq!(marked("und", &all), ["en", "fr", "es", "ar", "zh", "th"]);
    }

    #[test]
    fn what_is_short_or_cannot_be_told_stays_with_the_document() {
        assert_eq!(
            marked("fr", &[FRENCH, "Fever and cough.", FRENCH]),
            ["-", "-", "-"]
        );
        let between = marked("en", &[ENGLISH, FRENCH, "6 mg", FRENCH, "6 mg", ENGLISH]);
        assert_eq!(between, ["-", "fr", "fr", "fr", "-", "-"]);
        // Creole is not known to the identifier, and Han text may be Japanese.
        assert_eq!(marked("ht", &[FRENCH, FRENCH]), ["-", "-"]);
        assert_eq!(marked("ja", &[CHINESE, CHINESE]), ["-", "-"]);
        // A document of one section has the language of that section.
        assert_eq!(marked("en", &[FRENCH]), ["-"]);
    }
}
