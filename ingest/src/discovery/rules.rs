//! The rules in `data/discovery.toml`.

use std::collections::HashSet;
use std::sync::LazyLock;

use corpora::SourceKind;
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rules {
    pub(super) feed_types: Vec<String>,
    pub(super) side_feeds: Vec<String>,
    pub(super) feed_paths: Vec<String>,
    pub(super) sitemap_path: String,
    pub(super) empty_words: HashSet<String>,
    pub(super) repository: Vec<Repository>,
    pub(super) interface: Vec<Interface>,
}

/// Where the programs of repositories have their OAI-PMH interface.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Repository {
    pub(super) generator: String,
    pub(super) paths: Vec<String>,
}

/// A search page and the interface behind it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Interface {
    pub(super) host: String,
    /// Beginning of the path.
    pub(super) path: String,
    pub(super) kind: SourceKind,
    pub(super) url: String,
    pub(super) name: String,
    /// The parameter that holds the query.
    pub(super) query: Option<String>,
    /// Where there is no such parameter: what of the address is the query.
    pub(super) whole: Option<Whole>,
    /// How the query is written, `{}` being what was found. Default: as it is.
    pub(super) form: Option<String>,
}

/// The part of an address that is a query.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Whole {
    /// All that follows the question mark.
    Parameters,
    /// The rest of the path, with low lines for hyphens.
    Path,
}

// A test makes sure that the bundled rules can be read.
pub(super) static RULES: LazyLock<Rules> =
    LazyLock::new(|| toml::from_str(include_str!("../../data/discovery.toml")).unwrap_or_default());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_rules_can_be_read() {
        let rules: Rules = toml::from_str(include_str!("../../data/discovery.toml")).unwrap();
        assert!(
            rules
                .interface
                .iter()
                .all(|rule| rule.query.is_some() != rule.whole.is_some())
        );
        assert!(
            rules
                .repository
                .iter()
                .all(|rule| rule.generator.to_lowercase() == rule.generator)
        );
    }
}
