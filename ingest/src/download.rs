//! Files too large to be held in memory: fetched part by part, resumed where they stopped, checked.
//!
//! What has come stands beside the file, under its name with `.part`; it becomes the file only when
//! it is whole and, where its checksum is known, right.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::fetch::{FetchError, Fetched, Fetcher, Request};
use crate::stop::Stop;

/// Bytes of one part.
const PART: u64 = 8 << 20;

/// Largest file.
const MAX_BYTES: u64 = 8 << 30;

/// A file that could not be fetched. What had come is kept for the next time, unless it was wrong.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DownloadError {
    /// The server.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// The disk.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The server does not answer as was asked.
    #[error("{url}: {found}")]
    Answer {
        /// The address.
        url: String,
        /// What it answered, and what was expected.
        found: String,
    },
    /// What came is not the file that is meant; it was removed.
    #[error("{url}: its SHA-256 is {found}, expected {expected}: what came was removed")]
    Checksum {
        /// The address.
        url: String,
        /// What is expected, in hexadecimal digits.
        expected: String,
        /// What came.
        found: String,
    },
    /// It was asked to end.
    #[error("ended with {have} of {whole} bytes; the same command goes on from there")]
    Stopped {
        /// Bytes that have come.
        have: u64,
        /// Bytes of the whole.
        whole: u64,
    },
}

/// Fetches a file, going on where an earlier call stopped. `progress` is told the bytes that have come
/// and those of the whole. A file that is there already, with the right checksum where one is known, is
/// not fetched again. Answers its SHA-256 in hexadecimal digits.
///
/// # Errors
/// [`DownloadError`] saying what to do.
pub async fn download(
    fetcher: &dyn Fetcher,
    request: &Request,
    file: &Path,
    sha256: Option<&str>,
    progress: &mut (dyn FnMut(u64, u64) + Send),
    stop: &Stop,
) -> Result<String, DownloadError> {
    if file.exists() {
        let found = digest(file)?;
        if sha256.is_none_or(|expected| expected.eq_ignore_ascii_case(&found)) {
            return Ok(found);
        }
    }
    let part = part_of(file);
    loop {
        let have = fs::metadata(&part).map_or(0, |found| found.len());
        let (more, whole) = next(fetcher, request, have).await?;
        append(&part, &more)?;
        let have = have + more.len() as u64;
        progress(have, whole);
        if have >= whole {
            break;
        }
        if stop.is_stopped() {
            return Err(DownloadError::Stopped { have, whole });
        }
    }
    let found = digest(&part)?;
    if let Some(expected) = sha256.filter(|expected| !expected.eq_ignore_ascii_case(&found)) {
        fs::remove_file(&part).map_err(of_file(&part))?;
        return Err(DownloadError::Checksum {
            url: request.url.clone(),
            expected: expected.to_owned(),
            found,
        });
    }
    fs::rename(&part, file).map_err(of_file(file))?;
    Ok(found)
}

/// The bytes after those that have come, and how many the whole has.
async fn next(
    fetcher: &dyn Fetcher,
    request: &Request,
    have: u64,
) -> Result<(Vec<u8>, u64), DownloadError> {
    let answer = |found: String| DownloadError::Answer {
        url: request.url.clone(),
        found,
    };
    let asked = Request {
        range: Some(have..have + PART),
        ..request.clone()
    };
    let Fetched::Page(page) = fetcher.fetch(&asked).await? else {
        return Err(answer("\"not modified\", expected the file".to_owned()));
    };
    match page.part {
        Some((first, whole)) if first == have && whole <= MAX_BYTES && !page.bytes.is_empty() => {
            Ok((page.bytes.to_vec(), whole))
        }
        // A small file comes whole from servers that know no ranges.
        None if have == 0 => Ok((page.bytes.to_vec(), page.bytes.len() as u64)),
        found => Err(answer(format!(
            "answered with the part {found:?} (first byte, bytes of the whole), expected the one from byte {have}"
        ))),
    }
}

fn part_of(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".part");
    name.into()
}

fn append(path: &Path, bytes: &[u8]) -> Result<(), DownloadError> {
    let mut file = OpenOptions::new()
        .create(true)
        .append(true)
        .open(path)
        .map_err(of_file(path))?;
    file.write_all(bytes).map_err(of_file(path))
}

/// SHA-256 of a file, in hexadecimal digits.
fn digest(path: &Path) -> Result<String, DownloadError> {
    let mut file = File::open(path).map_err(of_file(path))?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        let count = file.read(&mut buffer).map_err(of_file(path))?;
        if count == 0 {
            break;
        }
        hasher.update(buffer.get(..count).unwrap_or_default());
    }
    Ok(HEXLOWER.encode(&hasher.finalize()))
}

