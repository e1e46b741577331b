//! Documents that belong with one: its preprint, its translations, notices about it, copies.

use corpora::{Link, Related, RelationKind};

use crate::locale::Texts;
use crate::pages::frame::Frame;

/// A document that belongs with this one.
#[derive(Debug)]
pub(super) struct RelatedView {
    pub(super) url: String,
    pub(super) title: String,
    /// What it is to this one.
    pub(super) what: String,
}

/// Links to related documents, then to those of nearly the same text.
pub(super) fn related_views(
    frame: &Frame,
    related: &[Related],
    alike: &[(Link, f64)],
) -> Vec<RelatedView> {
    let named = related
        .iter()
        .map(|r| (&r.document, label(frame.texts, r.kind, r.inverse)));
    let same = frame.texts.related.nearly_the_same.as_str();
    let alike = alike.iter().map(|(link, _)| (link, same));
    let view = |(link, what): (&Link, &str)| RelatedView {
        url: frame
            .address(&format!("/documents/{}", link.id))
            .to_string(),
        title: match link.title.trim() {
            "" => frame.texts.document.untitled.clone(),
            title => title.to_owned(),
        },
        what: what.to_owned(),
    };
    named.chain(alike).map(view).collect()
}

/// What the linked document is. `inverse` says that it names this one, not the other way round.
const fn label(texts: &Texts, kind: RelationKind, inverse: bool) -> &str {
    let texts = &texts.related;
    let text = match (kind, inverse) {
        (RelationKind::TranslationOf, _) => &texts.other_language,
        (RelationKind::PartOf, _) => &texts.same_work,
        (RelationKind::PreprintOf, false) | (RelationKind::PublishedFrom, true) => {
            &texts.published_article
        }
        (RelationKind::PreprintOf, true) | (RelationKind::PublishedFrom, false) => &texts.preprint,
        (RelationKind::VersionOf, _) => &texts.other_version,
        (RelationKind::NoticeOf, true) => &texts.notice,
        (RelationKind::NoticeOf, false) => &texts.concerns,
        (RelationKind::CommentOn, _) => &texts.comment,
    };
    text.as_str()
}
