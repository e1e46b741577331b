use std::sync::Arc;
use std::time::{Duration, Instant};

use corpora::{DataFolder, Reference, ScriptIdentifier, State, Status};
use indexer::{Engine, IndexError, Keeper, SearchRequest};

use crate::support::{Shelf, document};

#[test]
fn a_document_is_searchable_within_two_seconds_of_being_put() {
    let mut shelf = Shelf::empty();
    let began = Instant::now();
    shelf.put(&[document("a", "en", "Cholera", "Oral rehydration.")]);
    assert_eq!(shelf.titles("cholera", "en"), ["Cholera"]);
    assert!(began.elapsed() < Duration::from_secs(2));
}

#[test]
fn a_new_version_takes_the_place_of_the_old_one() {
    let mut shelf = Shelf::with(&[document("a", "en", "Dose", "Give five milligrams.")]);
    shelf.put(&[document("a", "en", "Dose", "Give six milligrams.")]);
    assert!(shelf.titles("five", "en").is_empty());
    let answer = shelf.ask(&SearchRequest::new("six"));
    assert_eq!(answer.hits.len(), 1);
    assert_eq!(answer.hits[0].document.version, 2);
}

#[test]
fn what_was_put_while_nobody_kept_the_index_is_found_after_a_restart() {
    let mut shelf = Shelf::with(&[document("a", "zh", "麻疹", "维生素 A")]);
    shelf.stop();
    let batch = shelf.catalogue.batch().unwrap();
    batch
        .put(&document("b", "zh", "霍乱", "口服补液盐"))
        .unwrap();
    batch.commit().unwrap();
    shelf.start();
    shelf.catch_up();
    assert_eq!(shelf.titles("补液", "zh"), ["霍乱"]);
    assert_eq!(shelf.titles("维生素", "zh"), ["麻疹"]);
}

#[test]
fn a_status_change_alone_reaches_the_index() {
    let mut shelf = Shelf::empty();
    let id = shelf
        .put(&[document("a", "en", "Paper", "Hydroxychloroquine works.")])
        .remove(0);
    let batch = shelf.catalogue.batch().unwrap();
    batch
        .notice(
            &id,
            &Status {
                state: State::Retracted,
                ..Status::default()
            },
        )
        .unwrap();
    batch.commit().unwrap();
    shelf.catch_up();
    let answer = shelf.ask(&SearchRequest::new("hydroxychloroquine"));
    assert_eq!(answer.hits[0].document.status.state, State::Retracted);
}

#[test]
fn a_replacement_that_arrives_later_is_linked_in_the_hit_of_the_old_one() {
    let mut shelf = Shelf::empty();
    let mut old = document("edition-1", "en", "First edition", "Malaria: quinine.");
    old.status = Status {
        state: State::Superseded,
        by: Some(Reference::Key("edition-2".to_owned())),
        ..Status::default()
    };
    shelf.put(&[old]);
    let new = shelf
        .put(&[document(
            "edition-2",
            "en",
            "Second edition",
            "Malaria: artesunate.",
        )])
        .remove(0);
    let answer = shelf.ask(&SearchRequest::new("malaria quinine"));
    let titles: Vec<_> = answer
        .hits
        .iter()
        .map(|h| h.document.title.as_str())
        .collect();
    assert_eq!(
        titles,
        ["Second edition", "First edition"],
        "the old one matches better and stays below"
    );
    assert_eq!(
        answer.hits[1].document.replaced_by.as_ref().unwrap().id,
        new
    );
}

#[test]
fn a_second_keeper_is_refused_and_a_reader_is_not() {
    let shelf = Shelf::with(&[document("a", "en", "Cholera", "Oral rehydration.")]);
    let folder = DataFolder::create(shelf.dir.path()).unwrap();
    assert!(folder.lock_index().is_err());
    let reader = Engine::open(&folder, Arc::new(ScriptIdentifier)).unwrap();
    assert_eq!(
        reader
            .search(&SearchRequest::new("cholera"))
            .unwrap()
            .hits
            .len(),
        1
    );
}

#[test]
fn a_folder_without_an_index_says_what_to_do() {
    let dir = tempfile::tempdir().unwrap();
    let folder = DataFolder::create(dir.path()).unwrap();
    let error = Engine::open(&folder, Arc::new(ScriptIdentifier)).unwrap_err();
    assert!(matches!(error, IndexError::Missing { .. }));
    assert!(error.to_string().contains("rsc serve"), "{error}");
}

#[test]
fn a_rebuilt_index_answers_the_same_and_leaves_one_generation() {
    let texts = [
        "Fiebre y tos",
        "Fièvre et toux",
        "发热和咳嗽",
        "الحمى والسعال",
        "लक्षण बुखार",
    ];
    let documents: Vec<_> = texts.iter().map(|t| document(t, "und", t, t)).collect();
    let mut shelf = Shelf::with(&documents);
    let before = shelf.engine().status().unwrap();
    shelf.stop();
    let lock = shelf.folder.lock_index().unwrap();
    let mut seen = Vec::new();
    let after =
        Keeper::rebuild(&shelf.folder, &lock, &mut |p| seen.push((p.done, p.total))).unwrap();
    drop(lock);
    assert_eq!(seen, [(5, 5)]);
    assert_ne!(after.generation, before.generation);
    assert_eq!(
        (after.documents, after.sequence),
        (before.documents, before.sequence)
    );
    let folders = std::fs::read_dir(shelf.folder.index()).unwrap();
    assert_eq!(folders.flatten().filter(|e| e.path().is_dir()).count(), 1);
    shelf.start();
    for text in texts {
        assert_eq!(shelf.titles(text, "und")[0], text);
    }
}

#[test]
fn an_index_that_cannot_be_read_is_built_anew_from_the_catalogue() {
    let mut shelf = Shelf::with(&[document("a", "th", "ไข้เลือดออก", "พาราเซตามอล")]);
    let generation = shelf.engine().status().unwrap().generation;
    shelf.stop();
    let manifest = shelf
        .folder
        .index()
        .join(generation)
        .join("generation.json");
    std::fs::write(manifest, "{\"fields\":0,\"analysis\":0}").unwrap();
    shelf.start();
    shelf.catch_up();
    assert_eq!(shelf.titles("พาราเซตามอล", "th"), ["ไข้เลือดออก"]);
}

#[test]
fn another_analysis_builds_a_generation_beside_the_old_one_and_swaps() {
    let mut shelf = Shelf::with(&[document("a", "ru", "Холера", "Регидратация")]);
    let old = shelf.engine().status().unwrap().generation;
    shelf.stop();
    let manifest = shelf.folder.index().join(&old).join("generation.json");
    let text = std::fs::read_to_string(&manifest).unwrap();
    let present = text.split("\"analysis\":").nth(1).unwrap();
    std::fs::write(
        &manifest,
        text.replace(&format!("\"analysis\":{present}"), "\"analysis\":0}"),
    )
    .unwrap();
    shelf.start();
    assert_eq!(
        shelf.titles("холера", "ru"),
        ["Холера"],
        "the old one answers meanwhile"
    );
    let until = Instant::now() + Duration::from_secs(20);
    while shelf.engine().status().unwrap().generation == old {
        assert!(Instant::now() < until, "never swapped");
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(shelf.titles("холера", "ru"), ["Холера"]);
}
