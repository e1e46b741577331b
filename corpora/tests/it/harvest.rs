//! What runs leave behind, and what documents say of one another.

use corpora::{
    Catalogue, Document, Identifier, Language, Notice, Put, Reference, RelationKind, State, Status,
};

fn document(source: &str, key: &str, language: &str, text: &str) -> Document {
    let mut document = Document::new(source, key, key);
    document.language = Language::parse(language).unwrap();
    document.push_text(text);
    document
}

fn put(catalogue: &mut Catalogue, document: &Document) -> Put {
    let batch = catalogue.batch().unwrap();
    let put = batch.put(document).unwrap();
    batch.commit().unwrap();
    put
}

fn retraction(about: &str) -> Notice {
    Notice {
        about: about.parse::<Reference>().unwrap(),
        status: Status {
            state: State::Retracted,
            ..Status::default()
        },
    }
}

#[test]
fn a_retraction_outranks_a_concern_and_a_correction_does_not_settle_it() {
    for later_first in [true, false] {
        for (other, expected) in [
            (State::Retracted, State::Retracted),
            (State::Corrected, State::Concern),
        ] {
            let mut catalogue = Catalogue::in_memory().unwrap();
            let mut paper = document("pubmed", "1", "ru", "Ивермектин при COVID-19");
            paper.identify(Identifier::doi("10.1000/a").unwrap());
            let id = put(&mut catalogue, &paper).id().clone();
            let mut states = [State::Concern, other];
            if later_first {
                states.reverse();
            }
            let say = |catalogue: &mut Catalogue, key: &str, state: State| {
                let mut notice = retraction("doi:10.1000/a");
                notice.status.state = state;
                let batch = catalogue.batch().unwrap();
                batch.announce("crossref", key, &notice).unwrap();
                batch.commit().unwrap();
                catalogue.document(&id).unwrap().unwrap().status.state
            };
            for state in states {
                say(&mut catalogue, state.name(), state);
            }
            let settled = say(&mut catalogue, other.name(), other);
            assert_eq!(settled, expected, "{other} {later_first}");
            // The notice says that the concern is resolved: what remains counts.
            let resolved = say(&mut catalogue, State::Concern.name(), State::Current);
            assert_eq!(resolved, other);
        }
    }
}

#[test]
fn a_notice_counts_whether_it_comes_before_or_after_the_document() {
    for notice_first in [true, false] {
        let mut catalogue = Catalogue::in_memory().unwrap();
        let mut paper = document("pubmed", "32450107", "en", "Hydroxychloroquine registry");
        paper.identify(Identifier::doi("10.1016/S0140-6736(20)31180-6").unwrap());
        let announce = |catalogue: &mut Catalogue| {
            let batch = catalogue.batch().unwrap();
            let notice = retraction("doi:10.1016/s0140-6736(20)31180-6");
            batch.announce("crossref", "notice-1", &notice).unwrap();
            batch.commit().unwrap();
        };
        if notice_first {
            announce(&mut catalogue);
        }
        let id = put(&mut catalogue, &paper).id().clone();
        if !notice_first {
            announce(&mut catalogue);
        }
        let status = |c: &Catalogue| c.document(&id).unwrap().unwrap().status.state;
        assert_eq!(status(&catalogue), State::Retracted, "{notice_first}");
        // Said again, it is no change; and a new version does not undo it.
        let seq = catalogue.last_change().unwrap();
        announce(&mut catalogue);
        assert_eq!(catalogue.last_change().unwrap(), seq);
        paper.push_text("More.");
        put(&mut catalogue, &paper);
        assert_eq!(status(&catalogue), State::Retracted);
    }
}

#[test]
fn checkpoints_and_cursors_are_kept_until_the_end_of_the_list() {
    let mut catalogue = Catalogue::in_memory().unwrap();
    assert_eq!(
        catalogue.harvest("oai").unwrap(),
        corpora::Harvest::default()
    );
    let batch = catalogue.batch().unwrap();
    batch.record_checkpoint("oai", Some("token-3")).unwrap();
    batch.commit().unwrap();
    let mut left = catalogue.harvest("oai").unwrap();
    assert_eq!(left.checkpoint.as_deref(), Some("token-3"));
    left.failures = 2;
    left.due = Some("2026-01-01T00:00:00Z".to_owned());
    catalogue.record_harvest("oai", &left).unwrap();
    assert_eq!(catalogue.harvest("oai").unwrap(), left);
    let batch = catalogue.batch().unwrap();
    batch.record_cursor("oai", Some("2026-01-01")).unwrap();
    batch.commit().unwrap();
    let left = catalogue.harvest("oai").unwrap();
    assert_eq!((left.checkpoint, left.failures), (None, 2));
    assert_eq!(left.cursor.as_deref(), Some("2026-01-01"));
}

