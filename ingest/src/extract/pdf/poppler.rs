//! The engine beside: poppler's `pdftotext`, if it is installed.

use std::process::Command;
use std::time::Duration;

use super::guard::{self, Bounds, ChildError, Limits, Stream};
use super::reading::{Page, Reading, plain_lines};
use crate::extract::{ExtractError, Reason};

/// The program, found on the `PATH`.
pub(super) const PROGRAM: &str = "pdftotext";

/// What it may take.
const BOUNDS: Bounds = Bounds {
    time: Duration::from_mins(1),
    output: 64 << 20,
    limits: Limits {
        memory: 2 << 30,
        cpu_seconds: 60,
        file: 0,
    },
};

/// The pages as `pdftotext` reads them; nothing if it is not installed.
pub(super) fn read(bytes: &[u8]) -> Option<Result<Reading, ExtractError>> {
    let mut command = Command::new(PROGRAM);
    command.args(["-enc", "UTF-8", "-", "-"]);
    match guard::run(&mut command, bytes, BOUNDS) {
        Ok(output) => Some(Ok(reading(&String::from_utf8_lossy(&output)))),
        Err(error) if error.is_missing() => None,
        Err(error) => Some(Err(refused(&error))),
    }
}

/// The first line that `pdftotext` says of itself, on standard error.
///
/// # Errors
/// Why it cannot be used.
pub(super) fn version() -> Result<String, ChildError> {
    let mut command = Command::new(PROGRAM);
    let said = guard::run_for(Stream::Errors, command.arg("-v"), b"", BOUNDS)?;
    let said = String::from_utf8_lossy(&said);
    Ok(said.lines().next().unwrap_or_default().trim().to_owned())
}

fn refused(error: &ChildError) -> ExtractError {
    let reason = match error {
        ChildError::Slow(_) | ChildError::Large(_) => Reason::TooCostly,
        _ => Reason::ExtractorFailed,
    };
    ExtractError::new(reason, format!("pdftotext {error}"))
}

/// Pages end with a form feed.
fn reading(text: &str) -> Reading {
    let text = text.strip_suffix('\u{c}').unwrap_or(text);
    let page = |(number, page): (u32, &str)| Page {
        number,
        lines: plain_lines(&page.replace(is_direction, "")),
        ..Page::default()
    };
    Reading {
        pages: (1..).zip(text.split('\u{c}')).map(page).collect(),
        ..Reading::default()
    }
}

/// Marks that turn the direction of text: the letters are in the order in which they are read.
pub(super) fn is_direction(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn form_feeds_end_pages() {
        let found = reading("发热\n咳嗽\n\u{c}\u{c}\u{202b}حمى\u{202c}\u{c}");
        let shown: Vec<_> = found
            .pages
            .iter()
            .map(|page| (page.number, page.lines.len()))
            .collect();
        assert_eq!(shown, [(1, 2), (2, 0), (3, 1)]);
        assert_eq!(found.pages[2].lines[0].text, "حمى");
    }
}
