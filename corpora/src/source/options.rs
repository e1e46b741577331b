//! What a source may set about the way it is listed, read and asked. All of it may be left out.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::document::Date;

macro_rules! defaultable {
    ($($name:ident),+) => {$(
        impl $name {
            /// Whether nothing is set.
            #[must_use]
            pub fn is_default(&self) -> bool {
                *self == Self::default()
            }
        }
    )+};
}

defaultable!(Listing, Reading, Access, Selectors);

/// How a list is read: `[listing]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Listing {
    /// List page: CSS selector of the links to documents. Default: the links of the main content.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<String>,
    /// List page: CSS selector of the link to its next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// Regular expressions of addresses that are taken; none means all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<String>,
    /// Regular expressions of addresses that are passed over, also where `include` takes them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exclude: Vec<String>,
    /// OAI-PMH: the set (OAI-PMH 2.0, 2.6).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub set: Option<String>,
    /// OAI-PMH: the metadata prefix (OAI-PMH 2.0, 3.4): `oai_dc` or `jats`. Default: `oai_dc`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// Earliest date that is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Most resources taken in one run; the next run goes on where it stopped if the list allows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
}

/// How documents are read: `[reading]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Reading {
    /// Where the parts of an HTML page are.
    #[serde(skip_serializing_if = "Selectors::is_default")]
    pub html: Selectors,
    /// CSV: which column holds what. Names of fields on the left (`title`, `text`, `abstract`,
    /// `authors`, `published`, `year`, `month`, `day`, `updated`, `doi`, `pmid`, `pmcid`, `isbn`,
    /// `url`, `language`, `publisher`, `kind`, `id`, `journal`, `licence`, `jurisdiction`, `edition`,
    /// `superseded_by`, `replaces`), headers of columns on the right, empty for none. Default, also for fields that are not named: by known
    /// headers.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, String>,
    /// XML of no known format: which elements hold what.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub xml: Option<XmlMapping>,
}

/// CSS selectors of the parts of a page; where one finds nothing, the general rules hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Selectors {
    /// The main content; all that match, in the order of the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    /// What is taken out of the content.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remove: Option<String>,
    /// The title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The date of publication: its `datetime` or `content` attribute, or its text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// The authors.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authors: Option<String>,
}

/// Which elements of XML hold what. Paths are element names from the record down, parted by `/`;
/// `@name` at the end is an attribute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct XmlMapping {
    /// Name of the element that is one document.
    pub record: String,
    /// Names of fields (as for CSV) on the left, paths on the right.
    pub fields: BTreeMap<String, String>,
    /// Path of the elements that become sections, in order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// Path within a section of its heading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heading: Option<String>,
    /// Path within a section of its text. Default: all text of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// How servers are asked: `[access]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Access {
    /// Hosts that may be reached although they are private: names as they stand in addresses.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allow_hosts: Vec<String>,
    /// Milliseconds between two requests to one host. Default: 1,000, or what robots.txt asks for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delay_millis: Option<u64>,
    /// Name of the environment variable that holds the key of the interface.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_variable: Option<String>,
}
