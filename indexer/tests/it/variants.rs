//! One thing written in several ways is found by each of them: scripts, forms, doses, codes; and the
//! failures that users of other systems met.

use corpora::Language;
use indexer::SearchRequest;

use crate::support::{Shelf, document};

/// A shelf with one document for each text, titled by its place.
fn shelf(language: &str, texts: &[&str]) -> Shelf {
    let texts = texts.iter().enumerate();
    let documents: Vec<_> = texts
        .map(|(place, text)| document(&place.to_string(), language, &place.to_string(), text))
        .collect();
    Shelf::with(&documents)
}

/// Each query finds exactly the documents at these places.
fn assert_found(shelf: &Shelf, language: &str, queries: &[&str], places: &[&str]) {
    for query in queries {
        let mut found = shelf.titles(query, language);
        found.sort();
        assert_eq!(found, places, "{language}: {query}");
    }
}

#[test]
fn traditional_and_simplified_chinese_find_each_other() {
    let documents = [
        document(
            "a",
            "zh-Hant",
            "hant",
            "新型冠狀病毒肺炎患者發熱、頭痛，給予地塞米松",
        ),
        document(
            "b",
            "zh-Hans",
            "hans",
            "新型冠状病毒肺炎患者发热、头痛，给予地塞米松",
        ),
        document("c", "zh", "other", "骨折"),
    ];
    let shelf = Shelf::with(&documents);
    for query in [
        "发热",
        "發熱",
        "头痛",
        "頭痛",
        "冠狀病毒肺炎",
        "冠状病毒肺炎",
        "給予地塞米松",
    ] {
        for language in ["", "zh", "zh-Hant", "ja"] {
            let mut found = shelf.titles(query, language);
            found.sort();
            assert_eq!(found, ["hans", "hant"], "{language}: {query}");
        }
    }
}

#[test]
fn a_query_of_chinese_characters_alone_is_read_as_both_and_says_so() {
    let shelf = Shelf::with(&[
        document("a", "ja", "ja", "頭痛と嘔吐のある高血圧の患者"),
        document("b", "zh-Hant", "zh", "頭痛與嘔吐"),
    ]);
    let understood = |query: &str| -> Vec<String> {
        let answer = shelf.ask(&SearchRequest::new(query));
        let languages = answer.understood.languages.iter();
        let mut languages: Vec<_> = languages.map(|l| l.primary().to_owned()).collect();
        languages.sort();
        languages
    };
    assert_eq!(shelf.titles("高血圧", ""), ["ja"]);
    let mut both = shelf.titles("頭痛 嘔吐", "");
    both.sort();
    assert_eq!(both, ["ja", "zh"]);
    assert!(
        ["ja", "zh"]
            .iter()
            .all(|l| understood("頭痛").contains(&(*l).to_owned()))
    );
    assert!(!understood("頭痛の治療").contains(&"zh".to_owned()));
    let mut named = SearchRequest::new("頭痛");
    named.language = Some(Language::parse("zh").unwrap());
    assert_eq!(shelf.ask(&named).understood.languages.len(), 1);
}

#[test]
fn doses_are_found_however_they_are_written() {
    let shelf = shelf(
        "en",
        &[
            "paracetamol 500 mg twice",
            "paracetamol 500mg/12h",
            "dexamethasone 2.5 mg",
            "dexamethasone 2·5mg",
            "fentanyl 50 µg",
            "fentanyl 50μg, then more",
            "fentanyl 50 mcg",
            "ibuprofen 5 mg",
        ],
    );
    assert_found(
        &shelf,
        "en",
        &["500mg", "500 mg"],
        &["0", "1", "2", "3", "7"],
    );
    for query in ["500mg", "500 mg"] {
        let mut best = shelf.titles(query, "en");
        best.truncate(2);
        best.sort();
        assert_eq!(best, ["0", "1"], "{query}");
    }
    for query in ["2.5 mg", "2,5mg", "2·5 mg", "2.5mg"] {
        let mut best = shelf.titles(query, "en");
        best.truncate(2);
        best.sort();
        assert_eq!(best, ["2", "3"], "{query}");
    }
    assert_found(
        &shelf,
        "en",
        &["50mcg", "50 µg", "50 mcg", "50ug", "50μg"],
        &["4", "5", "6"],
    );
}

