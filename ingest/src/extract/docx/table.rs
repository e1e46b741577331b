//! Tables of a document.

use super::inline::Gather;
use super::styles::{Styles, switch, value};
use crate::extract::table::{Cell, Grid, lines};
use crate::xml::Element;

/// Most columns a cell may stretch over.
const MAX_ACROSS: usize = 100;
/// Tables within tables that are read.
const MAX_DEPTH: usize = 8;

/// A cell at its column, before cells are joined down.
struct Placed {
    column: usize,
    cell: Cell,
    /// It goes on from the cell above it.
    goes_on: bool,
    /// It is the first of cells that are joined down.
    begins: bool,
}

/// The rows of a table, each to be read alone, and the notes its cells refer to.
pub(super) fn rows(
    table: &Element,
    styles: &Styles,
    noted: usize,
) -> (Vec<String>, Vec<(&'static str, String)>) {
    let mut reader = Reader {
        styles,
        noted,
        notes: Vec::new(),
    };
    let lines = reader.lines(table, 0);
    (lines, reader.notes)
}

struct Reader<'s> {
    styles: &'s Styles,
    noted: usize,
    notes: Vec<(&'static str, String)>,
}

impl Reader<'_> {
    fn lines(&mut self, table: &Element, depth: usize) -> Vec<String> {
        let properties = table.child("tblPr");
        let bold_first = self.bold_first_row(properties);
        let mut rows: Vec<(Vec<Placed>, bool)> = Vec::new();
        for row in of_name(table, "tr") {
            let told = row.child("trPr");
            if told.is_some_and(|told| told.child("del").is_some()) {
                continue;
            }
            let head = switch(told, "tblHeader") == Some(true);
            let bold = bold_first && rows.is_empty();
            rows.push((self.cells(row, bold, depth), head));
        }
        // All cells joined over the whole table: a layout of one column is text, not a table.
        let mut grid = Grid::default();
        for (cells, in_head) in joined(rows) {
            grid.row(in_head, cells);
        }
        grid.name_first_row();
        lines(grid)
    }

    /// Whether the table's style sets its first row in bold, and the table uses that.
    fn bold_first_row(&self, properties: Option<&Element>) -> bool {
        let look = properties.and_then(|p| p.child("tblLook"));
        let bits = look.and_then(|look| look.attribute("val"));
        let bits = bits.and_then(|bits| u32::from_str_radix(bits, 16).ok());
        let used = match look.and_then(|look| look.attribute("firstRow")) {
            Some(told) => matches!(told, "1" | "true" | "on"),
            None => bits.is_some_and(|bits| bits & 0x20 != 0),
        };
        let style = value(properties, "tblStyle").unwrap_or_default();
        used && self.styles.has_bold_first_row(style)
    }

    fn cells(&mut self, row: &Element, bold: bool, depth: usize) -> Vec<Placed> {
        let mut column = value(row.child("trPr"), "gridBefore")
            .and_then(|before| before.parse().ok())
            .unwrap_or(0_usize)
            .min(MAX_ACROSS);
        let mut cells = Vec::new();
        for cell in of_name(row, "tc") {
            let told = cell.child("tcPr");
            let across = value(told, "gridSpan").and_then(|span| span.parse().ok());
            let across = across.unwrap_or(1_usize).clamp(1, MAX_ACROSS);
            let merge = told.and_then(|told| told.child("vMerge"));
            let begins = merge.is_some_and(|merge| merge.attribute("val") == Some("restart"));
            let goes_on = merge.is_some() && !begins;
            let mut cell = self.cell(cell, depth);
            cell.bold |= bold && !cell.text.is_empty();
            cell.across = across;
            cells.push(Placed {
                column,
                cell,
                goes_on,
                begins,
            });
            column += across;
        }
        cells
    }

    /// The text of a cell on one line.
    fn cell(&mut self, cell: &Element, depth: usize) -> Cell {
        let (mut parts, mut bold) = (Vec::new(), None);
        for block in blocks(cell) {
            if block.name == "tbl" {
                if depth < MAX_DEPTH {
                    parts.extend(self.lines(block, depth + 1));
                }
                bold = Some(false);
                continue;
            }
            let gather = Gather {
                styles: self.styles,
                noted: self.noted + self.notes.len(),
            };
            let inline = gather.paragraph(block);
            self.notes.extend(inline.notes);
            if let Some(is) = inline.bold {
                bold = Some(bold.unwrap_or(true) && is);
            }
            parts.push(inline.text);
        }
        let text = parts.join(" ");
        Cell {
            text: text.split_whitespace().collect::<Vec<_>>().join(" "),
            bold: bold.unwrap_or(false),
            across: 1,
            down: 1,
            header: false,
            ..Cell::default()
        }
    }
}

/// Cells that go on from above are taken out, and those above stretch over them.
fn joined(rows: Vec<(Vec<Placed>, bool)>) -> Vec<(Vec<Cell>, bool)> {
    let down = |at: usize, column: usize| {
        let below = rows.iter().skip(at + 1);
        let goes_on = |(row, _): &&(Vec<Placed>, bool)| {
            row.iter()
                .any(|placed| placed.column == column && placed.goes_on)
        };
        1 + below.take_while(goes_on).count()
    };
    let spans: Vec<Vec<usize>> = rows
        .iter()
        .enumerate()
        .map(|(at, (row, _))| {
            let of = |placed: &Placed| {
                if placed.begins {
                    down(at, placed.column)
                } else {
                    1
                }
            };
            row.iter().map(of).collect()
        })
        .collect();
    rows.into_iter()
        .zip(spans)
        .map(|((row, head), spans)| {
            let cells = row
                .into_iter()
                .zip(spans)
                .filter(|(placed, _)| !placed.goes_on);
            let cells = cells.map(|(placed, down)| Cell {
                down,
                ..placed.cell
            });
            (cells.collect(), head)
        })
        .collect()
}

/// The elements of a name in an element, also within content controls and marks of insertion.
fn of_name<'e>(element: &'e Element, name: &'e str) -> Vec<&'e Element> {
    let mut found = Vec::new();
    for child in element.elements() {
        match child.name.as_str() {
            inner if inner == name => found.push(child),
            "sdt" | "sdtContent" | "ins" | "customXml" => found.extend(of_name(child, name)),
            _ => {}
        }
    }
    found
}

fn blocks(cell: &Element) -> Vec<&Element> {
    let mut found = Vec::new();
    for child in cell.elements() {
        match child.name.as_str() {
            "p" | "tbl" => found.push(child),
            "sdt" | "sdtContent" | "ins" | "customXml" => found.extend(blocks(child)),
            _ => {}
        }
    }
    found
}
