//! A table as it was found, before it is put into words.

use std::ops::Range;

use super::super::super::rules::RULES;
use super::super::hyphens::Hyphens;
use super::super::paragraphs;
use super::cells::{Cell as CellOf, Row};
use super::columns::Boundary;
use super::head;
use super::words::{Word, reads_from_right};
use crate::extract::table::{Cell, Grid, lines};

/// A table with its place.
#[derive(Debug, Clone)]
pub(super) struct Body {
    /// Edges of its columns, the outer ones too.
    pub(super) edges: Vec<f32>,
    pub(super) rows: Vec<Row>,
    /// The rows that name the columns.
    pub(super) head: Range<usize>,
    /// Names of its columns from the page before.
    pub(super) given: Vec<String>,
    /// Its words by line and number.
    pub(super) words: Vec<(usize, usize)>,
    from_right: bool,
}

impl Body {
    pub(super) fn of(
        left: f32,
        right: f32,
        boundaries: &[Boundary],
        rows: Vec<Row>,
        words: &[&Word<'_>],
    ) -> Self {
        let inner = boundaries.iter().map(|boundary| boundary.x);
        let drawn = boundaries.iter().all(|boundary| boundary.drawn);
        let from_right = reads_from_right(words);
        let edges: Vec<f32> = std::iter::once(left).chain(inner).chain([right]).collect();
        Self {
            head: head::rows(&rows, boundaries.len() + 1, drawn, from_right),
            edges,
            rows,
            given: Vec::new(),
            words: words.iter().map(|word| (word.line, word.nth)).collect(),
            from_right,
        }
    }

    /// The first of its lines in the order of the file.
    pub(super) fn at(&self) -> usize {
        self.words.iter().map(|(line, _)| *line).min().unwrap_or(0)
    }

    /// Puts the lines of each cell on one.
    pub(super) fn join_lines(&mut self, hyphens: &Hyphens) {
        let cells = self.rows.iter_mut().flat_map(|row| &mut row.cells);
        for cell in cells {
            cell.text = paragraphs::on_one_line(cell.text.lines(), hyphens);
        }
    }

    /// The names of its columns; none where they are not known.
    pub(super) fn names(&self) -> Vec<String> {
        if self.head.is_empty() {
            return self.given.clone();
        }
        let of = |column: usize| {
            let rows = self.rows.iter().enumerate().take(self.head.end);
            let over = rows.flat_map(|(at, row)| row.cells.iter().map(move |cell| (at, cell)));
            let over = over.filter(|(at, cell)| {
                cell.from <= column && column < cell.to && at + cell.down > self.head.start
            });
            let mut parts: Vec<&str> = over.map(|(_, cell)| cell.text.as_str()).collect();
            parts.dedup();
            parts.retain(|part| !part.is_empty());
            parts.join(", ")
        };
        (0..self.edges.len() - 1).map(of).collect()
    }

    /// Its rows in words.
    pub(super) fn rows(mut self) -> Vec<String> {
        let names = self.names();
        let columns = self.edges.len() - 1;
        let body = self.rows.split_off(self.head.end);
        // What stands above the names is said as it is.
        self.rows.truncate(self.head.start);
        let mut parts = Parts::of(&names, self.from_right);
        for row in self.rows {
            let texts: Vec<&str> = row.cells.iter().map(|cell| cell.text.as_str()).collect();
            let texts: Vec<&str> = texts.into_iter().filter(|text| !text.is_empty()).collect();
            parts.said.push(texts.join("; "));
            parts.said.extend(row.loose);
        }
        parts.begin();
        let last = body.len().saturating_sub(1);
        for (at, row) in body.into_iter().enumerate() {
            // What is no row, and the sum of the whole, are said apart from the rows before.
            if !row.loose.is_empty() || at == last && at > 0 && is_sum(&row) {
                parts.end();
                parts.said.extend(row.loose.iter().cloned());
                parts.begin();
            }
            if row.loose.is_empty() {
                let cells = cells(row, columns, self.from_right);
                parts.grid.row(false, cells);
            }
        }
        parts.end();
        parts.said
    }
}

/// The parts of a table, each with the names of its columns.
struct Parts {
    names: Vec<Cell>,
    grid: Grid,
    said: Vec<String>,
}

impl Parts {
    fn of(names: &[String], from_right: bool) -> Self {
        let name = |text: &String| Cell {
            text: text.clone(),
            header: true,
            ..Cell::default()
        };
        let mut names: Vec<Cell> = names.iter().map(name).collect();
        if from_right {
            names.reverse();
        }
        Self {
            names,
            grid: Grid::default(),
            said: Vec::new(),
        }
    }

    fn begin(&mut self) {
        if !self.names.is_empty() {
            self.grid.row(true, self.names.clone());
        }
    }

    fn end(&mut self) {
        let grid = std::mem::take(&mut self.grid);
        if grid.rows.iter().any(|row| !row.header) {
            self.said.extend(lines(grid));
        }
    }
}

/// Whether a row sums up all rows, whatever group they are of.
fn is_sum(row: &Row) -> bool {
    let named = |cell: &CellOf| {
        let text = cell.text.to_lowercase();
        RULES.table.sums.contains(&text)
    };
    row.cells.first().is_some_and(named) || row.cells.last().is_some_and(named)
}

/// The cells of a row in the order they are read.
fn cells(row: Row, columns: usize, from_right: bool) -> Vec<Cell> {
    let mut cells: Vec<Cell> = row
        .cells
        .into_iter()
        .map(|cell| Cell {
            text: cell.text,
            bold: cell.bold,
            across: cell.to - cell.from,
            down: cell.down,
            ..Cell::default()
        })
        .collect();
    if from_right {
        cells.reverse();
    }
    // A row of one cell that stands in the first column is no title over all of them.
    if let [cell] = cells.as_slice()
        && cell.across < columns
    {
        cells.push(Cell::default());
    }
    cells
}
