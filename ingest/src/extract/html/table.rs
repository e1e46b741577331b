//! Tables: each row on one line that can be read alone.

use scraper::ElementRef;

use super::walk::inline;
use crate::extract::markdown::row as table_row;

/// Columns and rows over which a cell may stretch.
const MAX_SPAN: usize = 100;
/// Longest text, in characters, of the longest cell of a table of two columns or more; beyond it the
/// table lays a page out.
const MAX_CELL: usize = 3_000;

/// The rows of a table of data, or nothing if the table only lays out a page.
pub(super) fn rows(table: ElementRef<'_>) -> Option<Vec<String>> {
    let lays_out = |e: ElementRef<'_>| {
        matches!(
            e.value().name(),
            "table" | "h1" | "h2" | "h3" | "article" | "main"
        )
    };
    if table.descendent_elements().skip(1).any(lays_out) {
        return None;
    }
    let grid = Grid::of(table);
    let columns = grid
        .rows
        .iter()
        .map(|row| row.cells.len())
        .max()
        .unwrap_or(0);
    let longest = grid
        .rows
        .iter()
        .flat_map(|row| &row.cells)
        .map(|cell| cell.chars().count())
        .max()
        .unwrap_or(0);
    if columns < 2 || longest > MAX_CELL {
        return None;
    }
    Some(grid.lines())
}

#[derive(Debug, Default)]
struct Row {
    cells: Vec<String>,
    /// All its cells are headers.
    header: bool,
}

#[derive(Debug, Default)]
struct Grid {
    caption: String,
    rows: Vec<Row>,
    /// For each column, a cell from above and the rows it still stretches over.
    above: Vec<Option<(usize, String)>>,
}

impl Grid {
    fn of(table: ElementRef<'_>) -> Self {
        let mut grid = Self::default();
        for element in table.descendent_elements() {
            match element.value().name() {
                "caption" => grid.caption = inline(element),
                "tr" => grid.row(element),
                _ => {}
            }
        }
        grid
    }

    fn row(&mut self, element: ElementRef<'_>) {
        let mut row = Row {
            header: in_head(element),
            ..Row::default()
        };
        let cells: Vec<_> = element
            .child_elements()
            .filter(|e| matches!(e.value().name(), "td" | "th"))
            .collect();
        row.header |= !cells.is_empty() && cells.iter().all(|cell| cell.value().name() == "th");
        for cell in cells {
            self.stretch_down(&mut row);
            let text = inline(cell);
            let (across, down) = (span(cell, "colspan"), span(cell, "rowspan"));
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
        self.stretch_down(&mut row);
        if row.cells.iter().any(|cell| !cell.is_empty()) {
            self.rows.push(row);
        }
    }

    /// Takes over the cells that stretch down into this row.
    fn stretch_down(&mut self, row: &mut Row) {
        while let Some(Some((left, text))) = self.above.get_mut(row.cells.len()) {
            row.cells.push(text.clone());
            *left -= 1;
            if *left == 0 {
                self.above[row.cells.len() - 1] = None;
            }
        }
    }

    fn remember(&mut self, column: usize, down: usize, text: &str) {
        if down > 1 {
            if self.above.len() <= column {
                self.above.resize(column + 1, None);
            }
            self.above[column] = Some((down - 1, text.to_owned()));
        }
    }

    /// Header rows name the columns of the rows after them; of two or more, both names are said.
    fn lines(self) -> Vec<String> {
        let mut lines = Vec::new();
        if !self.caption.is_empty() {
            lines.push(self.caption);
        }
        let mut names: Vec<String> = Vec::new();
        let mut pending: Vec<Row> = Vec::new();
        for row in self.rows {
            if row.header {
                pending.push(row);
                continue;
            }
            if !pending.is_empty() {
                names = column_names(&pending);
                pending.clear();
            }
            lines.push(table_row(&names, &row.cells));
        }
        // Headers without rows are rows.
        lines.extend(pending.iter().map(|row| table_row(&[], &row.cells)));
        lines
    }
}

fn column_names(headers: &[Row]) -> Vec<String> {
    let columns = headers.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    (0..columns)
        .map(|column| {
            let mut parts: Vec<&str> = headers
                .iter()
                .filter_map(|row| row.cells.get(column))
                .map(String::as_str)
                .collect();
            parts.dedup();
            parts.retain(|part| !part.is_empty());
            parts.join(", ")
        })
        .collect()
}

fn in_head(row: ElementRef<'_>) -> bool {
    row.parent()
        .and_then(ElementRef::wrap)
        .is_some_and(|parent| parent.value().name() == "thead")
}

fn span(cell: ElementRef<'_>, attribute: &str) -> usize {
    cell.attr(attribute)
        .and_then(|n| n.trim().parse().ok())
        .unwrap_or(1)
        .clamp(1, MAX_SPAN)
}

#[cfg(test)]
mod tests {
    use scraper::{Html, Selector};

    use super::*;

    fn lines(html: &str) -> Option<Vec<String>> {
        let html = Html::parse_fragment(html);
        let table = html
            .select(&Selector::parse("table").unwrap())
            .next()
            .unwrap();
        rows(table)
    }

    #[test]
    fn every_row_can_be_read_alone() {
        let html = "<table><caption>剂量</caption><thead><tr><th rowspan=2>Drug<th colspan=2>Dose<tr><th>Adult<th>Child</thead>
            <tr><td rowspan=2>Artesunate<td>2.4 mg/kg<td>3 mg/kg<tr><td colspan=2>IV or IM<tr><td>Quinine<td><td>10 mg/kg</table>";
        assert_eq!(
            lines(html).unwrap(),
            [
                "剂量",
                "Drug: Artesunate; Dose, Adult: 2.4 mg/kg; Dose, Child: 3 mg/kg",
                "Drug: Artesunate; Dose, Adult: IV or IM",
                "Drug: Quinine; Dose, Child: 10 mg/kg"
            ]
        );
        assert_eq!(
            lines("<table><tr><td>发热<td>咳嗽<tr><td>1<td>2</table>").unwrap(),
            ["发热; 咳嗽", "1; 2"]
        );
        assert_eq!(lines("<table><tr><th>A<th>B</table>").unwrap(), ["A; B"]);
    }

    #[test]
    fn tables_that_lay_out_a_page_are_none() {
        assert_eq!(
            lines("<table><tr><td>menu<td><table><tr><td>x</table></table>"),
            None
        );
        assert_eq!(lines("<table><tr><td>one column<tr><td>only</table>"), None);
        assert_eq!(lines("<table><tr><td>nav<td><h1>Title</h1></table>"), None);
    }
}
