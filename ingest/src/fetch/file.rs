//! Reading files, whole and bounded.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::FetchError;

/// Reads a whole file of at most `limit` bytes.
pub(crate) fn read(path: &Path, limit: u64) -> Result<Vec<u8>, FetchError> {
    let fail = |source: io::Error| FetchError::File {
        path: path.to_owned(),
        source,
    };
    let file = File::open(path).map_err(fail)?;
    let size = file.metadata().map_err(fail)?.len();
    let too_large = || FetchError::TooLarge {
        url: path.display().to_string(),
        limit,
    };
    if size > limit {
        return Err(too_large());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
    file.take(limit + 1).read_to_end(&mut bytes).map_err(fail)?;
    if bytes.len() as u64 > limit {
        Err(too_large())
    } else {
        Ok(bytes)
    }
}

/// Refuses a file of more than `limit` bytes, which no one should wait for.
pub(crate) fn check_size(path: &Path, limit: u64) -> Result<(), FetchError> {
    let fail = |source: io::Error| FetchError::File {
        path: path.to_owned(),
        source,
    };
    let size = std::fs::metadata(path).map_err(fail)?.len();
    if size > limit {
        return Err(FetchError::TooLarge {
            url: path.display().to_string(),
            limit,
        });
    }
    Ok(())
}

/// Digest and first bytes of a file of any size, without holding it.
pub(crate) fn digest(path: &Path, head: usize) -> Result<(blake3::Hash, Vec<u8>, u64), FetchError> {
    let fail = |source: io::Error| FetchError::File {
        path: path.to_owned(),
        source,
    };
    let mut file = File::open(path).map_err(fail)?;
    let mut hasher = blake3::Hasher::new();
    let mut start = Vec::with_capacity(head);
    let mut size = 0;
    let mut buffer = vec![0; 256 * 1024];
    loop {
        let read = file.read(&mut buffer).map_err(fail)?;
        if read == 0 {
            return Ok((hasher.finalize(), start, size));
        }
        hasher.update(&buffer[..read]);
        start.extend_from_slice(&buffer[..read.min(head - start.len())]);
        size += read as u64;
    }
}
