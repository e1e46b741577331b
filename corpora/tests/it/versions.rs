use corpora::{Catalogue, Document, Put, Section, SectionChangeKind};

#[test]
fn every_version_stays_and_shows_what_it_changed() {
    let mut catalogue = Catalogue::in_memory().unwrap();
    let mut document = Document::new("test", "k", "治疗方案");
    let mut id = None;
    for dose in ["5 毫克", "6 毫克"] {
        document.sections = vec![Section::headed(&["剂量"], dose)];
        let batch = catalogue.batch().unwrap();
        let put = batch.put(&document).unwrap();
        batch.commit().unwrap();
        id = Some(put.id().clone());
        assert!(matches!(
            put,
            Put::New { .. } | Put::NewVersion { version: 2, .. }
        ));
    }
    let id = id.unwrap();
    let versions = catalogue.versions(&id).unwrap();
    assert_eq!(
        versions.iter().map(|v| v.version).collect::<Vec<_>>(),
        [2, 1]
    );
    assert!(versions[1].changes.is_empty());
    let section = &versions[0].changes.sections[0];
    assert_eq!(section.kind, SectionChangeKind::Changed);
    assert_eq!(
        (section.removed[0].as_str(), section.added[0].as_str()),
        ("5 毫克", "6 毫克")
    );
    assert_eq!(
        catalogue.version(&id, 1).unwrap().unwrap().sections[0].text,
        "5 毫克"
    );
    assert_eq!(catalogue.version(&id, 3).unwrap(), None);
}
