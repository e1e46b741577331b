//! The cells of a table at their places.

/// Columns over which a cell may stretch; the HTML standard has 1,000, real tables a few.
const MAX_ACROSS: usize = 100;
/// Rows over which a cell may stretch (HTML standard, 4.9.11).
const MAX_DOWN: usize = 65_534;
/// Cells of a table that are there only because a cell stretches; beyond it, none does.
const MAX_STRETCHED: usize = 200_000;
/// Characters said again because a cell stretches over rows; beyond it, cells are said once.
const MAX_REPEATED: usize = 2_000_000;

/// A cell as a format gives it.
#[derive(Debug)]
pub(in crate::extract) struct Cell {
    pub(in crate::extract) text: String,
    /// It names what is under or beside it.
    pub(in crate::extract) header: bool,
    /// All of it is set in bold.
    pub(in crate::extract) bold: bool,
    /// Its text is set in from the edge by spaces that are not those between words.
    pub(in crate::extract) indented: bool,
    /// Columns it stretches over.
    pub(in crate::extract) across: usize,
    /// Rows it stretches over.
    pub(in crate::extract) down: usize,
}

impl Cell {
    /// Whether a text as it stands is set in.
    pub(in crate::extract) fn is_indented(mut text: impl Iterator<Item = char>) -> bool {
        let first = text.find(|c| !c.is_ascii_whitespace());
        first.is_some_and(char::is_whitespace) && text.any(|c| !c.is_whitespace())
    }

    /// Columns as `colspan` says.
    pub(in crate::extract) fn span(attribute: Option<&str>) -> usize {
        Self::count(attribute).clamp(1, MAX_ACROSS)
    }

    /// Rows as `rowspan` says; 0 is to the end of the table.
    pub(in crate::extract) fn span_down(attribute: Option<&str>) -> usize {
        match Self::count(attribute) {
            0 => MAX_DOWN,
            rows => rows.min(MAX_DOWN),
        }
    }

    fn count(attribute: Option<&str>) -> usize {
        let count = attribute.and_then(|text| text.trim().parse::<u64>().ok());
        count.map_or(1, |n| usize::try_from(n).unwrap_or(usize::MAX))
    }
}

/// The cells of a row at their places.
#[derive(Debug, Default)]
pub(in crate::extract) struct Row {
    pub(in crate::extract) cells: Vec<String>,
    /// All its cells are headers.
    pub(in crate::extract) header: bool,
    /// The first of its cells is a header.
    pub(in crate::extract) first_is_header: bool,
    /// It has one cell only, and none from above.
    pub(in crate::extract) alone: bool,
    /// Columns that this cell is said to stretch over.
    pub(in crate::extract) over: usize,
    /// Its first cell is set in: it belongs to a row before it that is not.
    pub(in crate::extract) indented: bool,
    /// All its cells are set in bold.
    bold: bool,
}

/// The rows of a table as they are added.
#[derive(Debug, Default)]
pub(in crate::extract) struct Grid {
    pub(in crate::extract) caption: String,
    pub(in crate::extract) rows: Vec<Row>,
    /// For each column, a cell from above and the rows it still stretches over.
    above: Vec<Option<(usize, String)>>,
    stretched: usize,
    repeated: usize,
}

impl Row {
    /// It has a first cell and nothing beside it.
    pub(in crate::extract) fn says_one_thing(&self) -> bool {
        let mut cells = self.cells.iter();
        cells.next().is_some_and(|first| !first.is_empty()) && cells.all(String::is_empty)
    }
}

impl Grid {
    /// A first row in bold above rows that are not is a row of headers.
    pub(in crate::extract) fn name_first_row(&mut self) {
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

    /// Columns of the table, rows of one cell left out.
    pub(in crate::extract) fn columns(&self) -> usize {
        let columns = self
            .rows
            .iter()
            .filter(|row| !row.alone || self.rows.len() == 1);
        columns.map(|row| row.cells.len()).max().unwrap_or(0)
    }

    /// Adds a row of cells in the order of the document, those that stretch into it left out.
    pub(in crate::extract) fn row(&mut self, in_head: bool, cells: Vec<Cell>) {
        let mut row = Row {
            header: in_head || !cells.is_empty() && cells.iter().all(|cell| cell.header),
            first_is_header: cells.first().is_some_and(|cell| cell.header),
            indented: cells.first().is_some_and(|cell| cell.indented),
            bold: !cells.is_empty() && cells.iter().all(|cell| cell.bold),
            ..Row::default()
        };
        let single = cells.len() == 1;
        for cell in cells {
            self.stretch_down(&mut row);
            row.alone = single && row.cells.is_empty();
            row.over = cell.across.clamp(1, MAX_ACROSS);
            self.cell(&mut row, cell);
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

    fn cell(&mut self, row: &mut Row, cell: Cell) {
        let Cell { text, down, .. } = cell;
        let (mut across, mut down) = (row.over, down.clamp(1, MAX_DOWN));
        if self.stretched + across > MAX_STRETCHED {
            (across, down) = (1, 1);
        }
        self.stretched += across - 1;
        for nth in 0..across {
            // A cell over many columns is said once, but keeps its place.
            let said = if nth == 0 || row.header {
                text.clone()
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
