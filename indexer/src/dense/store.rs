//! Vectors on disk, by the key of what was embedded.
//!
//! ```text
//! vectors/0123456789abcdef/     one model's
//!   000001-417.vectors          a part: written once, whole or not at all, by process 417
//!   000002-417.vectors
//! ```
//! A part is a head (magic, dimension, number of rows, checksum of what follows), the keys, the scales,
//! and the components, row by row. Parts are mapped into memory and never changed; small ones are
//! joined, so that their number stays low.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::part::{self, Part};
use super::places::{Place, Places};
use super::quantised::Quantised;
use crate::error::IndexError;

/// Ends the name of a part.
const EXTENSION: &str = "vectors";

/// Parts above which small ones are joined, and how many are joined at once.
const MAX_PARTS: usize = 12;
const JOINED: usize = 8;

/// All vectors of one model that there are at one moment.
#[derive(Debug, Default)]
pub(crate) struct Vectors {
    pub(crate) parts: Vec<Arc<Part>>,
    places: Places,
}

impl Vectors {
    /// Place of the vector of a key.
    pub(crate) fn place(&self, key: u64) -> Option<Place> {
        self.places.of_key(key)
    }

    /// Whether these are the vectors of before and perhaps more, each where it was.
    pub(super) fn continues(&self, before: &Self) -> bool {
        let same = |(one, other): (&Arc<Part>, &Arc<Part>)| Arc::ptr_eq(one, other);
        self.parts.len() >= before.parts.len() && before.parts.iter().zip(&self.parts).all(same)
    }

    fn of(parts: Vec<Arc<Part>>) -> Self {
        Self {
            places: Places::in_parts(&parts),
            parts,
        }
    }
}

/// The folder with the vectors of one model.
#[derive(Debug)]
pub(crate) struct VectorStore {
    folder: PathBuf,
    dimension: usize,
}

impl VectorStore {
    /// The store in `folder`, which is made if it is not there.
    ///
    /// # Errors
    /// [`IndexError::Io`] if it cannot be made.
    pub(crate) fn create(folder: &Path, dimension: usize) -> Result<Self, IndexError> {
        let store = Self::at(folder, dimension);
        fs::create_dir_all(folder).map_err(|error| store.error(error))?;
        Ok(store)
    }

    /// The store in `folder`, which may not be there; nothing is made.
    pub(crate) fn at(folder: &Path, dimension: usize) -> Self {
        Self {
            folder: folder.to_owned(),
            dimension,
        }
    }

    /// Opens all sound parts of the model's dimension, taking over those of `before`.
    pub(crate) fn open(&self, before: &Vectors) -> Result<Vectors, IndexError> {
        let mut parts = Vec::new();
        for name in self.names().map_err(|error| self.error(error))? {
            let path = self.folder.join(&name);
            if let Some(part) = before.parts.iter().find(|part| part.path == path) {
                parts.push(Arc::clone(part));
                continue;
            }
            match Part::open(&self.folder, &name) {
                Ok(Some(part)) if part.dimension == self.dimension => parts.push(Arc::new(part)),
                Ok(_) => {
                    tracing::warn!(path = %path.display(), "no sound vectors; their passages are embedded again");
                }
                // Joined by the one who writes since the names were listed.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(self.error(error)),
            }
        }
        Ok(Vectors::of(parts))
    }

    /// Adds vectors as a new part, and joins small parts where there are many.
    pub(crate) fn add(&self, rows: &[(u64, Quantised)]) -> Result<(), IndexError> {
        if rows.is_empty() {
            return Ok(());
        }
        let rows = rows.iter().map(|(key, vector)| {
            let components = vector
                .components
                .iter()
                .map(|&x| x.cast_unsigned())
                .collect();
            (*key, vector.scale, components)
        });
        self.write(&rows.collect::<Vec<_>>())
            .map_err(|error| self.error(error))?;
        self.join_small()
    }

