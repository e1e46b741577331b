//! Notices that the vocabulary in use was changed by another process.

use std::time::{Duration, Instant};

use corpora::DataFolder;

use crate::concepts::Terminology;
use crate::error::IndexError;

/// How often the folder is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Looks at the folder of imported vocabularies now and then.
#[derive(Debug)]
pub(crate) struct VocabularyWatch {
    folder: DataFolder,
    looked: Instant,
    /// What was found last: one that cannot be used is not tried again and again.
    found: String,
}

impl VocabularyWatch {
    pub(crate) fn new(folder: DataFolder, present: &str) -> Self {
        Self {
            folder,
            looked: Instant::now(),
            found: present.to_owned(),
        }
    }

    /// Whether the vocabulary became another since it was last found to.
    pub(crate) fn has_changed(&mut self) -> bool {
        if self.looked.elapsed() < LOOK_EVERY {
            return false;
        }
        self.looked = Instant::now();
        match Terminology::present_fingerprint(&self.folder) {
            Ok(found) if found != self.found => {
                // Whoever changes it compiles it too, which takes a while and much memory.
                if self.folder.check_vocabularies_settled().is_err() {
                    return false;
                }
                self.found = found;
                true
            }
            Ok(_) => false,
            Err(error) => {
                tracing::warn!(%error, "the vocabularies cannot be looked at; the present one stays");
                false
            }
        }
    }
}

/// Compiles the vocabulary in use, so that who serves or searches next only has to map it.
///
/// # Errors
/// [`IndexError::Vocabulary`] if it cannot be read or is too large.
pub fn compile_vocabulary(folder: &DataFolder) -> Result<(), IndexError> {
    Terminology::present(folder).map(|_| ())
}
