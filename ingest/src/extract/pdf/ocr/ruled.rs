//! Ruled tables on a picture. Tesseract takes rules for letters, and tears rows apart to read columns:
//! rules are wiped out, and tables cut out to be read row by row.

use super::picture::Picture;
use super::rules::RULES;

/// A part of a page over its whole width.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Strip {
    /// As the page has it.
    pub(super) picture: Picture,
    /// Without rules, if it is a table.
    pub(super) table: Option<Picture>,
}

/// A page in strips of text and tables, from above; nothing if there is no ruled table on it.
pub(super) fn strips(picture: &Picture) -> Option<Vec<Strip>> {
    let (along, down) = (along(picture), down(picture));
    let across = ruled(picture, along, down);
    let upright = ruled(picture, down, along);
    let each_way = RULES.rules.each_way;
    if count(&across, along) < each_way || count(&upright, down) < each_way {
        return None;
    }
    let mut tables = tables(&upright, along);
    tables.retain(|(from, to)| is_covered(&across, along, *from, *to));
    if tables.is_empty() {
        return None;
    }
    let mut clean = picture.clone();
    wipe(&mut clean, &across, down);
    wipe(&mut clean, &upright, along);
    let mut strips = Vec::new();
    let mut above = 0;
    for (from, to) in tables {
        strips.extend(strip(picture, above, from, None));
        strips.extend(strip(picture, from, to, Some(&clean)));
        above = to;
    }
    strips.extend(strip(picture, above, picture.height, None));
    Some(strips)
}

/// White lines around a strip.
const EDGE: usize = 20;

/// The strip between two lines, if anything is on it; of a table, also without rules.
fn strip(page: &Picture, from: usize, to: usize, clean: Option<&Picture>) -> Option<Strip> {
    let strip = |page: &Picture| page.strip(from, to, EDGE);
    let picture = strip(page);
    let mut pixels = picture.pixels.iter();
    let dark = pixels.any(|grey| *grey < RULES.rules.dark);
    dark.then(|| Strip {
        picture,
        table: clean.map(strip),
    })
}

/// Whether level rules cover enough of the width between two lines.
fn is_covered(across: &[bool], along: Way, from: usize, to: usize) -> bool {
    let rules = &RULES.rules;
    let lines: Vec<usize> = (from..to).collect();
    let is_ruled = |band: &[usize]| {
        let covered = (0..along.length).filter(|column| {
            band.iter()
                .any(|line| is(across, line * along.to_line + column))
        });
        covered.count() * 100 >= along.length * rules.covers_percent
    };
    let bands = lines
        .chunks(rules.band.max(1))
        .filter(|band| is_ruled(band));
    bands.count() >= rules.each_way
}

/// Where tables are, from line to line: where enough upright rules stand side by side. Those that
/// nearly touch are one.
fn tables(upright: &[bool], along: Way) -> Vec<(usize, usize)> {
    let mut beside = vec![0_usize; along.lines];
    for_runs(
        along,
        |at| is(upright, at),
        |run| {
            if let Some(count) = beside.get_mut(run.start / along.to_line.max(1)) {
                *count += 1;
            }
        },
    );
    let mut tables: Vec<(usize, usize)> = Vec::new();
    for (line, count) in beside.into_iter().enumerate() {
        if count < RULES.rules.beside {
            continue;
        }
        match tables.last_mut() {
            Some((_, to)) if line <= *to + RULES.rules.gap => *to = line + 1,
            _ => tables.push((line, line + 1)),
        }
    }
    tables.retain(|(from, to)| to - from >= RULES.rules.length);
    tables
}

/// A way through the pixels: so many lines of such a length, and how far it is to the next line and to the
/// next pixel.
#[derive(Clone, Copy)]
struct Way {
    lines: usize,
    length: usize,
    to_line: usize,
    to_pixel: usize,
}

fn along(picture: &Picture) -> Way {
    Way {
        lines: picture.height,
        length: picture.width,
        to_line: picture.width,
        to_pixel: 1,
    }
}

fn down(picture: &Picture) -> Way {
    Way {
        lines: picture.width,
        length: picture.height,
        to_line: 1,
        to_pixel: picture.width,
    }
}

