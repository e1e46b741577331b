//! Tables, text set as it is written, and the words under figures.

use scraper::ElementRef;

use super::Walk;
use super::inline::inline;
use crate::extract::html::block::What;
use crate::extract::html::table;

impl Walk<'_, '_> {
    pub(super) fn table(&mut self, element: ElementRef<'_>) {
        self.flush();
        let keep = |e: &ElementRef<'_>| !self.left_out(e);
        match table::rows(element, &keep) {
            Some(rows) if !rows.is_empty() => {
                let linked = self.page.measure(&element).linked;
                self.push(What::Table, rows.join("\n"), inline(element), linked);
            }
            _ => self.children(element, false),
        }
        self.flush();
    }

    pub(super) fn preformatted(&mut self, element: ElementRef<'_>) {
        self.flush();
        self.preformatted = true;
        self.grouped(|walk| {
            walk.children(element, false);
            walk.flush();
        });
        self.preformatted = false;
    }

    pub(super) fn caption(&mut self, element: ElementRef<'_>) {
        self.flush();
        let outer = std::mem::replace(&mut self.caption, true);
        self.children(element, false);
        self.flush();
        self.caption = outer;
    }
}
