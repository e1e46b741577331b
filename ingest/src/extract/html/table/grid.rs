//! The cells of a table at their places.

use scraper::{ElementRef, Node};

use super::inline;

/// Columns over which a cell may stretch; the HTML standard has 1,000, real tables a few.
const MAX_ACROSS: usize = 100;
/// Rows over which a cell may stretch (HTML standard, 4.9.11).
const MAX_DOWN: usize = 65_534;
/// Cells of a table that are there only because a cell stretches; beyond it, none does.
const MAX_STRETCHED: usize = 200_000;
/// Characters said again because a cell stretches over rows; beyond it, cells are said once.
const MAX_REPEATED: usize = 2_000_000;

/// A cell where a file has it.
#[derive(Debug, Clone, Default)]
pub(in crate::extract) struct Cell {
    pub(in crate::extract) text: String,
    /// It is a header.
    pub(in crate::extract) header: bool,
    /// All its text is set in bold.
    pub(in crate::extract) bold: bool,
    /// Columns over which it stretches.
    pub(in crate::extract) across: usize,
    /// Rows over which it stretches.
    pub(in crate::extract) down: usize,
}

#[derive(Debug, Default)]
pub(super) struct Row {
    pub(super) cells: Vec<String>,
    /// All its cells are headers.
    pub(super) header: bool,
    /// The first of its cells is a header.
    pub(super) first_is_header: bool,
    /// It has one cell only, and none from above.
    pub(super) alone: bool,
    /// Columns that this cell is said to stretch over.
    pub(super) over: usize,
    /// All its cells are set in bold.
    bold: bool,
}

#[derive(Debug, Default)]
pub(super) struct Grid {
    pub(super) caption: String,
    pub(super) rows: Vec<Row>,
    /// For each column, a cell from above and the rows it still stretches over.
    above: Vec<Option<(usize, String)>>,
    stretched: usize,
    repeated: usize,
}

impl Grid {
    pub(super) fn of(table: ElementRef<'_>, keep: &dyn Fn(&ElementRef<'_>) -> bool) -> Self {
        let mut grid = Self::default();
        for element in table.descendent_elements() {
            match element.value().name() {
                "caption" => grid.caption = inline(element),
                "tr" if keep(&element) => grid.row(element, keep),
                _ => {}
            }
        }
        grid.settle();
        grid
    }

    pub(super) fn columns(&self) -> usize {
        let columns = self
            .rows
            .iter()
            .filter(|row| !row.alone || self.rows.len() == 1);
        columns.map(|row| row.cells.len()).max().unwrap_or(0)
    }

    fn row(&mut self, element: ElementRef<'_>, keep: &dyn Fn(&ElementRef<'_>) -> bool) {
        let cells = element
            .child_elements()
            .filter(|e| matches!(e.value().name(), "td" | "th") && keep(e));
        let cells = cells.map(|cell| Cell {
            text: inline(cell),
            header: cell.value().name() == "th",
            bold: is_bold(cell),
            across: span(cell, "colspan", MAX_ACROSS),
            down: span(cell, "rowspan", MAX_DOWN),
        });
        self.add(cells.collect(), in_head(element));
    }

    /// Adds a row; `head` is whether it is said to be one of headers.
    pub(super) fn add(&mut self, cells: Vec<Cell>, head: bool) {
        let mut row = Row {
            header: head || !cells.is_empty() && cells.iter().all(|cell| cell.header),
            first_is_header: cells.first().is_some_and(|cell| cell.header),
            bold: !cells.is_empty() && cells.iter().all(|cell| cell.bold),
            ..Row::default()
        };
        let single = cells.len() == 1;
        for cell in cells {
            self.stretch_down(&mut row);
            row.alone = single && row.cells.is_empty();
            row.over = cell.across.clamp(1, MAX_ACROSS);
            self.cell(&mut row, &cell);
        }
        self.stretch_down(&mut row);
        if row.alone && row.cells.iter().filter(|cell| !cell.is_empty()).count() > 1 {
            // What it stands beside comes from above, or its text is said in every column.
            row.alone = row.header;
            if row.alone {
                row.cells.truncate(1);
            }
        }
        if row.cells.iter().any(|cell| !cell.is_empty()) {
            self.rows.push(row);
        }
    }

    /// A first row in bold above rows that are not is a row of headers.
    pub(super) fn settle(&mut self) {
        let headed = self.rows.iter().any(|row| row.header);
        let others = self.rows.iter().skip(1).any(|row| !row.bold);
        if let Some(first) = self.rows.first_mut()
            && !headed
            && others
            && first.bold
            && first.cells.len() > 1
        {
            first.header = true;
        }
    }

    fn cell(&mut self, row: &mut Row, cell: &Cell) {
        let (mut across, mut down) = (row.over, cell.down.clamp(1, MAX_DOWN));
        if self.stretched + across > MAX_STRETCHED {
            (across, down) = (1, 1);
        }
        self.stretched += across - 1;
        for nth in 0..across {
            // A cell over many columns is said once, but keeps its place.
            let said = if nth == 0 || row.header {
                cell.text.clone()
            } else {
                String::new()
            };
            self.remember(row.cells.len(), down, &said);
            row.cells.push(said);
        }
    }

    /// Takes over the cells that stretch down into this row.
    fn stretch_down(&mut self, row: &mut Row) {
        while let Some(Some((left, text))) = self.above.get_mut(row.cells.len()) {
            self.repeated += text.len() + 1;
            row.cells.push(text.clone());
            *left -= 1;
            if *left == 0 {
                self.above[row.cells.len() - 1] = None;
            }
            if self.repeated > MAX_REPEATED {
                self.above.clear();
            }
        }
    }

    fn remember(&mut self, column: usize, down: usize, text: &str) {
        if down > 1 && self.repeated <= MAX_REPEATED {
            if self.above.len() <= column {
                self.above.resize(column + 1, None);
            }
            self.above[column] = Some((down - 1, text.to_owned()));
        }
    }
}

fn in_head(row: ElementRef<'_>) -> bool {
    row.parent()
        .and_then(ElementRef::wrap)
        .is_some_and(|parent| parent.value().name() == "thead")
}

/// Whether all text of a cell is in `b` or `strong`, and there is some.
fn is_bold(cell: ElementRef<'_>) -> bool {
    let mut some = false;
    for node in cell.descendants() {
        let Node::Text(text) = node.value() else {
            continue;
        };
        if text.trim().is_empty() {
            continue;
        }
        some = true;
        let bold = node
            .ancestors()
            .take_while(|outer| outer.id() != cell.id())
            .filter_map(ElementRef::wrap)
            .any(|outer| matches!(outer.value().name(), "b" | "strong"));
        if !bold {
            return false;
        }
    }
    some
}

/// How far a cell stretches; `rowspan=0` is to the end of the table.
fn span(cell: ElementRef<'_>, attribute: &str, most: usize) -> usize {
    let Some(text) = cell.attr(attribute) else {
        return 1;
    };
    match text.trim().parse::<u64>() {
        Ok(0) if attribute == "rowspan" => most,
        Ok(n) => usize::try_from(n).unwrap_or(most).clamp(1, most),
        Err(_) => 1,
    }
}
