//! What tesseract says of a page: words with their place and its confidence, made lines.

use super::super::poppler::is_direction;
use super::super::reading::{Line, Page};
use super::rules::RULES;
use crate::extract::markdown::is_dense;

/// Columns of a row of tesseract's TSV.
const COLUMNS: usize = 12;
/// Level of the rows that are words.
const WORD: &str = "5";

/// What was read of a page.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct PageText {
    /// Its lines without what is noise.
    pub(super) lines: Vec<Line>,
    /// Letters and digits of these lines.
    pub(super) letters: usize,
    /// Their mean confidence, in percent.
    pub(super) confidence: f32,
    /// Letters and digits in lines that were left out.
    pub(super) left_out: usize,
    /// Words with digits, and those among them that may be others.
    pub(super) numbers: usize,
    pub(super) unsure_numbers: usize,
    /// Words so short that in the cell of a table they are numbers, well or badly read.
    short: usize,
    unsure_short: usize,
}

#[derive(Debug)]
struct Word<'t> {
    /// Numbers of block, paragraph and line.
    line: (u32, u32, u32),
    left: f32,
    top: f32,
    width: f32,
    height: f32,
    confidence: f32,
    text: &'t str,
}

impl<'t> Word<'t> {
    fn parse(row: &'t str) -> Option<Self> {
        let cells: Vec<&str> = row.split('\t').collect();
        let text = cells.get(COLUMNS - 1)?.trim();
        if cells.len() != COLUMNS || cells[0] != WORD || text.is_empty() {
            return None;
        }
        let whole = |at: usize| cells[at].parse::<u32>().ok();
        let number = |at: usize| cells[at].parse::<f32>().ok().filter(|n| n.is_finite());
        Some(Self {
            line: (whole(2)?, whole(3)?, whole(4)?),
            left: number(6)?,
            top: number(7)?,
            width: number(8)?,
            height: number(9)?,
            confidence: number(10)?.clamp(0.0, 100.0),
            text,
        })
    }

    fn letters(&self) -> usize {
        self.text.chars().filter(|c| c.is_alphanumeric()).count()
    }

    /// Whether it is all that is left of a rule.
    fn is_rule(&self) -> bool {
        self.text.chars().all(|c| RULES.rules.signs.contains(c))
    }
}

