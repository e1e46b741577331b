use serde_json::json;

use super::*;
use crate::extract::json_record::tests::{extract, refused};

fn read(value: &Value) -> Extract {
    extract(&EuropePmc, MediaType::EuropePmcResult, value)
}

#[test]
fn the_words_are_read() {
    assert!(WORDS.kinds.len() > 10 && WORDS.relations.len() > 5);
}

#[test]
fn a_result_is_read_whole() {
    let extract = read(&json!({
        "id": "34000001", "source": "MED", "pmid": "34000001", "pmcid": "PMC8000001",
        "doi": "10.5555/Trial.2021.3", "title": "Ensayo de <i>Vibrio cholerae</i> &amp; zinc.",
        "authorList": {"author": [
            {"fullName": "García Pérez M", "firstName": "María", "lastName": "García Pérez"},
            {"fullName": "李 M"}, {"collectiveName": "Grupo Cólera"}, {}]},
        "journalInfo": {"dateOfPublication": "2021 Apr", "monthOfPublication": 4, "yearOfPublication": 2021,
            "journal": {"title": "Revista de Ejemplo"}},
        "pubYear": "2021", "firstPublicationDate": "2021-04-01", "language": "spa", "license": "cc by",
        "abstractText": "<h4>Métodos</h4>Se aleatorizó a 400 personas.<h4>Resultados</h4>p &lt; 0.05",
        "pubTypeList": {"pubType": ["Randomized Controlled Trial", "Journal Article"]},
    }));
    let document = extract.document;
    assert_eq!(document.title, "Ensayo de Vibrio cholerae & zinc.");
    let sections: Vec<_> = document
        .sections
        .iter()
        .map(|s| (s.path[0].as_str(), s.text.as_str()))
        .collect();
    assert_eq!(
        sections,
        [
            ("Métodos", "Se aleatorizó a 400 personas."),
            ("Resultados", "p < 0.05")
        ]
    );
    assert_eq!(
        document.authors,
        ["María García Pérez", "李 M", "Grupo Cólera"]
    );
    let names: Vec<_> = document.identifiers.iter().map(Identifier::value).collect();
    assert_eq!(names, ["10.5555/trial.2021.3", "34000001", "PMC8000001"]);
    assert_eq!(
        document.url.as_deref(),
        Some("https://doi.org/10.5555/trial.2021.3")
    );
    assert_eq!(document.published.unwrap().to_string(), "2021-04");
    assert_eq!(document.publisher.as_deref(), Some("Revista de Ejemplo"));
    assert_eq!(document.language.tag(), "es");
    assert_eq!(document.licence.as_deref(), Some("cc by"));
    assert_eq!(document.kind, DocumentKind::Trial);
    assert_eq!(document.extent, corpora::Extent::Abstract);
    assert_eq!(document.status, Status::default());
}

#[test]
fn dates_are_as_precise_as_they_are_known() {
    for (dates, expected) in [
        (
            json!({"electronicPublicationDate": "2020-03-01", "pubYear": "2020"}),
            Some("2020-03-01"),
        ),
        (
            json!({"firstPublicationDate": "2020-03-04"}),
            Some("2020-03-04"),
        ),
        (
            json!({"firstPublicationDate": "2020-01-01", "pubYear": "2020"}),
            Some("2020"),
        ),
        (
            json!({"firstPublicationDate": "2020-05-01", "pubYear": "2020"}),
            Some("2020-05"),
        ),
        (
            json!({"firstPublicationDate": "2020-05-01", "journalInfo": {"yearOfPublication": 2020, "monthOfPublication": 5}}),
            Some("2020-05"),
        ),
        (
            json!({"pubYear": "1998", "journalInfo": {"monthOfPublication": 0}}),
            Some("1998"),
        ),
        (json!({"pubYear": "soon"}), None),
    ] {
        let found = published(&dates).map(|date| date.to_string());
        assert_eq!(found.as_deref(), expected, "{dates}");
    }
}

