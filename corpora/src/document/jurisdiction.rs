//! Where a document applies.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::UnknownName;

/// A territory: ISO 3166-1 alpha-2 (`NG`), `EU`, or a UN M49 area (`001` the world, `002` Africa),
/// the codes that CLDR uses for regions.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Jurisdiction(String);

impl Jurisdiction {
    /// The code, upper-case.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.0
    }
}

impl FromStr for Jurisdiction {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        let code = text.trim().to_ascii_uppercase();
        let letters = code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase());
        let digits = code.len() == 3 && code.bytes().all(|b| b.is_ascii_digit());
        if letters || digits {
            return Ok(Self(code));
        }
        Err(UnknownName {
            what: "jurisdiction",
            found: text.chars().take(40).collect(),
            expected: "two letters of ISO 3166-1, EU, or three digits of UN M49".to_owned(),
        })
    }
}

impl TryFrom<String> for Jurisdiction {
    type Error = UnknownName;

    fn try_from(text: String) -> Result<Self, UnknownName> {
        text.parse()
    }
}

impl From<Jurisdiction> for String {
    fn from(jurisdiction: Jurisdiction) -> Self {
        jurisdiction.0
    }
}

impl fmt::Display for Jurisdiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
