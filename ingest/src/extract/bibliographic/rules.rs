//! The words in `data/bibliographic.toml`.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use corpora::DocumentKind;
use serde::Deserialize;

#[derive(Debug, Default)]
pub(super) struct Rules {
    pub(super) kinds: HashMap<String, DocumentKind>,
    pub(super) languages: HashMap<String, String>,
    pub(super) preprints: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    kinds: BTreeMap<DocumentKind, Vec<String>>,
    languages: HashMap<String, String>,
    preprints: Preprints,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Preprints {
    servers: Vec<String>,
}

// A test makes sure that the bundled words can be read.
pub(super) static RULES: LazyLock<Rules> = LazyLock::new(|| read().unwrap_or_default());

fn read() -> Result<Rules, toml::de::Error> {
    let file: File = toml::from_str(include_str!("../../../data/bibliographic.toml"))?;
    let named = |(kind, names): (DocumentKind, Vec<String>)| {
        names.into_iter().map(move |name| (name, kind))
    };
    Ok(Rules {
        kinds: file.kinds.into_iter().flat_map(named).collect(),
        languages: file.languages,
        preprints: file.preprints.servers,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_words_can_be_read_and_are_in_lower_case() {
        let rules = read().unwrap();
        let names = rules.kinds.keys().chain(&rules.preprints);
        assert!(names.into_iter().all(|name| *name == name.to_lowercase()));
        assert!(
            rules
                .languages
                .values()
                .all(|tag| corpora::Language::parse(tag).is_ok())
        );
    }
}
