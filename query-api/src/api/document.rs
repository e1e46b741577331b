//! A document as programs see it.

use corpora::{
    Date, Document, Extent, Holding, Identifier, Language, Link, Ocr, Related, Section, Status,
    StoredDocument,
};
use indexer::HitDocument;
use serde::Serialize;

/// A language with what is needed to show text in it.
#[derive(Debug, Serialize)]
pub(super) struct LanguageJson {
    tag: String,
    name: String,
    direction: &'static str,
}

impl LanguageJson {
    pub(super) fn of(language: &Language) -> Self {
        Self {
            tag: language.tag().to_owned(),
            name: language.own_name().to_owned(),
            direction: language.direction(),
        }
    }
}

#[derive(Debug, Serialize)]
pub(super) struct StatusJson {
    state: &'static str,
    date: Option<Date>,
    source: Option<String>,
    note: Option<String>,
    replaced_by: Option<LinkJson>,
}

/// What replaces a document: one that is here, or else the name the document gives.
#[derive(Debug, Serialize)]
struct LinkJson {
    id: Option<String>,
    title: Option<String>,
    url: String,
}

impl StatusJson {
    pub(super) fn of(status: &Status, replaced_by: Option<&Link>) -> Self {
        let here = replaced_by.map(|link| LinkJson {
            id: Some(link.id.to_string()),
            title: Some(link.title.clone()),
            url: format!("/v1/documents/{}", link.id),
        });
        let elsewhere = status.by.as_ref().and_then(|reference| match reference {
            corpora::Reference::Identifier(identifier) => Some(LinkJson {
                id: None,
                title: None,
                url: identifier.link()?,
            }),
            _ => None,
        });
        Self {
            state: status.state.name(),
            date: status.date,
            source: status.source.clone(),
            note: status.note.clone(),
            replaced_by: here.or(elsewhere),
        }
    }
}

#[derive(Debug, Serialize)]
pub(super) struct IdentifierJson {
    scheme: &'static str,
    value: String,
    url: Option<String>,
}

impl IdentifierJson {
    fn of(identifier: &Identifier) -> Self {
        let (scheme, value) = (identifier.scheme(), identifier.value().to_owned());
        Self {
            scheme,
            value,
            url: identifier.link(),
        }
    }
}

#[derive(Debug, Serialize)]
pub(super) struct LinksJson {
    #[serde(rename = "self")]
    itself: String,
    versions: String,
    page: String,
}

impl LinksJson {
    pub(super) fn of(id: &str) -> Self {
        Self {
            itself: format!("/v1/documents/{id}"),
            versions: format!("/v1/documents/{id}/versions"),
            page: format!("/documents/{id}"),
        }
    }
}

/// What a hit and a whole document have in common.
#[derive(Debug, Serialize)]
pub(super) struct DocumentJson {
    id: String,
    version: u32,
    title: String,
    language: LanguageJson,
    kind: &'static str,
    extent: &'static str,
    /// What of the text optical character recognition read from pictures.
    ocr: Option<Ocr>,
    publisher: Option<String>,
    authority: &'static str,
    url: Option<String>,
    identifiers: Vec<IdentifierJson>,
    published: Option<Date>,
    updated: Option<Date>,
    jurisdiction: Option<String>,
    evidence: Option<String>,
    edition: Option<String>,
    status: StatusJson,
    /// Everywhere it was found, its own place first.
    found_at: Vec<Holding>,
    links: LinksJson,
}

impl DocumentJson {
    pub(super) fn of_hit(hit: HitDocument) -> Self {
        Self {
            links: LinksJson::of(hit.id.as_str()),
            id: hit.id.to_string(),
            version: hit.version,
            title: hit.title,
            language: LanguageJson::of(&hit.language),
            kind: hit.kind.name(),
            extent: hit.extent.name(),
            ocr: hit.ocr,
            publisher: hit.publisher,
            authority: hit.authority.name(),
            url: hit.url,
            identifiers: hit.identifiers.iter().map(IdentifierJson::of).collect(),
            published: hit.published,
            updated: hit.updated,
            jurisdiction: hit.jurisdiction.map(String::from),
            evidence: hit.evidence,
            edition: hit.edition,
            status: StatusJson::of(&hit.status, hit.replaced_by.as_ref()),
            found_at: hit.holdings,
        }
    }
}

