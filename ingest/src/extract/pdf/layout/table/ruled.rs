//! Tables whose rows are parted by lines.

use super::super::super::reading::{Area, Page};
use super::body::Body;
use super::cells::{self, Row};
use super::columns::{self, Band, Boundary, SIDE, stands_in};
use super::frames::{self, Frame};
use super::words::{Run, Word, is_number, is_typed, runs};

/// Rows without posts that make a table; two lines of prose between rules are none.
const MIN_ROWS: usize = 3;
/// Lines above a frame that are no farther apart than this, in sizes of the font, may be names.
const CLOSE: f32 = 1.4;
/// Share of a frame's width from which words that stand together are prose.
const PROSE: f32 = 0.6;

/// The tables of a page that stand in frames.
pub(super) fn find(page: &Page, words: &[Word<'_>], taken: &mut [bool]) -> Vec<Body> {
    let mut found = Vec::new();
    for frame in frames::of(&page.rules, &page.shades) {
        let free = || words.iter().zip(&*taken).filter(|(_, taken)| !**taken);
        let bands: Vec<Band<'_, '_>> = frame
            .levels
            .windows(2)
            .map(|pair| Band {
                top: pair[0].y,
                bottom: pair[1].y,
                loose: false,
                words: free()
                    .map(|(word, _)| word)
                    .filter(|word| stands_between(word, &frame, pair[0].y, pair[1].y))
                    .collect(),
            })
            .collect();
        let mut bodies = Vec::new();
        for stretch in bands.split(|band| is_outside(&frame, band)) {
            let stretch = trimmed(stretch);
            let free: Vec<&Word<'_>> = free().map(|(word, _)| word).collect();
            bodies.extend(named(&frame, stretch, &page.shades, &free));
        }
        let used = bodies.iter().flat_map(|body: &Body| &body.words);
        for (line, nth) in used {
            let at = words
                .iter()
                .position(|word| (word.line, word.nth) == (*line, *nth));
            if let Some(at) = at {
                taken[at] = true;
            }
        }
        found.extend(bodies);
    }
    found
}

/// The table of bands, with the names of its columns above the first line across where there are
/// none below it.
fn named(
    frame: &Frame,
    bands: &[Band<'_, '_>],
    shades: &[Area],
    words: &[&Word<'_>],
) -> Option<Body> {
    let plain = body(frame, bands, shades)?;
    if !plain.head.is_empty() {
        return Some(plain);
    }
    let with_names = bands.first().and_then(|first| {
        let head = above(frame, first, words)?;
        body(frame, &[&[head], bands].concat(), shades)
    });
    let named = with_names.filter(|body| body.head.start == 0 && !body.head.is_empty());
    named.or(Some(plain))
}

/// The lines close above the first line across, which may be the names of the columns.
fn above<'w, 'l>(
    frame: &Frame,
    first: &Band<'_, '_>,
    words: &[&'w Word<'l>],
) -> Option<Band<'w, 'l>> {
    let inside = |word: &&&Word<'_>| {
        (frame.left - 2.0..=frame.right + 2.0).contains(&word.middle()) && word.waist() <= first.top
    };
    let mut over: Vec<&Word<'_>> = words.iter().filter(inside).copied().collect();
    over.sort_by(|a, b| b.y.total_cmp(&a.y));
    let mut at = first.top;
    let mut near: Vec<&Word<'_>> = Vec::new();
    for word in over {
        if at - word.y > word.size * CLOSE {
            break;
        }
        at = at.min(word.y);
        near.push(word);
    }
    let top = near.last()?.y - near.last()?.size;
    Some(Band {
        top,
        bottom: first.top,
        loose: false,
        words: near,
    })
}

fn stands_between(word: &Word<'_>, frame: &Frame, top: f32, bottom: f32) -> bool {
    let (middle, waist) = (word.middle(), word.waist());
    (frame.left - 2.0..=frame.right + 2.0).contains(&middle) && top < waist && waist <= bottom
}

/// Whether a band is no part of a table but stands between two: prose from side to side. A line
/// that fills its row is a title of rows.
fn is_outside(frame: &Frame, band: &Band<'_, '_>) -> bool {
    let inner = |x: f32| x > frame.left + SIDE && x < frame.right - SIDE;
    let mut posts = frame.posts.iter();
    if posts.any(|post| inner(post.x) && stands_in(post, band)) {
        return false;
    }
    let width = frame.right - frame.left;
    let wide = |run: &Run| run.right - run.left >= width * PROSE;
    let size = band.words.first().map_or(0.0, |word| word.size);
    let title = cells::lines(&band.words).len() == 1 && band.bottom - band.top <= size * 2.5;
    !title && band.runs().iter().any(wide)
}

/// Bands without the empty ones at their ends.
fn trimmed<'b, 'w, 'l>(mut bands: &'b [Band<'w, 'l>]) -> &'b [Band<'w, 'l>] {
    while let Some((first, rest)) = bands.split_first()
        && first.words.is_empty()
    {
        bands = rest;
    }
    while let Some((last, rest)) = bands.split_last()
        && last.words.is_empty()
    {
        bands = rest;
    }
    bands
}

