//! Readers of Dublin Core and PubMed for as long as these tests are about lists only: title and
//! text, nothing else.

use std::ops::ControlFlow;
use std::sync::Arc;

use ingest::{Extract, ExtractError, Extractor, Extractors, Found, Input, MediaType};

#[derive(Debug)]
struct Titles;

/// These and the stub, where nothing else reads its formats.
pub(crate) fn with(extractors: Extractors) -> Extractors {
    match extractors.for_type(MediaType::OaiDc) {
        Some(_) => extractors,
        None => extractors.with(Arc::new(Titles)),
    }
}

impl Extractor for Titles {
    fn name(&self) -> &'static str {
        "titles/1"
    }

    fn media_types(&self) -> &'static [MediaType] {
        &[MediaType::OaiDc, MediaType::Jats, MediaType::PubmedXml]
    }

    fn extract(
        &self,
        input: &Input,
        found: &mut dyn FnMut(Found) -> ControlFlow<()>,
    ) -> Result<(), ExtractError> {
        let bytes = input.body.bytes().unwrap();
        let text = String::from_utf8_lossy(&bytes);
        let within = |names: &[&str]| {
            let one = |name: &&str| {
                let (_, rest) = text.split_once(&format!("<{name}"))?;
                let (_, rest) = rest.split_once('>')?;
                Some(rest.split_once("</")?.0.to_owned())
            };
            names.iter().find_map(one).unwrap_or_default()
        };
        let title = within(&["title", "ArticleTitle", "article-title"]);
        let mut extract = Extract::new(&title);
        extract
            .document
            .push_text(&within(&["description", "AbstractText", "p"]));
        let _ = found(Found {
            item: String::new(),
            extract: Ok(extract),
        });
        Ok(())
    }
}
