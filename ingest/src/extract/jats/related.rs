//! What an article says of others: notices, preprints, comments.

use corpora::{Identifier, Reference, State, Status};

use super::rules::{RULES, Related};
use crate::extract::Extract;
use crate::extract::bibliographic::{announce, link, standing};
use crate::xml::Element;

/// Reads the related articles of `meta`.
pub(super) fn read(meta: &Element, article_type: &str, extract: &mut Extract) {
    for related in meta
        .all("related-article")
        .chain(meta.all("related-object"))
    {
        one(related, article_type, extract);
    }
    let notice = RULES.notices.get(article_type);
    if notice.is_some() && extract.notices.is_empty() {
        let note = format!(
            "is a notice ({article_type}) that does not name the article it is about by DOI, PMID or PMCID"
        );
        extract.notes.push(note);
    }
}

fn one(related: &Element, article_type: &str, extract: &mut Extract) {
    let kind = related
        .attribute("related-article-type")
        .unwrap_or_default();
    let notice = RULES.notices.get(article_type).copied();
    let empty = Related::default();
    let means = RULES.related.get(kind).unwrap_or(&empty);
    let about = target(related);
    if let Some(state) = means.has {
        has(state, means, about, article_type, extract);
        return;
    }
    // A notice about an article that it only calls related: its own type says what it does.
    let gives = means
        .gives
        .or_else(|| notice.filter(|_| means.relation.is_none()));
    let Some(about) = about else { return };
    if extract
        .document
        .identifiers
        .iter()
        .any(|own| Reference::Identifier(own.clone()) == about)
    {
        return;
    }
    match (gives, means.relation) {
        (Some(state), _) if RULES.studies.types.contains(article_type) => {
            let note = format!(
                "is a {article_type} and says of {about} that it is \"{kind}\" ({state}): not taken over, look at it"
            );
            extract.notes.push(note);
        }
        (Some(state), _) => {
            let state = stated(article_type, notice, state);
            let note = means
                .note
                .clone()
                .unwrap_or_else(|| format!("its publisher published a notice: {article_type}"));
            announce(extract, about, state, &note);
        }
        (None, Some(relation)) => extract.document.relate(relation, about),
        (None, None) => {}
    }
}

/// A retraction that calls its object a corrected article still retracts it, and a partial
/// retraction does not retract the whole.
fn stated(article_type: &str, notice: Option<State>, named: State) -> State {
    match notice {
        Some(own) if article_type == "partial-retraction" => own,
        Some(own) => own.max(named),
        None => named,
    }
}

/// The article itself says that it was corrected or retracted.
fn has(
    state: State,
    means: &Related,
    notice: Option<Reference>,
    article_type: &str,
    extract: &mut Extract,
) {
    if RULES.notices.contains_key(article_type) {
        return;
    }
    let said = means
        .note
        .clone()
        .unwrap_or_else(|| format!("a notice of its publisher says so ({state})"));
    let status = Status {
        state,
        by: notice.clone().filter(|_| state == State::Superseded),
        source: notice.as_ref().and_then(link),
        note: Some(said),
        ..Status::default()
    };
    standing(&mut extract.document, status);
}

/// The article that is meant, by the identifier that its link or its text holds.
fn target(related: &Element) -> Option<Reference> {
    let href = related
        .attribute("href")
        .map(str::to_owned)
        .or_else(|| related.line())?;
    let kind = related
        .attribute("ext-link-type")
        .unwrap_or("doi")
        .to_ascii_lowercase();
    let by_form = || Identifier::doi(&href).or_else(|_| Identifier::url(&href));
    let identifier = match kind.as_str() {
        "pmid" | "pubmed" => Identifier::pmid(&href),
        "pmc" | "pmcid" => Identifier::pmcid(&href),
        _ => by_form(),
    };
    identifier.ok().map(Reference::Identifier)
}