/// The pixels of rules that go one way: dark for long, and thin the other way.
fn ruled(picture: &Picture, way: Way, other: Way) -> Vec<bool> {
    let rules = &RULES.rules;
    let mut long = vec![false; picture.pixels.len()];
    let dark = |at: usize| {
        picture
            .pixels
            .get(at)
            .is_some_and(|grey| *grey < rules.dark)
    };
    for_runs(way, dark, |run| {
        if run.count >= rules.length {
            run.for_each(|at| mark(&mut long, at));
        }
    });
    let mut thin = vec![false; picture.pixels.len()];
    for_runs(
        other,
        |at| is(&long, at),
        |run| {
            if run.count <= rules.thickness {
                run.for_each(|at| mark(&mut thin, at));
            }
        },
    );
    thin
}

/// Makes rules white, and what stands close to them the other way.
fn wipe(picture: &mut Picture, ruled: &[bool], other: Way) {
    let margin = RULES.rules.margin * other.to_pixel;
    for_runs(
        other,
        |at| is(ruled, at),
        |run| {
            let from = run.start.saturating_sub(margin);
            for at in (from..=run.last() + margin).step_by(other.to_pixel) {
                if let Some(pixel) = picture.pixels.get_mut(at) {
                    *pixel = u8::MAX;
                }
            }
        },
    );
}

/// Number of rules: of bands of lines that have the pixels of one.
fn count(ruled: &[bool], way: Way) -> usize {
    let has = |line: usize| {
        let pixels = (0..way.length).filter(|at| is(ruled, line * way.to_line + at * way.to_pixel));
        pixels.count() >= RULES.rules.length
    };
    let (mut rules, mut before) = (0, false);
    for line in 0..way.lines {
        let has = has(line);
        rules += usize::from(has && !before);
        before = has;
    }
    rules
}

fn is(marks: &[bool], at: usize) -> bool {
    marks.get(at).is_some_and(|mark| *mark)
}

fn mark(marks: &mut [bool], at: usize) {
    if let Some(mark) = marks.get_mut(at) {
        *mark = true;
    }
}

/// Pixels in a row, by their places.
#[derive(Clone, Copy)]
struct Run {
    start: usize,
    count: usize,
    step: usize,
}

impl Run {
    fn last(self) -> usize {
        self.start + self.count.saturating_sub(1) * self.step
    }

    fn for_each(self, each: impl FnMut(usize)) {
        (0..self.count)
            .map(|at| self.start + at * self.step)
            .for_each(each);
    }
}

/// Finds the runs of pixels along a way.
fn for_runs(way: Way, is: impl Fn(usize) -> bool, mut each: impl FnMut(Run)) {
    for line in 0..way.lines {
        let mut count = 0;
        for at in 0..=way.length {
            let place = line * way.to_line + at * way.to_pixel;
            if at < way.length && is(place) {
                count += 1;
            } else if count > 0 {
                each(Run {
                    start: place - count * way.to_pixel,
                    count,
                    step: way.to_pixel,
                });
                count = 0;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blank(width: usize, height: usize) -> Picture {
        Picture {
            width,
            height,
            pixels: vec![255; width * height],
        }
    }

    fn draw(picture: &mut Picture, x: std::ops::Range<usize>, y: std::ops::Range<usize>) {
        for row in y {
            for column in x.clone() {
                picture.pixels[row * picture.width + column] = 0;
            }
        }
    }

    #[test]
    fn a_table_is_cut_out_without_its_rules() {
        let mut picture = blank(700, 1_000);
        draw(&mut picture, 50..300, 60..90);
        for at in [20, 220, 420, 620] {
            draw(&mut picture, 20..624, at + 200..at + 204);
            draw(&mut picture, at..at + 4, 220..824);
        }
        draw(&mut picture, 100..120, 300..340);
        // A dark heading is no rule.
        draw(&mut picture, 230..410, 430..500);
        draw(&mut picture, 50..300, 900..930);
        let strips = strips(&picture).unwrap();
        let tables: Vec<_> = strips.iter().map(|strip| strip.table.is_some()).collect();
        assert_eq!(tables, [false, true, false]);
        let table = strips[1].table.as_ref().unwrap();
        let dark = |x: usize, y: usize| table.pixels[(y - 220 + EDGE) * table.width + x] < 128;
        assert!(dark(110, 320) && dark(300, 460));
        assert!(!dark(300, 222) && !dark(22, 500) && !dark(222, 422));
    }

    #[test]
    fn a_line_under_a_title_is_no_table() {
        let mut picture = blank(700, 300);
        draw(&mut picture, 50..650, 100..104);
        draw(&mut picture, 50..650, 200..204);
        assert_eq!(strips(&picture), None);
    }
}
