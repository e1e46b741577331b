//! A hit on the page of results.

use corpora::{Placement, PlacementEffect};
use indexer::{Hit, HitDocument, HitPassage};

use super::frame::Frame;
use super::standing::Standing;
use super::text::{Tongue, date, section_anchor};
use crate::api::original;
use crate::locale::fill;

#[derive(Debug)]
pub(super) struct HitView {
    pub(super) url: String,
    pub(super) title: String,
    pub(super) tongue: Tongue,
    pub(super) language: String,
    pub(super) standing: Option<Standing>,
    /// Why it stands where a librarian put it.
    pub(super) placed: String,
    pub(super) publisher: String,
    pub(super) date: String,
    pub(super) kind: String,
    pub(super) jurisdiction: String,
    pub(super) evidence: String,
    pub(super) extent: String,
    /// Said of a text that was read from pictures.
    pub(super) ocr: String,
    pub(super) original: Option<String>,
    pub(super) passage: Option<PassageView>,
    /// Documents of nearly the same text.
    pub(super) alike: Vec<AlikeView>,
}

#[derive(Debug)]
pub(super) struct AlikeView {
    pub(super) url: String,
    pub(super) title: String,
    pub(super) publisher: String,
    pub(super) tongue: Tongue,
}

#[derive(Debug)]
pub(super) struct PassageView {
    /// Escaped by the index before the matches were marked.
    pub(super) html: String,
    pub(super) tongue: Tongue,
    pub(super) path: String,
    pub(super) page: String,
    /// Said of a passage that has none of the words of the question.
    pub(super) by_meaning: String,
}

impl HitView {
    pub(super) fn of(frame: &Frame, hit: Hit) -> Self {
        let (document, texts) = (hit.document, frame.texts);
        let best = hit.passages.into_iter().next();
        let (anchor, page) = best
            .as_ref()
            .map_or((None, None), |p| (p.anchor.as_deref(), p.page));
        let section = best.as_ref().map(|p| section_anchor(&p.path, p.page));
        let address = frame
            .address(&format!("/documents/{}", document.id))
            .with("q", &frame.query);
        let placed = hit
            .placed
            .as_ref()
            .map(|placement| placed(frame, placement));
        let alike = hit
            .alike
            .into_iter()
            .map(|document| AlikeView::of(frame, document));
        let alike = alike.collect();
        Self {
            alike,
            placed: placed.unwrap_or_default(),
            url: section
                .map_or(address.clone(), |section| address.at(&section))
                .to_string(),
            title: title(frame, &document.title),
            tongue: Tongue::of(&document.language),
            language: frame.texts.language(&document.language).to_owned(),
            standing: Standing::of(frame, &document.status, document.replaced_by.as_ref()),
            date: date(document.updated.or(document.published)),
            kind: texts.kind(document.kind).to_owned(),
            jurisdiction: document
                .jurisdiction
                .as_ref()
                .map(|j| texts.jurisdiction(j).to_owned())
                .unwrap_or_default(),
            evidence: document.evidence.unwrap_or_default(),
            extent: match document.extent {
                corpora::Extent::FullText => String::new(),
                partial => texts.extent(partial).to_owned(),
            },
            ocr: match document.ocr {
                Some(_) => texts.results.ocr.clone(),
                None => String::new(),
            },
            original: original(document.url.as_deref(), anchor, page),
            publisher: publisher(document.publisher, &document.holdings),
            passage: best.map(|passage| PassageView::of(frame, passage)),
        }
    }
}

impl AlikeView {
    fn of(frame: &Frame, document: HitDocument) -> Self {
        Self {
            url: frame
                .address(&format!("/documents/{}", document.id))
                .to_string(),
            tongue: Tongue::of(&document.language),
            title: title(frame, &document.title),
            publisher: publisher(document.publisher, &document.holdings),
        }
    }
}

/// What a librarian said when placing a document.
fn placed(frame: &Frame, placement: &Placement) -> String {
    let texts = &frame.texts.results;
    let text = match placement.effect {
        PlacementEffect::Pin => &texts.placed_first,
        PlacementEffect::Bury => &texts.placed_last,
    };
    fill(text, &[("reason", &placement.reason)])
}

fn title(frame: &Frame, title: &str) -> String {
    match title.trim() {
        "" => frame.texts.document.untitled.clone(),
        title => title.to_owned(),
    }
}

fn publisher(publisher: Option<String>, holdings: &[corpora::Holding]) -> String {
    publisher
        .or_else(|| holdings.first().map(found_at))
        .unwrap_or_default()
}

/// Where a document without a publisher was found: its source, and the name of its file without
/// the folders of the machine.
fn found_at(holding: &corpora::Holding) -> String {
    let file = holding.key.rsplit(['/', '\\']).next().unwrap_or_default();
    format!("{}: {file}", holding.source)
}

impl PassageView {
    fn of(frame: &Frame, passage: HitPassage) -> Self {
        let page = passage.page.map(|page| page.to_string());
        Self {
            by_meaning: match passage.by_meaning {
                true => frame.texts.results.by_meaning.clone(),
                false => String::new(),
            },
            html: passage.html,
            tongue: Tongue::of(&passage.language),
            path: passage.path.join(" › "),
            page: page.map_or(String::new(), |n| {
                fill(&frame.texts.results.page, &[("n", &n)])
            }),
        }
    }
}
