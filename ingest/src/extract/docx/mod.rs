//! Word documents (Office Open XML, ECMA-376).

mod inline;
mod package;
mod styles;
mod table;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;
use std::sync::LazyLock;

use corpora::{Date, Language};
use serde::Deserialize;

use self::inline::{Gather, Inline};
use self::package::{Package, compound, unreadable};
use self::styles::{Lists, Role, Styles, list_of, outline_of, value};
use super::outline::Outline;
use super::text::{first_line, no_text};
use super::{Extract, ExtractError, Extractor, Found, Input, Reason};
use crate::media_type::MediaType;
use crate::xml::{self, Element};

/// Reads Word documents: headings, paragraphs, lists, tables and notes, as they read with all changes
/// accepted. Headers, footers and comments are left out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Docx;

/// Titles that nobody gave: `data/docx.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct NoTitles {
    titles: Vec<String>,
    beginnings: Vec<String>,
}

// A test makes sure that they can be read.
static NO_TITLES: LazyLock<NoTitles> =
    LazyLock::new(|| toml::from_str(include_str!("../../../data/docx.toml")).unwrap_or_default());

impl NoTitles {
    fn has(&self, title: &str) -> bool {
        let lower = title.to_lowercase();
        let bare = lower.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
        self.titles.iter().any(|none| none == bare)
            || self.beginnings.iter().any(|none| lower.starts_with(none))
    }
}

impl Extractor for Docx {
    fn name(&self) -> &'static str {
        "docx/1"
    }

    fn media_types(&self) -> &'static [MediaType] {
        &[MediaType::Docx, MediaType::Compound]
    }

    fn extract(
        &self,
        input: &Input,
        found: &mut dyn FnMut(Found) -> ControlFlow<()>,
    ) -> Result<(), ExtractError> {
        let bytes = input.body.bytes().map_err(|e| ExtractError::reading(&e))?;
        if input.media_type == MediaType::Compound {
            return Err(compound(&bytes));
        }
        let mut package = Package::open(bytes)?;
        let extract = Reader::of(&mut package)?.read(&mut package)?;
        let _ = found(Found {
            item: String::new(),
            extract: Ok(extract),
        });
        Ok(())
    }
}

/// Turns the blocks of the text into lines under headings.
struct Reader {
    main: String,
    styles: Styles,
    lists: Lists,
    notes: HashMap<(&'static str, String), String>,
    outline: Outline,
    title: Vec<String>,
    /// Notes referred to so far.
    noted: usize,
    languages: BTreeMap<String, usize>,
    letters: usize,
}

impl Reader {
    fn of(package: &mut Package) -> Result<Self, ExtractError> {
        let main = package.main()?;
        let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
        let folder = folder.to_owned();
        let beside = |name: &str| {
            let parts = [folder.as_str(), name];
            parts
                .into_iter()
                .filter(|p| !p.is_empty())
                .collect::<Vec<_>>()
                .join("/")
        };
        let styles = package.tree(&beside("styles.xml"))?.unwrap_or_default();
        let lists = package.tree(&beside("numbering.xml"))?.unwrap_or_default();
        let mut reader = Self {
            styles: Styles::of(&styles),
            lists: Lists::of(&lists),
            notes: HashMap::new(),
            outline: Outline::default(),
            title: Vec::new(),
            noted: 0,
            languages: BTreeMap::new(),
            letters: 0,
            main,
        };
        for (sort, part) in [("footnote", "footnotes.xml"), ("endnote", "endnotes.xml")] {
            let tree = package.tree(&beside(part))?.unwrap_or_default();
            reader.take_notes(sort, &tree);
        }
        Ok(reader)
    }

    fn take_notes(&mut self, sort: &'static str, part: &Element) {
        let gather = Gather {
            styles: &self.styles,
            noted: 0,
        };
        for note in part.all(sort) {
            let paragraphs = note.all("p").map(|p| gather.paragraph(p).text);
            let text = paragraphs.collect::<Vec<_>>().join(" ");
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            if let (Some(id), false) = (note.attribute("id"), text.is_empty()) {
                self.notes.insert((sort, id.to_owned()), text);
            }
        }
    }

