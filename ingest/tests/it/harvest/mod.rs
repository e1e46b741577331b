//! Interfaces that give their records page by page: what must hold for all of them, and one file for
//! what is each one's own.
//!
//! A [`Shelf`] is an interface with 205 records on a real web server, three pages or so in the
//! publisher's own form; its trouble comes in place of the second page.

mod crossref;
mod europe_pmc;
mod faults;
mod foreign;
mod medrxiv;
mod oai;
mod pubmed;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use corpora::{Catalogue, Document, ScriptIdentifier, SourceDefinition, SourceKind};
use ingest::{
    Extractors, HttpFetcher, HttpOptions, Identity, IngestError, NoProgress, PdfWorker, Pipeline,
    PoliteFetcher, PoliteOptions, Report, Stop,
};

use crate::documents;
use crate::publisher::{Answer, Asked, Publisher};

/// The kinds that harvest.
pub(crate) const KINDS: [SourceKind; 5] = [
    SourceKind::OaiPmh,
    SourceKind::Pubmed,
    SourceKind::EuropePmc,
    SourceKind::Medrxiv,
    SourceKind::Crossref,
];
/// Records of a shelf.
const RECORDS: u64 = 205;

/// A record of a shelf.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    pub(crate) number: u64,
    pub(crate) title: String,
    /// Day of its last change.
    pub(crate) day: String,
    pub(crate) deleted: bool,
}

impl Record {
    pub(crate) fn new(number: u64, title: &str, day: &str) -> Self {
        Self {
            number,
            title: title.to_owned(),
            day: day.to_owned(),
            deleted: false,
        }
    }
}

pub(crate) type Records = Arc<Mutex<Vec<Record>>>;
pub(crate) type Troubles = Arc<Mutex<VecDeque<Answer>>>;

/// An interface with its records, and who reads it.
pub(crate) struct Shelf {
    pub(crate) publisher: Publisher,
    pub(crate) source: SourceDefinition,
    pub(crate) catalogue: Catalogue,
    pub(crate) records: Records,
    troubles: Troubles,
}

impl Shelf {
    /// A shelf of the usual records, all of long ago.
    pub(crate) async fn of(kind: SourceKind) -> Self {
        let titles = ["霍乱治疗", "Rougeole", "Денге", "خسرة", "Mpox"];
        let record = |number: u64| {
            let title = format!("{} {number}", titles[number as usize % 5]);
            Record::new(number, &title, "2026-03-01")
        };
        Self::with(kind, (1..=RECORDS).map(record).collect()).await
    }

    pub(crate) async fn with(kind: SourceKind, records: Vec<Record>) -> Self {
        let publisher = Publisher::start().await;
        let records: Records = Arc::new(Mutex::new(records));
        let troubles = Troubles::default();
        let (path, query) = match kind {
            SourceKind::OaiPmh => ("/oai", None),
            SourceKind::Pubmed => ("/eutils/", Some("cholera[mh] OR 霍乱")),
            SourceKind::EuropePmc => ("/search", Some("TITLE:cholera OR TITLE:霍乱")),
            SourceKind::Medrxiv => ("/details/medrxiv", Some("category=infectious_diseases")),
            _ => ("/works", Some("filter=type:journal-article&query=霍乱")),
        };
        let serve = match kind {
            SourceKind::OaiPmh => oai::serve,
            SourceKind::Pubmed => pubmed::serve,
            SourceKind::EuropePmc => europe_pmc::serve,
            SourceKind::Medrxiv => medrxiv::serve,
            _ => crossref::serve,
        };
        serve(&publisher, &records, &troubles);
        let mut source = SourceDefinition::new("shelf", "Shelf", kind, &publisher.url(path));
        source.query = query.map(str::to_owned);
        source.access.delay_millis = Some(0);
        Self {
            publisher,
            source,
            catalogue: Catalogue::in_memory().unwrap(),
            records,
            troubles,
        }
    }

    /// What comes in place of the second page, one after the other.
    pub(crate) fn trouble(&self, answers: impl IntoIterator<Item = Answer>) {
        *self.troubles.lock().unwrap() = answers.into_iter().collect();
    }

