//! Passages found by what they say, with a toy model, and everything else when that fails.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use corpora::{Date, Language, Reference, State, Status};
use indexer::{
    DenseLeg, Embedding, Encoder, Languages, Leg, LegRun, Legs, ModelError, ModelFolder,
    ModelInUse, SearchAnswer, SearchRequest, WhyNot,
};

use super::support::{Shelf, document, documents, long_text};
use super::toy_model::{self, DIMENSION, Output};

/// Documents of which each says one thing, in its own words.
fn ward() -> Shelf {
    let mut all = documents(&[
        (
            "a",
            "en",
            "Ward note A",
            "The breathless newborn needs a doctor.",
        ),
        (
            "b",
            "en",
            "Ward note B",
            "Hang the umbrella beside the bicycle.",
        ),
        ("c", "zh", "病房记录", "新生儿 喘不过气 时请叫医生。"),
        (
            "d",
            "es",
            "Nota de sala",
            "El neonato con sofoco va primero.",
        ),
        ("e", "ru", "Запись", "зонт и велосипед стоят у двери"),
    ]);
    // Enough others that no word of the above is in all.
    let filling = |n: usize| {
        document(
            &format!("f{n}"),
            "en",
            &format!("Filler {n}"),
            &long_text("tea"),
        )
    };
    all.extend((0..3).map(filling));
    Shelf::with(&all)
}

fn use_toy(shelf: &Shelf, output: Output) -> Arc<DenseLeg> {
    let folder = shelf.folder.models().join("toy");
    toy_model::write(&folder, output);
    let encoder = Encoder::load(ModelFolder::read(&folder).unwrap()).unwrap();
    ModelInUse::take(&shelf.folder, &encoder).unwrap();
    let leg = DenseLeg::in_use(&shelf.folder).unwrap().unwrap();
    shelf.engine().use_model(Some(Arc::clone(&leg))).unwrap();
    leg
}

fn embed(shelf: &Shelf) -> Embedding {
    shelf.engine().embed(1, &mut |_| {}, &mut || false).unwrap()
}

fn dense(answer: &SearchAnswer) -> LegRun {
    *answer
        .legs
        .iter()
        .find(|run| run.leg == Leg::Dense)
        .unwrap()
}

fn titles(answer: &SearchAnswer) -> Vec<&str> {
    answer
        .hits
        .iter()
        .map(|hit| hit.document.title.as_str())
        .collect()
}

fn ask(shelf: &Shelf, text: &str) -> SearchAnswer {
    shelf.ask(&SearchRequest::new(text))
}

#[test]
fn a_sentence_finds_what_says_the_same_in_other_words_and_languages() {
    let shelf = ward();
    for output in [Output::States, Output::Pooled] {
        use_toy(&shelf, output);
        let embedding = embed(&shelf);
        assert_eq!(embedding.embedded, embedding.passages);
        for question in [
            "baby breathing",
            "bebé respirar",
            "婴儿 呼吸",
            "رضيع تنفس",
            "младенец дыхание",
            "शिशु साँस",
        ] {
            let answer = ask(&shelf, question);
            assert!(dense(&answer).ran, "{question}: {:?}", answer.legs);
            let mut first = titles(&answer)[..3].to_vec();
            first.sort_unstable();
            assert_eq!(
                first,
                ["Nota de sala", "Ward note A", "病房记录"],
                "{question}"
            );
            assert!(answer.hits[0].passages[0].by_meaning, "{question}");
        }
    }
}

#[test]
fn each_leg_runs_where_it_is_asked_for_and_can() {
    let shelf = ward();
    let answer = ask(&shelf, "baby breathing");
    assert_eq!(dense(&answer).why_not, Some(WhyNot::NoModel));
    use_toy(&shelf, Output::States);
    let answer = ask(&shelf, "baby breathing");
    assert_eq!(dense(&answer).why_not, Some(WhyNot::NothingEmbedded));
    embed(&shelf);
    let with = |legs: &[Leg], text: &str| {
        shelf.ask(&SearchRequest {
            legs: Legs::of(legs),
            ..SearchRequest::new(text)
        })
    };
    let answer = with(&[Leg::Lexical], "baby breathing");
    assert_eq!(dense(&answer).why_not, Some(WhyNot::NotAsked));
    assert!(answer.hits.is_empty());
    let answer = with(&[Leg::Dense], "newborn tea");
    assert!(
        titles(&answer)[..3].contains(&"病房记录"),
        "{:?}",
        titles(&answer)
    );
    assert!(!titles(&answer).contains(&"Filler 1"), "tea is a word");
    // What is called so is meant, not what is like it.
    for exact in ["dexamethasone", "地塞米松", "10.1056/NEJMoa2021436"] {
        assert_eq!(
            dense(&ask(&shelf, exact)).why_not,
            Some(WhyNot::NamedExactly),
            "{exact}"
        );
    }
}

