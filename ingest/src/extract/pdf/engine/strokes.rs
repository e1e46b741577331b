//! From what is drawn on a page to straight lines and filled areas, which show its tables.

use super::super::reading::Area;
use super::glyphs::place;

/// Straight lines and areas of a page that are kept; a page with more is a drawing or a map.
const MAX_AREAS: usize = 4_000;
/// Points of paths that are looked at on a page.
const MAX_POINTS: usize = 60_000;
/// Thickest line, in points: what is thicker is an area.
const THIN: f64 = 3.0;
/// Shortest line, in points.
const SHORT: f64 = 5.0;
/// How far a straight line may be off, in points.
const SLANT: f64 = 0.5;

/// How a path is painted.
#[derive(Debug, Clone, Copy)]
pub(super) enum Paint {
    /// Its outline is drawn.
    Stroked,
    /// It is filled.
    Filled {
        /// With white, or not to be seen at all.
        white: bool,
    },
}

/// Gathers what is drawn on a page.
#[derive(Debug, Default)]
pub(super) struct Strokes {
    rules: Vec<Area>,
    shades: Vec<Area>,
    /// The parts of the path that is being drawn.
    parts: Vec<Part>,
    points: usize,
}

#[derive(Debug, Default)]
struct Part {
    points: Vec<(f64, f64)>,
    curved: bool,
}

impl Strokes {
    /// Whether more can be taken; else the page is a drawing.
    pub(super) fn has_room(&self) -> bool {
        self.points < MAX_POINTS && self.rules.len().max(self.shades.len()) < MAX_AREAS
    }

    /// Begins a part of a path.
    pub(super) fn begin(&mut self, point: (f64, f64)) {
        self.points += 1;
        if self.has_room() {
            self.parts.push(Part {
                points: vec![point],
                curved: false,
            });
        }
    }

    /// Goes on to a point.
    pub(super) fn line(&mut self, point: (f64, f64)) {
        self.points += 1;
        if self.has_room()
            && let Some(part) = self.parts.last_mut()
        {
            part.points.push(point);
        }
    }

    /// Goes on in a curve: no part of a table.
    pub(super) fn curve(&mut self) {
        self.points += 1;
        if let Some(part) = self.parts.last_mut() {
            part.curved = true;
        }
    }

    /// Goes back to where the part began.
    pub(super) fn close(&mut self) {
        if let Some(part) = self.parts.last_mut()
            && let Some(first) = part.points.first().copied()
        {
            part.points.push(first);
        }
    }

    /// Paints the path.
    pub(super) fn paint(&mut self, paint: Paint) {
        for part in std::mem::take(&mut self.parts) {
            if part.curved {
                continue;
            }
            match paint {
                Paint::Stroked => {
                    for ends in part.points.windows(2) {
                        let area = bounds(ends);
                        if area.2 - area.0 <= SLANT || area.3 - area.1 <= SLANT {
                            self.rule(area);
                        }
                    }
                }
                Paint::Filled { white } => self.fill(&part.points, white),
            }
        }
    }

    fn fill(&mut self, points: &[(f64, f64)], white: bool) {
        let area = bounds(points);
        let near = |a: f64, b: f64| (a - b).abs() <= SLANT;
        let is_corner = |(x, y): &(f64, f64)| {
            (near(*x, area.0) || near(*x, area.2)) && (near(*y, area.1) || near(*y, area.3))
        };
        if points.len() < 4 || !points.iter().all(is_corner) {
            return;
        }
        if (area.2 - area.0).min(area.3 - area.1) <= THIN {
            self.rule(area);
        } else if !white && self.shades.len() < MAX_AREAS {
            self.shades.extend(short(area));
        }
    }

    fn rule(&mut self, area: (f64, f64, f64, f64)) {
        if (area.2 - area.0).max(area.3 - area.1) >= SHORT && self.rules.len() < MAX_AREAS {
            self.rules.extend(short(area));
        }
    }

    /// Lines and areas; none of a drawing, whose lines say nothing of tables.
    pub(super) fn finish(self) -> (Vec<Area>, Vec<Area>) {
        if self.has_room() {
            (self.rules, self.shades)
        } else {
            (Vec::new(), Vec::new())
        }
    }
}

fn bounds(points: &[(f64, f64)]) -> (f64, f64, f64, f64) {
    let start = (f64::MAX, f64::MAX, f64::MIN, f64::MIN);
    points.iter().fold(start, |area, (x, y)| {
        (
            area.0.min(*x),
            area.1.min(*y),
            area.2.max(*x),
            area.3.max(*y),
        )
    })
}

fn short(area: (f64, f64, f64, f64)) -> Option<Area> {
    let sides = [area.0, area.1, area.2, area.3].map(place);
    sides
        .iter()
        .all(|side| side.is_finite())
        .then(|| Area::from(sides))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(points: &[(f64, f64)], paint: Paint) -> (usize, usize) {
        let mut strokes = Strokes::default();
        strokes.begin(points[0]);
        points[1..].iter().for_each(|point| strokes.line(*point));
        strokes.close();
        strokes.paint(paint);
        let (rules, shades) = strokes.finish();
        (rules.len(), shades.len())
    }

    #[test]
    fn thin_areas_are_lines_and_outlines_are_four() {
        let coloured = Paint::Filled { white: false };
        let cell = [(50.0, 50.0), (150.0, 50.0), (150.0, 70.0), (50.0, 70.0)];
        assert_eq!(drawn(&cell, Paint::Stroked), (4, 0));
        assert_eq!(drawn(&cell, coloured), (0, 1));
        assert_eq!(drawn(&cell, Paint::Filled { white: true }), (0, 0));
        let thin = [(50.0, 50.0), (150.0, 50.0), (150.0, 50.5), (50.0, 50.5)];
        assert_eq!(drawn(&thin, coloured), (1, 0));
        let slanted = [(50.0, 50.0), (150.0, 80.0)];
        assert_eq!(drawn(&slanted, Paint::Stroked), (0, 0));
        let odd = [(f64::NAN, 50.0), (150.0, 50.0)];
        assert_eq!(drawn(&odd, Paint::Stroked), (0, 0));
    }

    #[test]
    fn a_drawing_says_nothing_of_tables() {
        let mut strokes = Strokes::default();
        for at in 0..MAX_AREAS + 1 {
            strokes.begin((0.0, f64::from(u32::try_from(at).unwrap())));
            strokes.line((100.0, f64::from(u32::try_from(at).unwrap())));
            strokes.paint(Paint::Stroked);
        }
        assert_eq!(strokes.finish(), (Vec::new(), Vec::new()));
    }
}
