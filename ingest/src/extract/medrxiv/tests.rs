use serde_json::json;

use super::*;
use crate::extract::json_record::tests::{extract, refused};

fn read(value: &Value) -> Extract {
    extract(&Medrxiv, MediaType::MedrxivPreprint, value)
}

#[test]
fn a_preprint_is_read_whole() {
    assert!(!WORDS.withdrawn_types.is_empty());
    let document = read(&json!({
        "doi": "10.1101/2026.06.01.26300001", "title": "Nirsevimab and admission", "authors": "Okoro, A.; García Pérez, M.; 李, 明.",
        "date": "2026-06-18", "version": "2", "type": "PUBLISHAHEADOFPRINT", "license": "cc_by_nc_nd",
        "category": "infectious diseases", "abstract": "Background: x\nMethods: y", "published": "10.5555/Journal.7", "server": "medRxiv",
    }))
    .document;
    assert_eq!(
        document.authors,
        ["Okoro, A.", "García Pérez, M.", "李, 明."]
    );
    assert_eq!(document.published.unwrap().to_string(), "2026-06-18");
    assert_eq!(document.updated, document.published);
    assert_eq!(document.edition.as_deref(), Some("2"));
    assert_eq!(document.licence.as_deref(), Some("CC BY-NC-ND 4.0"));
    assert_eq!(
        document.url.as_deref(),
        Some("https://www.medrxiv.org/content/10.1101/2026.06.01.26300001v2")
    );
    assert_eq!(
        (document.kind, document.authority),
        (DocumentKind::Preprint, Authority::PreprintServer)
    );
    let relation = &document.relations[0];
    assert_eq!(
        (relation.kind, relation.to.to_string().as_str()),
        (RelationKind::PreprintOf, "doi:10.5555/journal.7")
    );
    assert_eq!(document.status.state, State::Current);
}

#[test]
fn a_withdrawn_preprint_says_so_by_type_or_text() {
    for (kind, text, expected) in [
        ("WITHDRAWN", "Some text.", State::Withdrawn),
        (
            "new result",
            "The authors have withdrawn this manuscript.",
            State::Withdrawn,
        ),
        (
            "new result",
            "<h4>Withdrawal Statement</h4>No data.",
            State::Withdrawn,
        ),
        (
            "new result",
            "Patients who had withdrawn consent were left out.",
            State::Current,
        ),
    ] {
        let document = read(&json!({"doi": "10.1101/1", "title": "T", "type": kind, "abstract": text, "version": 1, "published": "NA", "license": "NA"})).document;
        assert_eq!(document.status.state, expected, "{kind} {text}");
        assert!(document.relations.is_empty() && document.licence.is_none());
        assert_eq!(document.url.as_deref(), Some("https://doi.org/10.1101/1"));
    }
    refused(
        &Medrxiv,
        MediaType::MedrxivPreprint,
        b"{\"doi\": \"10.1101/1\"}",
    );
}
