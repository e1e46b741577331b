//! What bibliographic records of different formats have in common: dates of publication, kinds,
//! languages, licences, and what one says of another. The words are in `data/bibliographic.toml`.

mod dates;
mod licence;
mod rules;
mod standing;

use corpora::{DocumentKind, Language, Section};

pub(super) use self::dates::{date, earliest, first_year};
pub(super) use self::licence::licence;
use self::rules::RULES;
pub(super) use self::standing::{announce, link, standing};
use super::{ExtractError, Reason};
use crate::xml::XmlError;

/// The kind that a name of a publication type makes clear.
pub(super) fn kind(name: &str) -> Option<DocumentKind> {
    RULES.kinds.get(&name.trim().to_lowercase()).copied()
}

/// The clearest kind of those that publication types name: what a paper is counts before how it was
/// made (a guideline by way of a systematic review is a guideline).
pub(super) fn clearest<'a>(names: impl Iterator<Item = &'a str>) -> DocumentKind {
    // Preprint outranks all: nobody has reviewed it.
    let rank = |kind: &DocumentKind| (*kind != DocumentKind::Preprint, *kind as u8);
    names.filter_map(kind).min_by_key(rank).unwrap_or_default()
}

/// A language by a tag of BCP 47 or a code of MARC.
pub(super) fn language(code: &str) -> Option<Language> {
    let lower = code.trim().to_lowercase();
    let code = RULES
        .languages
        .get(&lower)
        .map_or(lower.as_str(), String::as_str);
    Language::parse(code)
        .ok()
        .filter(|language| !language.is_undetermined())
}

/// Whether a reference to an article names a server for preprints.
pub(super) fn is_preprint_server(reference: &str) -> bool {
    let lower = reference.trim().to_lowercase();
    RULES
        .preprints
        .iter()
        .any(|server| lower.starts_with(server.as_str()))
}

/// A section in a language, which is said where it is not the document's.
pub(super) fn in_language(
    mut section: Section,
    own: Option<&Language>,
    document: &Language,
) -> Section {
    section.language = own
        .filter(|own| own.primary() != document.primary())
        .cloned();
    section
}

/// A whole that cannot be read.
pub(super) fn unreadable(error: &XmlError) -> ExtractError {
    let (reason, advice) = match error {
        XmlError::TooDeep { .. } => (Reason::TooDeep, "not a document for readers"),
        XmlError::TooLarge { .. } => (Reason::TooLarge, "take it in in parts"),
        XmlError::Syntax { .. } | XmlError::Empty => {
            (Reason::Damaged, "get the file again from its publisher")
        }
    };
    ExtractError::new(reason, format!("{error}: {advice}"))
}

/// A form of XML that an extractor was given and does not read.
pub(super) fn no_record(root: Option<&str>, expected: &str) -> ExtractError {
    let root = root.map_or_else(
        || "no element".to_owned(),
        |root| format!("the root element {root}"),
    );
    ExtractError::new(
        Reason::NoText,
        format!("found {root} and no record in it: expected {expected}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_told_only_where_it_is_clear() {
        for (names, expected) in [
            (
                &["Journal Article", "Systematic Review", "Practice Guideline"][..],
                DocumentKind::Guideline,
            ),
            (
                &["Clinical Trial, Phase III", "Preprint"],
                DocumentKind::Preprint,
            ),
            (&["Relato de Caso"], DocumentKind::CaseReport),
            (&["系统评价"], DocumentKind::SystematicReview),
            (&["Journal Article", "Review"], DocumentKind::Unclassified),
            (&[], DocumentKind::Unclassified),
        ] {
            assert_eq!(clearest(names.iter().copied()), expected, "{names:?}");
        }
    }

    #[test]
    fn languages_are_read_from_tags_and_from_codes_of_libraries() {
        for (code, tag) in [
            ("chi", "zh"),
            ("GER", "de"),
            ("scr", "hr"),
            ("slv", "sl"),
            ("pt-BR", "pt-BR"),
            ("ara", "ar"),
        ] {
            assert_eq!(language(code).unwrap().tag(), tag, "{code}");
        }
        for code in ["mul", "und", "", "中文"] {
            assert_eq!(language(code), None, "{code}");
        }
    }
}
