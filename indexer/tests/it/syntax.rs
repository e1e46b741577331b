use std::collections::BTreeSet;

use corpora::{Document, Section};
use indexer::{Limitation, NoteKind, SearchAnswer, SearchError, SearchRequest, Syntax};

use crate::support::{Shelf, document};

fn found(shelf: &Shelf, text: &str) -> BTreeSet<String> {
    titles(shelf.ask(&SearchRequest::new(text)))
}

fn titles(answer: SearchAnswer) -> BTreeSet<String> {
    let hits = answer.hits.into_iter();
    hits.map(|hit| hit.document.title).collect()
}

fn set(titles: &[&str]) -> BTreeSet<String> {
    titles.iter().map(|title| (*title).to_owned()).collect()
}

/// Two documents of a language: one with a phrase, one with its words in another order.
fn pair(language: &str, with: &str, without: &str) -> [Document; 2] {
    let one = |key: &str, text: &str| {
        document(
            &format!("{language} {key}"),
            language,
            &format!("{language} {key}"),
            text,
        )
    };
    [one("with", with), one("without", without)]
}

/// Language, query, a text that has the phrase, a text that has its words only.
const PHRASES: &[(&str, &str, &str, &str)] = &[
    (
        "en",
        "\"yellow fever vaccine\"",
        "Give Yellow-fever  vaccine once.",
        "A vaccine against fever, yellow skin.",
    ),
    (
        "fr",
        "« fièvre jaune »",
        "La FIEVRE jaune tue.",
        "La peau jaune, puis la fièvre.",
    ),
    (
        "de",
        "„akutes Fieber“",
        "Es ist akutes Fieber.",
        "Das Fieber ist ein akutes.",
    ),
    (
        "ru",
        "«острая лихорадка»",
        "Это острая лихорадка.",
        "Лихорадка, острая боль.",
    ),
    (
        "ar",
        "“الحمى الصفراء”",
        "علاج الحُمّى الصفراء",
        "الصفراء في الجلد مع الحمى",
    ),
    ("hi", "\"तेज बुखार\"", "तेज बुखार है।", "बुखार तेज है।"),
    (
        "zh",
        "「急性发热」",
        "患者急性发热三天",
        "发热患者的急性疼痛",
    ),
    (
        "ja",
        "『急性発熱の治療』",
        "急性発熱の治療について",
        "治療について、急性の発熱",
    ),
    (
        "ko",
        "\"급성 호흡곤란\"",
        "급성 호흡곤란이 있다",
        "호흡곤란이 급성으로 있다",
    ),
    ("th", "\"ไข้เลือดออก\"", "โรคไข้เลือดออกรุนแรง", "เลือดออกมีไข้"),
];

#[test]
fn a_phrase_is_found_word_for_word_in_every_script() {
    let documents: Vec<Document> = PHRASES
        .iter()
        .flat_map(|(language, _, with, without)| pair(language, with, without))
        .collect();
    let shelf = Shelf::with(&documents);
    for (language, query, ..) in PHRASES {
        let answer = shelf.ask(&SearchRequest::new(query));
        assert!(answer.partial.is_empty(), "{language}");
        assert!(
            answer.total.exact && answer.total.documents == 1,
            "{language}"
        );
        let hit = &answer.hits[0];
        assert_eq!(hit.document.title, format!("{language} with"), "{query}");
        let passage = &hit.passages[0];
        assert!(
            !passage.highlights.is_empty(),
            "{language}: {}",
            passage.html
        );
    }
}

