//! Running headers and footers, which are not part of the text.

use std::collections::HashMap;

use super::super::reading::{Line, Page};
use super::super::rules::RULES;

/// Removes lines that stand at the top or the bottom of most pages.
pub(super) fn remove(pages: &mut [Page]) {
    let rules = &RULES.running;
    if pages.len() < rules.min_pages {
        return;
    }
    let mut seen: HashMap<String, usize> = HashMap::new();
    for page in pages.iter() {
        let mut marks: Vec<String> = edges(page).map(mark).collect();
        marks.sort_unstable();
        marks.dedup();
        marks
            .into_iter()
            .for_each(|mark| *seen.entry(mark).or_default() += 1);
    }
    let needed = pages.len() * rules.min_percent / 100 + 1;
    let running = |line: &Line| seen.get(&mark(line)).is_some_and(|count| *count >= needed);
    for page in pages.iter_mut() {
        // From the edge inwards: what stands behind text is text.
        let top = page
            .lines
            .iter()
            .take(rules.lines)
            .take_while(|line| running(line))
            .count();
        page.lines.drain(..top);
        let bottom = page
            .lines
            .iter()
            .rev()
            .take(rules.lines)
            .take_while(|line| running(line))
            .count();
        page.lines.truncate(page.lines.len() - bottom);
    }
}

/// The lines at the top and at the bottom of a page.
fn edges(page: &Page) -> impl Iterator<Item = &Line> {
    let count = RULES.running.lines;
    let bottom = page
        .lines
        .len()
        .saturating_sub(count)
        .max(count.min(page.lines.len()));
    page.lines.iter().take(count).chain(&page.lines[bottom..])
}

/// The line with all numbers alike.
fn mark(line: &Line) -> String {
    let mut mark = String::new();
    for c in line.text.chars().filter(|c| !c.is_whitespace()) {
        let c = if c.is_numeric() { '#' } else { c };
        if !(c == '#' && mark.ends_with('#')) {
            mark.extend(c.to_lowercase());
        }
    }
    mark
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_on_most_pages_is_removed_from_their_edges() {
        let line = |text: &str| Line {
            text: text.to_owned(),
            ..Line::default()
        };
        let page = |number: u32| Page {
            number,
            lines: vec![
                line("诊疗方案 2020"),
                line(&format!(
                    "Text of {}",
                    ["a", "b", "c", "d", "e"][number as usize - 1]
                )),
                line("one"),
                line("two"),
                line("three"),
                line("four"),
                line("诊疗方案 2020"),
                line("five"),
                line("six"),
                line(&format!(
                    "last {}",
                    ["a", "b", "c", "d", "e"][number as usize - 1]
                )),
                line(&format!("Page {number} of 5")),
            ],
            ..Page::default()
        };
        let mut pages: Vec<Page> = (1..=5).map(page).collect();
        remove(&mut pages);
        let texts: Vec<_> = pages[2].lines.iter().map(|l| l.text.as_str()).collect();
        // The header goes; the same words in the middle of the page are text.
        assert_eq!(
            texts,
            [
                "Text of c",
                "one",
                "two",
                "three",
                "four",
                "诊疗方案 2020",
                "five",
                "six",
                "last c"
            ]
        );
        let mut few: Vec<Page> = (1..=3).map(page).collect();
        remove(&mut few);
        assert_eq!(few[0].lines.len(), 11);
    }
}
