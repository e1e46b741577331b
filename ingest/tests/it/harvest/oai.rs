//! OAI-PMH.

use corpora::{SourceKind, State};

use super::{Record, Records, Shelf, Troubles, in_trouble, page, since, text_of, today};
use crate::documents;
use crate::publisher::{Answer, Asked, Publisher};

/// A repository: pages of a hundred, tokens that say where and since when.
pub(super) fn serve(publisher: &Publisher, records: &Records, troubles: &Troubles) {
    let (records, troubles) = (records.clone(), troubles.clone());
    publisher.answer("/oai", move |asked| {
        let token = asked.query("resumptionToken");
        if let Some(trouble) = in_trouble(
            &troubles,
            token.as_deref().is_some_and(|t| t.starts_with("100")),
        ) {
            return trouble;
        }
        answer(asked, &records, &format!("{}T00:00:00Z", today()))
    });
}

fn answer(asked: &Asked, records: &Records, now: &str) -> Answer {
    let inner = match asked.query("verb").as_deref() {
        Some("Identify") => "<Identify><repositoryName>SciELO</repositoryName><granularity>YYYY-MM-DD</granularity></Identify>".to_owned(),
        Some("ListMetadataFormats") => formats(),
        _ => list(asked, records),
    };
    envelope(&inner, now)
}

fn envelope(inner: &str, now: &str) -> Answer {
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><OAI-PMH xmlns=\"http://www.openarchives.org/OAI/2.0/\"><responseDate>{now}</responseDate><request>http://x/oai</request>{inner}</OAI-PMH>"
    );
    Answer::new("text/xml;charset=UTF-8", xml)
}

fn formats() -> String {
    let one = |prefix: &str, namespace: &str| {
        format!(
            "<metadataFormat><metadataPrefix>{prefix}</metadataPrefix><schema>http://x/{prefix}.xsd</schema><metadataNamespace>{namespace}</metadataNamespace></metadataFormat>"
        )
    };
    let dc = one("oai_dc", "http://www.openarchives.org/OAI/2.0/oai_dc/");
    let nlm = one("nlm", "http://dtd.nlm.nih.gov/publishing/2.3");
    format!("<ListMetadataFormats>{dc}{nlm}</ListMetadataFormats>")
}

fn list(asked: &Asked, records: &Records) -> String {
    let token = asked.query("resumptionToken").unwrap_or_default();
    let (start, from) = match token.split_once('@') {
        Some((start, from)) => (start.parse().unwrap(), Some(from.to_owned())),
        None => (0, asked.query("from")),
    };
    let from = from.filter(|from| !from.is_empty());
    let all = since(records, from.as_deref());
    if all.is_empty() {
        return "<error code=\"noRecordsMatch\">nothing</error>".to_owned();
    }
    let (here, more) = page(&all, start);
    let here: String = here.iter().map(record).collect();
    let token = match more {
        true => format!("{}@{}", start + 100, from.unwrap_or_default()),
        false => String::new(),
    };
    let size = all.len();
    format!(
        "<ListRecords>{here}<resumptionToken completeListSize=\"{size}\" cursor=\"{start}\">{token}</resumptionToken></ListRecords>"
    )
}

