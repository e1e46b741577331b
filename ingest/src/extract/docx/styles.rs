//! What the styles and lists of a document mean.

use std::collections::HashMap;

use crate::xml::Element;

/// Styles on styles that are followed.
const MAX_CHAIN: usize = 20;
/// Levels of headings; Word has nine.
const MAX_LEVEL: u32 = 9;

/// What a paragraph is by its style.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Title,
    /// A heading of this level, from 1.
    Heading(u32),
    Text,
}

#[derive(Debug, Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    outline: Option<u32>,
    bold: Option<bool>,
    list: Option<(String, u32)>,
    /// Of a table: its first row is set in bold.
    bold_first_row: bool,
}

/// The styles by their identifiers.
#[derive(Debug, Default)]
pub(super) struct Styles(HashMap<String, Style>);

/// A switch such as `<w:b/>`: on unless it says that it is off.
pub(super) fn switch(properties: Option<&Element>, name: &str) -> Option<bool> {
    let found = properties?.child(name)?;
    Some(!matches!(
        found.attribute("val"),
        Some("0" | "false" | "off" | "none")
    ))
}

/// The value of `<w:name w:val="…"/>`.
pub(super) fn value<'e>(element: Option<&'e Element>, name: &'e str) -> Option<&'e str> {
    element?.child(name)?.attribute("val")
}

/// The list and the level in it that a paragraph's properties tell.
pub(super) fn list_of(properties: Option<&Element>) -> Option<(String, u32)> {
    let numbers = properties?.child("numPr")?;
    let id = value(Some(numbers), "numId")?;
    let level = value(Some(numbers), "ilvl").and_then(|level| level.parse().ok());
    Some((id.to_owned(), level.unwrap_or(0)))
}

/// The level of a heading that properties tell, from 1.
pub(super) fn outline_of(properties: Option<&Element>) -> Option<u32> {
    let level: u32 = value(properties, "outlineLvl")?.parse().ok()?;
    (level < MAX_LEVEL).then_some(level + 1)
}

impl Styles {
    pub(super) fn of(part: &Element) -> Self {
        let styles = part.all("style").filter_map(|style| {
            let first_row = style
                .all("tblStylePr")
                .find(|p| p.attribute("type") == Some("firstRow"));
            let paragraph = style.child("pPr");
            Some((
                style.attribute("styleId")?.to_owned(),
                Style {
                    name: value(Some(style), "name")
                        .unwrap_or_default()
                        .to_lowercase(),
                    based_on: value(Some(style), "basedOn").map(str::to_owned),
                    outline: outline_of(paragraph),
                    bold: switch(style.child("rPr"), "b"),
                    list: list_of(paragraph),
                    bold_first_row: switch(first_row.and_then(|p| p.child("rPr")), "b")
                        == Some(true),
                },
            ))
        });
        Self(styles.collect())
    }

    /// A style and those it is based on.
    fn chain<'s>(&'s self, id: &str) -> impl Iterator<Item = &'s Style> {
        let next = |style: &&'s Style| style.based_on.as_ref().and_then(|id| self.0.get(id));
        std::iter::successors(self.0.get(id), next).take(MAX_CHAIN)
    }

    /// What a paragraph of this style is. Identifiers are in the language of the program that wrote
    /// them, names of the built-in styles are English.
    pub(super) fn role(&self, id: &str) -> Role {
        for style in self.chain(id) {
            if style.name == "title" {
                return Role::Title;
            }
            let level = style
                .name
                .strip_prefix("heading ")
                .and_then(|level| level.parse().ok());
            let level = level.filter(|level| (1..=MAX_LEVEL).contains(level));
            if let Some(level) = level.or(style.outline) {
                return Role::Heading(level);
            }
        }
        // Files without the part still use the identifiers of English Word.
        let level = id
            .strip_prefix("Heading")
            .and_then(|level| level.parse().ok());
        match level {
            Some(level @ 1..=MAX_LEVEL) if !self.0.contains_key(id) => Role::Heading(level),
            _ if id == "Title" && !self.0.contains_key(id) => Role::Title,
            _ => Role::Text,
        }
    }

    /// Whether text of this style is bold.
    pub(super) fn is_bold(&self, id: &str) -> bool {
        self.chain(id).find_map(|style| style.bold).unwrap_or(false)
    }

    /// The list that paragraphs of this style are in.
    pub(super) fn list(&self, id: &str) -> Option<(String, u32)> {
        self.chain(id).find_map(|style| style.list.clone())
    }

    /// Whether tables of this style set their first row in bold.
    pub(super) fn has_bold_first_row(&self, id: &str) -> bool {
        self.chain(id).any(|style| style.bold_first_row)
    }
}

/// How the items of lists are marked, with the numbers they have come to.
#[derive(Debug, Default)]
pub(super) struct Lists {
    /// For each list and level, whether it counts, and from where.
    formats: HashMap<(String, u32), (bool, u64)>,
    counts: HashMap<(String, u32), u64>,
}

impl Lists {
    pub(super) fn of(part: &Element) -> Self {
        let mut levels: HashMap<&str, Vec<(u32, bool, u64)>> = HashMap::new();
        for list in part.all("abstractNum") {
            let id = list.attribute("abstractNumId").unwrap_or_default();
            let found = list.all("lvl").filter_map(|level| {
                let at = level.attribute("ilvl")?.parse().ok()?;
                let counts = value(Some(level), "numFmt")? == "decimal";
                let start = value(Some(level), "start").and_then(|s| s.parse().ok());
                Some((at, counts, start.unwrap_or(1)))
            });
            levels.insert(id, found.collect());
        }
        let mut formats = HashMap::new();
        for list in part.all("num") {
            let Some(id) = list.attribute("numId") else {
                continue;
            };
            let of = value(Some(list), "abstractNumId").unwrap_or_default();
            for (level, counts, start) in levels.get(of).into_iter().flatten() {
                formats.insert((id.to_owned(), *level), (*counts, *start));
            }
        }
        Self {
            formats,
            counts: HashMap::new(),
        }
    }

    /// What stands before the next item of a list; nothing for `0`, which takes an item out of its list.
    pub(super) fn mark(&mut self, id: &str, level: u32) -> String {
        if id == "0" {
            return String::new();
        }
        // Deeper levels begin anew.
        self.counts
            .retain(|(list, deep), _| list != id || *deep <= level);
        let key = (id.to_owned(), level);
        match self.formats.get(&key) {
            Some((true, start)) => {
                let count = self.counts.entry(key).or_insert(*start);
                let mark = format!("{count}. ");
                *count = count.saturating_add(1);
                mark
            }
            _ => "- ".to_owned(),
        }
    }
}