    pub(crate) async fn try_run(&mut self) -> Result<Report, IngestError> {
        pipeline()
            .run(
                &mut self.catalogue,
                &self.source,
                &NoProgress,
                &Stop::default(),
            )
            .await
    }

    pub(crate) async fn run(&mut self) -> Report {
        self.try_run().await.unwrap()
    }

    /// How often a page was asked for, by a part of its address.
    pub(crate) fn times_asked(&self, part: &str) -> usize {
        let asked = self.publisher.asked();
        let lines = asked.iter().filter_map(|head| head.lines().next());
        lines.filter(|line| line.contains(part)).count()
    }

    /// The decoded addresses that were asked for.
    pub(crate) fn asked(&self) -> Vec<String> {
        let asked = self.publisher.asked();
        let targets = asked.iter().filter_map(|head| head.split(' ').nth(1));
        targets.map(decoded).collect()
    }

    /// Every record is there, once, as it stands; a further run brings nothing.
    pub(crate) async fn is_complete(&mut self) {
        let kind = self.source.kind;
        let titles = |documents: &[Document]| {
            let mut titles: Vec<String> = documents.iter().map(|d| d.title.clone()).collect();
            titles.sort();
            titles
        };
        let mut expected: Vec<String> = {
            let records = self.records.lock().unwrap();
            let live = records.iter().filter(|record| !record.deleted);
            live.map(|record| record.title.clone()).collect()
        };
        expected.sort();
        let before = documents(&self.catalogue);
        assert_eq!(titles(&before), expected, "{kind}");
        assert!(self.catalogue.quarantined(10).unwrap().is_empty(), "{kind}");
        let report = self.run().await;
        let changed = report.counts.new + report.counts.new_version + report.counts.withdrawn;
        assert_eq!(changed + report.counts.quarantined, 0, "{kind}: {report}");
        assert_eq!(documents(&self.catalogue), before, "{kind}");
    }
}

/// A pipeline of the service's parts that may reach this machine, does not wait, and has a name.
pub(crate) fn pipeline() -> Pipeline {
    let http = HttpOptions {
        allow_private_hosts: true,
        ..HttpOptions::default()
    };
    let manners = PoliteOptions {
        delay: std::time::Duration::ZERO,
        first_pause: std::time::Duration::ZERO,
        ..PoliteOptions::default()
    };
    let fetcher = PoliteFetcher::new(HttpFetcher::new(http).unwrap(), manners);
    let identity = Identity {
        contact: Some("mailto:library@hospital.example".to_owned()),
        variable: Some(|name| (name == "SHELF_KEY").then(|| "s3cr3t".to_owned())),
    };
    Pipeline::new(
        Arc::new(fetcher),
        Extractors::standard(PdfWorker::InProcess),
        Arc::new(ScriptIdentifier),
    )
    .identified(identity)
}

/// An address as a person writes it.
fn decoded(target: &str) -> String {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let pairs = url::form_urlencoded::parse(query.as_bytes());
    let pairs: Vec<String> = pairs
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    format!("{path}?{}", pairs.join("&"))
}

/// The records from a day on, or all.
fn since(records: &Records, from: Option<&str>) -> Vec<Record> {
    let records = records.lock().unwrap();
    let is_wanted = |record: &&Record| from.is_none_or(|from| record.day.as_str() >= &from[..10]);
    records.iter().filter(is_wanted).cloned().collect()
}

/// Records of a page of a hundred, and whether there are more.
fn page(records: &[Record], start: usize) -> (&[Record], bool) {
    let end = records.len().min(start + 100);
    (&records[start.min(end)..end], end < records.len())
}

/// The trouble of a page, if it is the second and there is one left.
fn in_trouble(troubles: &Troubles, is_second: bool) -> Option<Answer> {
    is_second.then(|| troubles.lock().unwrap().pop_front())?
}

fn json(value: &serde_json::Value) -> Answer {
    Answer::new("application/json", value.to_string())
}

fn today() -> String {
    jiff::Timestamp::now().to_string()[..10].to_owned()
}

fn text_of(record: &Record) -> String {
    format!("Rehydration for patient {}: 补液。", record.number)
}

/// A parameter as a number, 0 if there is none.
fn number(asked: &Asked, name: &str) -> usize {
    let found = asked.query(name);
    found.and_then(|found| found.parse().ok()).unwrap_or(0)
}