    fn read(mut self, package: &mut Package) -> Result<Extract, ExtractError> {
        let main = self.main.clone();
        let part = package.part(&main)?.ok_or_else(|| {
            let detail = format!("has no {main}: expected a Word document");
            ExtractError::new(Reason::Damaged, detail)
        })?;
        let block = |name: &str| matches!(name, "p" | "tbl");
        xml::records(part, block, &mut |element| {
            self.block(&element);
            ControlFlow::Continue(())
        })
        .map_err(|e| unreadable(&main, &e))?;
        let core = package.tree("docProps/core.xml")?.unwrap_or_default();
        self.finish(&core)
    }

    fn block(&mut self, block: &Element) {
        if block.name == "tbl" {
            self.outline.line("");
            let (lines, notes) = table::rows(block, &self.styles, self.noted);
            for line in lines {
                self.outline.line(&line);
            }
            self.say_notes(&notes);
            self.outline.line("");
            return;
        }
        let gather = Gather {
            styles: &self.styles,
            noted: self.noted,
        };
        let inline = gather.paragraph(block);
        self.paragraph(block.child("pPr"), inline);
    }

    fn paragraph(&mut self, properties: Option<&Element>, inline: Inline) {
        let text = inline.text.trim();
        if text.is_empty() {
            return;
        }
        self.letters += text.chars().filter(|c| c.is_alphabetic()).count();
        for (language, letters) in inline.languages {
            *self.languages.entry(language).or_default() += letters;
        }
        let style = value(properties, "pStyle").unwrap_or_default();
        let role = match outline_of(properties) {
            Some(level) => Role::Heading(level),
            None => self.styles.role(style),
        };
        match role {
            Role::Title if self.title.len() < 3 => self.title.push(text.to_owned()),
            Role::Heading(level) => self.outline.heading(level * 10, text, None),
            _ => {
                let list = list_of(properties).or_else(|| self.styles.list(style));
                let mark = list.map(|(id, level)| self.lists.mark(&id, level));
                let mark = mark.unwrap_or_default();
                if mark.is_empty() {
                    self.outline.line("");
                }
                let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
                if let Some(first) = lines.next() {
                    self.outline.line(&format!("{mark}{first}"));
                }
                lines.for_each(|line| self.outline.line(line));
            }
        }
        self.say_notes(&inline.notes);
    }

    /// The notes that were just referred to: a condition of a dose stays beside it.
    fn say_notes(&mut self, notes: &[(&'static str, String)]) {
        for note in notes {
            self.noted += 1;
            if let Some(text) = self.notes.get(note) {
                self.outline.line(&format!("[{}] {text}", self.noted));
            }
        }
    }

    fn finish(self, core: &Element) -> Result<Extract, ExtractError> {
        let told = core.line_at("title").filter(|title| !NO_TITLES.has(title));
        // What a reader sees goes before what a template may have left.
        let seen = Some(self.title.join(" ")).filter(|title| !title.is_empty());
        let mut extract = Extract::new(&seen.or(told).unwrap_or_default());
        let document = &mut extract.document;
        document.sections = self.outline.finish();
        if document.sections.is_empty() {
            return Err(no_text());
        }
        let headed = document
            .sections
            .iter()
            .any(|section| !section.path.is_empty());
        if document.title.is_empty() && !headed {
            let first = first_line(&document.sections[0].text);
            document.title = first.unwrap_or_default().to_owned();
        }
        let creators = core.line_at("creator").unwrap_or_default();
        let creators = creators.split(';').map(|name| name.trim().to_owned());
        document.authors = creators.filter(|name| !name.is_empty()).collect();
        // When a file was made says nothing of when it was published.
        document.updated = core
            .line_at("modified")
            .and_then(|date| Date::parse(&date).ok());
        let marked = self.languages.iter().max_by_key(|(_, letters)| **letters);
        let marked = marked.filter(|(_, letters)| **letters * 2 > self.letters);
        let language = core
            .line_at("language")
            .or(marked.map(|(language, _)| language.clone()));
        if let Some(Ok(language)) = language.map(|tag| Language::parse(&tag)) {
            document.language = language;
        }
        Ok(extract)
    }
}
