//! HTML.

use std::ops::ControlFlow;

use super::{Extract, ExtractError, Extractor, Found, Input, Reason};
use crate::charset;
use crate::extract::headings;
use crate::media_type::MediaType;

/// Reads HTML.
#[derive(Debug, Clone, Copy)]
pub(super) struct Html;

impl Extractor for Html {
    fn name(&self) -> &'static str {
        "html/1"
    }

    fn media_types(&self) -> &'static [MediaType] {
        &[MediaType::Html]
    }

    fn extract(
        &self,
        input: &Input,
        found: &mut dyn FnMut(Found) -> ControlFlow<()>,
    ) -> Result<(), ExtractError> {
        let bytes = input
            .body
            .bytes()
            .map_err(|e| ExtractError::new(Reason::FetchFailed, e.to_string()))?;
        let text = charset::decode(&bytes, input.charset.as_deref());
        let mut extract = Extract::new("");
        extract.document.sections = headings::sections(&text);
        let _ = found(Found {
            item: String::new(),
            extract: Ok(extract),
        });
        Ok(())
    }
}
