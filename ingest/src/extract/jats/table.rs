//! Tables of JATS: of XHTML, or of OASIS with `tgroup`, `row` and `entry`.

use std::collections::HashMap;

use super::inline::{is_bold, line, one_line};
use crate::extract::table::{Cell, Grid, lines};
use crate::xml::Element;

/// The rows of all tables in an element, each with the names of its columns.
pub(super) fn rows(element: &Element) -> Vec<String> {
    let mut found = Vec::new();
    gather(element, &mut found);
    found
}

fn gather(element: &Element, found: &mut Vec<String>) {
    for inner in element.elements() {
        match inner.name.as_str() {
            "table" if inner.child("tgroup").is_none() => {
                found.extend(read(inner, &HashMap::new()))
            }
            "tgroup" => found.extend(read(inner, &columns(inner))),
            "table-wrap-foot" | "caption" => {}
            _ => gather(inner, found),
        }
    }
}

fn read(table: &Element, columns: &HashMap<String, usize>) -> Vec<String> {
    let mut grid = Grid::default();
    add(table, columns, false, &mut grid);
    grid.name_first_row();
    lines(grid)
}

fn add(part: &Element, columns: &HashMap<String, usize>, in_head: bool, grid: &mut Grid) {
    for inner in part.elements() {
        match inner.name.as_str() {
            "thead" => add(inner, columns, true, grid),
            "tbody" | "tfoot" => add(inner, columns, false, grid),
            "tr" | "row" => {
                let cells = inner
                    .elements()
                    .filter(|e| matches!(e.name.as_str(), "td" | "th" | "entry"));
                grid.row(in_head, cells.map(|e| cell(e, columns)).collect());
            }
            _ => {}
        }
    }
}

fn cell(element: &Element, columns: &HashMap<String, usize>) -> Cell {
    let mut text = String::new();
    super::inline::element(element, &mut text, true);
    let column = |name: &str| columns.get(element.attribute(name)?);
    let across = match (column("namest"), column("nameend")) {
        (Some(from), Some(to)) => to.saturating_sub(*from) + 1,
        _ => Cell::span(element.attribute("colspan")),
    };
    let more = element
        .attribute("morerows")
        .and_then(|n| n.trim().parse::<usize>().ok());
    Cell {
        text: one_line(&text),
        header: element.name == "th" || element.attribute("scope").is_some(),
        bold: is_bold(element),
        indented: Cell::is_indented(element.text().chars()),
        across,
        down: more.map_or_else(
            || Cell::span_down(element.attribute("rowspan")),
            |n| n.saturating_add(1),
        ),
    }
}

/// Names of OASIS columns with their places.
fn columns(group: &Element) -> HashMap<String, usize> {
    let names = group.all("colspec").enumerate();
    names
        .filter_map(|(at, spec)| Some((spec.attribute("colname")?.to_owned(), at)))
        .collect()
}

/// Label and words of a table or figure on one line; nothing if it has neither.
pub(super) fn caption(element: &Element) -> String {
    let label = element.child("label").map(line).unwrap_or_default();
    let caption = element.child("caption").map(line).unwrap_or_default();
    match (label.trim_end_matches(['.', ':']), caption.as_str()) {
        ("", caption) => caption.to_owned(),
        (label, "") => label.to_owned(),
        (label, caption) => format!("{label}: {caption}"),
    }
}
