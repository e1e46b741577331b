//! Misspelt words: what is corrected, what is only suggested, what is left alone.

use corpora::{Document, Language};
use indexer::{Correction, CorrectionKind, SearchAnswer, SearchRequest};

use crate::support::{Shelf, documents};

/// Key, language, title and text.
const TEXTS: &[(&str, &str, &str, &str)] = &[
    (
        "en1",
        "en",
        "Dexamethasone",
        "Give dexamethasone 6 mg and paracetamol for fever.",
    ),
    (
        "en2",
        "en",
        "Antibiotics",
        "Azithromycin is not for viral pneumonia. Hydroxychloroquine is of no use.",
    ),
    (
        "en3",
        "en",
        "Steroids",
        "Prednisone or prednisolone by mouth. Hydroxyzine for itching.",
    ),
    (
        "es",
        "es",
        "Tratamiento",
        "La hidroxicloroquina no sirve. La neumonía se trata con azitromicina.",
    ),
    (
        "pt",
        "pt",
        "Tratamento",
        "O ibuprofeno alivia a febre; a dexametasona reduz a mortalidade.",
    ),
    (
        "fr",
        "fr",
        "Traitement",
        "L’ibuprofène et le paracétamol contre la fièvre.",
    ),
    (
        "de",
        "de",
        "Behandlung",
        "Ibuprofen gegen Fieber, Dexamethason bei Sauerstoffbedarf.",
    ),
    ("it", "it", "Cura", "Il desametasone si usa in ospedale."),
    (
        "ru",
        "ru",
        "Лечение",
        "Парацетамол при лихорадке, дексаметазон при гипоксии.",
    ),
    ("uk", "uk", "Лікування", "Парацетамол при гарячці."),
    ("ar", "ar", "علاج", "يعطى ديكساميثازون والباراسيتامول."),
    ("fa", "fa", "درمان", "دگزامتازون و استامینوفن."),
    ("hi", "hi", "उपचार", "बुखार में पैरासिटामोल दें।"),
    ("tr", "tr", "Tedavi", "Deksametazon ve parasetamol verilir."),
    ("el", "el", "Θεραπεία", "Δεξαμεθαζόνη και παρακεταμόλη."),
    (
        "zh",
        "zh",
        "治疗",
        "重型患者用地塞米松，发热用对乙酰氨基酚。",
    ),
    ("th", "th", "การรักษา", "ให้ยาพาราเซตามอลเมื่อมีไข้"),
    ("ja", "ja", "治療", "デキサメタゾンを投与する。"),
    ("ko", "ko", "치료", "덱사메타손을 투여한다."),
];

/// A small collection in many languages, without most drugs that are easily taken for others.
fn collection() -> Vec<Document> {
    documents(TEXTS)
}

fn ask(shelf: &Shelf, text: &str, language: &str) -> SearchAnswer {
    let mut request = SearchRequest::new(text);
    request.language = (!language.is_empty()).then(|| Language::parse(language).unwrap());
    shelf.ask(&request)
}

fn corrections(shelf: &Shelf, text: &str, language: &str) -> Vec<Correction> {
    ask(shelf, text, language).understood.corrections
}

fn words(corrections: &[Correction], kind: CorrectionKind) -> Vec<&str> {
    let of_kind = corrections.iter().filter(|c| c.kind == kind);
    of_kind.map(|c| c.to.as_str()).collect()
}

#[test]
fn misspelt_drugs_are_found_in_many_languages() {
    let shelf = Shelf::with(&collection());
    // By the vocabulary, which may know the misspelling, or by correction.
    for (typed, language, concept) in [
        ("parcetamol", "en", "paracetamol"),
        ("azitromycin", "en", "azithromycin"),
        ("asitromisin", "en", "azithromycin"),
        ("dexametasone", "en", "dexamethasone"),
        ("hidroxicloroquna", "es", "hydroxychloroquine"),
        ("azitromisina", "es", "azithromycin"),
        ("ibuprofeno", "pt", "ibuprofen"),
        ("ibuprofenno", "pt", "ibuprofen"),
        ("ibuprofene", "fr", "ibuprofen"),
        ("iboprofen", "de", "ibuprofen"),
        ("desametazone", "it", "dexamethasone"),
        ("парацитамол", "ru", "paracetamol"),
        ("дексометазон", "ru", "dexamethasone"),
        ("парацетомол", "uk", "paracetamol"),
        ("دكساميثازون", "ar", "dexamethasone"),
        ("دگزامتازوون", "fa", "dexamethasone"),
        ("पैरासीटामोल", "hi", "paracetamol"),
        ("deksamatazon", "tr", "dexamethasone"),
        ("地塞米送", "zh", "dexamethasone"),
    ] {
        let answer = ask(&shelf, typed, language);
        let understood = &answer.understood;
        let ids: Vec<_> = understood.concepts.iter().map(|c| c.id.as_str()).collect();
        assert_eq!(ids, [concept], "{typed}: {understood:?}");
        assert!(!answer.hits.is_empty(), "{typed}");
    }
}

