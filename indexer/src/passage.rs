//! Documents to passages: pieces of a section, long enough to judge and short enough to read.

use std::sync::LazyLock;

use corpora::{Document, Language, Section};

/// A piece of a document that is found as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Place among the passages of its document, from 0.
    pub ordinal: u32,
    /// Headings that lead to it.
    pub path: Vec<String>,
    /// Its text; headings of small sections that were joined stand on lines of their own.
    pub text: String,
    /// Page of the original.
    pub page: Option<u32>,
    /// Fragment of the original's address.
    pub anchor: Option<String>,
    /// Language of the text.
    pub language: Language,
}

/// A section up to this size stays whole, in words.
const WHOLE: f32 = 420.0;
/// A longer one is cut into pieces of about this size.
const TARGET: f32 = 220.0;
/// A smaller piece is joined with what follows it.
const SMALL: f32 = 50.0;

/// What a character adds to the size of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Measure {
    /// Part of a word between spaces.
    Letter,
    /// Han and kana.
    Ideograph,
    /// Thai and its neighbours.
    Unspaced,
    /// Ends a word.
    Gap,
    /// Marks and signs: inside a word they do not end it.
    Other,
}

/// The measures of characters below U+0800. What the standard library searches for takes a third of
/// the time of cutting a text, and nearly all texts are written with these.
static MEASURES: LazyLock<[Measure; 0x800]> = LazyLock::new(|| {
    let code = |code| u32::try_from(code).ok().and_then(char::from_u32);
    std::array::from_fn(|n| code(n).map_or(Measure::Other, measured))
});

fn measured(c: char) -> Measure {
    match c as u32 {
        0x3040..=0x30FF | 0x3400..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF => {
            Measure::Ideograph
        }
        0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF => Measure::Unspaced,
        _ if c.is_alphanumeric() => Measure::Letter,
        _ if c.is_whitespace() || c.is_ascii_punctuation() => Measure::Gap,
        _ => Measure::Other,
    }
}

/// Size in words. Where words are not separated, characters count by how many make a word: Han and
/// kana 1.6, Thai and its neighbours 4.
fn size(text: &str) -> f32 {
    let measures: &[Measure; 0x800] = &MEASURES;
    let (mut words, mut ideographs, mut unspaced) = (0_u32, 0_u32, 0_u32);
    let mut in_word = false;
    for c in text.chars() {
        let measure = measures.get(c as usize).copied();
        match measure.unwrap_or_else(|| measured(c)) {
            Measure::Letter => {
                words += u32::from(!in_word);
                in_word = true;
            }
            Measure::Ideograph => ideographs += 1,
            Measure::Unspaced => unspaced += 1,
            Measure::Gap => in_word = false,
            Measure::Other => {}
        }
    }
    #[expect(
        clippy::cast_precision_loss,
        reason = "a size is a measure, not a count"
    )]
    let size = words as f32 + ideographs as f32 * 0.625 + unspaced as f32 * 0.25;
    size
}

/// The passages of a document, in order. A document without text has one, so that its title is
/// found. No text is lost: joined, the passages hold every line of every section.
#[must_use]
pub fn passages(document: &Document) -> Vec<Passage> {
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    for section in &document.sections {
        for (text, size) in split(section.text.trim()) {
            let piece = Piece {
                section,
                size,
                text,
                path: &section.path,
            };
            match pieces.last_mut() {
                Some(last) if last.takes(&piece) => last.join(&piece),
                _ => pieces.push(piece),
            }
        }
    }
    let passage = |(ordinal, piece): (usize, Piece<'_>)| Passage {
        ordinal: u32::try_from(ordinal).unwrap_or(u32::MAX),
        path: piece.path.to_vec(),
        text: piece.text,
        page: piece.section.page,
        anchor: piece.section.anchor.clone(),
        language: piece
            .section
            .language
            .clone()
            .unwrap_or_else(|| document.language.clone()),
    };
    let found: Vec<_> = pieces.into_iter().enumerate().map(passage).collect();
    if !found.is_empty() {
        return found;
    }
    vec![Passage {
        ordinal: 0,
        path: Vec::new(),
        text: String::new(),
        page: None,
        anchor: None,
        language: document.language.clone(),
    }]
}

struct Piece<'d> {
    section: &'d Section,
    text: String,
    path: &'d [String],
    size: f32,
}

impl Piece<'_> {
    /// Whether a piece that follows belongs to this one: one of them is small, both are near each
    /// other in the original, and together they are no longer than a passage.
    fn takes(&self, next: &Self) -> bool {
        let near = self.section.page == next.section.page
            && self.section.language == next.section.language
            && (self.path.first() == next.path.first() || self.path.is_empty());
        let small = self.size < SMALL || next.size < SMALL;
        near && small && self.size + next.size <= TARGET
    }

    fn join(&mut self, next: &Self) {
        let common = self
            .path
            .iter()
            .zip(next.path)
            .take_while(|(a, b)| a == b)
            .count();
        // Headings that no longer stand in the path go into the text.
        let own = std::mem::take(&mut self.text);
        let mut lines: Vec<&str> = Vec::new();
        lines.extend(self.path[common..].iter().map(String::as_str));
        lines.push(&own);
        lines.extend(next.path[common..].iter().map(String::as_str));
        lines.push(&next.text);
        lines.retain(|line| !line.is_empty());
        self.text = lines.join("\n");
        self.size += next.size;
        self.path = &self.path[..common];
    }
}

