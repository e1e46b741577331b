use corpora::{Document, DocumentId, Section, State, Status};
use indexer::{Similar, SimilarRequest};

use crate::support::{Shelf, document, long_text};

fn similar(shelf: &Shelf, key: &str) -> Similar {
    let stored = shelf.catalogue.document(&DocumentId::derive("test", key));
    let num = stored.unwrap().unwrap().num;
    let alike = shelf.catalogue.alike(num).unwrap();
    let request = SimilarRequest {
        num,
        without: alike.iter().map(|(link, _)| link.num).collect(),
        limit: 10,
    };
    shelf.engine().similar(&request).unwrap()
}

fn titles(similar: &Similar) -> Vec<&str> {
    let hits = similar.hits.iter();
    hits.map(|hit| hit.document.title.as_str()).collect()
}

fn filler() -> Vec<Document> {
    let of = |n: usize| {
        let text = format!("Notes on buildings, roofs and windows, part {n}.");
        document(&format!("f{n}"), "en", &format!("Filler {n}"), &text)
    };
    (0..12).map(of).collect()
}

#[test]
fn documents_on_the_same_subject_are_found_in_all_languages() {
    let mut documents = filler();
    documents.extend([
        document(
            "en1",
            "en",
            "Fever care",
            "For fever give paracetamol; avoid ibuprofen in dengue.",
        ),
        document(
            "en2",
            "en",
            "Dengue wards",
            "Dengue patients with fever receive paracetamol.",
        ),
        document(
            "zh",
            "zh",
            "退热",
            "患者发热时可用对乙酰氨基酚，登革热时避免布洛芬。",
        ),
        document("ja", "ja", "解熱", "発熱にはアセトアミノフェンを用いる。"),
        document("ko", "ko", "해열", "발열에는 아세트아미노펜을 사용한다."),
        document("ar", "ar", "رعاية", "عند الحمى يعطى الباراسيتامول."),
        document("ru", "ru", "Уход", "При лихорадке дают парацетамол."),
    ]);
    let shelf = Shelf::with(&documents);
    for key in ["en1", "zh", "ja", "ko", "ar", "ru"] {
        let found = similar(&shelf, key);
        assert!(
            found.concepts.iter().any(|c| c == "paracetamol"),
            "{key}: {:?}",
            found.concepts
        );
        let titles = titles(&found);
        assert!(titles.len() >= 6, "{key}: {titles:?}");
        assert!(
            titles.iter().all(|title| !title.starts_with("Filler")),
            "{key}: {titles:?}"
        );
        let own = &shelf.catalogue.document(&DocumentId::derive("test", key));
        let own = &own.as_ref().unwrap().as_ref().unwrap().document.title;
        assert!(!titles.contains(&own.as_str()), "{key}");
    }
}

#[test]
fn copies_are_left_out_and_what_no_longer_holds_is_marked_and_lower() {
    let text = long_text("cholera is treated with rehydration solution and zinc");
    let mut retracted = document(
        "bad",
        "en",
        "Retracted",
        "Cholera, rehydration solution and zinc.",
    );
    retracted.status = Status {
        state: State::Retracted,
        ..Status::default()
    };
    let mut documents = filler();
    documents.extend([
        document("own", "en", "Own", &text),
        document("copy", "en", "Copy", &text),
        document(
            "good",
            "en",
            "Good",
            "Cholera, rehydration solution and zinc in the clinic.",
        ),
        retracted,
    ]);
    let shelf = Shelf::with(&documents);
    for key in ["own", "copy"] {
        let found = similar(&shelf, key);
        assert_eq!(titles(&found)[..2], ["Good", "Retracted"], "{key}");
        assert!(
            !titles(&found)
                .iter()
                .any(|title| ["Own", "Copy"].contains(title))
        );
        assert_eq!(found.hits[1].document.status.state, State::Retracted);
    }
}

#[test]
fn nothing_to_go_by_finds_nothing_and_does_not_panic() {
    let mut huge = document("huge", "zh", "大", "");
    huge.sections = (0..300)
        .map(|n| Section::headed(&[&format!("第{n}章")], &"发热咳嗽地塞米松".repeat(60)))
        .collect();
    let mut documents = filler();
    documents.extend([
        document("empty", "en", "", ""),
        document("signs", "zh", "？！", "。。。 — … 12 34"),
        document("one", "zh", "热", "热"),
        document("thai", "th", "ไข้", "ไข้"),
        document("kana", "ja", "ア", "ｱ ﾞ ー"),
        document("hangul", "ko", "열", "열"),
        document("marks", "hi", "\u{93e}\u{94d}", "\u{301}\u{301}"),
        huge,
    ]);
    let shelf = Shelf::with(&documents);
    for key in [
        "empty", "signs", "one", "thai", "kana", "hangul", "marks", "huge",
    ] {
        let found = similar(&shelf, key);
        assert!(
            found.terms.len() <= 25 && found.concepts.len() <= 12,
            "{key}"
        );
        assert!(found.hits.iter().all(|hit| hit.score.is_finite()), "{key}");
    }
    // A number that no document has.
    let request = SimilarRequest {
        num: u64::MAX,
        without: vec![u64::MAX; 100],
        limit: 10,
    };
    assert!(shelf.engine().similar(&request).unwrap().hits.is_empty());
}
