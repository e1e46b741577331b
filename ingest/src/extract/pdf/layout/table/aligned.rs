//! Tables without lines: numbers that stand in columns, under names.

use super::body::Body;
use super::columns::{self, Band, Boundary, TOGETHER};
use super::frames::Frame;
use super::words::{Word, is_blank, is_number, runs};
use super::{cells, ruled};

/// Rows that make a table: what stands in columns twice may do so by chance.
const MIN_ROWS: usize = 3;
/// Columns of a table: names and one column of numbers may be a table of contents.
const MIN_COLUMNS: usize = 3;
/// How far apart rows may be, and how far above them their names, in sizes of the font.
const APART: f32 = 3.0;
const NAMES: f32 = 6.0;
/// How far names may stand out beside their numbers, in sizes of the font.
const BESIDE: f32 = 3.0;

/// The tables among the words that are left. Rows are lines of the file, so that two columns of prose
/// that stand beside each other are no table.
pub(super) fn find(words: &[Word<'_>], taken: &mut [bool]) -> Vec<Body> {
    let free: Vec<&Word<'_>> = words
        .iter()
        .zip(&*taken)
        .filter(|(_, taken)| !**taken)
        .map(|(word, _)| word)
        .collect();
    let lines: Vec<&[&Word<'_>]> = free.chunk_by(|a, b| a.line == b.line).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let rows = lines[at..].iter().take_while(|line| is_row(line)).count();
        let rows = close(&lines[at..at + rows]);
        if rows >= MIN_ROWS {
            found.extend(table(&lines, at, at + rows));
        }
        at += rows.max(1);
    }
    let used: Vec<(usize, usize)> = found.iter().flat_map(|b: &Body| b.words.clone()).collect();
    for (word, taken) in words.iter().zip(taken) {
        *taken |= used.contains(&(word.line, word.nth));
    }
    found
}

/// The texts of a line that stand apart.
fn texts(line: &[&Word<'_>]) -> Vec<String> {
    let parts = runs(line, TOGETHER);
    let of = |run: &super::words::Run| {
        let inside = line
            .iter()
            .filter(|word| run.left <= word.middle() && word.middle() <= run.right);
        inside.map(|word| word.text).collect::<Vec<_>>().join(" ")
    };
    parts.iter().map(of).collect()
}

/// Whether a line has a name and numbers beside it.
fn is_row(line: &[&Word<'_>]) -> bool {
    let texts = texts(line);
    let numbers = texts.iter().filter(|text| is_number(text)).count();
    let blanks = texts.iter().filter(|text| is_blank(text)).count();
    numbers > 0 && texts.len() >= MIN_COLUMNS && numbers + blanks + 1 >= texts.len()
}

/// How many lines follow each other closely, one below the other.
fn close(lines: &[&[&Word<'_>]]) -> usize {
    let follows = |pair: &&[&[&Word<'_>]]| {
        let (a, b) = (pair[0][0], pair[1][0]);
        b.y > a.y && b.y - a.y <= a.size.max(b.size) * APART
    };
    let followed = lines.windows(2).take_while(follows).count();
    if lines.is_empty() { 0 } else { followed + 1 }
}

/// The table of the lines from one to another, if all its columns of numbers have names above them.
fn table(lines: &[&[&Word<'_>]], from: usize, to: usize) -> Option<Body> {
    let rows = &lines[from..to];
    let all = || rows.iter().flat_map(|line| line.iter());
    let size = rows[0][0].size;
    let left = all().map(|word| word.left).reduce(f32::min)? - size * BESIDE;
    let right = all().map(|word| word.right).reduce(f32::max)? + size * BESIDE;
    let frame = Frame {
        left,
        right,
        levels: Vec::new(),
        posts: Vec::new(),
    };
    let bands: Vec<Band<'_, '_>> = rows.iter().map(|line| band(line.to_vec())).collect();
    let gaps = columns::gaps(left, right, bands.iter().map(Band::runs));
    let undrawn = |x| Boundary { x, drawn: false };
    let boundaries: Vec<Boundary> = gaps.into_iter().map(undrawn).collect();
    let full = |line: &&&[&Word<'_>]| runs(line, TOGETHER).len() == boundaries.len() + 1;
    if boundaries.len() + 1 < MIN_COLUMNS
        || rows.iter().filter(full).count() < MIN_ROWS
        || bands
            .iter()
            .any(|band| ruled::is_torn(&frame, band, &boundaries))
    {
        return None;
    }
    // The line that adds the last name, and those close above it that go on with the names.
    let mut best = None;
    let mut head: Vec<&Word<'_>> = Vec::new();
    for line in lines[..from].iter().rev() {
        let first = line[0];
        let beside = line.iter().all(|w| left <= w.left && w.right <= right);
        if !beside || first.y >= rows[0][0].y || rows[0][0].y - first.y > size * NAMES {
            break;
        }
        let top = head.iter().map(|word| word.y).reduce(f32::min);
        if best.is_some() && top.is_some_and(|top| top - first.y > size * 1.3) {
            break;
        }
        head.extend_from_slice(line);
        let Some(body) = with_names(&frame, &head, &bands, &boundaries) else {
            break;
        };
        best = Some(body).filter(|body| body.head == (0..1)).or(best);
    }
    best
}

fn band<'w, 'l>(words: Vec<&'w Word<'l>>) -> Band<'w, 'l> {
    let top = words.iter().map(|word| word.y - word.size);
    let bottom = words.iter().map(|word| word.y);
    Band {
        top: top.fold(f32::MAX, f32::min),
        bottom: bottom.fold(f32::MIN, f32::max),
        loose: false,
        words,
    }
}

/// The table with names; nothing if one stands over several columns, so that it is open which it is of.
fn with_names(
    frame: &Frame,
    head: &[&Word<'_>],
    bands: &[Band<'_, '_>],
    boundaries: &[Boundary],
) -> Option<Body> {
    let bands = [&[band(head.to_vec())], bands].concat();
    let rows = cells::rows(frame, &bands, boundaries)?;
    if rows[0].cells.iter().any(|cell| cell.to - cell.from > 1) {
        return None;
    }
    let words = bands.iter().flat_map(|band| band.words.iter().copied());
    let words: Vec<&Word<'_>> = words.collect();
    Some(Body::of(frame.left, frame.right, boundaries, rows, &words))
}
