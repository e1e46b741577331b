//! What a document says of itself in the lines before its text.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use thiserror::Error;

use crate::document::{Document, Identifier, Status};

/// The front matter of a Markdown or text file: TOML between `+++` lines or YAML between `---`
/// lines. Every field is optional; what is not known here is kept in `other`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct FrontMatter {
    #[serde(deserialize_with = "scalar")]
    title: Option<String>,
    #[serde(deserialize_with = "scalar", alias = "lang")]
    language: Option<String>,
    #[serde(deserialize_with = "scalar")]
    kind: Option<String>,
    #[serde(deserialize_with = "scalar")]
    extent: Option<String>,
    #[serde(deserialize_with = "scalar")]
    publisher: Option<String>,
    #[serde(deserialize_with = "scalar")]
    authority: Option<String>,
    #[serde(deserialize_with = "list", alias = "author")]
    authors: Vec<String>,
    #[serde(deserialize_with = "scalar", alias = "date")]
    published: Option<String>,
    #[serde(deserialize_with = "scalar", alias = "lastmod")]
    updated: Option<String>,
    #[serde(deserialize_with = "scalar")]
    doi: Option<String>,
    #[serde(deserialize_with = "scalar")]
    pmid: Option<String>,
    #[serde(deserialize_with = "scalar")]
    pmcid: Option<String>,
    #[serde(deserialize_with = "scalar")]
    isbn: Option<String>,
    #[serde(deserialize_with = "scalar")]
    url: Option<String>,
    #[serde(deserialize_with = "scalar")]
    jurisdiction: Option<String>,
    #[serde(deserialize_with = "scalar", alias = "license")]
    licence: Option<String>,
    #[serde(deserialize_with = "scalar")]
    evidence: Option<String>,
    #[serde(deserialize_with = "scalar")]
    edition: Option<String>,
    #[serde(deserialize_with = "list")]
    topics: Vec<String>,
    status: Option<Status>,
    /// References to what takes its place, as written; [`FrontMatter::apply`] leaves them to its caller.
    #[serde(deserialize_with = "list", alias = "replaced_by")]
    pub superseded_by: Vec<String>,
    /// References to what it takes the place of, likewise.
    #[serde(deserialize_with = "list", alias = "supersedes")]
    pub replaces: Vec<String>,
    /// Fields that mean nothing to this service.
    #[serde(flatten)]
    pub other: BTreeMap<String, serde_json::Value>,
}

/// A field whose value could not be used; the document is taken without it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("front matter: {field}: {reason}")]
pub struct FrontMatterError {
    /// The field.
    pub field: &'static str,
    /// What was found and what was expected.
    pub reason: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Loose {
    Text(String),
    Whole(i64),
    Fraction(f64),
    Flag(bool),
    // TOML's own dates arrive as a map with one private key.
    Date(toml::value::Datetime),
    Many(Vec<Loose>),
    Nothing(()),
}

impl Loose {
    fn into_list(self) -> Vec<String> {
        match self {
            Self::Text(text) => vec![text],
            Self::Whole(number) => vec![number.to_string()],
            Self::Fraction(number) => vec![number.to_string()],
            Self::Flag(flag) => vec![flag.to_string()],
            Self::Date(date) => vec![date.to_string()],
            Self::Many(many) => many.into_iter().flat_map(Self::into_list).collect(),
            Self::Nothing(()) => Vec::new(),
        }
    }
}

fn list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let texts = Loose::deserialize(deserializer)?.into_list();
    Ok(texts
        .iter()
        .map(|t| t.trim().to_owned())
        .filter(|t| !t.is_empty())
        .collect())
}

fn scalar<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(list(deserializer)?.into_iter().next())
}

/// Sets a field from text, or notes why it could not be.
fn set<T, E: ToString>(
    field: &'static str,
    text: Option<&String>,
    parse: impl FnOnce(&str) -> Result<T, E>,
    problems: &mut Vec<FrontMatterError>,
    keep: impl FnOnce(T),
) {
    match text.map(|text| parse(text)) {
        Some(Ok(value)) => keep(value),
        Some(Err(error)) => problems.push(FrontMatterError {
            field,
            reason: error.to_string(),
        }),
        None => {}
    }
}

impl FrontMatter {
    /// Sets on the document what is said here, and returns the fields that could not be used.
    pub fn apply(self, document: &mut Document) -> Vec<FrontMatterError> {
        let mut problems = Vec::new();
        let p = &mut problems;
        set("language", self.language.as_ref(), str::parse, p, |v| {
            document.language = v;
        });
        set("kind", self.kind.as_ref(), str::parse, p, |v| {
            document.kind = v;
        });
        set("extent", self.extent.as_ref(), str::parse, p, |v| {
            document.extent = v;
        });
        set("authority", self.authority.as_ref(), str::parse, p, |v| {
            document.authority = v;
        });
        set("published", self.published.as_ref(), str::parse, p, |v| {
            document.published = Some(v);
        });
        set("updated", self.updated.as_ref(), str::parse, p, |v| {
            document.updated = Some(v);
        });
        set(
            "jurisdiction",
            self.jurisdiction.as_ref(),
            str::parse,
            p,
            |v| document.jurisdiction = Some(v),
        );
        set("doi", self.doi.as_ref(), Identifier::doi, p, |v| {
            document.identify(v);
        });
        set("pmid", self.pmid.as_ref(), Identifier::pmid, p, |v| {
            document.identify(v);
        });
        set("pmcid", self.pmcid.as_ref(), Identifier::pmcid, p, |v| {
            document.identify(v);
        });
        set("isbn", self.isbn.as_ref(), Identifier::isbn, p, |v| {
            document.identify(v);
        });
        set("url", self.url.as_ref(), Identifier::url, p, |v| {
            document.identify(v);
        });
        if let Some(title) = self.title {
            document.title = title;
        }
        document.url = self.url.or(document.url.take());
        document.publisher = self.publisher.or(document.publisher.take());
        document.licence = self.licence.or(document.licence.take());
        document.evidence = self.evidence.or(document.evidence.take());
        document.edition = self.edition.or(document.edition.take());
        document.status = self.status.unwrap_or_default();
        document.authors.extend(self.authors);
        document.topics.extend(self.topics);
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_any_plain_type_are_read_and_bad_ones_named() {
        let text = "title = \"麻疹\"\nlang = \"zh_CN\"\nauthor = \"甲\"\npublished = 2020-03-04\n\
            pmid = 32450107\ndoi = \"nonsense\"\nkind = \"poem\"\nlayout = \"post\"\n";
        let front: FrontMatter = toml::from_str(text).unwrap();
        assert_eq!(front.other.keys().collect::<Vec<_>>(), ["layout"]);
        let mut document = Document::new("s", "k", "");
        let problems = front.apply(&mut document);
        assert_eq!(
            problems.iter().map(|p| p.field).collect::<Vec<_>>(),
            ["kind", "doi"]
        );
        assert_eq!(document.title, "麻疹");
        assert_eq!(document.language.tag(), "zh-CN");
        assert_eq!(document.authors, ["甲"]);
        assert_eq!(
            document.published.map(|d| d.to_string()).as_deref(),
            Some("2020-03-04")
        );
        assert_eq!(
            document.identifiers,
            [Identifier::Pmid("32450107".to_owned())]
        );
    }
}
