use super::*;

#[test]
fn the_bundled_words_can_be_read_and_are_in_lower_case() {
    let words: Words = toml::from_str(include_str!("../../../data/replacement.toml")).unwrap();
    let names = words.links.keys().chain(words.terms.keys());
    let mut names = names.chain(words.statuses.keys());
    assert!(names.all(|name| *name == name.to_lowercase()));
}

fn applied(says: Says, of: &str, here: &str, doi: &str) -> Extract {
    let mut extract = Extract::new("الكوليرا");
    extract.document.identify(Identifier::doi(doi).unwrap());
    let base = Url::parse(here).unwrap();
    let statement = Statement::new(says, of, Some(&base), "test").unwrap();
    statement.apply(Some(here), &mut extract);
    extract
}

#[test]
fn a_document_is_believed_about_itself_and_about_its_neighbours() {
    let here = "https://www.who.int/guides/v2";
    let found = applied(Says::ReplacedBy, "/guides/v3", here, "10.1000/a");
    let status = found.document.status;
    assert_eq!(
        status.by.unwrap().to_string(),
        "https://www.who.int/guides/v3"
    );
    for (of, believed) in [
        ("v1", true),
        ("https://who.int/guides/v1", true),
        ("doi:10.1000/b", true),
        ("https://doi.org/10.1000/b", true),
        ("https://nih.gov/guides", false),
        ("doi:10.2000/b", false),
        ("pmid:1", false),
    ] {
        let found = applied(Says::Replaces, of, here, "10.1000/a");
        assert_eq!(found.notices.len() == 1, believed, "{of}");
        assert_eq!(found.notes.is_empty(), believed, "{of}");
    }
}

#[test]
fn what_names_itself_or_only_the_latest_version_changes_nothing() {
    let here = "https://who.int/guides/v2";
    for of in [here, "#top", "doi:10.1000/a"] {
        for says in [Says::ReplacedBy, Says::Replaces, Says::VersionOf] {
            let found = applied(says, of, here, "10.1000/a");
            assert_eq!(found.document.status.state, State::Current, "{of}");
            assert!(found.notices.is_empty() && found.document.relations.is_empty());
        }
    }
    let latest = applied(Says::VersionOf, "/guides", here, "10.1000/a");
    assert_eq!(latest.document.status.state, State::Current);
    assert_eq!(latest.document.relations.len(), 1);
}

#[test]
fn what_replaces_another_signs_with_its_identifier_its_address_or_its_key() {
    for (doi, url, by) in [
        ("10.1000/a", "https://who.int/v2", "doi:10.1000/a"),
        ("", "https://who.int/v2", "https://who.int/v2"),
        ("", "", "key:指南.md"),
    ] {
        let mut extract = Extract::new("指南");
        by_hand(&[], &["key:旧.md".to_owned()], &mut extract);
        let mut document = extract.document;
        document.key = "指南.md".to_owned();
        Identifier::doi(doi)
            .into_iter()
            .for_each(|doi| document.identify(doi));
        document.url = Some(url.to_owned()).filter(|url| !url.is_empty());
        sign(&mut extract.notices, &document);
        let status = &extract.notices[0].status;
        assert_eq!(status.by.as_ref().unwrap().to_string(), by);
    }
}

#[test]
fn what_names_no_document_is_noted() {
    let mut extract = Extract::new("x");
    by_hand(&["the new one".to_owned()], &[], &mut extract);
    assert_eq!(extract.document.status.state, State::Current);
    assert!(extract.notes[0].contains("key:"), "{:?}", extract.notes);
}
