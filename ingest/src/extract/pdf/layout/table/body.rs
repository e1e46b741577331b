//! A table as it was found, before it is put into words.

use std::ops::Range;

use super::cells::Row;
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
        words: Vec<&Word<'_>>,
    ) -> Self {
        let inner = boundaries.iter().map(|boundary| boundary.x);
        let drawn = boundaries.iter().all(|boundary| boundary.drawn);
        let from_right = reads_from_right(&words);
        let edges: Vec<f32> = std::iter::once(left).chain(inner).chain([right]).collect();
        Self {
            head: head::rows(&rows, boundaries.len() + 1, drawn, from_right),
            edges,
            rows,
            words: words.iter().map(|word| (word.line, word.nth)).collect(),
            from_right,
        }
    }

    /// The first of its lines in the order of the file.
    pub(super) fn at(&self) -> usize {
        self.words.iter().map(|(line, _)| *line).min().unwrap_or(0)
    }

    /// Its rows in words.
    pub(super) fn rows(self) -> Vec<String> {
        let columns = self.edges.len() - 1;
        let mut grid = Grid::default();
        for (at, row) in self.rows.into_iter().enumerate() {
            let header = self.head.contains(&at);
            grid.row(header, cells(row, header, columns, self.from_right));
        }
        lines(grid)
    }
}

/// The cells of a row in the order they are read.
fn cells(row: Row, header: bool, columns: usize, from_right: bool) -> Vec<Cell> {
    let mut cells: Vec<Cell> = row
        .cells
        .into_iter()
        .map(|cell| Cell {
            text: cell.text,
            header,
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
