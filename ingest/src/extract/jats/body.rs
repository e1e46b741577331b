//! The text of an article: sections, paragraphs, lists, tables, boxes.

use corpora::Section;

use super::rules::RULES;
use super::table::{caption, rows};
use super::{formula, inline};
use crate::extract::outline::Outline;
use crate::xml::{Element, Node};

/// Goes through elements and gathers their text under its headings.
#[derive(Debug, Default)]
pub(super) struct Body {
    outline: Outline,
    line: String,
    /// What stands before the next line: a bullet, or white space under it.
    lead: String,
    /// Tables that are only pictures.
    pub(super) pictured: usize,
}

impl Body {
    /// The sections.
    pub(super) fn finish(mut self) -> Vec<Section> {
        self.flush();
        self.outline.finish()
    }

    /// The content of an element, under the headings that are open. `rank` is that of its sections.
    pub(super) fn content(&mut self, element: &Element, rank: u32) {
        let mut cited = false;
        for node in &element.content {
            match node {
                Node::Text(text) => {
                    self.line.push_str(text);
                    cited = cited && text.trim().is_empty();
                }
                Node::Element(inner) => {
                    cited = inline::is_citation(inner, cited);
                    if !cited {
                        self.element(inner, rank);
                    }
                }
            }
        }
    }

    /// Figures and tables that stand after the text, each under its label.
    pub(super) fn floats(&mut self, group: &Element) {
        for float in group.elements() {
            let label = float.child("label").map(inline::line).unwrap_or_default();
            self.flush();
            self.outline.leave(1);
            self.outline
                .heading(1, &label, float.attribute("id").map(str::to_owned));
            self.element(float, 2);
        }
        self.flush();
        self.outline.leave(1);
    }

    fn element(&mut self, element: &Element, rank: u32) {
        match element.name.as_str() {
            name if RULES.skipped.contains(name) => {}
            "title" | "label" => {}
            "list" => self.list(element, rank),
            "def-list" => self.definitions(element, rank),
            "fig" | "table-wrap" | "chem-struct-wrap" => self.float(element, rank),
            "table" => self.table(element),
            "disp-formula" => self.formula(element),
            "code" | "preformat" => self.preformatted(element),
            "fn-group" => self.notes(element, rank),
            name if RULES.sections.contains(name) => self.section(element, rank),
            name if RULES.blocks.contains(name) || name == "disp-formula-group" => {
                self.block(element, rank);
            }
            _ => inline::element(element, &mut self.line, true),
        }
    }

    fn flush(&mut self) {
        let text = inline::one_line(&std::mem::take(&mut self.line));
        if text.is_empty() {
            return;
        }
        let under = " ".repeat(self.lead.chars().count());
        let lead = std::mem::replace(&mut self.lead, under);
        self.outline.line(&format!("{lead}{text}"));
    }

    fn say(&mut self, text: &str) {
        self.line.push_str(text);
        self.flush();
    }

    fn block(&mut self, element: &Element, rank: u32) {
        self.flush();
        // Of a group of figures, the words under all of them.
        if element.child("label").is_some() || element.name.ends_with("-group") {
            self.say(&caption(element));
            let parts = element
                .elements()
                .filter(|e| !matches!(e.name.as_str(), "label" | "caption"));
            parts.for_each(|part| self.element(part, rank));
        } else {
            if let Some(title) = element.child("title") {
                self.say(&inline::line(title));
            }
            self.content(element, rank);
        }
        self.flush();
    }

    /// A part with a heading of its own; without one, its text goes on under the one before.
    pub(super) fn section(&mut self, element: &Element, rank: u32) {
        let kind = element
            .attribute("sec-type")
            .or_else(|| element.attribute("notes-type"));
        if kind.is_some_and(|kind| RULES.skipped_sections.contains(kind)) {
            return;
        }
        self.flush();
        let at = |path: &str| {
            element
                .at(path)
                .map(inline::line)
                .filter(|text| !text.is_empty())
        };
        let title = at("title").or_else(|| at("caption/title"));
        let heading = [at("label"), title]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ");
        if heading.is_empty() {
            self.content(element, rank);
            return self.flush();
        }
        self.outline
            .heading(rank, &heading, element.attribute("id").map(str::to_owned));
        self.content(element, rank + 1);
        self.flush();
        self.outline.leave(rank);
    }

