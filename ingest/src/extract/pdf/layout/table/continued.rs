//! Tables that go on on the next page.

use super::super::super::reading::Page;
use super::body::Body;

/// How far, in points, the edges of columns may be apart on the two pages.
const NEAR: f32 = 4.0;

/// Gives a table that goes on on the next page the names of its columns.
pub(super) fn join(pages: &[Page], found: &mut [Vec<Body>]) {
    for next in 1..found.len() {
        let (before, after) = found.split_at_mut(next);
        let (Some(last), Some(first)) = (before[next - 1].last(), after[0].first_mut()) else {
            continue;
        };
        let alone = ends(&pages[next - 1], last) && begins(&pages[next], first);
        if first.head.is_empty() && alone && is_same(last, first) {
            first.given = last.names();
        }
    }
}

/// Whether the columns stand where they stood.
fn is_same(last: &Body, first: &Body) -> bool {
    let edges = || last.edges.iter().zip(&first.edges);
    last.edges.len() == first.edges.len() && edges().all(|(a, b)| (a - b).abs() <= NEAR)
}

/// The heights of the lines of a page that a table has no part in, and those it has.
fn heights(page: &Page, body: &Body) -> (Vec<f32>, Vec<f32>) {
    let (mut others, mut own) = (Vec::new(), Vec::new());
    for (at, line) in page.lines.iter().enumerate() {
        if body.words.iter().any(|(line, _)| *line == at) {
            own.push(line.y);
        } else {
            others.push(line.y);
        }
    }
    (others, own)
}

fn ends(page: &Page, body: &Body) -> bool {
    let (others, own) = heights(page, body);
    let lowest = own.into_iter().fold(f32::MIN, f32::max);
    others.into_iter().all(|y| y < lowest)
}

fn begins(page: &Page, body: &Body) -> bool {
    let (others, own) = heights(page, body);
    let highest = own.into_iter().fold(f32::MAX, f32::min);
    others.into_iter().all(|y| y > highest)
}
