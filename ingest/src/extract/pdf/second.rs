//! The second engine: poppler's `pdftotext`, if it is installed.

use std::process::Command;
use std::time::Duration;

use super::child;
use super::worker::{Page, plain_lines};

/// Longest time for a file.
const TIME: Duration = Duration::from_mins(1);
/// Largest text, in bytes.
const MAX_TEXT: u64 = 64 << 20;

/// The pages as `pdftotext` reads them; nothing if it is not there or cannot.
pub(super) fn read(bytes: &[u8]) -> Option<Vec<Page>> {
    let mut command = Command::new("pdftotext");
    let output = child::run(
        command.args(["-enc", "UTF-8", "-", "-"]),
        bytes,
        MAX_TEXT,
        TIME,
    );
    match output {
        Ok(output) => Some(pages(&String::from_utf8_lossy(&output))),
        Err(error) => {
            tracing::debug!(%error, "pdftotext");
            None
        }
    }
}

/// Pages end with a form feed.
fn pages(text: &str) -> Vec<Page> {
    let text = text.strip_suffix('\u{c}').unwrap_or(text);
    let page = |(number, page)| Page {
        number,
        lines: plain_lines(page),
        pictures: false,
    };
    (1..).zip(text.split('\u{c}')).map(page).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn form_feeds_end_pages() {
        let found = pages("发热\n咳嗽\n\u{c}\u{c}end\u{c}");
        let shown: Vec<_> = found
            .iter()
            .map(|page| (page.number, page.lines.len()))
            .collect();
        assert_eq!(shown, [(1, 2), (2, 0), (3, 1)]);
    }
}
