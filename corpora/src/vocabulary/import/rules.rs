//! The rules in `rules.toml`.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;

use crate::document::Language;
use crate::vocabulary::code::{Code, CodeSystem};
use crate::vocabulary::concept::{ConceptClass, LabelSort};

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    prefix: HashMap<String, Prefix>,
    address: Vec<Address>,
    mesh: BTreeMap<String, String>,
    synonym: HashMap<String, String>,
    broad: HashMap<String, HashSet<String>>,
    ordinary: HashMap<String, HashSet<String>>,
}

/// A prefix of identifiers.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Prefix {
    pub(super) system: CodeSystem,
    pub(super) class: Option<ConceptClass>,
    /// Only what is below this identifier is a concept.
    pub(super) root: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Address {
    start: String,
    system: Option<CodeSystem>,
}

// A test makes sure that the rules can be read.
static RULES: LazyLock<Written> =
    LazyLock::new(|| toml::from_str(include_str!("rules.toml")).unwrap_or_default());

/// What is known of the prefix of an identifier such as `HP:0002094` or `SNOMEDCT_US_2025_09_01:1`.
pub(super) fn prefix(identifier: &str) -> Option<&'static Prefix> {
    let (prefix, _) = identifier.split_once(':')?;
    let mut prefix = prefix.to_uppercase();
    loop {
        if let Some(found) = RULES.prefix.get(&prefix) {
            return Some(found);
        }
        // Releases stand behind some prefixes.
        let (rest, number) = prefix.rsplit_once('_')?;
        if !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        prefix = rest.to_owned();
    }
}

/// What stands above all concepts of a vocabulary.
pub(super) fn roots() -> impl Iterator<Item = &'static str> {
    RULES
        .prefix
        .values()
        .filter_map(|prefix| prefix.root.as_deref())
}

/// The code that an identifier with a prefix is.
pub(super) fn code(identifier: &str) -> Option<Code> {
    let (_, local) = identifier.split_once(':')?;
    Code::new(prefix(identifier)?.system, local)
}

/// The identifier with prefix that an address stands for: `HP:0002094`, `WIKIDATA:Q38933`.
pub(super) fn identifier(address: &str) -> Option<String> {
    let mut known = RULES.address.iter();
    let (known, rest) = known.find_map(|known| {
        let rest = address.strip_prefix(&known.start)?;
        (!rest.is_empty()).then_some((known, rest))
    })?;
    match known.system {
        Some(system) => Some(format!("{}:{rest}", system.name().to_uppercase())),
        None => rest
            .rsplit_once('_')
            .map(|(prefix, local)| format!("{prefix}:{local}")),
    }
}

/// The class of what stands at a place of MeSH's trees, and how much of the place said so.
pub(super) fn mesh_class(tree: &str) -> Option<(ConceptClass, usize)> {
    let fits = |start: &str| tree.starts_with(start);
    let longest = RULES.mesh.iter().filter(|(start, _)| fits(start));
    let (start, class) = longest.max_by_key(|(start, _)| start.len())?;
    Some((class.parse().ok()?, start.len()))
}

/// What sort of label a type of synonym is: none where it is not known, `Some(None)` where such labels
/// are left out.
pub(super) fn synonym(kind: &str) -> Option<Option<LabelSort>> {
    RULES.synonym.get(kind).map(|sort| sort.parse().ok())
}

/// Whether a label stands for too much.
pub(super) fn is_broad(label: &str, language: &str) -> bool {
    listed(&RULES.broad, label, language)
}

/// Whether a label is a word of ordinary language.
pub(super) fn is_ordinary(label: &str, language: &str) -> bool {
    listed(&RULES.ordinary, label, language) || small_words(language).contains(label)
}

/// Labels without a language are taken for English, in which words that are brands do the harm.
fn listed(lists: &HashMap<String, HashSet<String>>, label: &str, language: &str) -> bool {
    let list = lists.get(if language == "und" { "en" } else { language });
    list.is_some_and(|list| list.contains(label))
}

fn small_words(language: &str) -> &'static HashSet<&'static str> {
    type Lists = HashMap<&'static str, HashSet<&'static str>>;
    static LISTS: LazyLock<Lists> = LazyLock::new(|| {
        let languages = Language::all_named().iter();
        languages
            .map(|named| (named.code, words(named.code)))
            .collect()
    });
    static NONE: LazyLock<HashSet<&'static str>> = LazyLock::new(HashSet::new);
    let language = if language == "und" { "en" } else { language };
    LISTS.get(language).unwrap_or(&NONE)
}

fn words(language: &str) -> HashSet<&'static str> {
    let words = stop_words::lookup(language).unwrap_or_default();
    words.iter().copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_can_be_read() {
        let rules: Written = toml::from_str(include_str!("rules.toml")).unwrap();
        for class in rules.mesh.values().filter(|class| !class.is_empty()) {
            class.parse::<ConceptClass>().unwrap();
        }
        for sort in rules.synonym.values().filter(|sort| !sort.is_empty()) {
            sort.parse::<LabelSort>().unwrap();
        }
        for (language, words) in rules.broad.iter().chain(&rules.ordinary) {
            assert!(words.iter().all(|w| *w == w.to_lowercase()), "{language}");
        }
    }

    #[test]
    fn identifiers_are_codes_by_their_prefix() {
        for (identifier, expected) in [
            ("HP:0002094", Some("hpo:0002094")),
            ("SNOMEDCT_US_2025_09_01:386661006", Some("snomed:386661006")),
            ("UMLS_CUI:c0015967", Some("umls:C0015967")),
            ("GARD:12", None),
            ("no prefix", None),
        ] {
            let found = code(identifier).map(|code| code.to_string());
            assert_eq!(found.as_deref(), expected, "{identifier}");
        }
        let obo = "http://purl.obolibrary.org/obo/HP_0002094";
        assert_eq!(identifier(obo).as_deref(), Some("HP:0002094"));
        let item = "http://www.wikidata.org/entity/Q38933";
        assert_eq!(
            code(&identifier(item).unwrap()).unwrap().to_string(),
            "wikidata:Q38933"
        );
        assert_eq!(identifier("http://example.org/HP_1"), None);
    }

    #[test]
    fn trees_of_mesh_say_the_class() {
        for (tree, class) in [
            ("C08.381", Some(ConceptClass::Disease)),
            ("C23.888.119.344", Some(ConceptClass::Symptom)),
            ("D20.215.894.899", Some(ConceptClass::Vaccine)),
            ("D02.241", Some(ConceptClass::Drug)),
            ("A02.835", None),
            ("Z01.058", None),
        ] {
            assert_eq!(mesh_class(tree).map(|(class, _)| class), class, "{tree}");
        }
    }

    #[test]
    fn words_that_harm_are_known_in_their_language() {
        assert!(is_ordinary("can", "en") && is_ordinary("balance", "en"));
        assert!(is_ordinary("as", "und") && !is_ordinary("fever", "en"));
        assert!(is_broad("症状", "zh") && !is_broad("发热", "zh"));
    }
}
