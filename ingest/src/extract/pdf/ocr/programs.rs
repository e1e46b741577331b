//! The programs: `pdftoppm` makes pictures of pages, `tesseract` reads them. Both get their input and
//! give their answer on pipes; nothing is written to disk.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::super::OcrOptions;
use super::super::guard::{self, Bounds, ChildError, Limits, Stream};
use super::OcrError;
use super::picture::Picture;
use super::rules::RULES;
use super::tsv::{self, PageText};

/// Memory of either program: address space, which is more than what it fills. Tesseract fills 200 MB
/// with a page of A4 and two languages.
const MEMORY: u64 = 3 << 30;
/// Largest answer: a picture of the size that is asked for has 12 MB, the words of a page 100 kB.
const MAX_ANSWER: u64 = 16 << 20;
/// What tesseract calls its recognition of scripts and turned pages.
pub(super) const OSD: &str = "osd";
/// Time for what a program says of itself.
const GREETING: Duration = Duration::from_secs(20);

fn bounds(time: Duration) -> Bounds {
    Bounds {
        time,
        output: MAX_ANSWER,
        limits: Limits {
            memory: MEMORY,
            cpu_seconds: time.as_secs().max(1),
            file: 0,
        },
    }
}

/// How tesseract looks for text on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// In blocks, the way up that the page is.
    Blocks,
    /// In blocks, turned the right way up first, which needs `osd`.
    TurnedBlocks,
    /// In one block, so that rows of a table stay together.
    Rows,
}

impl Layout {
    fn mode(self) -> &'static str {
        match self {
            Self::TurnedBlocks => "1",
            Self::Blocks => "3",
            Self::Rows => "6",
        }
    }
}

/// The picture of a page, in grey.
pub(super) fn render(options: &OcrOptions, bytes: &[u8], page: u32) -> Result<Picture, OcrError> {
    let number = page.to_string();
    let pixels = RULES.page.pixels.to_string();
    let mut command = Command::new(&options.pdftoppm);
    command.args([
        "-gray",
        "-scale-to",
        &pixels,
        "-f",
        &number,
        "-l",
        &number,
        "-",
    ]);
    let picture = guard::run(&mut command, bytes, bounds(options.page_time))
        .map_err(|error| OcrError::of_program(&options.pdftoppm, &error))?;
    Picture::parse(&picture).ok_or_else(|| {
        let found = format!("gave {} bytes that are no picture in grey", picture.len());
        OcrError::Program {
            program: named(&options.pdftoppm),
            found,
        }
    })
}

/// The words on a picture.
pub(super) fn words(
    options: &OcrOptions,
    picture: &Picture,
    languages: &str,
    layout: Layout,
) -> Result<PageText, OcrError> {
    let arguments = [
        "-l",
        languages,
        "--psm",
        layout.mode(),
        "-c",
        "tessedit_create_tsv=1",
    ];
    let answer = tesseract(options, picture, &arguments)?;
    tsv::parse(&answer).ok_or_else(|| {
        let found = "gave no table of words: is it version 4 or later?".to_owned();
        OcrError::Program {
            program: named(&options.tesseract),
            found,
        }
    })
}

/// The script of a picture as tesseract's `osd` names it. It says how sure it is in numbers that tell
/// nothing: right ones had from 0.04 (Korean) to 18 (Cyrillic).
pub(super) fn script(options: &OcrOptions, picture: &Picture) -> Option<String> {
    let answer = tesseract(options, picture, &["-l", OSD, "--psm", "0"]).ok()?;
    let script = answer
        .lines()
        .find_map(|line| line.strip_prefix("Script: "))?;
    Some(script.trim().to_owned())
}

fn tesseract(
    options: &OcrOptions,
    picture: &Picture,
    arguments: &[&str],
) -> Result<String, OcrError> {
    let mut command = Command::new(&options.tesseract);
    // Pages are read side by side by whoever reads files side by side; its own threads slow it down.
    command.env("OMP_THREAD_LIMIT", "1");
    command
        .args(["stdin", "stdout", "--dpi", "300"])
        .args(arguments);
    let answer = guard::run(&mut command, &picture.bytes(), bounds(options.page_time))
        .map_err(|error| OcrError::of_program(&options.tesseract, &error))?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// What `pdftoppm` says of its version.
pub(in super::super) fn pdftoppm_version(program: &Path) -> Result<String, OcrError> {
    let said = said(program, "-v").map_err(|error| OcrError::of_program(program, &error))?;
    Ok(first_line(&said))
}

/// What tesseract says of its version.
pub(in super::super) fn tesseract_version(program: &Path) -> Result<String, OcrError> {
    let said = said(program, "--version").map_err(|error| OcrError::of_program(program, &error))?;
    Ok(first_line(&said))
}

/// The languages tesseract has, by its own codes, `osd` among them.
pub(in super::super) fn languages(program: &Path) -> Result<Vec<String>, OcrError> {
    let said =
        said(program, "--list-langs").map_err(|error| OcrError::of_program(program, &error))?;
    // The first line says where they are.
    let codes = said.lines().skip(1).map(str::trim);
    Ok(codes
        .filter(|code| is_code(code))
        .map(str::to_owned)
        .collect())
}

/// A code becomes an argument, so that it must be one.
fn is_code(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// What a program says of itself: versions differ in the stream they say it on.
fn said(program: &Path, question: &str) -> Result<String, ChildError> {
    for stream in [Stream::Output, Stream::Errors] {
        let mut command = Command::new(program);
        let said = guard::run_for(stream, command.arg(question), b"", bounds(GREETING))?;
        if !said.is_empty() {
            return Ok(String::from_utf8_lossy(&said).into_owned());
        }
    }
    Ok(String::new())
}

fn first_line(said: &str) -> String {
    said.lines().next().unwrap_or_default().trim().to_owned()
}

/// The name of a program, for messages.
pub(super) fn named(program: &Path) -> String {
    let name = program.file_name().unwrap_or(program.as_os_str());
    name.to_string_lossy().into_owned()
}
