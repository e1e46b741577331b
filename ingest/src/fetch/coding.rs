//! Unpacking content codings (RFC 9110, 8.4) as they come, never further than is good.

use std::io::{self, Write};

use brotli_decompressor::DecompressorWriter;
use flate2::write::MultiGzDecoder;

/// What is asked for.
pub(super) const ACCEPTED: &str = "gzip, br";
/// Times its size that a coded answer may unpack to. The 60 texts above 200 kB that this was
/// measured on came to 12 at most; a bomb of gzip comes to 1,000, one of brotli to far more.
const RATIO: u64 = 100;
/// Unpacked bytes below which no ratio is suspicious.
const HARMLESS: u64 = 8 << 20;
/// Bytes that brotli hands on at a time.
const STEP: usize = 32 << 10;

/// Why no more is taken.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Halt {
    /// Everything that was wanted is here.
    Enough,
    TooLarge,
    Bomb {
        packed: u64,
        unpacked: u64,
        ratio: u64,
    },
    /// The coding is broken.
    Broken(String),
    /// It ends before its coding does.
    Torn(String),
}

/// How much is taken.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// More is an error.
    pub(super) limit: u64,
    /// More is not wanted.
    pub(super) enough: Option<u64>,
}

/// Takes the bytes of a body as they come.
pub(super) enum Unpacking {
    Plain(Taken),
    Gzip(Box<MultiGzDecoder<Taken>>),
    Brotli(Box<DecompressorWriter<Taken>>),
}

/// Unpacked bytes.
#[derive(Debug)]
pub(super) struct Taken {
    bytes: Vec<u8>,
    packed: u64,
    bounds: Bounds,
    halt: Option<Halt>,
}

impl Unpacking {
    /// Unpacks `coding`, the value of `Content-Encoding`; `None` for one that is not known.
    pub(super) fn of(coding: Option<&str>, bounds: Bounds) -> Option<Self> {
        let taken = Taken {
            bytes: Vec::new(),
            packed: 0,
            bounds,
            halt: None,
        };
        match coding.unwrap_or("").to_ascii_lowercase().as_str() {
            "" | "identity" => Some(Self::Plain(taken)),
            "gzip" | "x-gzip" => Some(Self::Gzip(Box::new(MultiGzDecoder::new(taken)))),
            "br" => Some(Self::Brotli(Box::new(DecompressorWriter::new(taken, STEP)))),
            _ => None,
        }
    }

    /// Takes the next bytes.
    pub(super) fn take(&mut self, chunk: &[u8]) -> Result<(), Halt> {
        self.taken().packed += chunk.len() as u64;
        let written = match self {
            Self::Plain(taken) => taken.write_all(chunk),
            Self::Gzip(decoder) => decoder.write_all(chunk),
            Self::Brotli(decoder) => decoder.write_all(chunk),
        };
        // The decoders keep some of it back otherwise, and a halt would come late.
        let flushed = written.and_then(|()| match self {
            Self::Plain(_) => Ok(()),
            Self::Gzip(decoder) => decoder.flush(),
            Self::Brotli(decoder) => decoder.flush(),
        });
        match (self.taken().halt.take(), flushed) {
            (Some(halt), _) => Err(halt),
            (None, Err(error)) => Err(Halt::Broken(error.to_string())),
            (None, Ok(())) => Ok(()),
        }
    }

    /// The unpacked bytes, at the end of the body.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, Halt> {
        // An empty body under a coding is an empty body.
        if self.taken().packed == 0 {
            return Ok(Vec::new());
        }
        let closed = match &mut self {
            Self::Plain(_) => Ok(()),
            Self::Gzip(decoder) => decoder.try_finish(),
            Self::Brotli(decoder) => decoder.close(),
        };
        match (self.taken().halt.take(), closed) {
            (Some(halt), _) => Err(halt),
            (None, Err(error)) => Err(Halt::Torn(error.to_string())),
            (None, Ok(())) => Ok(self.so_far()),
        }
    }

    /// The bytes that were unpacked so far.
    pub(super) fn so_far(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.taken().bytes)
    }

    fn taken(&mut self) -> &mut Taken {
        match self {
            Self::Plain(taken) => taken,
            Self::Gzip(decoder) => decoder.get_mut(),
            Self::Brotli(decoder) => decoder.get_mut(),
        }
    }
}

