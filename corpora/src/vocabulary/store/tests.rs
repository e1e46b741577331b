//! Saving, changing and damaging stored vocabularies.

use super::*;
use crate::vocabulary::{ImportOptions, Mapping, import};

const TABLE: &str = "code,en,zh,ar\nhpo:9000001,grey fever,灰热,الحمى الرمادية\n";

fn vocabulary(name: &str, table: &str) -> StoredVocabulary {
    let mut mapping = Mapping::default();
    for (column, role) in [
        ("code", "code"),
        ("en", "label:en"),
        ("zh", "label:zh"),
        ("ar", "label:ar"),
    ] {
        mapping.add(column, role).unwrap();
    }
    let options = ImportOptions {
        name: name.to_owned(),
        class: Some(crate::ConceptClass::Sign),
        mapping: Some(mapping),
        ..ImportOptions::default()
    };
    let imported = import(table.as_bytes(), "表.csv", &options).unwrap();
    StoredVocabulary {
        head: VocabularyHead::now(name, "表.csv", Some("CC0".to_owned()), imported.report),
        concepts: imported.concepts,
    }
}

fn store() -> (tempfile::TempDir, VocabularyStore) {
    let dir = tempfile::tempdir().unwrap();
    let store = VocabularyStore::of(&DataFolder::at(&dir.path().join("数据")));
    (dir, store)
}

fn save(store: &VocabularyStore, name: &str) {
    let StoredVocabulary { head, concepts } = vocabulary(name, TABLE);
    store.save(&head, &concepts).unwrap();
}

#[test]
fn what_is_saved_is_read_again_until_it_is_removed() {
    let (_dir, store) = store();
    assert!(store.list().unwrap().is_empty() && store.read_each().unwrap().next().is_none());
    let saved = vocabulary("grey", TABLE);
    store.save(&saved.head, &saved.concepts).unwrap();
    let read = store.read_each().unwrap().next().unwrap().unwrap();
    assert_eq!(read, saved);
    assert_eq!(read.concepts[0].name("ar"), "الحمى الرمادية");
    let head = store.list().unwrap().pop().unwrap().unwrap();
    assert_eq!(
        (head.licence.as_deref(), head.report.labels),
        (Some("CC0"), 3)
    );
    store.remove("grey").unwrap();
    assert!(store.list().unwrap().is_empty());
    assert!(matches!(
        store.remove("grey"),
        Err(StoreError::Missing { .. })
    ));
}

#[test]
fn every_change_changes_the_fingerprint() {
    let (_dir, store) = store();
    let mut seen = std::collections::HashSet::new();
    let mut new = |store: &VocabularyStore| seen.insert(store.fingerprint().unwrap());
    assert!(new(&store));
    assert!(!new(&store));
    save(&store, "a");
    assert!(new(&store));
    save(&store, "a");
    assert!(new(&store), "the same again is a new import");
    save(&store, "b");
    assert!(new(&store));
    store.remove("a").unwrap();
    assert!(new(&store));
    // What is being written, and what is none of ours, does not count.
    fs::write(store.folder.join(".c.123"), "half").unwrap();
    fs::write(store.folder.join("notes.txt"), "x").unwrap();
    assert!(!new(&store));
}

#[test]
fn names_are_plain_and_lead_nowhere_else() {
    for name in ["", "../a", "a/b", "A", "rsc", "-a", "发热", &"a".repeat(41)] {
        let error = VocabularyStore::check_name(name).unwrap_err().to_string();
        assert!(error.contains("expected 1 to 40"), "{error}");
    }
    VocabularyStore::check_name("hpo-zh").unwrap();
}

#[test]
fn a_damaged_file_is_named_with_its_line_and_the_others_are_read() {
    let (_dir, store) = store();
    save(&store, "a");
    save(&store, "b");
    let path = store.path("a");
    let whole = fs::read_to_string(&path).unwrap();
    let first = whole.lines().next().unwrap();
    for (damaged, said) in [
        (String::new(), "line 1"),
        (first.replace("\"form\":1", "\"form\":9"), "form 9"),
        (format!("{first}\n"), "0 concepts where 1 were stored"),
        (whole[..whole.len() - 9].to_owned(), "line 2"),
        (
            whole.replace("\"sign\"", "\"pill\""),
            "unknown concept class",
        ),
    ] {
        fs::write(&path, damaged).unwrap();
        let all = store.read_each().unwrap().collect::<Vec<_>>();
        let error = all[0].as_ref().unwrap_err().to_string();
        assert!(
            error.contains(said) && error.contains("import it again"),
            "{error}"
        );
        assert_eq!(all[1].as_ref().unwrap().concepts.len(), 1);
    }
}
