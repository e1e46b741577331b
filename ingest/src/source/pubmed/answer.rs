//! Reading answers of `ESearch` and `EFetch`.

use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use crate::media_type::MediaType;
use crate::source::Resource;
use crate::source::harvest::{gone, record, written};
use crate::xml::{self, Element};

/// A search that the history server keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Search {
    pub(super) count: u64,
    pub(super) web_env: String,
    pub(super) query_key: String,
}

/// What `ESearch` answers.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) search: Option<Search>,
    pub(super) error: Option<String>,
    /// Words it did not find, and warnings.
    pub(super) notes: Vec<String>,
}

/// What `EFetch` answers.
#[derive(Debug, Default)]
pub(super) struct Records {
    pub(super) resources: Vec<Resource>,
    pub(super) error: Option<String>,
    /// What is wrong with the rest.
    pub(super) broken: Option<String>,
}

/// Reads an answer of `ESearch`.
pub(super) fn search(bytes: &[u8]) -> Result<Found, String> {
    let root = xml::parse(bytes).map_err(|error| error.to_string())?;
    if root.name != "eSearchResult" {
        return Err(format!("<{}>", root.name));
    }
    let mut found = Found {
        error: root.line_at("ERROR"),
        ..Found::default()
    };
    let count = root.line_at("Count").and_then(|count| count.parse().ok());
    let history = root.line_at("WebEnv").zip(root.line_at("QueryKey"));
    found.search = match (count, history) {
        (Some(count), Some((web_env, query_key))) => Some(Search {
            count,
            web_env,
            query_key,
        }),
        // Nothing is kept of a search that found nothing.
        (Some(0), None) => Some(Search {
            count: 0,
            web_env: String::new(),
            query_key: String::new(),
        }),
        _ => None,
    };
    for list in ["ErrorList", "WarningList"] {
        let items = root.child(list).into_iter().flat_map(Element::elements);
        for item in items {
            let text = item.line().unwrap_or_default();
            found.notes.push(match item.name.as_str() {
                "PhraseNotFound" | "QuotedPhraseNotFound" => format!("\"{text}\" is not found"),
                "FieldNotFound" => format!("the field \"{text}\" is not known"),
                "PhraseIgnored" => format!("\"{text}\" is ignored"),
                _ => text,
            });
        }
    }
    found.notes.truncate(20);
    Ok(found)
}

/// Reads an answer of `EFetch`; what stands before a fault is kept.
pub(super) fn records(bytes: &[u8]) -> Records {
    let mut records = Records::default();
    let wanted = |name: &str| {
        matches!(
            name,
            "PubmedArticle" | "PubmedBookArticle" | "DeleteCitation" | "DeleteDocument" | "ERROR"
        )
    };
    let end = xml::records(bytes, wanted, &mut |part| {
        match part.name.as_str() {
            "ERROR" => records.error = part.line(),
            "DeleteCitation" | "DeleteDocument" => {
                let pmids = part.all("PMID").filter_map(Element::line);
                records.resources.extend(pmids.map(|pmid| gone(&pmid)));
            }
            _ => records.resources.extend(article(&part)),
        }
        ControlFlow::Continue(())
    });
    records.broken = end.err().map(|error| error.to_string());
    records
}

/// An article as a set of its own; none without a number.
fn article(part: &Element) -> Option<Resource> {
    let pmid = part
        .line_at("MedlineCitation/PMID")
        .or_else(|| part.line_at("BookDocument/PMID"))?;
    let text = format!("<PubmedArticleSet>{}</PubmedArticleSet>", written(part));
    Some(record(&pmid, MediaType::PubmedXml, text.as_bytes()))
}
