//! HTML: the content of a page without what stands around it, and what the page says of itself.

mod ballot;
mod block;
mod content;
mod dates;
mod json_ld;
mod labels;
mod metadata;
mod nesting;
mod page;
mod rules;
mod selectors;
mod table;
mod title;
mod told;
mod walk;
mod witness;

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use corpora::Selectors;
use scraper::Html as Dom;

use self::content::Known;
use self::metadata::Metadata;
use self::rules::RULES;
use super::{Extract, ExtractError, Extractor, Found, Input, Reason};
use crate::bounded::{self, Unanswered};
use crate::charset;
use crate::fetch::Page;
use crate::media_type::MediaType;

/// Reads HTML.
#[derive(Debug, Clone, Copy)]
pub(super) struct Html;

/// Longest time for a page.
const TIME: Duration = Duration::from_mins(1);

impl Extractor for Html {
    fn name(&self) -> &'static str {
        "html/3"
    }

    fn media_types(&self) -> &'static [MediaType] {
        &[MediaType::Html]
    }

    fn extract(
        &self,
        input: &Input,
        found: &mut dyn FnMut(Found) -> ControlFlow<()>,
    ) -> Result<(), ExtractError> {
        let bytes = input.body.bytes().map_err(|e| ExtractError::reading(&e))?;
        let source = text(&bytes, input.charset.as_deref())?;
        let name = input.name.clone();
        let reading = Arc::clone(&input.reading);
        let read = bounded::run("html", TIME, move || read(&source, &name, &reading.html));
        let extract = read.map_err(|unanswered| {
            let reason = match unanswered {
                Unanswered::Slow(_) => Reason::TooCostly,
                _ => Reason::ExtractorFailed,
            };
            ExtractError::new(
                reason,
                format!("reading {unanswered}: the page is beyond measure or made to harm"),
            )
        })??;
        let _ = found(Found {
            item: String::new(),
            extract: Ok(extract),
        });
        Ok(())
    }
}

/// The text of a page that is fetched to be looked through for something other than a document.
pub(crate) fn page_text(page: &Page) -> Result<String, ExtractError> {
    let served = page
        .content_type
        .as_deref()
        .and_then(charset::of_content_type);
    text(&page.bytes, served)
}

/// The rows of the tables in a piece of HTML, each to be read alone; none of one that would harm its
/// parser.
pub(super) fn table_rows(html: &str) -> Vec<String> {
    let Ok(html) = text(html.as_bytes(), Some("utf-8")) else {
        return Vec::new();
    };
    let dom = Dom::parse_fragment(&html);
    let tables = dom.root_element().descendent_elements();
    tables
        .filter(|element| element.value().name() == "table")
        .filter_map(|table| table::rows(table, &|_| true))
        .flatten()
        .collect()
}

/// Decodes a page, unless it is one that would harm its parser.
fn text(bytes: &[u8], served: Option<&str>) -> Result<String, ExtractError> {
    let declared = served
        .map(str::to_owned)
        .or_else(|| declared_charset(bytes));
    let source = charset::decode(bytes, declared.as_deref());
    check_shape(&source)?;
    Ok(source)
}

/// Refuses what would take a parser time that grows with the square of its size.
fn check_shape(source: &str) -> Result<(), ExtractError> {
    let shape = nesting::shape(source);
    if shape.depth > RULES.max_depth {
        let detail = format!(
            "elements nested {} deep, expected at most {}: not a page for readers",
            shape.depth, RULES.max_depth
        );
        return Err(ExtractError::new(Reason::TooDeep, detail));
    }
    if shape.attributes > RULES.max_attributes {
        let detail = format!(
            "an element with {} attributes, expected at most {}: not a page for readers",
            shape.attributes, RULES.max_attributes
        );
        return Err(ExtractError::new(Reason::TooCostly, detail));
    }
    Ok(())
}

fn read(source: &str, name: &str, selectors: &Selectors) -> Result<Extract, ExtractError> {
    let page = Dom::parse_document(source);
    let metadata = Metadata::of(&page);
    let mut extract = Extract::new("");
    metadata.apply(name, &mut extract.document);
    metadata.replacements(name, &mut extract);
    selectors::describe(&page, selectors, &mut extract.document, &mut extract.notes);
    let known = Known {
        described: metadata.text(),
        window: &metadata.title,
        document: &extract.document,
        address: name,
    };
    let content = content::find(source, &page, selectors, &known);
    let characters = content::characters(&content.sections);
    if is_error(&metadata.title, characters) {
        let detail = format!(
            "titled \"{}\" with {characters} characters of text: an error message, not a document; check the address",
            metadata.title.chars().take(80).collect::<String>()
        );
        return Err(ExtractError::new(Reason::ErrorPage, detail));
    }
    if characters == 0 {
        let detail = "no text in the page as served: it may be put together by scripts; look for another form of it";
        return Err(ExtractError::new(Reason::NoText, detail));
    }
    content.told.apply(&mut extract.document);
    extract.document.sections = content.sections;
    extract.notes.extend(content.notes);
    Ok(extract)
}

/// Whether a page is a message that the page is not there: by its title, if there is little else.
fn is_error(title: &str, characters: usize) -> bool {
    let rules = &RULES.error_page;
    if characters > rules.max_chars {
        return false;
    }
    let lower = title.to_lowercase();
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    rules.titles.iter().any(|phrase| {
        lower.match_indices(phrase.as_str()).any(|(at, found)| {
            let spaced = phrase.is_ascii();
            let before = is_word(lower[..at].chars().next_back());
            let after = is_word(lower[at + found.len()..].chars().next());
            !spaced || (!before && !after)
        })
    })
}

/// The encoding a page declares in its first kilobytes: `<meta charset=…>` or in an XML declaration.
fn declared_charset(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4_096)]).to_ascii_lowercase();
    for mark in ["charset=", "encoding="] {
        if let Some((_, rest)) = head.split_once(mark) {
            let rest = rest.trim_start().trim_start_matches(['"', '\'']);
            let label: String = rest
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric() || "-_:.".contains(*c))
                .take(40)
                .collect();
            return (!label.is_empty()).then_some(label);
        }
    }
    None
}

#[cfg(test)]
mod tests;
