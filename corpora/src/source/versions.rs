//! By what the editions of one work are told among the documents of a source: `[versions]`.

use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};

/// Patterns of titles, and of addresses.
const MAX_PATTERNS: usize = 50;
/// Bytes a compiled pattern may take.
const MAX_SIZE: usize = 1 << 20;
/// Groups within groups.
const MAX_NESTING: u32 = 50;

/// How a source numbers its documents. A later edition supersedes the earlier ones of its series.
///
/// A pattern is a regular expression with the named groups `series` (what all editions have in common
/// and no other document has), and `version`, `date` or both; `revision` may follow a version. The first
/// pattern that fits a document counts. Editions in different languages are never compared.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Versions {
    /// Patterns of titles.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub titles: Vec<String>,
    /// Patterns of addresses: where the source lists a document, and where a reader opens it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<String>,
    /// Whether situation reports are superseded too. Each tells of a time of its own: it stands beside
    /// the next one, unless this says otherwise.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub situation_reports: bool,
}

/// The patterns of [`Versions`], ready for use.
#[derive(Debug, Clone)]
pub struct VersionPatterns {
    /// For titles.
    pub titles: Vec<Regex>,
    /// For addresses.
    pub addresses: Vec<Regex>,
}

impl Versions {
    /// Whether nothing is set.
    #[must_use]
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// The patterns, or the field and the pattern that cannot be used.
    pub(super) fn patterns(&self) -> Result<VersionPatterns, super::filter::Refused> {
        Ok(VersionPatterns {
            titles: built("versions.titles", &self.titles)?,
            addresses: built("versions.addresses", &self.addresses)?,
        })
    }
}

fn built(field: &'static str, patterns: &[String]) -> Result<Vec<Regex>, super::filter::Refused> {
    if patterns.len() > MAX_PATTERNS {
        return Err((field, format!("{} patterns", patterns.len())));
    }
    let one = |pattern: &String| {
        let built = RegexBuilder::new(pattern)
            .size_limit(MAX_SIZE)
            .dfa_size_limit(MAX_SIZE)
            .nest_limit(MAX_NESTING)
            .build();
        let usable = built.ok().filter(is_usable);
        usable.ok_or_else(|| (field, pattern.clone()))
    };
    patterns.iter().map(one).collect()
}

/// Whether a pattern says which series and which edition a document is of, and names nothing else.
fn is_usable(pattern: &Regex) -> bool {
    let names: Vec<&str> = pattern.capture_names().flatten().collect();
    let has = |name: &str| names.contains(&name);
    let known = |name: &&str| ["series", "version", "revision", "date"].contains(name);
    has("series") && (has("version") || has("date")) && names.iter().all(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pattern: &str) -> Versions {
        Versions {
            titles: vec![pattern.to_owned()],
            ..Versions::default()
        }
    }

    #[test]
    fn a_pattern_must_name_the_series_and_the_edition() {
        let good = "(?<series>新型冠状病毒)(?:肺炎|感染)诊疗方案（试行第(?<version>.+?)版(?<revision>修订版)?）";
        assert!(of(good).patterns().is_ok());
        assert!(
            of("(?<series>WHO.*), (?<date>[A-Z][a-z]+ \\d{4})")
                .patterns()
                .is_ok()
        );
        for pattern in [
            "第(?<version>.+)版",
            "(?<series>.+)第.+版",
            "(?<series>.+)(?<revision>修订)",
            "(?<series>.+) (?<version>.+) (?<year>.+)",
            "(",
            "(?<series>(?:a{1000}){1000})(?<version>.)",
        ] {
            let (field, found) = of(pattern).patterns().unwrap_err();
            assert_eq!((field, found.as_str()), ("versions.titles", pattern));
        }
    }
}
