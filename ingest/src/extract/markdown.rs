//! Markdown.

use std::ops::ControlFlow;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::outline::Outline;
use super::text::{decoded, no_text};
use super::{Extract, ExtractError, Extractor, Found, Input, front_matter};
use crate::media_type::MediaType;

/// Reads Markdown (`CommonMark` with tables, footnotes and heading attributes), with or without
/// front matter.
#[derive(Debug, Clone, Copy)]
pub(super) struct Markdown;

impl Extractor for Markdown {
    fn name(&self) -> &'static str {
        "markdown/1"
    }

    fn media_types(&self) -> &'static [MediaType] {
        &[MediaType::Markdown]
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
        let mut reader = Reader::default();
        let options =
            Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_HEADING_ATTRIBUTES;
        Parser::new_ext(body, options).for_each(|event| reader.event(event));
        reader.flush();
        if extract.document.title.is_empty() {
            extract.document.title = reader.first_heading.take().unwrap_or_default();
        }
        extract.document.sections = reader.outline.finish();
        if extract.document.sections.is_empty() {
            return Err(no_text());
        }
        let _ = found(Found {
            item: String::new(),
            extract: Ok(extract),
        });
        Ok(())
    }
}

/// Turns events into lines under headings.
#[derive(Debug, Default)]
struct Reader {
    outline: Outline,
    /// The line that is being put together.
    line: String,
    /// First heading of the first level.
    first_heading: Option<String>,
    anchor: Option<String>,
    /// Open lists: the next number of an ordered one.
    lists: Vec<Option<u64>>,
    header: Vec<String>,
    cells: Vec<String>,
}

impl Reader {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Code(text) => self.line.push_str(&text),
            Event::Html(html) | Event::InlineHtml(html) => self.html(&html),
            Event::SoftBreak => self.soft_break(),
            Event::HardBreak => self.line.push('\n'),
            Event::FootnoteReference(name) => self.line.push_str(&format!(" [{name}]")),
            Event::TaskListMarker(done) => self.line.push_str(if done { "[x] " } else { "[ ] " }),
            Event::InlineMath(text) | Event::DisplayMath(text) => self.line.push_str(&text),
            Event::Rule => self.flush(),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { id, .. } => {
                self.flush();
                self.anchor = id.map(|id| id.to_string());
            }
            Tag::List(first) => {
                self.flush();
                self.lists.push(first);
            }
            Tag::Item => {
                self.flush();
                self.bullet();
            }
            Tag::Table(_) => {
                self.flush();
                self.header.clear();
            }
            Tag::TableCell => self.line.clear(),
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented)
            | Tag::FootnoteDefinition(_) => {
                self.flush();
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(level) => self.heading(level),
            TagEnd::Paragraph => {
                self.flush();
                if self.lists.is_empty() {
                    self.outline.line("");
                }
            }
            TagEnd::List(_) => {
                self.flush();
                self.lists.pop();
            }
            TagEnd::TableCell => self
                .cells
                .push(std::mem::take(&mut self.line).trim().replace('\n', " ")),
            TagEnd::TableHead => self.header = std::mem::take(&mut self.cells),
            TagEnd::TableRow => {
                let cells = std::mem::take(&mut self.cells);
                self.outline.line(&row(&self.header, &cells));
            }
            TagEnd::Item
            | TagEnd::CodeBlock
            | TagEnd::HtmlBlock
            | TagEnd::BlockQuote(_)
            | TagEnd::Table => self.flush(),
            _ => {}
        }
    }

    fn heading(&mut self, level: HeadingLevel) {
        let heading = std::mem::take(&mut self.line);
        if level == HeadingLevel::H1 && self.first_heading.is_none() {
            self.first_heading = Some(heading.clone());
        }
        self.outline
            .heading(level as u32 * 10, &heading, self.anchor.take());
    }

    fn bullet(&mut self) {
        let depth = self.lists.len().saturating_sub(1);
        self.line.push_str(&"  ".repeat(depth.min(8)));
        match self.lists.last_mut() {
            Some(Some(number)) => {
                self.line.push_str(&format!("{number}. "));
                *number = number.saturating_add(1);
            }
            _ => self.line.push_str("- "),
        }
    }

    /// Between ideographs a line end is nothing, elsewhere it is a space.
    fn soft_break(&mut self) {
        let dense = self.line.chars().next_back().is_some_and(is_dense);
        if !dense {
            self.line.push(' ');
        }
    }

    /// Text between tags is kept, tags are not; `<br>` ends a line.
    fn html(&mut self, html: &str) {
        let lower = html.to_ascii_lowercase();
        if lower.starts_with("<br") {
            self.line.push('\n');
            return;
        }
        self.line.push_str(&without_tags(html));
    }

    fn flush(&mut self) {
        for line in std::mem::take(&mut self.line)
            .lines()
            .filter(|line| !line.trim().is_empty())
        {
            self.outline.line(line);
        }
    }
}