#[test]
fn a_preprint_and_its_article_find_one_another_in_both_directions() {
    let mut catalogue = Catalogue::in_memory().unwrap();
    let mut preprint = document("medrxiv", "p", "en", "Dexamethasone, preliminary");
    let article_doi = "doi:10.1056/nejmoa2021436".parse::<Reference>().unwrap();
    preprint.relate(RelationKind::PreprintOf, article_doi);
    let preprint_id = put(&mut catalogue, &preprint).id().clone();
    let first = catalogue.document(&preprint_id).unwrap().unwrap();
    assert!(catalogue.related(&first).unwrap().is_empty());
    let mut article = document("nejm", "a", "en", "Dexamethasone");
    article.identify(Identifier::doi("10.1056/NEJMoa2021436").unwrap());
    let article_id = put(&mut catalogue, &article).id().clone();
    for (of, other, inverse) in [
        (&preprint_id, &article_id, false),
        (&article_id, &preprint_id, true),
    ] {
        let stored = catalogue.document(of).unwrap().unwrap();
        let related = catalogue.related(&stored).unwrap();
        assert_eq!(related.len(), 1);
        assert_eq!(related[0].kind, RelationKind::PreprintOf);
        assert_eq!(
            (&related[0].document.id, related[0].inverse),
            (other, inverse)
        );
    }
}

#[test]
fn texts_that_are_nearly_the_same_are_linked_and_others_are_not() {
    let mut catalogue = Catalogue::in_memory().unwrap();
    let text = |from: u32, to: u32| -> String {
        (from..to)
            .map(|n| format!("sentence{n} says{n} "))
            .collect()
    };
    let nums: Vec<u64> = [
        document("who", "a", "en", &text(0, 300)),
        document("paho", "b", "en", &text(5, 300)),
        document("paho", "c", "en", &text(200, 500)),
        document("paho", "d", "fr", &text(0, 298)),
    ]
    .iter()
    .map(|document| {
        let id = put(&mut catalogue, document).id().clone();
        catalogue.document(&id).unwrap().unwrap().num
    })
    .collect();
    let alike = catalogue.alike(nums[0]).unwrap();
    assert_eq!(alike.len(), 1, "{alike:?}");
    assert_eq!(alike[0].0.num, nums[1]);
    assert!(alike[0].1 > 0.9);
    assert_eq!(catalogue.first_alike(nums[1]).unwrap(), nums[0]);
    assert_eq!(catalogue.first_alike(nums[2]).unwrap(), nums[2]);
    // Read in a row they are what they are one by one.
    let one_by_one = |num: &u64| {
        let stored = catalogue.document_by_num(*num).unwrap().unwrap();
        (stored, catalogue.first_alike(*num).unwrap())
    };
    let all: Vec<_> = nums.iter().map(one_by_one).collect();
    assert_eq!(catalogue.documents_after(0, 10).unwrap(), all);
    assert_eq!(
        catalogue.documents_after(nums[0], 2).unwrap(),
        all[1..3].to_vec()
    );
    assert!(catalogue.documents_after(nums[3], 2).unwrap().is_empty());
    assert!(catalogue.alike(nums[2]).unwrap().is_empty());
    // Text that moves away is no longer linked.
    put(
        &mut catalogue,
        &document("paho", "b", "en", &text(600, 900)),
    );
    assert!(catalogue.alike(nums[0]).unwrap().is_empty());
}

#[test]
fn issues_of_one_report_are_not_the_same_text() {
    let mut catalogue = Catalogue::in_memory().unwrap();
    let text: String = (0..300).map(|n| format!("sentence{n} says{n} ")).collect();
    let mut issue = |title: &str, publisher: &str| {
        let mut document = document("insp", title, "fr", &format!("{text} {title}"));
        document.publisher = Some(publisher.to_owned());
        let id = put(&mut catalogue, &document).id().clone();
        catalogue.document(&id).unwrap().unwrap().num
    };
    let first = issue("Rapport de situation n° 14", "INSP");
    let second = issue("Rapport de situation n° 15", "INSP");
    let copy = issue("Sitrep 14", "OMS");
    let alike = |num| {
        catalogue
            .alike(num)
            .unwrap()
            .iter()
            .map(|(l, _)| l.num)
            .collect::<Vec<_>>()
    };
    assert_eq!(alike(first), [copy]);
    assert_eq!(alike(second), [copy]);
}
