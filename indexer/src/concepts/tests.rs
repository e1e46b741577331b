//! Recognition, on a small vocabulary in many scripts.

use corpora::{Language, read_vocabulary};
use rustc_hash::FxHashSet;
use tantivy::directory::OwnedBytes;

use super::*;

const VOCABULARY: &str = r#"
[[concept]]
id = "fever"
class = "symptom"
codes = ["icd10:R50", "hpo:0001945"]
en = ["fever", "pyrexia", "lay:high temperature"]
zh = ["发热", "发烧"]
es = ["fiebre"]
ar = ["حمى", "سخونة"]
ru = ["лихорадка", "жар"]
hi = ["बुखार", "ज्वर"]
th = ["ไข้"]
ko = ["발열"]
ja = ["発熱"]
tr = ["ateş"]

[[concept]]
id = "high-fever"
class = "symptom"
broader = ["fever"]
en = ["high fever"]

[[concept]]
id = "dyspnea"
class = "symptom"
codes = ["hpo:0002094"]
en = ["shortness of breath", "dyspnoea", "abbr:SOB"]
ko = ["호흡 곤란"]
zh = ["呼吸困难"]

[[concept]]
id = "cough"
class = "symptom"
en = ["cough"]
es = ["tos"]
vi = ["ho"]
th = ["ไอ"]

[[concept]]
id = "covid-19"
class = "disease"
any = ["COVID-19"]
zh = ["新冠肺炎", "新冠"]

[[concept]]
id = "paracetamol"
class = "drug"
codes = ["atc:N02BE01", "inn:paracetamol", "rxnorm:161"]
any = ["brand:Panadol"]
en = ["paracetamol", "acetaminophen"]
ar = ["باراسيتامول"]

[[concept]]
id = "malaise"
class = "symptom"
zh = ["不安"]
en = ["malaise"]

[[concept]]
id = "anxiety"
class = "symptom"
ja = ["不安"]
en = ["anxiety", "abbr:TB"]

[[concept]]
id = "tuberculosis"
class = "disease"
en = ["tuberculosis", "abbr:TB"]
"#;

fn terminology() -> Terminology {
    Terminology::of(&read_vocabulary(VOCABULARY, "demo").unwrap()).unwrap()
}

/// The concepts meant in a text, with what stands there.
fn found(language: &str, text: &str) -> Vec<(String, String)> {
    let terminology = terminology();
    let marked = MarkedText::of(text, &Language::parse(language).unwrap());
    let reading = terminology.read(&marked, text, language);
    let mut known = FxHashSet::default();
    reading.sure(&mut known);
    let name = |(place, concept): (usize, u32)| {
        let range = reading.mentions[place].range.clone();
        (terminology.id(concept).to_owned(), text[range].to_owned())
    };
    reading.meant(&known).into_iter().map(name).collect()
}

/// The concepts of a query, by what is written.
fn asked(languages: &[&str], text: &str) -> Vec<(String, String)> {
    let terminology = terminology();
    let languages: Vec<_> = languages
        .iter()
        .map(|l| Language::parse(l).unwrap())
        .collect();
    let name = |meaning: Meaning| {
        let id = terminology.id(meaning.concept).to_owned();
        (id, text[meaning.range].to_owned())
    };
    let found = understand(
        &terminology,
        &MarkedQuery::of(text, &languages),
        languages.len() == 1,
    );
    found.into_iter().map(name).collect()
}

#[track_caller]
fn ask(languages: &[&str], text: &str, wanted: &[(&str, &str)]) {
    let wanted: Vec<_> = wanted
        .iter()
        .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
        .collect();
    assert_eq!(asked(languages, text), wanted, "{languages:?}: {text}");
}

#[test]
fn a_query_means_what_its_words_mean_in_its_languages() {
    ask(
        &["es"],
        "fiebre y tos",
        &[("fever", "fiebre"), ("cough", "tos")],
    );
    ask(&["en"], "high fever", &[("high-fever", "high fever")]);
    // A word alone may be of a language that nobody guessed.
    ask(&["en", "sw"], "fiebre", &[("fever", "fiebre")]);
    ask(&["en"], "ho", &[("cough", "ho")]);
    ask(&["en"], "ho came", &[]);
    // Chinese characters alone are Chinese and Japanese.
    ask(
        &["zh", "ja"],
        "不安",
        &[("malaise", "不安"), ("anxiety", "不安")],
    );
    // Abbreviations are typed in small letters; one that means two things means both.
    ask(&["en"], "sob", &[("dyspnea", "sob")]);
    ask(&["en"], "TB", &[("anxiety", "TB"), ("tuberculosis", "TB")]);
    ask(&["de"], "Panadol 500 mg", &[("paracetamol", "Panadol")]);
    for code in ["atc:N02BE01", "N02BE01", "n02be01", "rxnorm:161"] {
        ask(&["en"], code, &[("paracetamol", code)]);
    }
    ask(&["en"], "R5 500 mg", &[]);
    // A number alone is a dose or a year, whatever system has it for a code.
    ask(&["en"], "161 mg", &[]);
}

