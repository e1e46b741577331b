//! What must hold for every kind of source, whatever its publisher does.

use std::collections::BTreeMap;
use std::time::Duration;

use corpora::{Catalogue, SourceDefinition, SourceKind};
use ingest::{HttpOptions, NoProgress, Pipeline, Report, Stop};

use super::{Answer, Publisher};
use crate::{documents, pipeline_of};

/// Kinds of sources in the web that the stories are told of.
pub(crate) const KINDS: [SourceKind; 4] = [
    SourceKind::Feed,
    SourceKind::Document,
    SourceKind::Sitemap,
    SourceKind::ListPage,
];
/// Where the trouble is.
pub(crate) const A: &str = "/a";

/// A publisher with some pages, the first of which gets into trouble, and who reads it.
pub(crate) struct Story {
    pub(crate) publisher: Publisher,
    pub(crate) source: SourceDefinition,
    pub(crate) catalogue: Catalogue,
    paths: Vec<String>,
}

impl Story {
    /// A source of this kind: `/a` and, where it lists more than one, `/b` and `/c`.
    pub(crate) async fn of(kind: SourceKind) -> Self {
        match kind {
            SourceKind::Document => Self::with(kind, A, &[A]).await,
            SourceKind::Sitemap => Self::with(kind, "/sitemap.xml", &[A, "/b", "/c"]).await,
            SourceKind::ListPage => Self::with(kind, "/list", &[A, "/b", "/c"]).await,
            _ => Self::with(kind, "/feed", &[A, "/b", "/c"]).await,
        }
    }

    /// A feed of so many pages.
    pub(crate) async fn long_feed(pages: usize) -> Self {
        let paths: Vec<String> = (0..pages).map(|n| format!("/{n}")).collect();
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        Self::with(SourceKind::Feed, "/feed", &paths).await
    }

    async fn with(kind: SourceKind, list: &str, paths: &[&str]) -> Self {
        let publisher = Publisher::start().await;
        let source = SourceDefinition::new("story", "Story", kind, &publisher.url(list));
        let story = Self {
            source,
            catalogue: Catalogue::in_memory().unwrap(),
            paths: paths.iter().map(|path| (*path).to_owned()).collect(),
            publisher,
        };
        let answer = match kind {
            SourceKind::Feed => Some(story.feed()),
            SourceKind::Sitemap => Some(story.sitemap()),
            SourceKind::ListPage => Some(story.list_page()),
            _ => None,
        };
        if let Some(answer) = answer {
            story.publisher.serve(list, answer);
        }
        story.calm();
        story
    }

    fn feed(&self) -> Answer {
        let items: String = self
            .paths
            .iter()
            .map(|path| {
                let url = self.publisher.url(path);
                format!("<item><title>Note {path}</title><link>{url}</link></item>")
            })
            .collect();
        let feed =
            format!("<rss version=\"2.0\"><channel><title>Notes</title>{items}</channel></rss>");
        Answer::new("application/rss+xml", feed)
    }

    fn sitemap(&self) -> Answer {
        let urls = self.paths.iter().map(|path| self.publisher.url(path));
        let urls: String = urls
            .map(|url| format!("<url><loc>{url}</loc></url>"))
            .collect();
        Answer::new("application/xml", format!("<urlset>{urls}</urlset>"))
    }

    fn list_page(&self) -> Answer {
        let links = self.paths.iter();
        let links: String = links
            .map(|path| format!("<li><a href=\"{path}\">Note {path}</a></li>"))
            .collect();
        Answer::html(format!("<main><h1>Notes</h1><ul>{links}</ul></main>"))
    }

    /// All pages are as they should be.
    pub(crate) fn calm(&self) {
        for path in &self.paths {
            self.publisher.serve(path, page(path));
        }
    }

    /// `/a` answers this, one after the other.
    pub(crate) fn trouble(&self, answers: impl IntoIterator<Item = Answer>) {
        self.publisher.script(A, answers);
    }