#[test]
fn filters_and_deletions_hold_for_what_is_found_by_meaning() {
    let mut shelf = ward();
    use_toy(&shelf, Output::States);
    embed(&shelf);
    let mut request = SearchRequest::new("baby breathing");
    request.filters.languages = vec![Language::parse("zh").unwrap()];
    assert_eq!(titles(&shelf.ask(&request)), ["病房记录"]);
    let answer = ask(&shelf, "baby breathing -neonato");
    assert!(!titles(&answer).contains(&"Nota de sala"));
    shelf.put(&documents(&[("c", "zh", "病房记录", "雨伞 在门口。")]));
    let answer = ask(&shelf, "baby breathing");
    let first: Vec<_> = titles(&answer).into_iter().take(2).collect();
    assert!(!first.contains(&"病房记录"), "{first:?}");
}

#[test]
fn new_passages_are_found_by_words_at_once_and_by_meaning_once_embedded() {
    let mut shelf = ward();
    use_toy(&shelf, Output::States);
    embed(&shelf);
    shelf.put(&documents(&[(
        "n",
        "en",
        "New note",
        "A breathless newborn again.",
    )]));
    assert_eq!(titles(&ask(&shelf, "again"))[0], "New note");
    let before = ask(&shelf, "bebé respirar");
    assert!(!titles(&before)[..3].contains(&"New note"));
    assert!(
        titles(&before)[..3].contains(&"Ward note A"),
        "others are found meanwhile"
    );
    embed(&shelf);
    let after = ask(&shelf, "bebé respirar");
    assert!(
        titles(&after)[..4].contains(&"New note"),
        "{:?}",
        titles(&after)
    );
    // Vectors are found again by another process, and after the index was built anew.
    let used = ModelInUse::of(&shelf.folder).unwrap().unwrap();
    shelf.stop();
    shelf.start();
    let engine = shelf.engine();
    let embedding = used.embedding(&shelf.folder, &engine).unwrap();
    assert_eq!(embedding.embedded, embedding.passages);
}

#[test]
fn what_is_replaced_stays_below_what_replaces_it() {
    let mut shelf = ward();
    let mut old = document(
        "old",
        "en",
        "Old edition",
        "A breathless newborn, a breathless newborn.",
    );
    let new = document(
        "new",
        "en",
        "New edition",
        "For a newborn who is breathless, among much else: tea.",
    );
    let ids = shelf.put(&[new]);
    old.status = Status {
        state: State::Superseded,
        date: Some(Date::parse("2021").unwrap()),
        by: Some(Reference::Document(ids[0].clone())),
        ..Status::default()
    };
    shelf.put(&[old]);
    use_toy(&shelf, Output::States);
    embed(&shelf);
    for question in ["bebé respirar", "breathless newborn", "婴儿 呼吸"] {
        let answer = ask(&shelf, question);
        let place = |title: &str| titles(&answer).iter().position(|t| *t == title);
        let (old, new) = (place("Old edition").unwrap(), place("New edition").unwrap());
        assert!(new < old, "{question}: {:?}", titles(&answer));
    }
}

#[test]
fn pages_fit_together() {
    let mut shelf = ward();
    let many = |n: usize| {
        let text = format!("Patient {n}: newborn, ward {}, umbrella {}.", n % 7, n * 3);
        document(&format!("m{n}"), "en", &format!("Patient {n}"), &text)
    };
    shelf.put(&(0..120).map(many).collect::<Vec<_>>());
    use_toy(&shelf, Output::States);
    embed(&shelf);
    let mut request = SearchRequest::new("newborn umbrella ward");
    request.limit = 100;
    let whole = shelf.ask(&request);
    let expected: Vec<_> = whole
        .hits
        .iter()
        .map(|hit| hit.document.id.clone())
        .collect();
    request.limit = 9;
    let mut found = Vec::new();
    while found.len() < 90 {
        let page = shelf.ask(&request);
        assert!(
            page.hits
                .windows(2)
                .all(|pair| pair[0].score >= pair[1].score)
        );
        found.extend(page.hits.iter().map(|hit| hit.document.id.clone()));
        request.cursor = page.next;
    }
    assert_eq!(found, expected[..found.len()]);
}

