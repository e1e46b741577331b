//! Every bundled source against an answer of its publisher, written for this test in the
//! publisher's format and language: what `rsc source preview` would show.
//!
//! A recording is `recordings/ID.toml`: answers by address (`*` at the end stands for anything),
//! and the documents that come of them. PDF files are made from their lines.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use corpora::{Document, SourceDefinition, bundled_sources};
use ingest::{
    Extractors, FetchError, Fetched, Fetcher, LinguaIdentifier, Page, PdfWorker, Pipeline, Preview,
    Request,
};
use serde::Deserialize;

use crate::pdf::of_lines;

/// Documents that are looked at of one source.
const SHOWN: usize = 3;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Recording {
    answer: Vec<Answer>,
    document: Vec<Expected>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    address: String,
    #[serde(rename = "type")]
    content_type: Option<String>,
    #[serde(default)]
    body: String,
    #[serde(default)]
    pdf: Vec<String>,
}

/// What is expected of a document; publisher and kind are those of the source if nothing else is
/// said.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    title: Option<String>,
    title_holds: Option<String>,
    language: String,
    published: Option<String>,
    updated: Option<String>,
    publisher: Option<String>,
    kind: Option<String>,
    state: Option<String>,
    /// Whether its publisher gives nothing but its title.
    title_only: Option<bool>,
}

/// Answers with what was recorded; 404 to everything else.
#[derive(Debug)]
struct Recorded(Vec<Answer>);

#[async_trait]
impl Fetcher for Recorded {
    async fn fetch(&self, request: &Request) -> Result<Fetched, FetchError> {
        let is_it = |answer: &&Answer| match answer.address.strip_suffix('*') {
            Some(start) => request.url.starts_with(start),
            None => request.url == answer.address,
        };
        match self.0.iter().find(is_it) {
            Some(answer) => Ok(Fetched::Page(answer.page(&request.url))),
            None => Err(FetchError::Status {
                url: request.url.clone(),
                status: 404,
                retry_after: None,
            }),
        }
    }
}

impl Answer {
    fn page(&self, url: &str) -> Page {
        if self.pdf.is_empty() {
            let content_type = self.content_type.as_deref().unwrap_or("text/html");
            return Page::new(url, content_type, self.body.as_bytes());
        }
        let lines: Vec<&str> = self.pdf.iter().map(String::as_str).collect();
        Page::new(url, "application/pdf", &of_lines(&lines))
    }
}

fn recordings() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/bundled/recordings")
}

fn recording(id: &str) -> Option<Recording> {
    let text = fs::read_to_string(recordings().join(format!("{id}.toml"))).ok()?;
    match toml::from_str(&text) {
        Ok(recording) => Some(recording),
        Err(error) => panic!("{id}: {error}"),
    }
}

async fn preview(source: &SourceDefinition, answers: Vec<Answer>) -> Preview {
    let extractors = Extractors::standard(PdfWorker::InProcess);
    let pipeline = Pipeline::new(
        Arc::new(Recorded(answers)),
        extractors,
        Arc::new(LinguaIdentifier::new()),
    );
    pipeline.preview(source, SHOWN).await.unwrap()
}

fn faults(source: &SourceDefinition, found: &Document, expected: &Expected) -> Vec<String> {
    let mut faults = Vec::new();
    let mut check = |what: &str, found: Option<String>, expected: Option<&str>| {
        if let Some(expected) = expected
            && found.as_deref() != Some(expected)
        {
            faults.push(format!("{what} is {found:?}, expected {expected:?}"));
        }
    };
    check(
        "title",
        Some(found.title.clone()),
        expected.title.as_deref(),
    );
    check(
        "language",
        Some(found.language.to_string()),
        Some(&expected.language),
    );
    let published = found.published.map(|date| date.to_string());
    check("published", published, expected.published.as_deref());
    let updated = found.updated.map(|date| date.to_string());
    check("updated", updated, expected.updated.as_deref());
    let publisher = expected
        .publisher
        .as_deref()
        .or(source.publisher.as_deref());
    check("publisher", found.publisher.clone(), publisher);
    let kind = expected
        .kind
        .as_deref()
        .unwrap_or(source.document_kind.name());
    check("kind", Some(found.kind.to_string()), Some(kind));
    let state = expected.state.as_deref().unwrap_or("current");
    check("state", Some(found.status.state.to_string()), Some(state));
    if let Some(part) = &expected.title_holds
        && !found.title.contains(part)
    {
        faults.push(format!(
            "title is {:?}, expected with {part:?}",
            found.title
        ));
    }
    let is_bare = found.sections.iter().all(|section| section.text.is_empty());
    if is_bare != expected.title_only.is_some() {
        faults.push(format!("\"{}\": whether it has text", found.title));
    }
    faults
}

#[tokio::test(flavor = "multi_thread")]
async fn every_bundled_source_shows_its_documents() {
    let sources = bundled_sources().unwrap();
    assert!(sources.len() >= 44);
    let mut faulty: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for source in &sources {
        let faulty = faulty.entry(source.id.clone()).or_default();
        let Some(recording) = recording(&source.id) else {
            faulty.push("has no recording".to_owned());
            continue;
        };
        let expected = recording.document;
        let preview = preview(source, recording.answer).await;
        for refused in &preview.quarantined {
            faulty.push(format!(
                "{}: {}: {}",
                refused.resource, refused.reason, refused.detail
            ));
        }
        let came = preview.documents.len();
        if came != expected.len() {
            faulty.push(format!(
                "{came} documents, expected {}: {:?}",
                expected.len(),
                preview.notes
            ));
        }
        for (found, expected) in preview.documents.iter().zip(&expected) {
            faulty.extend(faults(source, found, expected));
        }
    }
    faulty.retain(|_, faults| !faults.is_empty());
    assert!(faulty.is_empty(), "{faulty:#?}");
}

#[test]
fn every_recording_is_of_a_bundled_source() {
    let sources = bundled_sources().unwrap();
    for entry in fs::read_dir(recordings()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let id = name.strip_suffix(".toml").unwrap();
        assert!(sources.iter().any(|source| source.id == id), "{id}");
    }
}
