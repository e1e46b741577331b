//! Scripts from right to left: many PDFs hold their lines in the order of the eye, from left to
//! right, which is backwards.

/// Counts which way the letters of a line follow each other.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Steps {
    forward: usize,
    backward: usize,
}

impl Steps {
    /// A character that stands `step` to the right of the last.
    pub(super) fn step(&mut self, text: &str, step: f64) {
        if text.chars().any(is_right_to_left) {
            self.forward += usize::from(step > 0.0);
            self.backward += usize::from(step < 0.0);
        }
    }

    /// Letters that go right where they ought to go left.
    fn is_visual(self) -> bool {
        self.forward > self.backward * 2 && self.forward > 1
    }
}

/// Whether a letter belongs to a script from right to left.
pub(super) fn is_right_to_left(c: char) -> bool {
    matches!(c as u32, 0x0590..=0x08ff | 0xfb1d..=0xfdff | 0xfe70..=0xfefc) && c.is_alphabetic()
}

/// The line in the order it is read, and whether it had to be turned.
pub(super) fn logical(line: &str, steps: Steps) -> (String, bool) {
    if !steps.is_visual() {
        return (line.to_owned(), false);
    }
    let turned: Vec<char> = line.chars().rev().map(mirrored).collect();
    // Numbers and words from left to right were turned with the rest: turn them back.
    let mut out = String::with_capacity(line.len());
    let mut run = Vec::new();
    for c in turned {
        let inside = !run.is_empty() && matches!(c, '.' | ',' | '/' | '-' | ':' | '%');
        if is_left_to_right(c) || inside {
            run.push(c);
            continue;
        }
        flush(&mut run, &mut out);
        out.push(c);
    }
    flush(&mut run, &mut out);
    (out, true)
}

fn is_left_to_right(c: char) -> bool {
    c.is_numeric() || (c.is_alphabetic() && !is_right_to_left(c))
}

/// Turns a run back, without the marks at its end, which belong to the line.
fn flush(run: &mut Vec<char>, out: &mut String) {
    let end = run
        .iter()
        .rposition(|c| is_left_to_right(*c))
        .map_or(0, |at| at + 1);
    let marks = run.split_off(end);
    out.extend(run.drain(..).rev());
    out.extend(marks);
}

fn mirrored(c: char) -> char {
    match c {
        '(' => ')',
        ')' => '(',
        '[' => ']',
        ']' => '[',
        '«' => '»',
        '»' => '«',
        '<' => '>',
        '>' => '<',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(line: &str, step: f64) -> Steps {
        let mut steps = Steps::default();
        line.chars().for_each(|c| steps.step(&c.to_string(), step));
        steps
    }

    #[test]
    fn lines_in_the_order_of_the_eye_are_turned() {
        let logical_line = "يعطى 6 mg/kg (مرتين) يوميا";
        let visual = "ايموي (نيترم) mg/kg 6 ىطعي";
        assert_eq!(
            logical(visual, steps(visual, 1.0)),
            (logical_line.to_owned(), true)
        );
        assert_eq!(
            logical(logical_line, steps(logical_line, -1.0)),
            (logical_line.to_owned(), false)
        );
        let latin = "6 mg once daily";
        assert_eq!(logical(latin, steps(latin, 1.0)), (latin.to_owned(), false));
    }
}
