//! A page with what is needed to tell its content from what stands around it.

use std::collections::{HashMap, HashSet};

use ego_tree::NodeId;
use ego_tree::iter::Edge;
use scraper::{ElementRef, Html, Node};

use super::rules::{MAIN, RULES};

/// Text within an element, scripts and the like left out.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Measure {
    /// Characters, white space left out.
    pub(super) size: usize,
    /// Those of them that are links.
    pub(super) linked: usize,
}

impl Measure {
    /// Characters that are no links.
    fn prose(self) -> usize {
        self.size - self.linked
    }
}

/// A parsed page.
#[derive(Debug)]
pub(super) struct Page<'h> {
    pub(super) html: &'h Html,
    measures: HashMap<NodeId, Measure>,
    /// The elements marked as the content: one bit for each selector that finds them.
    marks: HashMap<NodeId, u64>,
    /// What marked elements stand in.
    holders: HashSet<NodeId>,
    /// Elements that a button or a tab opens, by their `id`, with its words.
    pub(super) opened: HashMap<String, String>,
}

impl<'h> Page<'h> {
    pub(super) fn new(html: &'h Html) -> Self {
        let mut page = Self {
            html,
            measures: measures(html),
            marks: HashMap::new(),
            holders: HashSet::new(),
            opened: HashMap::new(),
        };
        page.mark();
        page.open();
        page
    }

    pub(super) fn measure(&self, element: &ElementRef<'_>) -> Measure {
        self.measures
            .get(&element.id())
            .copied()
            .unwrap_or_default()
    }

    /// The element that holds all text: `body`, else the root.
    pub(super) fn body(&self) -> ElementRef<'h> {
        let root = self.html.root_element();
        root.child_elements()
            .find(|e| e.value().name() == "body")
            .unwrap_or(root)
    }

    /// The selectors that mark an element as the content.
    pub(super) fn marks(&self, element: &ElementRef<'_>) -> u64 {
        self.marks.get(&element.id()).copied().unwrap_or_default()
    }

    /// Finds what is marked as the content. Small elements beside a large one are teasers.
    fn mark(&mut self) {
        for (nth, selector) in MAIN.iter().take(64).enumerate() {
            let found: Vec<_> = self.html.select(selector).take(200).collect();
            let prose = |e: &ElementRef<'_>| self.measure(e).prose();
            let largest = found.iter().map(prose).max().unwrap_or(0);
            let worthy = |e: &&ElementRef<'_>| largest > 0 && prose(e) * 4 >= largest;
            let worthy: Vec<_> = found.iter().filter(worthy).copied().collect();
            for element in worthy {
                *self.marks.entry(element.id()).or_default() |= 1 << nth;
                for holder in element.ancestors() {
                    self.holders.insert(holder.id());
                }
            }
        }
    }

    /// Remembers which button opens what, unless the button is in a heading of its own.
    fn open(&mut self) {
        for button in self.html.root_element().descendent_elements() {
            let element = button.value();
            let opens = match element.name() {
                "button" | "a" | "div" | "li" | "span" => element.attr("aria-controls"),
                _ => None,
            };
            let tab = element.attr("role") == Some("tab");
            let opens = opens.or_else(|| element.attr("href")?.strip_prefix('#').filter(|_| tab));
            let Some(id) = opens.filter(|id| !id.is_empty() && id.len() <= 200) else {
                continue;
            };
            let headed = button
                .ancestors()
                .take(4)
                .filter_map(ElementRef::wrap)
                .any(|e| is_heading(e.value().name()) || e.value().name() == "summary");
            if headed || self.opened.len() > 2_000 {
                continue;
            }
            let words: Vec<&str> = button.text().flat_map(str::split_whitespace).collect();
            let words = words.join(" ");
            if !words.is_empty() && words.chars().count() <= 300 {
                self.opened.entry(id.to_owned()).or_insert(words);
            }
        }
    }

    /// Whether an element that is seen is not content by what it is or is called.
    pub(super) fn is_clutter(&self, element: &ElementRef<'_>) -> bool {
        let name = element.value().name();
        if matches!(name, "html" | "body" | "main") {
            return false;
        }
        let role = element
            .attr("role")
            .is_some_and(|role| RULES.around_roles.contains(&role.to_ascii_lowercase()));
        let around = RULES.around.contains(name) || role || RULES.is_clutter(name, &names(element));
        let holds = self.holders.contains(&element.id()) || self.holds_most(element);
        around && !holds
    }

    /// A form or a sidebar wrapper around everything (as some frameworks write them) is no clutter.
    fn holds_most(&self, element: &ElementRef<'_>) -> bool {
        let all = self.measure(&self.body()).prose();
        self.measure(element).prose() * 100 > all * RULES.clutter_percent
            && !matches!(element.value().name(), "nav" | "footer")
    }

    /// Hidden, and not for being opened by a reader.
    pub(super) fn hidden(&self, element: &ElementRef<'_>) -> bool {
        let value = element.value();
        let attribute = value.attr("hidden");
        // What is hidden until it is searched for is opened by a reader.
        let hidden = attribute.is_some_and(|how| !how.eq_ignore_ascii_case("until-found"))
            || value.attr("style").is_some_and(|style| {
                let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
                let style = style.to_ascii_lowercase();
                style.contains("display:none") || style.contains("visibility:hidden")
            });
        hidden && !self.can_be_opened(element)
    }

    fn can_be_opened(&self, element: &ElementRef<'_>) -> bool {
        let opened = |id: &str| self.opened.contains_key(id);
        element.attr("id").is_some_and(opened)
            || element
                .ancestors()
                .take(3)
                .filter_map(ElementRef::wrap)
                .chain([*element])
                .any(|e| RULES.opens(&names(&e)))
    }
}

