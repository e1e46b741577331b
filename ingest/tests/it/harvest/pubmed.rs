//! PubMed.

use corpora::SourceKind;

use super::{Record, Records, Shelf, Troubles, in_trouble, number, since, text_of, today};
use crate::documents;
use crate::publisher::{Answer, Asked, Publisher};

/// The E-utilities: a search with its history, and records in pages. A history is named after what
/// was searched for.
pub(super) fn serve(publisher: &Publisher, records: &Records, troubles: &Troubles) {
    let (searched, troubles) = (records.clone(), troubles.clone());
    publisher.answer("/eutils/esearch.fcgi", move |asked| {
        let term = asked.query("term").unwrap_or_default();
        found(matching(&searched, &term).len(), &term)
    });
    let records = records.clone();
    publisher.answer("/eutils/efetch.fcgi", move |asked| {
        let start = number(asked, "retstart");
        if let Some(trouble) = in_trouble(&troubles, start > 0) {
            return trouble;
        }
        fetched(asked, &records)
    });
}

fn matching(records: &Records, term: &str) -> Vec<Record> {
    let from = term.split_once("[edat] : \"3000\"").map(|(before, _)| {
        let day = before.rsplit('"').nth(1).unwrap();
        day.replace('/', "-")
    });
    let all = since(records, from.as_deref());
    // The part of time that a long list is asked for by.
    let Some((_, window)) = term
        .split_once(" AND (\"")
        .filter(|_| !term.contains("3000"))
    else {
        return all;
    };
    let mut days = window.split('"').filter(|part| part.contains('/'));
    let (from, to) = (days.next().unwrap(), days.next().unwrap());
    let day = |record: &Record| record.day.replace('-', "/");
    all.into_iter()
        .filter(|record| day(record).as_str() >= from && day(record).as_str() <= to)
        .collect()
}

fn found(count: usize, history: &str) -> Answer {
    let history = history.replace('"', "&quot;");
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" ?><!DOCTYPE eSearchResult PUBLIC \"-//NLM//DTD esearch 20060628//EN\" \"https://eutils.ncbi.nlm.nih.gov/eutils/dtd/20060628/esearch.dtd\"><eSearchResult><Count>{count}</Count><RetMax>0</RetMax><RetStart>0</RetStart><QueryKey>1</QueryKey><WebEnv>{history}</WebEnv><IdList/></eSearchResult>"
    );
    Answer::new("text/xml; charset=UTF-8", xml)
}

fn fetched(asked: &Asked, records: &Records) -> Answer {
    let (start, most) = (number(asked, "retstart"), number(asked, "retmax"));
    let all = matching(records, &asked.query("WebEnv").unwrap_or_default());
    let here = all.iter().skip(start).take(most).map(article);
    let articles: String = here.collect();
    let xml = format!(
        "<?xml version=\"1.0\" ?><!DOCTYPE PubmedArticleSet PUBLIC \"-//NLM//DTD PubMedArticle, 1st January 2026//EN\" \"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_260101.dtd\"><PubmedArticleSet>{articles}</PubmedArticleSet>"
    );
    Answer::new("text/xml; charset=UTF-8", xml)
}

