//! Identifiers under which the world knows a document.

mod address;
mod isbn;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// An identifier in its normal form. Equal identifiers are equal as text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Identifier {
    /// Digital Object Identifier, lower-case, without resolver (DOI names are case-insensitive:
    /// DOI Handbook 2.4).
    Doi(String),
    /// PubMed identifier: digits without leading zeros.
    Pmid(String),
    /// PubMed Central identifier: `PMC` and digits.
    Pmcid(String),
    /// ISBN-13, digits only, check digit verified; an ISBN-10 is converted.
    Isbn(String),
    /// Web address: scheme and host lower-case, no default port, no fragment, no tracking
    /// parameters, query sorted as given.
    Url(String),
}

/// Text that is no identifier of the expected form.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("\"{found}\" is not a valid {scheme}: expected {expected}")]
pub struct IdentifierError {
    /// The scheme that was expected.
    pub scheme: &'static str,
    /// What was found, shortened.
    pub found: String,
    /// The form that was expected.
    pub expected: &'static str,
}

impl IdentifierError {
    fn new(scheme: &'static str, found: &str, expected: &'static str) -> Self {
        Self {
            scheme,
            found: found.chars().take(80).collect(),
            expected,
        }
    }
}

/// What stands before the identifier itself in the wild.
const DOI_PREFIXES: [&str; 7] = [
    "https://doi.org/",
    "http://doi.org/",
    "https://dx.doi.org/",
    "http://dx.doi.org/",
    "doi.org/",
    "info:doi/",
    "doi:",
];

impl Identifier {
    /// Reads a DOI with or without `doi:` or a resolver's address.
    ///
    /// # Errors
    /// If it has not the form `10.registrant/suffix`.
    pub fn doi(text: &str) -> Result<Self, IdentifierError> {
        let error = || IdentifierError::new("DOI", text, "10.<4 to 9 digits>/<suffix>");
        let lower = text.trim().to_lowercase();
        let bare = DOI_PREFIXES
            .iter()
            .find_map(|p| lower.strip_prefix(p))
            .unwrap_or(&lower);
        let bare = bare.trim().trim_end_matches(['.', ',', ';']);
        let (registrant, suffix) = bare
            .strip_prefix("10.")
            .and_then(|rest| rest.split_once('/'))
            .ok_or_else(error)?;
        let mut parts = registrant.split('.');
        let main = parts.next().unwrap_or_default();
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        let good = (4..=9).contains(&main.len()) && digits(main) && parts.all(digits);
        let clean =
            !suffix.is_empty() && !suffix.chars().any(|c| c.is_whitespace() || c.is_control());
        if good && clean && bare.len() <= 1_000 {
            Ok(Self::Doi(bare.to_owned()))
        } else {
            Err(error())
        }
    }

    /// Reads a PubMed identifier.
    ///
    /// # Errors
    /// If it is not 1 to 9 digits.
    pub fn pmid(text: &str) -> Result<Self, IdentifierError> {
        let bare = strip_label(text, "pmid");
        let digits = bare.trim_start_matches('0');
        let good = (1..=9).contains(&digits.len()) && bare.bytes().all(|b| b.is_ascii_digit());
        if good {
            return Ok(Self::Pmid(digits.to_owned()));
        }
        Err(IdentifierError::new("PMID", text, "1 to 9 digits"))
    }

    /// Reads a PubMed Central identifier with or without its `PMC`.
    ///
    /// # Errors
    /// If it is not `PMC` and 1 to 9 digits.
    pub fn pmcid(text: &str) -> Result<Self, IdentifierError> {
        let upper = strip_label(text, "pmcid").to_ascii_uppercase();
        let digits = upper.strip_prefix("PMC").unwrap_or(&upper);
        if (1..=9).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) {
            return Ok(Self::Pmcid(format!("PMC{digits}")));
        }
        Err(IdentifierError::new("PMCID", text, "PMC and 1 to 9 digits"))
    }

    /// Reads an ISBN of 10 or 13 digits.
    ///
    /// # Errors
    /// If the length or the check digit is wrong.
    pub fn isbn(text: &str) -> Result<Self, IdentifierError> {
        isbn::normalise(strip_label(text, "isbn"))
            .map(Self::Isbn)
            .ok_or_else(|| {
                IdentifierError::new("ISBN", text, "10 or 13 digits with their check digit")
            })
    }

    /// Reads a web address.
    ///
    /// # Errors
    /// If it is not an absolute `http` or `https` address with a host.
    pub fn url(text: &str) -> Result<Self, IdentifierError> {
        address::normalise(text).map(Self::Url).ok_or_else(|| {
            IdentifierError::new("address", text, "an absolute http or https address")
        })
    }

    /// Name of the scheme: `doi`, `pmid`, `pmcid`, `isbn` or `url`.
    #[must_use]
    pub const fn scheme(&self) -> &'static str {
        match self {
            Self::Doi(_) => "doi",
            Self::Pmid(_) => "pmid",
            Self::Pmcid(_) => "pmcid",
            Self::Isbn(_) => "isbn",
            Self::Url(_) => "url",
        }
    }

    /// The identifier without its scheme.
    #[must_use]
    pub fn value(&self) -> &str {
        match self {
            Self::Doi(v) | Self::Pmid(v) | Self::Pmcid(v) | Self::Isbn(v) | Self::Url(v) => v,
        }
    }

    /// Whether two documents with this identifier are the same work: true of DOI, PMID and PMCID,
    /// not of an address (one page can hold many entries) nor of an ISBN (chapters share it).
    #[must_use]
    pub const fn names_one_work(&self) -> bool {
        matches!(self, Self::Doi(_) | Self::Pmid(_) | Self::Pmcid(_))
    }

    /// Address at which the identifier resolves; none for an ISBN, which has no resolver.
    #[must_use]
    pub fn link(&self) -> Option<String> {
        match self {
            Self::Doi(doi) => Some(format!("https://doi.org/{doi}")),
            Self::Pmid(pmid) => Some(format!("https://pubmed.ncbi.nlm.nih.gov/{pmid}/")),
            Self::Pmcid(pmcid) => Some(format!("https://pmc.ncbi.nlm.nih.gov/articles/{pmcid}/")),
            Self::Url(url) => Some(url.clone()),
            Self::Isbn(_) => None,
        }
    }
}

