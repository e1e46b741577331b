//! Compiled vocabularies as files beside the index, mapped into memory.
//!
//! ```text
//! index/
//!   vocabulary-0123456789abcdef    a lexicon, and 32 bytes: the BLAKE3 hash of it
//!   sections-0123456789abcdef      another, of the kinds of sections
//! ```

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;

use tantivy::directory::{Directory, MmapDirectory, OwnedBytes};

use super::lexicon::Lexicon;
use crate::error::IndexError;

/// What a lexicon is of: begins the name of its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    Vocabulary,
    Sections,
}

impl Kept {
    const ALL: [Self; 2] = [Self::Vocabulary, Self::Sections];

    const fn prefix(self) -> &'static str {
        match self {
            Self::Vocabulary => "vocabulary-",
            Self::Sections => "sections-",
        }
    }

    fn name(self, fingerprint: &str) -> String {
        format!("{}{fingerprint}", self.prefix())
    }
}

/// Bytes of the hash that ends a file.
const HASH_BYTES: usize = blake3::OUT_LEN;

/// Opens the lexicon of a fingerprint. Without a sound file of it, `compile` makes it; it is then kept
/// for the next time, and used from memory where that fails.
pub(super) fn open(
    folder: &Path,
    kept: Kept,
    fingerprint: &str,
    compile: impl FnOnce() -> Result<Vec<u8>, IndexError>,
) -> Result<Lexicon, IndexError> {
    let name = kept.name(fingerprint);
    if let Some(lexicon) = mapped(folder, &name) {
        return Ok(lexicon);
    }
    let bytes = compile()?;
    if let Err(error) = write(folder, &name, &bytes) {
        tracing::info!(%error, "the compiled vocabulary is not kept: the next start compiles it again");
    } else if let Some(lexicon) = mapped(folder, &name) {
        return Ok(lexicon);
    }
    Lexicon::open(&OwnedBytes::new(bytes)).map_err(|error| IndexError::Vocabulary {
        reason: error.to_string(),
    })
}

/// Removes the lexicons of other fingerprints. Processes that have one open keep it.
pub(super) fn remove_others(folder: &Path, fingerprint: &str) {
    let present = Kept::ALL.map(|kept| kept.name(fingerprint));
    let kept = |name: &str| Kept::ALL.iter().any(|kept| name.starts_with(kept.prefix()));
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries {
        let name = entry.file_name();
        let old = name
            .to_str()
            .is_some_and(|name| kept(name) && present.iter().all(|present| present != name));
        if old && let Err(error) = fs::remove_file(entry.path()) {
            tracing::warn!(%error, "an old compiled vocabulary is not removed");
        }
    }
}

fn mapped(folder: &Path, name: &str) -> Option<Lexicon> {
    if !is_sound(&folder.join(name)).ok()? {
        tracing::warn!(
            name,
            "a compiled vocabulary is damaged; it is compiled again"
        );
        return None;
    }
    let file = MmapDirectory::open(folder).ok()?.open_read(Path::new(name));
    let bytes = file.ok()?.read_bytes().ok()?;
    let end = bytes.len().checked_sub(HASH_BYTES)?;
    Lexicon::open(&bytes.slice(0..end)).ok()
}

/// Whether a file is whole: tables that are cut short or changed would be read to wrong concepts.
fn is_sound(path: &Path) -> io::Result<bool> {
    let mut file = File::open(path)?;
    let Some(length) = file.metadata()?.len().checked_sub(HASH_BYTES as u64) else {
        return Ok(false);
    };
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader((&mut file).take(length))?;
    let mut hash = [0; HASH_BYTES];
    file.read_exact(&mut hash)?;
    Ok(hasher.finalize() == hash)
}

/// Writes a file that other processes see whole or not at all.
fn write(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let new = folder.join(format!("{name}.{}", std::process::id()));
    let written = || {
        let mut file = File::create(&new)?;
        file.write_all(bytes)?;
        file.write_all(blake3::hash(bytes).as_bytes())?;
        file.sync_all()?;
        fs::rename(&new, folder.join(name))
    };
    written().inspect_err(|_| {
        // What is left of it is of no use; the failure that is reported is the one before.
        let _ = fs::remove_file(&new);
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::concepts::compile::compile;
    use corpora::read_vocabulary;

    const VOCABULARY: &str = "[[concept]]\nid = \"fever\"\nclass = \"symptom\"\nen = [\"fever\"]\nzh = [\"发热\"]\nar = [\"حمى\"]\n";

    #[test]
    fn it_is_compiled_once_and_again_when_the_file_is_damaged() {
        let dir = tempfile::tempdir().unwrap();
        let bytes = compile(&read_vocabulary(VOCABULARY, "demo").unwrap()).unwrap();
        let open_counted = |compiled: &mut u32| {
            let lexicon = open(dir.path(), Kept::Vocabulary, "0", || {
                *compiled += 1;
                Ok(bytes.clone())
            });
            lexicon.unwrap()
        };
        let mut compiled = 0;
        assert_eq!(open_counted(&mut compiled).id(0), "fever");
        let again = open_counted(&mut compiled);
        assert_eq!((again.len(), compiled), (1, 1));
        drop(again);

        let path = dir.path().join("vocabulary-0");
        for damage in [0, 20, bytes.len() / 2, bytes.len() + 3] {
            let mut damaged = fs::read(&path).unwrap();
            damaged[damage] ^= 1;
            fs::write(&path, &damaged).unwrap();
            let before = compiled;
            assert_eq!(open_counted(&mut compiled).id(0), "fever");
            assert_eq!(compiled, before + 1, "byte {damage}");
            let short = damaged.len() / 2;
            fs::write(&path, &damaged[..short]).unwrap();
            open_counted(&mut compiled);
            assert_eq!(compiled, before + 2, "cut after {short} bytes");
        }
    }

    #[test]
    fn only_the_present_one_stays_and_a_folder_that_cannot_be_written_is_no_hindrance() {
        let dir = tempfile::tempdir().unwrap();
        let bytes = compile(&read_vocabulary(VOCABULARY, "demo").unwrap()).unwrap();
        open(dir.path(), Kept::Sections, "old", || Ok(bytes.clone())).unwrap();
        open(dir.path(), Kept::Vocabulary, "new", || Ok(bytes.clone())).unwrap();
        fs::write(dir.path().join("current"), "g000001").unwrap();
        remove_others(dir.path(), "new");
        let mut left: Vec<_> = fs::read_dir(dir.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        left.sort();
        assert_eq!(left, ["current", "vocabulary-new"]);

        let missing = dir.path().join("没有");
        assert_eq!(
            open(&missing, Kept::Sections, "0", || Ok(bytes.clone()))
                .unwrap()
                .len(),
            1
        );
        assert!(!missing.exists());
    }
}
