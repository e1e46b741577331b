//! What was packed with gzip (RFC 1952), bounded.

use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, Cursor, Read};

use flate2::bufread::MultiGzDecoder;

/// Bytes a packed list may unfold to. The protocol of sitemaps allows 50 MiB.
const MAX_UNPACKED: u64 = 128 << 20;
/// Times its size that a list may unfold to beyond the first MiB. Sitemaps of 50,000 like addresses
/// unfold 20 to 60 times; a bomb 1,000 times.
const MAX_RATIO: u64 = 200;
const FREE: u64 = 1 << 20;

/// Whether bytes are packed.
pub(crate) fn is_packed(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1f, 0x8b])
}

/// A reader over the bytes, unpacked if they are packed. It fails where they unfold beyond measure.
pub(crate) fn reader(bytes: &[u8]) -> Box<dyn BufRead + '_> {
    if !is_packed(bytes) {
        return Box::new(Cursor::new(bytes));
    }
    Box::new(bounded(bytes, bytes.len() as u64, MAX_UNPACKED))
}

/// A reader over what `packed` bytes unfold to, of at most `most` bytes; it fails beyond them.
pub(crate) fn bounded<'r>(input: impl BufRead + 'r, packed: u64, most: u64) -> impl BufRead + 'r {
    let limit = packed.saturating_mul(MAX_RATIO).max(FREE).min(most);
    let inner = Bounded {
        inner: MultiGzDecoder::new(input),
        left: limit,
        most,
    };
    BufReader::with_capacity(256 * 1024, inner)
}

/// The bytes, unpacked if they are packed.
pub(crate) fn unpacked(bytes: &[u8]) -> io::Result<Cow<'_, [u8]>> {
    if !is_packed(bytes) {
        return Ok(Cow::Borrowed(bytes));
    }
    let mut all = Vec::new();
    reader(bytes).read_to_end(&mut all)?;
    Ok(Cow::Owned(all))
}

struct Bounded<R> {
    inner: R,
    left: u64,
    most: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(read as u64).ok_or_else(|| {
            let detail = format!(
                "unfolds to more than {MAX_RATIO} times its size or {} MiB: made to harm",
                self.most >> 20
            );
            io::Error::new(io::ErrorKind::FileTooLarge, detail)
        })?;
        Ok(read)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    pub(crate) fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn packed_lists_unfold_and_bombs_do_not() {
        assert_eq!(&*unpacked("نص".as_bytes()).unwrap(), "نص".as_bytes());
        assert_eq!(
            &*unpacked(&packed("نص".as_bytes())).unwrap(),
            "نص".as_bytes()
        );
        let bomb = packed(&vec![b' '; 40 << 20]);
        assert!(
            unpacked(&bomb)
                .unwrap_err()
                .to_string()
                .contains("made to harm")
        );
        let cut = &packed(&[b'a'; 1000])[..20];
        assert!(unpacked(cut).is_err());
    }
}