fn strip_label<'a>(text: &'a str, label: &str) -> &'a str {
    let text = text.trim();
    match text.get(..label.len()) {
        Some(head) if head.eq_ignore_ascii_case(label) => {
            text[label.len()..].trim_start_matches([':', ' '])
        }
        _ => text,
    }
}

impl fmt::Display for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.scheme(), self.value())
    }
}

impl FromStr for Identifier {
    type Err = IdentifierError;

    /// Reads `doi:…`, `pmid:…`, `pmcid:…`, `isbn:…`, `url:…`, an address, or a bare DOI or PMCID.
    fn from_str(text: &str) -> Result<Self, IdentifierError> {
        let text = text.trim();
        let scheme = text
            .split(':')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        match scheme.as_str() {
            "doi" => Self::doi(text),
            "pmid" => Self::pmid(text),
            "pmcid" => Self::pmcid(text),
            "isbn" => Self::isbn(text),
            "url" => Self::url(&text[4..]),
            "http" | "https" => Self::doi(text).or_else(|_| Self::url(text)),
            _ if text.starts_with("10.") => Self::doi(text),
            _ if text.starts_with("PMC") => Self::pmcid(text),
            _ => Err(IdentifierError::new(
                "identifier",
                text,
                "doi:…, pmid:…, pmcid:…, isbn:… or a web address",
            )),
        }
    }
}

impl TryFrom<String> for Identifier {
    type Error = IdentifierError;

    fn try_from(text: String) -> Result<Self, IdentifierError> {
        text.parse()
    }
}

impl From<Identifier> for String {
    fn from(identifier: Identifier) -> Self {
        identifier.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doi_is_one_however_it_is_written() {
        for text in [
            "10.1056/NEJMoa2021436",
            "doi:10.1056/nejmoa2021436",
            "https://doi.org/10.1056/NEJMoa2021436",
            "http://dx.doi.org/10.1056/NEJMoa2021436",
            "DOI: 10.1056/NEJMoa2021436.",
        ] {
            let doi = Identifier::doi(text).unwrap();
            assert_eq!(
                doi,
                Identifier::Doi("10.1056/nejmoa2021436".to_owned()),
                "{text}"
            );
        }
        for text in ["10.1056", "11.1056/x", "10.x/y", "10.1056/", "10.1056/a b"] {
            assert!(Identifier::doi(text).is_err(), "{text}");
        }
    }

    #[test]
    fn pubmed_numbers_lose_their_label_and_zeros() {
        assert_eq!(
            Identifier::pmid("PMID: 032678530").unwrap().value(),
            "32678530"
        );
        assert_eq!(Identifier::pmcid("7383595").unwrap().value(), "PMC7383595");
        assert_eq!(
            Identifier::pmcid("pmc7383595").unwrap().value(),
            "PMC7383595"
        );
        assert!(Identifier::pmid("０１２").is_err() && Identifier::pmid("0").is_err());
    }

    #[test]
    fn every_identifier_reads_back_as_written() {
        for text in [
            "doi:10.1/x",
            "pmid:1",
            "pmcid:PMC1",
            "isbn:9789240000000",
            "https://例え.jp/健康?a=1#x",
        ] {
            if let Ok(identifier) = text.parse::<Identifier>() {
                assert_eq!(identifier.to_string().parse(), Ok(identifier));
            }
        }
    }
}
