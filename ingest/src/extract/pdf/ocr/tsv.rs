//! What tesseract says of a page: words with their place and its confidence, made lines.

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
        let numbers = line
            .iter()
            .filter(|word| word.text.contains(char::is_numeric));
        text.numbers += numbers.clone().count();
        let unsure = numbers.filter(|word| word.confidence < RULES.confidence.good_number);
        text.unsure_numbers += unsure.count();
        kept.push(line);
    }
    #[expect(clippy::cast_precision_loss, reason = "letters of a page are few")]
    let letters = text.letters.max(1) as f32;
    text.confidence = sum / letters;
    text.lines = placed(&kept);
    Some(text)
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

/// Lines with size and gap. Sizes are those of text or larger: the height of a line changes with its
/// letters, and tells no more.
fn placed(lines: &[&[Word<'_>]]) -> Vec<Line> {
    let mut heights: Vec<f32> = lines.iter().map(|line| height(line)).collect();
    heights.sort_unstable_by(f32::total_cmp);
    let usual = heights.get(heights.len() / 2).copied().unwrap_or(0.0);
    let mut out: Vec<Line> = Vec::new();
    let mut above = None;
    for line in lines {
        let top = line.iter().map(|word| word.top).fold(f32::MAX, f32::min);
        let gap = above.map_or(0.0, |above: f32| (top - above).max(0.0));
        above = Some(top);
        out.push(Line {
            text: joined(line),
            size: size(height(line), usual),
            gap: gap * POINTS_PER_PIXEL,
        });
    }
    out
}

/// Points of a pixel at 300 dots an inch.
const POINTS_PER_PIXEL: f32 = 72.0 / 300.0;
/// Size that stands for text, in points.
const TEXT_SIZE: f32 = 10.0;

fn size(height: f32, usual: f32) -> f32 {
    let large = usual > 0.0 && height * 100.0 >= usual * RULES.lines.large_percent;
    // Steps of a third: headings of one rank do not differ by their letters.
    let steps = (height / usual.max(1.0) * 3.0).round().min(12.0);
    if large {
        TEXT_SIZE * steps / 3.0
    } else {
        TEXT_SIZE
    }
}

/// Height of the line's highest word but one, which a stray sign does not change.
fn height(line: &[Word<'_>]) -> f32 {
    let mut heights: Vec<f32> = line.iter().map(|word| word.height).collect();
    heights.sort_unstable_by(|a, b| b.total_cmp(a));
    heights
        .get(1)
        .or(heights.first())
        .copied()
        .unwrap_or_default()
}

/// The words in their order, with spaces where the script has some.
fn joined(line: &[Word<'_>]) -> String {
    let mut text = String::new();
    let mut before: Option<&Word<'_>> = None;
    for word in line {
        if before.is_some_and(|before| is_apart(before, word)) {
            text.push(' ');
        }
        text.push_str(word.text);
        before = Some(word);
    }
    text
}

fn is_apart(before: &Word<'_>, word: &Word<'_>) -> bool {
    let dense = |c: Option<char>| c.is_some_and(is_dense);
    if !dense(before.text.chars().next_back()) || !dense(word.text.chars().next()) {
        return true;
    }
    let gap = word.left - (before.left + before.width);
    gap * 100.0 > word.height * RULES.lines.dense_gap_percent
}

impl PageText {
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
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n";

    /// Words of lines: 30 pixels high and 10 apart, 60 from line to line.
    fn tsv(lines: &[&[(&str, f32)]]) -> String {
        let mut tsv = HEAD.to_owned();
        for (at, line) in lines.iter().enumerate() {
            let mut left = 100;
            for (text, confidence) in *line {
                let (top, width) = (100 + at * 60, text.chars().count() * 20);
                tsv += &format!(
                    "5\t1\t1\t1\t{at}\t1\t{left}\t{top}\t{width}\t30\t{confidence}\t{text}\n"
                );
                left += width + 10;
            }
        }
        tsv
    }

    #[test]
    fn words_become_lines_in_every_script() {
        for (words, text) in [
            (
                &[("Dexaméthasone", 96.0), ("6", 95.0), ("mg", 95.0)][..],
                "Dexaméthasone 6 mg",
            ),
            (
                &[("重型", 92.0), ("患者", 91.0), ("6", 95.0), ("mg", 90.0)],
                "重型患者 6 mg",
            ),
            (&[("発熱の", 92.0), ("ある", 91.0)], "発熱のある"),
            (&[("호흡", 92.0), ("곤란", 91.0)], "호흡 곤란"),
            (&[("يعطى", 92.0), ("المريض", 91.0)], "يعطى المريض"),
            (&[("बुखार", 92.0), ("और", 91.0)], "बुखार और"),
            (&[("ไข้", 92.0), ("เลือดออก", 91.0)], "ไข้เลือดออก"),
            (&[("Лихорадка", 92.0), ("Эбола", 91.0)], "Лихорадка Эбола"),
        ] {
            let page = parse(&tsv(&[words])).unwrap();
            assert_eq!(page.lines[0].text, text);
        }
    }

    #[test]
    fn noise_is_left_out_and_counted() {
        let page = parse(&tsv(&[
            &[("Rougeole", 96.0), ("|", 40.0)],
            &[("ii", 20.0), ("r", 12.0), ("7", 3.0)],
        ]))
        .unwrap();
        let lines: Vec<_> = page.lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(lines, ["Rougeole"]);
        assert_eq!((page.letters, page.left_out), (8, 4));
        assert!(page.is_picture());
    }

    #[test]
    fn a_page_with_unsure_numbers_is_doubtful_though_its_words_are_sure() {
        let sure = [("Dexamethasone", 96.0), ("tablets", 96.0), ("6", 95.0)];
        let page = |number: f32| {
            let line = [sure[0], sure[1], ("6", number)];
            parse(&tsv(&[&sure, &line])).unwrap()
        };
        assert!(page(95.0).is_legible() && !page(95.0).is_doubtful());
        assert!(page(30.0).is_legible() && page(30.0).is_doubtful());
    }

    #[test]
    fn what_is_no_answer_of_tesseract_is_none() {
        assert_eq!(parse(""), None);
        assert_eq!(parse("hello\tworld"), None);
        let odd = format!(
            "{HEAD}5\t1\t1\n5\t1\tx\t1\t1\t1\t1\t1\t1\t1\t90\tword\n5\t1\t1\t1\t1\t1\t1\t1\t1\t1\tNaN\tword\n"
        );
        assert_eq!(parse(&odd).unwrap().lines.len(), 0);
    }
}
