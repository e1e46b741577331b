//! The page of a document: its standing first, then who says it, then the text.

mod facts;
mod related;
mod sections;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use corpora::{
    Catalogue, CatalogueError, Document, Extent, Link, Ocr, Related, StoredDocument, VersionEntry,
};

use indexer::Similar;

use self::facts::{Fact, facts};
use self::related::{RelatedView, related_views};
use self::sections::{Part, parts};
use super::frame::Frame;
use super::hit::HitView;
use super::mark_language;
use super::standing::Standing;
use super::text::{Block, Tongue, day};
use super::versions::{VersionView, version_views};
use crate::api::{original, parse_id};
use crate::app::App;
use crate::http::{Failure, Reader, with_etag};
use crate::locale::fill;

#[derive(Debug, Template)]
#[template(path = "document.html")]
struct DocumentPage {
    frame: Frame,
    /// Said of a version that is not the present one, with the way back.
    older: Option<Older>,
    standing: Option<Standing>,
    title: String,
    tongue: Tongue,
    original: Option<String>,
    /// Said of a text that is not the whole text.
    extent_note: String,
    /// Said of a text that was read from pictures.
    ocr_notes: Vec<String>,
    facts: Vec<Fact>,
    parts: Vec<Part>,
    versions: Vec<VersionView>,
    also_at: Vec<AlsoAt>,
    related: Vec<RelatedView>,
    similar: Vec<HitView>,
}

#[derive(Debug)]
struct Older {
    text: String,
    current_url: String,
}

#[derive(Debug)]
struct AlsoAt {
    source: String,
    url: Option<String>,
}

/// Similar documents that are shown.
const MAX_SIMILAR: usize = 5;

/// What the catalogue knows of a document.
struct Known {
    stored: StoredDocument,
    versions: Vec<VersionEntry>,
    related: Vec<Related>,
    alike: Vec<(Link, f64)>,
    /// The version that was asked for, if it is not the present one.
    older: Option<(u32, Document)>,
}

pub(crate) async fn document(
    State(app): State<App>,
    Extension(reader): Extension<Reader>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let id = parse_id(&id)?;
    let asked = reader
        .pairs
        .iter()
        .find(|(name, _)| name == "version")
        .map(|(_, v)| v.clone());
    let asked = asked.filter(|version| !version.is_empty());
    let missing = || Failure::NoVersion {
        id: id.to_string(),
        version: asked
            .iter()
            .flat_map(|text| text.chars().take(20))
            .collect(),
    };
    let number = asked
        .as_deref()
        .map(str::parse)
        .transpose()
        .map_err(|_| missing())?;
    let wanted = id.clone();
    let known = app
        .read(move |catalogue| read(catalogue, &wanted, number))
        .await?;
    let known = known.ok_or_else(|| Failure::NoDocument { id: id.to_string() })?;
    let has_version = known.older.is_some() || number.is_none_or(|n| n == known.stored.version);
    if !has_version {
        return Err(missing());
    }
    let similar = similar(&app, &known).await;
    let page = page(Frame::of(&reader)?, known, similar);
    let mut response = with_etag(&headers, "text/html; charset=utf-8", page.render()?);
    mark_language(&page.frame, &mut response);
    Ok(response)
}

fn read(
    catalogue: &Catalogue,
    id: &corpora::DocumentId,
    number: Option<u32>,
) -> Result<Option<Known>, CatalogueError> {
    let Some(stored) = catalogue.document(id)? else {
        return Ok(None);
    };
    let versions = if stored.version > 1 {
        catalogue.versions(id)?
    } else {
        Vec::new()
    };
    let older = match number.filter(|number| *number != stored.version) {
        Some(number) => catalogue
            .version(id, number)?
            .map(|document| (number, document)),
        None => None,
    };
    Ok(Some(Known {
        related: catalogue.related(&stored)?,
        alike: catalogue.alike(stored.num)?,
        stored,
        versions,
        older,
    }))
}

