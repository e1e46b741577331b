//! The language of plain prose by its small words: what takes an identifier of languages milliseconds
//! is clear at a glance where every third word is one that only one language has.

use std::collections::HashMap;
use std::sync::LazyLock;

use corpora::Language;

/// Languages written in Latin letters whose small words are counted; the identifier knows fewer.
const LANGUAGES: [&str; 21] = [
    "en", "fr", "es", "pt", "de", "it", "nl", "sv", "da", "no", "fi", "pl", "cs", "sk", "ro", "hu",
    "tr", "id", "vi", "sw", "ca",
];
/// Words below which nothing is clear.
const MIN_WORDS: usize = 40;
/// Share of small words, in percent, from which a text is prose of their language.
const MIN_SHARE: usize = 25;
/// The same where the text declares that language.
const MIN_AGREEING: usize = 20;
/// Share of another language's small words, in percent of those, up to which it is not of that one.
/// With these, 17,865 of 21,338 texts in nine languages are clear (`tico-19`, `xquad`, `covid-faq-multi`, `scifact`,
/// `med-1033`, `covid-qa`, `trec-covid-subset`, guidelines), all of them of the language they are in; most others are
/// too short. With a share of 30, 225 more went to the identifier, at 5 ms each.
const MAX_OTHER: usize = 60;
/// The same where the text declares that language, of half as many words. Of 20,932 texts in these
/// languages (those sets, `covid-qa`, `trec-covid-subset`), 18,495 then need no identifier; no text of
/// these, nor of 3,815 in other languages, speaks for a language that it is not in.
const MAX_OTHER_AGREEING: usize = 80;

/// A bit for each language that has a word.
static WORDS: LazyLock<HashMap<&'static str, u32>> = LazyLock::new(|| {
    let mut words: HashMap<&'static str, u32> = HashMap::new();
    for (at, language) in LANGUAGES.iter().enumerate() {
        for word in stop_words::lookup(language).unwrap_or_default() {
            *words.entry(word).or_default() |= 1 << at;
        }
    }
    words
});

/// The language of a text, where its small words leave no doubt.
pub(super) fn language(text: &str) -> Option<Language> {
    let found = count(text)?;
    (found.words >= MIN_WORDS && found.share >= MIN_SHARE && found.others <= MAX_OTHER)
        .then(|| Language::parse(found.language).ok())
        .flatten()
}

/// Whether the small words of a text speak for the language that it declares: fewer of them will do.
pub(super) fn speak_for(declared: &Language, text: &str) -> bool {
    count(text).is_some_and(|found| {
        found.words >= MIN_WORDS / 2
            && found.share >= MIN_AGREEING
            && found.others <= MAX_OTHER_AGREEING
            && found.language == declared.primary()
    })
}

/// Letters up to the end of Latin Extended-B, and those of Vietnamese.
const fn is_latin(letter: char) -> bool {
    matches!(letter, '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

/// What the small words of a text say.
struct Count {
    /// The language that has most of them.
    language: &'static str,
    /// Its share of all words, in percent.
    share: usize,
    /// That of the language that has the next most, in percent of it.
    others: usize,
    words: usize,
}

fn count(text: &str) -> Option<Count> {
    let mut counts = [0_usize; LANGUAGES.len()];
    let mut words = 0;
    for word in text.split(|c: char| !c.is_alphabetic() && c != '\'' && c != '’') {
        if word.is_empty() {
            continue;
        }
        words += 1;
        let lower = word.to_lowercase();
        let bits = WORDS.get(lower.as_str()).copied().unwrap_or(0);
        for (at, count) in counts.iter_mut().enumerate() {
            *count += usize::from(bits & (1 << at) != 0);
        }
    }
    let letters = || text.chars().filter(|c| c.is_alphabetic());
    // Names in Latin letters say nothing about the language of a Thai text.
    let latin = letters().filter(|c| is_latin(*c)).count();
    if words == 0 || latin * 2 < letters().count() {
        return None;
    }
    let best = (0..LANGUAGES.len()).max_by_key(|at| counts[*at])?;
    let others = counts.iter().enumerate().filter(|(at, _)| *at != best);
    let second = others.map(|(_, count)| *count).max().unwrap_or(0);
    Some(Count {
        language: LANGUAGES[best],
        share: counts[best] * 100 / words,
        others: (second * 100).checked_div(counts[best]).unwrap_or(100),
        words,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: &str = "The patients were treated with dexamethasone for ten days, and most of them had been in the \
        hospital before it was given. We found that there was no difference between the two groups after they had been \
        seen again by their own doctors.";
    const FRENCH: &str = "Les patients atteints de la maladie doivent être isolés et recevoir des soins de soutien, \
        notamment une réhydratation, et le traitement des symptômes afin que la survie soit meilleure. Les contacts sont \
        suivis pendant vingt et un jours par les équipes qui ont été formées à cela. Ceux dont l’état est plus grave sont \
        traités dans un autre service avec ce qui est disponible pour eux, puis ils rentrent chez eux.";

    #[test]
    fn plain_prose_is_told_and_nothing_else_is() {
        assert!(LANGUAGES.iter().all(|l| stop_words::lookup(l).is_some()));
        let told = |text: &str| language(text).map(|found| found.tag().to_owned());
        assert_eq!(told(ENGLISH).as_deref(), Some("en"));
        assert_eq!(told(FRENCH).as_deref(), Some("fr"));
        assert_eq!(told(&format!("{ENGLISH} {FRENCH}")), None);
        assert_eq!(told("The patient and the doctor."), None);
        assert_eq!(told(&"地塞米松 6 毫克 ".repeat(50)), None);
        assert_eq!(told(&"Dexamethasone 6 mg ".repeat(50)), None);
        assert_eq!(told(""), None);
    }

    #[test]
    fn fewer_small_words_speak_for_what_is_declared() {
        let speaks = |tag: &str, text: &str| speak_for(&Language::parse(tag).unwrap(), text);
        let short = "Dexamethasone reduced mortality in patients on oxygen, but there was no benefit for those without it \
            and a possible harm.";
        assert_eq!(language(short), None);
        assert!(speaks("en", short) && speaks("en-GB", short));
        assert!(!speaks("es", short) && !speaks("zh", short));
        assert!(speaks("fr", FRENCH) && !speaks("ca", FRENCH));
        let thai = "ผู้ป่วยควรได้รับยา the patients of the and in to ";
        assert!(!speaks("en", thai), "too few");
        let names = "ผู้ป่วยที่มีอาการรุนแรงควรได้รับการรักษาในโรงพยาบาลทันที the of ".repeat(20);
        assert!(!speaks("en", &names));
    }
}
