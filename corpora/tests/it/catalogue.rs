use corpora::{
    Catalogue, CatalogueError, ChangeKind, Document, Identifier, Language, Put, QuarantineFilter,
    Quarantined, Reference, SourceDefinition, SourceKind, SourceState, State, Status,
};

fn document(key: &str, title: &str, text: &str) -> Document {
    let mut document = Document::new("test", key, title);
    document.language = Language::parse("en").unwrap();
    document.push_text(text);
    document
}

fn put(catalogue: &mut Catalogue, document: &Document) -> Put {
    let batch = catalogue.batch().unwrap();
    let put = batch.put(document).unwrap();
    batch.commit().unwrap();
    put
}

#[test]
fn text_of_every_script_reads_back_as_it_was() {
    let mut catalogue = Catalogue::in_memory().unwrap();
    for text in [
        "地塞米松 6 毫克",
        "発熱と咳",
        "호흡 곤란",
        "الجفاف الشديد",
        "बुखार और खांसी",
        "ไข้เลือดออก",
        "Лихорадка Эбола",
        "Fièvre à 39 °C, œdème",
        "a\u{202e}b\u{0}c",
    ] {
        let document = document(text, text, text);
        let put = put(&mut catalogue, &document);
        let stored = catalogue.document(put.id()).unwrap().unwrap();
        assert_eq!(stored.document, document);
        assert_eq!(stored.holdings.len(), 1);
    }
}

#[test]
fn putting_twice_changes_nothing_and_logs_nothing() {
    let mut catalogue = Catalogue::in_memory().unwrap();
    let document = document("a", "Cholera", "Rehydrate.");
    assert!(matches!(put(&mut catalogue, &document), Put::New { .. }));
    let last = catalogue.last_change().unwrap();
    assert!(matches!(
        put(&mut catalogue, &document),
        Put::Unchanged { .. }
    ));
    assert_eq!(catalogue.last_change().unwrap(), last);
}

#[test]
fn a_batch_that_is_not_committed_leaves_no_trace() {
    let mut catalogue = Catalogue::in_memory().unwrap();
    let batch = catalogue.batch().unwrap();
    batch.put(&document("a", "t", "x")).unwrap();
    drop(batch);
    assert_eq!(catalogue.document_count().unwrap(), 0);
    assert_eq!(catalogue.last_change().unwrap(), 0);
}

#[test]
fn the_same_text_at_another_place_is_one_document_with_two_holdings() {
    let mut catalogue = Catalogue::in_memory().unwrap();
    let first = put(&mut catalogue, &document("a", "Cholera", "Rehydrate."));
    let second = put(&mut catalogue, &document("b", "Cholera", "Rehydrate."));
    assert_eq!(
        second,
        Put::DuplicateOf {
            id: first.id().clone()
        }
    );
    let stored = catalogue.document(first.id()).unwrap().unwrap();
    let in_a_row = catalogue.documents_after(0, 10).unwrap();
    assert_eq!(in_a_row, [(stored.clone(), stored.num)]);
    let keys: Vec<_> = stored.holdings.iter().map(|h| h.key.as_str()).collect();
    assert_eq!(keys, ["a", "b"]);

    // When the second place changes, it becomes a document of its own and the first stays.
    let third = put(
        &mut catalogue,
        &document("b", "Cholera", "Rehydrate at once."),
    );
    assert!(matches!(&third, Put::New { id } if id != first.id()));
    assert_eq!(
        catalogue
            .document(first.id())
            .unwrap()
            .unwrap()
            .holdings
            .len(),
        1
    );
    assert_eq!(catalogue.document_count().unwrap(), 2);
}

#[test]
fn one_doi_is_one_work_but_a_translation_is_not() {
    let mut catalogue = Catalogue::in_memory().unwrap();
    let mut paper = document("a", "Dexamethasone in COVID-19", "Abstract.");
    paper.identify(Identifier::doi("10.1056/NEJMoa2021436").unwrap());
    let first = put(&mut catalogue, &paper);

    let mut elsewhere = document(
        "b",
        "Dexamethasone in Covid-19.",
        "Abstract from elsewhere.",
    );
    elsewhere.identify(Identifier::doi("https://doi.org/10.1056/nejmoa2021436").unwrap());
    assert!(
        matches!(put(&mut catalogue, &elsewhere), Put::DuplicateOf { id } if id == *first.id())
    );

    let mut translation = document("c", "地塞米松治疗新冠肺炎", "摘要");
    translation.language = Language::parse("zh").unwrap();
    translation.identify(Identifier::doi("10.1056/NEJMoa2021436").unwrap());
    assert!(matches!(put(&mut catalogue, &translation), Put::New { .. }));
}

#[test]
fn entries_of_one_page_share_an_address_and_stay_apart() {
    let mut catalogue = Catalogue::in_memory().unwrap();
    for n in 0..3 {
        let mut faq = document(&format!("faq-{n}"), "", &format!("Answer {n}"));
        faq.identify(Identifier::url("https://www.who.int/faq").unwrap());
        assert!(matches!(put(&mut catalogue, &faq), Put::New { .. }));
    }
}

#[test]
fn a_replacement_that_arrives_later_is_linked_and_announced() {
    let mut catalogue = Catalogue::in_memory().unwrap();
    let mut old = document("edition-1", "Guideline 1", "Old advice.");
    old.status = Status {
        state: State::Superseded,
        by: Some(Reference::Key("edition-2".to_owned())),
        ..Status::default()
    };
    let old_id = put(&mut catalogue, &old).id().clone();
    assert_eq!(
        catalogue.document(&old_id).unwrap().unwrap().replaced_by,
        None
    );

    let seen = catalogue.last_change().unwrap();
    let new_id = put(
        &mut catalogue,
        &document("edition-2", "Guideline 2", "New advice."),
    )
    .id()
    .clone();
    let old_now = catalogue.document(&old_id).unwrap().unwrap();
    assert_eq!(old_now.replaced_by.unwrap().id, new_id);
    let changes = catalogue.changes_after(seen, 10).unwrap();
    assert!(
        changes
            .iter()
            .any(|c| c.document == old_now.num && c.kind == ChangeKind::Status)
    );
}

