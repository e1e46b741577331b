//! Where the bytes of something refused are now.

use std::path::Path;

use corpora::{Catalogue, CatalogueError, Quarantined, SourceDefinition, SourceKind};

use crate::fetch::Page;
use crate::source::{Place, Resource};

/// The resource of a refused item: its kept bytes, or the place they came from.
pub(super) fn resource(
    catalogue: &Catalogue,
    source: &SourceDefinition,
    item: &Quarantined,
) -> Result<Resource, CatalogueError> {
    let kept = match &item.digest {
        Some(digest) => catalogue.bytes(digest)?,
        None => None,
    };
    let place = match kept {
        Some(bytes) => Place::Kept(Page {
            url: item.address.clone().unwrap_or_else(|| name(source, item)),
            content_type: item.content_type.clone(),
            bytes: bytes.into(),
            ..Page::default()
        }),
        // A record of an interface is no place of its own, whatever its name looks like.
        None if is_record(source.kind) => Place::Kept(Page::default()),
        None if item.resource.contains("://") => Place::Web(item.resource.clone()),
        // Keys of a folder are paths within it; those of the command line are whole.
        None if source.kind == SourceKind::Folder => {
            Place::File(Path::new(&source.url).join(&item.resource))
        }
        None => Place::File(item.resource.clone().into()),
    };
    Ok(Resource {
        key: item.resource.clone(),
        place,
        hints: None,
    })
}

/// A record is named as it was when it was listed.
fn name(source: &SourceDefinition, item: &Quarantined) -> String {
    match is_record(source.kind) {
        true => format!("{} (record)", item.resource),
        false => item.resource.clone(),
    }
}

fn is_record(kind: SourceKind) -> bool {
    matches!(
        kind,
        SourceKind::OaiPmh
            | SourceKind::Pubmed
            | SourceKind::EuropePmc
            | SourceKind::Medrxiv
            | SourceKind::Crossref
    )
}
