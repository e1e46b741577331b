//! The cells between lines across and down.

use super::columns::{Band, Boundary, stands_in};
use super::frames::{Frame, Level};
use super::words::{Run, Word, is_blank, is_number};

/// How far raised text stands from its line, in sizes of the font.
const RAISED: f32 = 0.5;

/// How far inside a cell, in points, a line below it is looked for: lines end a little beside posts.
const INSIDE: f32 = 5.0;

/// A cell at its columns.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cell {
    /// Its first column, and the one after its last.
    pub(super) from: usize,
    pub(super) to: usize,
    /// Rows it stretches over.
    pub(super) down: usize,
    /// Its lines.
    pub(super) text: String,
    pub(super) bold: bool,
}

/// A row.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Row {
    pub(super) cells: Vec<Cell>,
    /// It stands on colour.
    pub(super) shaded: bool,
    /// Lines that are no cells: what belongs to what in them cannot be told.
    pub(super) loose: Vec<String>,
}

/// The columns of a band that are not parted in it, from and to.
fn places(frame: &Frame, band: &Band<'_, '_>, boundaries: &[Boundary]) -> Vec<(usize, usize)> {
    let runs = band.runs();
    let parts = |boundary: &Boundary| {
        let crossed = || {
            let cuts = |x: f32| x > boundary.x + 1.0;
            runs.iter()
                .any(|run| run.left < boundary.x - 1.0 && cuts(run.right))
        };
        let near = |x: f32| (x - boundary.x).abs() <= 3.0;
        let mut posts = frame.posts.iter();
        posts.any(|post| near(post.x) && stands_in(post, band))
            || !boundary.drawn && !crossed() && !is_bridged(frame, band, &runs, boundary.x)
    };
    let mut places = Vec::new();
    let mut from = 0;
    for (at, boundary) in boundaries.iter().enumerate() {
        if parts(boundary) {
            places.push((from, at + 1));
            from = at + 1;
        }
    }
    places.push((from, boundaries.len() + 1));
    places
}

/// Whether a line that is drawn below one text alone, and not below the whole row, reaches over the
/// place: then the text stands over all columns that the line reaches over.
fn is_bridged(frame: &Frame, band: &Band<'_, '_>, runs: &[Run], x: f32) -> bool {
    let level = frame
        .levels
        .iter()
        .find(|l| (l.y - band.bottom).abs() < 0.1);
    let pieces = level.iter().flat_map(|level| &level.pieces);
    let mut pieces = pieces.filter(|(left, right)| *left + 2.0 < x && x < *right - 2.0);
    pieces.any(|(left, right)| {
        let whole = right - left >= (frame.right - frame.left) * 0.9;
        let inside = |run: &&Run| run.right > left + 2.0 && run.left < right - 2.0;
        let mut over = runs.iter().filter(inside);
        let one = over
            .next()
            .is_some_and(|first| over.all(|run| run.left < first.right && first.left < run.right));
        !whole && one
    })
}

/// From where to where columns go.
fn edges(frame: &Frame, boundaries: &[Boundary], place: (usize, usize)) -> (f32, f32) {
    let edge = |at: usize| match at.checked_sub(1).map(|at| boundaries.get(at)) {
        None => frame.left,
        Some(Some(boundary)) => boundary.x,
        Some(None) => frame.right,
    };
    (edge(place.0), edge(place.1))
}

