//! JSON Lines: one document on each line.

mod record;

use std::collections::HashSet;
use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;

use super::{ExtractError, Extractor, Found, Input, Reason};
use crate::fingerprint;
use crate::media_type::MediaType;

/// Reads JSON Lines, line by line.
#[derive(Debug, Clone, Copy)]
pub(super) struct JsonLines;

/// Longest line taken.
const MAX_LINE: usize = 16 << 20;
/// Bad lines at the start after which a file is taken for something else.
const MAX_BAD_START: u64 = 1_000;

impl Extractor for JsonLines {
    fn name(&self) -> &'static str {
        "jsonl/1"
    }

    fn media_types(&self) -> &'static [MediaType] {
        &[MediaType::JsonLines]
    }

    fn streams(&self) -> bool {
        true
    }

    fn extract(
        &self,
        input: &Input,
        found: &mut dyn FnMut(Found) -> ControlFlow<()>,
    ) -> Result<(), ExtractError> {
        let broken = |e: io::Error| ExtractError::reading(&e);
        let mut reader = input.body.reader().map_err(broken)?;
        let mut records = Records::default();
        let mut line = Vec::new();
        for number in 1.. {
            let whole = read_line(&mut *reader, &mut line).map_err(broken)?;
            if line.is_empty() {
                break;
            }
            if line.trim_ascii().is_empty() {
                continue;
            }
            let extract = if whole {
                records.read(&line, number)
            } else {
                Err(too_long())
            };
            records.bad += u64::from(extract.is_err());
            if records.bad == number && number > MAX_BAD_START {
                let detail = format!(
                    "the first {MAX_BAD_START} lines are no records: expected a JSON object on each line"
                );
                return Err(ExtractError::new(Reason::Damaged, detail));
            }
            if found(Found {
                item: format!("line {number}"),
                extract,
            })
            .is_break()
            {
                break;
            }
        }
        Ok(())
    }
}

/// Reads a line of at most [`MAX_LINE`] bytes into `line`, or the start of a longer one, which it
/// then skips; tells whether the line is whole. Empty at the end of the input.
fn read_line(reader: &mut dyn BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    Read::take(&mut *reader, MAX_LINE as u64).read_until(b'\n', line)?;
    if line.len() < MAX_LINE || line.ends_with(b"\n") {
        return Ok(true);
    }
    reader.skip_until(b'\n')?;
    Ok(false)
}

fn too_long() -> ExtractError {
    ExtractError::new(
        Reason::TooLarge,
        format!("more than {MAX_LINE} bytes on one line: expected one document"),
    )
}

/// What is known of the lines read so far.
#[derive(Debug, Default)]
struct Records {
    bad: u64,
    /// Fingerprints of the identifiers: of a million records the text would take 100 MB.
    seen: HashSet<[u8; 8]>,
}

impl Records {
    fn read(&mut self, line: &[u8], number: u64) -> Result<super::Extract, ExtractError> {
        let mut extract = record::read(line)?;
        let id = extract
            .record
            .get_or_insert_with(|| format!("line-{number}"))
            .clone();
        if !self.seen.insert(fingerprint::of(&id)) {
            let detail = format!(
                "id \"{id}\" stands on an earlier line already: expected one record for each id"
            );
            return Err(ExtractError::new(Reason::DuplicateId, detail));
        }
        Ok(extract)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn extracted(bytes: &[u8]) -> (Vec<Found>, Result<(), ExtractError>) {
        let input = Input::of("x.jsonl", MediaType::JsonLines, bytes);
        let mut all = Vec::new();
        let outcome = JsonLines.extract(&input, &mut |found| {
            all.push(found);
            ControlFlow::Continue(())
        });
        (all, outcome)
    }

    #[test]
    fn a_bad_line_is_one_refused_item() {
        let text = "\u{feff}{\"id\": \"a\", \"text\": \"发热\"}\n\n{\"id\": 7, \"title\": \"t\"}\nnot json\n[1]\n{\"id\": \"a\", \"text\": \"x\"}\n{\"text\": \"no id\"}\n{}";
        let (found, outcome) = extracted(text.as_bytes());
        assert_eq!(outcome, Ok(()));
        let shown: Vec<String> = found
            .iter()
            .map(|f| match &f.extract {
                Ok(extract) => format!("{} {}", f.item, extract.record.as_deref().unwrap_or("-")),
                Err(error) => format!("{} {}", f.item, error.reason),
            })
            .collect();
        let expected = [
            "line 1 a",
            "line 3 7",
            "line 4 bad-record",
            "line 5 bad-record",
            "line 6 duplicate-id",
            "line 7 line-7",
            "line 8 no-text",
        ];
        assert_eq!(shown, expected);
    }

    #[test]
    fn a_line_without_end_is_refused_and_the_next_one_read() {
        let mut bytes = vec![b'x'; MAX_LINE + 5];
        bytes.extend_from_slice(b"\n{\"id\": 1, \"text\": \"x\"}");
        let (found, _) = extracted(&bytes);
        assert_eq!(
            found[0].extract.as_ref().unwrap_err().reason,
            Reason::TooLarge
        );
        assert!(found[1].extract.is_ok());
    }

    #[test]
    fn a_file_of_something_else_is_refused_as_a_whole() {
        let (found, outcome) = extracted("x\n".repeat(5_000).as_bytes());
        assert_eq!(outcome.unwrap_err().reason, Reason::Damaged);
        assert!(found.len() <= 1_001);
    }

    proptest! {
        #[test]
        fn foreign_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = extracted(&bytes);
        }

        #[test]
        fn foreign_records_never_panic(
            id in "\\PC{0,12}", title in "\\PC{0,40}", text in "(\\PC|\n){0,200}", authors in "[\\['\", ;a-z\\]\\\\é陈]{0,40}", date in "[0-9T:/ -]{0,12}",
        ) {
            let line = serde_json::json!({"id": id, "title": title, "text": text, "authors": authors, "date": date, "lang": title}).to_string();
            let (found, _) = extracted(line.as_bytes());
            prop_assert_eq!(found.len(), 1);
        }
    }
}