/// `h1` to `h6`.
pub(super) fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// The words of the class and the `id` of an element, in lower case: within a name parted by `-`,
/// names parted by a space.
pub(super) fn names(element: &ElementRef<'_>) -> String {
    let mut names = String::new();
    let value = element.value();
    let all = [
        value.attr("class"),
        value.attr("id"),
        value.attr("data-component"),
    ];
    for text in all.into_iter().flatten() {
        let mut before = ' ';
        for c in text.chars().take(500) {
            if c.is_uppercase() && before.is_lowercase() {
                names.push('-');
            }
            match c {
                _ if c.is_whitespace() => names.push(' '),
                _ if c.is_alphanumeric() => names.extend(c.to_lowercase()),
                _ => names.push('-'),
            }
            before = c;
        }
        names.push(' ');
    }
    names
}

fn measures(html: &Html) -> HashMap<NodeId, Measure> {
    let mut measures = HashMap::new();
    // Open elements: what is in them, and whether they are links or never text.
    let mut open: Vec<(Measure, bool, bool)> = Vec::new();
    for edge in html.root_element().traverse() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Element(element) => {
                    let (link, never) = open.last().map_or((false, false), |o| (o.1, o.2));
                    let link = link || element.name() == "a" && element.attr("href").is_some();
                    let never = never || RULES.never.contains(element.name());
                    open.push((Measure::default(), link, never));
                }
                Node::Text(text) => {
                    if let Some((measure, link, false)) = open.last_mut() {
                        let size = super::block::size(text);
                        measure.size += size;
                        measure.linked += if *link { size } else { 0 };
                    }
                }
                _ => {}
            },
            Edge::Close(node) if node.value().is_element() => {
                let Some((measure, ..)) = open.pop() else {
                    continue;
                };
                if let Some((outer, ..)) = open.last_mut() {
                    outer.size += measure.size;
                    outer.linked += measure.linked;
                }
                measures.insert(node.id(), measure);
            }
            Edge::Close(_) => {}
        }
    }
    measures
}
