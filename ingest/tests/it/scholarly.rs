//! Articles and records of journals, PubMed and repositories. The real ones are not part of this
//! repository; without them there is nothing to see.

use std::collections::BTreeMap;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use corpora::{Catalogue, DocumentKind, Language, RelationKind, State};
use ingest::{Body, Extract, Extractors, Input, MediaType, PdfWorker, Pulse};

use crate::{documents, folder, run};

/// What came of the files of a folder.
#[derive(Debug, Default)]
struct Seen {
    files: usize,
    extracts: Vec<Extract>,
    refused: BTreeMap<String, usize>,
}

impl Seen {
    fn of(folder: &str) -> Option<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../shared/data/formats")
            .join(folder);
        if !folder.is_dir() {
            eprintln!("{} is not there: nothing to test", folder.display());
            return None;
        }
        let mut seen = Self::default();
        let extractors = Extractors::standard(PdfWorker::InProcess);
        for path in files(&folder) {
            seen.read(&path, &extractors);
        }
        eprintln!("{folder:?}: {}", seen.table());
        Some(seen)
    }

    fn read(&mut self, path: &Path, extractors: &Extractors) {
        let bytes = fs::read(path).unwrap();
        let name = path.to_string_lossy().into_owned();
        let media_type = MediaType::recognise(&bytes[..bytes.len().min(8192)], &name, None);
        let Some(extractor) = extractors.for_type(media_type) else {
            return;
        };
        self.files += 1;
        let input = Input {
            name,
            media_type,
            charset: None,
            body: Body::Bytes(bytes.into()),
            reading: Arc::default(),
            language: Language::undetermined(),
            pulse: Pulse::default(),
        };
        let mut refuse = |code: &str| *self.refused.entry(code.to_owned()).or_default() += 1;
        let outcome = extractor.extract(&input, &mut |found| {
            match found.extract {
                Ok(extract) => self.extracts.push(extract),
                Err(error) => refuse(error.reason.code()),
            }
            ControlFlow::Continue(())
        });
        if let Err(error) = outcome {
            refuse(error.reason.code());
        }
    }

    fn count(&self, has: impl Fn(&Extract) -> bool) -> usize {
        self.extracts.iter().filter(|extract| has(extract)).count()
    }

    fn table(&self) -> String {
        format!(
            "{} files, {} documents; title {}, date {}, authors {}, identifiers {}, language {}, kind {}, text {}; refused {:?}",
            self.files,
            self.extracts.len(),
            self.count(|e| !e.document.title.is_empty()),
            self.count(|e| e.document.published.is_some()),
            self.count(|e| !e.document.authors.is_empty()),
            self.count(|e| !e.document.identifiers.is_empty()),
            self.count(|e| !e.document.language.is_undetermined()),
            self.count(|e| e.document.kind != DocumentKind::Unclassified),
            self.count(|e| e.document.text_length() > 0),
            self.refused
        )
    }

    /// No document shows markup, commands of TeX or references to entities.
    fn is_clean(&self) {
        for extract in &self.extracts {
            for section in &extract.document.sections {
                for mark in ["</", "\\documentclass", "\\begin{", "&lt;", "&#x", "<mml:"] {
                    assert!(
                        !section.text.contains(mark),
                        "{mark} in {}",
                        extract.document.title
                    );
                }
            }
        }
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|e| e == "xml" || e == "nxml") {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[test]
fn articles_of_journals_are_read_whole_with_their_translations() {
    let Some(seen) = Seen::of("jats") else { return };
    assert_eq!((seen.files, seen.extracts.len()), (47, 86));
    assert_eq!(seen.refused, BTreeMap::new());
    seen.is_clean();
    assert_eq!(seen.count(|e| e.document.title.is_empty()), 0);
    assert_eq!(seen.count(|e| e.document.published.is_none()), 0);
    let is = |e: &Extract, kind| e.document.relations.iter().any(|r| r.kind == kind);
    assert_eq!(seen.count(|e| is(e, RelationKind::TranslationOf)), 19);
    assert_eq!(seen.count(|e| is(e, RelationKind::PublishedFrom)), 3);
    let rows = seen.count(|e| e.document.sections.iter().any(|s| s.text.contains("; ")));
    assert!(rows > 30, "{rows} documents have rows of tables");
}

#[test]
fn records_of_pubmed_are_read_and_answers_without_records_are_refused() {
    let Some(seen) = Seen::of("pubmed-xml") else {
        return;
    };
    seen.is_clean();
    assert_eq!(
        seen.count(|e| e.record.is_some() && e.document.url.is_some()),
        seen.extracts.len()
    );
    assert!(seen.extracts.len() >= 10, "{}", seen.table());
    assert_eq!(seen.count(|e| e.document.title.is_empty()), 0);
    assert_eq!(seen.count(|e| e.document.published.is_none()), 0);
}

#[test]
fn answers_of_repositories_are_read_and_nothing_deleted_is_lost() {
    let Some(seen) = Seen::of("oai-pmh") else {
        return;
    };
    seen.is_clean();
    assert!(!seen.extracts.is_empty(), "{}", seen.table());
    assert!(seen.refused.contains_key("error-page"), "{}", seen.table());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retraction_reaches_an_article_and_its_translation_whichever_comes_first() {
    let dir = tempfile::tempdir().unwrap();
    let front = |id: &str, title: &str, more: &str| {
        format!(
            "<article-meta><article-id pub-id-type=\"doi\">{id}</article-id><title-group><article-title>{title}</article-title></title-group><pub-date pub-type=\"epub\"><year>2021</year></pub-date>{more}</article-meta>"
        )
    };
    let article = format!(
        "<article article-type=\"research-article\" xml:lang=\"pt\"><front>{}</front><body><p>A ivermectina foi usada em doentes.</p></body>
         <sub-article article-type=\"translation\" id=\"s1\" xml:lang=\"en\"><front-stub><article-id pub-id-type=\"doi\">10.1000/en</article-id><title-group><article-title>Ivermectin in patients</article-title></title-group></front-stub><body><p>Ivermectin was given to patients.</p></body></sub-article></article>",
        front("10.1000/pt", "Ivermectina em doentes", "")
    );
    let link = "<related-article related-article-type=\"retracted-article\" ext-link-type=\"doi\" xlink:href=\"10.1000/pt\"/>";
    let notice = format!(
        "<article article-type=\"retraction\" xml:lang=\"en\"><front>{}</front><body><p>We retract the article.</p></body></article>",
        front("10.1000/notice", "Ivermectin in patients", link)
    );
    fs::write(dir.path().join("b.nxml"), article).unwrap();
    fs::write(dir.path().join("a.nxml"), notice).unwrap();
    let mut catalogue = Catalogue::in_memory().unwrap();
    let report = run(&mut catalogue, &folder(dir.path())).await;
    assert_eq!(report.counts.new, 3, "{report}");
    let all = documents(&catalogue);
    let key = |end: &str| all.iter().find(|d| d.key.ends_with(end)).unwrap();
    assert_eq!(key("a.nxml").title, "retraction: Ivermectin in patients");
    for (title, state) in [
        ("Ivermectina em doentes", State::Retracted),
        ("Ivermectin in patients", State::Retracted),
        ("retraction: Ivermectin in patients", State::Current),
    ] {
        let found = all.iter().find(|d| d.title == title).unwrap();
        let id = catalogue.find_held("files", &found.key).unwrap().unwrap();
        let stored = catalogue.document(&id).unwrap().unwrap();
        assert_eq!(stored.status.state, state, "{title}");
    }
    assert!(
        key("b.nxml#s1")
            .relations
            .iter()
            .any(|r| r.kind == RelationKind::TranslationOf)
    );
}
