//! Tables: each row on one line that can be read alone.

mod grid;

use scraper::ElementRef;

pub(in crate::extract) use self::grid::Cell;
use self::grid::{Grid, Row};
use super::walk::inline;
use crate::extract::markdown::row as table_row;

/// Longest text, in characters, of the longest cell of a table without header cells; beyond it the
/// table lays a page out.
const MAX_CELL: usize = 3_000;
/// Longest row of one cell, in characters, that is a label of the rows after it.
const MAX_LABEL: usize = 120;

/// The rows of a table of data, or nothing if the table only lays out a page. Elements that are not
/// to be kept are left out.
pub(super) fn rows(
    table: ElementRef<'_>,
    keep: &dyn Fn(&ElementRef<'_>) -> bool,
) -> Option<Vec<String>> {
    let lays_out = |e: ElementRef<'_>| match e.value().name() {
        "table" | "h1" | "article" | "main" => true,
        "h2" | "h3" => !in_header(e),
        _ => false,
    };
    if table.descendent_elements().skip(1).any(lays_out) {
        return None;
    }
    let grid = Grid::of(table, keep);
    let cells = || grid.rows.iter().flat_map(|row| &row.cells);
    let longest = cells().map(|cell| cell.chars().count()).max().unwrap_or(0);
    let headed = grid
        .rows
        .iter()
        .any(|row| row.header || row.first_is_header);
    if grid.columns() < 2 || longest > MAX_CELL && !headed {
        return None;
    }
    Some(lines(grid))
}

/// The rows of a table that another format has, each of which is a list of cells and whether it is
/// said to be one of headers.
pub(in crate::extract) fn lines_of(rows: Vec<(Vec<Cell>, bool)>) -> Vec<String> {
    let mut grid = Grid::default();
    for (cells, head) in rows {
        grid.add(cells, head);
    }
    grid.settle();
    lines(grid)
}

fn in_header(element: ElementRef<'_>) -> bool {
    let mut outer = element.ancestors().filter_map(ElementRef::wrap);
    outer
        .find(|e| matches!(e.value().name(), "th" | "caption" | "td"))
        .is_some_and(|e| e.value().name() != "td")
}

/// Header rows name the columns of the rows after them; of two or more, both names are said. A row
/// of one cell over the whole table is said with each row after it, up to the next of its kind.
fn lines(grid: Grid) -> Vec<String> {
    let columns = grid.columns();
    let mut lines: Vec<String> = Some(grid.caption)
        .filter(|c| !c.is_empty())
        .into_iter()
        .collect();
    let mut names: Vec<String> = Vec::new();
    let mut pending: Vec<Row> = Vec::new();
    let mut label: Option<(String, bool)> = None;
    let mut rows = grid.rows.into_iter().peekable();
    while let Some(row) = rows.next() {
        if row.alone && row.over >= columns {
            lines.extend(unsaid(label.take()));
            let text = row.cells.concat();
            // Above the names of the columns stands the title of the table.
            let is_title = names.is_empty() && rows.peek().is_some_and(|next| next.header);
            if rows.peek().is_some() && !is_title && is_label(&text, row.header) {
                label = Some((text, false));
            } else {
                lines.push(text);
            }
            continue;
        }
        if row.header {
            // Names of columns anew: the label was one of the rows before.
            if !names.is_empty() && pending.is_empty() {
                lines.extend(unsaid(label.take()));
            }
            pending.push(row);
            continue;
        }
        if !pending.is_empty() {
            names = column_names(&pending);
            pending.clear();
        }
        let line = said(&names, &row);
        lines.push(match &mut label {
            Some((label, used)) => {
                *used = true;
                format!("{label}; {line}")
            }
            None => line,
        });
    }
    lines.extend(unsaid(label));
    // Headers without rows are rows.
    lines.extend(pending.iter().map(|row| table_row(&[], &row.cells)));
    lines
}

/// A label that no row was said with.
fn unsaid(label: Option<(String, bool)>) -> Option<String> {
    label.filter(|(_, used)| !used).map(|(label, _)| label)
}

/// A sentence is a remark, not a label.
fn is_label(text: &str, header: bool) -> bool {
    let sentence = text
        .trim_end()
        .ends_with(['.', '。', '！', '؟', '।', '?', '!']);
    text.chars().count() <= MAX_LABEL && (header || !sentence)
}

/// A row with the names of its columns; without such names, with the name of the row.
fn said(names: &[String], row: &Row) -> String {
    match row.cells.split_first() {
        Some((first, rest)) if row.first_is_header && names.is_empty() && !first.is_empty() => {
            let rest = table_row(&[], rest);
            if rest.is_empty() {
                return first.clone();
            }
            let colon = if first.ends_with([':', '：']) {
                " "
            } else {
                ": "
            };
            format!("{first}{colon}{rest}")
        }
        _ => table_row(names, &row.cells),
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
        rows(table, &|_| true)
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
    fn an_age_group_over_the_whole_table_stays_with_its_doses() {
        let html = "<table><tr><th>Drug<th>Dose<tr><th colspan=2>Children<tr><td>A<td>1 mg<tr><td>B<td>2 mg
            <tr><td colspan=2>البالغون<tr><td>A<td>4 mg<tr><td colspan=2>Not in pregnancy.</table>";
        assert_eq!(
            lines(html).unwrap(),
            [
                "Children; Drug: A; Dose: 1 mg",
                "Children; Drug: B; Dose: 2 mg",
                "البالغون; Drug: A; Dose: 4 mg",
                "Not in pregnancy."
            ]
        );
    }

    #[test]
    fn a_column_of_headers_names_its_rows() {
        let html = "<table><tr><th>Dose:<td>300 mg<tr><th scope=row>Route<td>oral</table>";
        assert_eq!(lines(html).unwrap(), ["Dose: 300 mg", "Route: oral"]);
        let both = "<table><tr><th><th>Adult<th>Child<tr><th>Dose<td>1<td>2</table>";
        assert_eq!(lines(both).unwrap(), ["Dose; Adult: 1; Child: 2"]);
    }

    #[test]
    fn a_first_row_in_bold_is_a_row_of_headers() {
        let html = "<table><tr><td><b>药物</b><td><p><strong>剂量</strong></p><tr><td>奎宁<td>10 mg</table>";
        assert_eq!(lines(html).unwrap(), ["药物: 奎宁; 剂量: 10 mg"]);
        let all = "<table><tr><td><b>A</b><td><b>B</b><tr><td><b>C</b><td><b>D</b></table>";
        assert_eq!(lines(all).unwrap(), ["A; B", "C; D"]);
    }

    #[test]
    fn spans_beyond_measure_are_bounded() {
        let html = "<table><tr><th>a<th>b<tr><td rowspan=1000000000 colspan=1000000000>x<td>y<tr><td>z</table>";
        assert!(lines(html).unwrap().iter().map(String::len).sum::<usize>() < 10_000);
        let many = format!(
            "<table><tr><td>a<td>b{}</table>",
            format!("<tr>{}", "<td colspan=1000 rowspan=65000>x".repeat(50)).repeat(200)
        );
        assert!(lines(&many).unwrap().iter().map(String::len).sum::<usize>() < 20_000_000);
        assert_eq!(
            lines("<table><tr><td rowspan=0>x<td>1<tr><td>2</table>").unwrap(),
            ["x; 1", "x; 2"]
        );
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
