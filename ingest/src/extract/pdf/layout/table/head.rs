//! Which rows name the columns.

use std::ops::Range;

use super::cells::Row;
use super::words::{is_blank, is_number};

/// Most rows of names.
const MAX_HEAD: usize = 4;

/// Longest name of a column, in characters.
const MAX_NAME: usize = 100;

/// The rows that name the columns: none where that is not sure.
pub(super) fn rows(rows: &[Row], columns: usize, drawn: bool, from_right: bool) -> Range<usize> {
    // Titles over the whole table come first.
    let titles = rows
        .iter()
        .take_while(|row| filled(row) <= 1 || !row.loose.is_empty())
        .count();
    let named = &rows[titles..];
    let numeric = numeric_columns(named, columns, from_right);
    let head = if numeric.contains(&true) {
        above_numbers(named, &numeric)
    } else {
        marked(named)
    };
    let sure = head > 0 && named[..head].iter().all(is_short) && !is_list(named, columns, head);
    if !sure {
        return 0..0;
    }
    // Without lines it is open over which columns a name stands that has no other beside it.
    let open = |row: &Row| !drawn && row.cells.iter().skip(1).any(|cell| cell.text.is_empty());
    let skipped = named[..head - 1]
        .iter()
        .rposition(open)
        .map_or(0, |at| at + 1);
    titles + skipped..titles + head
}

/// Names are short.
fn is_short(row: &Row) -> bool {
    let mut cells = row.cells.iter();
    cells.all(|cell| cell.text.chars().count() <= MAX_NAME)
}

/// Whether two columns are names and what they stand for, with no names above them: then the first
/// row looks like the others.
fn is_list(rows: &[Row], columns: usize, head: usize) -> bool {
    let alike = |row: &Row| {
        let bold: Vec<bool> = row.cells.iter().map(|cell| cell.bold).collect();
        (bold, row.shaded)
    };
    let first = alike(&rows[0]);
    columns == 2 && (head > 1 || rows[head..].iter().any(|row| alike(row) == first))
}

fn filled(row: &Row) -> usize {
    row.cells.iter().filter(|c| !c.text.is_empty()).count()
}

/// The columns that hold numbers in most rows; the first names its rows.
fn numeric_columns(rows: &[Row], columns: usize, from_right: bool) -> Vec<bool> {
    let first = if from_right { columns - 1 } else { 0 };
    (0..columns)
        .map(|column| {
            let cells = rows.iter().filter_map(|row| single(row, column));
            let said: Vec<&str> = cells.filter(|text| !is_blank(text)).collect();
            let numbers = said.iter().filter(|text| is_number(text)).count();
            column != first && numbers > 0 && numbers * 2 >= said.len()
        })
        .collect()
}

/// The text of a column's own cell in a row.
fn single(row: &Row, column: usize) -> Option<&str> {
    let cell = row
        .cells
        .iter()
        .find(|cell| cell.from == column && cell.to == column + 1)?;
    Some(cell.text.as_str())
}

/// Rows without numbers that have a name for each column of numbers below them.
fn above_numbers(rows: &[Row], numeric: &[bool]) -> usize {
    let is_name = |row: &Row| {
        let cells = row.cells.iter();
        let numbers = cells.filter(|cell| numeric[cell.from..cell.to].contains(&true));
        let texts: Vec<&str> = numbers.map(|cell| cell.text.as_str()).collect();
        let named = !texts.iter().any(|text| is_number(text)) || are_times(&texts);
        filled(row) > 1 && row.loose.is_empty() && named
    };
    let names = rows.iter().take_while(|row| is_name(row)).count();
    let marked = rows[..names]
        .iter()
        .take_while(|row| is_marked(row))
        .count();
    let next_is_marked = rows.get(marked).is_some_and(is_marked);
    let head = if marked > 0 && !next_is_marked {
        marked
    } else if only_numbers(&rows[names..], numeric) && (names == 1 || goes_down(&rows[..names])) {
        names
    } else {
        return 0;
    };
    let over = |column: usize| {
        let over = |row: &Row| {
            let cell = row.cells.iter().find(|c| c.from <= column && column < c.to);
            cell.is_some_and(|cell| !cell.text.is_empty())
        };
        rows[..head].iter().any(over)
    };
    let named = (0..numeric.len()).all(|column| !numeric[column] || over(column));
    if named && head < rows.len() && head <= MAX_HEAD {
        head
    } else {
        0
    }
}

/// Whether the columns of numbers hold nothing else.
fn only_numbers(rows: &[Row], numeric: &[bool]) -> bool {
    let fits = |row: &Row| {
        let mut cells = row.cells.iter().filter(|cell| cell.to == cell.from + 1);
        cells.all(|cell| !numeric[cell.from] || is_number(&cell.text) || is_blank(&cell.text))
    };
    rows.iter().all(fits)
}

/// Whether names stand over several columns, or over several rows, in all rows but the last: else the
/// second row may be one without numbers.
fn goes_down(rows: &[Row]) -> bool {
    let spans = |row: &Row| row.cells.iter().any(|cell| cell.to - cell.from > 1);
    let Some((last, upper)) = rows.split_last() else {
        return false;
    };
    upper.iter().all(spans) && !spans(last)
}

fn is_marked(row: &Row) -> bool {
    row.shaded || is_bold(row)
}

fn is_bold(row: &Row) -> bool {
    let mut cells = row
        .cells
        .iter()
        .filter(|cell| !cell.text.is_empty())
        .peekable();
    cells.peek().is_some() && cells.all(|cell| cell.bold)
}

/// Whether all texts are dates or years, of which there are some: names of columns too.
fn are_times(texts: &[&str]) -> bool {
    let is_time = |text: &&&str| {
        let parts: Vec<&str> = text.split(['/', '.', '-']).collect();
        let whole = parts
            .iter()
            .all(|part| !part.is_empty() && part.chars().all(char::is_numeric));
        let year =
            |part: &&str| part.chars().count() == 4 && part.starts_with(['1', '2', '١', '٢']);
        whole && (parts.len() == 3 || parts.len() == 1 && parts.iter().all(year))
    };
    let others = texts
        .iter()
        .filter(|text| is_number(text) && !is_time(text));
    others.count() == 0 && texts.iter().filter(is_time).count() > 1
}

/// Rows that look otherwise than those below: on colour, or in bold.
fn marked(rows: &[Row]) -> usize {
    let by = |is: &dyn Fn(&Row) -> bool| {
        let head = rows
            .iter()
            .take(MAX_HEAD + 1)
            .take_while(|row| is(row))
            .count();
        let others = rows[head..].iter().filter(|row| is(row)).count();
        let enough = head <= MAX_HEAD && head < rows.len() && others * 3 <= rows.len() - head;
        if enough { head } else { 0 }
    };
    by(&|row| row.shaded).max(by(&is_bold))
}
