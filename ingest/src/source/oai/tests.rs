use std::path::Path;

use super::answer::{Code, Item, read};

fn sample(name: &str) -> Option<super::Answer> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../shared/data/formats/oai-pmh/sickle/sickle/tests/sample_data");
    Some(read(&std::fs::read(folder.join(name)).ok()?))
}

#[test]
fn answers_of_a_real_repository_are_read() {
    let Some(first) = sample("ListRecords.xml") else {
        println!("the shared data is not there: nothing to test");
        return;
    };
    assert_eq!(first.token.as_deref(), Some("ListRecords2.xml"));
    assert_eq!(first.size, Some(8));
    assert_eq!(first.at.unwrap().to_string(), "2013-02-27T09:10:56Z");
    let shown: Vec<String> = first
        .items
        .iter()
        .map(|item| match item {
            Item::Record(key, metadata) => format!("{key} {}", metadata.name),
            Item::Deleted(key) => format!("{key} deleted"),
            other => format!("{other:?}"),
        })
        .collect();
    assert_eq!(shown[0], "oai:test.example.com:1585310 deleted");
    assert!(
        shown.contains(&"oai:test.example.com:1585322 dc".to_owned()),
        "{shown:?}"
    );

    for (name, code) in [
        ("badResumptionToken.xml", Code::BadResumptionToken),
        ("noRecordsMatch.xml", Code::NoRecordsMatch),
        ("badArgument.xml", Code::Other),
        ("cannotDisseminateFormat.xml", Code::Other),
        ("undefinedError.xml", Code::Other),
    ] {
        assert_eq!(sample(name).unwrap().error.unwrap().0, code, "{name}");
    }
    let identify = sample("Identify.xml").unwrap();
    assert_eq!(identify.granularity.as_deref(), Some("YYYY-MM-DD"));
    let formats = sample("ListMetadataFormats.xml").unwrap().formats;
    assert!(formats.iter().any(|(prefix, _)| prefix == "oai_dc"));
    assert!(!sample("ListRecordsBroken.xml").unwrap().is_one());
}

#[test]
fn moments_without_a_zone_and_errors_without_words_are_read() {
    let answer = read(
        b"<OAI-PMH><responseDate>2026-06-01T10:00:00</responseDate><error code='noRecordsMatch'/></OAI-PMH>",
    );
    assert_eq!(answer.at.unwrap().to_string(), "2026-06-01T10:00:00Z");
    assert_eq!(
        answer.error.unwrap(),
        (Code::NoRecordsMatch, "noRecordsMatch: ".to_owned())
    );
    let torn = read(b"<OAI-PMH><responseDate>2026-06-01T10:00:00Z</responseDate><ListRecords>");
    assert!(torn.broken.is_some());
    assert!(!read(b"<html><body>x</body></html>").is_one());
}
