//! Building sections: headings of falling rank, and the text under them.

use corpora::Section;

/// Headings within headings that are kept apart.
const MAX_DEPTH: usize = 6;

/// Gathers lines under headings. Nothing that is given to it is lost: it ends up in a heading or in
/// the text of a section.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    /// Open headings with their ranks, outermost first.
    open: Vec<(u32, String)>,
    sections: Vec<Section>,
    current: Section,
    page: Option<u32>,
}

impl Outline {
    /// From here on, text is on this page.
    pub(crate) fn page(&mut self, page: u32) {
        self.page = Some(page);
        let path = self.current.path.clone();
        self.close();
        self.current.path = path;
    }

    /// A heading. It closes the headings of its rank and of higher ones.
    pub(crate) fn heading(&mut self, rank: u32, heading: &str, anchor: Option<String>) {
        let heading = heading.split_whitespace().collect::<Vec<_>>().join(" ");
        if heading.is_empty() {
            return;
        }
        self.close();
        self.open.retain(|(open, _)| *open < rank);
        while self.open.len() >= MAX_DEPTH {
            self.open.pop();
        }
        self.open.push((rank, heading));
        self.current.path = self
            .open
            .iter()
            .map(|(_, heading)| heading.clone())
            .collect();
        self.current.anchor = anchor;
    }

    /// Leaves the headings of this rank and lower ones: text that follows is not under them.
    pub(crate) fn leave(&mut self, rank: u32) {
        if self.open.last().is_none_or(|(open, _)| *open < rank) {
            return;
        }
        self.close();
        self.open.retain(|(open, _)| *open < rank);
        self.current.path = self
            .open
            .iter()
            .map(|(_, heading)| heading.clone())
            .collect();
    }

    /// A line of text: a paragraph, a list item, a table row. An empty one parts paragraphs.
    pub(crate) fn line(&mut self, line: &str) {
        if self.current.text.is_empty() && line.trim().is_empty() {
            return;
        }
        if !self.current.text.is_empty() {
            self.current.text.push('\n');
        }
        self.current.text.push_str(line.trim_end());
    }

    fn close(&mut self) {
        let next = Section {
            page: self.page,
            ..Section::default()
        };
        let mut done = std::mem::replace(&mut self.current, next);
        done.text.truncate(done.text.trim_end().len());
        if !(done.text.is_empty() && done.path.is_empty()) {
            self.sections.push(done);
        }
    }

    /// The sections. A heading without text of its own is left out where it stands above the next.
    pub(crate) fn finish(mut self) -> Vec<Section> {
        self.close();
        let mut kept: Vec<Section> = Vec::with_capacity(self.sections.len());
        let mut sections = self.sections.into_iter().peekable();
        while let Some(mut section) = sections.next() {
            let next = sections.peek_mut();
            if section.text.is_empty()
                && let Some(next) = next
                && next.path.starts_with(&section.path)
            {
                next.anchor = next.anchor.take().or_else(|| section.anchor.take());
                continue;
            }
            // A page without text of its own, and a heading that was come back to.
            if section.text.is_empty()
                && kept
                    .last()
                    .is_some_and(|last| last.path.starts_with(&section.path))
            {
                continue;
            }
            kept.push(section);
        }
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_nest_by_rank_and_text_keeps_its_page() {
        let mut outline = Outline::default();
        outline.page(1);
        outline.line("前言");
        outline.heading(1, "Treatment", Some("t".to_owned()));
        outline.heading(2, "Dose\n of  it", None);
        outline.line("6 mg");
        outline.page(2);
        outline.line("for 10 days");
        outline.heading(1, "Notes", None);
        let sections = outline.finish();
        let shown: Vec<_> = sections
            .iter()
            .map(|s| {
                (
                    s.path.join("/"),
                    s.text.as_str(),
                    s.page,
                    s.anchor.as_deref(),
                )
            })
            .collect();
        assert_eq!(
            shown,
            [
                (String::new(), "前言", Some(1), None),
                (
                    "Treatment/Dose of it".to_owned(),
                    "6 mg",
                    Some(1),
                    Some("t")
                ),
                (
                    "Treatment/Dose of it".to_owned(),
                    "for 10 days",
                    Some(2),
                    None
                ),
                ("Notes".to_owned(), "", Some(2), None),
            ]
        );
    }
}