/// Language, query, a text without the excluded word, one that matches, and one in the same document
/// with the excluded word. That word is mostly part of a run without spaces: pairs of characters find it
/// (zh, ja, ko, th), and the pairs alone are not it.
const EXCLUSIONS: &[(&str, &str, &str, &str, &str)] = &[
    (
        "en",
        "fever -vaccine",
        "fever and rash",
        "fever",
        "Two VACCINES are known.",
    ),
    (
        "en-GB",
        "pain -\"yellow fever\"",
        "pain, yellow skin, fever",
        "pain",
        "Yellow fever is common.",
    ),
    (
        "zh",
        "发热 -地塞米松",
        "发热 米松 地塞",
        "发热",
        "给予地塞米松治疗",
    ),
    (
        "ja",
        "発熱 －ワクチン",
        "発熱がある",
        "発熱",
        "新しいワクチン接種後",
    ),
    (
        "ko",
        "발열 -당뇨병",
        "발열이 있는 환자",
        "발열",
        "당뇨병환자에게 투여",
    ),
    (
        "th",
        "ไอ -ไข้เลือดออก",
        "ไอและเจ็บคอ",
        "ไอ",
        "ผู้ป่วยโรคไข้เลือดออกรุนแรง",
    ),
    (
        "ru",
        "кашель −лихорадка",
        "кашель и боль",
        "кашель",
        "при лихорадке",
    ),
    ("ar", "سعال -حمى", "سعال وألم", "سعال", "مع الحُمّى أو حمى"),
    ("hi", "खाँसी -बुखार", "खाँसी और दर्द", "खाँसी", "तेज बुखार है"),
];

#[test]
fn a_phrase_that_nothing_has_is_searched_as_words_unless_that_is_forbidden() {
    for (language, query, text) in [
        ("en", "\"cough and fever\"", "Fever, then cough."),
        ("zh", "「咳嗽发热」", "发热后咳嗽。"),
        ("ar", "«سعال وحمى»", "حمى ثم سعال."),
        ("hi", "\"खाँसी बुखार\"", "बुखार फिर खाँसी।"),
        ("ja", "「咳と発熱」", "発熱のあとに咳。"),
        ("ru", "«кашель и лихорадка»", "Лихорадка, потом кашель."),
    ] {
        let shelf = Shelf::with(&[document("a", language, "A", text)]);
        let answer = shelf.ask(&SearchRequest::new(query));
        let kinds: Vec<NoteKind> = answer.understood.notes.iter().map(|n| n.kind).collect();
        assert_eq!(kinds, [NoteKind::PhraseNotFound], "{query}");
        assert_eq!(titles(answer), set(&["A"]), "{query}");
        let strict = SearchRequest {
            syntax: Syntax::Strict,
            ..SearchRequest::new(query)
        };
        assert!(shelf.ask(&strict).hits.is_empty(), "{query}");
    }
    let shelf = Shelf::with(&[document("a", "en", "A", "Fever, then cough.")]);
    let answer = shelf.ask(&SearchRequest::new("\"no such words\""));
    assert!(answer.hits.is_empty() && answer.understood.notes.is_empty());
}

#[test]
fn an_exclusion_leaves_out_the_whole_document_in_every_script() {
    for &(language, query, kept, first, second) in EXCLUSIONS {
        let mut kept = document("kept", language, "kept", kept);
        kept.sections.push(Section::headed(&["Other"], "Nothing."));
        let mut left = document("left", language, "left", first);
        // In another section, and so in another passage than the one that the words find.
        left.sections = vec![
            Section::headed(&["One"], &format!("{first}. {}", "filler ".repeat(400))),
            Section::headed(&["Two"], second),
        ];
        let shelf = Shelf::with(&[kept, left]);
        let mut request = SearchRequest::new(query);
        request.language = Some(language.parse().unwrap());
        request.explain = true;
        let answer = shelf.ask(&request);
        let factors = &answer.hits[0].why.as_ref().unwrap().factors;
        assert!(
            factors.iter().any(|factor| factor.name == "excluded"),
            "{query}"
        );
        assert_eq!(titles(answer), set(&["kept"]), "{query}");
        let both = query.split_whitespace().next().unwrap();
        assert_eq!(found(&shelf, both), set(&["kept", "left"]), "{both}");
        // Alone, an exclusion lists all others.
        let alone = query.split_once(' ').unwrap().1;
        request.text = alone.to_owned();
        assert_eq!(titles(shelf.ask(&request)), set(&["kept"]), "{alone}");
    }
}

