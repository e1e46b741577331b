//! Lists, and terms with their meanings.

use scraper::ElementRef;

use super::Walk;

impl Walk<'_, '_> {
    pub(super) fn list(&mut self, name: &str, element: ElementRef<'_>) {
        self.flush();
        let first = element
            .attr("start")
            .and_then(|start| start.parse().ok())
            .unwrap_or(1);
        self.grouped(|walk| {
            walk.lists.push((name == "ol").then_some(first));
            walk.children(element, false);
            walk.flush();
            walk.lists.pop();
        });
    }

    pub(super) fn grouped(&mut self, inside: impl FnOnce(&mut Self)) {
        let outer = self.group;
        if outer == 0 {
            self.groups += 1;
            self.group = self.groups;
        }
        inside(self);
        self.group = outer;
    }

    pub(super) fn item(&mut self, element: ElementRef<'_>) {
        self.flush();
        let indent = "  ".repeat(self.lists.len().saturating_sub(1).min(8));
        let bullet = match self.lists.last_mut() {
            Some(Some(number)) => {
                let own = element.attr("value").and_then(|n| n.trim().parse().ok());
                *number = own.unwrap_or(*number);
                let bullet = format!("{number}. ");
                *number = number.saturating_add(1);
                bullet
            }
            _ => "- ".to_owned(),
        };
        self.line.text = format!("{indent}{bullet}");
        self.line.lead = self.line.text.len();
        self.children(element, false);
        self.flush();
    }

    pub(super) fn terms(&mut self, element: ElementRef<'_>) {
        self.flush();
        self.grouped(|walk| {
            walk.children(element, false);
            walk.flush();
        });
    }

    pub(super) fn term(&mut self, element: ElementRef<'_>) {
        self.flush();
        self.children(element, false);
        let term = self.line.text.trim_end().to_owned();
        if !term.is_empty() && !term.contains('\n') {
            let colon = if term.ends_with([':', '：']) {
                " "
            } else {
                ": "
            };
            self.line.text = term + colon;
            self.line.lead = self.line.text.len();
        }
    }

    pub(super) fn meaning(&mut self, element: ElementRef<'_>) {
        if self.line.text.len() > self.line.lead {
            self.flush();
        }
        self.children(element, false);
        self.flush();
    }
}
