//! From straight lines to frames: lines across one below the other, and posts between them.

use super::super::super::reading::Area;

/// How far, in points, lines that meet or go on may be apart.
const NEAR: f32 = 3.5;
/// Lines across of one frame may be this far apart, in points, without posts: half a page.
const MAX_BAND: f32 = 400.0;
/// Lines of a page that are looked at; a page with more is a drawing.
const MAX_LINES: usize = 1_200;

/// A line across at its height, in one or more pieces.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Level {
    pub(super) y: f32,
    pub(super) pieces: Vec<(f32, f32)>,
}

/// A line down.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Post {
    pub(super) x: f32,
    pub(super) top: f32,
    pub(super) bottom: f32,
}

/// Lines that belong together.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Frame {
    pub(super) left: f32,
    pub(super) right: f32,
    pub(super) levels: Vec<Level>,
    pub(super) posts: Vec<Post>,
}

impl Level {
    /// Whether it is drawn there.
    pub(super) fn covers(&self, x: f32) -> bool {
        self.pieces
            .iter()
            .any(|(left, right)| *left - NEAR <= x && x <= *right + NEAR)
    }

    fn length(&self) -> f32 {
        self.pieces.iter().map(|(left, right)| right - left).sum()
    }
}

/// The frames of a page; those that stand in others come after them. The edges of coloured rows are
/// lines too.
pub(super) fn of(rules: &[Area], shades: &[Area]) -> Vec<Frame> {
    let (across, down): (Vec<&Area>, Vec<&Area>) = rules
        .iter()
        .partition(|rule| rule.right - rule.left >= rule.bottom - rule.top);
    let mut bars = merged(across.iter().map(|rule| Bar {
        at: f32::midpoint(rule.top, rule.bottom),
        from: rule.left,
        to: rule.right,
    }));
    let edges = |edge: fn(&Area) -> f32| {
        let bar = move |area: &Area| Bar {
            at: edge(area),
            from: area.left,
            to: area.right,
        };
        shades.iter().map(bar)
    };
    let edges = merged(edges(|area| area.top).chain(edges(|area| area.bottom)));
    let posts = merged(down.iter().map(|rule| Bar {
        at: f32::midpoint(rule.left, rule.right),
        from: rule.top,
        to: rule.bottom,
    }));
    if bars.len() + posts.len() > MAX_LINES {
        return Vec::new();
    }
    bars.sort_by(|a, b| a.at.total_cmp(&b.at));
    groups(&bars, &posts)
        .into_iter()
        .filter_map(|group| frame(&group, &posts, &edges))
        .collect()
}

/// A straight line: where it stands, and from where to where it goes.
#[derive(Debug, Clone, Copy)]
struct Bar {
    at: f32,
    from: f32,
    to: f32,
}

/// The highest and the lowest of lines across.
fn extent(levels: &[Level]) -> Option<(f32, f32)> {
    let ys = || levels.iter().map(|level| level.y);
    Some((ys().reduce(f32::min)?, ys().reduce(f32::max)?))
}

/// Where the sides of a frame end, if they go on where no line closes the first or the last row.
fn sides(left: f32, right: f32, top: f32, bottom: f32, posts: &[Bar]) -> Vec<Level> {
    let of = |x: f32| {
        posts.iter().filter(move |post| {
            (post.at - x).abs() <= NEAR && post.from <= bottom + NEAR && post.to >= top - NEAR
        })
    };
    let ends = |x: f32| {
        let highest = of(x).map(|post| post.from).reduce(f32::min)?;
        Some((highest, of(x).map(|post| post.to).reduce(f32::max)?))
    };
    let (Some(a), Some(b)) = (ends(left), ends(right)) else {
        return Vec::new();
    };
    let beyond = |y: f32| y < top - NEAR || y > bottom + NEAR;
    [(a.0, b.0), (a.1, b.1)]
        .into_iter()
        .filter(|(a, b)| (a - b).abs() <= NEAR && beyond(*a))
        .map(|(y, _)| Level {
            y,
            pieces: vec![(left, right)],
        })
        .collect()
}

/// Lines that go on in each other as one; double lines too.
fn merged(bars: impl Iterator<Item = Bar>) -> Vec<Bar> {
    let mut bars: Vec<Bar> = bars.collect();
    bars.sort_by(|a, b| a.at.total_cmp(&b.at));
    let mut whole = Vec::new();
    for same in bars.chunk_by_mut(|a, b| b.at - a.at <= 1.5) {
        same.sort_by(|a, b| a.from.total_cmp(&b.from));
        let mut open: Option<Bar> = None;
        for bar in same.iter() {
            match &mut open {
                Some(open) if bar.from - open.to <= NEAR => open.to = open.to.max(bar.to),
                _ => whole.extend(open.replace(*bar)),
            }
        }
        whole.extend(open);
    }
    whole
}