#[track_caller]
fn check(language: &str, text: &str, wanted: &[(&str, &str)]) {
    let wanted: Vec<_> = wanted
        .iter()
        .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
        .collect();
    assert_eq!(found(language, text), wanted, "{language}: {text}");
}

#[test]
fn labels_are_found_in_every_script_and_inflection() {
    check(
        "en",
        "Fevers and a dry cough.",
        &[("fever", "Fevers"), ("cough", "cough")],
    );
    check(
        "en",
        "a high fever, a high  temperature",
        &[("high-fever", "high fever"), ("fever", "high  temperature")],
    );
    check("ru", "при высокой лихорадке", &[("fever", "лихорадке")]);
    check("ar", "الحمى والسعال", &[("fever", "الحمى")]);
    check(
        "ar",
        "جرعة الباراسيتامول",
        &[("paracetamol", "الباراسيتامول")],
    );
    check("hi", "बुखार और खांसी", &[("fever", "बुखार")]);
    check("th", "ผู้ป่วยมีไข้และไอ", &[("fever", "ไข้"), ("cough", "ไอ")]);
    check(
        "zh",
        "患者发热、呼吸困难",
        &[("fever", "发热"), ("dyspnea", "呼吸困难")],
    );
    check(
        "ko",
        "발열이 있고 호흡곤란",
        &[("fever", "발열"), ("dyspnea", "호흡곤란")],
    );
    check("ja", "発熱がある", &[("fever", "発熱")]);
    check(
        "es",
        "FIEBRE Y TOS",
        &[("fever", "FIEBRE"), ("cough", "TOS")],
    );
    check("tr", "ateşi yükseldi", &[("fever", "ateşi")]);
}

#[test]
fn one_name_in_its_spellings_is_one_label() {
    for text in ["COVID-19", "covid19", "Covid 19", "COVID‑19"] {
        check("en", text, &[("covid-19", text)]);
    }
    check("zh", "新冠肺炎患者", &[("covid-19", "新冠肺炎")]);
}

#[test]
fn what_only_looks_like_a_label_is_none() {
    // Words inside words, words of other languages, sentences that meet.
    check("zh", "开发热点地区", &[]);
    check("th", "ไอคอน", &[]);
    check("de", "tos und ho", &[]);
    check("en", "It is high. Temperature rose.", &[]);
    check("en", "coughdrop feverfew", &[]);
    // Drugs have one name in many languages.
    check("de", "Paracetamol", &[("paracetamol", "Paracetamol")]);
}

#[test]
fn abbreviations_need_capitals_and_doubtful_ones_support() {
    check("en", "the patient has SOB", &[("dyspnea", "SOB")]);
    check("en", "he began to sob", &[]);
    check("en", "TB was suspected", &[]);
    check(
        "en",
        "tuberculosis (TB)",
        &[("tuberculosis", "tuberculosis"), ("tuberculosis", "TB")],
    );
}

#[test]
fn the_language_decides_what_a_word_means() {
    check("zh", "不安", &[("malaise", "不安")]);
    check("ja", "不安", &[("anxiety", "不安")]);
}

#[test]
fn codes_ids_and_links_lead_to_concepts() {
    let terminology = terminology();
    let lexicon = &terminology.lexicon;
    let number = lexicon.by_id("fever").unwrap();
    assert_eq!(lexicon.by_code(&"icd10:R50".parse().unwrap()), [number]);
    assert_eq!(
        lexicon.by_bare_code("n02be01"),
        [lexicon.by_id("paracetamol").unwrap()]
    );
    assert_eq!(lexicon.by_bare_code("N02"), Vec::<u32>::new());
    assert_eq!(
        lexicon.below(number),
        [(lexicon.by_id("high-fever").unwrap(), 1)]
    );
    assert_eq!(lexicon.len(), 9);
}

#[test]
fn damaged_bytes_are_refused() {
    let whole = compile::compile(&read_vocabulary(VOCABULARY, "demo").unwrap()).unwrap();
    for bytes in [
        Vec::new(),
        b"something else".to_vec(),
        whole[..whole.len() - 1].to_vec(),
    ] {
        assert!(lexicon::Lexicon::open(&OwnedBytes::new(bytes)).is_err());
    }
}
