//! Suggestions: concepts by their names, documents by their titles, in every script.

use corpora::{Document, Language, State, Status};
use indexer::{SuggestRequest, Suggestions};

use crate::support::{Shelf, document, documents};

/// Key, language, title and text.
const TEXTS: &[(&str, &str, &str, &str)] = &[
    (
        "en1",
        "en",
        "Clinical management of COVID-19",
        "Dexamethasone for patients on oxygen.",
    ),
    (
        "en2",
        "en",
        "Management of severe malaria",
        "Artesunate. No dexamethasone.",
    ),
    (
        "fr",
        "fr",
        "Prise en charge de la fièvre Ébola",
        "Réhydratation.",
    ),
    (
        "es",
        "es",
        "Guía de atención del dengue",
        "Paracetamol para la fiebre.",
    ),
    (
        "zh",
        "zh",
        "新型冠状病毒感染诊疗方案",
        "地塞米松 5 毫克。发热时用对乙酰氨基酚。",
    ),
    (
        "ja",
        "ja",
        "新型コロナウイルス感染症診療の手引き",
        "デキサメタゾンを投与する。",
    ),
    (
        "ko",
        "ko",
        "코로나바이러스감염증 진료 권고안",
        "덱사메타손을 투여한다.",
    ),
    ("ar", "ar", "دليل علاج الكوليرا", "يعطى ديكساميثازون."),
    ("hi", "hi", "डेंगू बुखार के लिए दिशानिर्देश", "पैरासिटामोल दें।"),
    ("th", "th", "แนวทางการรักษาไข้เลือดออก", "ให้ยาพาราเซตามอล"),
    (
        "ru",
        "ru",
        "Временные методические рекомендации",
        "Дексаметазон и парацетамол.",
    ),
];

fn collection() -> Vec<Document> {
    let mut documents = documents(TEXTS);
    let mut retracted = document("bad", "en", "Management of fever by magic", "Nothing.");
    retracted.status = Status {
        state: State::Retracted,
        ..Status::default()
    };
    documents.push(retracted);
    documents
}

fn suggest(shelf: &Shelf, text: &str, reader: &str) -> Suggestions {
    let request = SuggestRequest {
        text: text.to_owned(),
        reader: vec![Language::parse(reader).unwrap()],
        limit: 5,
    };
    shelf.engine().suggest(&request).unwrap()
}

#[test]
fn concepts_are_suggested_by_any_name_in_any_script() {
    let shelf = Shelf::with(&collection());
    for (typed, concept, matched) in [
        ("dexam", "dexamethasone", "dexa"),
        ("DEXAM", "dexamethasone", "dexa"),
        ("地塞", "dexamethasone", "地塞米松"),
        ("disaimi", "dexamethasone", "地塞米松"),
        ("dsms", "dexamethasone", "地塞米松"),
        ("デキサメ", "dexamethasone", "デキサメタゾン"),
        ("できさめ", "dexamethasone", "デキサメタゾン"),
        ("덱사", "dexamethasone", "덱사메타손"),
        ("ديكسا", "dexamethasone", "ديكساميثازون"),
        ("पैरासि", "paracetamol", "पैरासिटामोल"),
        ("พาราเซ", "paracetamol", "พาราเซตามอล"),
        ("дексам", "dexamethasone", "дексаметазон"),
        ("paracétam", "paracetamol", "parac"),
        ("Panad", "paracetamol", "Panadol"),
    ] {
        let found = suggest(&shelf, typed, "en").concepts;
        let found = found.iter().find(|found| found.id == concept);
        let found = found.unwrap_or_else(|| panic!("{typed}"));
        let begins = found
            .matched
            .to_lowercase()
            .starts_with(&matched.to_lowercase());
        assert!(begins, "{typed}: {found:?}");
        assert!(found.documents > Some(0), "{typed}");
        assert_eq!(found.name, concept);
    }
    // Named in six documents; one of them names it twice over.
    let found = suggest(&shelf, "dexamethasone", "zh").concepts;
    assert_eq!(
        (found[0].name.as_str(), found[0].documents),
        ("地塞米松", Some(7))
    );
    // By a word inside a name.
    let found = suggest(&shelf, "distress", "en").concepts;
    assert!(
        found
            .iter()
            .any(|one| one.matched.to_lowercase().contains(" distress")),
        "{found:?}"
    );
}

#[test]
fn documents_are_suggested_by_the_words_of_their_titles() {
    let shelf = Shelf::with(&collection());
    let titles = |typed: &str, reader: &str| -> Vec<String> {
        let found = suggest(&shelf, typed, reader).documents.into_iter();
        found.map(|found| found.title).collect()
    };
    for (typed, reader, title) in [
        ("clinical manag", "en", "Clinical management of COVID-19"),
        (
            "clinical management ",
            "en",
            "Clinical management of COVID-19",
        ),
        ("malar", "en", "Management of severe malaria"),
        ("fiev", "fr", "Prise en charge de la fièvre Ébola"),
        ("ÉBO", "fr", "Prise en charge de la fièvre Ébola"),
        ("guia de aten", "es", "Guía de atención del dengue"),
        ("新型冠状病", "zh", "新型冠状病毒感染诊疗方案"),
        ("诊疗", "zh", "新型冠状病毒感染诊疗方案"),
        ("コロナ", "ja", "新型コロナウイルス感染症診療の手引き"),
        ("코로나", "ko", "코로나바이러스감염증 진료 권고안"),
        ("진료", "ko", "코로나바이러스감염증 진료 권고안"),
        ("الكول", "ar", "دليل علاج الكوليرا"),
        ("बुख", "hi", "डेंगू बुखार के लिए दिशानिर्देश"),
        ("ไข้", "th", "แนวทางการรักษาไข้เลือดออก"),
        ("методич", "ru", "Временные методические рекомендации"),
    ] {
        assert!(
            titles(typed, reader).iter().any(|found| found == title),
            "{typed}: {:?}",
            titles(typed, reader)
        );
    }
    assert_eq!(titles("clinical malar", "en"), [""; 0]);
    // What was retracted comes last and says so.
    let found = suggest(&shelf, "management of", "en").documents;
    let states: Vec<State> = found.iter().map(|found| found.state).collect();
    assert_eq!(states, [State::Current, State::Current, State::Retracted]);
}

#[test]
fn anything_typed_is_answered() {
    let shelf = Shelf::with(&collection());
    for typed in [
        "",
        "   ",
        "\u{202e}\u{2066}",
        "\u{301}\u{301}",
        "😀",
        "\0",
        "\u{10FFFF}",
        "!!!",
        "\"",
    ] {
        assert_eq!(
            suggest(&shelf, typed, "en"),
            Suggestions::default(),
            "{typed:?}"
        );
    }
    for typed in [
        "a".repeat(100_000),
        "新".repeat(10_000),
        "dexa ".repeat(5_000),
    ] {
        let found = suggest(&shelf, &typed, "en");
        assert!(found.documents.is_empty(), "{found:?}");
    }
}