#[test]
fn numbers_are_found_in_the_writing_of_other_languages() {
    let documents = [
        document("a", "en", "en", "glucose 1,250 mg and 38.5"),
        document("b", "de", "de", "Glukose 1.250 mg und 38,5"),
        document("c", "fr", "fr", "glucose 1 250 mg et 38,5"),
        document("d", "ar", "ar", "الجلوكوز ١٢٥٠ ملغ و ٣٨٫٥"),
        document("e", "ru", "ru", "глюкоза 1\u{A0}250 мг и 38,5"),
        document("f", "fa", "fa", "گلوکز ۱۲۵۰ و ۳۸٫۵"),
    ];
    let shelf = Shelf::with(&documents);
    for query in ["1250", "38.5", "38,5", "۱۲۵۰", "٣٨٫٥"] {
        assert_eq!(shelf.titles(query, "en").len(), 6, "{query}");
    }
    // The last has no unit.
    assert_eq!(shelf.titles("1250mg", "en")[5], "fa");
}

#[test]
fn codes_are_found_however_they_are_joined() {
    let shelf = shelf(
        "en",
        &[
            "SpO2 and PaO2/FiO2 in COVID-19",
            "SpO₂ and PaO₂/FiO₂ in covid19",
            "TNF-α, IL-6 and β-lactam",
            "TNFα, IL6 and beta-lactam",
            "TNF-alpha, IL‑6 and βlactam; H5N1",
        ],
    );
    assert_found(
        &shelf,
        "en",
        &[
            "SpO2",
            "SpO₂",
            "spo2",
            "PaO2/FiO2",
            "COVID-19",
            "covid19",
            "COVID‐19",
        ],
        &["0", "1"],
    );
    assert_found(
        &shelf,
        "en",
        &[
            "IL-6",
            "IL6",
            "il6",
            "TNF-α",
            "TNFα",
            "TNF-alpha",
            "tnfalpha",
        ],
        &["2", "3", "4"],
    );
    assert_found(
        &shelf,
        "en",
        &["β-lactam", "beta-lactam", "betalactam"],
        &["2", "3", "4"],
    );
    assert_found(&shelf, "en", &["H5N1", "h5n1", "Ｈ５Ｎ１"], &["4"]);
}

#[test]
fn parts_of_compounds_find_them_and_they_find_their_parts() {
    for (language, texts, part, whole) in [
        (
            "de",
            ["starke Kopfschmerzen", "Schmerzen im Kopf", "Handlungen"],
            "Schmerz",
            "Kopfschmerz",
        ),
        (
            "nl",
            ["hevige hoofdpijn", "pijn in het hoofd", "handelingen"],
            "pijn",
            "hoofdpijn",
        ),
        (
            "sv",
            ["svår huvudvärk", "värk i huvudet", "handlingar"],
            "värk",
            "huvudvärk",
        ),
    ] {
        let shelf = shelf(language, &texts);
        assert_found(&shelf, language, &[part, whole], &["0", "1"]);
        // The word itself is better than its parts.
        assert_eq!(shelf.titles(whole, language)[0], "0", "{language}");
    }
}

