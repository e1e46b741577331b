//! What was said against a document and is said no more.

use corpora::{Catalogue, Document, DocumentId, Identifier, Notice, State, Status, StoredDocument};

fn notice(about: &str, state: State) -> Notice {
    Notice {
        about: about.parse().unwrap(),
        status: Status {
            state,
            note: Some("撤稿声明".to_owned()),
            ..Status::default()
        },
    }
}

fn announce(catalogue: &mut Catalogue, notices: &[Notice]) {
    let batch = catalogue.batch().unwrap();
    batch.announce_all("crossref", "notice", notices).unwrap();
    batch.commit().unwrap();
}

fn paper(catalogue: &mut Catalogue) -> DocumentId {
    let mut paper = Document::new("pubmed", "1", "羟氯喹治疗新冠肺炎");
    paper.push_text("羟氯喹。");
    paper.identify(Identifier::doi("10.1000/a").unwrap());
    let batch = catalogue.batch().unwrap();
    let id = batch.put(&paper).unwrap().id().clone();
    batch.commit().unwrap();
    id
}

fn stored(catalogue: &Catalogue, id: &DocumentId) -> StoredDocument {
    catalogue.document(id).unwrap().unwrap()
}

#[test]
fn a_retraction_that_its_notice_drops_stays_and_says_so_until_a_librarian_has_looked() {
    for about in ["doi:10.1000/a", "id:DOCUMENT"] {
        let mut catalogue = Catalogue::in_memory().unwrap();
        let id = paper(&mut catalogue);
        let about = about.replace("DOCUMENT", id.as_str());
        let said = [
            notice(&about, State::Retracted),
            notice("doi:10.1000/other", State::Corrected),
        ];
        announce(&mut catalogue, &said);
        let before = catalogue.last_change().unwrap();
        announce(&mut catalogue, &said[1..]);
        assert!(catalogue.last_change().unwrap() > before);
        let status = stored(&catalogue, &id).status;
        assert_eq!(status.state, State::Retracted);
        let note = status.note.unwrap();
        assert!(
            note.contains("撤稿声明") && note.contains("no longer said since"),
            "{note}"
        );
        // Once is enough.
        let seq = catalogue.last_change().unwrap();
        announce(&mut catalogue, &said[1..]);
        assert_eq!(catalogue.last_change().unwrap(), seq);
        let batch = catalogue.batch().unwrap();
        batch.notice(&id, &Status::default()).unwrap();
        batch.commit().unwrap();
        assert_eq!(stored(&catalogue, &id).status.state, State::Current);
        // Said again, it counts again: a librarian does not undo what a publisher says.
        announce(&mut catalogue, &said);
        let status = stored(&catalogue, &id).status;
        assert_eq!(status.state, State::Retracted);
        assert!(!status.note.unwrap().contains("no longer"));
    }
}

#[test]
fn a_notice_that_is_dropped_before_its_document_comes_is_not_forgotten() {
    let mut catalogue = Catalogue::in_memory().unwrap();
    announce(&mut catalogue, &[notice("doi:10.1000/a", State::Concern)]);
    announce(&mut catalogue, &[]);
    let id = paper(&mut catalogue);
    let document = stored(&catalogue, &id);
    assert_eq!(document.status.state, State::Concern);
    assert!(
        catalogue.statements(&document).unwrap()[0]
            .dropped
            .is_some()
    );
}
