use serde_json::json;

use super::*;
use crate::extract::json_record::tests::{extract, refused};

fn read(value: &Value) -> Extract {
    extract(&Crossref, MediaType::CrossrefWork, value)
}

#[test]
fn a_work_is_read_whole() {
    assert!(WORDS.updates.len() > 5 && WORDS.relations.len() > 5);
    let document = read(&json!({
        "DOI": "10.5555/ABC", "type": "journal-article", "title": ["Traitement du <i>choléra</i>"], "subtitle": ["essai randomisé"],
        "author": [{"given": "Ana", "family": "Núñez"}, {"family": "王"}, {"name": "Groupe Choléra"}, {}],
        "published": {"date-parts": [[2026, 6]]}, "issued": {"date-parts": [[null]]},
        "container-title": ["Médecine &amp; Santé"], "publisher": "Example Press", "language": "fr",
        "license": [{"URL": "https://tdm.example/", "content-version": "tdm"}, {"URL": "https://creativecommons.org/licenses/by/4.0/", "content-version": "vor"}],
        "abstract": "<jats:title>Objectifs</jats:title><jats:p>Comparer deux schémas.</jats:p>",
        "URL": "https://doi.org/10.5555/abc",
        "relation": {"has-preprint": [{"id-type": "doi", "id": "10.1101/9", "asserted-by": "subject"}],
            "is-translation-of": [{"id-type": "doi", "id": "10.5555/orig"}],
            "is-version-of": [{"id-type": "uri", "id": "https://x"}, {"id-type": "doi", "id": "10.5555/abc"}]},
    }))
    .document;
    assert_eq!(document.title, "Traitement du choléra: essai randomisé");
    assert_eq!(document.authors, ["Ana Núñez", "王", "Groupe Choléra"]);
    assert_eq!(document.published.unwrap().to_string(), "2026-06");
    assert_eq!(document.publisher.as_deref(), Some("Médecine & Santé"));
    assert_eq!(
        document.licence.as_deref(),
        Some("https://creativecommons.org/licenses/by/4.0/")
    );
    assert_eq!(document.language.tag(), "fr");
    assert_eq!(document.sections[0].path, ["Objectifs"]);
    assert_eq!(document.kind, DocumentKind::Unclassified);
    let relations: Vec<_> = document
        .relations
        .iter()
        .map(|r| (r.kind, r.to.to_string()))
        .collect();
    assert_eq!(
        relations,
        [
            (RelationKind::PublishedFrom, "doi:10.1101/9".to_owned()),
            (RelationKind::TranslationOf, "doi:10.5555/orig".to_owned()),
        ]
    );
}

#[test]
fn updates_are_read_in_both_directions() {
    let notice = read(&json!({
        "DOI": "10.5555/n1", "title": ["Retraction: x"], "type": "journal-article",
        "update-to": [{"DOI": "10.5555/X", "type": "retraction", "label": "Retraction", "source": "publisher", "updated": {"date-parts": [[2026, 6, 9]]}},
            {"DOI": "10.5555/y", "type": "expression_of_concern", "label": "Expression of Concern"},
            {"DOI": "10.5555/z", "type": "new_version"}],
    }));
    assert_eq!(notice.document.status.state, State::Current);
    let about: Vec<_> = notice
        .document
        .relations
        .iter()
        .map(|r| (r.kind, r.to.to_string()))
        .collect();
    assert_eq!(about.len(), 3);
    assert!(
        about
            .iter()
            .all(|(kind, _)| *kind == RelationKind::NoticeOf)
    );
    let said: Vec<_> = notice
        .notices
        .iter()
        .map(|n| (n.about.to_string(), n.status.state))
        .collect();
    assert_eq!(
        said,
        [
            ("doi:10.5555/x".to_owned(), State::Retracted),
            ("doi:10.5555/y".to_owned(), State::Concern),
            ("doi:10.5555/z".to_owned(), State::Superseded)
        ]
    );
    let status = &notice.notices[0].status;
    assert_eq!(status.date.unwrap().to_string(), "2026-06-09");
    assert_eq!(status.source.as_deref(), Some("https://doi.org/10.5555/n1"));

    let retracted = read(&json!({
        "DOI": "10.5555/x", "title": ["X"],
        "updated-by": [{"DOI": "10.5555/n0", "type": "correction", "label": "Correction", "source": "publisher"},
            {"DOI": "10.5555/n1", "type": "Retraction", "label": "Retraction", "source": "retraction-watch", "record-id": "17269", "updated": {"date-parts": [[2026, 6]]}}],
    }));
    let status = retracted.document.status;
    assert_eq!(status.state, State::Retracted);
    assert_eq!(
        status.note.as_deref(),
        Some("Retraction (Retraction Watch, record 17269)")
    );
    assert_eq!(status.source.as_deref(), Some("https://doi.org/10.5555/n1"));
    assert_eq!(status.date.unwrap().to_string(), "2026-06");
    assert!(retracted.notices.is_empty());

    let concern = read(
        &json!({"DOI": "10.5555/y", "title": ["Y"], "updated-by": [{"DOI": "10.5555/n1", "type": "expression-of-concern"}]}),
    );
    assert_eq!(concern.document.status.state, State::Concern);
}