#[test]
fn an_applied_correction_says_what_was_searched_and_can_be_declined() {
    let shelf = Shelf::with(&collection());
    let answer = ask(&shelf, "Dexmethasone 6 mg", "en");
    assert_eq!(
        answer.understood.searched.as_deref(),
        Some("Dexamethasone 6 mg")
    );
    let [correction] = answer.understood.corrections.as_slice() else {
        panic!("{:?}", answer.understood)
    };
    assert_eq!(correction.from, "Dexmethasone");
    assert_eq!(correction.to, "Dexamethasone");
    assert_eq!(correction.kind, CorrectionKind::Applied);
    assert_eq!(correction.concept.as_deref(), Some("dexamethasone"));
    assert_eq!(correction.query, "Dexamethasone 6 mg");
    let mut request = SearchRequest::new("Dexmethasone 6 mg");
    request.spelling = false;
    let declined = shelf.ask(&request).understood;
    assert_eq!((declined.searched, declined.corrections), (None, vec![]));
}

#[test]
fn a_word_of_the_collection_alone_is_corrected_as_it_is_written_there() {
    let shelf = Shelf::with(&collection());
    let found = corrections(&shelf, "Sauerstoffbedraf", "de");
    assert_eq!(words(&found, CorrectionKind::Applied), ["Sauerstoffbedarf"]);
    let found = corrections(&shelf, "δεξαμεθοζονη", "el");
    assert_eq!(words(&found, CorrectionKind::Applied), ["δεξαμεθαζόνη"]);
    // Of another language than the query it is only suggested.
    let found = corrections(&shelf, "Sauerstoffbedraf", "en");
    assert_eq!(
        words(&found, CorrectionKind::Suggested),
        ["Sauerstoffbedarf"]
    );
}

#[test]
fn numbers_doses_codes_quotations_and_known_words_are_left_alone() {
    let shelf = Shelf::with(&collection());
    for text in [
        "2.5 mg",
        "6 mg/kg",
        "H5N1",
        "N02BE01",
        "atc:N02BE01",
        "\"dexmethasone\"",
        "«парацитамол»",
        "-dexmethasone fever",
        "dexamethasone",
        "prednisolone",
        "hydroxyzine",
        "fever",
        "flu",
        "ไข้",
        "デキサメタソン",
        "덱사메타손",
    ] {
        assert_eq!(corrections(&shelf, text, ""), [], "{text}");
    }
}

#[test]
fn drugs_that_look_alike_are_never_put_for_each_other() {
    let shelf = Shelf::with(&collection());
    let found = corrections(&shelf, "prednisolne", "en");
    assert_eq!(words(&found, CorrectionKind::Applied), [""; 0]);
    let mut suggested = words(&found, CorrectionKind::Suggested);
    suggested.sort_unstable();
    assert_eq!(suggested, ["prednisolone", "prednisone"]);
    // Nearer to one of them than to the other.
    let found = corrections(&shelf, "hydroxzine", "en");
    assert_eq!(
        words(&found, CorrectionKind::Applied),
        ["hydroxyzine"],
        "{found:?}"
    );
    // A known drug that nothing is found of stays; what it may have been taken for is offered.
    let found = corrections(&shelf, "hydralazine", "en");
    assert_eq!(words(&found, CorrectionKind::Applied), [""; 0]);
    assert!(
        words(&found, CorrectionKind::Suggested).contains(&"hydroxyzine"),
        "{found:?}"
    );
}

#[test]
fn hostile_queries_are_answered() {
    let shelf = Shelf::with(&collection());
    for text in [
        "a".repeat(2_000),
        "dexmethasone ".repeat(150),
        "\u{301}".repeat(2_000),
        "\u{202e}\u{202d}\u{2066}nosahtemxed\u{2069}".to_owned(),
        "💊".repeat(1_000),
        "\"".repeat(1_999),
        "地".repeat(2_000),
        "क्".repeat(1_000),
        "\0\u{1}\u{1}en\u{1}".to_owned(),
    ] {
        let found = corrections(&shelf, &text, "");
        assert_eq!(words(&found, CorrectionKind::Suggested), [""; 0]);
    }
    let long = SearchRequest::new(&"dexmethasone".repeat(1_000));
    assert!(shelf.engine().search(&long).is_err());
}

#[test]
fn all_pages_of_a_corrected_query_are_of_the_same_words() {
    let shelf = Shelf::with(&collection());
    let mut request = SearchRequest::new("dexmethasone");
    request.limit = 3;
    let first = shelf.ask(&request);
    assert_eq!(first.understood.searched.as_deref(), Some("dexamethasone"));
    request.cursor = first.next;
    let second = shelf.ask(&request);
    assert_eq!(second.understood.searched.as_deref(), Some("dexamethasone"));
    assert_eq!((second.hits.len(), second.hits[0].rank), (3, 4));
}
