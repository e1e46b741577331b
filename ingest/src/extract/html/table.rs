//! Tables of pages.

use scraper::{ElementRef, Node};

use super::walk::inline;
use crate::extract::table::{Cell, Grid, lines};

/// Longest text, in characters, of the longest cell of a table without header cells; beyond it the
/// table lays a page out.
const MAX_CELL: usize = 3_000;

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
    let grid = grid(table, keep);
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

fn in_header(element: ElementRef<'_>) -> bool {
    let mut outer = element.ancestors().filter_map(ElementRef::wrap);
    outer
        .find(|e| matches!(e.value().name(), "th" | "caption" | "td"))
        .is_some_and(|e| e.value().name() != "td")
}

fn grid(table: ElementRef<'_>, keep: &dyn Fn(&ElementRef<'_>) -> bool) -> Grid {
    let mut grid = Grid::default();
    for element in table.descendent_elements() {
        match element.value().name() {
            "caption" => grid.caption = inline(element),
            "tr" if keep(&element) => {
                let cells = element
                    .child_elements()
                    .filter(|e| matches!(e.value().name(), "td" | "th") && keep(e));
                grid.row(in_head(element), cells.map(cell).collect());
            }
            _ => {}
        }
    }
    grid.name_first_row();
    grid
}

fn cell(element: ElementRef<'_>) -> Cell {
    Cell {
        text: inline(element),
        header: element.value().name() == "th",
        bold: is_bold(element),
        indented: Cell::is_indented(element.text().flat_map(str::chars)),
        across: Cell::span(element.attr("colspan")),
        down: Cell::span_down(element.attr("rowspan")),
    }
}

fn in_head(row: ElementRef<'_>) -> bool {
    row.parent()
        .and_then(ElementRef::wrap)
        .is_some_and(|parent| parent.value().name() == "thead")
}

/// Whether all text of an element is in `b` or `strong`, and there is some.
pub(super) fn is_bold(cell: ElementRef<'_>) -> bool {
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

#[cfg(test)]
mod tests {
    use scraper::{Html, Selector};

    use super::*;

    fn read(html: &str) -> Option<Vec<String>> {
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
            read(html).unwrap(),
            [
                "剂量",
                "Drug: Artesunate; Dose, Adult: 2.4 mg/kg; Dose, Child: 3 mg/kg",
                "Drug: Artesunate; Dose, Adult: IV or IM",
                "Drug: Quinine; Dose, Child: 10 mg/kg"
            ]
        );
        assert_eq!(
            read("<table><tr><td>发热<td>咳嗽<tr><td>1<td>2</table>").unwrap(),
            ["发热; 咳嗽", "1; 2"]
        );
        assert_eq!(read("<table><tr><th>A<th>B</table>").unwrap(), ["A; B"]);
    }

    #[test]
    fn an_age_group_over_the_whole_table_stays_with_its_doses() {
        let html = "<table><tr><th>Drug<th>Dose<tr><th colspan=2>Children<tr><td>A<td>1 mg<tr><td>B<td>2 mg
            <tr><td colspan=2>البالغون<tr><td>A<td>4 mg<tr><td colspan=2>Not in pregnancy.</table>";
        assert_eq!(
            read(html).unwrap(),
            [
                "Children; Drug: A; Dose: 1 mg",
                "Children; Drug: B; Dose: 2 mg",
                "البالغون; Drug: A; Dose: 4 mg",
                "Not in pregnancy."
            ]
        );
    }

    #[test]
    fn rows_that_are_set_in_belong_to_the_row_above_them_and_others_do_not() {
        let html = "<table><tr><th>Drug<th>Dose<tr><td>Children<td><tr><td>\u{2003}A<td>1 mg<tr><td>\u{a0}B<td>2 mg
            <tr><td>C<td>4 mg<tr><td colspan=2>成人<tr><td>\u{3000}A<td>8 mg<tr><td>B<td>9 mg</table>";
        assert_eq!(
            read(html).unwrap(),
            [
                "Children; Drug: A; Dose: 1 mg",
                "Children; Drug: B; Dose: 2 mg",
                "Drug: C; Dose: 4 mg",
                "成人; Drug: A; Dose: 8 mg",
                "Drug: B; Dose: 9 mg"
            ]
        );
    }

    #[test]
    fn a_column_of_headers_names_its_rows() {
        let html = "<table><tr><th>Dose:<td>300 mg<tr><th scope=row>Route<td>oral</table>";
        assert_eq!(read(html).unwrap(), ["Dose: 300 mg", "Route: oral"]);
        let both = "<table><tr><th><th>Adult<th>Child<tr><th>Dose<td>1<td>2</table>";
        assert_eq!(read(both).unwrap(), ["Dose; Adult: 1; Child: 2"]);
    }

    #[test]
    fn a_first_row_in_bold_is_a_row_of_headers() {
        let html = "<table><tr><td><b>药物</b><td><p><strong>剂量</strong></p><tr><td>奎宁<td>10 mg</table>";
        assert_eq!(read(html).unwrap(), ["药物: 奎宁; 剂量: 10 mg"]);
        let all = "<table><tr><td><b>A</b><td><b>B</b><tr><td><b>C</b><td><b>D</b></table>";
        assert_eq!(read(all).unwrap(), ["A; B", "C; D"]);
    }

    #[test]
    fn spans_beyond_measure_are_bounded() {
        let html = "<table><tr><th>a<th>b<tr><td rowspan=1000000000 colspan=1000000000>x<td>y<tr><td>z</table>";
        assert!(read(html).unwrap().iter().map(String::len).sum::<usize>() < 10_000);
        let many = format!(
            "<table><tr><td>a<td>b{}</table>",
            format!("<tr>{}", "<td colspan=1000 rowspan=65000>x".repeat(50)).repeat(200)
        );
        assert!(read(&many).unwrap().iter().map(String::len).sum::<usize>() < 20_000_000);
        assert_eq!(
            read("<table><tr><td rowspan=0>x<td>1<tr><td>2</table>").unwrap(),
            ["x; 1", "x; 2"]
        );
    }

    #[test]
    fn tables_that_lay_out_a_page_are_none() {
        assert_eq!(
            read("<table><tr><td>menu<td><table><tr><td>x</table></table>"),
            None
        );
        assert_eq!(read("<table><tr><td>one column<tr><td>only</table>"), None);
        assert_eq!(read("<table><tr><td>nav<td><h1>Title</h1></table>"), None);
    }
}
