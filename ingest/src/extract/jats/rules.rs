//! The rules in `data/jats.toml`.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use corpora::{RelationKind, State};
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rules {
    pub(super) skipped: HashSet<String>,
    pub(super) skipped_notes: HashSet<String>,
    pub(super) skipped_sections: HashSet<String>,
    pub(super) blocks: HashSet<String>,
    pub(super) sections: HashSet<String>,
    pub(super) publication_dates: Vec<Vec<String>>,
    pub(super) update_dates: Vec<String>,
    pub(super) notices: HashMap<String, State>,
    pub(super) studies: Studies,
    pub(super) related: HashMap<String, Related>,
    pub(super) parts: HashMap<String, RelationKind>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Studies {
    pub(super) types: HashSet<String>,
}

/// What a type of related article means.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Related {
    pub(super) gives: Option<State>,
    pub(super) has: Option<State>,
    pub(super) relation: Option<RelationKind>,
    pub(super) note: Option<String>,
}

// A test makes sure that the bundled rules can be read.
pub(super) static RULES: LazyLock<Rules> =
    LazyLock::new(|| toml::from_str(include_str!("../../../data/jats.toml")).unwrap_or_default());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_rules_can_be_read() {
        let rules: Result<Rules, _> = toml::from_str(include_str!("../../../data/jats.toml"));
        assert!(!rules.unwrap().related.is_empty());
    }
}