fn article(record: &Record) -> String {
    let Record { number, title, .. } = record;
    let text = text_of(record);
    format!(
        "<PubmedArticle><MedlineCitation Status=\"MEDLINE\"><PMID Version=\"1\">{number}</PMID><Article><ArticleTitle>{title}</ArticleTitle><Abstract><AbstractText>{text}</AbstractText></Abstract></Article></MedlineCitation></PubmedArticle>"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_is_told_and_the_key_is_sent_and_never_shown() {
    let mut shelf = Shelf::of(SourceKind::Pubmed).await;
    shelf.source.access.key_variable = Some("SHELF_KEY".to_owned());
    shelf.run().await;
    let asked = shelf.asked();
    for target in &asked {
        assert!(
            target.contains("tool=rsc&email=library@hospital.example&api_key=s3cr3t"),
            "{target}"
        );
    }
    assert!(
        asked[0].contains("term=cholera[mh] or 霍乱&") || asked[0].contains("霍乱&usehistory=y"),
        "{}",
        asked[0]
    );
    shelf.trouble([Answer::status(403)]);
    shelf.source.query = Some("dengue".to_owned());
    let error = shelf.try_run().await.unwrap_err().to_string();
    assert!(
        error.contains("403") && !error.contains("s3cr3t"),
        "{error}"
    );
    let stored = format!(
        "{:?} {:?}",
        documents(&shelf.catalogue),
        shelf.catalogue.harvest("shelf")
    );
    assert!(!stored.contains("s3cr3t"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retraction_that_comes_later_changes_the_record_that_is_here() {
    let mut shelf = Shelf::of(SourceKind::Pubmed).await;
    shelf.run().await;
    shelf.run().await;
    let asked = shelf.asked();
    let last = asked
        .iter()
        .rev()
        .find(|target| target.contains("esearch"))
        .unwrap();
    assert!(last.contains("[edat] : \"3000\"[edat] or \""), "{last}");
    assert!(last.contains("[mdat] : \"3000\"[mdat])"), "{last}");
    {
        let mut records = shelf.records.lock().unwrap();
        records[9].title = "RETRACTED: Mpox 10".to_owned();
        records[9].day = today();
    }
    let report = shelf.run().await;
    assert_eq!(report.counts.new_version, 1, "{report}");
    let all = documents(&shelf.catalogue);
    let retracted = all.iter().find(|d| d.key.starts_with("10#")).unwrap();
    assert_eq!(retracted.status.state, corpora::State::Retracted);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_of_more_than_ten_thousand_is_asked_for_by_parts_of_time() {
    let mut shelf = Shelf::of(SourceKind::Pubmed).await;
    // More are said to be there than PubMed gives, as long as all time is asked for.
    let records = shelf.records.clone();
    {
        let mut records = records.lock().unwrap();
        for record in records.iter_mut() {
            record.day = format!(
                "{}-0{}-15",
                1990 + record.number % 30,
                1 + record.number % 9
            );
        }
    }
    shelf
        .publisher
        .answer("/eutils/esearch.fcgi", move |asked| {
            let term = asked.query("term").unwrap_or_default();
            let all = matching(&records, &term);
            let count = if all.len() > 30 {
                10_000 + all.len()
            } else {
                all.len()
            };
            found(count, &term)
        });
    let report = shelf.run().await;
    assert_eq!(report.counts.new, 205, "{report}");
    let searches = shelf.times_asked("esearch");
    assert!((10..80).contains(&searches), "{searches}");
}

#[tokio::test(flavor = "multi_thread")]
async fn words_that_are_not_found_are_noted_and_errors_are_typed() {
    let mut shelf = Shelf::of(SourceKind::Pubmed).await;
    let nothing = "<eSearchResult><Count>0</Count><RetMax>0</RetMax><RetStart>0</RetStart><IdList/><ErrorList><PhraseNotFound>霍乱弧菌xyz</PhraseNotFound></ErrorList><WarningList><OutputMessage>No items found.</OutputMessage></WarningList></eSearchResult>";
    shelf
        .publisher
        .serve("/eutils/esearch.fcgi", Answer::new("text/xml", nothing));
    let report = shelf.run().await;
    assert_eq!((report.exit_code(), report.resources), (0, 0), "{report}");
    assert!(
        report
            .notes
            .iter()
            .any(|note| note.contains("\"霍乱弧菌xyz\" is not found")),
        "{report}"
    );

    let error = "<eSearchResult><ERROR>Search Backend failed: read request has failed</ERROR></eSearchResult>";
    shelf
        .publisher
        .serve("/eutils/esearch.fcgi", Answer::new("text/xml", error));
    let error = shelf.try_run().await.unwrap_err().to_string();
    assert!(
        error.contains("PubMed refuses: Search Backend failed"),
        "{error}"
    );
    shelf.source.query = None;
    let error = shelf.try_run().await.unwrap_err().to_string();
    assert!(error.contains("has no \"query\""), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_short_is_asked_for_again_with_the_next_run() {
    let mut shelf = Shelf::of(SourceKind::Pubmed).await;
    let short = format!(
        "<PubmedArticleSet>{}</PubmedArticleSet>",
        article(&Record::new(201, "霍乱治疗 201", "2026-03-01"))
    );
    // Records are in pairs of languages here: see the titles of a shelf.
    let short = short.replace("霍乱治疗 201", "Rougeole 201");
    shelf.trouble([Answer::new("text/xml", short)]);
    let report = shelf.run().await;
    assert_eq!(report.counts.new, 201, "{report}");
    assert!(
        report
            .notes
            .iter()
            .any(|note| note.contains("1 records came, expected 5")),
        "{report}"
    );
    let report = shelf.run().await;
    assert_eq!(report.counts.new, 4, "{report}");
    shelf.is_complete().await;
}
