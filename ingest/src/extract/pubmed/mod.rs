//! Records of PubMed: any number in a file, read one by one.
//!
//! A record is named by its PMID. PubMed holds abstracts, not full texts.

mod book;
mod citation;
mod parts;
mod related;
mod rules;
#[cfg(test)]
mod tests;

use std::cell::OnceCell;
use std::ops::ControlFlow;

use corpora::{Extent, Identifier};

use super::bibliographic::{no_record, unreadable};
use super::{Extract, ExtractError, Extractor, Found, Input, Reason};
use crate::media_type::MediaType;
use crate::xml::{Element, records};

/// Reads PubMed XML.
#[derive(Debug, Clone, Copy)]
pub(super) struct PubmedXml;

/// Elements that are a record, or a list of records that were deleted.
const RECORDS: [&str; 5] = [
    "PubmedArticle",
    "PubmedBookArticle",
    "MedlineCitation",
    "DeleteCitation",
    "DeleteDocument",
];

impl Extractor for PubmedXml {
    fn name(&self) -> &'static str {
        "pubmed/2"
    }

    fn media_types(&self) -> &'static [MediaType] {
        &[MediaType::PubmedXml]
    }

    fn streams(&self) -> bool {
        true
    }

    fn extract(
        &self,
        input: &Input,
        found: &mut dyn FnMut(Found) -> ControlFlow<()>,
    ) -> Result<(), ExtractError> {
        let broken = |e: std::io::Error| {
            ExtractError::new(Reason::FetchFailed, format!("reading broke off: {e}"))
        };
        let root: OnceCell<String> = OnceCell::new();
        let wanted = |name: &str| {
            root.get_or_init(|| name.to_owned());
            RECORDS.contains(&name)
        };
        let mut count = 0_u64;
        let outcome = records(
            input.body.reader().map_err(broken)?,
            wanted,
            &mut |record| {
                if record.name.starts_with("Delete") {
                    count += 1;
                    return deleted(&record, found);
                }
                count += 1;
                let extract = read(&record);
                let item = match &extract {
                    Ok(Extract {
                        record: Some(pmid), ..
                    }) => format!("PMID {pmid}"),
                    _ => format!("record {count}"),
                };
                found(Found { item, extract })
            },
        );
        outcome.map_err(|error| unreadable(&error))?;
        if count == 0 {
            return Err(no_record(
                root.get().map(String::as_str),
                "PubmedArticle or PubmedBookArticle",
            ));
        }
        Ok(())
    }
}

/// PubMed names the records it has deleted; each is said, so that none disappears unseen.
fn deleted(list: &Element, found: &mut dyn FnMut(Found) -> ControlFlow<()>) -> ControlFlow<()> {
    for pmid in list.all("PMID").filter_map(Element::line) {
        let detail = format!(
            "PubMed says that it deleted the record {pmid}: look for it under another PMID, or take it out"
        );
        found(Found {
            item: format!("PMID {pmid}"),
            extract: Err(ExtractError::new(Reason::NotThere, detail)),
        })?;
    }
    ControlFlow::Continue(())
}

fn read(record: &Element) -> Result<Extract, ExtractError> {
    let mut extract = Extract::new("");
    let pmid = match record.name.as_str() {
        "PubmedBookArticle" => book::read(record, &mut extract),
        _ => citation::read(record, &mut extract),
    };
    let bad = |detail: String| ExtractError::new(Reason::BadRecord, detail);
    let pmid = pmid.ok_or_else(|| bad("has no PMID: expected one in each record".to_owned()))?;
    let identifier = Identifier::pmid(&pmid).map_err(|e| bad(e.to_string()))?;
    extract.record = Some(identifier.value().to_owned());
    let document = &mut extract.document;
    document.url = identifier.link();
    document.identify(identifier);
    document.extent = Extent::Abstract;
    if document.title.is_empty() && document.sections.is_empty() {
        let detail = "has neither title nor abstract".to_owned();
        return Err(ExtractError::new(Reason::NoText, detail));
    }
    Ok(extract)
}
