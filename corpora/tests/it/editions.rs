//! Later editions supersede earlier ones, in whatever order they come.

use corpora::{
    Catalogue, Date, Document, DocumentId, Edition, Language, MAX_EDITIONS, Sayer, State, Status,
    StoredDocument,
};

const TITLES: [&str; 3] = [
    "新型冠状病毒肺炎诊疗方案（试行第七版）",
    "新型冠状病毒肺炎诊疗方案（试行第八版）",
    "新型冠状病毒感染诊疗方案（试行第十版）",
];

fn edition(series: &str, number: u32) -> Edition {
    Edition {
        series: series.to_owned(),
        written: number.to_string(),
        version: vec![number],
        revision: 0,
        date: None,
    }
}

fn document(source: &str, title: &str) -> Document {
    let mut document = Document::new(source, title, title);
    document.language = Language::parse("zh").unwrap();
    document.published = Date::parse("2023-01-05").ok();
    document.push_text(title);
    document
}

/// Puts a document and says which edition it is.
fn put(catalogue: &mut Catalogue, document: &Document, edition: Option<&Edition>) {
    let batch = catalogue.batch().unwrap();
    batch.put(document).unwrap();
    batch
        .enter_edition(&document.source, &document.key, edition)
        .unwrap();
    batch.commit().unwrap();
}

fn stored(catalogue: &Catalogue, source: &str, key: &str) -> StoredDocument {
    let id = DocumentId::derive(source, key);
    catalogue.document(&id).unwrap().unwrap()
}

fn replaced_by(catalogue: &Catalogue, source: &str, key: &str) -> Option<String> {
    let stored = stored(catalogue, source, key);
    let superseded = stored.status.state == State::Superseded;
    assert_eq!(superseded, stored.replaced_by.is_some());
    stored.replaced_by.map(|link| link.title)
}

#[test]
fn the_order_in_which_editions_come_does_not_matter() {
    let numbers = [7, 8, 10];
    for order in [
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0],
    ] {
        let mut catalogue = Catalogue::in_memory().unwrap();
        for at in order {
            let edition = edition("方案", numbers[at]);
            put(&mut catalogue, &document("nhc", TITLES[at]), Some(&edition));
        }
        let last = Some(TITLES[2].to_owned());
        assert_eq!(replaced_by(&catalogue, "nhc", TITLES[0]), last, "{order:?}");
        assert_eq!(replaced_by(&catalogue, "nhc", TITLES[1]), last, "{order:?}");
        assert_eq!(replaced_by(&catalogue, "nhc", TITLES[2]), None, "{order:?}");
        let status = stored(&catalogue, "nhc", TITLES[0]).status;
        assert_eq!(status.source.as_deref(), Some("nhc"));
        assert_eq!(status.date.unwrap().to_string(), "2023-01-05");
        let note = status.note.unwrap();
        assert!(note.contains("versioning of the source nhc"), "{note}");
        // Seen again, nothing changes.
        let seq = catalogue.last_change().unwrap();
        for at in order {
            let edition = edition("方案", numbers[at]);
            put(&mut catalogue, &document("nhc", TITLES[at]), Some(&edition));
        }
        assert_eq!(catalogue.last_change().unwrap(), seq);
    }
}

#[test]
fn what_is_numbered_alike_or_is_of_another_source_or_series_stands() {
    let mut catalogue = Catalogue::in_memory().unwrap();
    for (source, series, number) in [
        ("nhc", "方案", 7),
        ("nhc", "方案", 7),
        ("paho", "方案", 9),
        ("nhc", "指南", 10),
    ] {
        let title = format!("{series} {number} {}", catalogue.last_change().unwrap());
        put(
            &mut catalogue,
            &document(source, &title),
            Some(&edition(series, number)),
        );
    }
    let nums = catalogue.document_nums_after(0, 10).unwrap();
    assert_eq!(nums.len(), 4);
    for num in nums {
        let document = catalogue.document_by_num(num).unwrap().unwrap();
        assert_eq!(document.status.state, State::Current);
    }
}

#[test]
fn a_librarian_who_restores_wins_also_over_editions_to_come() {
    let mut catalogue = Catalogue::in_memory().unwrap();
    for (at, number) in [(0, 7), (1, 8)] {
        let edition = edition("方案", number);
        put(&mut catalogue, &document("nhc", TITLES[at]), Some(&edition));
    }
    let id = DocumentId::derive("nhc", TITLES[0]);
    let batch = catalogue.batch().unwrap();
    batch.notice(&id, &Status::default()).unwrap();
    batch.commit().unwrap();
    put(
        &mut catalogue,
        &document("nhc", TITLES[2]),
        Some(&edition("方案", 10)),
    );
    let restored = stored(&catalogue, "nhc", TITLES[0]);
    assert_eq!(restored.status.state, State::Current);
    // What the versioning says stays to be seen.
    let said = catalogue.statements(&restored).unwrap();
    let said: Vec<Sayer> = said.iter().map(|statement| statement.sayer).collect();
    assert_eq!(said, [Sayer::Librarian, Sayer::Versioning]);
}

#[test]
fn an_edition_that_turns_out_to_be_none_supersedes_nothing_any_more() {
    let mut catalogue = Catalogue::in_memory().unwrap();
    for (at, number) in [(0, 7), (1, 8)] {
        let edition = edition("方案", number);
        put(&mut catalogue, &document("nhc", TITLES[at]), Some(&edition));
    }
    assert!(replaced_by(&catalogue, "nhc", TITLES[0]).is_some());
    put(&mut catalogue, &document("nhc", TITLES[1]), None);
    assert_eq!(replaced_by(&catalogue, "nhc", TITLES[0]), None);
}

#[test]
fn one_text_at_the_places_of_two_editions_is_the_later_one() {
    let mut catalogue = Catalogue::in_memory().unwrap();
    let (mut first, mut copy) = (document("nhc", TITLES[0]), document("nhc", TITLES[0]));
    first.key = "v7".to_owned();
    copy.key = "v9".to_owned();
    put(&mut catalogue, &first, Some(&edition("方案", 7)));
    put(
        &mut catalogue,
        &document("nhc", TITLES[1]),
        Some(&edition("方案", 8)),
    );
    put(&mut catalogue, &copy, Some(&edition("方案", 9)));
    assert_eq!(stored(&catalogue, "nhc", "v7").status.state, State::Current);
    let by = replaced_by(&catalogue, "nhc", TITLES[1]);
    assert_eq!(by.as_deref(), Some(TITLES[0]));
}

#[test]
fn a_series_beyond_measure_is_not_ordered() {
    let mut catalogue = Catalogue::in_memory().unwrap();
    let batch = catalogue.batch().unwrap();
    for number in 0..=u32::try_from(MAX_EDITIONS).unwrap() {
        let document = document("nhc", &format!("通知 {number}"));
        batch.put(&document).unwrap();
        let edition = edition("通知", number);
        batch
            .enter_edition("nhc", &document.key, Some(&edition))
            .unwrap();
    }
    batch.commit().unwrap();
    assert_eq!(replaced_by(&catalogue, "nhc", "通知 0"), None);
}
