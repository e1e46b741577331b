//! Text without markup.

use std::ops::ControlFlow;

use super::{Extract, ExtractError, Extractor, Found, Input, Reason, front_matter, headings};
use crate::charset;
use crate::media_type::MediaType;

/// Reads plain text, in any encoding, with or without front matter.
#[derive(Debug, Clone, Copy)]
pub(super) struct PlainText;

/// Longest first line that is taken for the title, in characters.
const MAX_TITLE: usize = 150;

impl Extractor for PlainText {
    fn name(&self) -> &'static str {
        "text/1"
    }

    fn media_types(&self) -> &'static [MediaType] {
        &[MediaType::Text]
    }

    fn extract(
        &self,
        input: &Input,
        found: &mut dyn FnMut(Found) -> ControlFlow<()>,
    ) -> Result<(), ExtractError> {
        let text = decoded(input)?;
        let (front, body) = front_matter::split(&text);
        let mut extract = Extract::new("");
        if let Some(front) = front {
            front.apply(&mut extract);
        }
        if extract.document.title.is_empty() {
            extract.document.title = first_line(body).unwrap_or_default().to_owned();
        }
        extract.document.sections =
            headings::sections(without_title(body, &extract.document.title));
        if body.trim().is_empty() {
            return Err(no_text());
        }
        let _ = found(Found {
            item: String::new(),
            extract: Ok(extract),
        });
        Ok(())
    }
}

/// The text of an input.
pub(super) fn decoded(input: &Input) -> Result<String, ExtractError> {
    let bytes = input.body.bytes().map_err(|e| ExtractError::reading(&e))?;
    Ok(charset::decode(&bytes, input.charset.as_deref()))
}

pub(super) fn no_text() -> ExtractError {
    ExtractError::new(
        Reason::NoText,
        "found nothing but white space: expected text",
    )
}

/// The first line, if it can be a title: it is short, is no sentence and text follows.
pub(super) fn first_line(text: &str) -> Option<&str> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next()?.trim_start_matches('#').trim();
    let sentence = first.ends_with(['.', '。', ';', ',', ':', '،', '।']);
    (lines.next().is_some() && first.chars().count() <= MAX_TITLE && !sentence).then_some(first)
}

/// The text after its first line if that is the title once more.
pub(super) fn without_title<'t>(text: &'t str, title: &str) -> &'t str {
    let start = text.trim_start();
    let (first, rest) = start.split_once('\n').unwrap_or((start, ""));
    let same = !title.trim().is_empty() && first.trim_start_matches('#').trim() == title.trim();
    if same { rest } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_is_the_title_if_it_can_be_one() {
        assert_eq!(first_line("\n# Měření\n\nText."), Some("Měření"));
        assert_eq!(first_line("霍乱\n补液。"), Some("霍乱"));
        assert_eq!(first_line("Rehydrate at once.\nThen wait."), None);
        assert_eq!(first_line("only"), None);
        assert_eq!(without_title("\n霍乱 \n补液。", "霍乱"), "补液。");
        assert_eq!(without_title("补液。", ""), "补液。");
    }
}
