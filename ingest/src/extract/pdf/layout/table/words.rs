//! The words of a page with their places.

use super::super::super::order::is_right_to_left;
use super::super::super::reading::Line;
use super::super::super::rules::RULES;

/// A word.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Word<'l> {
    /// Its line, and which word of it it is.
    pub(super) line: usize,
    pub(super) nth: usize,
    pub(super) text: &'l str,
    pub(super) left: f32,
    pub(super) right: f32,
    /// Where its line stands, from the top.
    pub(super) y: f32,
    pub(super) size: f32,
    pub(super) bold: bool,
}

impl Word<'_> {
    pub(super) fn middle(&self) -> f32 {
        f32::midpoint(self.left, self.right)
    }

    /// Half the height of its small letters above the line it stands on.
    pub(super) fn waist(&self) -> f32 {
        self.y - self.size * 0.25
    }
}

/// The words of lines, of those lines whose words have places.
pub(super) fn of(lines: &[Line]) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        for ((nth, text), span) in line.text.split_whitespace().enumerate().zip(&line.words) {
            words.push(Word {
                line: at,
                nth,
                text,
                left: span.left,
                right: span.right,
                y: line.y,
                size: line.size.max(1.0),
                bold: span.bold,
            });
        }
    }
    words
}

/// Words that stand together, from edge to edge.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Run {
    pub(super) left: f32,
    pub(super) right: f32,
}

/// The stretches of words of each line with no wide gap between them, from left to right.
pub(super) fn runs(words: &[&Word<'_>], gap: f32) -> Vec<Run> {
    let mut sorted: Vec<&&Word<'_>> = words.iter().collect();
    sorted.sort_by(|a, b| a.line.cmp(&b.line).then(a.left.total_cmp(&b.left)));
    let mut runs: Vec<(usize, Run)> = Vec::new();
    for word in sorted {
        match runs.last_mut() {
            Some((line, run)) if *line == word.line && word.left - run.right <= word.size * gap => {
                run.right = run.right.max(word.right);
            }
            _ => runs.push((
                word.line,
                Run {
                    left: word.left,
                    right: word.right,
                },
            )),
        }
    }
    runs.into_iter().map(|(_, run)| run).collect()
}

/// Whether the text of a cell is a number, with what may stand around one.
pub(super) fn is_number(text: &str) -> bool {
    let text = text.trim();
    let start = text.trim_start_matches(|c: char| RULES.table.before_numbers.contains(c));
    let digits = text.chars().filter(|c| c.is_numeric()).count();
    let words = text.split(|c: char| !c.is_alphabetic() && !is_mark(c));
    let words = words.filter(|word| !RULES.table.units.iter().any(|unit| unit == word));
    let letters: usize = words.map(|word| word.chars().count()).sum();
    start.starts_with(char::is_numeric) && letters <= digits * 2
}

/// Signs of Indic and Thai words that are no letters of their own.
fn is_mark(c: char) -> bool {
    matches!(c as u32, 0x0900..=0x0dff | 0x0e30..=0x0e4e) && !c.is_numeric()
}

/// Whether the text of a cell says that there is no number.
pub(super) fn is_blank(text: &str) -> bool {
    let text = text.trim();
    text.is_empty() || RULES.table.no_number.iter().any(|sign| sign == text)
}

/// Whether most letters are of scripts from right to left.
pub(super) fn reads_from_right(words: &[&Word<'_>]) -> bool {
    let letters = |is: fn(char) -> bool| {
        let characters = words.iter().flat_map(|word| word.text.chars());
        characters.filter(|c| is(*c)).count()
    };
    letters(is_right_to_left) * 2 > letters(char::is_alphabetic)
}

/// Whether words are set in the letters of a typewriter, all of one width: a listing of a program.
pub(super) fn is_typed(words: &[&Word<'_>]) -> bool {
    let typed = |word: &&&Word<'_>| {
        let letters = word.text.chars().count().max(1);
        #[expect(clippy::cast_precision_loss, reason = "words are short")]
        let width = (word.right - word.left) / letters as f32 / word.size;
        (0.57..=0.63).contains(&width)
    };
    let long = || words.iter().filter(|word| word.text.chars().count() > 3);
    long().filter(typed).count() * 10 >= long().count() * 7 && long().count() > 0
}

/// Whether a text is nothing but the mark of an item in a list.
pub(super) fn is_bullet(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(|c| !c.is_alphanumeric()) && characters.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_from_names() {
        for number in [
            "338",
            "21,0%",
            "7 235*",
            "3 (37,5%)",
            "23 sur 36 (63,9 %)",
            "≥ 5 mg/kg",
            "١٢",
            "१२ मिग्रा",
            "５ｍｇ",
            "< 0.05",
        ] {
            assert!(is_number(number), "{number}");
        }
        for name in ["Cas", "Décès (24h)", "省", "IL-6", "", "COVID-19", "الجرعة"] {
            assert!(!is_number(name), "{name}");
        }
        assert!(is_blank("–") && is_blank("") && !is_blank("0"));
    }
}
