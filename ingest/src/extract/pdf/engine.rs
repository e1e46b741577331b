//! The engine: pdf-extract page by page, with lopdf where it breaks down.

use std::panic::{AssertUnwindSafe, catch_unwind};

use lopdf::{Document, Object};
use pdf_extract::{MediaBox, OutputDev, OutputError, Transform, output_doc_page};

use super::order;
use super::worker::{Answer, Line, Page, Reading, plain_lines};
use crate::extract::Reason;
use crate::extract::markdown::is_dense;

/// Pages read.
const MAX_PAGES: usize = 5_000;
/// Characters read of all pages.
const MAX_CHARACTERS: usize = 20_000_000;
/// Where the header may stand, in bytes from the start.
const HEADER_WITHIN: usize = 1_024;

/// Reads a file.
pub(super) fn read(bytes: &[u8]) -> Answer {
    let head = &bytes[..bytes.len().min(HEADER_WITHIN)];
    let Some(start) = head.windows(5).position(|window| window == b"%PDF-") else {
        return Answer::refused(
            Reason::Damaged,
            "no PDF header in the first 1,024 bytes: get the file again",
        );
    };
    let mut document = match Document::load_mem(&bytes[start..]) {
        Ok(document) => document,
        Err(error) => return unreadable(bytes, &error),
    };
    if document.is_encrypted()
        && let Err(error) = document.decrypt("")
    {
        return encrypted(&error.to_string());
    }
    let pages = document.get_pages();
    if pages.is_empty() {
        return Answer::refused(
            Reason::Damaged,
            "no pages in the file: get it again from its publisher",
        );
    }
    if pages.len() > MAX_PAGES {
        let detail = format!(
            "{} pages, expected at most {MAX_PAGES}: take it in in parts",
            pages.len()
        );
        return Answer::refused(Reason::TooLarge, detail);
    }
    let mut reading = Reading {
        title: title(&document),
        ..Reading::default()
    };
    let mut characters = 0;
    for (number, id) in &pages {
        let mut page = page(&document, *number, &mut reading);
        characters += page.lines.iter().map(|line| line.text.len()).sum::<usize>();
        let pictures = || {
            document
                .get_page_images(*id)
                .is_ok_and(|found| !found.is_empty())
        };
        page.pictures = catch_unwind(AssertUnwindSafe(pictures)).unwrap_or(false);
        reading.pages.push(page);
        if characters > MAX_CHARACTERS {
            let detail = format!(
                "more than {MAX_CHARACTERS} characters by page {number}: take it in in parts"
            );
            return Answer::refused(Reason::TooLarge, detail);
        }
    }
    Answer::Read(reading)
}

fn unreadable(bytes: &[u8], error: &lopdf::Error) -> Answer {
    let text = error.to_string();
    let password = matches!(
        error,
        lopdf::Error::Decryption(_) | lopdf::Error::InvalidPassword
    ) || text.to_lowercase().contains("password");
    if password {
        return encrypted(&text);
    }
    let whole = bytes.windows(5).any(|window| window == b"%%EOF");
    let cut = if whole {
        ""
    } else {
        ", and its end is missing"
    };
    Answer::refused(
        Reason::Damaged,
        format!("{text}{cut}: get the file again from its publisher"),
    )
}

fn encrypted(found: &str) -> Answer {
    let detail = format!(
        "needs a password ({found}): ask its publisher for a copy without, or remove it if you may"
    );
    Answer::refused(Reason::Encrypted, detail)
}

fn page(document: &Document, number: u32, reading: &mut Reading) -> Page {
    let mut lines = Lines::default();
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        output_doc_page(document, &mut lines, number)
    }));
    let page = |lines| Page {
        number,
        lines,
        pictures: false,
    };
    if matches!(outcome, Ok(Ok(()))) {
        reading.visual += lines.visual;
        return page(lines.finish());
    }
    reading.failed += 1;
    let text = catch_unwind(AssertUnwindSafe(|| document.extract_text(&[number])));
    let text = text.ok().and_then(Result::ok).unwrap_or_default();
    // What came before the breakdown may be more than the other engine finds.
    let before = lines.finish();
    let held: usize = before.iter().map(|line| line.text.len()).sum();
    page(if text.trim().len() <= held {
        before
    } else {
        plain_lines(&text)
    })
}