    /// A run by a pipeline that was just set up.
    pub(crate) async fn run(&mut self) -> Report {
        self.run_with(&impatient()).await
    }

    pub(crate) async fn run_with(&mut self, pipeline: &Pipeline) -> Report {
        pipeline
            .run(
                &mut self.catalogue,
                &self.source,
                &NoProgress,
                &Stop::default(),
            )
            .await
            .unwrap()
    }

    /// Reason of each refused page, by its path.
    pub(crate) fn refused(&self) -> BTreeMap<String, String> {
        let all = self.catalogue.quarantined(1_000).unwrap();
        let path = |resource: &str| resource.replace(&self.publisher.address, "");
        all.into_iter()
            .map(|item| (path(&item.resource), item.reason))
            .collect()
    }

    /// What the quarantine says of `/a`.
    pub(crate) fn detail(&self) -> String {
        let all = self.catalogue.quarantined(1_000).unwrap();
        let of_a = |resource: &str| resource == self.publisher.url(A);
        let found = all.into_iter().find(|item| of_a(&item.resource));
        found.map(|item| item.detail).unwrap_or_default()
    }

    /// Everything is there, once, and nothing is refused; a further run changes nothing.
    pub(crate) async fn is_complete(&mut self) {
        assert_eq!(self.refused(), BTreeMap::new(), "{:?}", self.source.kind);
        let all = documents(&self.catalogue);
        let mut keys: Vec<_> = all.iter().map(|document| document.key.clone()).collect();
        keys.sort();
        let mut expected: Vec<_> = self.paths.iter().map(|p| self.publisher.url(p)).collect();
        expected.sort();
        assert_eq!(keys, expected, "{:?}", self.source.kind);
        let whole = |text: &str| text.contains("the last word");
        for document in &all {
            let last = document.sections.last().unwrap();
            assert!(whole(&last.text), "{}: {:?}", document.key, last.text);
        }
        let again = self.run().await;
        let pages = self.paths.len() as u64;
        assert_eq!(again.counts.unchanged, pages, "{again}");
        let changed = again.counts.new + again.counts.new_version + again.counts.quarantined;
        assert_eq!(changed + again.counts.still_quarantined, 0, "{again}");
        assert_eq!(documents(&self.catalogue).len(), self.paths.len());
    }

    /// Once the trouble is over, one run brings everything.
    pub(crate) async fn heals(&mut self) {
        self.calm();
        self.run().await;
        self.is_complete().await;
    }
}

/// The page of a path, unlike any other.
pub(crate) fn page(path: &str) -> Answer {
    let seed = words_of(path);
    let text = format!(
        "<!doctype html><html lang=en><head><title>Note {path}</title></head><body><main>\
         <h1>Note {path}</h1><p>Situation {seed}: cases of measles {path} were reported by {seed} \
         health zones; give vitamin A on two days and isolate for four days after the rash.</p>\
         <p>Signed {seed}, the last word.</p></main></body></html>"
    );
    Answer::html(text)
}

/// Words that differ from page to page, so that none is taken for a copy of another.
fn words_of(path: &str) -> String {
    let words = [
        "Bunia",
        "Goma",
        "Kinshasa",
        "Kananga",
        "Kisangani",
        "Boma",
        "Matadi",
        "Likasi",
    ];
    let number: usize = path.bytes().map(usize::from).sum::<usize>() * 31 + path.len();
    let word = |n: usize| words[(number / 8_usize.pow(n as u32)) % 8];
    format!("{} {} {} {number}", word(0), word(1), word(2))
}

/// A pipeline that may reach this machine and does not wait for long.
pub(crate) fn impatient() -> Pipeline {
    pipeline_of(HttpOptions {
        allow_private_hosts: true,
        head_timeout: Duration::from_secs(2),
        timeout: Duration::from_secs(20),
        slowest_span: Duration::from_secs(1),
        max_bytes: 12 << 20,
        ..HttpOptions::default()
    })
}