#[test]
fn both_sides_are_folded_alike() {
    for (language, text, queries) in [
        (
            "fr",
            "hypertension artérielle",
            &["ARTERIELLE", "artérielle", "arte\u{301}rielle"][..],
        ),
        ("ru", "Лёгочная гипертензия", &["легочная", "ЛЁГОЧНАЯ"]),
        ("el", "Πυρετός", &["ΠΥΡΕΤΟΣ", "πυρετος"]),
        ("ar", "الحُمّى عند الأطفال", &["الحمى", "الحمي", "الاطفال"]),
        ("fa", "بیماری کودکان", &["بيماري", "كودكان"]),
        ("ur", "ہیضہ کی ویکسین", &["ہیضے", "هيضه"]),
        ("he", "חֲצֶבֶת וחיסון", &["חצבת", "חיסונים", "החיסון"]),
        ("hi", "बुख़ार और खाँसी", &["बुखार", "खांसी"]),
        ("bn", "রোগীদের কলেরা ৫০০", &["রোগী", "কলেরার", "500"]),
        ("ja", "ｲﾝﾌﾙｴﾝｻﾞと高血圧", &["インフルエンザ", "ｲﾝﾌﾙｴﾝｻﾞ"]),
        ("ja", "か\u{3099}んの治療", &["がん"]),
        (
            "ko",
            "호흡곤란",
            &["호흡 곤란", "\u{1112}\u{1169}\u{1112}\u{1173}\u{11B8}"],
        ),
        ("ko", "호흡 곤란", &["호흡곤란"]),
        ("tr", "ILIK SU, İnfluenza", &["ılık", "influenza"]),
        (
            "vi",
            "Sốt xuất huyết",
            &["sốt", "sot", "SỐT", "so\u{302}\u{301}t"],
        ),
        ("th", "ยา ๕๐๐ มก.", &["500", "๕๐๐"]),
        (
            "zh",
            "ＣＯＶＩＤ－１９ 疫苗",
            &["covid-19", "COVID19", "疫苗"],
        ),
        ("uk", "об’єм легень", &["об'єм", "обʼєм"]),
        ("ro", "vaccinaţi", &["vaccinați"]),
        ("sw", "magonjwa ya watoto", &["ugonjwa", "mtoto"]),
    ] {
        let shelf = shelf(language, &[text, "xyzzy"]);
        assert_found(&shelf, language, queries, &["0"]);
    }
}

#[test]
fn in_vietnamese_a_cough_is_no_pronoun() {
    let shelf = shelf("vi", &["họ không sốt", "ho khan"]);
    assert_eq!(shelf.titles("ho", "vi")[0], "1");
    assert_eq!(shelf.titles("họ", "vi")[0], "0");
}

#[test]
fn words_that_end_in_a_mark_are_words() {
    for (language, text, query) in [
        ("hi", "मलेरिया का टीका", "टीका"),
        ("ta", "சர்க்கரை நோய்", "சர்க்கரை"),
        ("bn", "যক্ষ্মা", "যক্ষ্মা"),
        ("my", "ငှက်ဖျား", "ငှက်ဖျား"),
    ] {
        assert_found(&shelf(language, &[text]), language, &[query], &["0"]);
    }
}

#[test]
fn short_and_long_words_without_spaces_are_found_anywhere_in_a_text() {
    for (language, text, queries) in [
        (
            "zh",
            "患者出现持续高热和咳嗽",
            &["高热", "咳嗽", "持续高热"][..],
        ),
        (
            "ja",
            "患者は持続する高熱と咳を呈した",
            &["高熱", "持続", "持続する高熱"],
        ),
        (
            "ko",
            "환자는지속적인고열과기침을보였다",
            &["고열", "기침", "지속적인"],
        ),
        ("th", "ผู้ป่วยมีไข้สูงและไอ", &["ไข้สูง", "ผู้ป่วย"]),
        ("km", "អ្នកជំងឺមានគ្រុនក្តៅ", &["គ្រុនក្តៅ"]),
    ] {
        let long = text.repeat(400);
        let shelf = shelf(language, &[text, &long, "xyzzy"]);
        assert_found(&shelf, language, queries, &["0", "1"]);
    }
}

#[test]
fn the_end_of_a_long_title_is_found() {
    for (language, filler, end) in [
        ("zh", "新型冠状病毒肺炎诊疗方案", "地塞米松"),
        (
            "ja",
            "新型コロナウイルス感染症の診療の手引き",
            "デキサメタゾン",
        ),
        ("ko", "코로나바이러스감염증 진료 지침 ", "덱사메타손"),
        (
            "en",
            "guidance on the management of patients ",
            "dexamethasone",
        ),
    ] {
        let title = filler.repeat(200) + end;
        let shelf = Shelf::with(&[document("a", language, &title, "xyzzy")]);
        assert_eq!(shelf.titles(end, language).len(), 1, "{language}");
    }
}
