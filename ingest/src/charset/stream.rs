//! Text of any length as UTF-8, whatever its encoding.

use std::io::{self, BufRead, Read};

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8};

use super::{guess, is_lie, label, mostly_sound, utf16_by_zeros};

/// Bytes read at a time.
const CHUNK: usize = 64 * 1024;
/// Bytes around letters that are not ASCII, gathered over the whole text, to guess by.
const SAMPLE: usize = 64 * 1024;

/// The encoding of a text, for which all of it is gone through once. `None` if it is UTF-8.
pub(crate) fn encoding_of(
    mut input: impl BufRead,
    declared: Option<&str>,
) -> io::Result<Option<&'static Encoding>> {
    let start = input.fill_buf()?;
    if let Some((encoding, _)) = Encoding::for_bom(start) {
        return Ok(Some(encoding).filter(|e| *e != UTF_8));
    }
    if let Some(encoding) = utf16_by_zeros(start) {
        return Ok(Some(encoding));
    }
    let (sample, sound) = Sampled::of(input)?;
    if sound {
        return Ok(None);
    }
    let declared = declared.and_then(label).filter(|e| !is_lie(e, &sample));
    if let Some(encoding) = declared {
        let (text, broken) = encoding.decode_without_bom_handling(&sample);
        if encoding != UTF_8 && !broken || encoding == UTF_8 && mostly_sound(&text) {
            return Ok(Some(encoding).filter(|e| *e != UTF_8));
        }
    }
    Ok(Some(guess(&sample)).filter(|e| *e != UTF_8))
}

/// Lines with letters that are not ASCII, and whether everything is UTF-8.
#[derive(Default)]
struct Sampled {
    sample: Vec<u8>,
    /// Bytes of a character that a chunk broke off.
    rest: Vec<u8>,
}

impl Sampled {
    fn of(mut input: impl BufRead) -> io::Result<(Vec<u8>, bool)> {
        let (mut sampled, mut sound) = (Self::default(), true);
        loop {
            let chunk = input.fill_buf()?;
            if chunk.is_empty() {
                return Ok((sampled.sample, sound && sampled.rest.is_empty()));
            }
            let length = chunk.len();
            if !(chunk.is_ascii() && sampled.rest.is_empty()) {
                sampled.take(chunk);
                sound = sound && sampled.is_sound(chunk);
                if !sound && sampled.sample.len() >= SAMPLE {
                    return Ok((sampled.sample, false));
                }
            }
            input.consume(length);
        }
    }

    fn take(&mut self, chunk: &[u8]) {
        for line in chunk.split_inclusive(|b| *b == b'\n') {
            let room = SAMPLE.saturating_sub(self.sample.len());
            if room == 0 {
                return;
            }
            if !line.is_ascii() {
                self.sample.extend_from_slice(&line[..line.len().min(room)]);
            }
        }
    }

    fn is_sound(&mut self, chunk: &[u8]) -> bool {
        let mut bytes = std::mem::take(&mut self.rest);
        bytes.extend_from_slice(chunk);
        match std::str::from_utf8(&bytes) {
            Ok(_) => true,
            Err(error) if error.error_len().is_none() => {
                self.rest = bytes.split_off(error.valid_up_to());
                true
            }
            Err(_) => false,
        }
    }
}

/// A reader of a text as UTF-8, without byte order mark. What cannot be decoded becomes U+FFFD.
pub(crate) fn utf8_reader<'r>(
    input: Box<dyn BufRead + 'r>,
    encoding: Option<&'static Encoding>,
) -> Box<dyn BufRead + 'r> {
    Box::new(Utf8 {
        input,
        decoder: encoding.unwrap_or(UTF_8).new_decoder_with_bom_removal(),
        done: false,
        text: vec![0; CHUNK],
        given: 0,
        filled: 0,
    })
}

struct Utf8<'r> {
    input: Box<dyn BufRead + 'r>,
    decoder: Decoder,
    done: bool,
    text: Vec<u8>,
    /// What was given of the text, and how far it is filled.
    given: usize,
    filled: usize,
}

impl BufRead for Utf8<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.given >= self.filled && !self.done {
            let chunk = self.input.fill_buf()?;
            let last = chunk.is_empty();
            let (result, read, written, _) =
                self.decoder.decode_to_utf8(chunk, &mut self.text, last);
            self.input.consume(read);
            self.done = last && result == CoderResult::InputEmpty;
            (self.given, self.filled) = (0, written);
        }
        Ok(&self.text[self.given..self.filled])
    }

    fn consume(&mut self, amount: usize) {
        self.given = (self.given + amount).min(self.filled);
    }
}

impl Read for Utf8<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.fill_buf()?.read(buffer)?;
        self.consume(length);
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use encoding_rs::{GB18030, SHIFT_JIS, WINDOWS_1252, WINDOWS_1256};

    use std::io::BufReader;

    use super::*;

    fn read(bytes: &[u8], declared: Option<&str>) -> String {
        let encoding = encoding_of(bytes, declared).unwrap();
        let mut text = String::new();
        let input = Box::new(BufReader::with_capacity(7, bytes));
        utf8_reader(input, encoding)
            .read_to_string(&mut text)
            .unwrap();
        text
    }

    #[test]
    fn a_text_of_any_length_is_decoded_even_where_its_first_letters_come_late() {
        let late = "fever, cough\n".repeat(20_000);
        for (text, encoding) in [
            (
                "新型冠状病毒肺炎诊疗方案（试行第七版）。重型患者应给予氧疗。",
                GB18030,
            ),
            (
                "発熱のある患者には解熱剤を投与し、水分を補給してください。",
                SHIFT_JIS,
            ),
            (
                "يعطى المريض محلول معالجة الجفاف عن طريق الفم فورا",
                WINDOWS_1256,
            ),
            (
                "Fièvre hémorragique : prise en charge à l’hôpital",
                WINDOWS_1252,
            ),
        ] {
            let whole = format!("{late}{text}\n");
            assert_eq!(read(whole.as_bytes(), Some("iso-8859-1")), whole);
            let bytes = encoding.encode(&whole).0;
            assert_eq!(read(&bytes, None), whole, "{}", encoding.name());
            assert_eq!(read(&bytes, Some(encoding.name())), whole);
            for (mark, utf16) in [
                (&[0xff, 0xfe][..], u16::to_le_bytes as fn(u16) -> [u8; 2]),
                (&[0xfe, 0xff][..], u16::to_be_bytes),
                (&[][..], u16::to_be_bytes),
            ] {
                let bytes: Vec<u8> = mark
                    .iter()
                    .copied()
                    .chain(whole.encode_utf16().flat_map(utf16))
                    .collect();
                assert_eq!(read(&bytes, None), whole);
            }
        }
        assert_eq!(read("\u{feff}नमस्ते".as_bytes(), None), "नमस्ते");
        assert_eq!(read(b"", None), "");
    }

    #[test]
    fn a_broken_byte_costs_one_character() {
        let mut bytes = "Лихорадка Эбола. ".repeat(9_000).into_bytes();
        bytes[70_001] = 0xff;
        let text = read(&bytes, None);
        assert!(text.chars().filter(|c| *c == '\u{fffd}').count() <= 2);
        assert!(text.matches("Эбола").count() >= 8_998);
    }
}
