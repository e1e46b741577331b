//! The rules in `data/pubmed.toml`.

use std::collections::HashMap;
use std::sync::LazyLock;

use corpora::{RelationKind, State};
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rules {
    pub(super) related: HashMap<String, Related>,
    pub(super) standing: HashMap<String, State>,
}

/// What a type of link to another record means.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Related {
    pub(super) has: Option<State>,
    pub(super) gives: Option<State>,
    pub(super) relation: Option<RelationKind>,
    pub(super) replaced: bool,
    pub(super) note: Option<String>,
}

// A test makes sure that the bundled rules can be read.
pub(super) static RULES: LazyLock<Rules> =
    LazyLock::new(|| toml::from_str(include_str!("../../../data/pubmed.toml")).unwrap_or_default());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_rules_can_be_read() {
        let rules: Result<Rules, _> = toml::from_str(include_str!("../../../data/pubmed.toml"));
        assert!(!rules.unwrap().related.is_empty());
    }
}
