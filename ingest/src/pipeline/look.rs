//! Looking at documents without storing them.

use std::sync::Arc;

use corpora::{Document, Quarantined, SourceDefinition};
use serde::Serialize;

use super::Parts;
use super::event::{Event, Opened};
use super::job;
use crate::error::IngestError;
use crate::extract::ExtractError;
use crate::media_type::MediaType;
use crate::report::Skipped;
use crate::source::{self, Lister, Place, Resource};
use crate::versions::Superseded;

/// Documents of one file that are shown.
const MAX_SHOWN: usize = 100;

/// What a source would bring.
#[derive(Debug, Clone, Serialize)]
pub struct Preview {
    /// Its first documents, as they would be stored.
    pub documents: Vec<Document>,
    /// What would be refused among them.
    pub quarantined: Vec<Quarantined>,
    /// Files that nothing reads.
    pub skipped: Skipped,
    /// Resources listed, where that is known beforehand.
    pub total: Option<u64>,
    /// What was odd.
    pub notes: Vec<String>,
    /// What its `[versions]` would say of these documents and of those that are stored; see
    /// [`would_supersede`](crate::would_supersede), which needs the catalogue.
    pub superseded: Vec<Superseded>,
}

/// What the system sees in one file or at one address.
#[derive(Debug, Clone, Serialize)]
pub struct Look {
    /// What was looked at.
    pub target: String,
    /// The recognised format.
    pub media_type: Option<MediaType>,
    /// What read it, with versions.
    pub reader: String,
    /// Size in bytes.
    pub size: u64,
    /// Digest of the bytes (BLAKE3).
    pub digest: String,
    /// The documents, at most 100, as they would be stored.
    pub documents: Vec<Document>,
    /// What would be refused.
    pub quarantined: Vec<Quarantined>,
    /// What was odd.
    pub notes: Vec<String>,
    /// Whether there are more documents than are shown.
    pub more: bool,
}

pub(super) async fn preview(
    parts: &Arc<Parts>,
    source: &SourceDefinition,
    mut lister: Box<dyn Lister>,
    limit: usize,
) -> Result<Preview, IngestError> {
    let source = Arc::new(source.clone());
    let mut seen = Seen::default();
    let total = lister.total();
    while seen.found() < limit {
        match lister.next().await {
            Ok(Some(resource)) => seen.resource(parts, &source, resource, limit).await,
            Ok(None) => break,
            // The next page of the list cannot be had: what the first ones brought tells enough.
            Err(error) if seen.found() > 0 => {
                let note = format!("the list could not be read on from here: {error}");
                seen.notes.push(note);
                break;
            }
            Err(error) => return Err(error),
        }
    }
    seen.notes.extend(lister.notes());
    Ok(Preview {
        documents: seen.documents,
        quarantined: seen.quarantined,
        skipped: lister.skipped(),
        total,
        notes: seen.notes,
        superseded: Vec::new(),
    })
}

pub(super) async fn look(
    parts: &Arc<Parts>,
    source: SourceDefinition,
    target: &str,
) -> Result<Look, IngestError> {
    let source = Arc::new(source);
    let place = if source.id == source::WEB {
        Place::Web(target.to_owned())
    } else if std::path::Path::new(&source.url).is_dir() {
        let found = "a folder".to_owned();
        return Err(IngestError::NoTarget {
            target: target.to_owned(),
            found,
        });
    } else {
        Place::File(source.url.clone().into())
    };
    let mut seen = Seen::default();
    let resource = Resource {
        key: source.url.clone(),
        place,
        hints: None,
    };
    seen.resource(parts, &source, resource, MAX_SHOWN).await;
    Ok(Look {
        target: target.to_owned(),
        media_type: seen.opened.media_type,
        reader: seen.opened.reader,
        size: seen.opened.size,
        digest: seen.opened.digest,
        documents: seen.documents,
        quarantined: seen.quarantined,
        notes: seen.notes,
        more: seen.more,
    })
}

#[derive(Default)]
struct Seen {
    opened: Opened,
    documents: Vec<Document>,
    quarantined: Vec<Quarantined>,
    notes: Vec<String>,
    more: bool,
}

impl Seen {
    /// How many documents and refusals there are.
    fn found(&self) -> usize {
        self.documents.len() + self.quarantined.len()
    }

    /// Reads a resource until there are `limit` items in all.
    async fn resource(
        &mut self,
        parts: &Arc<Parts>,
        source: &Arc<SourceDefinition>,
        resource: Resource,
        limit: usize,
    ) {
        let mut job = job::start(parts, source, resource, None);
        while let Some(event) = job.events.recv().await {
            let full = self.documents.len() + self.quarantined.len() >= limit;
            match event {
                Event::Opened(opened) => {
                    self.opened = Opened {
                        bytes: None,
                        ..*opened
                    }
                }
                Event::Document(..) | Event::Refused(..) if full => {
                    self.more = true;
                    return;
                }
                Event::Document(document, _, notes) => {
                    self.notes.extend(notes);
                    self.documents.push(*document);
                }
                Event::Refused(item, error) => self.refuse(source, &job.key, item, error),
                Event::Unreachable(error) => self.refuse(source, &job.key, String::new(), error),
                Event::At(_)
                | Event::Complete
                | Event::Unchanged
                | Event::Gone
                | Event::Stopped => {}
            }
        }
    }

    fn refuse(&mut self, source: &SourceDefinition, key: &str, item: String, error: ExtractError) {
        self.quarantined.push(Quarantined {
            source: source.id.clone(),
            resource: key.to_owned(),
            item,
            reason: error.reason.code().to_owned(),
            detail: error.detail,
            media_type: self.opened.media_type.map(|t| t.essence().to_owned()),
            content_type: self.opened.content_type.clone(),
            address: self.opened.address.clone(),
            size: self.opened.size,
            ..Quarantined::default()
        });
    }
}
