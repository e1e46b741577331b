//! A file of vectors: written once, mapped into memory, never changed.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tantivy::directory::{Directory, MmapDirectory, OwnedBytes};

const MAGIC: &[u8; 8] = b"rscvec1\n";
/// Magic, dimension and number of rows, 8 bytes each, and the BLAKE3 hash of keys and scales.
pub(super) const HEAD_BYTES: usize = 24 + blake3::OUT_LEN;
const KEY_BYTES: usize = 8;
const SCALE_BYTES: usize = 4;

/// A part, mapped into memory.
pub(crate) struct Part {
    pub(super) path: PathBuf,
    bytes: OwnedBytes,
    pub(super) rows: usize,
    pub(super) dimension: usize,
}

impl std::fmt::Debug for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { path, rows, .. } = self;
        f.debug_struct("Part")
            .field("path", path)
            .field("rows", rows)
            .finish_non_exhaustive()
    }
}

impl Part {
    /// Maps a part into memory; none if it is not whole or of another version.
    pub(super) fn open(folder: &Path, name: &str) -> io::Result<Option<Self>> {
        let directory = MmapDirectory::open(folder).map_err(io::Error::other)?;
        let file = directory
            .open_read(Path::new(name))
            .map_err(io::Error::other)?;
        let bytes = file.read_bytes()?;
        let path = folder.join(name);
        Ok(Self::of(path, &bytes))
    }

    /// None if the bytes are no part, of another version, or not whole.
    fn of(path: PathBuf, bytes: &OwnedBytes) -> Option<Self> {
        let head = bytes.get(..HEAD_BYTES)?;
        let number = |at: usize| -> Option<usize> {
            let bytes = head.get(at..at + 8)?.try_into().ok()?;
            usize::try_from(u64::from_le_bytes(bytes)).ok()
        };
        let (dimension, rows) = (number(8)?, number(16)?);
        let index = rows.checked_mul(KEY_BYTES + SCALE_BYTES)?;
        let all = rows
            .checked_mul(dimension)?
            .checked_add(index)?
            .checked_add(HEAD_BYTES)?;
        let sound = head.starts_with(MAGIC) && dimension > 0 && bytes.len() == all;
        let hashed = || blake3::hash(&bytes[HEAD_BYTES..HEAD_BYTES + index]);
        let part = Self {
            path,
            rows,
            dimension,
            bytes: bytes.clone(),
        };
        (sound && hashed() == head[24..]).then_some(part)
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = u64> {
        let keys = &self.bytes[HEAD_BYTES..HEAD_BYTES + self.rows * KEY_BYTES];
        keys.chunks_exact(KEY_BYTES)
            .map(|key| key.try_into().map_or(0, u64::from_le_bytes))
    }

    /// The scale of a row.
    pub(crate) fn scale(&self, row: usize) -> f32 {
        let at = HEAD_BYTES + self.rows * KEY_BYTES + row * SCALE_BYTES;
        let bytes = self
            .bytes
            .get(at..at + SCALE_BYTES)
            .and_then(|bytes| bytes.try_into().ok());
        bytes.map_or(0.0, f32::from_le_bytes)
    }

    /// The components of all rows, row after row, each a signed byte.
    pub(crate) fn components(&self) -> &[u8] {
        &self.bytes[HEAD_BYTES + self.rows * (KEY_BYTES + SCALE_BYTES)..]
    }

    /// The components of a row.
    #[inline(always)]
    pub(crate) fn row(&self, row: usize) -> &[u8] {
        let at = HEAD_BYTES + self.rows * (KEY_BYTES + SCALE_BYTES) + row * self.dimension;
        self.bytes.get(at..at + self.dimension).unwrap_or_default()
    }
}

/// Writes a part of keys, scales and components: whole under its name, or not at all.
pub(super) fn write(
    folder: &Path,
    name: &str,
    dimension: usize,
    rows: &[(u64, f32, Vec<u8>)],
) -> io::Result<()> {
    let new = folder.join(format!("{name}.new"));
    let mut index = Vec::with_capacity(rows.len() * (KEY_BYTES + SCALE_BYTES));
    index.extend(rows.iter().flat_map(|(key, ..)| key.to_le_bytes()));
    index.extend(rows.iter().flat_map(|(_, scale, _)| scale.to_le_bytes()));
    let mut file = BufWriter::new(File::create(&new)?);
    file.write_all(MAGIC)?;
    file.write_all(&(dimension as u64).to_le_bytes())?;
    file.write_all(&(rows.len() as u64).to_le_bytes())?;
    file.write_all(blake3::hash(&index).as_bytes())?;
    file.write_all(&index)?;
    for (.., components) in rows {
        file.write_all(components)?;
    }
    file.into_inner()
        .map_err(io::IntoInnerError::into_error)?
        .sync_all()?;
    fs::rename(&new, folder.join(name))
}
