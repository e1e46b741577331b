//! Tables of any format: each row on one line that can be read alone.

mod grid;

use self::grid::Row;
pub(super) use self::grid::{Cell, Grid};
use super::markdown::row as table_row;

/// Longest row of one cell, in characters, that is a label of the rows after it.
const MAX_LABEL: usize = 120;

/// Header rows name the columns of the rows after them; of two or more, both names are said. A row
/// of one cell over the whole table is said with each row after it, up to the next of its kind; where
/// rows are set in below it, only with those.
pub(super) fn lines(grid: Grid) -> Vec<String> {
    let columns = grid.columns();
    let mut lines: Vec<String> = Some(grid.caption)
        .filter(|c| !c.is_empty())
        .into_iter()
        .collect();
    let mut names: Vec<String> = Vec::new();
    let mut pending: Vec<Row> = Vec::new();
    let mut label: Option<Label> = None;
    let mut rows = grid.rows.into_iter().peekable();
    while let Some(row) = rows.next() {
        let over_set_in = !row.header
            && !row.indented
            && row.says_one_thing()
            && rows.peek().is_some_and(|next| next.indented);
        if row.alone && row.over >= columns || over_set_in {
            lines.extend(unsaid(label.take()));
            let text = row.cells.concat();
            // Above the names of the columns stands the title of the table.
            let is_title = names.is_empty() && rows.peek().is_some_and(|next| next.header);
            if rows.peek().is_some() && !is_title && is_label(&text, row.header) {
                label = Some(Label::of(text));
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
        if !row.indented && label.as_ref().is_some_and(|label| label.set_in) {
            label = None;
        }
        let line = said(&names, &row);
        lines.push(match &mut label {
            Some(label) => label.with(&line, row.indented),
            None => line,
        });
    }
    lines.extend(unsaid(label));
    // Headers without rows are rows.
    lines.extend(pending.iter().map(|row| table_row(&[], &row.cells)));
    lines
}

/// What is said with each row of a group.
struct Label {
    text: String,
    used: bool,
    /// Rows under it are set in.
    set_in: bool,
}

impl Label {
    const fn of(text: String) -> Self {
        Self {
            text,
            used: false,
            set_in: false,
        }
    }

    fn with(&mut self, line: &str, indented: bool) -> String {
        self.used = true;
        self.set_in |= indented;
        format!("{}; {line}", self.text)
    }
}

/// A label that no row was said with.
fn unsaid(label: Option<Label>) -> Option<String> {
    label.filter(|label| !label.used).map(|label| label.text)
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