    fn write(&self, rows: &[(u64, f32, Vec<u8>)]) -> io::Result<()> {
        let last = self.names()?.pop();
        let last = last.and_then(|name| name.split('-').next()?.parse::<u64>().ok());
        // Another process may be writing too.
        let (number, process) = (last.unwrap_or(0) + 1, std::process::id());
        let name = format!("{number:06}-{process}.{EXTENSION}");
        part::write(&self.folder, &name, self.dimension, rows)
    }

    /// Joins the smallest parts into one where there are too many: each row is then copied about as
    /// often as the logarithm of their number says.
    fn join_small(&self) -> Result<(), IndexError> {
        let mut parts = self.open(&Vectors::default())?.parts;
        if parts.len() <= MAX_PARTS {
            return Ok(());
        }
        parts.sort_by_key(|part| part.rows);
        parts.truncate(JOINED);
        let mut rows = Vec::with_capacity(parts.iter().map(|part| part.rows).sum());
        for part in &parts {
            let components = part.components().chunks_exact(self.dimension);
            for (row, (key, components)) in part.keys().zip(components).enumerate() {
                rows.push((key, part.scale(row), components.to_vec()));
            }
        }
        let joined = || -> io::Result<()> {
            self.write(&rows)?;
            // Those who have them mapped keep them.
            parts.iter().try_for_each(|part| remove(&part.path))
        };
        joined().map_err(|error| self.error(error))
    }

    /// Names of the parts, oldest first.
    fn names(&self) -> io::Result<Vec<String>> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let names = entries
            .flatten()
            .filter_map(|entry| entry.file_name().into_string().ok());
        let is_part = |name: &String| {
            Path::new(name)
                .extension()
                .is_some_and(|end| end == EXTENSION)
        };
        let mut names: Vec<String> = names.filter(is_part).collect();
        names.sort();
        Ok(names)
    }

    fn error(&self, source: io::Error) -> IndexError {
        IndexError::Io {
            path: self.folder.clone(),
            source,
        }
    }
}

/// Removes a part, which another process may have joined too.
fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(key: u64) -> (u64, Quantised) {
        let angle = key as f32;
        (key, Quantised::of(&[angle.cos(), angle.sin(), 0.0, 0.5]))
    }

    #[test]
    fn vectors_come_back_by_their_key_however_many_parts_were_joined() {
        let folder = tempfile::tempdir().unwrap();
        let store = VectorStore::create(folder.path(), 4).unwrap();
        for part in 0..40_u64 {
            let rows: Vec<_> = (part * 3..part * 3 + 3).map(row).collect();
            store.add(&rows).unwrap();
        }
        let vectors = store.open(&Vectors::default()).unwrap();
        assert!(vectors.parts.len() <= MAX_PARTS);
        for key in 0..120 {
            let (part, at) = vectors.place(key).unwrap();
            let part = &vectors.parts[part as usize];
            let at = at as usize;
            let (_, expected) = row(key);
            assert!((part.scale(at) - expected.scale).abs() < 1e-9);
            let components: Vec<i8> = part.components()[at * 4..at * 4 + 4]
                .iter()
                .map(|x| x.cast_signed())
                .collect();
            assert_eq!(components, expected.components);
        }
        assert_eq!(vectors.place(120), None);
    }

    #[test]
    fn a_damaged_part_or_one_of_another_dimension_is_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let store = VectorStore::create(folder.path(), 4).unwrap();
        store.add(&[row(1)]).unwrap();
        store.add(&[row(2)]).unwrap();
        let first = &store.names().unwrap()[0];
        let first = folder.path().join(first);
        let mut bytes = fs::read(&first).unwrap();
        bytes[part::HEAD_BYTES] ^= 1;
        fs::write(&first, &bytes).unwrap();
        let vectors = store.open(&Vectors::default()).unwrap();
        assert_eq!((vectors.place(1), vectors.place(2)), (None, Some((0, 0))));
        let other = VectorStore::at(folder.path(), 8);
        assert!(other.open(&Vectors::default()).unwrap().parts.is_empty());
        fs::write(&first, &bytes[..20]).unwrap();
        assert_eq!(store.open(&Vectors::default()).unwrap().parts.len(), 1);
    }
}
