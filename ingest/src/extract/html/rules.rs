//! The rules in `data/html.toml`.

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use scraper::Selector;
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rules {
    pub(super) never: HashSet<String>,
    pub(super) around: HashSet<String>,
    pub(super) around_roles: HashSet<String>,
    main: Vec<String>,
    pub(super) thin_chars: usize,
    pub(super) thin_percent: usize,
    pub(super) max_article_bytes: usize,
    pub(super) max_depth: usize,
    pub(super) max_attributes: usize,
    meta: BTreeMap<String, Vec<String>>,
    json_ld: JsonLd,
    pub(super) error_page: ErrorPage,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct JsonLd {
    types: HashSet<String>,
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

impl Rules {
    /// Names of `meta` elements for a field, best first.
    pub(super) fn meta(&self, field: &str) -> &[String] {
        self.meta.get(field).map_or(&[], Vec::as_slice)
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
        for phrase in &rules.error_page.titles {
            assert_eq!(phrase.to_lowercase(), *phrase);
        }
    }
}
