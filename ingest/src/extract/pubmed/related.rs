//! `CommentsCorrectionsList`: what became of the record, and what it says of others.

use corpora::{DocumentKind, Identifier, Reference, RelationKind, State, Status};

use super::rules::{RULES, Related};
use crate::extract::Extract;
use crate::extract::bibliographic::{announce, is_preprint_server, link, standing};
use crate::xml::Element;

/// Reads the list of a citation.
pub(super) fn read(citation: &Element, extract: &mut Extract) {
    for other in citation
        .child("CommentsCorrectionsList")
        .into_iter()
        .flat_map(|list| list.all("CommentsCorrections"))
    {
        if let Some(means) = other
            .attribute("RefType")
            .and_then(|kind| RULES.related.get(kind))
        {
            one(other, means, extract);
        }
    }
}

fn one(other: &Element, means: &Related, extract: &mut Extract) {
    let source = other.line_at("RefSource").unwrap_or_default();
    let target = target(other, &source);
    if let Some(state) = means.has {
        has(state, means, target.as_ref(), &source, extract);
    }
    let Some(about) = target else {
        if means.gives.is_some() {
            extract.notes.push(format!(
                "is about another article that has no PMID here: {source}"
            ));
        }
        return;
    };
    // An update of a preprint is its publication.
    let is_preprint = extract.document.kind == DocumentKind::Preprint;
    let relation = match means.relation {
        Some(RelationKind::VersionOf) if is_preprint && means.has.is_some() => {
            Some(RelationKind::PreprintOf)
        }
        Some(RelationKind::VersionOf) if !is_preprint && is_preprint_server(&source) => {
            Some(RelationKind::PublishedFrom)
        }
        other => other,
    };
    if let Some(state) = means.gives {
        let note = means
            .note
            .clone()
            .unwrap_or_else(|| format!("PubMed: {}", notice_name(state)));
        announce(extract, about.clone(), state, &note);
    }
    if let Some(kind) = relation {
        extract.document.relate(kind, about);
    }
}

fn has(
    state: State,
    means: &Related,
    target: Option<&Reference>,
    source: &str,
    extract: &mut Extract,
) {
    let said = means.note.as_deref().unwrap_or_else(|| notice_name(state));
    let status = Status {
        state,
        by: target.filter(|_| means.replaced).cloned(),
        source: target.and_then(link),
        note: Some(if source.is_empty() {
            said.to_owned()
        } else {
            format!("{said}: {source}")
        }),
        ..Status::default()
    };
    standing(&mut extract.document, status);
}

const fn notice_name(state: State) -> &'static str {
    match state {
        State::Retracted => "a retraction was published",
        State::Withdrawn => "a withdrawal was published",
        State::Superseded => "a later version was published",
        State::Concern => "an expression of concern was published",
        State::Corrected => "a correction was published",
        State::Current => "a note was published",
    }
}

/// The other record by its PMID, else by a DOI in the reference.
fn target(other: &Element, source: &str) -> Option<Reference> {
    let pmid = other
        .line_at("PMID")
        .and_then(|pmid| Identifier::pmid(&pmid).ok());
    let doi = || {
        let (_, doi) = source.split_once("doi:")?;
        Identifier::doi(doi.split_whitespace().next()?).ok()
    };
    pmid.or_else(doi).map(Reference::Identifier)
}
