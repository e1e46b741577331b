//! Where the columns of a frame part.

use super::frames::Frame;
use super::words::{Run, Word, is_bullet, runs};

/// Words closer than this stand together, in sizes of the font; the space of a typewriter is 0.6.
pub(super) const TOGETHER: f32 = 0.7;
/// Narrowest gap between columns without a line between them, in points.
const NARROW: f32 = 4.0;
/// Share of a frame's height that a post must have to be one of all its rows.
const TALL: f32 = 0.6;
/// Posts nearer to the edge of a frame than this, in points, are its sides.
pub(super) const SIDE: f32 = 6.0;

/// Where two columns part.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Boundary {
    pub(super) x: f32,
    /// Lines are drawn between the columns; else it is where no words stand.
    pub(super) drawn: bool,
}

/// What stands between two lines across.
#[derive(Debug, Clone)]
pub(super) struct Band<'w, 'l> {
    pub(super) top: f32,
    pub(super) bottom: f32,
    /// Its words stand in rows that cannot be told apart: they stay lines.
    pub(super) loose: bool,
    pub(super) words: Vec<&'w Word<'l>>,
}

impl Band<'_, '_> {
    pub(super) fn middle(&self) -> f32 {
        f32::midpoint(self.top, self.bottom)
    }

    pub(super) fn runs(&self) -> Vec<Run> {
        runs(&self.words, TOGETHER)
    }
}

/// Where the columns of bands part, from left to right.
pub(super) fn of(frame: &Frame, bands: &[Band<'_, '_>]) -> Vec<Boundary> {
    let (Some(first), Some(last)) = (bands.first(), bands.last()) else {
        return Vec::new();
    };
    let (top, bottom) = (first.top, last.bottom);
    let inner = |x: f32| x > frame.left + SIDE && x < frame.right - SIDE;
    let mut xs: Vec<f32> = Vec::new();
    let mut tall = false;
    let mut posts: Vec<_> = frame
        .posts
        .iter()
        .filter(|post| inner(post.x) && bands.iter().any(|band| stands_in(post, band)))
        .collect();
    posts.sort_by(|a, b| a.x.total_cmp(&b.x));
    for same in posts.chunk_by(|a, b| b.x - a.x <= 2.5) {
        let height: f32 = same
            .iter()
            .map(|post| post.bottom.min(bottom) - post.top.max(top))
            .sum();
        tall |= height >= (bottom - top) * TALL;
        xs.push(same[0].x);
    }
    let drawn = |x| Boundary { x, drawn: tall };
    let mut boundaries: Vec<Boundary> = xs.into_iter().map(drawn).collect();
    if !tall {
        let gaps = gaps(frame.left, frame.right, bands.iter().map(Band::runs));
        let far = |x: &f32, of: &[Boundary]| of.iter().all(|b| (b.x - x).abs() > SIDE);
        let more: Vec<f32> = gaps.into_iter().filter(|x| far(x, &boundaries)).collect();
        boundaries.extend(more.into_iter().map(|x| Boundary { x, drawn: false }));
        boundaries.sort_by(|a, b| a.x.total_cmp(&b.x));
        without_bullets(frame, bands, &mut boundaries);
    }
    boundaries
}

/// Whether a post parts a band.
pub(super) fn stands_in(post: &super::frames::Post, band: &Band<'_, '_>) -> bool {
    let middle = band.middle();
    post.top <= middle && middle <= post.bottom
}

/// Middles of the gaps that run down all rows that have most of the cells there are; a title over
/// several columns and a row of one name hide no gap.
pub(super) fn gaps(left: f32, right: f32, rows: impl Iterator<Item = Vec<Run>>) -> Vec<f32> {
    let width = bin(right - left) + 1;
    let shadows: Vec<Vec<bool>> = rows
        .filter(|runs| !runs.is_empty())
        .map(|runs| shadow(left, width, &runs))
        .collect();
    let cells = |shadow: &Vec<bool>| shadow.chunk_by(|a, b| a == b).filter(|c| c[0]).count();
    let most = shadows.iter().map(cells).max().unwrap_or(0);
    let full: Vec<&Vec<bool>> = shadows
        .iter()
        .filter(|shadow| cells(shadow) * 10 >= most * 7)
        .collect();
    // Of many rows, a few may reach over.
    let allowed = full.len() / 12;
    let free: Vec<bool> = (0..width)
        .map(|x| full.iter().filter(|shadow| shadow[x]).count() <= allowed)
        .collect();
    let mut found = Vec::new();
    let mut at = 0;
    for same in free.chunk_by(|a, b| a == b) {
        let (from, to) = (at, at + same.len());
        at = to;
        #[expect(clippy::cast_precision_loss, reason = "pages are small")]
        let (start, end) = (left + from as f32, left + to as f32);
        if same[0] && from > 0 && to < width && end - start >= NARROW {
            found.push(f32::midpoint(start, end));
        }
    }
    found
}

/// Where the runs of a row stand, by points.
fn shadow(left: f32, width: usize, runs: &[Run]) -> Vec<bool> {
    let mut shadow = vec![false; width];
    for run in runs {
        let from = bin(run.left - left).min(width - 1);
        let to = bin(run.right - left).clamp(from, width - 1);
        shadow[from..=to].fill(true);
    }
    shadow
}

fn bin(x: f32) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "pages are small, and what is left of the frame counts as its edge"
    )]
    let bin = x.clamp(0.0, 20_000.0) as usize;
    bin
}

/// Marks of lists are no columns.
fn without_bullets(frame: &Frame, bands: &[Band<'_, '_>], boundaries: &mut Vec<Boundary>) {
    let mut from = frame.left;
    boundaries.retain(|boundary| {
        let in_column = |word: &&&Word<'_>| (from..boundary.x).contains(&word.middle());
        let mut words = bands.iter().flat_map(|band| &band.words).filter(in_column);
        let posted = frame
            .posts
            .iter()
            .any(|post| (post.x - boundary.x).abs() <= 3.0);
        let real = posted || words.any(|word| !is_bullet(word.text));
        if real {
            from = boundary.x;
        }
        real
    });
}
