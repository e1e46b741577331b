//! What PubMed's records say of the standing of articles.

use corpora::{Identifier, Notice, Reference, RelationKind, State, Status};
use serde::Deserialize;

use crate::extract::Extract;

/// What another article is to the one of the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Link {
    RetractedBy,
    Retracts,
    CorrectedBy,
    Corrects,
    ConcernIn,
    ConcernFor,
    SupersededBy,
    Supersedes,
}

/// Applies a tag's value, such as `Lancet. 2020 Jun 4;:null. PMID: 32511943`.
pub(super) fn apply(link: Link, value: &str, extract: &mut Extract) {
    let other = pmid(value);
    match link {
        Link::RetractedBy => stands(extract, State::Retracted, other.as_ref(), value),
        Link::CorrectedBy => stands(extract, State::Corrected, other.as_ref(), value),
        Link::SupersededBy => {
            stands(extract, State::Superseded, other.as_ref(), value);
            if extract.document.status.state == State::Superseded {
                extract.document.status.by = other.map(Reference::Identifier);
            }
        }
        Link::ConcernIn => stands(extract, State::Concern, other.as_ref(), value),
        Link::Retracts => announce(extract, State::Retracted, other),
        Link::Corrects => announce(extract, State::Corrected, other),
        Link::Supersedes => announce(extract, State::Superseded, other),
        Link::ConcernFor => announce(extract, State::Concern, other),
    }
}

fn pmid(value: &str) -> Option<Identifier> {
    let (_, number) = value.rsplit_once("PMID:")?;
    Identifier::pmid(number.trim().trim_end_matches('.')).ok()
}

/// The article itself stands so, unless something more serious is known.
fn stands(extract: &mut Extract, state: State, by: Option<&Identifier>, value: &str) {
    let status = &mut extract.document.status;
    if state >= status.state {
        *status = Status {
            state,
            source: by.and_then(Identifier::link),
            note: Some(format!("PubMed: {value}")),
            ..Status::default()
        };
    }
}

/// The record is about another article.
fn announce(extract: &mut Extract, state: State, other: Option<Identifier>) {
    let Some(other) = other else { return };
    let own = extract
        .document
        .identifiers
        .iter()
        .find(|i| i.scheme() == "pmid");
    let (own, about) = (own.cloned(), Reference::Identifier(other));
    if state == State::Superseded {
        extract
            .document
            .relate(RelationKind::VersionOf, about.clone());
    } else {
        extract
            .document
            .relate(RelationKind::NoticeOf, about.clone());
    }
    let status = Status {
        state,
        date: extract.document.published,
        source: own.as_ref().and_then(Identifier::link),
        by: own
            .filter(|_| state == State::Superseded)
            .map(Reference::Identifier),
        note: None,
    };
    extract.notices.push(Notice { about, status });
}
