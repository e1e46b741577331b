//! What the pages say, as structures: a key that is missing or unknown is an error of the file.

use std::collections::HashMap;

use corpora::{Authority, DocumentKind, Extent, Jurisdiction, Language, State};
use serde::Deserialize;

/// All texts of one language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Texts {
    pub(crate) page: PageTexts,
    pub(crate) results: ResultTexts,
    pub(crate) filters: FilterTexts,
    pub(crate) document: DocumentTexts,
    pub(crate) related: RelatedTexts,
    pub(crate) errors: ErrorTexts,
    pub(crate) warning: HashMap<String, String>,
    pub(crate) status: HashMap<String, String>,
    pub(crate) extent: HashMap<String, String>,
    pub(crate) kind: HashMap<String, String>,
    pub(crate) authority: HashMap<String, String>,
    pub(crate) jurisdiction: HashMap<String, String>,
}

macro_rules! texts {
    ($(#[$meta:meta])* $name:ident { $($field:ident),+ $(; lists $($list:ident),+)? }) => {
        $(#[$meta])*
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(crate) struct $name {
            $(pub(crate) $field: String,)+
            $($(pub(crate) $list: Vec<String>,)+)?
        }
    };
}

texts!(
    /// What stands on every page, and on the first.
    PageTexts {
        name, tagline, search_label, search_button, to_try, collection, documents, languages, kinds,
        filling, skip, ui_language, caution; lists examples
    }
);

texts!(
    /// What stands around the hits.
    ResultTexts {
        documents, documents_at_least, all, none, none_without_filters, more, first_page, time_limit,
        too_many_words, phrase_limit, prefix_limit, snapshot_gone, assumed, only_in, meant, words_only, meanings_too,
        only_with, without, as_words, showing_for, search_instead, did_you_mean, placed_first, placed_last, page,
        original, sort, by_relevance,
        by_date, alike, ocr, by_meaning, own_first, in_one_order; lists none_hints
    }
);

texts!(
    /// Names of the filters and their buttons.
    FilterTexts {
        show, heading, apply, clear, remove, language, kind, publisher, source, year_from, year_to,
        status, jurisdiction, drug, symptom, concept
    }
);

texts!(
    /// What stands on the page of a document.
    DocumentTexts {
        untitled, publisher, authority, kind, extent, authors, published, updated, edition, evidence,
        jurisdiction, language, language_unsure, licence, identifiers, topics, contents, open_original, summary_note,
        abstract_note, ocr, ocr_note, ocr_doubtful, ocr_unread, no_text, versions, version, current, older_version, read_current, first_kept,
        changed_details, section_added, section_removed, section_changed, also_at, since,
        replaced_by, reason, standing_source
    }
);

texts!(
    /// What other documents are to the one that is shown.
    RelatedTexts {
        heading, other_language, same_work, published_article, preprint, other_version, notice,
        concerns, comment, nearly_the_same, similar
    }
);

texts!(
    /// What stands on the page of an error.
    ErrorTexts {
        not_found, not_found_text, bad_request, busy, busy_text, failed, failed_text, request
    }
);

impl Texts {
    /// Name of a kind of document.
    pub(crate) fn kind(&self, kind: DocumentKind) -> &str {
        self.kind
            .get(kind.name())
            .map_or(kind.name(), String::as_str)
    }

    /// Name of the language of a document, in that language; that nobody is sure of it, in ours.
    pub(crate) fn language<'a>(&'a self, language: &'a Language) -> &'a str {
        if language.is_undetermined() {
            return &self.document.language_unsure;
        }
        language.own_name()
    }

    /// Name of a kind of publisher.
    pub(crate) fn authority(&self, authority: Authority) -> &str {
        self.authority
            .get(authority.name())
            .map_or(authority.name(), String::as_str)
    }

    /// Name of a standing.
    pub(crate) fn status(&self, state: State) -> &str {
        self.status
            .get(state.name())
            .map_or(state.name(), String::as_str)
    }

    /// What a standing means for the reader; empty where nothing is known against a document.
    pub(crate) fn warning(&self, state: State) -> &str {
        self.warning.get(state.name()).map_or("", String::as_str)
    }

    /// Name of an extent.
    pub(crate) fn extent(&self, extent: Extent) -> &str {
        self.extent
            .get(extent.name())
            .map_or(extent.name(), String::as_str)
    }

    /// Name of a place: of the world and its parts, else the code.
    pub(crate) fn jurisdiction<'a>(&'a self, jurisdiction: &'a Jurisdiction) -> &'a str {
        let code = jurisdiction.code();
        self.jurisdiction.get(code).map_or(code, String::as_str)
    }
}