fn of_file(path: &Path) -> impl FnOnce(io::Error) -> DownloadError {
    let path = path.to_owned();
    move |source| DownloadError::File { path, source }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use async_trait::async_trait;

    use super::*;
    use crate::fetch::Page;

    /// A server with one file, which breaks off when it has been asked so often.
    #[derive(Debug)]
    struct Server {
        bytes: Vec<u8>,
        ranges: bool,
        asked: Mutex<Vec<u64>>,
        breaks_at: usize,
    }

    #[async_trait]
    impl Fetcher for Server {
        async fn fetch(&self, request: &Request) -> Result<Fetched, FetchError> {
            let range = request.range.clone().unwrap();
            let mut asked = self.asked.lock().unwrap();
            asked.push(range.start);
            if asked.len() == self.breaks_at {
                return Err(FetchError::Connection {
                    url: request.url.clone(),
                    found: "cut".to_owned(),
                });
            }
            let whole = self.bytes.len() as u64;
            let (first, end) = match self.ranges {
                true => (range.start.min(whole), range.end.min(whole)),
                false => (0, whole),
            };
            let bytes = &self.bytes[usize::try_from(first).unwrap()..usize::try_from(end).unwrap()];
            Ok(Fetched::Page(Page {
                part: self.ranges.then_some((first, whole)),
                ..Page::new(&request.url, "application/octet-stream", bytes)
            }))
        }
    }

    fn server(parts: u64, ranges: bool, breaks_at: usize) -> Server {
        let length = usize::try_from(PART * parts - PART / 2).unwrap();
        Server {
            bytes: (0..length).map(|n| (n % 251) as u8).collect(),
            ranges,
            asked: Mutex::default(),
            breaks_at,
        }
    }

    async fn fetch(
        server: &Server,
        file: &Path,
        sum: Option<&str>,
    ) -> Result<String, DownloadError> {
        let request = Request::new("https://models.example/weights");
        download(
            server,
            &request,
            file,
            sum,
            &mut |_, _| {},
            &Stop::default(),
        )
        .await
    }

    #[tokio::test]
    async fn a_file_comes_in_parts_and_goes_on_where_it_stopped() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("weights");
        let server = server(3, true, 3);
        let error = fetch(&server, &file, None).await.unwrap_err();
        assert!(matches!(error, DownloadError::Fetch(_)), "{error}");
        assert!(!file.exists(), "what is not whole is no file");
        let sum = fetch(&server, &file, None).await.unwrap();
        assert_eq!(fs::read(&file).unwrap(), server.bytes);
        assert_eq!(*server.asked.lock().unwrap(), [0, PART, 2 * PART, 2 * PART]);
        // There already, and right: nothing is asked.
        assert_eq!(fetch(&server, &file, Some(&sum)).await.unwrap(), sum);
        assert_eq!(server.asked.lock().unwrap().len(), 4);
    }

    #[tokio::test]
    async fn a_wrong_file_is_removed_and_said_to_be_wrong() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("weights");
        let server = server(1, true, 99);
        let error = fetch(&server, &file, Some(&"0".repeat(64)))
            .await
            .unwrap_err();
        assert!(matches!(error, DownloadError::Checksum { .. }), "{error}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[tokio::test]
    async fn a_server_without_ranges_gives_all_at_once_or_is_complained_of() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("weights");
        let server = server(1, false, 99);
        fetch(&server, &file, None).await.unwrap();
        assert_eq!(fs::read(&file).unwrap(), server.bytes);
        let other = folder.path().join("other");
        fs::write(part_of(&other), b"begun").unwrap();
        let error = fetch(&server, &other, None).await.unwrap_err();
        assert!(error.to_string().contains("from byte 5"), "{error}");
    }

    #[tokio::test]
    async fn it_ends_between_parts_where_it_is_asked_to() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("weights");
        let (server, stop) = (server(3, true, 99), Stop::default());
        let request = Request::new("https://models.example/weights");
        let mut seen = Vec::new();
        let mut progress = |have: u64, whole: u64| {
            seen.push((have, whole));
            stop.stop();
        };
        let error = download(&server, &request, &file, None, &mut progress, &stop)
            .await
            .unwrap_err();
        assert!(
            matches!(error, DownloadError::Stopped { have: PART, .. }),
            "{error}"
        );
        assert_eq!(seen.len(), 1);
    }
}
