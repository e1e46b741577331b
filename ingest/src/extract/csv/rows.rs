//! The rows of a table in text: a row goes over several lines where a quoted cell does.

use std::collections::VecDeque;

use csv::{ReaderBuilder, StringRecord};

use crate::extract::lines::Lines;
use crate::extract::{ExtractError, Reason};

/// Most bytes of a row.
const MAX_ROW: usize = 4 << 20;
/// Most lines of a row.
const MAX_LINES: usize = 20_000;
/// Lines after a quote without end that are tried as rows anew.
const MAX_AGAIN: usize = 200;
/// Most cells of a row; spreadsheets have 16,384.
const MAX_CELLS: usize = 16_384;

/// Reads row by row.
pub(super) struct Rows<'i> {
    lines: Lines<'i>,
    separator: u8,
    /// Lines that were taken for parts of a row that never ended; each is now a row of its own.
    again: VecDeque<Piece>,
}

/// A row with the number of its first line.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) line: u64,
    pub(super) cells: Result<Vec<String>, ExtractError>,
}

struct Piece {
    number: u64,
    text: String,
    cut: bool,
    /// It is a row of its own, whatever quotes are in it.
    alone: bool,
}

/// Where a scan stands.
#[derive(Clone, Copy, PartialEq)]
enum At {
    Start,
    Bare,
    Quoted,
    /// After a quote within a quoted cell: its end, or the first half of a quote.
    Quote,
    /// After a quoted cell that goes on after its end.
    Broken,
}

impl<'i> Rows<'i> {
    pub(super) fn new(lines: Lines<'i>) -> Self {
        Self {
            lines,
            separator: b',',
            again: VecDeque::new(),
        }
    }

    /// The header row: the first that is not empty, parted by the sign with which most of its cells
    /// are known, or the most there are. A line `sep=;` before it, as Excel writes it, says so.
    pub(super) fn headers(
        &mut self,
        known: impl Fn(&[String]) -> usize,
    ) -> Result<Option<Vec<String>>, ExtractError> {
        let mut told = None;
        let first = loop {
            let Some(piece) = self.piece()? else {
                return Ok(None);
            };
            let text = piece.text.trim();
            match text.strip_prefix("sep=").map(str::as_bytes) {
                Some([sign]) => told = Some(*sign),
                _ if text.is_empty() => {}
                _ => break piece,
            }
        };
        let signs = told.map_or_else(|| vec![b',', b';', b'\t', b'|'], |sign| vec![sign]);
        let number = first.number;
        let best = signs.into_iter().max_by_key(|sign| {
            let cells = cells(&first.text, *sign, number).unwrap_or_default();
            // Of equals the last is the greatest: the comma is to be that.
            (known(&cells), cells.len(), *sign == b',')
        });
        self.separator = best.unwrap_or(b',');
        self.again.push_front(first);
        let headers = self.next()?.map(|row| row.cells).transpose()?;
        Ok(headers)
    }

    /// The next row that is not empty.
    pub(super) fn next(&mut self) -> Result<Option<Row>, ExtractError> {
        loop {
            let Some(first) = self.piece()? else {
                return Ok(None);
            };
            if first.text.trim().is_empty() {
                continue;
            }
            let line = first.number;
            let cells = if first.cut {
                Err(too_large())
            } else if first.alone {
                self.alone(&first)
            } else {
                self.whole(first)?
            };
            return Ok(Some(Row { line, cells }));
        }
    }

    fn piece(&mut self) -> Result<Option<Piece>, ExtractError> {
        if let Some(piece) = self.again.pop_front() {
            return Ok(Some(piece));
        }
        let line = self.lines.next()?;
        Ok(line.map(|line| Piece {
            number: line.number,
            cut: line.cut,
            alone: false,
            text: line.text.into_owned(),
        }))
    }

    /// The cells of the row that begins with this line, with the lines that belong to it. Where a
    /// quote is never closed, the lines after the first are rows of their own.
    fn whole(&mut self, first: Piece) -> Result<Result<Vec<String>, ExtractError>, ExtractError> {
        let mut state = scan(&first.text, self.separator, At::Start);
        if state != At::Quoted {
            return Ok(cells(&first.text, self.separator, first.number));
        }
        let (number, mut text) = (first.number, first.text);
        let mut ends = vec![text.len()];
        while state == At::Quoted {
            let Some(next) = self.piece()? else { break };
            let room = text.len() + next.text.len() < MAX_ROW && ends.len() < MAX_LINES;
            state = scan(&next.text, self.separator, At::Quoted);
            if next.cut || !room || state == At::Broken {
                self.again.push_front(next);
                state = At::Broken;
                break;
            }
            text.push('\n');
            text.push_str(&next.text);
            ends.push(text.len());
        }
        if matches!(state, At::Quoted | At::Broken) {
            self.give_back(&text, &ends, number);
            return Ok(Err(unclosed()));
        }
        Ok(cells(&text, self.separator, number))
    }

    /// The lines after the first are read again; each as a row of its own where they are many, so
    /// that no line is gone through more than a bounded number of times.
    fn give_back(&mut self, text: &str, ends: &[usize], number: u64) {
        for (nth, pair) in ends.windows(2).enumerate().rev() {
            self.again.push_front(Piece {
                number: number + nth as u64 + 1,
                text: text[pair[0] + 1..pair[1]].to_owned(),
                cut: false,
                alone: ends.len() > MAX_AGAIN,
            });
        }
    }

    fn alone(&self, piece: &Piece) -> Result<Vec<String>, ExtractError> {
        match scan(&piece.text, self.separator, At::Start) {
            At::Quoted => Err(unclosed()),
            _ => cells(&piece.text, self.separator, piece.number),
        }
    }
}

fn scan(line: &str, separator: u8, from: At) -> At {
    line.bytes().fold(from, |at, byte| match (at, byte) {
        (At::Broken, _) => At::Broken,
        (At::Start, b'"') => At::Quoted,
        (At::Quoted, b'"') => At::Quote,
        (At::Quoted, _) => At::Quoted,
        (At::Quote, b'"') => At::Quoted,
        (_, byte) if byte == separator => At::Start,
        (At::Quote, b' ') => At::Quote,
        (At::Quote, _) => At::Broken,
        _ => At::Bare,
    })
}

fn cells(text: &str, separator: u8, line: u64) -> Result<Vec<String>, ExtractError> {
    let mut reader = ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(text.len().clamp(16, 64 * 1024))
        .from_reader(text.as_bytes());
    let mut record = StringRecord::new();
    let read = reader.read_record(&mut record);
    read.map_err(|e| {
        let detail = format!(
            "line {line}: {e}: expected cells parted by \"{}\"",
            separator as char
        );
        ExtractError::new(Reason::BadRecord, detail)
    })?;
    if record.len() > MAX_CELLS {
        return Err(too_large());
    }
    Ok(record.iter().map(str::to_owned).collect())
}

fn too_large() -> ExtractError {
    let detail = format!(
        "a row of more than {MAX_ROW} bytes, a line too long or more than {MAX_CELLS} cells: expected one document"
    );
    ExtractError::new(Reason::TooLarge, detail)
}

fn unclosed() -> ExtractError {
    let detail =
        "a quote that opens a cell is never closed: expected another before the next separator";
    ExtractError::new(Reason::BadRecord, detail)
}