/// Lines across that belong together: between the same ends, or joined by a post.
fn groups(bars: &[Bar], posts: &[Bar]) -> Vec<Vec<Bar>> {
    let mut group: Vec<usize> = (0..bars.len()).collect();
    let touches = |post: &Bar, bar: &Bar| {
        bar.from - NEAR <= post.at
            && post.at <= bar.to + NEAR
            && post.from - NEAR <= bar.at
            && bar.at <= post.to + NEAR
    };
    let join = |group: &mut Vec<usize>, a: usize, b: usize| {
        let (from, to) = (group[a].max(group[b]), group[a].min(group[b]));
        group
            .iter_mut()
            .filter(|g| **g == from)
            .for_each(|g| *g = to);
    };
    for post in posts {
        let touched: Vec<usize> = (0..bars.len())
            .filter(|at| touches(post, &bars[*at]))
            .collect();
        touched
            .windows(2)
            .for_each(|pair| join(&mut group, pair[0], pair[1]));
    }
    for (at, bar) in bars.iter().enumerate() {
        // The next one below between the same ends.
        let next = bars[at + 1..].iter().position(|other| {
            (other.from - bar.from).abs() <= NEAR && (other.to - bar.to).abs() <= NEAR
        });
        if let Some(next) = next
            && bars[at + 1 + next].at - bar.at <= MAX_BAND
        {
            join(&mut group, at, at + 1 + next);
        }
    }
    let mut groups: Vec<Vec<Bar>> = Vec::new();
    let mut names: Vec<usize> = group.clone();
    names.sort_unstable();
    names.dedup();
    for name in names {
        let of = bars.iter().zip(&group).filter(|(_, g)| **g == name);
        groups.push(of.map(|(bar, _)| *bar).collect());
    }
    within(groups)
}

/// Lines that stand inside the frame of others belong to it.
fn within(mut groups: Vec<Vec<Bar>>) -> Vec<Vec<Bar>> {
    let bounds = |group: &[Bar]| {
        let least = |of: fn(&Bar) -> f32| group.iter().map(of).fold(f32::MAX, f32::min);
        let most = |of: fn(&Bar) -> f32| group.iter().map(of).fold(f32::MIN, f32::max);
        (
            least(|b| b.from),
            least(|b| b.at),
            most(|b| b.to),
            most(|b| b.at),
        )
    };
    groups.sort_by_key(|group| std::cmp::Reverse(group.len()));
    let mut kept: Vec<Vec<Bar>> = Vec::new();
    let mut inner_ones: Vec<Vec<Bar>> = Vec::new();
    for group in groups {
        let inner = bounds(&group);
        let outer = kept.iter_mut().find(|outer| {
            let outer = bounds(outer);
            outer.0 - NEAR <= inner.0
                && outer.1 - NEAR <= inner.1
                && inner.2 <= outer.2 + NEAR
                && inner.3 <= outer.3 + NEAR
        });
        match outer {
            Some(outer) => {
                outer.extend(group.iter().copied());
                // Where the outer one is no table but a layout, the inner one may be.
                inner_ones.push(group);
            }
            None => kept.push(group),
        }
    }
    kept.extend(inner_ones);
    kept
}

/// The frame of lines across, if there are enough of them.
fn frame(bars: &[Bar], posts: &[Bar], edges: &[Bar]) -> Option<Frame> {
    let left = bars.iter().map(|bar| bar.from).fold(f32::MAX, f32::min);
    let right = bars.iter().map(|bar| bar.to).fold(f32::MIN, f32::max);
    let mut bars = bars.to_vec();
    bars.sort_by(|a, b| a.at.total_cmp(&b.at));
    let mut levels: Vec<Level> = Vec::new();
    for bar in &bars {
        match levels.last_mut() {
            Some(level) if bar.at - level.y <= NEAR => level.pieces.push((bar.from, bar.to)),
            _ => levels.push(Level {
                y: bar.at,
                pieces: vec![(bar.from, bar.to)],
            }),
        }
    }
    // What is shorter is the underline of a word.
    levels.retain(|level| level.length() >= (right - left) * 0.3);
    let (top, bottom) = extent(&levels)?;
    levels.extend(sides(left, right, top, bottom, posts));
    let (top, bottom) = extent(&levels)?;
    // Colour alone makes no table: listings stand on it, line by line.
    let parted = posts.iter().any(|post| {
        let between = left + NEAR * 2.0 < post.at && post.at < right - NEAR * 2.0;
        between && post.from < bottom && post.to > top
    });
    if levels.len() < 2 || levels.len() < 3 && !parted {
        return None;
    }
    for edge in edges {
        let whole = edge.from <= left + NEAR && edge.to >= right - NEAR;
        let new = levels.iter().all(|level| (level.y - edge.at).abs() > NEAR);
        if whole && new && top < edge.at && edge.at < bottom {
            levels.push(Level {
                y: edge.at,
                pieces: vec![(left, right)],
            });
        }
    }
    levels.sort_by(|a, b| a.y.total_cmp(&b.y));
    let inside = |post: &&Bar| {
        left - NEAR <= post.at
            && post.at <= right + NEAR
            && post.from < bottom - NEAR
            && post.to > top + NEAR
    };
    let posts: Vec<Post> = posts
        .iter()
        .filter(inside)
        .map(|post| Post {
            x: post.at,
            top: post.from,
            bottom: post.to,
        })
        .collect();
    Some(Frame {
        left,
        right,
        levels,
        posts,
    })
}

#[cfg(test)]
mod tests;