#[test]
fn what_looks_like_a_sign_and_is_none_excludes_nothing() {
    let shelf = Shelf::with(&[document(
        "1",
        "en",
        "All",
        "COVID-19 and IL-6, 10-20 mg a day, see http://example.org/a-b, R05, ratio a - b.",
    )]);
    for text in [
        "COVID-19",
        "IL-6",
        "-",
        "a - b",
        "10-20 mg",
        "http://example.org/a-b",
        "icd10:R05",
        "COVID -19",
        "mg -20",
    ] {
        assert_eq!(found(&shelf, text), set(&["All"]), "{text}");
    }
    assert_eq!(found(&shelf, "mg -COVID-19"), set(&[]));
}

#[test]
fn quotes_say_that_only_this_form_is_excluded() {
    let shelf = Shelf::with(&[
        document("1", "en", "one", "The organ failed."),
        document("2", "en", "many", "The organs failed."),
    ]);
    let ask = |text: &str| {
        let mut request = SearchRequest::new(text);
        request.language = Some("en".parse().unwrap());
        titles(shelf.ask(&request))
    };
    assert_eq!(ask("failed -organ"), set(&[]));
    assert_eq!(ask("failed -\"organ\""), set(&["many"]));
    assert_eq!(ask("failed -orga*"), set(&[]));
}

#[test]
fn alternatives_need_one_of_their_phrases() {
    let shelf = Shelf::with(&[
        document("1", "en", "A", "yellow fever here"),
        document("2", "en", "B", "dengue fever here"),
        document("3", "en", "C", "fever here, yellow and dengue"),
        document("4", "zh", "D", "登革热在这里"),
    ]);
    let query = "(\"yellow fever\" OR \"dengue fever\") here";
    assert_eq!(found(&shelf, query), set(&["A", "B"]));
    assert_eq!(
        found(&shelf, "\"yellow fever\" ｜ 登革热"),
        set(&["A", "D"])
    );
    let words = shelf.ask(&SearchRequest::new("yellow OR 登革热"));
    // The concept of 登革热 is found in every language, as without OR.
    assert_eq!(titles(words), set(&["A", "B", "C", "D"]));
}

#[test]
fn a_star_finds_all_words_that_begin_so_in_every_script() {
    let shelf = Shelf::with(&[
        document("1", "en", "en", "Vaccination, vaccines"),
        document("2", "ru", "ru", "Вакцинация детей, вакцины"),
        document("3", "zh", "zh", "糖尿病患者"),
        document("4", "ar", "ar", "لقاحات الأطفال"),
        document("5", "hi", "hi", "टीकाकरण"),
        document("6", "en", "other", "vacuum"),
    ]);
    for (query, title) in [
        ("vaccin*", "en"),
        ("ВАКЦИН*", "ru"),
        ("糖＊", "zh"),
        ("لقاح*", "ar"),
        ("टीका*", "hi"),
    ] {
        let mut request = SearchRequest::new(query);
        request.explain = true;
        let answer = shelf.ask(&request);
        assert_eq!(answer.hits.len(), 1, "{query}");
        let hit = &answer.hits[0];
        assert_eq!(hit.document.title, title);
        assert!(
            hit.passages[0].html.contains("<mark>"),
            "{}",
            hit.passages[0].html
        );
        let terms = &hit.why.as_ref().unwrap().terms;
        assert!(
            terms.iter().any(|term| term.term.contains('*')),
            "{terms:?}"
        );
    }
}

#[test]
fn a_star_weighs_as_one_word_and_stands_for_at_most_fifty() {
    let words: Vec<String> = (0..80).map(|n| format!("virus{n:02}")).collect();
    let shelf = Shelf::with(&[
        document("1", "en", "many", &words.join(" ")),
        document("2", "en", "one", "virus00 fever"),
    ]);
    let mut request = SearchRequest::new("virus* fever");
    request.explain = true;
    let answer = shelf.ask(&request);
    assert_eq!(answer.partial, [Limitation::PrefixLimit]);
    assert_eq!(answer.hits[0].document.title, "one");
}

