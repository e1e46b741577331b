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
            url: item
                .address
                .clone()
                .unwrap_or_else(|| item.resource.clone()),
            content_type: item.content_type.clone(),
            bytes: bytes.into(),
            ..Page::default()
        }),
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