#[test]
fn retractions_go_both_ways_and_a_notice_is_not_retracted() {
    let retracted = read(&json!({
        "id": "1", "source": "MED", "pmid": "1", "title": "霍乱试验",
        "pubTypeList": {"pubType": ["Retracted Publication"]},
        "commentCorrectionList": {"commentCorrection": [
            {"id": "5", "source": "MED", "type": "Erratum in", "reference": "J. 2020;1:2"},
            {"id": "9", "source": "MED", "type": "Retraction in", "reference": "J. 2021;3:4"}]},
    }));
    let status = retracted.document.status;
    assert_eq!(status.state, State::Retracted);
    assert_eq!(
        status.source.as_deref(),
        Some("https://pubmed.ncbi.nlm.nih.gov/9/")
    );

    let notice = read(&json!({
        "id": "9", "source": "MED", "pmid": "9", "title": "Retraction: cholera trial",
        "pubTypeList": {"pubType": ["Retraction of Publication"]},
        "commentCorrectionList": {"commentCorrection": [{"id": "1", "source": "MED", "type": "Retraction of"}]},
    }));
    assert_eq!(notice.document.status.state, State::Current);
    assert_eq!(notice.document.relations[0].kind, RelationKind::NoticeOf);
    assert_eq!(notice.notices[0].about.to_string(), "pmid:1");
    assert_eq!(notice.notices[0].status.state, State::Retracted);
    assert_eq!(notice.notices[0].status.by, None);

    let concern = read(&json!({
        "id": "2", "source": "MED", "pmid": "2", "title": "T",
        "commentCorrectionList": {"commentCorrection": [{"id": "8", "source": "MED", "type": "Expression of concern in"}]},
    }));
    let status = concern.document.status;
    assert_eq!(status.state, State::Concern);
    assert_eq!(
        status.source.as_deref(),
        Some("https://pubmed.ncbi.nlm.nih.gov/8/")
    );
}

#[test]
fn preprints_updates_and_comments_are_linked() {
    let preprint = read(&json!({
        "id": "PPR7", "source": "PPR", "doi": "10.1101/2026.1", "title": "Προδημοσίευση", "versionNumber": 2,
        "bookOrReportDetails": {"publisher": "medRxiv"}, "pubTypeList": {"pubType": ["Preprint"]},
        "authorString": "Okoro A, 李 M.",
        "commentCorrectionList": {"commentCorrection": {"id": "41", "source": "MED", "type": "Preprint of"}},
    }));
    let document = preprint.document;
    assert_eq!(
        (document.kind, document.authority),
        (DocumentKind::Preprint, Authority::PreprintServer)
    );
    assert_eq!(document.edition.as_deref(), Some("2"));
    assert_eq!(document.authors, ["Okoro A", "李 M"]);
    assert_eq!(document.publisher.as_deref(), Some("medRxiv"));
    let relation = &document.relations[0];
    assert_eq!(
        (relation.kind, relation.to.to_string().as_str()),
        (RelationKind::PreprintOf, "pmid:41")
    );

    let article = read(&json!({
        "id": "41", "source": "MED", "pmid": "41", "title": "Review, second version",
        "commentCorrectionList": {"commentCorrection": [
            {"id": "PPR7", "source": "PPR", "type": "Preprint in"},
            {"id": "40", "source": "MED", "type": "Update of"},
            {"id": "39", "source": "MED", "type": "Comment on"},
            {"id": "38", "source": "MED", "type": "Comment in"}]},
    }));
    let relations: Vec<_> = article
        .document
        .relations
        .iter()
        .map(|r| (r.kind, r.to.to_string()))
        .collect();
    assert_eq!(
        relations,
        [
            (RelationKind::PublishedFrom, "key:PPR/PPR7".to_owned()),
            (RelationKind::VersionOf, "pmid:40".to_owned()),
            (RelationKind::CommentOn, "pmid:39".to_owned()),
        ]
    );
    let status = &article.notices[0].status;
    assert_eq!(
        (status.state, status.by.as_ref().unwrap().to_string()),
        (State::Superseded, "pmid:41".to_owned())
    );
}

#[test]
fn what_is_no_record_is_refused() {
    for bytes in ["", "[]", "{", "{}", "{\"title\": \"  \"}"] {
        refused(&EuropePmc, MediaType::EuropePmcResult, bytes.as_bytes());
    }
}
