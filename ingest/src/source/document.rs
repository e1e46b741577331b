//! One document at one address, or in one file.

use corpora::SourceDefinition;

use super::{InlineLister, Place, Resource};

/// A list of the one document.
pub(super) fn lister(definition: &SourceDefinition) -> InlineLister {
    let web = definition.url.starts_with("http://") || definition.url.starts_with("https://");
    let place = if web {
        Place::Web(definition.url.clone())
    } else {
        Place::File(definition.url.clone().into())
    };
    InlineLister::new([Resource {
        key: definition.url.clone(),
        place,
        hints: None,
    }])
}