/// A table row on one line, each cell with its column's name.
pub(super) fn row(header: &[String], cells: &[String]) -> String {
    let named = cells
        .iter()
        .enumerate()
        .filter(|(_, cell)| !cell.is_empty())
        .map(|(at, cell)| {
            match header
                .get(at)
                .filter(|name| !name.is_empty() && *name != cell)
            {
                Some(name) => format!("{name}: {cell}"),
                None => cell.clone(),
            }
        });
    named.collect::<Vec<_>>().join("; ")
}

/// Characters of scripts that are written without spaces.
pub(super) fn is_dense(c: char) -> bool {
    matches!(c as u32, 0x0e00..=0x0eff | 0x1000..=0x109f | 0x1780..=0x17ff | 0x2e80..=0x30ff | 0x3400..=0x9fff | 0xf900..=0xfaff | 0xff00..=0xff65 | 0x20000..=0x3ffff)
}

fn without_tags(html: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => inside = false,
            _ if !inside => text.push(c),
            _ => {}
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::extract::Reason;

    fn extracted(text: &str) -> Result<Extract, ExtractError> {
        let input = Input::of("x.md", MediaType::Markdown, text.as_bytes());
        let mut all = Vec::new();
        Markdown.extract(&input, &mut |found| {
            all.push(found.extract);
            ControlFlow::Continue(())
        })?;
        all.remove(0)
    }

    #[test]
    fn lists_tables_and_headings_keep_their_shape() {
        let text = "# 霍乱\n\n前言\n续行\n\n## Dose {#dose}\n\n- adults\n  300 mg\n  1. once\n  2. twice\n- children\n\n\
            | Drug | Dose |\n|---|---|\n| Doxycycline | 300 mg |\n| Zinc | |\n\n<b>Note</b> a<br>b\n\n## خطة\n\nنص\n";
        let document = extracted(text).unwrap().document;
        assert_eq!(document.title, "霍乱");
        let shown: Vec<_> = document
            .sections
            .iter()
            .map(|s| (s.path.join("/"), s.text.as_str(), s.anchor.as_deref()))
            .collect();
        assert_eq!(
            shown,
            [
                ("霍乱".to_owned(), "前言续行", None),
                (
                    "霍乱/Dose".to_owned(),
                    "- adults 300 mg\n  1. once\n  2. twice\n- children\nDrug: Doxycycline; Dose: 300 mg\nDrug: Zinc\nNote a\nb",
                    Some("dose")
                ),
                ("霍乱/خطة".to_owned(), "نص", None),
            ]
        );
    }

    #[test]
    fn nothing_is_no_document() {
        assert_eq!(extracted(" \n\n---\n").unwrap_err().reason, Reason::NoText);
    }

    proptest! {
        #[test]
        fn foreign_text_never_panics(text in "([-+#|>*_`\\[\\]()!<>&;0-9 a-z霍\n]{0,120})") {
            let _ = extracted(&text);
        }
    }
}