/// A document that belongs with the one asked for.
#[derive(Debug, Serialize)]
struct RelatedJson {
    /// What one is to the other, such as `preprint-of`.
    relation: &'static str,
    /// Whether it is the linked document that is this to the one asked for.
    inverse: bool,
    document: HereJson,
}

/// A document whose text is nearly that of the one asked for.
#[derive(Debug, Serialize)]
struct AlikeJson {
    /// Share of word sequences in common, 0 to 1.
    likeness: f64,
    document: HereJson,
}

/// A link to a document that is here.
#[derive(Debug, Serialize)]
struct HereJson {
    id: String,
    title: String,
    url: String,
}

impl HereJson {
    fn of(link: Link) -> Self {
        Self {
            url: format!("/v1/documents/{}", link.id),
            id: link.id.to_string(),
            title: link.title,
        }
    }
}

impl RelatedJson {
    fn of(related: Related) -> Self {
        Self {
            relation: related.kind.name(),
            inverse: related.inverse,
            document: HereJson::of(related.document),
        }
    }
}

impl AlikeJson {
    fn of((link, likeness): (Link, f64)) -> Self {
        Self {
            likeness,
            document: HereJson::of(link),
        }
    }
}

/// A whole document.
#[derive(Debug, Serialize)]
pub(super) struct WholeDocumentJson {
    #[serde(flatten)]
    document: DocumentJson,
    authors: Vec<String>,
    licence: Option<String>,
    topics: Vec<String>,
    source: String,
    key: String,
    first_seen: String,
    changed: String,
    /// Number of versions kept.
    versions: u32,
    /// Whether the text is a summary written for this service and not by the publisher.
    is_summary: bool,
    /// Documents here that it belongs with.
    related: Vec<RelatedJson>,
    /// Documents here of nearly the same text, the nearest first.
    alike: Vec<AlikeJson>,
    sections: Vec<Section>,
}

impl WholeDocumentJson {
    pub(super) fn of(
        stored: StoredDocument,
        related: Vec<Related>,
        alike: Vec<(Link, f64)>,
    ) -> Self {
        let status = StatusJson::of(&stored.status, stored.replaced_by.as_ref());
        let Document {
            kind,
            extent,
            language,
            identifiers,
            ..
        } = &stored.document;
        let (language, kind, extent) = (LanguageJson::of(language), kind.name(), *extent);
        let identifiers = identifiers.iter().map(IdentifierJson::of).collect();
        let document = stored.document;
        Self {
            document: DocumentJson {
                links: LinksJson::of(stored.id.as_str()),
                id: stored.id.to_string(),
                version: stored.version,
                title: document.title,
                language,
                kind,
                extent: extent.name(),
                ocr: document.ocr,
                publisher: document.publisher,
                authority: document.authority.name(),
                url: document.url,
                identifiers,
                published: document.published,
                updated: document.updated,
                jurisdiction: document.jurisdiction.map(String::from),
                evidence: document.evidence,
                edition: document.edition,
                status,
                found_at: stored.holdings,
            },
            authors: document.authors,
            licence: document.licence,
            topics: document.topics,
            source: document.source,
            key: document.key,
            first_seen: stored.first_seen,
            changed: stored.changed,
            versions: stored.version,
            is_summary: extent == Extent::Summary,
            related: related.into_iter().map(RelatedJson::of).collect(),
            alike: alike.into_iter().map(AlikeJson::of).collect(),
            sections: document.sections,
        }
    }
}
