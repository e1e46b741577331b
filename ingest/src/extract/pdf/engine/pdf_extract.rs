//! pdf-extract page by page, with lopdf where it breaks down.

use std::panic::{AssertUnwindSafe, catch_unwind};

use lopdf::Document;
use pdf_extract::{
    ColorSpace, MediaBox, OutputDev, OutputError, Path, PathOp, Transform, output_doc_page,
};

use super::super::reading::{Page, Reading, plain_lines};
use super::super::worker::Answer;
use super::glyphs::{Glyph, Glyphs};
use super::strokes::{Paint, Strokes};
use super::{Length, lopdf as plain, open};

/// Reads all pages.
pub(super) fn read(document: &Document) -> Result<Reading, Answer> {
    let mut reading = Reading {
        title: open::title(document),
        language: open::language(document),
        mute_fonts: open::mute_fonts(document),
        ..Reading::default()
    };
    let mut length = Length::default();
    for (number, id) in document.get_pages() {
        let mut page = page(document, number, &mut reading);
        open::describe(document, id, &mut page);
        length.add(&page)?;
        reading.pages.push(page);
    }
    Ok(reading)
}

fn page(document: &Document, number: u32, reading: &mut Reading) -> Page {
    let mut device = Device::default();
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        output_doc_page(document, &mut device, number)
    }));
    let (lines, visual) = device.glyphs.finish();
    let (rules, shades) = device.strokes.finish();
    let page = |lines| Page {
        number,
        lines,
        rules,
        shades,
        ..Page::default()
    };
    if matches!(outcome, Ok(Ok(()))) {
        reading.visual += visual;
        return page(lines);
    }
    reading.failed += 1;
    let text = plain::page(document, number).unwrap_or_default();
    // What came before the breakdown may be more than the other engine finds.
    let held: usize = lines.iter().map(|line| line.text.len()).sum();
    page(if text.trim().len() <= held {
        lines
    } else {
        plain_lines(&text)
    })
}

/// Where pdf-extract puts characters.
#[derive(Debug, Default)]
struct Device {
    glyphs: Glyphs,
    strokes: Strokes,
    word_begins: bool,
    height: f64,
}

impl OutputDev for Device {
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
        // Side of the square with the area of the font's box; rotated text has its size off the diagonal.
        let area = (transform.m11 * transform.m22 - transform.m12 * transform.m21).abs();
        let size = font_size.abs() * area.sqrt();
        self.glyphs.add(Glyph {
            text,
            x: transform.m31,
            y: self.height - transform.m32,
            width: width * size,
            size,
            fresh: std::mem::take(&mut self.word_begins),
        });
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

    fn stroke(
        &mut self,
        transform: &Transform,
        _: &ColorSpace,
        _: &[f64],
        path: &Path,
    ) -> Result<(), OutputError> {
        self.draw(transform, path, Paint::Stroked);
        Ok(())
    }

    fn fill(
        &mut self,
        transform: &Transform,
        _: &ColorSpace,
        colour: &[f64],
        path: &Path,
    ) -> Result<(), OutputError> {
        // Of three or one numbers, as nearly all colours are, all at their height are white.
        let white = colour.len() != 4 && colour.iter().all(|part| *part > 0.98);
        self.draw(transform, path, Paint::Filled { white });
        Ok(())
    }
}

impl Device {
    fn draw(&mut self, transform: &Transform, path: &Path, paint: Paint) {
        let height = self.height;
        let place = |x: f64, y: f64| {
            let right = x * transform.m11 + y * transform.m21 + transform.m31;
            let up = x * transform.m12 + y * transform.m22 + transform.m32;
            (right, height - up)
        };
        for op in &path.ops {
            match *op {
                PathOp::MoveTo(x, y) => self.strokes.begin(place(x, y)),
                PathOp::LineTo(x, y) => self.strokes.line(place(x, y)),
                PathOp::CurveTo(..) => self.strokes.curve(),
                PathOp::Rect(x, y, width, height) => {
                    self.strokes.begin(place(x, y));
                    self.strokes.line(place(x + width, y));
                    self.strokes.line(place(x + width, y + height));
                    self.strokes.line(place(x, y + height));
                    self.strokes.close();
                }
                PathOp::Close => self.strokes.close(),
            }
        }
        self.strokes.paint(paint);
    }
}
