//! Watching folders: what changes in one comes in at once, not when its source is next due.
//!
//! Folders are looked at, not listened to: that works on every file system, also when the files are
//! written on another machine.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use corpora::SourceDefinition;
use ingest::Pipeline;

/// How many times as long as a look took is waited until the next.
const REST: u32 = 20;

type Stamp = Option<[u8; 32]>;

/// What is known of the folders of sources.
#[derive(Debug, Default)]
pub(super) struct Watch {
    folders: HashMap<String, Folder>,
    changed: HashSet<String>,
}

#[derive(Debug)]
struct Folder {
    /// When what is in it was taken in; none before that.
    taken: Stamp,
    last: Stamp,
    rests_until: Instant,
}

impl Watch {
    /// Looks at the folders among the sources.
    pub(super) async fn look(&mut self, sources: Vec<SourceDefinition>, pipeline: &Pipeline) {
        self.folders
            .retain(|id, _| sources.iter().any(|source| source.id == *id));
        for source in sources {
            let known = self.folders.get(&source.id);
            if known.is_some_and(|folder| Instant::now() < folder.rests_until) {
                continue;
            }
            let (pipeline, id, began) = (pipeline.clone(), source.id.clone(), Instant::now());
            let looked = tokio::task::spawn_blocking(move || pipeline.folder_stamp(&source)).await;
            if let Ok(Some(stamp)) = looked {
                self.seen(id, stamp, began.elapsed());
            }
        }
    }

    /// A folder counts as changed when two looks find it the same, and other than it was taken in:
    /// by then a file that was being written is whole.
    fn seen(&mut self, id: String, stamp: [u8; 32], took: Duration) {
        let stamp = Some(stamp);
        let rests_until = Instant::now() + took * REST;
        let folder = self.folders.entry(id.clone()).or_insert(Folder {
            taken: None,
            last: None,
            rests_until,
        });
        folder.rests_until = rests_until;
        if stamp == folder.last && stamp != folder.taken {
            self.changed.insert(id);
        }
        folder.last = stamp;
    }

    /// Whether something changed in the folder of a source that was not taken in yet.
    pub(super) fn has_changed(&self, id: &str) -> bool {
        self.changed.contains(id)
    }

    /// A run of the source begins: it takes in what was seen last.
    pub(super) fn begins(&mut self, id: &str) {
        self.changed.remove(id);
        if let Some(folder) = self.folders.get_mut(id) {
            folder.taken = folder.last;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_taken_in_once_it_is_at_rest_and_again_when_it_changes() {
        let mut watch = Watch::default();
        let look = |watch: &mut Watch, stamp: u8| {
            watch.seen("a".to_owned(), [stamp; 32], Duration::ZERO);
            watch.has_changed("a")
        };
        assert!(!look(&mut watch, 1), "it may still be written to");
        assert!(look(&mut watch, 1));
        watch.begins("a");
        assert!(!look(&mut watch, 1));
        assert!(!look(&mut watch, 2) && !look(&mut watch, 3));
        assert!(look(&mut watch, 3));
        // Not forgotten before a run begins.
        assert!(look(&mut watch, 3));
        watch.begins("a");
        assert!(!look(&mut watch, 3));
    }
}
