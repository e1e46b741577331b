//! The lines of an input of any length and encoding.

use std::borrow::Cow;
use std::io::{BufRead, Read};

use super::{ExtractError, Input};
use crate::charset;

/// Longest line taken, in bytes of UTF-8.
pub(super) const MAX_LINE: usize = 1 << 20;
/// Bytes in which the sign that ends lines is looked for.
const START: usize = 8 * 1024;

/// Reads lines one by one, decoded.
pub(super) struct Lines<'i> {
    reader: Box<dyn BufRead + 'i>,
    /// What ends a line: a line feed, or a carriage return where there are no line feeds.
    end: u8,
    number: u64,
    line: Vec<u8>,
}

/// A line with its number from 1, without its end.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line<'l> {
    pub(super) number: u64,
    pub(super) text: Cow<'l, str>,
    /// Whether it was longer than what is taken.
    pub(super) cut: bool,
}

impl<'i> Lines<'i> {
    /// Goes through the input once to tell its encoding.
    pub(super) fn of(input: &'i Input) -> Result<Self, ExtractError> {
        let read = || input.body.reader().map_err(|e| ExtractError::reading(&e));
        let encoding = charset::encoding_of(read()?, input.charset.as_deref())
            .map_err(|e| ExtractError::reading(&e))?;
        let mut reader = charset::utf8_reader(read()?, encoding);
        let start = reader.fill_buf().map_err(|e| ExtractError::reading(&e))?;
        let start = &start[..start.len().min(START)];
        let old = start.contains(&b'\r') && !start.contains(&b'\n');
        Ok(Self {
            reader,
            end: if old { b'\r' } else { b'\n' },
            number: 0,
            line: Vec::new(),
        })
    }

    /// The next line.
    pub(super) fn next(&mut self) -> Result<Option<Line<'_>>, ExtractError> {
        self.line.clear();
        let reader = &mut self.reader;
        Read::take(&mut *reader, MAX_LINE as u64)
            .read_until(self.end, &mut self.line)
            .map_err(|e| ExtractError::reading(&e))?;
        if self.line.is_empty() {
            return Ok(None);
        }
        self.number += 1;
        let cut = self.line.len() >= MAX_LINE && !self.line.ends_with(&[self.end]);
        if cut {
            reader
                .skip_until(self.end)
                .map_err(|e| ExtractError::reading(&e))?;
        }
        let line = self.line.strip_suffix(&[self.end]).unwrap_or(&self.line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        Ok(Some(Line {
            number: self.number,
            text: String::from_utf8_lossy(line),
            cut,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media_type::MediaType;

    fn all(bytes: &[u8]) -> Vec<(u64, String, bool)> {
        let input = Input::of("x", MediaType::Text, bytes);
        let mut lines = Lines::of(&input).unwrap();
        let mut all = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            all.push((line.number, line.text.into_owned(), line.cut));
        }
        all
    }

    #[test]
    fn lines_end_as_they_do_anywhere() {
        for text in ["发热\r\n\r\n咳嗽", "发热\n\n咳嗽\n", "发热\r\r咳嗽\r"] {
            let lines = all(text.as_bytes());
            let texts: Vec<_> = lines.iter().map(|(n, t, _)| (*n, t.as_str())).collect();
            assert_eq!(texts, [(1, "发热"), (2, ""), (3, "咳嗽")], "{text:?}");
        }
        assert!(all(b"").is_empty());
    }

    #[test]
    fn a_line_without_end_is_cut_and_the_next_one_whole() {
        let lines = all(format!("{}\nnext", "é".repeat(MAX_LINE)).as_bytes());
        assert!(lines[0].2 && lines[0].1.len() <= MAX_LINE + 3);
        assert_eq!(lines[1], (2, "next".to_owned(), false));
    }
}