#[test]
fn ones_own_languages_come_first_where_they_are_asked_for() {
    let shelf = ward();
    use_toy(&shelf, Output::States);
    embed(&shelf);
    let mut request = SearchRequest::new("baby breathing");
    request.reader = vec![
        Language::parse("es").unwrap(),
        Language::parse("zh").unwrap(),
    ];
    request.languages = Languages::OwnFirst;
    let answer = shelf.ask(&request);
    let languages: Vec<_> = answer
        .hits
        .iter()
        .map(|hit| hit.document.language.primary())
        .collect();
    let own = languages
        .iter()
        .take_while(|language| ["es", "zh"].contains(*language))
        .count();
    assert_eq!(own, 2, "{languages:?}");
    assert!(
        !languages[own..]
            .iter()
            .any(|language| ["es", "zh"].contains(language))
    );
    assert_eq!(titles(&answer)[2], "Ward note A");
    request.limit = 1;
    let mut paged = Vec::new();
    for _ in 0..3 {
        let page = shelf.ask(&request);
        assert_eq!(page.hits[0].rank, paged.len() + 1);
        paged.extend(page.hits.into_iter().map(|hit| hit.document.title));
        request.cursor = page.next;
    }
    assert_eq!(paged, titles(&answer)[..3]);
}

#[test]
fn who_names_a_narrower_disease_is_on_the_subject_and_who_names_another_gives_way() {
    let mut shelf = ward();
    use_toy(&shelf, Output::States);
    shelf.put(&documents(&[
        (
            "p",
            "en",
            "Bird",
            "Avian influenza in a breathless newborn.",
        ),
        ("m", "en", "Fever", "Malaria in a breathless newborn."),
    ]));
    embed(&shelf);
    let mut request = SearchRequest::new("influenza in a newborn who is breathless and shivers");
    request.explain = true;
    let answer = shelf.ask(&request);
    let subject = |title: &str| {
        let mut hits = answer.hits.iter();
        let hit = hits.find(|hit| hit.document.title == title).unwrap();
        let why = hit.why.as_ref().unwrap();
        why.factors
            .iter()
            .find(|f| f.name == "subject")
            .unwrap()
            .value
    };
    assert!((subject("Bird") - 1.0).abs() < 1e-6);
    assert!(subject("Fever") < 0.9);
}

#[test]
fn languages_stand_one_after_the_other_where_that_is_asked_for() {
    let shelf = ward();
    use_toy(&shelf, Output::States);
    embed(&shelf);
    let mut request = SearchRequest::new("baby breathing");
    request.languages = Languages::Apart;
    request.reader = vec![Language::parse("zh").unwrap()];
    let answer = shelf.ask(&request);
    assert_eq!(answer.groups[0].language.primary(), "zh");
    assert_eq!(answer.groups.len(), 3, "{:?}", answer.groups);
    assert!(answer.next.is_none() && answer.facets.is_empty());
    let mut hits = answer.hits.iter();
    for group in &answer.groups {
        assert!((1..=3).contains(&group.shown) && group.documents >= group.shown as u64);
        for hit in hits.by_ref().take(group.shown) {
            assert_eq!(hit.document.language.primary(), group.language.primary());
        }
    }
    assert!(hits.next().is_none());
    assert!((1..).zip(&answer.hits).all(|(rank, hit)| hit.rank == rank));
    request.limit = 2;
    assert_eq!(shelf.ask(&request).hits.len(), 2);
}

#[test]
fn a_score_says_what_each_leg_brought() {
    let shelf = ward();
    use_toy(&shelf, Output::States);
    embed(&shelf);
    let mut request = SearchRequest::new("breathless baby umbrella or bicycle");
    request.explain = true;
    let answer = shelf.ask(&request);
    for hit in &answer.hits {
        let why = hit.why.as_ref().unwrap();
        let value = |name: &str| why.factors.iter().find(|f| f.name == name).unwrap().value;
        let parts = (value("words") + value("meaning")) * value("subject");
        assert!((value("best_passage") - parts).abs() < 1e-4, "{why:?}");
    }
    let best = answer.hits[0].why.as_ref().unwrap();
    assert!(
        best.factors
            .iter()
            .any(|factor| factor.name == "meaning" && factor.value > 0.5)
    );
}

