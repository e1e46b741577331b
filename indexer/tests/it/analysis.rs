use corpora::Language;
use indexer::analyze;
use proptest::prelude::*;

use crate::support::{Shelf, document};

#[test]
fn words_are_found_in_other_forms_in_every_language() {
    for (language, text, query) in [
        ("en", "Vaccination of children", "vaccinate child"),
        ("es", "Los niños vacunados", "vacunar niño"),
        ("es", "neumonía", "neumonia"),
        (
            "fr",
            "l'hypertension artérielle",
            "hypertensions arterielles",
        ),
        ("de", "Behandlungen von Patienten", "behandlung patient"),
        ("it", "dell'influenza stagionale", "influenze stagionali"),
        ("pt", "vacinação das crianças", "vacinações criança"),
        ("ru", "лечение больных холерой", "лечения больной холера"),
        ("uk", "лікування хворих", "лікування"),
        ("ar", "الأدوية المضادة", "أدوية"),
        ("fa", "بیماری‌های واگیر", "بيماري"),
        ("hi", "गंभीर बीमारियों का इलाज", "बीमारी इलाज"),
        ("zh", "给予地塞米松治疗", "地塞米松"),
        ("zh", "新型冠状病毒肺炎", "冠状病毒"),
        ("ja", "発熱のある患者の治療", "発熱 治療"),
        ("ja", "デキサメタゾンを投与する", "デキサメタゾン"),
        ("ko", "당뇨병환자에게 투여한다", "당뇨병"),
        ("th", "ผู้ป่วยไข้เลือดออก", "ไข้เลือดออก"),
        ("km", "ជំងឺគ្រុនចាញ់", "គ្រុនចាញ់"),
        ("vi", "Sốt xuất huyết Dengue", "sốt xuất huyết"),
        ("id", "pengobatan penyakitnya", "obat penyakit"),
        ("tr", "hastalıkların tedavisi", "hastalık tedavi"),
        ("sw", "ugonjwa wa kipindupindu", "kipindupindu"),
        ("bn", "কলেরা রোগের চিকিৎসা", "কলেরা চিকিৎসা"),
        ("ur", "بخار اور کھانسی", "كهانسي"),
        ("el", "θεραπεία του πυρετού", "ΠΥΡΕΤΟΥ"),
        ("he", "טיפול בחום", "טיפול"),
        ("pl", "leczenie chorych", "leczenia"),
        ("ta", "காய்ச்சல் சிகிச்சை", "காய்ச்சல்"),
    ] {
        let shelf = Shelf::with(&[
            document("a", language, "found", text),
            document("b", language, "other", "xyzzy"),
        ]);
        assert_eq!(
            shelf.titles(query, language),
            ["found"],
            "{language}: {query}"
        );
    }
}

#[test]
fn a_word_is_found_exactly_without_knowing_its_language() {
    let documents: Vec<_> = ["en", "es", "de", "ru", "zh", "ar"]
        .iter()
        .map(|language| {
            document(
                language,
                language,
                language,
                &format!("dexamethasone {language}"),
            )
        })
        .collect();
    let shelf = Shelf::with(&documents);
    assert_eq!(shelf.titles("Dexamethasone", "").len(), 6);
}

#[test]
fn numbered_names_are_found_however_they_are_joined() {
    let shelf = Shelf::with(&[
        document("a", "en", "a", "COVID-19 and IL-6 inhibitors"),
        document("b", "en", "b", "covid19 with IL6 raised"),
        document("c", "zh", "c", "患者SpO₂低于93%"),
    ]);
    for query in ["covid19", "COVID-19", "il6", "IL-6"] {
        let mut titles = shelf.titles(query, "en");
        titles.sort();
        assert_eq!(titles, ["a", "b"], "{query}");
    }
    assert_eq!(shelf.titles("spo2", "en"), ["c"]);
}

#[test]
fn kanji_alone_are_found_as_chinese_and_as_japanese() {
    let shelf = Shelf::with(&[
        document("a", "ja", "ja", "高血圧治療ガイドライン"),
        document("b", "zh", "zh", "糖尿病饮食指南"),
    ]);
    assert_eq!(shelf.titles("高血圧", ""), ["ja"]);
    assert_eq!(shelf.titles("糖尿病", ""), ["zh"]);
}

proptest! {
    #[test]
    fn any_text_is_analysed_with_ranges_inside_it(text in "\\PC{0,80}", language in "en|fr|tr|ar|hi|zh|ja|ko|th|und") {
        let analysis = analyze(&text, &Language::parse(&language).unwrap());
        for token in analysis.main.iter().chain(&analysis.exact) {
            prop_assert!(text.get(token.range.clone()).is_some_and(|word| !word.is_empty()));
            prop_assert!(!token.text.is_empty());
        }
    }
}
