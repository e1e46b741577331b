//! The rules in `data/html.toml`.

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use corpora::DocumentKind;
use regex::Regex;
use scraper::Selector;
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rules {
    pub(super) never: HashSet<String>,
    pub(super) blocks: HashSet<String>,
    pub(super) around: HashSet<String>,
    pub(super) around_roles: HashSet<String>,
    clutter: Vec<String>,
    clutter_elements: HashSet<String>,
    opens: Vec<String>,
    main: Vec<String>,
    pub(super) mark_agreement: usize,
    pub(super) clutter_percent: usize,
    pub(super) prose_chars: usize,
    pub(super) prose_linked_percent: usize,
    pub(super) link_percent: usize,
    pub(super) misnamed_percent: usize,
    pub(super) agreed_percent: usize,
    pub(super) lead_blocks: usize,
    pub(super) missed_percent: usize,
    pub(super) max_heading: usize,
    pub(super) thin_chars: usize,
    pub(super) thin_percent: usize,
    pub(super) max_article_bytes: usize,
    pub(super) max_depth: usize,
    pub(super) max_attributes: usize,
    meta: BTreeMap<String, Vec<String>>,
    json_ld: JsonLd,
    pub(super) error_page: ErrorPage,
    pub(super) labels: Labels,
}

/// Words that say what a line or what stands under a heading is.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Labels {
    pub(super) lines: HashSet<String>,
    pub(super) apart: HashSet<String>,
    pub(super) contents: HashSet<String>,
    pub(super) trails: Vec<String>,
    pub(super) imprint: Vec<String>,
    pub(super) credits: Vec<String>,
    pub(super) by: HashSet<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct JsonLd {
    types: HashSet<String>,
    kinds: BTreeMap<String, DocumentKind>,
    no_kind: HashSet<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ErrorPage {
    pub(super) max_chars: usize,
    pub(super) titles: Vec<String>,
}

// A test makes sure that the bundled rules can be read.
pub(super) static RULES: LazyLock<Rules> =
    LazyLock::new(|| toml::from_str(include_str!("../../../data/html.toml")).unwrap_or_default());

/// Where the content is, best first.
pub(super) static MAIN: LazyLock<Vec<Selector>> = LazyLock::new(|| {
    RULES
        .main
        .iter()
        .filter_map(|selector| Selector::parse(selector).ok())
        .collect()
});

/// Names of elements that are clutter, and of what a reader opens.
static CLUTTER: LazyLock<Option<Regex>> = LazyLock::new(|| pattern(&RULES.clutter));
static OPENS: LazyLock<Option<Regex>> = LazyLock::new(|| pattern(&RULES.opens));

/// Names as whole words, parted by `-` or a space.
fn pattern(names: &[String]) -> Option<Regex> {
    Regex::new(&format!("(?:^|[ -])(?:{})(?:[ -]|$)", names.join("|"))).ok()
}

impl Rules {
    /// Whether an element with these names stands around the content.
    pub(super) fn is_clutter(&self, element: &str, names: &str) -> bool {
        let pattern = CLUTTER.as_ref();
        self.clutter_elements.contains(element) && pattern.is_some_and(|p| p.is_match(names))
    }

    /// Whether an element with these names is opened and closed by a reader.
    pub(super) fn opens(&self, names: &str) -> bool {
        OPENS
            .as_ref()
            .is_some_and(|pattern| pattern.is_match(names))
    }

    /// Names of `meta` elements for a field, best first.
    pub(super) fn meta(&self, field: &str) -> &[String] {
        self.meta.get(field).map_or(&[], Vec::as_slice)
    }

    /// The kind of document a type of JSON-LD stands for: `Some(None)` if the type speaks against
    /// all kinds, `None` if it says nothing.
    pub(super) fn kind(&self, json_ld_type: &str) -> Option<Option<DocumentKind>> {
        let kind = self.json_ld.kinds.get(json_ld_type).copied();
        let against = self.json_ld.no_kind.contains(json_ld_type);
        kind.map(Some).or_else(|| against.then_some(None))
    }

    /// Whether a JSON-LD object of this type describes the page.
    pub(super) fn describes_page(&self, json_ld_type: &str) -> bool {
        self.json_ld.types.contains(json_ld_type)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_rules_can_be_read() {
        let rules: Rules = toml::from_str(include_str!("../../../data/html.toml")).unwrap();
        assert_eq!(MAIN.len(), rules.main.len());
        assert!(CLUTTER.is_some() && OPENS.is_some());
        let labels = rules
            .labels
            .lines
            .iter()
            .chain(&rules.labels.apart)
            .chain(&rules.labels.contents)
            .chain(&rules.labels.trails)
            .chain(&rules.labels.imprint)
            .chain(&rules.labels.credits);
        for phrase in rules.error_page.titles.iter().chain(labels) {
            assert_eq!(phrase.to_lowercase(), *phrase);
        }
    }
}
