//! What a record says of its own standing and of that of others.

use corpora::{Document, Identifier, Notice, Reference, RelationKind, State, Status};

use super::super::Extract;

/// Address at which a reference can be checked.
pub(in crate::extract) fn link(reference: &Reference) -> Option<String> {
    match reference {
        Reference::Identifier(identifier) => identifier.link(),
        Reference::Document(_) | Reference::Key(_) => None,
    }
}

/// Takes over a standing that the record has by what another document says, if it is more serious
/// than what is known already.
pub(in crate::extract) fn standing(document: &mut Document, status: Status) {
    let known = &mut document.status;
    // Of one state, what replaces it and where it can be checked are worth more.
    let says_more = status.state == known.state && known.source.is_none();
    if status.state > known.state || says_more {
        *known = status;
    }
}

/// The document is a notice: it changes the standing of another one.
pub(in crate::extract) fn announce(
    extract: &mut Extract,
    about: Reference,
    state: State,
    note: &str,
) {
    let document = &mut extract.document;
    let own = document.identifiers.iter().find(|i| i.names_one_work());
    let by = own.cloned().map(Reference::Identifier);
    let status = Status {
        state,
        date: document.published,
        // Only a later version takes the place of a document; a notice does not.
        by: by.clone().filter(|_| state == State::Superseded),
        source: own.and_then(Identifier::link),
        note: Some(note.to_owned()),
    };
    if state != State::Superseded {
        document.relate(RelationKind::NoticeOf, about.clone());
    }
    if !extract.notices.iter().any(|notice| notice.about == about) {
        extract.notices.push(Notice { about, status });
    }
}
