//! The bytes of a file: unpacked, bounded, by lines.

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::rc::Rc;

use flate2::bufread::MultiGzDecoder;

/// Bytes of a vocabulary, unpacked. The descriptors of MeSH have 300 MB.
const MAX_BYTES: u64 = 2 << 30;
/// Times its size that a packed file may unfold to beyond the first MiB: tables unfold 5 to 30 times.
const MAX_RATIO: u64 = 200;
const FREE: u64 = 1 << 20;
/// Longest line of a file that is read by lines.
pub(super) const MAX_LINE: usize = 1 << 20;

/// A file to read, from the first byte that matters.
pub(super) type Input<'r> = BufReader<Box<dyn Read + 'r>>;

/// What stands for too many bytes among the errors of reading.
#[derive(Debug, thiserror::Error)]
#[error("more than {MAX_BYTES} bytes, or {MAX_RATIO} times what was packed")]
pub(super) struct TooLarge;

/// The unpacked bytes of a file, without a byte order mark.
pub(super) fn open<'r>(file: impl Read + 'r) -> io::Result<Input<'r>> {
    let mut input = buffered(Box::new(file));
    if input.fill_buf()?.starts_with(&[0x1f, 0x8b]) {
        let packed = Counted {
            inner: input,
            count: Rc::default(),
        };
        let count = Rc::clone(&packed.count);
        let inner = MultiGzDecoder::new(BufReader::new(packed));
        input = buffered(Box::new(Bounded {
            inner,
            read: 0,
            packed: Some(count),
        }));
    } else {
        input = buffered(Box::new(Bounded {
            inner: input,
            read: 0,
            packed: None,
        }));
    }
    let mut start = Vec::new();
    input.by_ref().take(3).read_to_end(&mut start)?;
    if start == [0xEF, 0xBB, 0xBF] {
        start.clear();
    }
    Ok(chained(start, input))
}

/// What was read of a file, and then the rest of it.
pub(super) fn chained<'r>(head: Vec<u8>, rest: Input<'r>) -> Input<'r> {
    buffered(Box::new(Cursor::new(head).chain(rest)))
}

fn buffered<'r>(inner: Box<dyn Read + 'r>) -> Input<'r> {
    BufReader::with_capacity(256 * 1024, inner)
}

struct Counted<R> {
    inner: R,
    count: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.count.set(self.count.get() + read as u64);
        Ok(read)
    }
}

struct Bounded<R> {
    inner: R,
    read: u64,
    packed: Option<Rc<Cell<u64>>>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.read += read as u64;
        let packed = self.packed.as_ref().map(|packed| packed.get());
        let limit = packed.map_or(MAX_BYTES, |packed| {
            packed.saturating_mul(MAX_RATIO).clamp(FREE, MAX_BYTES)
        });
        if self.read > limit {
            return Err(io::Error::other(TooLarge));
        }
        Ok(read)
    }
}

/// Bytes one record may have.
const MAX_RECORD: u64 = 8 << 20;

/// A reader that fails within a record that does not end, before it fills the memory.
pub(super) struct Records<R> {
    inner: R,
    left: Budget,
}

/// What is left of the bytes of a record.
#[derive(Debug, Clone)]
pub(super) struct Budget(Rc<Cell<u64>>);

impl Budget {
    /// A record has ended.
    pub(super) fn renew(&self) {
        self.0.set(MAX_RECORD);
    }

    fn spend(&self, bytes: usize) -> io::Result<()> {
        match self.0.get().checked_sub(bytes as u64) {
            Some(left) => {
                self.0.set(left);
                Ok(())
            }
            None => Err(io::Error::new(
                io::ErrorKind::InvalidData,
                format!("a record of more than {MAX_RECORD} bytes"),
            )),
        }
    }
}

impl<R> Records<R> {
    pub(super) fn new(inner: R) -> (Self, Budget) {
        let left = Budget(Rc::new(Cell::new(MAX_RECORD)));
        (
            Self {
                inner,
                left: left.clone(),
            },
            left,
        )
    }
}

impl<R: BufRead> Read for Records<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.left.spend(read)?;
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Records<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.left.spend(1)?;
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        let left = self.left.0.get().saturating_sub(amount as u64);
        self.left.0.set(left);
        self.inner.consume(amount);
    }
}

/// A line of a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// The next line is in the buffer.
    Text,
    /// The next line is longer than [`MAX_LINE`] and was passed over.
    TooLong,
    /// The next line is not UTF-8.
    NotText,
    /// There is none.
    End,
}

/// Reads the next line into `line`, without its end.
pub(super) fn next_line(input: &mut impl BufRead, line: &mut String) -> io::Result<Line> {
    line.clear();
    let mut bytes = std::mem::take(line).into_bytes();
    let read = input
        .take(MAX_LINE as u64 + 1)
        .read_until(b'\n', &mut bytes)?;
    if read == 0 {
        return Ok(Line::End);
    }
    if bytes.len() > MAX_LINE && bytes.last() != Some(&b'\n') {
        skip_line(input)?;
        return Ok(Line::TooLong);
    }
    let Ok(mut text) = String::from_utf8(bytes) else {
        return Ok(Line::NotText);
    };
    text.truncate(text.trim_end_matches(['\n', '\r']).len());
    *line = text;
    Ok(Line::Text)
}

fn skip_line(input: &mut impl BufRead) -> io::Result<()> {
    loop {
        let buffer = input.fill_buf()?;
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let (found, all) = (end.is_some() || buffer.is_empty(), buffer.len());
        input.consume(end.map_or(all, |end| end + 1));
        if found {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn a_packed_file_reads_as_it_was_and_a_bomb_does_not() {
        let text = "\u{feff}发热\n";
        for bytes in [packed(text.as_bytes()), text.as_bytes().to_vec()] {
            let mut read = String::new();
            open(bytes.as_slice())
                .unwrap()
                .read_to_string(&mut read)
                .unwrap();
            assert_eq!(read, "发热\n");
        }
        let bomb = packed(&vec![b'a'; 64 << 20]);
        let error = io::copy(&mut open(bomb.as_slice()).unwrap(), &mut io::sink()).unwrap_err();
        assert!(error.get_ref().unwrap().is::<TooLarge>(), "{error}");
        let cut = &packed(text.as_bytes())[..20];
        let mut read = String::new();
        let cut = open(cut).and_then(|mut input| input.read_to_string(&mut read));
        assert!(cut.is_err());
    }

    #[test]
    fn lines_that_are_too_long_or_no_text_are_passed_over() {
        let mut bytes = b"a\r\n\xff\xfe\n".to_vec();
        bytes.extend(std::iter::repeat_n(b'x', MAX_LINE + 10));
        bytes.extend("\nไข้".as_bytes());
        let (mut input, mut line) = (bytes.as_slice(), String::new());
        let mut found = Vec::new();
        loop {
            let kind = next_line(&mut input, &mut line).unwrap();
            if kind == Line::End {
                break;
            }
            found.push((kind, line.clone()));
        }
        let empty = String::new();
        let expected = [
            (Line::Text, "a".to_owned()),
            (Line::NotText, empty.clone()),
            (Line::TooLong, empty),
            (Line::Text, "ไข้".to_owned()),
        ];
        assert_eq!(found, expected);
    }
}
