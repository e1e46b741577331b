//! The text of a paragraph.

use std::collections::BTreeMap;

use super::styles::{Styles, switch, value};
use crate::extract::markdown::is_dense;
use crate::xml::{Element, Node};

/// Text with what is known of it.
#[derive(Debug, Default)]
pub(super) struct Inline {
    pub(super) text: String,
    /// Whether all text is bold, and there is some.
    pub(super) bold: Option<bool>,
    /// Notes that are referred to, by their sort and identifier.
    pub(super) notes: Vec<(&'static str, String)>,
    /// Letters of each language that the text is marked with.
    pub(super) languages: BTreeMap<String, usize>,
}

/// Gathers the text of paragraphs.
pub(super) struct Gather<'s> {
    pub(super) styles: &'s Styles,
    /// Notes before this paragraph.
    pub(super) noted: usize,
}

impl Gather<'_> {
    /// The text of a paragraph, without what was deleted or is hidden.
    pub(super) fn paragraph(&self, paragraph: &Element) -> Inline {
        let mut inline = Inline::default();
        let style = value(paragraph.child("pPr"), "pStyle").unwrap_or_default();
        self.children(paragraph, self.styles.is_bold(style), &mut inline);
        inline
    }

    fn children(&self, element: &Element, bold: bool, inline: &mut Inline) {
        for child in element.elements() {
            match child.name.as_str() {
                "r" => self.run(child, bold, inline),
                // Deleted, moved away, or only seen where the first choice cannot be.
                "del" | "moveFrom" | "Fallback" | "pPr" | "sdtPr" => {}
                _ => self.children(child, bold, inline),
            }
        }
    }

    fn run(&self, run: &Element, bold: bool, inline: &mut Inline) {
        let properties = run.child("rPr");
        if switch(properties, "vanish") == Some(true) {
            return;
        }
        let style = value(properties, "rStyle").unwrap_or_default();
        let bold = switch(properties, "b").unwrap_or(bold || self.styles.is_bold(style));
        let before = inline.text.len();
        for node in &run.content {
            let Node::Element(part) = node else { continue };
            match part.name.as_str() {
                "t" => inline.text.push_str(&part.text()),
                "tab" | "ptab" => inline.text.push(' '),
                "br" | "cr" => inline.text.push('\n'),
                "noBreakHyphen" => inline.text.push('\u{2011}'),
                "footnoteReference" => self.note("footnote", part, inline),
                "endnoteReference" => self.note("endnote", part, inline),
                // Text boxes and what stands in their place.
                "AlternateContent" | "pict" | "drawing" | "object" => {
                    self.within(part, bold, inline);
                }
                _ => {}
            }
        }
        let text = &inline.text[before..];
        if text.trim().is_empty() {
            return;
        }
        inline.bold = Some(inline.bold.unwrap_or(true) && bold);
        if let Some(language) = language(properties, text) {
            let letters = text.chars().filter(|c| c.is_alphabetic()).count();
            *inline.languages.entry(language.to_owned()).or_default() += letters;
        }
    }

    /// The paragraphs of text boxes, each on a line of its own.
    fn within(&self, element: &Element, bold: bool, inline: &mut Inline) {
        for child in element.elements() {
            match child.name.as_str() {
                "Fallback" => {}
                "txbxContent" => {
                    for paragraph in child.all("p") {
                        inline.text.push('\n');
                        self.children(paragraph, bold, inline);
                    }
                    inline.text.push('\n');
                }
                _ => self.within(child, bold, inline),
            }
        }
    }

    fn note(&self, sort: &'static str, reference: &Element, inline: &mut Inline) {
        let Some(id) = reference.attribute("id") else {
            return;
        };
        inline.notes.push((sort, id.to_owned()));
        let number = self.noted + inline.notes.len();
        inline.text.push_str(&format!("[{number}]"));
    }
}

/// The language a run says its text is in.
fn language<'e>(properties: Option<&'e Element>, text: &str) -> Option<&'e str> {
    let told = properties?.child("lang")?;
    let attribute = if text.chars().any(is_dense) {
        "eastAsia"
    } else if properties?.child("rtl").is_some() {
        "bidi"
    } else {
        "val"
    };
    told.attribute(attribute)
}