/// Similar documents; a page is worth showing without them.
async fn similar(app: &App, known: &Known) -> Similar {
    let found = app.similar(known.stored.num, &known.alike, MAX_SIMILAR);
    found.await.unwrap_or_else(|error| {
        tracing::warn!(%error, "similar documents could not be found");
        Similar::default()
    })
}

fn page(frame: Frame, known: Known, similar: Similar) -> DocumentPage {
    let Known {
        stored,
        versions,
        related,
        alike,
        older,
    } = known;
    let path = format!("/documents/{}", stored.id);
    let of = stored.version.to_string();
    let shown = older.as_ref().map_or(stored.version, |(number, _)| *number);
    let versions = version_views(&frame, &path, shown, &versions);
    // The standing is always today's: an old version of a retracted document is retracted too.
    let standing = Standing::of(&frame, &stored.status, stored.replaced_by.as_ref());
    let banner = older.as_ref().map(|(number, _)| {
        let kept_on = versions
            .iter()
            .find(|v| v.is_shown)
            .map(|v| v.stored.clone());
        // Isolated (Unicode, UAX 9): among Arabic letters the parts of a date would change places.
        let kept_on = format!("\u{2066}{}\u{2069}", kept_on.unwrap_or_default());
        let number = number.to_string();
        let values = [
            ("n", number.as_str()),
            ("of", of.as_str()),
            ("date", kept_on.as_str()),
        ];
        Older {
            text: fill(&frame.texts.document.older_version, &values),
            current_url: frame.address(&path).to_string(),
        }
    });
    let holdings = stored.holdings.iter().skip(1);
    let also_at = holdings.map(|holding| AlsoAt {
        source: holding.source.clone(),
        url: original(holding.url.as_deref(), None, None),
    });
    let also_at = also_at.collect();
    let related = related_views(&frame, &related, &alike);
    let similar = similar.hits.into_iter();
    let similar = similar.map(|hit| HitView::of(&frame, hit)).collect();
    let document = older.map_or(stored.document, |(_, document)| document);
    DocumentPage {
        older: banner,
        standing,
        title: title(&frame, &document),
        tongue: Tongue::of(&document.language),
        original: original(document.url.as_deref(), None, None),
        extent_note: extent_note(&frame, document.extent),
        ocr_notes: ocr_notes(&frame, document.ocr.as_ref()),
        facts: facts(&frame, &document, &day(&stored.first_seen)),
        parts: parts(&frame, &document),
        versions,
        also_at,
        related,
        similar,
        frame,
    }
}

fn title(frame: &Frame, document: &Document) -> String {
    match document.title.trim() {
        "" => frame.texts.document.untitled.clone(),
        title => title.to_owned(),
    }
}

fn extent_note(frame: &Frame, extent: Extent) -> String {
    match extent {
        Extent::FullText => String::new(),
        Extent::Abstract => frame.texts.document.abstract_note.clone(),
        Extent::Summary => frame.texts.document.summary_note.clone(),
    }
}

/// Which pages were read from pictures, which of them hardly, and which not at all.
fn ocr_notes(frame: &Frame, ocr: Option<&Ocr>) -> Vec<String> {
    let Some(ocr) = ocr else { return Vec::new() };
    let texts = &frame.texts.document;
    let notes = [
        (&texts.ocr_note, &ocr.pages),
        (&texts.ocr_doubtful, &ocr.doubtful),
        (&texts.ocr_unread, &ocr.unread),
    ];
    let said = notes.into_iter().filter(|(_, pages)| !pages.is_empty());
    // Isolated (Unicode, UAX 9): among Arabic letters the ends of a range would change places.
    let ranges = |pages: &[u32]| format!("\u{2066}{}\u{2069}", Ocr::ranges(pages));
    said.map(|(text, pages)| fill(text, &[("pages", &ranges(pages))]))
        .collect()
}
