//! Tables of tokens: what a text is taken apart into, all languages in one place.

use corpora::Language;
use indexer::{Token, analyze};

fn shown(tokens: &[Token]) -> String {
    tokens
        .iter()
        .map(|token| token.text.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn both_streams_of_every_language() {
    for (language, text, main, exact) in [
        (
            "en",
            "The patient's vaccines",
            "the patient vaccin",
            "the patient vaccines",
        ),
        ("fr", "L’œdème aigu", "oedem aigu", "oedeme aigu"),
        ("es", "Niños", "nin", "ninos"),
        ("de", "Größe", "gross", "grosse"),
        ("ru", "Лёгкие", "легк", "легкие"),
        ("ar", "المستشفيات", "مستشف", "المستشفيات"),
        (
            "zh",
            "高血压患者",
            "血压 高血压 患者",
            "高血 血压 压患 患者",
        ),
        ("ja", "高血圧治療", "高血圧 治療", "高血 血圧 圧治 治療"),
        ("ko", "호흡곤란", "호흡 흡곤 곤란", "호흡곤란"),
        ("th", "ไข้เลือดออก", "ไข้ เลือด ออก", "ไข้ ข้เ เลื ลือ อด ดอ ออ อก"),
        ("vi", "Sốt rét", "sot ret", "sot ret"),
        ("en", "COVID-19", "covid 19", "covid 19 covid19"),
        ("und", "５００ ｍｇ", "500 mg", "500 mg"),
    ] {
        let analysis = analyze(text, &Language::parse(language).unwrap());
        assert_eq!(shown(&analysis.main), main, "{language}: {text}");
        assert_eq!(shown(&analysis.exact), exact, "{language}: {text}");
    }
}

#[test]
fn ranges_lead_back_to_the_words_as_written() {
    let text = "l'œdème — 高血压 ﬁèvre";
    let analysis = analyze(text, &Language::parse("fr").unwrap());
    let written: Vec<_> = analysis
        .exact
        .iter()
        .map(|token| &text[token.range.clone()])
        .collect();
    assert_eq!(written, ["l'œdème", "高血", "血压", "ﬁèvre"]);
}