impl Taken {
    fn halt(&mut self, halt: Halt) -> io::Error {
        self.halt.get_or_insert(halt);
        io::Error::other("halted")
    }
}

impl Write for Taken {
    fn write(&mut self, chunk: &[u8]) -> io::Result<usize> {
        let unpacked = (self.bytes.len() + chunk.len()) as u64;
        if let Some(enough) = self.bounds.enough.filter(|enough| unpacked >= *enough) {
            let room = usize::try_from(enough).unwrap_or(usize::MAX) - self.bytes.len();
            self.bytes.extend_from_slice(&chunk[..room]);
            return Err(self.halt(Halt::Enough));
        }
        if unpacked > self.bounds.limit {
            return Err(self.halt(Halt::TooLarge));
        }
        if unpacked > HARMLESS && unpacked > RATIO.saturating_mul(self.packed) {
            let packed = self.packed;
            return Err(self.halt(Halt::Bomb {
                packed,
                unpacked,
                ratio: RATIO,
            }));
        }
        self.bytes.extend_from_slice(chunk);
        Ok(chunk.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use proptest::prelude::*;

    use super::*;

    /// [`DOSE`], twenty times, packed with quality 11.
    const BROTLI: &[u8] = &[
        0x1b, 0xa7, 0x02, 0xf8, 0x8d, 0x94, 0xa9, 0xe3, 0x1b, 0x44, 0xde, 0x52, 0xbd, 0x90, 0xec,
        0x26, 0x6a, 0xa2, 0x6a, 0x13, 0xb2, 0x82, 0x2f, 0xc8, 0xb2, 0xb0, 0xb4, 0x28, 0x31, 0x62,
        0x00, 0x20, 0x3d, 0xde, 0x14, 0x0b, 0x85, 0xff, 0x6d, 0x7f, 0x50, 0xc9, 0x8a, 0xca, 0x68,
        0x09,
    ];
    const DOSE: &str = "Rougeole : vitamine A 200 000 UI. ";

    /// 60 MiB of zeros.
    const BROTLI_BOMB: &[u8] = &[
        0xcb, 0xff, 0xff, 0x3f, 0xf8, 0x27, 0x00, 0xe2, 0xb1, 0x40, 0x20, 0xf7, 0xfe, 0x8f, 0xff,
        0xff, 0x7f, 0xf0, 0x4f, 0x00, 0xc4, 0x61, 0x11, 0x80, 0xee, 0xfd, 0x1f, 0xff, 0xff, 0xff,
        0xe0, 0x9f, 0x00, 0x88, 0xc3, 0x02, 0x00, 0xdd, 0xfb, 0x3f, 0xfe, 0xff, 0xff, 0xc1, 0x3f,
        0x01, 0x10, 0x87, 0x05, 0x00, 0xba, 0xf7, 0x7f, 0xfc, 0xff, 0xff, 0x83, 0x7f, 0x02, 0x20,
        0x0e, 0x0b, 0x00, 0x74, 0xef, 0xff, 0xf8, 0xff, 0xff, 0x07, 0xff, 0x04, 0x40, 0x1c, 0x16,
        0x00, 0xe8, 0xde, 0xff, 0xf1, 0xff, 0xff, 0x0f, 0xfe, 0x09, 0x80, 0x38, 0x2c, 0x00, 0xd0,
        0xbd, 0xff, 0xcb, 0xff, 0xff, 0x1f, 0xfc, 0x13, 0x00, 0x71, 0x58, 0x00, 0xa0, 0x7b, 0xff,
        0x03,
    ];

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn unpack(coding: &str, packed: &[u8], step: usize) -> Result<Vec<u8>, Halt> {
        let bounds = Bounds {
            limit: 64 << 20,
            enough: None,
        };
        unpack_within(bounds, coding, packed, step)
    }

    fn unpack_within(
        bounds: Bounds,
        coding: &str,
        packed: &[u8],
        step: usize,
    ) -> Result<Vec<u8>, Halt> {
        let mut unpacking = Unpacking::of(Some(coding), bounds).unwrap();
        for chunk in packed.chunks(step) {
            match unpacking.take(chunk) {
                Ok(()) => {}
                Err(Halt::Enough) => return Ok(unpacking.so_far()),
                Err(halt) => return Err(halt),
            }
        }
        unpacking.finish()
    }

    #[test]
    fn codings_are_unpacked_however_the_bytes_fall() {
        let text = "麻疹 고열 حمى ".repeat(500);
        let two = [gzip(text.as_bytes()), gzip(b"second member")].concat();
        let expected = format!("{text}second member").into_bytes();
        for step in [1, 7, 100_000] {
            assert_eq!(unpack("gzip", &two, step).as_ref(), Ok(&expected));
            let dose = DOSE.repeat(20).into_bytes();
            assert_eq!(unpack("br", BROTLI, step), Ok(dose));
        }
        assert_eq!(unpack("identity", b"x", 1).as_deref(), Ok(&b"x"[..]));
        for coding in ["gzip", "br", ""] {
            assert_eq!(unpack(coding, b"", 1).as_deref(), Ok(&b""[..]), "{coding}");
        }
        let bounds = Bounds {
            limit: 1,
            enough: None,
        };
        assert!(Unpacking::of(Some("zstd"), bounds).is_none());
        assert!(Unpacking::of(Some("gzip, gzip"), bounds).is_none());
    }

    #[test]
    fn what_breaks_off_is_torn_and_what_is_not_coded_is_broken() {
        let packed = gzip("Dosis: 5 mg/kg, höchstens 200 mg".repeat(50).as_bytes());
        for cut in [5, packed.len() / 2, packed.len() - 1] {
            let halt = unpack("gzip", &packed[..cut], 1_000).unwrap_err();
            assert!(matches!(halt, Halt::Torn(_)), "{cut}: {halt:?}");
        }
        let halt = unpack("br", &BROTLI[..BROTLI.len() - 4], 1_000).unwrap_err();
        assert!(matches!(halt, Halt::Torn(_)), "{halt:?}");
        for coding in ["gzip", "br"] {
            let halt = unpack(coding, b"<!doctype html><p>not packed at all", 1_000).unwrap_err();
            assert!(matches!(halt, Halt::Broken(_)), "{coding}: {halt:?}");
        }
    }

    #[test]
    fn a_bomb_is_given_up_long_before_the_limit() {
        let bomb = gzip(&vec![0; 60 << 20]);
        for (coding, bomb) in [("gzip", &*bomb), ("br", BROTLI_BOMB)] {
            for step in [100, 16_384, 1 << 20] {
                let halt = unpack(coding, bomb, step).unwrap_err();
                assert!(
                    matches!(halt, Halt::Bomb { unpacked, .. } if unpacked < HARMLESS + (1 << 20)),
                    "{coding}: {halt:?}"
                );
            }
        }
        // The same emptiness, but little of it, is no bomb.
        assert!(unpack("gzip", &gzip(&vec![0; 7 << 20]), 1_000).is_ok());
    }

    #[test]
    fn limits_hold_for_what_is_unpacked() {
        let text: Vec<u8> = (0..100_000_u32).flat_map(u32::to_le_bytes).collect();
        let within =
            |limit, enough| unpack_within(Bounds { limit, enough }, "gzip", &gzip(&text), 1_000);
        assert_eq!(within(399_999, None), Err(Halt::TooLarge));
        assert_eq!(within(400_000, None).as_ref(), Ok(&text));
        assert_eq!(within(400_000, Some(1_000)).as_deref(), Ok(&text[..1_000]));
    }

    proptest! {
        #[test]
        fn foreign_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), step in 1_usize..50) {
            for coding in ["gzip", "br", ""] {
                let _ = unpack(coding, &bytes, step);
            }
            let mut packed = gzip(&bytes);
            let place = step.min(packed.len() - 1);
            packed[place] ^= 0x55;
            let _ = unpack("gzip", &packed, step);
        }
    }
}
