//! A page as a picture in grey, and wiping out the rules of its tables, which tesseract takes for
//! letters.

use super::rules::RULES;

/// A picture in grey: one byte a pixel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Picture {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
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

impl Picture {
    /// Reads what `pdftoppm -gray` writes (PGM); nothing if it is no such picture.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let mut fields = Vec::new();
        let mut at = 0;
        while fields.len() < 4 {
            let field = bytes.get(at..)?.split(u8::is_ascii_whitespace).next()?;
            at += field.len() + 1;
            fields.push(std::str::from_utf8(field).ok()?);
        }
        let number = |field: &str| field.parse::<usize>().ok();
        let (width, height) = (number(fields[1])?, number(fields[2])?);
        let pixels = bytes.get(at..)?;
        let whole = width.checked_mul(height)? == pixels.len() && !pixels.is_empty();
        (fields[0] == "P5" && fields[3] == "255" && whole).then(|| Self {
            width,
            height,
            pixels: pixels.to_vec(),
        })
    }

    /// As PGM.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut bytes = format!("P5\n{} {}\n255\n", self.width, self.height).into_bytes();
        bytes.extend_from_slice(&self.pixels);
        bytes
    }

    /// The picture without the rules of its tables; nothing if there is no ruled table on it.
    pub(super) fn without_rules(&self) -> Option<Self> {
        let (along, down) = (self.along(), self.down());
        let (across, upright) = (self.ruled(along, down), self.ruled(down, along));
        let each_way = RULES.rules.each_way;
        if count(&across, along) < each_way || count(&upright, down) < each_way {
            return None;
        }
        let mut clean = self.clone();
        clean.wipe(&across, down);
        clean.wipe(&upright, along);
        Some(clean)
    }

    fn along(&self) -> Way {
        Way {
            lines: self.height,
            length: self.width,
            to_line: self.width,
            to_pixel: 1,
        }
    }

    fn down(&self) -> Way {
        Way {
            lines: self.width,
            length: self.height,
            to_line: 1,
            to_pixel: self.width,
        }
    }

    /// The pixels of rules that go one way: dark for long, and thin the other way.
    fn ruled(&self, way: Way, other: Way) -> Vec<bool> {
        let rules = &RULES.rules;
        let mut long = vec![false; self.pixels.len()];
        let dark = |at: usize| self.pixels.get(at).is_some_and(|grey| *grey < rules.dark);
        for_runs(way, dark, |run| {
            if run.len() >= rules.length {
                run.for_each(|at| mark(&mut long, at));
            }
        });
        let mut thin = vec![false; self.pixels.len()];
        let is_long = |at: usize| long.get(at).is_some_and(|long| *long);
        for_runs(other, is_long, |run| {
            if run.len() <= rules.thickness {
                run.for_each(|at| mark(&mut thin, at));
            }
        });
        thin
    }

    /// Makes rules white, and what stands close to them the other way.
    fn wipe(&mut self, ruled: &[bool], other: Way) {
        let margin = RULES.rules.margin * other.to_pixel;
        let mut white = vec![false; self.pixels.len()];
        for_runs(
            other,
            |at| ruled.get(at).is_some_and(|ruled| *ruled),
            |run| {
                let (first, last) = (run.start, run.last());
                let from = first.saturating_sub(margin);
                (from..=last + margin)
                    .step_by(other.to_pixel)
                    .for_each(|at| mark(&mut white, at));
            },
        );
        for (pixel, white) in self.pixels.iter_mut().zip(white) {
            if white {
                *pixel = u8::MAX;
            }
        }
    }
}

fn mark(marks: &mut [bool], at: usize) {
    if let Some(mark) = marks.get_mut(at) {
        *mark = true;
    }
}

/// Pixels in a row, by their places.
#[derive(Clone)]
struct Run {
    start: usize,
    count: usize,
    step: usize,
}

impl Run {
    fn len(&self) -> usize {
        self.count
    }

    fn last(&self) -> usize {
        self.start + self.count.saturating_sub(1) * self.step
    }

    fn for_each(&self, each: impl FnMut(usize)) {
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
                let start = place - count * way.to_pixel;
                each(Run {
                    start,
                    count,
                    step: way.to_pixel,
                });
                count = 0;
            }
        }
    }
}

/// Number of rules: of bands of lines that have the pixels of one.
fn count(ruled: &[bool], way: Way) -> usize {
    let has = |line: usize| {
        let pixels = (0..way.length).filter(|at| {
            ruled
                .get(line * way.to_line + at * way.to_pixel)
                .is_some_and(|r| *r)
        });
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
    fn pictures_are_read_and_written_and_nothing_else_is() {
        let picture = blank(3, 2);
        assert_eq!(Picture::parse(&picture.bytes()), Some(picture));
        for bytes in [
            &b""[..],
            b"P5",
            b"P5\n3 2\n255\n12345",
            b"P6\n1 1\n255\n123",
            b"P5\n99999999999 99999999999\n255\n1",
            b"\xff\xd8\xff",
        ] {
            assert_eq!(Picture::parse(bytes), None, "{bytes:?}");
        }
    }

    #[test]
    fn the_rules_of_a_table_go_and_what_stands_in_it_stays() {
        let mut picture = blank(700, 700);
        for at in [20, 220, 420, 620] {
            draw(&mut picture, 20..624, at..at + 4);
            draw(&mut picture, at..at + 4, 20..624);
        }
        draw(&mut picture, 100..120, 100..140);
        // A dark heading is no rule.
        draw(&mut picture, 230..410, 230..300);
        let clean = picture.without_rules().unwrap();
        let dark = |x: usize, y: usize| clean.pixels[y * clean.width + x] < 128;
        assert!(dark(110, 120) && dark(300, 260));
        assert!(!dark(300, 22) && !dark(22, 300) && !dark(222, 222));
    }

    #[test]
    fn a_line_under_a_title_is_no_table() {
        let mut picture = blank(700, 300);
        draw(&mut picture, 50..650, 100..104);
        draw(&mut picture, 50..650, 200..204);
        assert_eq!(picture.without_rules(), None);
    }
}
