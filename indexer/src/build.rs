//! Putting documents into a generation, one or all.

use std::path::Path;

use corpora::{Catalogue, StoredDocument};
use tantivy::indexer::UserOperation;
use tantivy::{IndexWriter, TantivyDocument};

use crate::concepts::Terminology;
use crate::error::IndexError;
use crate::generation::{Generation, commit};
use crate::keeper::KeeperOptions;

/// How far a rebuild is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rebuild {
    /// Documents done.
    pub done: u64,
    /// Documents in all.
    pub total: u64,
}

/// Documents put between two reports of progress.
const STEP: usize = 200;

/// Puts the present passages of a document in place of those that are there. `known` says whether
/// any may be there: looking for what is to be removed costs a look-up in every segment.
pub(crate) fn replace(
    writer: &IndexWriter<TantivyDocument>,
    generation: &Generation,
    catalogue: &Catalogue,
    terminology: &Terminology,
    num: u64,
    known: bool,
) -> Result<(), IndexError> {
    let mut operations = Vec::new();
    if known {
        operations.push(UserOperation::Delete(generation.fields.document_term(num)));
    }
    if let Some(stored) = catalogue.document_by_num(num)? {
        operations.extend(
            generation
                .fields
                .entries(&stored, catalogue.first_alike(num)?, terminology)
                .into_iter()
                .map(UserOperation::Add),
        );
    }
    writer.run(operations)?;
    Ok(())
}

/// Builds a generation from the whole catalogue and makes it current. When `stop` says so, it
/// returns false, and what was built is thrown away at the next start.
pub(crate) fn build(
    folder: &Path,
    catalogue: &Catalogue,
    terminology: &Terminology,
    options: KeeperOptions,
    progress: &mut dyn FnMut(Rebuild),
    stop: &mut dyn FnMut() -> bool,
) -> Result<bool, IndexError> {
    let generation = Generation::create(folder, &terminology.fingerprint)?;
    let mut writer = generation.writer(options.build_threads, options.build_bytes)?;
    // What changes during the build is applied again afterwards, which is harmless.
    let sequence = catalogue.last_change()?;
    let total = catalogue.document_count()?;
    let (mut done, mut after) = (0, 0);
    let mut window = Window::default();
    loop {
        let read = catalogue.documents_after(after, STEP)?;
        let Some((last, _)) = read.last() else { break };
        after = last.num;
        done += read.len() as u64;
        for (stored, like) in read {
            window.take(stored, like);
            if window.is_full() {
                window.empty(&writer, &generation, terminology)?;
            }
        }
        progress(Rebuild { done, total });
        if stop() {
            return Ok(false);
        }
    }
    window.empty(&writer, &generation, terminology)?;
    commit(&mut writer, sequence)?;
    writer.wait_merging_threads()?;
    generation.make_current(folder)?;
    Ok(true)
}

/// Documents that wait to be put into a generation, to be put language by language: the index and
/// the analysis then meet the same words again while they are at hand. With 100,000 documents of
/// five languages that takes a tenth off the time.
#[derive(Debug, Default)]
struct Window {
    documents: Vec<(StoredDocument, u64)>,
    bytes: usize,
}

/// Most documents in a window, and most bytes of text: a few long books fill it too. Of 3,000, 10,000
/// and 30,000 documents, 10,000 took the least time (21.3, 20.7 and 22.7 CPU seconds).
const WINDOW_DOCUMENTS: usize = 10_000;
const WINDOW_BYTES: usize = 64 << 20;

impl Window {
    fn take(&mut self, stored: StoredDocument, like: u64) {
        let sections = stored.document.sections.iter();
        self.bytes += sections.map(|section| section.text.len()).sum::<usize>();
        self.documents.push((stored, like));
    }

    fn is_full(&self) -> bool {
        self.documents.len() >= WINDOW_DOCUMENTS || self.bytes >= WINDOW_BYTES
    }

    /// Puts what waits, by language and then as it came.
    fn empty(
        &mut self,
        writer: &IndexWriter<TantivyDocument>,
        generation: &Generation,
        terminology: &Terminology,
    ) -> Result<(), IndexError> {
        self.bytes = 0;
        let mut documents = std::mem::take(&mut self.documents);
        documents.sort_by(|(a, _), (b, _)| a.document.language.cmp(&b.document.language));
        for (stored, like) in documents {
            let entries = generation.fields.entries(&stored, like, terminology);
            writer.run(entries.into_iter().map(UserOperation::Add))?;
        }
        Ok(())
    }
}