fn record(record: &Record) -> String {
    let Record {
        number,
        title,
        day,
        deleted,
    } = record;
    let header = |status: &str| {
        format!(
            "<header{status}><identifier>oai:scielo:{number}</identifier><datestamp>{day}</datestamp></header>"
        )
    };
    if *deleted {
        return format!("<record>{}</record>", header(" status=\"deleted\""));
    }
    let text = text_of(record);
    format!(
        "<record>{}<metadata><oai_dc:dc xmlns:oai_dc=\"http://www.openarchives.org/OAI/2.0/oai_dc/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{title}</dc:title><dc:description>{text}</dc:description></oai_dc:dc></metadata></record>",
        header("")
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_later_run_asks_by_days_and_deleted_records_are_withdrawn() {
    let mut shelf = Shelf::of(SourceKind::OaiPmh).await;
    shelf.source.listing.set = Some("1135-5727".to_owned());
    shelf.run().await;
    {
        let mut records = shelf.records.lock().unwrap();
        records[3].deleted = true;
        records[3].day = today();
    }
    let report = shelf.run().await;
    assert_eq!(report.counts.withdrawn, 1, "{report}");
    let asked = shelf.asked();
    assert!(
        asked[0].contains("metadataprefix=oai_dc&set=1135-5727"),
        "{}",
        asked[0]
    );
    // A token stands alone.
    assert!(!asked[1].contains("set=") && !asked[1].contains("metadataprefix"));
    let last = asked.last().unwrap();
    let from = last.rsplit("from=").next().unwrap();
    assert_eq!(from.len(), 10, "{last}");
    assert_eq!(shelf.times_asked("verb=identify"), 1);
    assert_eq!(state(&shelf, "oai:scielo:4"), State::Withdrawn);
    // A record that is there again, as it was, stands again.
    shelf.records.lock().unwrap()[3].deleted = false;
    shelf.run().await;
    assert_eq!(state(&shelf, "oai:scielo:4"), State::Current);
}

/// How a record stands.
fn state(shelf: &Shelf, key: &str) -> State {
    let changes = shelf.catalogue.changes_after(0, 10_000).unwrap();
    let found = changes.iter().find_map(|change| {
        let found = shelf.catalogue.document_by_num(change.document).unwrap()?;
        (found.document.key == key).then_some(found.status.state)
    });
    found.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn records_without_metadata_are_noted_and_errors_are_typed() {
    let mut shelf = Shelf::of(SourceKind::OaiPmh).await;
    let bare = "<ListRecords><record><header><identifier>oai:x:1</identifier><datestamp>2026-01-01</datestamp></header></record><record><header/></record></ListRecords>";
    shelf
        .publisher
        .serve("/oai", envelope(bare, "2026-06-01T00:00:00Z"));
    let report = shelf.run().await;
    let notes = report.notes.join("\n");
    assert!(
        notes.contains("1 records without metadata: oai:x:1"),
        "{notes}"
    );
    assert!(notes.contains("1 records without an identifier"), "{notes}");

    let argument = "<error code=\"badArgument\">metadataPrefix is missing</error>";
    shelf
        .publisher
        .serve("/oai", envelope(argument, "2026-06-01T00:00:00Z"));
    let error = shelf.try_run().await.unwrap_err().to_string();
    assert!(
        error.contains("OAI-PMH refuses: badArgument: metadataPrefix is missing"),
        "{error}"
    );
    assert!(error.contains("\"listing\""), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_matches_is_an_empty_list() {
    let mut shelf = Shelf::with(SourceKind::OaiPmh, Vec::new()).await;
    let report = shelf.run().await;
    assert_eq!((report.exit_code(), report.resources), (0, 0), "{report}");
    assert!(shelf.catalogue.harvest("shelf").unwrap().cursor.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_xml_keeps_what_stands_before_it_and_the_place() {
    let mut shelf = Shelf::of(SourceKind::OaiPmh).await;
    let whole = record(&Record::new(101, "Rougeole 101", "2026-03-01"));
    let torn = format!(
        "<OAI-PMH><responseDate>2026-06-01T00:00:00Z</responseDate><ListRecords>{whole}<record><header><ident"
    );
    shelf.trouble([Answer::new("text/xml", torn)]);
    let error = shelf.try_run().await.unwrap_err().to_string();
    assert!(error.contains("expected an answer of OAI-PMH"), "{error}");
    assert_eq!(documents(&shelf.catalogue).len(), 101);
    let firsts = shelf.times_asked("metadataprefix=oai_dc");
    shelf.run().await;
    // It went on with the page that was torn.
    assert_eq!(shelf.times_asked("metadataprefix=oai_dc"), firsts);
    shelf.is_complete().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn clocks_that_are_wrong_lose_nothing() {
    for now in ["1999-01-01T00:00:00Z", "2199-01-01T00:00:00Z", "soon"] {
        let mut shelf = Shelf::of(SourceKind::OaiPmh).await;
        let records = shelf.records.clone();
        shelf
            .publisher
            .answer("/oai", move |asked| answer(asked, &records, now));
        shelf.run().await;
        let late = Record::new(900, "麻疹暴发", &today());
        shelf.records.lock().unwrap().push(late);
        let report = shelf.run().await;
        assert_eq!(report.counts.new, 1, "{now}: {report}");
        shelf.is_complete().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn jats_is_asked_for_under_the_name_the_repository_has_for_it() {
    let mut shelf = Shelf::of(SourceKind::OaiPmh).await;
    shelf.source.listing.prefix = Some("jats".to_owned());
    shelf.run().await;
    assert_eq!(shelf.times_asked("metadataprefix=nlm"), 1);
    let none = "<ListMetadataFormats><metadataFormat><metadataPrefix>oai_dc</metadataPrefix></metadataFormat></ListMetadataFormats>";
    shelf
        .publisher
        .serve("/oai", envelope(none, "2026-06-01T00:00:00Z"));
    let error = shelf.try_run().await.unwrap_err().to_string();
    assert!(
        error.contains("no metadata format is JATS, there are oai_dc"),
        "{error}"
    );
}