/// Pieces of a section with their sizes: cut at lines where it has them, else at sentences, else at
/// words.
fn split(text: &str) -> Vec<(String, f32)> {
    let whole = size(text);
    if whole <= WHOLE {
        return vec![(text.to_owned(), whole)];
    }
    let lines = text.lines().flat_map(|line| {
        let line = line.trim_end();
        if size(line) <= WHOLE {
            vec![(line, "\n")]
        } else {
            sentences(line)
        }
    });
    let mut pieces = Vec::new();
    let (mut piece, mut piece_size) = (String::new(), 0.0);
    for (part, joint) in lines {
        let part_size = size(part);
        if piece_size + part_size > TARGET && piece_size >= SMALL {
            pieces.push(std::mem::take(&mut piece));
            piece_size = 0.0;
        }
        if !piece.is_empty() {
            piece.push_str(joint);
        }
        piece.push_str(part);
        piece_size += part_size;
    }
    pieces.push(piece);
    pieces.retain(|piece| !piece.trim().is_empty());
    let sized = |piece: String| (size(&piece), piece);
    let pieces = pieces.into_iter().map(sized);
    pieces.map(|(size, piece)| (piece, size)).collect()
}

/// Marks that end a sentence in any of the languages served.
const SENTENCE_ENDS: [char; 11] = ['.', '!', '?', '。', '！', '？', '؟', '۔', '।', '៖', '။'];

/// A long line cut after sentences, or after words where a sentence is longer than a passage.
fn sentences(line: &str) -> Vec<(&str, &'static str)> {
    let mut parts = Vec::new();
    let (mut start, mut last_space) = (0, None);
    let mut chars = line.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let end = at + c.len_utf8();
        let spaced = chars.peek().is_none_or(|(_, next)| next.is_whitespace());
        let wide = !c.is_ascii() && SENTENCE_ENDS.contains(&c);
        let over = end - start > 6_000;
        if c.is_whitespace() {
            last_space = Some(end);
        }
        if SENTENCE_ENDS.contains(&c) && (spaced || wide) {
            parts.push((line[start..end].trim_start(), " "));
            (start, last_space) = (end, None);
        } else if over {
            let cut = last_space.unwrap_or(end);
            parts.push((line[start..cut].trim(), " "));
            (start, last_space) = (cut, None);
        }
    }
    parts.push((line[start..].trim_start(), " "));
    parts.retain(|(part, _)| !part.is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        text.split_whitespace().collect()
    }

    #[test]
    fn sizes_are_in_words_in_every_script() {
        for (text, least, most) in [
            ("one two, three (four) don't", 4.9, 6.1),
            ("新型冠状病毒肺炎诊疗方案", 6.0, 9.0),
            ("बुखार और खांसी", 2.9, 3.1),
            ("ไข้เลือดออกเดงกี", 3.0, 6.0),
            ("الجفاف الشديد", 1.9, 2.1),
            ("", 0.0, 0.0),
        ] {
            let found = size(text);
            assert!((least..=most).contains(&found), "{text}: {found}");
        }
    }

    #[test]
    fn long_sections_are_cut_and_nothing_is_lost() {
        let sentence = "Give oral rehydration solution after each loose stool. ";
        let chinese = "口服补液盐应在每次腹泻后给予。";
        for (text, lines) in [
            (sentence.repeat(200), true),
            (chinese.repeat(200), false),
            ("word ".repeat(5_000), true),
        ] {
            let mut document = Document::new("s", "k", "t");
            document.push_text(&text);
            let found = passages(&document);
            assert!(found.len() > 2);
            let joined: Vec<&str> = found.iter().flat_map(|p| words(&p.text)).collect();
            if lines {
                assert_eq!(joined, words(&text));
            } else {
                assert_eq!(joined.concat(), text);
            }
            assert!(found.iter().all(|p| size(&p.text) < 2_000.0));
        }
    }

    #[test]
    fn small_sections_are_joined_under_their_common_heading() {
        let mut document = Document::new("s", "k", "t");
        document.sections = vec![
            Section::headed(&["霍乱", "成人剂量"], "多西环素 300 mg"),
            Section::headed(&["霍乱", "儿童剂量"], "阿奇霉素 20 mg/kg"),
            Section::headed(&["麻疹"], "维生素 A"),
        ];
        let found = passages(&document);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].path, ["霍乱"]);
        assert_eq!(
            found[0].text,
            "成人剂量\n多西环素 300 mg\n儿童剂量\n阿奇霉素 20 mg/kg"
        );
        assert_eq!(found[1].path, ["麻疹"]);
    }

    #[test]
    fn a_title_without_text_is_still_a_passage() {
        let found = passages(&Document::new("s", "k", "仅有标题"));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].text, "");
    }
}