#[test]
fn a_retraction_notice_outlives_new_versions_of_the_document() {
    let mut catalogue = Catalogue::in_memory().unwrap();
    let id = put(&mut catalogue, &document("a", "Paper", "Claim."))
        .id()
        .clone();
    let batch = catalogue.batch().unwrap();
    let notice = Status {
        state: State::Retracted,
        note: Some("data".to_owned()),
        ..Status::default()
    };
    batch.notice(&id, &notice).unwrap();
    batch.commit().unwrap();
    put(&mut catalogue, &document("a", "Paper", "Claim, reworded."));
    let stored = catalogue.document(&id).unwrap().unwrap();
    assert_eq!((stored.version, stored.status), (2, notice));
}

#[test]
fn refused_bytes_come_back_whole_and_are_replaced_not_repeated() {
    let mut catalogue = Catalogue::in_memory().unwrap();
    let item = Quarantined {
        id: 0,
        source: "test".to_owned(),
        resource: "报告.pdf".to_owned(),
        item: String::new(),
        reason: "encrypted".to_owned(),
        detail: "…".to_owned(),
        media_type: Some("application/pdf".to_owned()),
        digest: Some("abc".to_owned()),
        content_type: Some("application/pdf".to_owned()),
        size: 4,
        ..Quarantined::default()
    };
    for reason in ["encrypted", "no-text"] {
        let batch = catalogue.batch().unwrap();
        batch.keep_bytes("abc", b"%PDF").unwrap();
        batch
            .quarantine(&Quarantined {
                reason: reason.to_owned(),
                ..item.clone()
            })
            .unwrap();
        batch.commit().unwrap();
    }
    let all = catalogue.quarantined(10).unwrap();
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].reason, "no-text");
    assert_eq!(all[0].content_type.as_deref(), Some("application/pdf"));
    let like = |source: Option<&str>, reason: Option<&str>| {
        let filter = QuarantineFilter {
            source: source.map(str::to_owned),
            reason: reason.map(str::to_owned),
        };
        catalogue.quarantined_like(&filter, 10).unwrap().len()
    };
    assert_eq!(like(Some("test"), Some("no-text")), 1);
    assert_eq!(like(Some("test"), Some("encrypted")), 0);
    assert_eq!(like(Some("other"), None), 0);
    assert_eq!(
        catalogue.quarantine_reasons("test").unwrap(),
        [("no-text".to_owned(), 1)]
    );
    assert_eq!(catalogue.quarantined_item(all[0].id).unwrap(), all[0]);
    catalogue.drop_quarantined(all[0].id).unwrap();
    assert!(matches!(
        catalogue.drop_quarantined(all[0].id).unwrap_err(),
        CatalogueError::NoQuarantined { .. }
    ));
    assert_eq!(catalogue.quarantine_count().unwrap(), 0);
    assert_eq!(
        catalogue.bytes("abc").unwrap().as_deref(),
        Some(&b"%PDF"[..])
    );
}

#[test]
fn bundled_sources_keep_their_state_and_the_librarians_their_definition() {
    let mut catalogue = Catalogue::in_memory().unwrap();
    let mut offered =
        SourceDefinition::new("who", "WHO", SourceKind::Feed, "https://www.who.int/feed");
    catalogue
        .offer_sources(std::slice::from_ref(&offered))
        .unwrap();
    catalogue
        .set_source_state("who", SourceState::Active)
        .unwrap();
    offered.name = "World Health Organization".to_owned();
    catalogue.offer_sources(&[offered.clone()]).unwrap();
    assert_eq!(
        catalogue.source("who").unwrap(),
        (offered, SourceState::Active)
    );

    let own = SourceDefinition::new("mine", "مستشفى", SourceKind::Folder, "guidelines");
    catalogue.add_source(&own, SourceState::Active).unwrap();
    let again = catalogue.add_source(&own, SourceState::Active);
    assert!(matches!(again, Err(CatalogueError::SourceExists { .. })));
    catalogue.remove_source("mine").unwrap();
    assert!(matches!(
        catalogue.source("mine"),
        Err(CatalogueError::NoSource { .. })
    ));
}

#[test]
fn two_connections_write_and_read_side_by_side() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("catalogue.sqlite");
    let mut writer = Catalogue::open(&file).unwrap();
    let reader = Catalogue::open_read_only(&file).unwrap();
    let batch = writer.batch().unwrap();
    batch.put(&document("a", "t", "x")).unwrap();
    assert_eq!(reader.document_count().unwrap(), 0);
    batch.commit().unwrap();
    assert_eq!(reader.document_count().unwrap(), 1);
}

#[test]
fn articles_of_one_title_and_no_text_stay_apart() {
    let mut catalogue = Catalogue::in_memory().unwrap();
    let record = |key: &str, doi: &str| {
        let mut record = Document::new("test", key, "社论");
        record.identify(Identifier::doi(doi).unwrap());
        record
    };
    put(&mut catalogue, &record("a", "10.1000/a"));
    let other = put(&mut catalogue, &record("b", "10.1000/b"));
    assert!(matches!(other, Put::New { .. }), "{other:?}");
    let again = put(&mut catalogue, &record("c", "10.1000/a"));
    assert!(matches!(again, Put::DuplicateOf { .. }), "{again:?}");
}