#[test]
fn fields_are_filters_and_unknown_values_are_words() {
    let mut old = document("1", "en", "Dengue", "dengue fever");
    old.published = Some("2019-05-01".parse().unwrap());
    old.publisher = Some("World Health Organization".to_owned());
    let mut new = document("2", "fr", "La dengue", "dengue, fièvre");
    new.published = Some("2022-05-01".parse().unwrap());
    let mut chinese = document("3", "zh", "登革热指南", "登革热 dengue");
    chinese.published = Some("2021-05-01".parse().unwrap());
    let shelf = Shelf::with(&[old, new, chinese]);
    for (query, expected) in [
        ("dengue language:fr", &["La dengue"][..]),
        ("dengue language：fr,zh", &["La dengue", "登革热指南"]),
        ("dengue -language:fr", &["Dengue", "登革热指南"]),
        ("dengue year:2020..2023", &["La dengue", "登革热指南"]),
        ("dengue year:..2019", &["Dengue"]),
        ("dengue publisher:\"world health\"", &["Dengue"]),
        ("dengue source:test year:2022", &["La dengue"]),
        ("dengue title:登革热", &["登革热指南"]),
        ("dengue -title:dengue", &["登革热指南"]),
        ("title:\"la dengue\"", &["La dengue"]),
        ("language:fr", &["La dengue"]),
        (
            "dengue status:current",
            &["Dengue", "La dengue", "登革热指南"],
        ),
        // No filter here: words, and the answer says so.
        (
            "dengue publisher:nobody",
            &["Dengue", "La dengue", "登革热指南"],
        ),
        (
            "dengue kind:nonsense",
            &["Dengue", "La dengue", "登革热指南"],
        ),
    ] {
        assert_eq!(found(&shelf, query), set(expected), "{query}");
    }
    let answer = shelf.ask(&SearchRequest::new("dengue kind:nonsense"));
    assert_eq!(answer.understood.notes[0].position, 7);
    let mut strict = SearchRequest::new("dengue kind:nonsense");
    strict.syntax = Syntax::Strict;
    let refused = shelf.engine().search(&strict);
    assert!(matches!(refused, Err(SearchError::Syntax(note)) if note.found == "kind:nonsense"));
}

#[test]
fn concepts_are_fields_by_name_id_and_code_and_are_not_understood_from_what_is_excluded() {
    let shelf = Shelf::with(&[
        document("1", "en", "P", "Give paracetamol for fever."),
        document("2", "zh", "对", "发热时给予对乙酰氨基酚。"),
        document("3", "en", "I", "Give ibuprofen for fever."),
    ]);
    for query in [
        "fever drug:paracetamol",
        "fever drug:对乙酰氨基酚",
        "drug:atc:N02BE01",
    ] {
        assert_eq!(found(&shelf, query), set(&["P", "对"]), "{query}");
    }
    assert_eq!(found(&shelf, "fever -drug:paracetamol"), set(&["I"]));
    let answer = shelf.ask(&SearchRequest::new("fever -paracetamol"));
    let concepts = &answer.understood.concepts;
    assert!(
        concepts.iter().all(|concept| concept.typed == "fever"),
        "{concepts:?}"
    );
    for hit in &answer.hits {
        let html = &hit.passages[0].html;
        assert!(!html.contains("<mark>对乙酰氨基酚") && !html.contains("<mark>paracetamol"));
    }
    // Codes stay codes.
    assert_eq!(found(&shelf, "atc:N02BE01"), set(&["P", "对"]));
}

#[test]
fn pages_of_a_query_with_signs_follow_one_another() {
    let documents: Vec<Document> = (0..30)
        .map(|n| {
            let text = if n % 3 == 0 {
                "yellow fever, cough"
            } else {
                "yellow fever"
            };
            document(&n.to_string(), "en", &format!("Report {n}"), text)
        })
        .collect();
    let shelf = Shelf::with(&documents);
    let mut request = SearchRequest::new("\"yellow fever\" -cough");
    request.facets = vec![indexer::Facet::Language];
    let mut all = Vec::new();
    loop {
        let answer = shelf.ask(&request);
        assert_eq!(answer.total.documents, 20);
        assert_eq!(answer.facets[0].values[0].documents, 20);
        all.extend(answer.hits.into_iter().map(|hit| hit.document.title));
        match answer.next {
            Some(next) => request.cursor = Some(next),
            None => break,
        }
    }
    assert_eq!(
        (all.len(), all.iter().collect::<BTreeSet<_>>().len()),
        (20, 20)
    );
}
