//! Tables: each row on one line that can be read alone, as in the other formats.
//!
//! A table is found by the lines that are drawn around its cells ([`frames`]), or by numbers that
//! stand in columns ([`aligned`]). What may be no table stays as its lines are: a number under the
//! wrong name is worse than none.

mod aligned;
mod body;
mod cells;
mod columns;
mod continued;
mod frames;
mod head;
mod ruled;
mod words;

use self::body::Body;
use super::super::reading::{Line, Page};
use super::hyphens::Hyphens;

/// A table, put together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Table {
    /// The line of its page that it stands before, of those that are left.
    pub(super) at: usize,
    /// Its rows.
    pub(super) rows: Vec<String>,
}

/// Takes the tables out of pages: for each page those that stand on it, in order.
pub(super) fn take(pages: &mut [Page], hyphens: &Hyphens) -> Vec<Vec<Table>> {
    let mut found: Vec<Vec<Body>> = pages.iter().map(on_page).collect();
    let bodies = found.iter_mut().flatten();
    bodies.for_each(|body| body.join_lines(hyphens));
    continued::join(pages, &mut found);
    let mut tables = Vec::with_capacity(found.len());
    for (page, bodies) in pages.iter_mut().zip(found) {
        tables.push(cut(page, bodies));
    }
    tables
}

fn on_page(page: &Page) -> Vec<Body> {
    let words = words::of(&page.lines);
    let mut taken = vec![false; words.len()];
    let mut bodies = ruled::find(page, &words, &mut taken);
    bodies.extend(aligned::find(&words, &mut taken));
    bodies.sort_by_key(Body::at);
    bodies
}

/// Takes the words of tables out of the lines of a page.
fn cut(page: &mut Page, bodies: Vec<Body>) -> Vec<Table> {
    let mut gone: Vec<Vec<bool>> = page
        .lines
        .iter()
        .map(|line| vec![false; line.words.len()])
        .collect();
    for (line, nth) in bodies.iter().flat_map(|body| &body.words) {
        gone[*line][*nth] = true;
    }
    let left = |at: usize| gone[..at].iter().filter(|gone| !is_gone(gone)).count();
    let tables = bodies
        .into_iter()
        .map(|body| Table {
            at: left(body.at()),
            rows: body.rows(),
        })
        .collect();
    let mut gone = gone.iter();
    page.lines.retain_mut(|line| match gone.next() {
        Some(gone) if is_gone(gone) => false,
        Some(gone) => {
            keep(line, gone);
            true
        }
        None => true,
    });
    tables
}

fn is_gone(words: &[bool]) -> bool {
    !words.is_empty() && words.iter().all(|gone| *gone)
}

/// The words of a line that are not gone.
fn keep(line: &mut Line, gone: &[bool]) {
    if !gone.contains(&true) {
        return;
    }
    let stays = || gone.iter().map(|gone| !gone);
    let texts = line.text.split_whitespace().zip(stays());
    let texts: Vec<&str> = texts.filter(|(_, stays)| *stays).map(|(t, _)| t).collect();
    line.text = texts.join(" ");
    let mut stays = stays();
    line.words.retain(|_| stays.next().unwrap_or(true));
}

#[cfg(test)]
mod tests;
