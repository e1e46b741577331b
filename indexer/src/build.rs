//! Putting documents into a generation, one or all.

use std::path::Path;

use corpora::Catalogue;
use tantivy::indexer::UserOperation;
use tantivy::{IndexWriter, TantivyDocument};

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
                .entries(&stored, catalogue.first_alike(num)?)
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
    options: KeeperOptions,
    progress: &mut dyn FnMut(Rebuild),
    stop: &mut dyn FnMut() -> bool,
) -> Result<bool, IndexError> {
    let generation = Generation::create(folder)?;
    let mut writer = generation.writer(options.build_threads, options.build_bytes)?;
    // What changes during the build is applied again afterwards, which is harmless.
    let sequence = catalogue.last_change()?;
    let total = catalogue.document_count()?;
    let (mut done, mut after) = (0, 0);
    loop {
        let nums = catalogue.document_nums_after(after, STEP)?;
        let Some(last) = nums.last() else { break };
        after = *last;
        for &num in &nums {
            replace(&writer, &generation, catalogue, num, false)?;
        }
        done += nums.len() as u64;
        progress(Rebuild { done, total });
        if stop() {
            return Ok(false);
        }
    }
    commit(&mut writer, sequence)?;
    writer.wait_merging_threads()?;
    generation.make_current(folder)?;
    Ok(true)
}