#[test]
fn a_damaged_or_exchanged_model_is_refused_with_what_to_do() {
    let shelf = ward();
    use_toy(&shelf, Output::States);
    embed(&shelf);
    let folder = shelf.folder.models().join("toy");
    let used = ModelInUse::of(&shelf.folder).unwrap().unwrap();
    let refused = |what: &str| {
        let error = used.load(&shelf.folder).unwrap_err();
        assert!(error.to_string().contains(what), "{error}");
        error
    };
    let exchange = |file: &str, bytes: &[u8]| {
        toy_model::write(&folder, Output::States);
        fs::write(folder.join(file), bytes).unwrap();
    };
    toy_model::write(&folder, Output::Pooled);
    assert!(matches!(
        refused("rsc model use"),
        ModelError::Exchanged { .. }
    ));
    exchange("model.onnx", b"no model");
    refused("expected an ONNX model");
    exchange("tokenizer.json", b"{}");
    refused("expected a tokenizer");
    exchange("config.json", b"{\"hidden_size\": 384}");
    refused(&format!("dimension {DIMENSION}, config.json says 384"));
    exchange("config.json", b"{\"hidden_size\": 999999}");
    refused("expected 8 to 4096");
    exchange("model.toml", b"onnx = \"../../secret.onnx\"");
    refused("inside the folder");
    exchange("model.toml", b"pooling = \"max\"");
    refused("pooling");
    exchange("second.onnx", b"");
    refused("name it in model.toml");
    fs::remove_dir_all(&folder).unwrap();
    refused("tokenizer.json");
    // Words answer all the while, and the model in memory goes on.
    assert_eq!(titles(&ask(&shelf, "umbrella"))[0], "Ward note B");
}

#[test]
fn no_model_is_used_until_one_is_taken_and_after_it_is_left() {
    let shelf = ward();
    assert_eq!(ModelInUse::of(&shelf.folder).unwrap(), None);
    use_toy(&shelf, Output::States);
    let used = ModelInUse::of(&shelf.folder).unwrap().unwrap();
    assert_eq!((used.name.as_str(), used.dimension), ("toy", DIMENSION));
    assert_eq!(
        used.folder,
        Path::new("toy"),
        "the data folder can be moved"
    );
    ModelInUse::leave(&shelf.folder).unwrap();
    ModelInUse::leave(&shelf.folder).unwrap();
    assert_eq!(ModelInUse::of(&shelf.folder).unwrap(), None);
    fs::write(shelf.folder.models().join("in-use.json"), "{").unwrap();
    let error = ModelInUse::of(&shelf.folder).unwrap_err();
    assert!(error.to_string().contains("rsc model use"), "{error}");
}

#[test]
fn quotations_are_of_what_stands_and_of_what_is_asked_about_or_none() {
    let mut shelf = ward();
    let mut old = document(
        "o",
        "en",
        "Old rule",
        "Dengue: give aspirin to a breathless newborn.",
    );
    old.status.state = State::Withdrawn;
    let about = document(
        "w",
        "en",
        "Dengue",
        "Dengue: no aspirin for a breathless newborn.",
    );
    let other = document(
        "x",
        "en",
        "Malaria",
        "Malaria: aspirin for a breathless newborn, a breathless newborn.",
    );
    shelf.put(&[old, about, other]);
    let quoted = |shelf: &Shelf, text: &str| -> Vec<String> {
        let mut request = SearchRequest::new(text);
        request.limit = 3;
        let found = shelf.engine().quotations(&request).unwrap();
        let quotes = found.quotes.into_iter();
        quotes.map(|quote| quote.hit.document.title).collect()
    };
    for _ in 0..2 {
        assert_eq!(
            quoted(&shelf, "Is a breathless newborn with dengue given aspirin?"),
            ["Dengue"]
        );
        assert!(quoted(&shelf, "Which orchestra plays on Saturday?").is_empty());
        use_toy(&shelf, Output::States);
        embed(&shelf);
    }
    // In another language the part that says it is quoted.
    let found = quoted(&shelf, "El bebé no puede respirar ¿qué hago?");
    assert!(found.contains(&"Nota de sala".to_owned()), "{found:?}");
}
