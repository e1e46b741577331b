//! The lines of a stored vocabulary.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use super::{FORM, StoreError, StoredVocabulary, VocabularyHead};

/// Bytes of one concept.
const MAX_LINE: u64 = 1 << 20;

/// Reads a whole file.
pub(super) fn read(path: &Path) -> Result<StoredVocabulary, StoreError> {
    let mut lines = Lines::open(path)?;
    let head = lines.head()?;
    let mut concepts = Vec::new();
    while let Some(line) = lines.next()? {
        let concept = serde_json::from_slice(line).map_err(|error| error.to_string());
        concepts.push(concept.map_err(|problem| lines.damaged(problem))?);
    }
    if concepts.len() as u64 != head.report.concepts {
        let problem = format!(
            "{} concepts where {} were stored",
            concepts.len(),
            head.report.concepts
        );
        return Err(lines.damaged(problem));
    }
    Ok(StoredVocabulary { head, concepts })
}

/// The lines of a file, bounded.
pub(super) struct Lines {
    path: PathBuf,
    file: BufReader<File>,
    line: Vec<u8>,
    number: u64,
}

impl Lines {
    pub(super) fn open(path: &Path) -> Result<Self, StoreError> {
        let file = File::open(path).map_err(|source| StoreError::Io {
            path: path.to_owned(),
            source,
        })?;
        let file = BufReader::with_capacity(256 * 1024, file);
        Ok(Self {
            path: path.to_owned(),
            file,
            line: Vec::new(),
            number: 0,
        })
    }

    pub(super) fn next(&mut self) -> Result<Option<&[u8]>, StoreError> {
        self.line.clear();
        self.number += 1;
        let mut bounded = self.file.by_ref().take(MAX_LINE);
        let read = bounded.read_until(b'\n', &mut self.line);
        let read = read.map_err(|source| StoreError::Io {
            path: self.path.clone(),
            source,
        })?;
        Ok((read > 0).then_some(self.line.as_slice()))
    }

    pub(super) fn head(&mut self) -> Result<VocabularyHead, StoreError> {
        let line = self.next()?.unwrap_or_default();
        let head = serde_json::from_slice::<VocabularyHead>(line);
        let head = head.map_err(|error| self.damaged(error.to_string()))?;
        if head.form != FORM {
            let problem = format!("form {} where this program knows {FORM}", head.form);
            return Err(self.damaged(problem));
        }
        Ok(head)
    }

    fn damaged(&self, problem: String) -> StoreError {
        StoreError::Damaged {
            path: self.path.clone(),
            line: self.number,
            problem,
        }
    }
}