#[test]
fn a_notice_in_the_place_of_its_article_is_about_itself() {
    let work = read(
        &json!({"DOI": "10.5555/X", "title": ["X"], "update-to": [{"DOI": "10.5555/x", "type": "withdrawal", "label": "Withdrawal"}]}),
    );
    assert_eq!(work.document.status.state, State::Withdrawn);
    assert!(work.notices.is_empty() && work.document.relations.is_empty());
}

#[test]
fn preprints_are_told_and_odd_works_are_lived_with() {
    let preprint = read(&json!({
        "DOI": "10.1101/9", "type": "posted-content", "subtype": "preprint", "title": ["预印本"], "institution": [{"name": "medRxiv"}],
        "posted": {"date-parts": [[2026, 2, 30]]}, "relation": {"is-preprint-of": [{"id-type": "doi", "id": "10.5555/abc"}]},
    }))
    .document;
    assert_eq!(
        (preprint.kind, preprint.authority),
        (DocumentKind::Preprint, Authority::PreprintServer)
    );
    assert_eq!(preprint.publisher.as_deref(), Some("medRxiv"));
    // There is no such day: the year is all that is known.
    assert_eq!(preprint.published.unwrap().to_string(), "2026");
    assert_eq!(preprint.relations[0].kind, RelationKind::PreprintOf);
    read(
        &json!({"title": "one, not a list", "author": 7, "published": [], "license": {}, "relation": [], "update-to": {"DOI": 1}, "language": "zz-invalid-x"}),
    );
    refused(
        &Crossref,
        MediaType::CrossrefWork,
        b"{\"DOI\": \"10.5555/x\", \"title\": []}",
    );
}

#[test]
fn relations_say_what_takes_the_place_of_what() {
    let work = |relation: Value| {
        read(
            &json!({"DOI": "10.5555/abc", "title": ["指南"], "type": "report", "relation": relation}),
        )
    };
    let doi = |doi: &str| json!([{"id-type": "doi", "id": doi, "asserted-by": "subject"}]);
    let replaced = work(json!({"is-replaced-by": doi("10.6666/NEW")}))
        .document
        .status;
    assert_eq!(
        (replaced.state, replaced.by.unwrap().to_string()),
        (State::Superseded, "doi:10.6666/new".to_owned())
    );
    let replacing = work(json!({"replaces": doi("10.5555/old"), "has-version": doi("10.5555/v1")}));
    assert_eq!(replacing.notices[0].about.to_string(), "doi:10.5555/old");
    assert_eq!(replacing.document.status.state, State::Current);
    let claimed = json!([{"id-type": "doi", "id": "10.6666/new", "asserted-by": "object"}]);
    let claimed = work(json!({"is-replaced-by": claimed}));
    assert_eq!(claimed.document.status.state, State::Current);
    assert!(claimed.notes[0].contains("10.6666/new"));
    // Another publisher's work is not put away by it.
    let foreign = work(json!({"replaces": doi("10.7777/old")}));
    assert!(foreign.notices.is_empty() && foreign.notes[0].contains("10.7777/old"));
}