/// The rows of bands; nothing where words stand across the lines, so that it is no table.
pub(super) fn rows(
    frame: &Frame,
    bands: &[Band<'_, '_>],
    boundaries: &[Boundary],
) -> Option<Vec<Row>> {
    let all: Vec<Vec<(usize, usize)>> = bands
        .iter()
        .map(|band| places(frame, band, boundaries))
        .collect();
    let mut rows: Vec<Row> = vec![Row::default(); bands.len()];
    for (at, band) in bands.iter().enumerate() {
        if band.loose {
            rows[at].loose = lines(&band.words).iter().map(|line| joined(line)).collect();
            continue;
        }
        for place in &all[at] {
            let (left, right) = edges(frame, boundaries, *place);
            let middle = f32::midpoint(left, right);
            let opens = |level_y: f32| {
                let level = frame.levels.iter().find(|l| (l.y - level_y).abs() < 0.1);
                // A line that is drawn below a part of the cell closes it.
                let drawn = |level: &Level| {
                    [left + INSIDE, middle, right - INSIDE]
                        .iter()
                        .any(|x| level.covers(*x))
                };
                level.is_some_and(|level| !drawn(level))
            };
            if at > 0 && opens(band.top) && all[at - 1].contains(place) {
                continue;
            }
            let below = bands.iter().zip(&all).skip(at + 1);
            let joins = |b: &Band<'_, '_>| opens(b.top) && !b.loose;
            let goes_on = below.take_while(|(b, places)| joins(b) && places.contains(place));
            let down = 1 + goes_on.count();
            let words = bands[at..at + down].iter().flat_map(|band| &band.words);
            let inside: Vec<&Word<'_>> = words
                .filter(|word| within(word, frame, left, right))
                .copied()
                .collect();
            if inside.iter().any(|word| stands_across(word, left, right)) {
                return None;
            }
            rows[at].cells.push(Cell {
                from: place.0,
                to: place.1,
                down,
                text: text(&inside),
                bold: !inside.is_empty() && inside.iter().all(|word| word.bold),
            });
        }
    }
    Some(rows)
}

fn within(word: &Word<'_>, frame: &Frame, left: f32, right: f32) -> bool {
    let middle = word.middle();
    let after = left <= middle || left <= frame.left;
    let before = middle < right || right >= frame.right;
    after && before
}

/// Whether a good part of a word stands in the next cell.
fn stands_across(word: &Word<'_>, left: f32, right: f32) -> bool {
    let beyond = (left - word.left).max(word.right - right);
    beyond > 3.0 && beyond > (word.right - word.left) * 0.25
}

/// The lines of words, each in the order it is read, from top to bottom.
pub(super) fn lines<'w, 'l>(words: &[&'w Word<'l>]) -> Vec<Vec<&'w Word<'l>>> {
    let mut lines: Vec<Vec<&Word<'_>>> = Vec::new();
    for word in words {
        match lines.iter_mut().find(|line| line[0].line == word.line) {
            Some(line) => line.push(word),
            None => lines.push(vec![word]),
        }
    }
    for line in &mut lines {
        line.sort_by_key(|word| word.nth);
    }
    lines.sort_by(|a, b| a[0].y.total_cmp(&b[0].y));
    // Raised and lowered text is of the line it stands on.
    let same = |a: &Vec<&Word<'_>>, b: &Vec<&Word<'_>>| {
        b[0].y - a[0].y < a[0].size.max(b[0].size) * RAISED
    };
    for line in lines.chunk_by_mut(same) {
        line.sort_by_key(|line| line[0].line);
    }
    lines
}

fn joined(line: &[&Word<'_>]) -> String {
    let texts: Vec<&str> = line.iter().map(|word| word.text).collect();
    texts.join(" ")
}

/// The lines of a cell.
pub(super) fn text(words: &[&Word<'_>]) -> String {
    let lines: Vec<String> = lines(words).iter().map(|line| joined(line)).collect();
    lines.join("\n")
}

/// How many numbers stand one below the other in a cell of nothing else: several rows in one.
pub(super) fn numbers_in(words: &[&Word<'_>]) -> usize {
    let lines: Vec<String> = lines(words).iter().map(|line| joined(line)).collect();
    let numbers = lines.iter().filter(|line| is_number(line)).count();
    let others = lines.iter().any(|line| !is_number(line) && !is_blank(line));
    if others || numbers < 2 {
        0
    } else {
        lines.len()
    }
}

/// The words that stand in columns.
pub(super) fn in_columns<'w, 'l>(
    frame: &Frame,
    words: &[&'w Word<'l>],
    boundaries: &[Boundary],
    place: (usize, usize),
) -> Vec<&'w Word<'l>> {
    let (left, right) = edges(frame, boundaries, place);
    let inside = words.iter().filter(|word| within(word, frame, left, right));
    inside.copied().collect()
}