/// Reads the answer of tesseract; nothing if it is none.
pub(super) fn parse(tsv: &str) -> Option<PageText> {
    let mut rows = tsv.lines();
    let head = rows.next()?;
    if !head.starts_with("level\tpage_num\tblock_num") {
        return None;
    }
    let words = rows.filter_map(Word::parse).filter(|word| !word.is_rule());
    let words: Vec<Word<'_>> = words.collect();
    let lines: Vec<&[Word<'_>]> = words.chunk_by(|a, b| a.line == b.line).collect();
    let mut text = PageText::default();
    let mut sum = 0.0;
    let mut kept = Vec::new();
    for line in lines {
        let letters: usize = line.iter().map(Word::letters).sum();
        if confidence(line) < RULES.confidence.min_line {
            text.left_out += letters;
            continue;
        }
        text.letters += letters;
        sum += line.iter().map(weighed).sum::<f32>();
        for word in line {
            text.count(word);
        }
        kept.push(line);
    }
    #[expect(clippy::cast_precision_loss, reason = "letters of a page are few")]
    let letters = text.letters.max(1) as f32;
    text.confidence = sum / letters;
    text.lines = placed(&kept);
    Some(text)
}

impl PageText {
    fn count(&mut self, word: &Word<'_>) {
        let unsure = usize::from(word.confidence < RULES.confidence.good_number);
        if word.text.contains(char::is_numeric) {
            self.numbers += 1;
            self.unsure_numbers += unsure;
        }
        if word.text.chars().count() <= RULES.rules.short {
            self.short += 1;
            self.unsure_short += unsure;
        }
    }
}

/// The confidence of a word as often as it has letters.
fn weighed(word: &Word<'_>) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "letters of a word are few")]
    let letters = word.letters() as f32;
    word.confidence * letters
}

/// Mean confidence of a line; that of its signs where it has no letters.
fn confidence(line: &[Word<'_>]) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "letters of a line are few")]
    let (letters, words) = (
        line.iter().map(Word::letters).sum::<usize>() as f32,
        line.len().max(1) as f32,
    );
    if letters > 0.0 {
        return line.iter().map(weighed).sum::<f32>() / letters;
    }
    line.iter().map(|word| word.confidence).sum::<f32>() / words
}

/// Lines with their gaps. The height of a line says nothing of its rank: it changes with its letters, and
/// cells of tables were taken for headings by it.
fn placed(lines: &[&[Word<'_>]]) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::new();
    let mut above = None;
    for line in lines {
        let top = line.iter().map(|word| word.top).fold(f32::MAX, f32::min);
        let gap = above.map_or(0.0, |above: f32| (top - above).max(0.0));
        above = Some(top);
        out.push(Line {
            text: joined(line),
            gap: gap * POINTS_PER_PIXEL,
            ..Line::default()
        });
    }
    out
}

/// Points of a pixel at 300 dots an inch.
const POINTS_PER_PIXEL: f32 = 72.0 / 300.0;
/// How far a part of a page stands from the one above, in points: a paragraph away.
const PART_GAP: f32 = 36.0;
/// The words in their order, with spaces where the script has some.
fn joined(line: &[Word<'_>]) -> String {
    let mut text = String::new();
    let mut before: Option<&Word<'_>> = None;
    for word in line {
        if before.is_some_and(|before| is_apart(before, word)) {
            text.push(' ');
        }
        // Marks that turn the direction of text are not to be seen on a page.
        text.extend(word.text.chars().filter(|c| !is_direction(*c)));
        before = Some(word);
    }
    text
}

fn is_apart(before: &Word<'_>, word: &Word<'_>) -> bool {
    let rules = &RULES.lines;
    let sides = [before.text.chars().next_back(), word.text.chars().next()];
    let both = |is: fn(char) -> bool| sides.iter().all(|side| side.is_some_and(is));
    // Tesseract gives Korean syllable by syllable.
    let least = match (both(is_dense), both(is_hangul)) {
        (true, _) => rules.dense_gap_percent,
        (_, true) => rules.hangul_gap_percent,
        _ => return true,
    };
    let gap = word.left - (before.left + before.width);
    gap * 100.0 > word.height * least
}

fn is_hangul(c: char) -> bool {
    matches!(c as u32, 0x1100..=0x11ff | 0x3130..=0x318f | 0xac00..=0xd7af)
}

impl PageText {
    /// The same as rows of a table: none is a heading or goes on in the next.
    pub(super) fn into_rows(mut self) -> Self {
        for line in &mut self.lines {
            line.row = true;
        }
        (self.numbers, self.unsure_numbers) = (self.short, self.unsure_short);
        self
    }

    /// The parts of a page, from above.
    pub(super) fn joined(parts: Vec<Self>) -> Self {
        let mut whole = Self::default();
        let mut sum = 0.0;
        for mut part in parts {
            #[expect(clippy::cast_precision_loss, reason = "letters of a page are few")]
            let letters = part.letters as f32;
            sum += part.confidence * letters;
            if let Some(first) = part.lines.first_mut() {
                first.gap = PART_GAP;
            }
            whole.lines.append(&mut part.lines);
            whole.letters += part.letters;
            whole.left_out += part.left_out;
            whole.numbers += part.numbers;
            whole.unsure_numbers += part.unsure_numbers;
        }
        #[expect(clippy::cast_precision_loss, reason = "letters of a page are few")]
        let letters = whole.letters.max(1) as f32;
        whole.confidence = sum / letters;
        whole
    }

    /// Its lines in one piece.
    pub(super) fn text(&self) -> String {
        let lines = self.lines.iter().map(|line| line.text.as_str());
        lines.collect::<Vec<_>>().join("\n")
    }

    /// Whether it says enough to tell its language.
    pub(super) fn is_telling(&self) -> bool {
        let rules = &RULES.language;
        self.confidence >= rules.legible && self.letters >= rules.letters
    }

    /// Whether another reading of the same is worse: by confidence, and not for having left out more.
    pub(super) fn is_surer_than(&self, other: &Self) -> bool {
        let rules = &RULES.rules;
        self.confidence >= other.confidence + rules.surer_by
            && self.letters * 100 >= other.letters * rules.surer_letters_percent
    }

    /// Whether it is so little that the page is a picture and no text.
    pub(super) fn is_picture(&self) -> bool {
        self.letters + self.left_out < RULES.page.min_letters
    }

    /// Whether it can be believed at all.
    pub(super) fn is_legible(&self) -> bool {
        self.letters >= RULES.page.min_letters && self.confidence >= RULES.confidence.min_page
    }

    /// Whether a reader is to be warned of this page in particular.
    pub(super) fn is_doubtful(&self) -> bool {
        let rules = &RULES.confidence;
        let all = self.letters + self.left_out;
        self.confidence < rules.good_page
            || self.left_out * 100 > all * rules.max_left_out_percent
            || self.unsure_numbers * 100 > self.numbers * rules.max_unsure_numbers_percent
    }

    /// The page of that number with these lines.
    pub(super) fn page(&self, number: u32) -> Page {
        Page {
            number,
            lines: self.lines.clone(),
            pictures: true,
            fonts: false,
            ..Page::default()
        }
    }
}

#[cfg(test)]
mod tests;
