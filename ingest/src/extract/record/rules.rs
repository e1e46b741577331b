//! The words in `data/records.toml`.

use std::sync::LazyLock;

use corpora::{DocumentKind, State};
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rules {
    nothing: Vec<String>,
    closed_hosts: Vec<String>,
    kinds: Vec<Kind>,
    standing: Standing,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kind {
    kind: DocumentKind,
    types: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Standing {
    retracted: Vec<String>,
    corrected: Vec<String>,
}

// A test makes sure that the bundled rules can be read.
pub(super) static RULES: LazyLock<Rules> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../data/records.toml")).unwrap_or_default()
});

impl Rules {
    /// Whether a value stands for nothing.
    pub(super) fn is_nothing(&self, value: &str) -> bool {
        // The longest of them has some thirty characters: abstracts need not be lowered.
        value.len() < 64 && self.nothing.contains(&value.to_lowercase())
    }

    pub(super) fn is_closed(&self, host: &str) -> bool {
        self.closed_hosts.iter().any(|closed| closed == host)
    }

    /// The kind of a record of these types, in lower case.
    pub(super) fn kind(&self, types: &[String]) -> Option<DocumentKind> {
        let has = |kind: &&Kind| kind.types.iter().any(|name| types.contains(name));
        self.kinds.iter().find(has).map(|kind| kind.kind)
    }

    /// How a record of these types stands, if they say so.
    pub(super) fn standing(&self, types: &[String]) -> Option<State> {
        let has = |names: &[String]| names.iter().any(|name| types.contains(name));
        if has(&self.standing.retracted) {
            return Some(State::Retracted);
        }
        has(&self.standing.corrected).then_some(State::Corrected)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_rules_can_be_read() {
        let rules: Rules = toml::from_str(include_str!("../../../data/records.toml")).unwrap();
        let types = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            rules.kind(&types(&["journal article", "practice guideline"])),
            Some(DocumentKind::Guideline)
        );
        assert_eq!(rules.kind(&types(&["journal article", "review"])), None);
        assert_eq!(
            rules.standing(&types(&["retracted publication"])),
            Some(State::Retracted)
        );
    }
}