fn body(frame: &Frame, bands: &[Band<'_, '_>], shades: &[Area]) -> Option<Body> {
    let boundaries = columns::of(frame, bands);
    if boundaries.is_empty() {
        return None;
    }
    let drawn = boundaries.iter().any(|boundary| boundary.drawn);
    let words: Vec<&Word<'_>> = bands.iter().flat_map(|band| band.words.clone()).collect();
    let said = words
        .iter()
        .filter(|word| word.text.contains(char::is_alphanumeric));
    if said.count() * 2 < words.len() || !drawn && is_typed(&words) {
        return None;
    }
    let bands = split(frame, bands, &boundaries)?;
    if bands.iter().any(|band| is_torn(frame, band, &boundaries)) {
        return None;
    }
    let mut rows = cells::rows(frame, &bands, &boundaries)?;
    for (row, band) in rows.iter_mut().zip(&bands) {
        row.shaded = is_shaded(frame, band, shades);
    }
    let full = |row: &Row| row.cells.iter().filter(|c| !c.text.is_empty()).count() > 1;
    let needed = if drawn { 2 } else { MIN_ROWS };
    if rows.iter().filter(|row| full(row)).count() < needed {
        return None;
    }
    // Titles and notes above and below it are lines, and may be headings.
    let first = rows.iter().position(full)?;
    let reach = |at: usize, row: &Row| {
        let said = row.cells.iter().filter(|cell| !cell.text.is_empty());
        said.map(|cell| at + cell.down - 1).max().unwrap_or(0)
    };
    let last = rows.iter().rposition(full)?;
    let reached = rows[..=last]
        .iter()
        .enumerate()
        .map(|(at, row)| reach(at, row));
    let last = reached.max().unwrap_or(last).min(rows.len() - 1);
    let (bands, rows) = (&bands[first..=last], rows[first..=last].to_vec());
    let words = bands.iter().flat_map(|band| band.words.iter().copied());
    let words: Vec<&Word<'_>> = words.collect();
    Some(Body::of(frame.left, frame.right, &boundaries, rows, &words))
}

/// Whether most of a band stands on colour.
fn is_shaded(frame: &Frame, band: &Band<'_, '_>, shades: &[Area]) -> bool {
    let middle = band.middle();
    let height = band.bottom - band.top;
    let width = frame.right - frame.left;
    let under = |shade: &&Area| {
        shade.top <= middle
            && middle <= shade.bottom
            && shade.bottom - shade.top <= height + 8.0
            && shade.right > frame.left
            && shade.left < frame.right
    };
    let covered: f32 = shades
        .iter()
        .filter(under)
        .map(|shade| shade.right.min(frame.right) - shade.left.max(frame.left))
        .sum();
    covered >= width * 0.8
}

/// How many rows stand in a band that no line parts.
fn rows_in(frame: &Frame, band: &Band<'_, '_>, boundaries: &[Boundary]) -> usize {
    let columns = (0..=boundaries.len()).map(|column| {
        let words = cells::in_columns(frame, &band.words, boundaries, (column, column + 1));
        // A bracket goes on with the line above.
        let goes_on = words.iter().any(|word| word.text.starts_with(['(', '（']));
        if goes_on {
            0
        } else {
            cells::numbers_in(&words)
        }
    });
    columns.max().unwrap_or(0)
}

/// Bands of several rows parted into rows, where all their cells stand on the same lines; those
/// that cannot be parted are loose. Nothing where these are most of the table.
fn split<'w, 'l>(
    frame: &Frame,
    bands: &[Band<'w, 'l>],
    boundaries: &[Boundary],
) -> Option<Vec<Band<'w, 'l>>> {
    let mut out = Vec::new();
    let (mut all, mut loose) = (0, 0);
    for band in bands {
        all += band.words.len();
        let rows = rows_in(frame, band, boundaries);
        match lines_of(frame, band, boundaries) {
            Some(lines) if rows > 1 && lines.len() == rows => out.extend(lines),
            _ => {
                let band = Band {
                    loose: rows > 1,
                    ..band.clone()
                };
                loose += if band.loose { band.words.len() } else { 0 };
                out.push(band);
            }
        }
    }
    (loose * 3 < all).then_some(out)
}

fn lines_of<'w, 'l>(
    frame: &Frame,
    band: &Band<'w, 'l>,
    boundaries: &[Boundary],
) -> Option<Vec<Band<'w, 'l>>> {
    let mut words = band.words.clone();
    words.sort_by(|a, b| a.y.total_cmp(&b.y));
    let lines: Vec<Band<'_, '_>> = words
        .chunk_by(|a, b| b.y - a.y <= a.size * 0.5)
        .map(|words| Band {
            top: words[0].y - words[0].size,
            bottom: words[0].y,
            loose: false,
            words: words.to_vec(),
        })
        .collect();
    let columns = |line: &Band<'_, '_>| -> Vec<bool> {
        let inside = |c| cells::in_columns(frame, &line.words, boundaries, (c, c + 1));
        (0..=boundaries.len())
            .map(|c| !inside(c).is_empty())
            .collect()
    };
    let first = columns(lines.first()?);
    let whole = lines.iter().all(|line| columns(line) == first)
        && first.iter().filter(|filled| **filled).count() > 1
        && first[0];
    whole.then_some(lines)
}

/// Whether two numbers stand beside each other in what is taken for one cell.
pub(super) fn is_torn(frame: &Frame, band: &Band<'_, '_>, boundaries: &[Boundary]) -> bool {
    (0..=boundaries.len()).any(|column| {
        let words = cells::in_columns(frame, &band.words, boundaries, (column, column + 1));
        let lines = cells::lines(&words);
        lines.iter().any(|line| {
            let numbers = line.iter().filter(|word| is_number(word.text)).copied();
            let numbers: Vec<&Word<'_>> = numbers.collect();
            runs(&numbers, 1.5).len() > 1 && numbers.len() == line.len()
        })
    })
}
