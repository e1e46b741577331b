//! A release of CORD-19: `metadata.csv` beside `document_parses`.

mod release;
#[cfg(test)]
mod tests;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use corpora::SourceDefinition;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc::{Receiver, Sender, channel};

use self::release::Release;
use super::{Lister, Means, Resource};
use crate::error::IngestError;
use crate::extract::{Body, ExtractError, Input, Pulse, TableRecords};
use crate::media_type::MediaType;

/// Records that may wait to be asked for.
const AHEAD: usize = 64;
/// Records between two places from which the list can be read on: each costs a write.
const STEP: u64 = 200;
/// Bad rows that are named.
const MAX_NAMED: usize = 100;

/// Yields the records of a release with their parses.
#[derive(Debug)]
pub(super) struct Cord19Lister {
    path: PathBuf,
    limit: Option<u64>,
    rows: Receiver<Read>,
    waiting: std::vec::IntoIter<Resource>,
    position: Position,
    yielded: u64,
    /// Whether everything was listed, from the first row to the last, and every row could be read.
    whole: bool,
    notes: Vec<String>,
}

/// A place in the list: the number of records before it, of this very file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Position {
    file: String,
    skip: u64,
}

/// What the reading of the metadata reports.
#[derive(Debug)]
enum Read {
    /// A record that stands after this many others.
    Record(u64, Vec<Resource>),
    /// A row that cannot be read.
    Bad(u64, ExtractError),
    /// Everything was read, with what was odd.
    End(Vec<String>),
    Failed(ExtractError),
}

impl Cord19Lister {
    /// Begins to read the metadata.
    pub(super) async fn open(
        definition: &SourceDefinition,
        means: &Means,
    ) -> Result<Self, IngestError> {
        let path = PathBuf::from(&definition.url);
        let path = if path.is_dir() {
            path.join("metadata.csv")
        } else {
            path
        };
        let not_one = |found: String| IngestError::NotARelease {
            path: path.clone(),
            found,
        };
        if definition.url.contains("://") {
            return Err(not_one("an address".to_owned()));
        }
        let file = stamp(&path).map_err(|e| not_one(e.to_string()))?;
        let root = path.parent().unwrap_or(Path::new(".")).canonicalize();
        let root = root.map_err(|e| not_one(e.to_string()))?;
        let left = means.resume.checkpoint.as_deref();
        let left: Option<Position> = left.and_then(|text| serde_json::from_str(text).ok());
        // Of another release, the place says nothing.
        let skip = left
            .filter(|left| left.file == file)
            .map_or(0, |left| left.skip);
        let input = Input {
            name: path.to_string_lossy().into_owned(),
            media_type: MediaType::Csv,
            charset: None,
            body: Body::File(path.clone()),
            reading: Arc::new(definition.reading.clone()),
            language: definition.language.clone(),
            pulse: Pulse::default(),
        };
        let (sender, rows) = channel(AHEAD);
        tokio::task::spawn_blocking(move || {
            if let Err(error) = read(&input, root, skip, &sender) {
                let _ = sender.blocking_send(Read::Failed(error));
            }
        });
        Ok(Self {
            path,
            limit: definition.listing.limit,
            rows,
            waiting: Vec::new().into_iter(),
            position: Position { file, skip },
            yielded: 0,
            whole: skip == 0,
            notes: Vec::new(),
        })
    }

    fn bad(&mut self, line: u64, error: &ExtractError) {
        self.whole = false;
        if self.notes.len() < MAX_NAMED {
            self.notes
                .push(format!("{}, line {line}: {error}", self.path.display()));
        }
    }
}

/// What tells a file from the one of another release.
fn stamp(path: &Path) -> std::io::Result<String> {
    let metadata = fs::metadata(path)?;
    let changed = metadata.modified()?.duration_since(std::time::UNIX_EPOCH);
    let nanos = changed.map_or(0, |since| since.as_nanos());
    Ok(format!("{}-{nanos}", metadata.len()))
}

/// Goes through the metadata and sends the records after the first `skip`. All are read, since names
/// depend on those before.
fn read(
    input: &Input,
    root: PathBuf,
    skip: u64,
    sender: &Sender<Read>,
) -> Result<(), ExtractError> {
    let mut records = TableRecords::of(input)?;
    let mut release = Release::new(root, records.headers().to_vec());
    let mut position = 0;
    while let Some((line, row)) = records.next()? {
        let read = match row {
            Ok((cells, record, hints)) if position >= skip => Some(Read::Record(
                position,
                release.resources(&cells, &record, hints),
            )),
            Ok(_) => None,
            Err(error) => Some(Read::Bad(line, error)),
        };
        position += 1;
        if let Some(read) = read
            && sender.blocking_send(read).is_err()
        {
            return Ok(());
        }
    }
    let odd = [
        (
            release.missing,
            "are not in the folder: records without any are read from their abstracts",
        ),
        (
            release.outside,
            "lie outside of the folder and are not read",
        ),
    ];
    let odd = odd.iter().filter(|(count, _)| *count > 0);
    let notes = odd.map(|(count, what)| format!("{count} parses that {} names {what}", input.name));
    let _ = sender.blocking_send(Read::End(notes.collect()));
    Ok(())
}

#[async_trait]
impl Lister for Cord19Lister {
    fn total(&self) -> Option<u64> {
        None
    }

    async fn next(&mut self) -> Result<Option<Resource>, IngestError> {
        if self.limit.is_some_and(|limit| self.yielded >= limit) {
            self.whole = false;
            return Ok(None);
        }
        loop {
            if let Some(resource) = self.waiting.next() {
                self.yielded += 1;
                return Ok(Some(resource));
            }
            match self.rows.recv().await {
                Some(Read::Record(position, resources)) => {
                    self.position.skip = position - position % STEP;
                    self.waiting = resources.into_iter();
                }
                Some(Read::Bad(line, error)) => self.bad(line, &error),
                Some(Read::End(notes)) => {
                    self.notes.extend(notes);
                    return Ok(None);
                }
                Some(Read::Failed(error)) => {
                    return Err(IngestError::NotARelease {
                        path: self.path.clone(),
                        found: error.to_string(),
                    });
                }
                None => {
                    return Err(IngestError::TaskLost {
                        source_id: self.path.display().to_string(),
                        found: "the reading of the metadata ended early".to_owned(),
                    });
                }
            }
        }
    }

    fn checkpoint(&self) -> Option<String> {
        serde_json::to_string(&self.position).ok()
    }

    fn lists_everything(&self) -> bool {
        self.whole
    }

    fn notes(&mut self) -> Vec<String> {
        std::mem::take(&mut self.notes)
    }
}