fn title(document: &Document) -> Option<String> {
    let info = document.trailer.get(b"Info").ok()?;
    let dictionary = match info {
        Object::Reference(id) => document.get_dictionary(*id).ok()?,
        Object::Dictionary(dictionary) => dictionary,
        _ => return None,
    };
    let (_, title) = document.dereference(dictionary.get(b"Title").ok()?).ok()?;
    lopdf::decode_text_string(title).ok()
}

/// Puts characters together into lines.
#[derive(Debug, Default)]
struct Lines {
    done: Vec<Line>,
    text: String,
    /// Characters of each size on the line.
    sizes: Vec<(f32, usize)>,
    order: order::Steps,
    visual: usize,
    word_begins: bool,
    last_end: f64,
    last_start: f64,
    last_y: f64,
    gap: f32,
    height: f64,
}

/// In sizes of the font: a gap that is a space, and a step down that is a new line.
const SPACE: f64 = 0.1;
const NEW_LINE: f64 = 0.5;

/// Width taken for a glyph whose width the engine does not find, as happens with embedded fonts, in
/// sizes of the font: no narrower than nearly all glyphs of its kind, so that words are not torn.
fn likely_width(text: &str) -> f64 {
    match text.chars().next() {
        Some('m' | 'w' | 'M' | 'W' | '%' | '@' | '—') => 0.95,
        Some(c) if is_dense(c) => 1.0,
        Some(c) if c.is_uppercase() => 0.8,
        _ => 0.62,
    }
}

impl Lines {
    fn place(&mut self, x: f64, y: f64, size: f64, fresh: bool) {
        let down = y - self.last_y;
        if fresh && down.abs() > size * NEW_LINE {
            self.end_of_line();
            #[expect(clippy::cast_possible_truncation, reason = "pages are small")]
            let gap = down.max(0.0) as f32;
            self.gap = gap;
            return;
        }
        let right = x > self.last_end + size * SPACE;
        let left = x + size * SPACE < self.last_start - size;
        if !self.text.is_empty() && (right && fresh || left) && !self.text.ends_with(' ') {
            self.text.push(' ');
        }
    }

    fn end_of_line(&mut self) {
        let text = std::mem::take(&mut self.text);
        let size = self
            .sizes
            .iter()
            .max_by_key(|(_, count)| *count)
            .map_or(0.0, |(size, _)| *size);
        self.sizes.clear();
        let (text, visual) = order::logical(&text, std::mem::take(&mut self.order));
        self.visual += usize::from(visual);
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if !text.is_empty() {
            let gap = std::mem::take(&mut self.gap);
            self.done.push(Line { text, size, gap });
        }
    }

    fn finish(mut self) -> Vec<Line> {
        self.end_of_line();
        self.done
    }
}

impl OutputDev for Lines {
    fn begin_page(
        &mut self,
        _: u32,
        media_box: &MediaBox,
        _: Option<(f64, f64, f64, f64)>,
    ) -> Result<(), OutputError> {
        self.height = media_box.ury - media_box.lly;
        Ok(())
    }

    fn end_page(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn output_character(
        &mut self,
        transform: &Transform,
        width: f64,
        _spacing: f64,
        font_size: f64,
        text: &str,
    ) -> Result<(), OutputError> {
        let (x, y) = (transform.m31, self.height - transform.m32);
        // Side of the square with the area of the font's box; rotated text has its size off the diagonal.
        let area = (transform.m11 * transform.m22 - transform.m12 * transform.m21).abs();
        let size = font_size.abs() * area.sqrt();
        let size = if size.is_finite() && size > 0.0 {
            size
        } else {
            1.0
        };
        self.place(x, y, size, self.word_begins);
        self.order.step(text, x - self.last_start);
        self.text.push_str(text);
        let letters = text.chars().filter(|c| !c.is_whitespace()).count();
        #[expect(clippy::cast_possible_truncation, reason = "sizes of fonts are small")]
        let rounded = ((size * 2.0).round() / 2.0) as f32;
        match self
            .sizes
            .iter_mut()
            .find(|(found, _)| (*found - rounded).abs() < 0.1)
        {
            Some((_, count)) => *count += letters,
            None => self.sizes.push((rounded, letters)),
        }
        self.word_begins = false;
        let width = if width > 0.0 {
            width
        } else {
            likely_width(text)
        };
        (self.last_start, self.last_end, self.last_y) = (x, x + width * size, y);
        Ok(())
    }

    fn begin_word(&mut self) -> Result<(), OutputError> {
        self.word_begins = true;
        Ok(())
    }

    fn end_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), OutputError> {
        Ok(())
    }
}