    fn list(&mut self, list: &Element, rank: u32) {
        self.flush();
        if let Some(title) = list.child("title") {
            self.say(&inline::line(title));
        }
        let outer = self.lead.clone();
        let ordered = list
            .attribute("list-type")
            .is_some_and(|kind| !matches!(kind, "bullet" | "simple" | "unordered" | "none"));
        for (n, item) in list.all("list-item").enumerate() {
            let label = item
                .child("label")
                .map(inline::line)
                .filter(|label| !label.is_empty());
            let bullet = match label {
                Some(label) => label,
                None if ordered => format!("{}.", n + 1),
                None => "-".to_owned(),
            };
            self.lead = format!("{outer}{bullet} ");
            self.content(item, rank);
            self.flush();
        }
        self.lead = outer;
    }

    fn definitions(&mut self, list: &Element, rank: u32) {
        self.flush();
        for part in list.elements() {
            match part.name.as_str() {
                "title" => self.say(&inline::line(part)),
                "def-item" => {
                    let texts = |name| {
                        let all = part
                            .all(name)
                            .map(inline::line)
                            .filter(|text| !text.is_empty());
                        all.collect::<Vec<_>>().join(", ")
                    };
                    let (term, meaning) = (texts("term"), texts("def"));
                    let colon = if term.is_empty() || term.ends_with([':', '：']) {
                        ""
                    } else {
                        ":"
                    };
                    self.say(&format!("{term}{colon} {meaning}"));
                }
                "def-list" => self.definitions(part, rank),
                _ => {}
            }
        }
    }

    fn float(&mut self, float: &Element, rank: u32) {
        self.flush();
        let outer = std::mem::take(&mut self.lead);
        self.say(&caption(float));
        if float.name == "table-wrap" {
            let lines = rows(float);
            let other = ["list", "def-list", "p", "disp-quote"];
            let told: Vec<_> = float
                .elements()
                .filter(|e| other.contains(&e.name.as_str()))
                .collect();
            self.pictured += usize::from(lines.is_empty() && told.is_empty());
            lines.iter().for_each(|line| self.outline.line(line));
            told.into_iter().for_each(|part| self.element(part, rank));
            for foot in float.all("table-wrap-foot") {
                self.foot(foot, rank);
            }
        } else {
            let told = float.child("long-desc").or_else(|| float.child("alt-text"));
            if let Some(text) = told {
                self.say(&inline::line(text));
            }
            for inner in float
                .elements()
                .filter(|e| matches!(e.name.as_str(), "p" | "list" | "attrib"))
            {
                self.element(inner, rank);
            }
        }
        self.lead = outer;
    }

    /// What stands under a table: doses often have their conditions there.
    fn foot(&mut self, foot: &Element, rank: u32) {
        for part in foot.elements() {
            match part.name.as_str() {
                "fn" => self.note(part, rank),
                "fn-group" => self.foot(part, rank),
                _ => {
                    self.element(part, rank);
                    self.flush();
                }
            }
        }
    }

    fn table(&mut self, table: &Element) {
        self.flush();
        let holder = Element {
            content: vec![Node::Element(table.clone())],
            ..Element::default()
        };
        rows(&holder)
            .iter()
            .for_each(|line| self.outline.line(line));
    }

    fn formula(&mut self, element: &Element) {
        self.flush();
        let label = element.child("label").map(inline::line).unwrap_or_default();
        self.say(&format!("{} {label}", formula::text(element)));
    }

    fn preformatted(&mut self, element: &Element) {
        self.flush();
        element
            .text()
            .lines()
            .for_each(|line| self.outline.line(line));
    }

    /// Footnotes of the text; those about the authors are left out.
    fn notes(&mut self, group: &Element, rank: u32) {
        self.flush();
        for note in group.all("fn") {
            let kind = note.attribute("fn-type").unwrap_or_default();
            if !RULES.skipped_notes.contains(kind) {
                self.note(note, rank);
            }
        }
    }

    fn note(&mut self, note: &Element, rank: u32) {
        self.flush();
        if let Some(label) = note.child("label") {
            let label = inline::line(label);
            let letters = !label.is_empty() && label.chars().all(char::is_alphabetic);
            self.line
                .push_str(&if letters { format!("[{label}]") } else { label });
            self.line.push(' ');
        }
        for part in note.elements().filter(|e| e.name != "label") {
            match part.name.as_str() {
                "p" => {
                    self.content(part, rank);
                    self.flush();
                }
                _ => self.element(part, rank),
            }
        }
        self.flush();
    }
}
